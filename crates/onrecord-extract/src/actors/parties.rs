//! Who sends or gets a communication, as the words around a phrase tell: an actor, as a source is.

use std::ops::Range;
use std::sync::OnceLock;

use super::Walk;
use crate::grammar::{Classes, classes};
use crate::names::{Phrase, rows};
use crate::text::{Case, Token, WordTable, key};

/// Beside what kind of word a party stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// "a letter to", "a letter from".
    Noun,
    /// "handed … a note".
    Gives,
    /// "asked … to".
    Asks,
    /// "telephoned …".
    Calls,
    /// "wrote to …".
    Writes,
    /// "… wrote".
    Sends,
}

/// `data/actors/communication_words.tsv`.
fn words() -> &'static WordTable<Vec<Place>> {
    static TABLE: OnceLock<WordTable<Vec<Place>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = WordTable::<Vec<Place>>::default();
        for row in rows(include_str!("../../data/actors/communication_words.tsv")) {
            let [place, words] = row.as_slice() else { continue };
            let place = match *place {
                "noun" => Place::Noun,
                "gives" => Place::Gives,
                "asks" => Place::Asks,
                "calls" => Place::Calls,
                "writes" => Place::Writes,
                "sends" => Place::Sends,
                _ => continue,
            };
            for word in words.split(' ') {
                table.entry(key(word)).or_default().push(place);
            }
        }
        table
    })
}

impl Walk<'_, '_> {
    /// Whether a phrase names a source, or who sends or gets a communication.
    pub(super) fn is_party(&self, phrase: &Phrase) -> bool {
        self.is_source(&phrase.tokens) || !phrase.inside && (self.is_addressed(&phrase.tokens) || self.sends(phrase))
    }

    /// "a letter to Paris", "handed Paris a note", "asked the minister to wait": who gets it.
    pub(super) fn is_addressed(&self, tokens: &Range<u32>) -> bool {
        if self.word_before(tokens.start) == "and"
            && self.row_before(tokens.start - 1).is_some_and(|first| self.is_addressed(&first))
        {
            return true;
        }
        let article = u32::from(["the", "its", "his", "her", "their"].contains(&self.word_before(tokens.start)));
        let Some(before) = tokens.start.checked_sub(1 + article) else { return false };
        let sent = before.checked_sub(1).is_some_and(|noun| self.tells(noun, Place::Noun));
        let written = before.checked_sub(1).is_some_and(|verb| self.tells(verb, Place::Writes));
        let preposition = self.text.word(before);
        if ["to", "from", "with"].contains(&preposition) && sent || preposition == "to" && written {
            return true;
        }
        let next = self.text.word(tokens.end);
        let object = classes(self.text, tokens.end).is(Classes::DETERMINER) || ["a", "to", "that"].contains(&next);
        self.tells(before, Place::Calls)
            || self.tells(before, Place::Gives) && object
            || self.tells(before, Place::Asks) && next == "to"
    }

    /// "to Kofi Annan | and the president": the phrase before "and".
    fn row_before(&self, and: u32) -> Option<Range<u32>> {
        let last = and.checked_sub(1)?..and;
        let ending = self.near(&last).map(|(_, phrase)| &phrase.tokens).filter(|tokens| tokens.end == and);
        ending.min_by_key(|tokens| tokens.start).cloned()
    }

    /// "the minister wrote", "the minister also wrote": who sends it.
    fn sends(&self, phrase: &Phrase) -> bool {
        let end = phrase.tokens.end;
        let adverb = u32::from(classes(self.text, end).is(Classes::ADVERB));
        self.tells(end + adverb, Place::Sends) && !self.behind_preposition(phrase.tokens.start)
    }

    fn tells(&self, token: u32, place: Place) -> bool {
        let word = self.text.token(token).filter(|word: &&Token| word.case == Case::Lower);
        word.and_then(|word| words().get(&word.key)).is_some_and(|places| places.contains(&place))
    }
}
