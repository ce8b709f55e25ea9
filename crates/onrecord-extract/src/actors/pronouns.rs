//! Pronouns: third persons by number, gender and focus; first persons by the speaker of their quotation.

use onrecord_model::ActorKind;

use super::Walk;
use super::entity::{Entity, Found, SEARCHED};
use crate::grammar::phrases;
use crate::names::{Gender, Phrase, What};
use crate::text::TokenKind;

/// The focus is searched so far back.
const MEMORY: usize = 12;

/// Verbs whose "it" is nobody: "it seems to me".
const IMPERSONAL: [&str; 27] = [
    "seem", "appear", "sound", "look", "feel", "mean", "means", "make", "makes", "take", "takes", "comes", "matters",
    "seems", "seemed", "appears", "appeared", "sounds", "sounded", "looks", "looked", "feels", "felt", "turns",
    "turned", "happens", "happened",
];

/// What a pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pronoun {
    He,
    She,
    It,
    They,
    I,
    We,
}

impl Walk<'_, '_> {
    fn pronoun_of(&self, phrase: &Phrase) -> Option<Pronoun> {
        // "I'm", "they've": the verb is no part of the pronoun.
        let word = self.text.word(phrase.tokens.start).split(['\'', '\u{2019}']).next()?.to_ascii_lowercase();
        Some(match word.as_str() {
            "he" | "him" | "his" | "himself" => Pronoun::He,
            "she" | "her" | "herself" => Pronoun::She,
            "it" | "its" | "itself" => Pronoun::It,
            "they" | "them" | "their" | "themselves" => Pronoun::They,
            "i" | "me" | "my" | "myself" => Pronoun::I,
            "we" | "us" | "our" | "ourselves" => Pronoun::We,
            _ => return None,
        })
    }

    /// A pronoun of the third person outside quotations.
    pub(super) fn pronoun(&self, phrase: &Phrase) -> Option<Found> {
        let pronoun = self.pronoun_of(phrase)?;
        if self.is_quoted(phrase.tokens.start) {
            return None;
        }
        let source = self.is_source(&phrase.tokens) && !phrase.inside;
        match pronoun {
            Pronoun::He | Pronoun::She => {
                if let Some(entity) = self.object_of_first_verb(phrase, pronoun) {
                    return Some(Found { entity, rule: "mention.pronoun.object" });
                }
                if self.is_owner_behind(phrase)
                    && let Some(entity) = self.subject_before(phrase, pronoun)
                {
                    return Some(Found { entity, rule: "mention.pronoun.subject" });
                }
                if let Some(entity) = self.speaker_of_clause(phrase, pronoun) {
                    return Some(Found { entity, rule: "mention.pronoun.clause" });
                }
                let entity = self.in_focus(phrase, |entity| is_of(entity, pronoun))?;
                Some(Found { entity, rule: "mention.pronoun.person" })
            }
            Pronoun::It if source => {
                if self.is_impersonal(phrase.tokens.end) {
                    return None;
                }
                let entity =
                    self.in_focus(phrase, |entity| matches!(entity.kind, ActorKind::Organisation | ActorKind::State))?;
                Some(Found { entity, rule: "mention.pronoun.body" })
            }
            Pronoun::They if source => {
                let entity = self.in_focus(phrase, |entity| entity.kind == ActorKind::Group)?;
                self.is_near(entity, phrase).then_some(Found { entity, rule: "mention.pronoun.group" })
            }
            Pronoun::It | Pronoun::They => {
                let entity = self.subject_before(phrase, pronoun)?;
                Some(Found { entity, rule: "mention.pronoun.subject" })
            }
            Pronoun::I | Pronoun::We => None,
        }
    }

    /// "Orlu telephoned Kral and invited him": the two verbs share their subject, and whom the first was done to.
    fn object_of_first_verb(&self, phrase: &Phrase, pronoun: Pronoun) -> Option<usize> {
        let at = phrase.tokens.start;
        let (verb, and) = (at.checked_sub(1)?, at.checked_sub(2)?);
        let object =
            self.says(at, &["him"]) || self.says(at, &["her"]) && self.says(at + 1, &["to", "on", "in", "that"]);
        let past = self.text.word(verb).ends_with("ed") || phrases::is_past(self.text.word(verb));
        let shared = past && self.says(and, &["and", "but"]);
        let sentence = self.text.sentence_of(at).and_then(|number| self.text.sentences.get(number as usize))?;
        if !object || !shared || self.is_quoted(at) {
            return None;
        }
        let subject = self.focus.last().filter(|focus| focus.sentence == self.text.sentence_of(at))?;
        let behind = |place: &usize| self.entities.get(*place).map_or(0, |entity| entity.last);
        (0..self.entities.len())
            .rev()
            .take(SEARCHED)
            .filter(|place| {
                *place != subject.entity && sentence.tokens.contains(&behind(place)) && behind(place) <= and
            })
            .filter(|place| self.entities.get(*place).is_some_and(|entity| is_of(entity, pronoun)))
            .max_by_key(behind)
    }

