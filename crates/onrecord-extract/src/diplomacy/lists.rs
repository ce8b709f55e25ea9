//! Lists of words and of patterns that rules ask for; `data/diplomacy/word_lists.tsv` and `pattern_lists.tsv` say what each is.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::grammar::rows;

/// Defines the lists that a table names.
macro_rules! lists {
    ($lists:ident: $($name:ident = $text:literal,)*) => {
        /// A list of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $lists { $($name,)* }

        impl $lists {
            const ALL: &[(&'static str, $lists)] = &[$(($text, $lists::$name),)*];
        }
    };
}

const WORDS: &str = include_str!("../../data/diplomacy/word_lists.tsv");
const PATTERNS: &str = include_str!("../../data/diplomacy/pattern_lists.tsv");

lists! { List:
    Bearer = "bearer",
    Parting = "parting",
    Wrong = "wrong",
    Happens = "happens",
    Concluded = "concluded",
    Body = "body",
    Refuses = "refuses",
    Envoy = "envoy",
    Offered = "offered",
    Proposed = "proposed",
    Written = "written",
    Seen = "seen",
    Unwritten = "unwritten",
    Addresses = "addresses",
    Tells = "tells",
    Means = "means",
    Hopes = "hopes",
    Weighs = "weighs",
    Member = "member",
}

lists! { PatternList:
    Unreal = "unreal",
    Wanted = "wanted",
    Goal = "goal",
    Hedge = "hedge",
    Denial = "denial",
    InstrumentSet = "instrument_set",
    Outcome = "outcome",
    Adoption = "adoption",
    Signing = "signing",
    PrincipleOf = "principle_of",
    Principles = "principles",
    Right = "right",
    Awaited = "awaited",
    Unknown = "unknown",
}

/// The lists of each word, a bit for each.
fn table() -> &'static HashMap<&'static str, u32> {
    static TABLE: OnceLock<HashMap<&str, u32>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: HashMap<&str, u32> = HashMap::new();
        for cells in rows(WORDS) {
            let [list, word] = cells.as_slice() else { continue };
            if let Some((_, list)) = List::ALL.iter().find(|(name, _)| name == list) {
                *table.entry(*word).or_default() |= list.bit();
            }
        }
        table
    })
}

impl List {
    fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether a word, in capitals or not, stands in this list.
    pub(super) fn has(self, word: &str) -> bool {
        let lists = if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            table().get(word.to_ascii_lowercase().as_str())
        } else {
            table().get(word)
        };
        lists.is_some_and(|lists| lists & self.bit() != 0)
    }
}

impl PatternList {
    /// The patterns of this list.
    pub(super) fn patterns(self) -> impl Iterator<Item = &'static str> {
        rows(PATTERNS).filter_map(move |cells| match cells.as_slice() {
            [list, pattern] if Self::ALL.contains(&(*list, self)) => Some(*pattern),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Patterns;

    #[test]
    fn every_row_is_of_a_list_and_every_list_has_rows() {
        let all: Vec<_> = rows(WORDS).collect();
        for cells in &all {
            assert!(List::ALL.iter().any(|(name, _)| *name == cells[0]) && cells.len() == 2, "{cells:?}");
        }
        for (name, list) in List::ALL {
            let mut words = all.iter().filter(|cells| cells[0] == *name).map(|cells| cells[1]).peekable();
            assert!(words.peek().is_some(), "{name} is empty");
            assert!(words.all(|word| list.has(word) && list.has(&word.to_ascii_uppercase())), "{name}");
        }
        assert!(!List::Envoy.has("letter"));
    }

    #[test]
    fn every_pattern_is_of_a_list_and_can_be_read() {
        let mut of_lists = 0;
        for (name, list) in PatternList::ALL {
            let patterns: Vec<_> = list.patterns().collect();
            assert!(patterns.iter().all(|pattern| Patterns::default().add(pattern, ())), "{name}: {patterns:?}");
            assert!(!patterns.is_empty(), "{name} is empty");
            of_lists += patterns.len();
        }
        assert_eq!(of_lists, rows(PATTERNS).count());
    }
}
