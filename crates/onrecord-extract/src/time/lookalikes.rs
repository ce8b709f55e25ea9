//! Words that only look like times: "may", "march", "the Sun", "Flight 1994", scores and prices.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use crate::text::{Case, FoldedKey, KeyHasher, Text, TokenKind, key};

use super::calendar::Unit;
use super::meaning::{Amount, Meaning, Name, Turn};
use super::scan::Candidate;
use super::units::UnitOfText;
use super::words::{Class, Lexicon};

/// A set of folded words.
type Words = HashSet<FoldedKey, BuildHasherDefault<KeyHasher>>;

/// Words before or behind a number that make it no year, `data/time/lookalikes.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Lookalikes {
    /// "Flight", "No.", "section".
    before: Words,
    /// "people", "dollars", "kilometres".
    behind: Words,
    /// "Super", "Bloody".
    before_weekday: Words,
    /// Prepositions that lead to a time.
    prepositions: Words,
}

impl Lookalikes {
    pub(crate) fn builtin() -> Self {
        let list = |kind: &str| {
            super::rows(include_str!("../../data/time/lookalikes.tsv"))
                .filter_map(|row| match row.as_slice() {
                    [word, of] if *of == kind => Some(key(word)),
                    _ => None,
                })
                .collect()
        };
        Self {
            before: list("before_number"),
            behind: list("behind_number"),
            before_weekday: list("before_weekday"),
            prepositions: list("preposition"),
        }
    }

    /// Whether the candidate means a time where it stands.
    pub(crate) fn is_time(
        &self,
        text: &Text<'_>,
        lexicon: &Lexicon,
        units: &[UnitOfText],
        candidate: &Candidate,
    ) -> bool {
        let matched = units.get(candidate.first..candidate.end).unwrap_or_default();
        let Some(first) = matched.first() else { return false };
        let place = Place { lookalikes: self, text, lexicon, units, candidate };
        if place.is_quoted_title(matched) {
            return false;
        }
        match &candidate.meaning {
            Meaning::Recurring { name: Name::Holiday(_), .. } => !place.begins_a_name(),
            Meaning::Recurring { name: Name::Weekday(_), .. } if place.is_named_day() => false,
            Meaning::Fixed(calendar) if calendar.unit == Unit::Decade => !place.is_age(first),
            Meaning::Set(_) if matched.len() == 1 && first.is(Class::Frequency) => {
                !place.is_newspaper() && !place.is_adverb_of_rate(first)
            }
            Meaning::Fixed(calendar) if calendar.unit == Unit::Year && matched.len() == 1 => place.is_year(first),
            Meaning::Range(..) if first.is(Class::Year) => place.is_year(first),
            Meaning::Recurring { name: Name::Month(_), turn: Turn::Open } if matched.len() == 1 => {
                place.is_month(first)
            }
            Meaning::Recurring { name: Name::Month(_), .. } | Meaning::Set(_) => place.is_named_month(matched),
            Meaning::Recurring { name: Name::MonthDay(..), .. } => place.is_month_day(matched),
            Meaning::Recurring { name: Name::Weekday(_), turn: Turn::Open } if matched.len() == 1 => {
                place.is_weekday(first)
            }
            Meaning::Recurring { name: Name::Day(_), turn: Turn::Open } => !place.leads_to_a_noun(),
            Meaning::Recurring { name: Name::Season(_), .. } => !place.is_no_season(matched),
            Meaning::Focus { .. } | Meaning::Reference(_) => {
                !place.is_part_of_a_compound(matched) && !place.is_capital_unit(matched)
            }
            Meaning::Time { .. } if matched.len() == 1 && first.is(Class::Clock) => {
                // "ran it in 2:14:04": a length.
                place.follows_preposition() && place.said(place.before(1)) != "in"
            }
            Meaning::Duration { .. } if matched.len() == 1 && place.belongs_to_a_time() => false,
            Meaning::Duration { amount, .. } => place.is_duration(matched, *amount),
            _ => true,
        }
    }
}

