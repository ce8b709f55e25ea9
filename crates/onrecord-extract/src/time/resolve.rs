//! Anchoring: what each expression means on the calendar, from the document date, the dateline, the time in focus and tense.

mod periods;
mod times;
mod turns;

use chrono::{Datelike, NaiveDate};
use onrecord_model::{Evidence, Interval, TimexFunction, TimexType};

use crate::text::{Text, TokenKind};

use super::calendar::{Calendar, Clock, Unit, shift};
use super::meaning::{Amount, Meaning, Name, Origin};
use super::scan::Candidate;
use super::tense::Tense;
use super::{Anchor, DatedRange, Tables, TimeContext, TimeExpression, TimeLayer, rules};

/// Resolves the expressions in the order of the text.
pub(crate) fn resolve<'r>(
    text: &'r Text<'r>,
    tables: &'r Tables,
    context: &TimeContext,
    found: &'r [Candidate],
) -> TimeLayer {
    let mut resolver = Resolver::new(text, tables, context, found);
    let mut given = [(context.header, true), (context.dateline, false)]
        .into_iter()
        .filter_map(|(dated, header)| Some((dated?, header)))
        .peekable();
    for (number, candidate) in found.iter().enumerate() {
        while let Some((dated, header)) = given.next_if(|(dated, _)| dated.range.start <= candidate.range.start) {
            resolver.push_given(dated, header);
        }
        resolver.ahead = found.get(number + 1..).unwrap_or_default();
        resolver.push(candidate);
    }
    for (dated, header) in given {
        resolver.push_given(dated, header);
    }
    resolver.layer
}

/// What a meaning comes to.
#[derive(Clone, Debug, Default)]
struct Resolved {
    value: String,
    calendar: Option<Calendar>,
    interval: Option<Interval>,
    r#type: Option<TimexType>,
    anchor: Anchor,
    inferred: bool,
}

/// The time the text speaks of.
#[derive(Clone, Copy, Debug)]
struct Focus {
    calendar: Calendar,
    expression: u32,
    sentence: u32,
}

struct Resolver<'r> {
    text: &'r Text<'r>,
    tables: &'r Tables,
    /// The day of writing: the dateline's, or else that of the document.
    now: Option<NaiveDate>,
    now_anchor: Anchor,
    /// Whether the text tells of times far from its own date, and not of its day.
    narrative: bool,
    focus: Option<Focus>,
    /// The last quarter or half named.
    period: Option<Focus>,
    /// The sentence that last spoke of the latest quarter or period.
    latest: Option<u32>,
    /// The position of the header's date in the list.
    header: Option<u32>,
    /// The expressions behind the one at hand.
    ahead: &'r [Candidate],
    layer: TimeLayer,
    sentence: u32,
    tokens: std::ops::Range<u32>,
}

impl<'r> Resolver<'r> {
    fn new(text: &'r Text<'r>, tables: &'r Tables, context: &TimeContext, found: &'r [Candidate]) -> Self {
        let header = context.header.and_then(|dated| dated.date);
        let now = context.dateline.and_then(|dated| dated.date).or(context.document_date).or(header);
        let now_anchor = if now.is_some() { Anchor::DocumentDate } else { Anchor::None };
        Self {
            text,
            tables,
            now,
            now_anchor,
            narrative: is_narrative(now, found),
            focus: None,
            period: None,
            latest: None,
            header: None,
            ahead: &[],
            layer: TimeLayer { expressions: Vec::with_capacity(found.len() + 2), ..TimeLayer::default() },
            sentence: 0,
            tokens: 0..0,
        }
    }