    /// "Orlu said he would go": the one whose words the clause reports, in the same sentence.
    fn speaker_of_clause(&self, phrase: &Phrase, pronoun: Pronoun) -> Option<usize> {
        const NEAREST: usize = 4;
        let at = phrase.tokens.start;
        let behind = self.sourced.partition_point(|(source, _)| source.end <= at);
        let near = self.sourced.get(behind.saturating_sub(NEAREST)..behind)?.iter().rev();
        let (source, _) = near
            .filter(|(source, _)| self.text.sentence_of(source.start) == self.text.sentence_of(at))
            .find(|(_, attribution)| {
            let attribution = self.attributions.get(*attribution);
            attribution.is_some_and(|found| found.content.iter().any(|content| content.contains(&at)))
        })?;
        let entity = self.source_phrase(source).and_then(|phrase| self.entity_of(phrase))?;
        self.entities.get(entity).filter(|entity| is_of(entity, pronoun)).map(|_| entity)
    }

    /// Whether the verb behind "it" needs nobody: "it seems", "it does not mean", "it's time".
    fn is_impersonal(&self, verb: u32) -> bool {
        let auxiliary = self.says(verb, &["does", "did", "would", "will", "doesn't", "didn't", "doesn\u{2019}t"]);
        let verb = verb + u32::from(auxiliary) + u32::from(auxiliary && self.says(verb + 1, &["not"]));
        let clitic = self.text.token(verb).is_some_and(|token| token.kind == TokenKind::Clitic);
        clitic || self.says(verb, &IMPERSONAL)
    }

    /// Whether an actor was named in this sentence or the one before: a group is soon replaced by another.
    pub(super) fn is_near(&self, entity: usize, phrase: &Phrase) -> bool {
        let last = self.entities.get(entity).and_then(|entity| entity.last.checked_sub(1));
        let named = last.and_then(|token| self.text.sentence_of(token));
        let here = self.text.sentence_of(phrase.tokens.start);
        named.zip(here).is_some_and(|(named, here)| here <= named + 1)
    }

    /// The last actor in focus that fits. "Orlu has reported it, he said": who speaks behind the words is not their
    /// subject; and behind a speaker whom nobody knows, nobody is in focus.
    fn in_focus(&self, phrase: &Phrase, fits: impl Fn(&Entity) -> bool) -> Option<usize> {
        // "His counterpart" speaks, not "his".
        let owner = self.says(phrase.tokens.start, &["his", "its", "their"]);
        let source = !phrase.inside && !owner && self.is_source(&phrase.tokens);
        if source && !self.previous_source_is_known(phrase.tokens.start) {
            return None;
        }
        let sentence = self.text.sentence_of(phrase.tokens.start).filter(|_| source);
        let recent = self.focus.iter().rev().take(MEMORY);
        let mut heard = recent.filter(|focus| focus.source || sentence.is_none() || focus.sentence != sentence);
        heard.find(|focus| self.entities.get(focus.entity).is_some_and(&fits)).map(|focus| focus.entity)
    }

    /// Whether the speaker before this token is known, where there was one.
    fn previous_source_is_known(&self, token: u32) -> bool {
        let before = self.outer_sources.partition_point(|source| source.start < token);
        let Some(previous) = before.checked_sub(1).and_then(|before| self.outer_sources.get(before)) else {
            return true;
        };
        self.source_phrase(previous).is_some_and(|phrase| self.entity_of(phrase).is_some())
    }

    /// "Orlu telephoned Kral, her office said": the office behind the words is that of whom they tell of.
    fn is_owner_behind(&self, phrase: &Phrase) -> bool {
        let at = phrase.tokens.start;
        let comma = at.checked_sub(1).and_then(|comma| self.text.token(comma));
        let behind = comma.is_some_and(|comma| comma.kind == TokenKind::Comma) || self.word_before(at) == "to";
        let noun = phrases::is_common_noun(self.text, phrase.tokens.end);
        behind && noun && self.says(at, &["his", "her"]) && self.is_source(&(at..phrase.tokens.end + 1))
    }

