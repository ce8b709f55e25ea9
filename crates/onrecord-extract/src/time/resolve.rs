//! Anchoring: what each expression means on the calendar, from the document date, the dateline, the time in focus and tense.

use chrono::{Datelike, NaiveDate};
use onrecord_model::{Evidence, Interval, TimexFunction, TimexType};

use crate::text::{Text, Token, TokenKind};

use super::calendar::{Calendar, Clock, Unit, shift, weekday, weekday_on_or_after, weekday_on_or_before};
use super::meaning::{Amount, Meaning, Name, Origin, Turn, YearOf, Zone};
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
            return None;
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

    /// The latest quarter, where the sentence compares it with the year before: "profit fell in the latest quarter to 5
    /// million from 7 million last year".
    fn compared_period(&self) -> Option<Focus> {
        self.latest.filter(|latest| self.sentence - latest <= 1)?;
        let sentence = self.text.sentences.get(self.sentence as usize)?;
        let compared = (sentence.tokens.start..self.tokens.start).any(|at| match self.text.word(at) {
            "compared" | "than" | "against" => true,
            "from" => {
                let amount = |token: &Token| matches!(token.kind, TokenKind::Symbol | TokenKind::Number);
                at + 1 == self.tokens.start || self.text.token(at + 1).is_some_and(amount)
            }
            _ => false,
        });
        self.period.filter(|_| compared)
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

    /// The day from which names are reckoned: that of writing, or in a narrative the time in focus.
    fn base(&self) -> Option<(NaiveDate, Anchor)> {
        if self.narrative
            && let Some(focus) = self.focus
        {
            return Some((focus.calendar.first, Anchor::Expression(focus.expression)));
        }
        self.now.map(|now| (now, self.now_anchor))
    }

    /// The day told last near by, or else that of writing.
    fn day_in_focus(&self) -> Option<(NaiveDate, Anchor)> {
        let near =
            |focus: &Focus| focus.calendar.unit == Unit::Day && self.sentence.saturating_sub(focus.sentence) <= 2;
        let told = self.focus.filter(near).map(|focus| (focus.calendar.first, Anchor::Expression(focus.expression)));
        told.or(self.now.map(|now| (now, self.now_anchor)))
    }

    fn recurring(&self, name: Name, turn: Turn) -> Resolved {
        let unresolved = Resolved { value: pattern_value(name), inferred: false, ..Resolved::default() };
        let base = match turn {
            Turn::Open => self.base(),
            Turn::FromFocus(_) => self.day_in_focus(),
            Turn::Relative(_) | Turn::Within(..) => self.now.map(|now| (now, self.now_anchor)),
        };
        let Some((base, anchor)) = base else { return unresolved };
        let calendar = match turn {
            Turn::Open => self.open_turn(name, base),
            Turn::Relative(offset) | Turn::FromFocus(offset) => self.relative_turn(name, offset, base),
            Turn::Within(unit, offset) => {
                Calendar::around(base, unit).shift(offset, unit).and_then(|within| occurrence_within(name, within))
            }
        };
        match calendar {
            Some(calendar) => Resolved { anchor, inferred: true, ..explicit(calendar) },
            None => unresolved,
        }
    }

    /// The turn meant where nothing says which: the nearest one, the last weekday or quarter, the next one in the future.
    fn open_turn(&self, name: Name, base: NaiveDate) -> Option<Calendar> {
        let before = self.text.word(self.tokens.start.saturating_sub(1));
        let ended = matches!(before, "ended" | "since" | "Since");
        let tense = if ended { Some(Tense::Past) } else { self.tense() };
        match name {
            Name::MonthDay(..) if ended => {
                (-1..=0).rev().filter_map(|years| occurrence(name, base.year() + years)).find(|day| day.first <= base)
            }
            Name::Weekday(number) => {
                let day = weekday(number)?;
                let ahead = matches!(tense, Some(Tense::Future | Tense::Present));
                let date = if ahead { weekday_on_or_after(base, day) } else { weekday_on_or_before(base, day) };
                date.map(Calendar::day)
            }
            Name::Day(_) => occurrence_within(name, Calendar::around(base, Unit::Month)),
            _ => nearest(name, base, tense),
        }
    }

    /// "last", "this" or "next" with a name.
    fn relative_turn(&self, name: Name, offset: i64, base: NaiveDate) -> Option<Calendar> {
        if let Name::Weekday(number) = name {
            let day = weekday(number)?;
            let date = match offset {
                -1 => weekday_on_or_before(base.pred_opt()?, day),
                0 if matches!(self.tense(), Some(Tense::Past | Tense::Dated | Tense::Report)) => {
                    weekday_on_or_before(base, day)
                }
                0 => weekday_on_or_after(base, day),
                _ => weekday_on_or_after(base.succ_opt()?, day),
            };
            return date.map(Calendar::day);
        }
        let turns = (-2..=2).filter_map(|years| occurrence(name, base.year() + years));
        match offset {
            0 => occurrence(name, base.year()),
            -1 => {
                // The month just gone is "last month"; "last March" said in April is that of the year before.
                let limit = if matches!(name, Name::Month(_)) { shift(base, -1, Unit::Month)? } else { base };
                let limit =
                    if matches!(name, Name::Month(_)) { Calendar::around(limit, Unit::Month).first } else { limit };
                turns.rev().find(|turn| turn.bounds().is_some_and(|(_, end)| end <= limit))
            }
            _ => turns.into_iter().find(|turn| turn.first > base),
        }
    }

    /// "the quarter ended July 31": the quarter that holds most of its three months.
    fn ended_quarter(&self) -> Option<Calendar> {
        let ended = match self.text.word(self.tokens.end) {
            "ended" => true,
            "ending" => false,
            _ => return None,
        };
        let next = self.ahead.first().filter(|next| next.tokens.start <= self.tokens.end + 2)?;
        let end = match next.meaning {
            Meaning::Fixed(calendar) if calendar.unit == Unit::Day => calendar.first,
            Meaning::Recurring { name: name @ Name::MonthDay(..), turn: Turn::Open } => {
                let now = self.now?;
                let last = (-1..=0).rev().filter_map(|years| occurrence(name, now.year() + years));
                let last = last.into_iter().find(|day| ended && day.first <= now);
                last.or_else(|| nearest(name, now, Some(Tense::Future)))?.first
            }
            _ => return None,
        };
        shift(end, -45, Unit::Day).map(|middle| Calendar::around(middle, Unit::Quarter))
    }

    /// The day behind a clock time that another reading of it parts from its day: "10:35 a.m. (0735 GMT) Friday".
    fn day_ahead(&self) -> Option<&'r Meaning> {
        let mut end = self.tokens.end;
        for next in self.ahead.iter().take(2) {
            let bracket = self.text.token(end)?.kind;
            let start = end + 1 + u32::from(self.text.word(end + 1) == "on");
            if next.tokens.start != start || !matches!(bracket, TokenKind::OpenBracket | TokenKind::CloseBracket) {
                return None;
            }
            end = next.tokens.end;
            match &next.meaning {
                Meaning::Time { day: None, .. } => {}
                Meaning::Recurring { name: Name::Weekday(_) | Name::MonthDay(..), .. }
                | Meaning::Deictic { unit: Unit::Day, .. } => return Some(&next.meaning),
                Meaning::Fixed(calendar) if calendar.unit == Unit::Day => return Some(&next.meaning),
                _ => return None,
            }
        }
        None
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
                && focus.calendar.unit <= unit.max(Unit::Year)
        });
        let recent = recent.filter(|focus| focus.calendar.unit <= unit);
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

    /// "the year-ago results" behind "last year": the year that the comparison has just named.
    fn year_compared(&self) -> Option<Resolved> {
        let last = Calendar::year(self.now?.year() - 1)?;
        let number = self.layer.expressions.len().checked_sub(1)?;
        let before = self.layer.expressions.get(number)?;
        let sentence = self.text.sentence_of(self.text.tokens_in(before.range).start)?;
        let near = self.sentence.saturating_sub(sentence) <= 1 && before.value == last.value();
        near.then(|| Resolved { anchor: Anchor::Expression(number as u32), inferred: true, ..explicit(last) })
    }

    /// The stretch in focus, or the last quarter, in another year.
    fn same_of_year(&self, year: YearOf, unit: Option<Unit>) -> Resolved {
        if unit.is_none()
            && year == YearOf::Relative(-1)
            && let Some(named) = self.year_compared()
        {
            return named;
        }
        let near = |focus: &Focus| self.sentence.saturating_sub(focus.sentence) <= 8;
        let period = self.period.filter(near);
        let focus =
            period.or(self.focus.filter(|focus| unit.is_none() && near(focus) && focus.calendar.unit >= Unit::Month));
        let unresolved = || Resolved { value: reference(-1), inferred: true, ..Resolved::default() };
        let (base, anchor) = match (focus, self.now) {
            (Some(focus), _) => (focus.calendar, Anchor::Expression(focus.expression)),
            (None, Some(now)) => {
                let unit = unit.unwrap_or(Unit::Year);
                let last = if unit == Unit::Quarter { shift(now, -1, Unit::Quarter).unwrap_or(now) } else { now };
                (Calendar::around(last, unit), self.now_anchor)
            }
            (None, None) => {
                return if let YearOf::Fixed(year) = year {
                    Calendar::year(year).map_or_else(unresolved, explicit)
                } else {
                    unresolved()
                };
            }
        };
        let years = match year {
            YearOf::Relative(years) => years,
            YearOf::Fixed(year) => i64::from(year) - i64::from(base.first.year()),
        };
        base.shift(years, Unit::Year).map_or_else(unresolved, |calendar| Resolved {
            anchor,
            inferred: true,
            ..explicit(calendar)
        })
    }

    fn time(&self, clock: Clock, zone: Option<Zone>, day: Option<&Meaning>) -> Resolved {
        let unresolved = Resolved {
            value: format!("XXXX-XX-XX{}", clock_value(clock)),
            r#type: Some(TimexType::Time),
            ..Resolved::default()
        };
        let resolved = if let Some(day) = day.or_else(|| self.day_ahead()) {
            self.meaning(day)
        } else {
            let near = self
                .focus
                .filter(|focus| focus.calendar.unit == Unit::Day && self.sentence.saturating_sub(focus.sentence) <= 2);
            match near {
                Some(focus) => Self::from_focus(Some(focus), Some(Calendar::day(focus.calendar.first))),
                None => self.reckoned(self.now.map(Calendar::day)),
            }
        };
        let Some((day, calendar)) = resolved.and_then(|day| day.calendar.map(|calendar| (day, calendar))) else {
            return unresolved;
        };
        let calendar = Calendar::day(calendar.first).at(clock);
        let value = match zone {
            Some(Zone::Known(row)) if self.tables.zones.is_utc(row) => calendar.value() + "Z",
            _ => calendar.value(),
        };
        Resolved {
            interval: self.clock_interval(calendar, zone),
            calendar: Some(calendar),
            value,
            r#type: Some(TimexType::Time),
            ..day
        }
    }

    /// The minute or second of a clock time, with its offset where the zone is known.
    fn clock_interval(&self, calendar: Calendar, zone: Option<Zone>) -> Option<Interval> {
        let (time, unit) = match calendar.clock? {
            Clock::At(time, unit) => (calendar.first.and_time(time), unit),
            Clock::DayEnd => (calendar.first.succ_opt()?.and_hms_opt(0, 0, 0)?, Unit::Minute),
            Clock::Part(_) => return interval(calendar),
        };
        let length = if unit == Unit::Second { chrono::TimeDelta::seconds(1) } else { chrono::TimeDelta::minutes(1) };
        let end = time.checked_add_signed(length)?;
        if let Some(Zone::Known(row)) = zone {
            let (start, end) = (self.tables.zones.instant(row, time)?, self.tables.zones.instant(row, end)?);
            return Some(Interval {
                start: Some(start.format("%Y-%m-%dT%H:%M:%S%:z").to_string()),
                end: Some(end.format("%Y-%m-%dT%H:%M:%S%:z").to_string()),
            });
        }
        Some(Interval {
            start: Some(time.format("%Y-%m-%dT%H:%M:%S").to_string()),
            end: Some(end.format("%Y-%m-%dT%H:%M:%S").to_string()),
        })
    }

    fn range(&self, from: &Meaning, to: &Meaning) -> Option<Resolved> {
        let first = self.meaning(from)?;
        let mut last = self.meaning(to)?;
        if let (Some(start), Some(end)) = (first.calendar, last.calendar)
            && end.first < start.first
        {
            let later = match to {
                Meaning::Recurring { name: Name::Weekday(_), .. } => end.shift(1, Unit::Week),
                Meaning::Recurring { .. } => end.shift(1, Unit::Year),
                _ => None,
            }?;
            last = Resolved { anchor: last.anchor, inferred: last.inferred, ..explicit(later) };
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
            inferred: first.inferred || last.inferred,
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

/// The value of a name whose turn is not known.
fn pattern_value(name: Name) -> String {
    match name {
        Name::Weekday(day) => format!("XXXX-WXX-{day}"),
        Name::Month(month) => format!("XXXX-{month:02}"),
        Name::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
        Name::Day(day) => format!("XXXX-XX-{day:02}"),
        Name::Season(season) => format!("XXXX-{}", season.code()),
        Name::Quarter(quarter) => format!("XXXX-Q{quarter}"),
        Name::Half(half) => format!("XXXX-H{half}"),
        Name::Holiday(_) => "XXXX-XX-XX".to_owned(),
    }
}

fn clock_value(clock: Clock) -> String {
    let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    Calendar::day(day).at(clock).value().split_once('T').map(|(_, time)| format!("T{time}")).unwrap_or_default()
}

/// A name in a year; weekdays and days of the month have none.
fn occurrence(name: Name, year: i32) -> Option<Calendar> {
    match name {
        Name::Month(month) => Calendar::month(year, month),
        Name::MonthDay(month, day) => NaiveDate::from_ymd_opt(year, month, day).map(Calendar::day),
        Name::Season(season) => Calendar::season(year, season),
        Name::Quarter(quarter) => Calendar::quarter(year, quarter),
        Name::Half(half) => Calendar::half(year, half),
        Name::Holiday(rule) => rule.day(year).map(Calendar::day),
        Name::Weekday(_) | Name::Day(_) => None,
    }
}

/// A name inside a week, month or year.
fn occurrence_within(name: Name, within: Calendar) -> Option<Calendar> {
    match (name, within.unit) {
        (Name::Weekday(number), _) => weekday_on_or_after(within.first, weekday(number)?).map(Calendar::day),
        (Name::Day(day), Unit::Month) => {
            NaiveDate::from_ymd_opt(within.first.year(), within.first.month(), day).map(Calendar::day)
        }
        (name, Unit::Year) => occurrence(name, within.first.year()),
        _ => None,
    }
}

/// The nearest turn of a name, a turn that the tense speaks against counting as much further away.
fn nearest(name: Name, base: NaiveDate, tense: Option<Tense>) -> Option<Calendar> {
    let distance = |calendar: &Calendar| {
        let Some((first, end)) = calendar.bounds() else { return i64::MAX };
        let (ahead, ago) = ((first - base).num_days(), (base - end).num_days() + 1);
        match tense {
            Some(Tense::Future | Tense::Present) if ago > 0 => {
                ago + if calendar.unit == Unit::Month { AGAINST_TENSE } else { AGAINST_FUTURE }
            }
            Some(Tense::Dated) if ahead > 0 => ahead + AGAINST_TENSE,
            Some(Tense::Past) if ahead > 0 => {
                ahead + if calendar.unit == Unit::Day { AGAINST_PAST } else { AGAINST_TENSE }
            }
            Some(Tense::Past | Tense::Report) | None if ahead > 0 => ahead + AGAINST_DEFAULT,
            _ => ahead.max(ago).max(0),
        }
    };
    (-1..=1).filter_map(|years| occurrence(name, base.year() + years)).min_by_key(distance)
}

/// The rule of "the latest quarter".
const LATEST: &str = "timex.relative_unit.latest";
/// Days that a month, quarter or season against the tense of its clause counts further.
const AGAINST_TENSE: i64 = 300;
/// Days that a coming day counts further where the verb is past.
const AGAINST_PAST: i64 = 120;
/// Days that another past turn counts further where the tense is future.
const AGAINST_FUTURE: i64 = 60;
/// Days that a coming turn counts further where no tense shows: news tells of what has been.
const AGAINST_DEFAULT: i64 = 60;

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