    /// The date of the header or the dateline.
    fn push_given(&mut self, dated: DatedRange, header: bool) {
        let Some(date) = dated.date else { return };
        let words = dated.range.of(self.text.source);
        let year = format!("{:04}", date.year());
        let explicit = words.contains(&year);
        let calendar = Calendar::day(date);
        let number = self.layer.expressions.len() as u32;
        let rule = if header { "timex.header" } else { "timex.dateline" };
        let anchor =
            if header || explicit { Anchor::None } else { self.header.map_or(self.now_anchor, Anchor::Expression) };
        self.layer.expressions.push(TimeExpression {
            range: dated.range,
            r#type: TimexType::Date,
            value: calendar.value(),
            r#mod: None,
            interval: interval(calendar),
            anchor,
            function: if header { TimexFunction::DocumentDate } else { TimexFunction::DatelineDate },
            evidence: if explicit { Evidence::Explicit } else { Evidence::Inferred },
            rule,
            confidence: rules::confidence(rule),
        });
        if header {
            self.header = Some(number);
        }
        if self.now == Some(date) {
            self.now_anchor = Anchor::Expression(number);
        }
    }

    fn push(&mut self, candidate: &Candidate) {
        self.tokens = candidate.tokens.clone();
        self.sentence = self.text.sentence_of(candidate.tokens.start).unwrap_or(0);
        if let Meaning::Invalid(_) = candidate.meaning {
            self.layer.invalid.push(candidate.range);
        }
        let Some(resolved) = self.meaning(&candidate.meaning) else { return };
        let number = self.layer.expressions.len() as u32;
        if candidate.rule == LATEST {
            self.latest = Some(self.sentence);
        }
        if let Some(calendar) = resolved.calendar {
            let focus = Focus { calendar, expression: number, sentence: self.sentence };
            let compared = match &candidate.meaning {
                Meaning::SameOfYear { .. } => true,
                Meaning::Shift { amount, .. } => amount.unit == Unit::Year,
                Meaning::Deictic { unit, .. } => *unit != calendar.unit,
                _ => false,
            };
            // What is expected of a quarter still running leaves the one reported on in its place.
            let running = calendar.bounds().is_some_and(|(_, end)| self.now.is_some_and(|now| end > now));
            let reported = !running || self.period.is_none_or(|period| period.calendar == calendar);
            if matches!(calendar.unit, Unit::Quarter | Unit::Half) && !compared && reported {
                self.period = Some(focus);
            }
            if !compared {
                self.focus = Some(focus);
            }
        }
        let kind = resolved.r#type.unwrap_or_else(|| type_of(&candidate.meaning, resolved.calendar));
        self.layer.expressions.push(TimeExpression {
            range: candidate.range,
            r#type: kind,
            value: resolved.value,
            r#mod: candidate.modifier,
            interval: resolved.interval.or_else(|| resolved.calendar.and_then(interval)),
            anchor: resolved.anchor,
            function: TimexFunction::Discourse,
            evidence: if resolved.inferred { Evidence::Inferred } else { Evidence::Explicit },
            rule: candidate.rule,
            confidence: rules::confidence(candidate.rule),
        });
    }

    fn meaning(&self, meaning: &Meaning) -> Option<Resolved> {
        Some(match meaning {
            Meaning::Fixed(calendar) => explicit(*calendar),
            Meaning::Invalid(value) | Meaning::Literal(value) | Meaning::Set(value) => {
                Resolved { value: value.clone(), ..Resolved::default() }
            }
            Meaning::Reference(value) => Resolved { value: (*value).to_owned(), ..Resolved::default() },
            Meaning::Duration { amount, side } => self.duration(*amount, *side),
            Meaning::VagueLength => Resolved { value: "PXX".to_owned(), ..Resolved::default() },
            Meaning::Then => {
                let near = self.focus.filter(|focus| self.sentence.saturating_sub(focus.sentence) <= 2);
                Self::from_focus(near, near.map(|focus| focus.calendar))?
            }
            Meaning::Recurring { name, turn } => self.recurring(*name, *turn),
            Meaning::Deictic { unit, offset, .. } => self.deictic(*unit, *offset)?,
            Meaning::Focus { unit, offset, part } => self.in_focus(*unit, *offset, *part),
            Meaning::Shift { amount, sign, from } => self.shifted(*amount, *sign, from)?,
            Meaning::SameOfYear { year, unit } => self.same_of_year(*year, *unit),
            Meaning::Time { clock, zone, day } => self.time(*clock, *zone, day.as_deref()),
            Meaning::Range(from, to) => self.range(from, to)?,
        })
    }

