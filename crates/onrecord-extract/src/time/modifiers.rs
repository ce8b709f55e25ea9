//! Words beside an expression that belong to it: "early", "more than", "or so".

use onrecord_model::TimexModifier;

use super::meaning::Meaning;
use super::units::UnitOfText;

/// A row of `data/time/modifiers.tsv`.
#[derive(Clone, Debug)]
struct Modifier {
    words: Vec<&'static str>,
    modifier: TimexModifier,
    dates: bool,
    durations: bool,
    before: bool,
}

/// The table, longer phrases first.
#[derive(Clone, Debug)]
pub(crate) struct Modifiers(Vec<Modifier>);

impl Modifiers {
    pub(crate) fn builtin() -> Self {
        let mut modifiers: Vec<Modifier> = super::rows(include_str!("../../data/time/modifiers.tsv"))
            .filter_map(|row| {
                let [words, code, applies, side] = row.as_slice() else { return None };
                Some(Modifier {
                    words: words.split(' ').collect(),
                    modifier: *TimexModifier::ALL.iter().find(|modifier| modifier.as_str() == *code)?,
                    dates: *applies != "duration",
                    durations: *applies != "date",
                    before: *side == "before",
                })
            })
            .collect();
        modifiers.sort_by_key(|modifier| std::cmp::Reverse(modifier.words.len()));
        Self(modifiers)
    }

    /// How many units directly before `first` modify the meaning, and how.
    pub(crate) fn before(
        &self,
        units: &[UnitOfText],
        floor: usize,
        first: usize,
        meaning: &Meaning,
        source: &str,
    ) -> Option<(usize, TimexModifier)> {
        self.0.iter().filter(|modifier| modifier.before && modifier.applies(meaning)).find_map(|modifier| {
            let from = first.checked_sub(modifier.words.len()).filter(|from| *from >= floor)?;
            let said = units.get(from..first)?;
            modifier.says(said, source).then_some((modifier.words.len(), modifier.modifier))
        })
    }

    /// How many units directly behind `end` modify the meaning, and how.
    pub(crate) fn after(
        &self,
        units: &[UnitOfText],
        end: usize,
        meaning: &Meaning,
        source: &str,
    ) -> Option<(usize, TimexModifier)> {
        self.0.iter().filter(|modifier| !modifier.before && modifier.applies(meaning)).find_map(|modifier| {
            let said = units.get(end..end + modifier.words.len())?;
            modifier.says(said, source).then_some((modifier.words.len(), modifier.modifier))
        })
    }
}

impl Modifier {
    fn applies(&self, meaning: &Meaning) -> bool {
        match meaning {
            Meaning::Duration { .. } | Meaning::Shift { .. } => self.durations,
            Meaning::Fixed(_)
            | Meaning::Recurring { .. }
            | Meaning::Deictic { .. }
            | Meaning::Focus { .. }
            | Meaning::Time { .. } => self.dates,
            _ => false,
        }
    }

    fn says(&self, units: &[UnitOfText], source: &str) -> bool {
        self.words.iter().zip(units).all(|(word, unit)| unit.range.of(source).eq_ignore_ascii_case(word))
    }
}
