//! Who is named: noun phrases that stand for persons, offices, organisations, states and groups.
//!
//! One walk over the tokens, one look-up a token; a grammar of titles, names and owners turns runs of words into
//! [`Phrase`]s. What a phrase refers to is left to the actors layer.

mod chunk;
mod classes;
mod collect;
mod interpret;
mod lexicon;
mod person;
mod places;

use std::ops::Range;

use onrecord_knowledge::Form;
use onrecord_model::Derivation;

use crate::text::{Text, TextRange};

pub(crate) use classes::Classes;
pub(crate) use lexicon::{Lexicon, Referent, ReferentKind, rows};
pub(crate) use person::NameKey;
pub(crate) use places::{Location, locations};

/// The phrases of a text, in reading order, those inside another one before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// The phrases.
    pub(crate) phrases: Vec<Phrase>,
}

/// A noun phrase that may stand for an actor.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// Its tokens, determiner and title included.
    pub(crate) tokens: Range<u32>,
    /// What its head is.
    pub(crate) what: What,
    /// The offices it names, in order.
    pub(crate) titles: Vec<Title>,
    /// The phrase inside it that its head belongs to.
    pub(crate) owner: Option<u32>,
    /// The phrases listed in it: "the foreign ministers of the US and Canada".
    pub(crate) members: Vec<u32>,
    /// Whether it speaks of several.
    pub(crate) plural: bool,
    /// Its determiner.
    pub(crate) determiner: Determiner,
    /// Whether it stands inside another phrase.
    pub(crate) inside: bool,
    /// An abbreviation in brackets behind it.
    pub(crate) abbreviation: Option<u32>,
}

/// The head of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A person by name.
    Person {
        /// The name alone.
        name: Range<u32>,
        /// The gender that title or given name tell.
        gender: Option<Gender>,
    },
    /// A capitalised name of nobody knows what.
    Name {
        /// The name alone.
        name: Range<u32>,
    },
    /// An entry of the tables.
    Referent {
        /// Its place in the lexicon.
        referent: u32,
        /// As name, adjective, demonym.
        form: Form,
    },
    /// An organisation by a noun: "the ministry", "Lake Forum Secretariat".
    Organisation {
        /// The noun.
        head: u32,
        /// The ministry type of the tables.
        ministry: Option<u32>,
        /// Whether a name stands in it.
        named: bool,
    },
    /// One or several office holders without a name.
    Office,
    /// Several states or parties: "Western countries".
    Group {
        /// The noun.
        head: u32,
        /// Whether a number or quantity stands before it.
        counted: bool,
        /// The group of the tables.
        referent: Option<u32>,
    },
    /// Somebody, each country, others: nobody in particular.
    Generic,
    /// A pronoun.
    Pronoun,
    /// A text whose author speaks in it: "the statement".
    Document,
}

/// An office inside a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// Its tokens with owner and possessive, without article.
    pub(crate) tokens: Range<u32>,
    /// The normalised office; "counterpart" where it is that of another.
    pub(crate) office: String,
    /// The phrase of the state, organisation or person it belongs to.
    pub(crate) owner: Option<u32>,
    /// The phrase of "his" in "his Polish counterpart".
    pub(crate) possessor: Option<u32>,
    /// How it was read.
    pub(crate) derivation: Derivation,
}

/// Grammatical and social gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    /// He.
    Masculine,
    /// She.
    Feminine,
}

/// The determiner of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Determiner {
    /// None.
    None,
    /// "the", "this".
    Definite,
    /// "a", a number.
    Indefinite,
    /// "each", "every", "another".
    Generic,
    /// "his", "our"; the phrase of the pronoun.
    Possessive(u32),
}

impl Phrase {
    /// A phrase of these tokens, nothing else known of it.
    fn new(tokens: Range<u32>, what: What) -> Self {
        Self {
            tokens,
            what,
            titles: Vec::new(),
            owner: None,
            members: Vec::new(),
            plural: false,
            determiner: Determiner::None,
            inside: false,
            abbreviation: None,
        }
    }
}

/// Reads the phrases of some stretches of a text, in linear time.
pub(crate) fn read(text: &Text<'_>, prose: &[TextRange], lexicon: &Lexicon) -> Names {
    let mut phrases = Vec::with_capacity(text.tokens.len() / 8);
    for tokens in prose.iter().map(|range| text.tokens_in(*range)) {
        let mut parser = chunk::Parser::new(text, lexicon, tokens.clone(), phrases);
        let first = text.sentences.partition_point(|sentence| sentence.tokens.end <= tokens.start);
        let inside = text.sentences.iter().skip(first).take_while(|sentence| sentence.tokens.start < tokens.end);
        for sentence in inside {
            let end = sentence.tokens.end.min(tokens.end);
            let mut at = sentence.tokens.start.max(tokens.start);
            while at < end {
                at = parser.phrase(at, end).max(at + 1);
            }
        }
        phrases = parser.phrases;
    }
    Names { phrases }
}