    fn tense(&self) -> Option<Tense> {
        // "Wednesday's ruling": what a day owns has happened, unless its own sentence says otherwise.
        let owner = self.text.token(self.tokens.end).is_some_and(|token| token.kind == TokenKind::Clitic);
        if owner {
            let word = |back: u32| self.tokens.start.checked_sub(back).map(|at| self.text.word(at)).unwrap_or_default();
            return (word(1) == "of" && word(2) == "ahead").then_some(Tense::Future);
        }
        self.tables.tenses.around(self.text, &self.tokens)
    }

    /// A calendar time reckoned from the day of writing.
    fn reckoned(&self, calendar: Option<Calendar>) -> Option<Resolved> {
        calendar.map(|calendar| Resolved { anchor: self.now_anchor, inferred: true, ..explicit(calendar) })
    }

    fn from_focus(focus: Option<Focus>, calendar: Option<Calendar>) -> Option<Resolved> {
        let anchor = focus.map_or(Anchor::None, |focus| Anchor::Expression(focus.expression));
        calendar.map(|calendar| Resolved { anchor, inferred: true, ..explicit(calendar) })
    }

    /// "today", "last week". Without a day of writing the direction alone is known.
    fn deictic(&self, unit: Unit, offset: i64) -> Option<Resolved> {
        if unit < Unit::Day {
            return None;
        }
        if (unit, offset) == (Unit::Year, -1)
            && let Some(period) = self.compared_period()
        {
            return Self::from_focus(Some(period), period.calendar.shift(-1, Unit::Year));
        }
        let here = self.now.map(|now| Calendar::around(now, unit));
        let there = here.and_then(|here| here.shift(offset, unit));
        let unresolved = || Resolved { value: reference(offset), inferred: true, ..Resolved::default() };
        Some(self.reckoned(there).unwrap_or_else(unresolved))
    }

    fn duration(&self, amount: Amount, side: i64) -> Resolved {
        let value = amount.value();
        let bounds = match (self.now, amount.whole(), side) {
            (Some(now), Some(count), -1) if amount.unit >= Unit::Day => {
                shift(now, -count, amount.unit).map(|from| (from, now))
            }
            (Some(now), Some(count), 1) if amount.unit >= Unit::Day => {
                shift(now, count, amount.unit).map(|to| (now, to))
            }
            _ => None,
        };
        let interval = bounds.map(|(from, to)| Interval { start: Some(from.to_string()), end: Some(to.to_string()) });
        let anchor = if interval.is_some() { self.now_anchor } else { Anchor::None };
        Resolved { value, interval, anchor, ..Resolved::default() }
    }

