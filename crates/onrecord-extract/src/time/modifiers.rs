//! Words beside an expression that belong to it: "early", "more than", "or so".

use onrecord_model::TimexModifier;

use super::meaning::Meaning;
use super::units::UnitOfText;

/// A row of `data/time/modifiers.tsv`.
#[derive(Clone, Debug)]
struct Modifier {
    words: Vec<&'static str>,
    code: TimexModifier,
    applies: Applies,
    side: Side,
}

/// What a modifier goes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Applies {
    Date,
    Time,
    Duration,
    Both,
}

/// Where it stands, and whether it belongs to the span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    Beside,
    After,
}

/// The table, longer phrases first.
#[derive(Clone, Debug)]
pub(crate) struct Modifiers(Vec<Modifier>);

impl Modifiers {
    pub(crate) fn builtin() -> Self {
        let mut modifiers: Vec<Modifier> = super::rows(include_str!("../../data/time/modifiers.tsv"))
            .filter_map(|row| {
                let [words, name, applies, side] = row.as_slice() else { return None };
                Some(Modifier {
                    words: words.split(' ').collect(),
                    code: *TimexModifier::ALL.iter().find(|modifier| modifier.as_str() == *name)?,
                    applies: match *applies {
                        "date" => Applies::Date,
                        "time" => Applies::Time,
                        "duration" => Applies::Duration,
                        _ => Applies::Both,
                    },
                    side: match *side {
                        "before" => Side::Before,
                        "beside" => Side::Beside,
                        _ => Side::After,
                    },
                })
            })
            .collect();
        modifiers.sort_by_key(|modifier| std::cmp::Reverse(modifier.words.len()));
        Self(modifiers)
    }

    /// How many units directly before `first` belong to the span, and how they modify the meaning.
    pub(crate) fn before(
        &self,
        units: &[UnitOfText],
        floor: usize,
        first: usize,
        meaning: &Meaning,
        source: &str,
    ) -> Option<(usize, TimexModifier)> {
        self.0.iter().filter(|modifier| modifier.side != Side::After && modifier.applies(meaning)).find_map(
            |modifier| {
                let from = first.checked_sub(modifier.words.len()).filter(|from| *from >= floor)?;
                let said = units.get(from..first)?;
                let length = if modifier.side == Side::Before { modifier.words.len() } else { 0 };
                modifier.says(said, source).then_some((length, modifier.code))
            },
        )
    }

    /// How many units directly behind `end` modify the meaning, and how.
    pub(crate) fn after(
        &self,
        units: &[UnitOfText],
        end: usize,
        meaning: &Meaning,
        source: &str,
    ) -> Option<(usize, TimexModifier)> {
        self.0.iter().filter(|modifier| modifier.side == Side::After && modifier.applies(meaning)).find_map(
            |modifier| {
                let said = units.get(end..end + modifier.words.len())?;
                modifier.says(said, source).then_some((modifier.words.len(), modifier.code))
            },
        )
    }
}

impl Modifier {
    fn applies(&self, meaning: &Meaning) -> bool {
        let goes_with = match meaning {
            Meaning::Duration { .. } | Meaning::Shift { .. } => Applies::Duration,
            Meaning::Time { .. } => Applies::Time,
            Meaning::Fixed(_) | Meaning::Recurring { .. } | Meaning::Deictic { .. } | Meaning::Focus { .. } => {
                Applies::Date
            }
            _ => return false,
        };
        self.applies == goes_with
            || self.applies == Applies::Both
            || self.applies == Applies::Date
                && goes_with == Applies::Time
                && !matches!(self.code, TimexModifier::Approx)
    }

    fn says(&self, units: &[UnitOfText], source: &str) -> bool {
        self.words.iter().zip(units).all(|(word, unit)| unit.range.of(source).eq_ignore_ascii_case(word))
    }
}
