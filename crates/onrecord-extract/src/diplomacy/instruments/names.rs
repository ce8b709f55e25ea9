//! The instruments of the tables by their names, found in one pass over the tokens.

use std::sync::OnceLock;

use onrecord_knowledge::{Guard, Knowledge};

use crate::text::{Case, FoldedKey, Text, WordTable, key};

/// A name of an instrument.
#[derive(Debug)]
pub(super) struct Name {
    words: Vec<FoldedKey>,
    /// The key of the row.
    pub(super) key: String,
}

/// Every usable name of the tables, by its first word.
#[derive(Debug)]
pub(crate) struct Names(WordTable<Vec<Name>>);

impl Names {
    /// The names of the built-in tables.
    pub(crate) fn builtin() -> &'static Self {
        static NAMES: OnceLock<Names> = OnceLock::new();
        NAMES.get_or_init(|| Self::new(Knowledge::builtin()))
    }

    /// The names of these tables.
    pub(crate) fn new(knowledge: &Knowledge) -> Self {
        let mut table = WordTable::<Vec<Name>>::default();
        for row in knowledge.instruments() {
            let aliases = row.aliases.iter().map(AsRef::as_ref).chain([row.title.as_ref()]);
            for alias in aliases {
                let text = Text::new(alias);
                let words: Vec<FoldedKey> = text.tokens.iter().map(|token| token.key).collect();
                let alone =
                    words.len() == 1 && !alias.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-');
                let guarded = |guard: Guard| guard != Guard::Case && guard != Guard::Part;
                let shared = row.guards.of(alias).iter().any(guarded);
                if let Some(first) = words.first().copied().filter(|_| !alone && !shared) {
                    table.entry(first).or_default().push(Name { words, key: row.key.to_string() });
                }
            }
        }
        for names in table.values_mut() {
            names.sort_by_key(|name| std::cmp::Reverse(name.words.len()));
        }
        Self(table)
    }

    /// The longest name that begins at this token, written as a name; and one past its last token.
    pub(super) fn at(&self, text: &Text<'_>, token: u32, end: u32) -> Option<(&Name, u32)> {
        let first = text.token(token).filter(|first| first.is_capitalised())?;
        let article = key("the");
        self.0.get(&first.key)?.iter().find_map(|name| {
            let last = token + name.words.len() as u32;
            let same =
                name.words.iter().zip(token..).all(|(word, at)| text.token(at).is_some_and(|found| found.key == *word));
            // An abbreviation alone is also a firm or a team; with its article it is the instrument.
            let alone = name.words.len() == 1;
            let with_article =
                token.checked_sub(1).is_some_and(|before| text.token(before).is_some_and(|word| word.key == article));
            let written = !alone || with_article && first.case == Case::Upper;
            (last <= end && same && first.key != article && written).then_some((name, last))
        })
    }
}