    /// The subject of the sentence, for a possessive that goes back to it: its first phrase, where that can own.
    fn subject_before(&self, phrase: &Phrase, pronoun: Pronoun) -> Option<usize> {
        let possessive = self.says(phrase.tokens.start, &["its", "their", "his", "her"]);
        let sentence = self.text.sentence_of(phrase.tokens.start).filter(|_| possessive)?;
        let begin = self.text.sentences.get(sentence as usize)?.tokens.start;
        let first =
            self.found.iter().zip(&self.names.phrases).rev().take_while(|(_, other)| other.tokens.start >= begin);
        let (found, _) = first.filter(|(_, other)| !other.inside).last()?;
        let entity = (*found)?.entity;
        self.entities.get(entity).filter(|entity| is_of(entity, pronoun)).map(|_| entity)
    }

    /// "I" inside a statement is its speaker.
    pub(super) fn first_persons(&mut self) {
        for place in 0..self.names.phrases.len() {
            let Some(phrase) = self.names.phrases.get(place) else { continue };
            if phrase.what != What::Pronoun || self.pronoun_of(phrase) != Some(Pronoun::I) {
                continue;
            }
            let speaker = self.quoted_speaker(phrase.tokens.start);
            let personal = speaker.filter(|speaker| self.entities.get(*speaker).is_some_and(Entity::is_personal));
            if let Some(slot) = self.found.get_mut(place) {
                *slot = personal.map(|entity| Found { entity, rule: "mention.pronoun.speaker" });
            }
        }
    }

    /// The speaker of the outermost quoted statement around a token.
    fn quoted_speaker(&self, token: u32) -> Option<usize> {
        if !self.is_quoted(token) {
            return None;
        }
        let around = self.attributions.get((*self.outer_contents.get(token as usize)?)? as usize)?;
        self.source_phrase(around.source.as_ref()?).and_then(|phrase| self.entity_of(phrase))
    }

    /// Third persons inside quotations: the nearest fitting actor named before them in the same quotation.
    pub(super) fn inside_quotations(&mut self) {
        for place in 0..self.names.phrases.len() {
            let Some(phrase) = self.names.phrases.get(place).filter(|phrase| phrase.what == What::Pronoun) else {
                continue;
            };
            let at = phrase.tokens.start;
            let Some(pronoun) = self.pronoun_of(phrase).filter(|_| self.is_quoted(at)) else { continue };
            if !matches!(pronoun, Pronoun::He | Pronoun::She | Pronoun::They) {
                continue;
            }
            let found = self.nearest_in_quotation(place, pronoun);
            if let Some(slot) = self.found.get_mut(place) {
                *slot = found.map(|entity| Found { entity, rule: "mention.pronoun.quotation" });
            }
        }
    }

    fn nearest_in_quotation(&self, place: usize, pronoun: Pronoun) -> Option<usize> {
        let at = self.names.phrases.get(place)?.tokens.start;
        let quotation = self.text.quotations.partition_point(|quotation| quotation.open < at).checked_sub(1)?;
        let begin = self.text.quotations.get(quotation).filter(|quotation| quotation.depth == 0)?.open;
        let before = self.names.phrases.get(..place)?.iter().zip(&self.found).rev().take(SEARCHED);
        let mut inside = before.take_while(|(phrase, _)| phrase.tokens.start > begin);
        // A plural or personal phrase without an actor stands in between: then nobody knows.
        let (_, found) = inside.find(|(phrase, found)| match found {
            Some(found) => self.entities.get(found.entity).is_some_and(|entity| is_of(entity, pronoun)),
            None => {
                phrase.plural == (pronoun == Pronoun::They)
                    && matches!(phrase.what, What::Generic | What::Office | What::Group { .. })
                    && phrase.plural
            }
        })?;
        let speaker = self.quoted_speaker(at);
        (*found).map(|found| found.entity).filter(|entity| Some(*entity) != speaker)
    }
}

fn is_of(entity: &Entity, pronoun: Pronoun) -> bool {
    match pronoun {
        Pronoun::He => entity.is_personal() && entity.gender != Some(Gender::Feminine),
        Pronoun::She => entity.is_personal() && entity.gender != Some(Gender::Masculine),
        Pronoun::It => matches!(entity.kind, ActorKind::Organisation | ActorKind::State),
        Pronoun::They => entity.kind == ActorKind::Group,
        Pronoun::I | Pronoun::We => false,
    }
}
