//! The closed classes of English that the phrase rules ask for; `data/attribution/word_classes.tsv`.

use std::sync::OnceLock;

use crate::text::{Case, Text, Token, WordTable, key};

/// A set of word classes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u16);

macro_rules! classes {
    ($($name:ident $bit:literal $text:literal;)*) => {
        impl Classes {
            $(pub(crate) const $name: Self = Self(1 << $bit);)*

            pub(crate) fn named(name: &str) -> Self {
                match name {
                    $($text => Self::$name,)*
                    _ => Self(0),
                }
            }
        }
    };
}

classes! {
    AUXILIARY 0 "auxiliary";
    NEGATION 1 "negation";
    ADVERB 2 "adverb";
    DETERMINER 3 "determiner";
    PRONOUN 4 "pronoun";
    PREPOSITION 5 "preposition";
    CONJUNCTION 6 "conjunction";
    COMPLEMENTISER 7 "complementiser";
    TIME 8 "time";
    MEDIUM 9 "medium";
    OBJECT 10 "object_pronoun";
    SUFFERED 11 "suffered";
    RAISING 12 "raising";
    ADDRESSED 13 "addressed";
    NO_ADVERB 14 "no_adverb";
}

impl Classes {
    /// Whether one of these classes is among them.
    pub(crate) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

fn table() -> &'static WordTable<Classes> {
    static TABLE: OnceLock<WordTable<Classes>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = WordTable::<Classes>::default();
        let tsv = include_str!("../../../data/attribution/word_classes.tsv");
        for (class, words) in
            tsv.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|row| row.split_once('\t'))
        {
            for word in words.split(' ') {
                let entry = table.entry(key(word)).or_default();
                *entry = entry.or(Classes::named(class));
            }
        }
        table
    })
}

/// The classes of a token; adverbs in -ly are told by their form.
pub(crate) fn classes(text: &Text<'_>, token: u32) -> Classes {
    let Some(word) = text.token(token) else { return Classes::default() };
    let mut listed = table().get(&word.key).copied().unwrap_or_default();
    // "in May" is a month: inside a sentence no auxiliary has a capital.
    let inside = || token.checked_sub(1).and_then(|before| text.token(before)).is_some_and(Token::is_word_like);
    if listed.is(Classes::AUXILIARY) && word.case == Case::Title && inside() {
        listed = Classes(listed.0 & !Classes::AUXILIARY.0);
    }
    let adverb = !word.is_capitalised()
        && word.range.len() > 4
        && word.text(text.source).ends_with("ly")
        && !listed.is(Classes::NO_ADVERB);
    if adverb { listed.or(Classes::ADVERB) } else { listed }
}
