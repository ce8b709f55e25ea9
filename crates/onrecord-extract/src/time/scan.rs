//! Finding: the longest pattern at each unit, with its modifiers, lookalikes left out.

use onrecord_model::TimexModifier;

use crate::text::{Text, TextRange};

use super::construct::{Words, construct};
use super::meaning::{Meaning, Name};
use super::patterns::Match;
use super::units::UnitOfText;
use super::words::Class;
use super::{Tables, TimeContext};

/// An expression as found, not yet resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// Its units, modifiers included.
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) range: TextRange,
    /// Its tokens.
    pub(crate) tokens: std::ops::Range<u32>,
    pub(crate) meaning: Meaning,
    pub(crate) modifier: Option<TimexModifier>,
    pub(crate) rule: &'static str,
}

/// Finds the expressions of a text in order.
pub(crate) fn scan(text: &Text<'_>, units: &[UnitOfText], tables: &Tables, context: &TimeContext) -> Vec<Candidate> {
    let given = [context.header, context.dateline].map(|dated| dated.map(|dated| dated.range));
    let mut found = Vec::new();
    let (mut at, mut floor) = (0, 0);
    while let Some(unit) = units.get(at) {
        let inside = given.iter().flatten().any(|range| range.overlaps(unit.range));
        let candidate = if inside { None } else { longest_that_holds(text, units, tables, floor, at) };
        match candidate {
            Some(candidate) => {
                at = candidate.end.max(at + 1);
                floor = candidate.end;
                found.push(candidate);
            }
            None => at += 1,
        }
    }
    found
}

/// The longest expression that begins here and means a time: "Friday" where "Friday, the fourth" counts something.
fn longest_that_holds(
    text: &Text<'_>,
    units: &[UnitOfText],
    tables: &Tables,
    floor: usize,
    at: usize,
) -> Option<Candidate> {
    let mut limit = units.len();
    loop {
        let mut found = tables.patterns.longest(units.get(..limit)?, at)?;
        if found.first > at {
            // Context began the match: without it a longer expression may begin at the same word.
            let direct = tables.patterns.longest(units, found.first).filter(|direct| direct.end > found.end);
            found = direct.unwrap_or(found);
        }
        let candidate = candidate(text, units, tables, floor, found);
        limit = found.end.min(limit).checked_sub(1)?;
        if candidate.is_some() || limit <= at {
            return candidate;
        }
    }
}

fn candidate(text: &Text<'_>, units: &[UnitOfText], tables: &Tables, floor: usize, found: Match) -> Option<Candidate> {
    let pattern = tables.patterns.get(found.pattern)?;
    let matched = units.get(found.first..found.end).filter(|matched| !matched.is_empty())?;
    let words = Words { units: matched, lexicon: &tables.lexicon, source: text.source };
    let meaning = construct(pattern.constructor, pattern.holiday, words)?;
    let modifier = inner_modifier(words, pattern.rule);
    let mut candidate = Candidate {
        first: found.first,
        end: found.end,
        range: TextRange::default(),
        tokens: 0..0,
        meaning,
        modifier,
        rule: pattern.rule,
    };
    if !tables.lookalikes.is_time(text, &tables.lexicon, units, &candidate) {
        return None;
    }
    extend(&mut candidate, units, tables, floor, text.source);
    let (first, last) = (units.get(candidate.first)?, units.get(candidate.end - 1)?);
    candidate.range = first.range.cover(last.range);
    candidate.tokens = first.token..text.tokens_in(candidate.range).end;
    Some(candidate)
}

/// The modifier that stands inside the pattern: "mid-November", "year-end".
fn inner_modifier(words: Words<'_>, rule: &str) -> Option<TimexModifier> {
    if rule.ends_with("_end") {
        return Some(TimexModifier::End);
    }
    let range = rule == "timex.duration.range";
    if range && words.units.iter().filter(|unit| unit.is(Class::Number)).count() > 1 {
        return Some(TimexModifier::EqualOrMore);
    }
    if rule == "timex.year.before" {
        return Some(TimexModifier::Before);
    }
    if rule == "timex.year.after" {
        return Some(TimexModifier::After);
    }
    let early = words
        .units
        .first()
        .filter(|unit| unit.is(Class::Early))
        .or_else(|| words.units.get(1).filter(|unit| unit.is(Class::Early)))?;
    Some(match early.value(Class::Early, words.lexicon) {
        0 => TimexModifier::Start,
        1 => TimexModifier::Mid,
        _ => TimexModifier::End,
    })
}

/// Takes in the modifiers on both sides.
fn extend(candidate: &mut Candidate, units: &[UnitOfText], tables: &Tables, floor: usize, source: &str) {
    let before = tables.modifiers.before(units, floor, candidate.first, &candidate.meaning, source);
    if let Some((length, modifier)) = before.filter(|_| modifiable(candidate, units, source)) {
        candidate.first -= length;
        candidate.modifier = candidate.modifier.or(Some(modifier));
    }
    if let Some((length, modifier)) = tables.modifiers.after(units, candidate.end, &candidate.meaning, source) {
        candidate.end += length;
        candidate.modifier = candidate.modifier.or(Some(modifier));
    }
}

/// "over the past week" and "over several years" are no "more than": words of amount stand before a number.
fn modifiable(candidate: &Candidate, units: &[UnitOfText], source: &str) -> bool {
    let Some(first) = units.get(candidate.first) else { return false };
    let counted = matches!(candidate.meaning, Meaning::Duration { .. } | Meaning::Shift { .. });
    let weekday = matches!(candidate.meaning, Meaning::Recurring { name: Name::Weekday(_), .. });
    let before = candidate
        .first
        .checked_sub(1)
        .and_then(|at| units.get(at))
        .map(|unit| unit.range.of(source))
        .unwrap_or_default();
    if counted {
        let article = first.range.of(source).eq_ignore_ascii_case("the");
        let over = first.is(Class::Vague) && before.eq_ignore_ascii_case("over");
        return !article && !over;
    }
    !weekday || !before.eq_ignore_ascii_case("around")
}
