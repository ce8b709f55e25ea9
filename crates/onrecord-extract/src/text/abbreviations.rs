//! Abbreviations that keep their full stop.

use std::sync::OnceLock;

use super::fold::{WordTable, key};

/// The built-in table of abbreviations, `data/abbreviations.tsv`.
#[derive(Debug)]
pub(crate) struct Abbreviations {
    table: WordTable<Following>,
}

/// What may stand behind an abbreviation and its full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Following {
    /// A name: the sentence never ends here ("Mr.", "Gen.").
    Name,
    /// A number, or else it is an ordinary word at the end of a sentence ("No.", "Art.").
    Number,
    /// Anything: the sentence may end here ("Inc.", "a.m.", "Jan.").
    Any,
}

impl Abbreviations {
    /// No abbreviation is longer, in bytes, its full stop left out.
    pub(crate) const LONGEST: usize = 8;

    /// The table compiled in.
    pub(crate) fn builtin() -> &'static Self {
        static TABLE: OnceLock<Abbreviations> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(include_str!("../../data/abbreviations.tsv")))
    }

    fn parse(tsv: &str) -> Self {
        let rows = tsv.lines().filter(|line| !line.starts_with('#')).skip(1);
        let table = rows
            .filter_map(|row| {
                let mut cells = row.split('\t');
                let word = cells.next()?;
                let following = match cells.next()? {
                    "name" => Following::Name,
                    "number" => Following::Number,
                    _ => Following::Any,
                };
                Some((key(word), following))
            })
            .collect();
        Self { table }
    }

    /// Whether the word, without its full stop, is an abbreviation; one that stands in the table with a capital must
    /// begin with a capital.
    pub(crate) fn contains(&self, word: &str) -> bool {
        let key = key(word);
        self.table.get_key_value(&key).is_some_and(|(row, _)| key.begins_with_capital() || !row.begins_with_capital())
    }

    /// What may follow an abbreviation, given without its full stop.
    pub(crate) fn following(&self, word: &str) -> Option<Following> {
        self.table.get(&key(word)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let tsv = include_str!("../../data/abbreviations.tsv");
        let rows: Vec<_> = tsv.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
        assert!(rows.len() > 80);
        assert_eq!(Abbreviations::builtin().table.len(), rows.len(), "each word stands once");
        for row in rows {
            let cells: Vec<_> = row.split('\t').collect();
            assert!(
                cells.len() == 3
                    && ["name", "number", "any"].contains(&cells[1])
                    && cells[0].len() <= Abbreviations::LONGEST,
                "{row}"
            );
        }
    }
}
