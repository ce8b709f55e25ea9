//! What a date dates, as far as the words beside it tell.
//!
//! A date in the clause of a verb of saying dates the occasion; else the nearest word for an exchange, an instrument
//! or an event decides, no further than the next date on either side.

use std::ops::Range;

use onrecord_model::{TimexFunction, TimexType};

use crate::text::{Text, TokenKind, WordTable, key};

use super::TimeLayer;

/// How far a word is looked for, in tokens.
const REACH: u32 = 28;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    ReportVerb,
    Exchange,
    Instrument,
    Event,
    Boundary,
}

/// The words of `data/time/functions.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Functions(WordTable<Kind>);

impl Functions {
    pub(crate) fn builtin() -> Self {
        let rows = super::rows(include_str!("../../data/time/functions.tsv"));
        Self(
            rows.filter_map(|row| {
                let [word, kind] = row.as_slice() else { return None };
                let kind = match *kind {
                    "report_verb" => Kind::ReportVerb,
                    "exchange" => Kind::Exchange,
                    "instrument" => Kind::Instrument,
                    "event" => Kind::Event,
                    _ => Kind::Boundary,
                };
                Some((key(word), kind))
            })
            .collect(),
        )
    }

    /// Gives every date of the layer its function; lengths, sets and vague references stay `discourse`.
    pub(crate) fn assign(&self, text: &Text<'_>, layer: &mut TimeLayer) {
        let mut floor = 0;
        for at in 0..layer.expressions.len() {
            let Some(found) = layer.expressions.get(at) else { break };
            let tokens = text.tokens_in(found.range);
            let ceiling = layer.expressions.get(at + 1).map_or(u32::MAX, |next| text.tokens_in(next.range).start);
            let given = matches!(found.function, TimexFunction::DocumentDate | TimexFunction::DatelineDate);
            let dates = matches!(found.r#type, TimexType::Date | TimexType::Time) && !found.value.ends_with("_REF");
            // Only a day can be the day of an occasion: nobody says when he spoke by the year.
            let daily = found.value.len() >= "2000-01-01".len();
            let function = (dates && !given).then(|| self.function(text, &tokens, floor..ceiling, daily));
            floor = tokens.end;
            if let (Some(found), Some(function)) = (layer.expressions.get_mut(at), function) {
                found.function = function;
            }
        }
    }

    fn function(&self, text: &Text<'_>, tokens: &Range<u32>, free: Range<u32>, daily: bool) -> TimexFunction {
        let Some(sentence) = text.sentence_of(tokens.start).and_then(|number| text.sentences.get(number as usize))
        else {
            return TimexFunction::EventDate;
        };
        let from = sentence.tokens.start.max(free.start).max(tokens.start.saturating_sub(REACH));
        let to = sentence.tokens.end.min(free.end).min(tokens.end + REACH);
        let before: Vec<(u32, Kind)> = (from..tokens.start)
            .rev()
            .filter_map(|token| self.kind(text, token))
            .map(|(at, kind)| (tokens.start - at, kind))
            .collect();
        let behind: Vec<(u32, Kind)> = (tokens.end..to)
            .filter_map(|token| self.kind(text, token))
            .map(|(at, kind)| (at + 1 - tokens.end, kind))
            .collect();
        let clause = before.iter().take_while(|(_, kind)| *kind != Kind::Boundary);
        let said_before = clause.clone().any(|(_, kind)| *kind == Kind::ReportVerb);
        let acted_before = before.first().is_some_and(|(_, kind)| matches!(kind, Kind::Exchange | Kind::Instrument));
        let first_behind = behind.first().filter(|(distance, kind)| *distance <= 8 && *kind == Kind::ReportVerb);
        let said = said_before && !acted_before
            || first_behind.is_some() && !before.iter().any(|(_, kind)| *kind != Kind::Event);
        if daily && said {
            return TimexFunction::OccasionDate;
        }
        // "In March he told the house that the letter": what he told of is dated by nothing.
        let told = behind.iter().take_while(|(_, kind)| *kind != Kind::ReportVerb);
        let nearest = before
            .iter()
            .chain(told)
            .filter(|(_, kind)| !matches!(kind, Kind::ReportVerb | Kind::Boundary))
            .min_by_key(|(distance, _)| *distance);
        match nearest {
            Some((_, Kind::Exchange)) => TimexFunction::ExchangeDate,
            Some((_, Kind::Instrument)) => TimexFunction::InstrumentDate,
            _ => TimexFunction::EventDate,
        }
    }

    fn kind(&self, text: &Text<'_>, at: u32) -> Option<(u32, Kind)> {
        let token = text.token(at)?;
        if token.kind == TokenKind::DoubleQuote {
            return Some((at, Kind::Boundary));
        }
        self.0.get(&token.key).map(|kind| (at, *kind))
    }
}
