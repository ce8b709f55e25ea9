//! Classes of words that the grammar of names, titles and offices asks for; `data/names/word_classes.tsv`.

/// A set of word classes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u32);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident $bit:literal $text:literal;)*) => {
        impl Classes {
            $($(#[$doc])* pub(crate) const $name: Self = Self(1 << $bit);)*

            /// The class of this name in the table; the empty set for another word.
            pub(super) fn named(name: &str) -> Self {
                match name {
                    $($text => Self::$name,)*
                    _ => Self(0),
                }
            }
        }
    };
}

classes! {
    DEFINITE 0 "definite";
    INDEFINITE 1 "indefinite";
    GENERIC 2 "generic";
    POSSESSIVE 3 "possessive";
    PRONOUN 4 "pronoun";
    FUNCTION 5 "function";
    CALENDAR 6 "calendar";
    HONORIFIC 7 "honorific";
    MASCULINE 8 "masculine";
    FEMININE 9 "feminine";
    SUFFIX 10 "suffix";
    PARTICLE 11 "particle";
    FORMER 12 "former";
    QUALIFIER 13 "qualifier";
    EPITHET 14 "epithet";
    HEAD 15 "head";
    /// Not in the table: the plural of a head.
    HEADS 16 "";
    GROUP_HEAD 17 "group_head";
    GENERIC_HEAD 18 "generic_head";
    ORGANISATION_HEAD 19 "organisation_head";
    NAMED_ONLY 20 "named_only";
    INSTRUMENT_HEAD 21 "instrument_head";
    MODIFIER 22 "modifier";
    REGION_ADJECTIVE 23 "region_adjective";
    DOCUMENT 24 "document";
    QUANTITY 25 "quantity";
    RELATION 26 "relation";
    ADJECTIVAL 28 "adjectival";
    BODY 29 "body";
    /// Not in the table: a usual given name.
    GIVEN_NAME 27 " ";
    /// Not in the table: a name joined to its particle, "al-Sisi".
    JOINED 30 "  ";
    /// Not in the table: a word that is an honorific before another alone, "Tan Sri".
    BOUND 31 "   ";
}

impl Classes {
    /// No class.
    pub(crate) const NONE: Self = Self(0);

    /// Whether one of these classes is among them.
    pub(crate) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
