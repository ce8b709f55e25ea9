//! The lexicon of time: classes of words and their values, `data/time/words.tsv`.

use crate::text::{FoldedKey, WordTable, key};

use super::calendar::{PartOfDay, Season, Unit};

/// Defines the classes, whose names are those of the tables.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A class of words or numbers that patterns are written in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Class { $($(#[$doc])* $name,)* }

        impl Class {
            /// The class of this name.
            pub(crate) fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

classes! {
    Month = "MONTH",
    MonthAbbreviation = "MONTH_ABBREVIATION",
    Weekday = "WEEKDAY",
    WeekdayAbbreviation = "WEEKDAY_ABBREVIATION",
    /// "Mondays".
    Weekdays = "WEEKDAYS",
    Unit = "UNIT",
    Units = "UNITS",
    Season = "SEASON",
    Seasons = "SEASONS",
    Part = "PART",
    Parts = "PARTS",
    /// "noon", "midnight".
    Noon = "NOON",
    DeicticDay = "DEICTIC_DAY",
    Tonight = "TONIGHT",
    Last = "LAST",
    Next = "NEXT",
    This = "THIS",
    That = "THAT",
    Ago = "AGO",
    Earlier = "EARLIER",
    Later = "LATER",
    Every = "EVERY",
    Frequency = "FREQUENCY",
    /// A number word below one hundred; units made of number words are `Number`.
    NumberWord = "NUMBER_WORD",
    Scale = "SCALE",
    Ordinal = "ORDINAL",
    Fraction = "FRACTION",
    Vague = "VAGUE",
    Couple = "COUPLE",
    DecadeWord = "DECADE_WORD",
    /// "early", "mid", "late".
    Early = "EARLY",
    Present = "PRESENT",
    Past = "PAST",
    Future = "FUTURE",
    FutureNoun = "FUTURE_NOUN",
    Recent = "RECENT",
    Fiscal = "FISCAL",
    Meridiem = "MERIDIEM",
    Zone = "ZONE",
    /// The last word of a place that gives its name to a zone.
    ZoneCity = "ZONE_CITY",
    // By shape, not from the table:
    Number = "NUMBER",
    /// A number from 1 to 31, or such an ordinal in digits or letters.
    Day = "DAY",
    /// A number from 1 to 12.
    MonthNumber = "MONTH_NUMBER",
    /// A number of two digits.
    ShortYear = "SHORT_YEAR",
    /// A number of four digits from 1000 to 2199, or such a number in words.
    Year = "YEAR",
    /// A number from 0 to 24.
    Hour = "HOUR",
    /// `10:35`, `10:35:20`.
    Clock = "CLOCK",
    /// `10.35`.
    DottedClock = "DOTTED_CLOCK",
    /// `0735`.
    MilitaryClock = "MILITARY_CLOCK",
    /// `1990s`.
    Decade = "DECADE",
    /// `90s`.
    ShortDecade = "SHORT_DECADE",
    /// `15.02.2022`.
    DottedDate = "DOTTED_DATE",
    /// `W07`.
    IsoWeek = "ISO_WEEK",
    Hyphen = "HYPHEN",
    Comma = "COMMA",
    Slash = "SLASH",
    Apostrophe = "APOSTROPHE",
    Clitic = "CLITIC",
    /// A capitalised word in none of the other classes.
    Name = "NAME",
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(pub(super) u64);

impl Classes {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u64)
    }

    pub(crate) fn has(self, class: Class) -> bool {
        self.0 & 1 << class as u64 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The classes by number.
    pub(crate) fn numbers(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let number = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            (number < 64).then_some(number)
        })
    }
}

/// A word of the lexicon: its classes with their values, and its number where patterns name the word itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) classes: Classes,
    values: Vec<(Class, i32)>,
    /// The number of the word among those that patterns name; 0 for none.
    pub(crate) literal: u16,
}

impl Entry {
    pub(crate) fn value(&self, class: Class) -> Option<i32> {
        self.values.iter().find(|(of, _)| *of == class).map(|(_, value)| *value)
    }
}

/// The lexicon: every word that a rule mentions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    numbers: WordTable<u16>,
    entries: Vec<Entry>,
    literals: u16,
}

impl Lexicon {
    /// Reads `data/time/words.tsv`.
    pub(crate) fn builtin() -> Self {
        let mut lexicon = Self { entries: vec![Entry::default()], ..Self::default() };
        for row in super::rows(include_str!("../../data/time/words.tsv")) {
            let [word, class, value] = row.as_slice() else { continue };
            let Some(class) = Class::named(class) else { continue };
            let Some(value) = read_value(class, value) else { continue };
            lexicon.add(word, class, value);
        }
        lexicon
    }

    /// Adds a word to a class.
    pub(crate) fn add(&mut self, word: &str, class: Class, value: i32) {
        let entry = self.entry(word);
        entry.classes = entry.classes.with(class);
        entry.values.push((class, value));
    }

    fn entry(&mut self, word: &str) -> &mut Entry {
        let next = self.entries.len() as u16;
        let number = *self.numbers.entry(key(word)).or_insert(next);
        if number == next {
            self.entries.push(Entry::default());
        }
        &mut self.entries[number as usize]
    }

    /// The number of a word that a pattern names; the word is added where it is new.
    pub(crate) fn literal(&mut self, word: &str) -> u16 {
        let next = self.literals + 1;
        let entry = self.entry(word);
        if entry.literal == 0 {
            entry.literal = next;
            self.literals = next;
        }
        self.entry(word).literal
    }

    /// The number of a word, 0 for words that no rule mentions.
    pub(crate) fn number(&self, key: FoldedKey) -> u16 {
        self.numbers.get(&key).copied().unwrap_or(0)
    }

    /// The entry with this number.
    pub(crate) fn get(&self, number: u16) -> &Entry {
        self.entries.get(number as usize).unwrap_or(&EMPTY)
    }

    /// How many words patterns name.
    pub(crate) fn literals(&self) -> usize {
        self.literals as usize
    }
}

static EMPTY: Entry = Entry { classes: Classes::NONE, values: Vec::new(), literal: 0 };

/// Reads a value as its class writes it.
fn read_value(class: Class, value: &str) -> Option<i32> {
    match class {
        Class::Unit | Class::Units | Class::Frequency => Unit::named(value).map(|unit| unit as i32),
        Class::Season | Class::Seasons => Season::coded(value).map(|season| season as i32),
        Class::Part | Class::Parts => PartOfDay::coded(value).map(|part| part as i32),
        Class::Early => {
            ["START", "MID", "END"].iter().position(|code| *code == value).and_then(|at| i32::try_from(at).ok())
        }
        _ => value.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        for row in crate::time::rows(include_str!("../../data/time/words.tsv")) {
            let [word, class, value] = row.as_slice() else { panic!("{row:?}") };
            let class = Class::named(class).unwrap_or_else(|| panic!("{row:?}"));
            assert!(read_value(class, value).is_some() && !word.is_empty(), "{row:?}");
        }
    }

    #[test]
    fn a_word_may_stand_in_several_classes() {
        let lexicon = Lexicon::builtin();
        let second = lexicon.get(lexicon.number(key("Second")));
        assert_eq!(second.value(Class::Ordinal), Some(2));
        assert_eq!(second.value(Class::Unit), Some(Unit::Second as i32));
        assert_eq!(lexicon.number(key("parliament")), 0);
    }
}