    fn in_focus(&self, unit: Unit, offset: i64, part: Option<Clock>) -> Resolved {
        if unit == Unit::Quarter
            && self.period.is_none_or(|period| self.sentence.saturating_sub(period.sentence) > 2)
            && let Some(quarter) = self.reckoned(self.ended_quarter())
        {
            return quarter;
        }
        // "The following month" points at a time told; "the year" may also mean the current one.
        let reach = if offset == 0 { 2 } else { 8 };
        let period = self.period.filter(|period| {
            unit == Unit::Quarter && self.focus.is_some_and(|focus| focus.sentence.saturating_sub(period.sentence) < 40)
        });
        let focus = if unit == Unit::Quarter { period } else { self.focus };
        let recent = focus.filter(|focus| {
            unit != Unit::Weekend
                && (unit <= Unit::Day || self.sentence.saturating_sub(focus.sentence) <= reach || period.is_some())
                && focus.calendar.unit <= unit
        });
        let whole = |date: NaiveDate| {
            let around = Calendar::around(date, unit).shift(offset, unit)?;
            Some(part.map_or(around, |clock| around.at(clock)))
        };
        let resolved = match (unit, recent, self.now) {
            (Unit::Second | Unit::Minute | Unit::Hour, ..) | (_, None, None) => None,
            (_, Some(focus), _) => Self::from_focus(Some(focus), whole(focus.calendar.first)),
            (Unit::Weekend, None, Some(now)) => self.reckoned(self.weekend(now)),
            (Unit::Quarter, None, Some(now)) => self.reckoned(shift(now, -1, Unit::Quarter).and_then(whole)),
            (_, None, Some(now)) => self.reckoned(whole(now)),
        };
        resolved.unwrap_or_else(|| Resolved {
            value: reference(if offset == 0 { -1 } else { offset }),
            inferred: true,
            ..Resolved::default()
        })
    }

    /// "the weekend": the coming one in the future, or else the last.
    fn weekend(&self, now: NaiveDate) -> Option<Calendar> {
        let this = Calendar::around(now, Unit::Weekend);
        let ahead = matches!(self.tense(), Some(Tense::Future | Tense::Present));
        if this.first > now && !ahead { this.shift(-1, Unit::Week) } else { Some(this) }
    }

