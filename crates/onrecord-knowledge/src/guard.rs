//! Guards: what must be seen before an alias is taken for its entry.

use crate::cell::{Cell, Text, pieces, split_text, vocabulary};

vocabulary! {
    /// A condition on an alias; `data/guards.tsv` says what each word means.
    Guard {
        /// Only in exactly the letter case of the table.
        Case = "case",
        /// Also an everyday word, even in this case.
        Word = "word",
        /// Also a name of persons.
        Person = "person",
        /// Also a place, or another place.
        Place = "place",
        /// Also a state.
        State = "state",
        /// Also an organisation, firm or team.
        Organisation = "organisation",
        /// Also a part of longer names with another meaning.
        Part = "part",
        /// Several entries bear the alias with equal right.
        Shared = "shared",
    }
}

/// A small set of guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct GuardSet(u8);

impl GuardSet {
    /// The set without a guard.
    pub const NONE: Self = Self(0);

    /// Whether the alias may be taken as it stands.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the guard is in the set.
    #[must_use]
    pub fn contains(self, guard: Guard) -> bool {
        self.0 & (1 << guard as u8) != 0
    }

    /// The set with one guard more.
    #[must_use]
    pub fn with(self, guard: Guard) -> Self {
        Self(self.0 | 1 << guard as u8)
    }

    /// The guards, in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Guard> {
        Guard::ALL.iter().copied().filter(move |guard| self.contains(*guard))
    }
}

impl FromIterator<Guard> for GuardSet {
    fn from_iter<I: IntoIterator<Item = Guard>>(guards: I) -> Self {
        guards.into_iter().fold(Self::NONE, Self::with)
    }
}

/// The guards of one row's aliases: `US=case,word|America=part`; `*` stands for every alias.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guards(Vec<(Text, GuardSet)>);

impl Guards {
    /// The guards of this alias (compared letter by letter) and those of `*`.
    #[must_use]
    pub fn of(&self, alias: &str) -> GuardSet {
        self.0.iter().filter(|(name, _)| name == alias || name == "*").flat_map(|(_, guards)| guards.iter()).collect()
    }

    /// The aliases that are named, with their guards.
    pub fn iter(&self) -> impl Iterator<Item = (&str, GuardSet)> {
        self.0.iter().map(|(alias, guards)| (alias.as_ref(), *guards))
    }
}

impl Cell for Guards {
    fn read(cell: Text) -> Result<Self, String> {
        pieces(&cell)
            .map(|piece| {
                let (alias, words) = split_assignment(&piece)
                    .ok_or_else(|| format!("{piece:?} is not of the form alias=guard,guard"))?;
                let guards = split_text(&words, ',').map(Guard::read).collect::<Result<GuardSet, _>>()?;
                Ok((alias, guards))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn split_assignment(piece: &Text) -> Option<(Text, Text)> {
    match piece {
        Text::Borrowed(text) => {
            text.rsplit_once('=').map(|(alias, words)| (Text::Borrowed(alias.trim()), Text::Borrowed(words.trim())))
        }
        Text::Owned(text) => text
            .rsplit_once('=')
            .map(|(alias, words)| (Text::Owned(alias.trim().to_owned()), Text::Owned(words.trim().to_owned()))),
    }
}