struct Place<'p, 't> {
    lookalikes: &'p Lookalikes,
    text: &'p Text<'t>,
    lexicon: &'p Lexicon,
    units: &'p [UnitOfText],
    candidate: &'p Candidate,
}

impl Place<'_, '_> {
    /// "This Week", the name of a broadcast: capitals behind an opening quotation mark.
    fn is_quoted_title(&self, matched: &[UnitOfText]) -> bool {
        // Other capitalised words may stand between the mark and these: "High Noon".
        let named =
            (1..4).take_while(|distance| self.before(*distance).is_some_and(UnitOfText::is_capitalised)).count();
        let quoted = self
            .before(named + 1)
            .and_then(|unit| self.text.token(unit.token))
            .is_some_and(|token| token.kind == TokenKind::DoubleQuote);
        let name = matched.last().is_some_and(|unit| {
            let common = unit.is(Class::Unit) || unit.is(Class::Units) || unit.is(Class::Noon) || unit.is(Class::Part);
            common && unit.case == Case::Title
        });
        quoted && matched.len() + named > 1 && name
    }

    /// "Easter Island".
    fn begins_a_name(&self) -> bool {
        self.behind(0).is_some_and(|unit| unit.is(Class::Name) && unit.case == Case::Title)
    }

    /// "Super Tuesday", "Bloody Sunday": days with a name of their own, whichever week they fell in.
    fn is_named_day(&self) -> bool {
        Self::listed(&self.lookalikes.before_weekday, self.said(self.before(1)))
            && self.before(1).is_some_and(UnitOfText::is_capitalised)
    }

    /// "the fall of the cabinet", "Spring Festival".
    fn is_no_season(&self, matched: &[UnitOfText]) -> bool {
        let Some(season) = matched.last() else { return false };
        let fall = self.said(Some(season)).eq_ignore_ascii_case("fall") && self.said(self.behind(0)) == "of";
        fall || season.case == Case::Title && self.begins_a_name()
    }

    /// "Person of the Year".
    fn is_capital_unit(&self, matched: &[UnitOfText]) -> bool {
        let capital = matched.last().is_some_and(|unit| unit.is(Class::Unit) && unit.case == Case::Title);
        capital && matched.first().is_some_and(|first| !first.is_capitalised())
    }

    /// "in his 30s".
    fn is_age(&self, first: &UnitOfText) -> bool {
        let owner = self.said(self.before(1)).to_ascii_lowercase();
        let early = first.is(Class::ShortDecade) || first.is(Class::DecadeWord);
        early && matches!(owner.as_str(), "his" | "her" | "their" | "my" | "our" | "your")
    }