    fn shifted(&self, amount: Amount, sign: i64, from: &Origin) -> Option<Resolved> {
        let vague = || {
            if *from == Origin::Focus {
                return Resolved { value: amount.value(), r#type: Some(TimexType::Duration), ..Resolved::default() };
            }
            Resolved { value: reference(sign), inferred: true, ..Resolved::default() }
        };
        let (origin, anchor, focus_unit) = match from {
            Origin::Document => {
                let quarter = self
                    .period
                    .filter(|period| self.sentence.saturating_sub(period.sentence) <= 1 && amount.unit == Unit::Year);
                match (quarter, self.now) {
                    (Some(period), _) => {
                        (period.calendar.first, Anchor::Expression(period.expression), Some(period.calendar.unit))
                    }
                    (None, Some(now)) => (now, self.now_anchor, None),
                    (None, None) => return Some(vague()),
                }
            }
            Origin::Focus => {
                let near = |focus: &Focus| self.sentence.saturating_sub(focus.sentence) <= 3;
                // At the head of a sentence it goes on with the comparison that the text is about.
                let sentence = self.text.sentences.get(self.sentence as usize);
                let reach =
                    if sentence.is_some_and(|sentence| sentence.tokens.start == self.tokens.start) { 6 } else { 3 };
                let reported = |period: &Focus| self.sentence.saturating_sub(period.sentence) <= reach;
                let period = self.period.filter(|period| reported(period) && amount.unit == Unit::Year);
                match (period.or(self.focus.filter(near)), self.now) {
                    (Some(focus), _) => {
                        (focus.calendar.first, Anchor::Expression(focus.expression), Some(focus.calendar.unit))
                    }
                    (None, Some(now)) => (now, self.now_anchor, None),
                    (None, None) => return Some(vague()),
                }
            }
            Origin::Given(meaning) => {
                let resolved = self.meaning(meaning)?;
                (resolved.calendar?.first, resolved.anchor, None)
            }
        };
        let Some((count, unit)) = whole_units(amount) else { return Some(vague()) };
        if unit < Unit::Day {
            return Some(vague());
        }
        let grain = match (focus_unit, from) {
            (Some(focus), _) if unit == Unit::Year && (Unit::Month..=Unit::Year).contains(&focus) => focus,
            (_, Origin::Given(_)) if unit == Unit::Week && count != 0 => Unit::Day,
            _ => unit,
        };
        let there = shift(origin, sign * count, unit).map(|date| Calendar::around(date, grain));
        Some(there.map_or_else(vague, |calendar| Resolved { anchor, inferred: true, ..explicit(calendar) }))
    }

    fn range(&self, from: &Meaning, to: &Meaning) -> Option<Resolved> {
        let first = self.meaning(from)?;
        let mut last = self.meaning(to)?;
        if let Meaning::Time { clock, zone, day: None } = to {
            last = self.next_time(&first, last, *clock, *zone);
        } else if let (Some(start), Some(end)) = (first.calendar, last.calendar)
            && end.first <= start.first
        {
            let later = match to {
                Meaning::Recurring { name: Name::Weekday(_), .. } => end.shift(1, Unit::Week),
                Meaning::Recurring { .. } => end.shift(1, Unit::Year),
                _ => Some(end).filter(|end| end.first == start.first),
            }?;
            last = explicit(later);
        }
        let bounds = |resolved: &Resolved| resolved.interval.clone().or_else(|| resolved.calendar.and_then(interval));
        let interval = match (bounds(&first), bounds(&last)) {
            (Some(first), Some(last)) => Some(Interval { start: first.start, end: last.end }),
            _ => None,
        };
        Some(Resolved {
            value: format!("{}/{}", first.value, last.value),
            interval,
            calendar: None,
            r#type: Some(TimexType::Duration),
            anchor: first.anchor,
            inferred: first.inferred,
        })
    }
}

/// Whether a text tells of times far from its own date: it names years two and more away, and no "today" or "yesterday".
fn is_narrative(now: Option<NaiveDate>, found: &[Candidate]) -> bool {
    let Some(now) = now else { return true };
    let far = found.iter().filter(|candidate| {
        matches!(&candidate.meaning, Meaning::Fixed(calendar) if calendar.unit <= Unit::Month && (calendar.first.year() - now.year()).abs() >= 2)
    });
    let near = found.iter().filter(|candidate| match &candidate.meaning {
        Meaning::Deictic { unit, .. } => *unit <= Unit::Month,
        Meaning::Recurring { name: Name::Weekday(_), .. } => true,
        _ => false,
    });
    let (far, near) = (far.count(), near.count());
    far >= 4 && far > 4 * near
}

fn explicit(calendar: Calendar) -> Resolved {
    Resolved { value: calendar.value(), calendar: Some(calendar), ..Resolved::default() }
}

/// The interval of a calendar time, in whole days.
fn interval(calendar: Calendar) -> Option<Interval> {
    if calendar.unit == Unit::Season {
        return None;
    }
    let (start, end) = calendar.bounds()?;
    Some(Interval { start: Some(start.to_string()), end: Some(end.to_string()) })
}

fn type_of(meaning: &Meaning, calendar: Option<Calendar>) -> TimexType {
    match meaning {
        Meaning::Duration { .. } | Meaning::VagueLength => TimexType::Duration,
        Meaning::Set(_) => TimexType::Set,
        _ if calendar.is_some_and(|calendar| calendar.clock.is_some()) => TimexType::Time,
        _ => TimexType::Date,
    }
}

fn reference(sign: i64) -> String {
    match sign {
        ..=-1 => "PAST_REF",
        0 => "PRESENT_REF",
        1.. => "FUTURE_REF",
    }
    .to_owned()
}

/// The rule of "the latest quarter".
const LATEST: &str = "timex.relative_unit.latest";

/// An amount as a whole number of one unit: two and a half years are thirty months.
fn whole_units(amount: Amount) -> Option<(i64, Unit)> {
    if let Some(count) = amount.whole() {
        return Some((count, amount.unit));
    }
    let hundredths = amount.hundredths?;
    let (times, smaller) = match amount.unit {
        Unit::Year => (12, Unit::Month),
        Unit::Decade => (10, Unit::Year),
        Unit::Century => (100, Unit::Year),
        Unit::Week => (7, Unit::Day),
        _ => return None,
    };
    Some((hundredths * times / 100, smaller))
}
