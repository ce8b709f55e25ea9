//! Quarters and years compared: "the quarter ended July 31", "the year-ago quarter", "from 7 million last year".

use chrono::Datelike;

use super::turns::{nearest, occurrence};
use super::{Focus, Resolved, Resolver, explicit, reference};
use crate::text::{Token, TokenKind};
use crate::time::Anchor;
use crate::time::calendar::{Calendar, Unit, shift};
use crate::time::meaning::{Meaning, Name, Turn, YearOf};
use crate::time::tense::Tense;

impl Resolver<'_> {
    /// The latest quarter, where the sentence compares it with the year before: "profit fell in the latest quarter to 5
    /// million from 7 million last year".
    pub(super) fn compared_period(&self) -> Option<Focus> {
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

    /// "the quarter ended July 31": the quarter that holds most of its three months.
    pub(super) fn ended_quarter(&self) -> Option<Calendar> {
        let ended = match self.text.word(self.tokens.end) {
            "ended" => true,
            "ending" => false,
            _ => return None,
        };
        let next = self.ahead.first().filter(|next| next.tokens.start <= self.tokens.end + 2)?;
        let end = match next.meaning {
            Meaning::Fixed(calendar) => calendar.bounds()?.1.pred_opt()?,
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

    /// "the year-ago results" behind "last year": the year that the comparison has just named.
    pub(super) fn year_compared(&self) -> Option<Resolved> {
        let last = Calendar::year(self.now?.year() - 1)?;
        let number = self.layer.expressions.len().checked_sub(1)?;
        let before = self.layer.expressions.get(number)?;
        let sentence = self.text.sentence_of(self.text.tokens_in(before.range).start)?;
        let near = self.sentence.saturating_sub(sentence) <= 1 && before.value == last.value();
        near.then(|| Resolved { anchor: Anchor::Expression(number as u32), inferred: true, ..explicit(last) })
    }

    /// The stretch in focus, or the last quarter, in another year.
    pub(super) fn same_of_year(&self, year: YearOf, unit: Option<Unit>) -> Resolved {
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
}