    /// "the party daily Granma": a paper that has a name.
    fn is_newspaper(&self) -> bool {
        let behind = self.behind(0).is_some_and(|unit| unit.is(Class::Name) && unit.case == Case::Title);
        let before = self.before(1).and_then(|unit| self.text.token(unit.token));
        behind && before.is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// "in the early hours of Thursday": hours of a day that is told, no length.
    fn belongs_to_a_time(&self) -> bool {
        let time = [Class::Weekday, Class::Month, Class::DeicticDay];
        self.said(self.behind(0)) == "of" && self.behind(1).is_some_and(|unit| time.iter().any(|class| unit.is(*class)))
    }

    /// "rise 8% annually", "$3 million annually": as little a set as "$3 a year".
    fn is_adverb_of_rate(&self, first: &UnitOfText) -> bool {
        let adverb = self.said(Some(first)).to_ascii_lowercase();
        if !matches!(adverb.as_str(), "annually" | "yearly" | "monthly" | "weekly" | "daily" | "hourly") {
            return false;
        }
        let counted = |distance: usize| self.before(distance).is_some_and(|unit| unit.is(Class::Number));
        let word = self.said(self.before(1));
        counted(1) || matches!(word, "%" | "percent") || word.ends_with('s') && counted(2)
    }

    fn before(&self, distance: usize) -> Option<&UnitOfText> {
        self.candidate.first.checked_sub(distance).and_then(|at| self.units.get(at))
    }

    fn behind(&self, distance: usize) -> Option<&UnitOfText> {
        self.units.get(self.candidate.end + distance)
    }

    fn said(&self, unit: Option<&UnitOfText>) -> &str {
        unit.map(|unit| unit.range.of(self.text.source)).unwrap_or_default()
    }

    fn listed(table: &Words, word: &str) -> bool {
        !word.is_empty() && table.contains(&key(word.trim_end_matches('.')))
    }

    fn month(&self, unit: &UnitOfText) -> Option<i32> {
        [Class::Month, Class::MonthAbbreviation]
            .into_iter()
            .find(|class| unit.is(*class))
            .map(|class| unit.value(class, self.lexicon))
    }

    fn follows_preposition(&self) -> bool {
        Self::listed(&self.lookalikes.prepositions, self.said(self.before(1)))
    }

    fn is_year(&self, unit: &UnitOfText) -> bool {
        let (before, behind) = (self.said(self.before(1)), self.said(self.behind(0)));
        let glued = |unit: Option<&UnitOfText>, at: u32| unit.is_some_and(|unit| unit.range.end == at);
        let symbol = self
            .before(1)
            .and_then(|unit| self.text.token(unit.token))
            .is_some_and(|token| token.kind == TokenKind::Symbol);
        if symbol || Self::listed(&self.lookalikes.before, before) || Self::listed(&self.lookalikes.behind, behind) {
            return false;
        }
        if matches!(behind, "%" | "°")
            || behind == "-" && self.behind(1).is_some_and(|next| !next.is(Class::Year) && !next.is(Class::Early))
        {
            return false;
        }
        let hyphenated =
            self.before(1).is_some_and(|unit| unit.is(Class::Hyphen)) && glued(self.before(1), unit.range.start);
        if hyphenated && !self.before(2).is_some_and(|unit| unit.is(Class::Early) || unit.is(Class::Year)) {
            return false;
        }
        let address = before.eq_ignore_ascii_case("at") && self.behind(0).is_some_and(|unit| unit.is(Class::Name));
        if address {
            return false;
        }
        let year = unit.number();
        let digits = !unit.is(Class::NumberWord);
        if digits && (1900..=2060).contains(&year) {
            // Nouns of counting after it: "1,990" is no year anyway, "2000 small tanks" hardly ever is.
            return !(year == 2000 && !self.follows_preposition() && !before.eq_ignore_ascii_case("the"));
        }
        self.follows_preposition() || self.candidate.end - self.candidate.first > 1
    }

    fn is_month(&self, unit: &UnitOfText) -> bool {
        if unit.is(Class::MonthAbbreviation) {
            return unit.range.of(self.text.source).ends_with('.') && unit.is_capitalised()
                || self.follows_preposition() && unit.is_capitalised();
        }
        let ambiguous = matches!(self.month(unit), Some(3 | 5));
        if !ambiguous {
            return unit.is_capitalised() || self.follows_preposition();
        }
        if !unit.is_capitalised() || self.is_march_on() {
            return false;
        }
        self.follows_preposition()
            || matches!(
                self.said(self.before(1)).to_ascii_lowercase().as_str(),
                "early" | "late" | "mid" | "and" | "or" | "-" | "a" | "the"
            ) && !self.behind(0).is_some_and(UnitOfText::is_capitalised)
    }

    /// "the March on Rome", "the March on the Pentagon": people who march.
    fn is_march_on(&self) -> bool {
        let article = self.said(self.before(1)).eq_ignore_ascii_case("the");
        let place = usize::from(self.said(self.behind(1)) == "the") + 1;
        article && self.said(self.behind(0)) == "on" && self.behind(place).is_some_and(UnitOfText::is_capitalised)
    }

    /// "this may", "the march last year", "each may" are no months.
    fn is_named_month(&self, matched: &[UnitOfText]) -> bool {
        let month = matched.iter().find(|unit| unit.is(Class::Month) || unit.is(Class::MonthAbbreviation));
        month.is_none_or(|month| {
            month.is_capitalised() || month.is(Class::Month) && !matches!(self.month(month), Some(3 | 5))
        })
    }

    fn is_month_day(&self, matched: &[UnitOfText]) -> bool {
        let Some(month) = matched.iter().find(|unit| unit.is(Class::Month) || unit.is(Class::MonthAbbreviation)) else {
            return true;
        };
        let lower =
            !month.is_capitalised() && (month.is(Class::MonthAbbreviation) || matches!(self.month(month), Some(3 | 5)));
        let behind = self.said(self.behind(0));
        !lower && !Self::listed(&self.lookalikes.behind, behind) && behind != "%"
    }

    /// "Friday, the fourth decline": an ordinal that counts what follows.
    fn leads_to_a_noun(&self) -> bool {
        self.behind(0).and_then(|unit| self.text.token(unit.token)).is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// "the year-ago results", "the quarter-to-quarter comparison", "the day before authorities acted", "Elian's future".
    fn is_part_of_a_compound(&self, matched: &[UnitOfText]) -> bool {
        let end = matched.last().map_or(0, |unit| unit.range.end);
        let hyphen = self.behind(0).is_some_and(|unit| unit.is(Class::Hyphen) && unit.range.start == end);
        let said = matched.last().map(|unit| unit.range.of(self.text.source)).unwrap_or_default();
        let clause = matches!(said, "before" | "after") && self.leads_to_a_noun();
        let owned = self.before(1).is_some_and(|unit| unit.is(Class::Clitic)) && said.eq_ignore_ascii_case("future");
        hyphen || clause || owned
    }

    fn is_weekday(&self, unit: &UnitOfText) -> bool {
        if unit.is(Class::Weekday) {
            return true;
        }
        let word = unit.range.of(self.text.source);
        let abbreviated =
            word.ends_with('.') || !matches!(word.to_ascii_lowercase().as_str(), "sun" | "sat" | "wed" | "fri" | "mon");
        unit.is_capitalised() && abbreviated && !matches!(self.said(self.before(1)), "the" | "The")
    }

    fn is_duration(&self, matched: &[UnitOfText], amount: Amount) -> bool {
        let behind = self.said(self.behind(0)).to_ascii_lowercase();
        let hyphen_old = behind == "-" && matches!(self.said(self.behind(1)), "old" | "olds" | "Old");
        let age = hyphen_old || behind == "old" || behind == "older";
        let ends_old = matched.last().is_some_and(|unit| unit.range.of(self.text.source) == "old");
        if (age || ends_old) && amount.unit == Unit::Year {
            return false;
        }
        let quarters = amount.unit == Unit::Quarter
            && matched.get(1).is_some_and(|unit| unit.is(Class::Hyphen))
            && matched.iter().any(|unit| unit.is(Class::Units));
        if quarters || amount.unit == Unit::Quarter && behind == "of" {
            return false;
        }
        let article =
            matched.first().is_some_and(|unit| matches!(unit.range.of(self.text.source), "a" | "an" | "A" | "An"));
        if article && matched.len() == 2 {
            if matches!(amount.unit, Unit::Second | Unit::Quarter | Unit::Day) {
                return false;
            }
            // A rate: "four flights a week", "$3 a month".
            let rate = self.before(1).is_some_and(|unit| {
                unit.is(Class::Number) || unit.is(Class::Units) || {
                    let word = unit.range.of(self.text.source);
                    word.len() > 3
                        && word.ends_with('s')
                        && !unit.is(Class::Name)
                        && !matches!(word, "lasts" | "takes" | "was" | "this" | "is" | "needs" | "less" | "plus")
                }
            });
            return !rate;
        }
        true
    }
}
