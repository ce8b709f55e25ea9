//! Whose statement it is: speaker, role, chain of sources, holder of the attitude, addressee.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{ActorKind, Membership};

use super::Walk;
use super::entity::Entity;
use crate::attribution::{Attribution, Cues};
use crate::grammar::{Classes as WordClasses, classes, phrases};
use crate::names::{Classes, Phrase, What, rows};
use crate::text::{Token, TokenKind, WordSet, key};

/// What is known of the speaker of a statement, in places of the actors layer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speaker {
    pub(super) entity: Option<usize>,
    pub(super) mention: Option<Range<u32>>,
    pub(super) role: Option<usize>,
    pub(super) holder: Option<usize>,
    pub(super) addressee: Option<usize>,
}

/// Prepositions behind which a noun depends on another.
const PREPOSITIONS: [&str; 15] =
    ["than", "of", "for", "to", "at", "in", "on", "from", "with", "by", "behind", "inside", "near", "among", "against"];

/// Every form of the verbs of attitude; `data/actors/attitude_verbs.tsv`.
fn attitude_verbs() -> &'static WordSet {
    static TABLE: OnceLock<WordSet> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut forms = WordSet::default();
        for row in rows(include_str!("../../data/actors/attitude_verbs.tsv")) {
            let Some(verb) = row.first().filter(|verb| !verb.is_empty()) else { continue };
            let past = row.get(1).copied().unwrap_or_default();
            let stem = verb.strip_suffix('e').unwrap_or(verb);
            let third = if verb.ends_with("sh") { format!("{verb}es") } else { format!("{verb}s") };
            let regular = if past.is_empty() { format!("{stem}ed") } else { past.to_owned() };
            forms.extend([(*verb).to_owned(), third, regular, format!("{stem}ing")].iter().map(|form| key(form)));
        }
        forms
    })
}

impl Walk<'_, '_> {
    pub(super) fn speakers(&mut self) -> Vec<Speaker> {
        self.attributions.iter().map(|attribution| self.speaker(attribution)).collect()
    }

    fn speaker(&mut self, attribution: &Attribution) -> Speaker {
        let Some(source) = &attribution.source else { return Speaker::default() };
        let addressee = self.addressee(attribution);
        let Some(place) = self.source_phrase(source) else { return Speaker { addressee, ..Speaker::default() } };
        let joint = self.joint_source(source);
        let Some(entity) = joint.or_else(|| self.entity_of(place)) else {
            return Speaker { addressee, ..Speaker::default() };
        };
        let phrase = self.names.phrases.get(place as usize);
        let first_person =
            phrase.is_some_and(|phrase| phrase.what == What::Pronoun && self.says(phrase.tokens.start, &["i", "we"]));
        let mention = phrase.filter(|_| joint.is_none()).map(|phrase| phrase.tokens.clone());
        let role = if first_person || joint.is_some() { None } else { self.role_at(place, entity) };
        let holder = self.attitude_holder(attribution, entity, role);
        Speaker { entity: Some(entity), mention, role, holder, addressee: addressee.filter(|other| *other != entity) }
    }

    /// The phrase that a source is: the first in it that stands in no other, where it is the head; for "who …" the one
    /// that it goes on from.
    pub(super) fn source_phrase(&self, source: &Range<u32>) -> Option<u32> {
        if let Some(author) = self.signatory(source) {
            return Some(author);
        }
        let relative = source.clone().find(|&token| self.says(token, &["who", "which", "whose", "that"]));
        if relative == Some(source.start) && !self.says(source.start, &["that"]) {
            return self.antecedent(source.start);
        }
        let head = source.start..relative.filter(|relative| *relative > source.start).unwrap_or(source.end);
        let outer = self.near(&head).filter(|(_, phrase)| !phrase.inside);
        let (place, phrase) = outer.min_by_key(|(_, phrase)| (phrase.tokens.start, Reverse(phrase.tokens.end)))?;
        (!self.depends(&head, phrase) && !self.describes(&head, phrase)).then_some(place)
    }

    /// "The letter, signed by Ana Orlu and dated May 3, asks": who has written or signed a text speaks in it.
    fn signatory(&self, source: &Range<u32>) -> Option<u32> {
        // "The letter | , signed by Orlu, asks".
        let apart = self.text.word(source.end) == "," && self.says(source.end + 2, &["by"]);
        let end = if apart { source.end + 3 } else { source.end };
        let by = (source.start + 1..end).find(|&token| {
            self.says(token, &["by"]) && self.says(token - 1, &["signed", "written", "authored", "drafted"])
        })?;
        let beside = by + 1..by + 3;
        let mut near = self.near(&beside).filter(|(_, phrase)| !phrase.inside && phrase.tokens.start > by);
        near.next().map(|(author, _)| author)
    }

    /// The phrase right before a relative clause.
    fn antecedent(&self, relative: u32) -> Option<u32> {
        let comma = relative.checked_sub(1).filter(|&token| self.text.word(token) == ",");
        let end = comma.unwrap_or(relative);
        let before = end.checked_sub(1)?..end;
        let mut outer = self.near(&before).filter(|(_, phrase)| !phrase.inside && phrase.tokens.end == end);
        outer.next().map(|(place, _)| place)
    }

    /// Whether a preposition of the source leads to the phrase, so that another noun is the head: "a former adviser to
    /// President Orlu".
    pub(super) fn depends(&self, source: &Range<u32>, phrase: &Phrase) -> bool {
        let before = (source.start..phrase.tokens.start).rev().take_while(|&token| self.text.word(token) != ",");
        before.into_iter().any(|token| self.says(token, &PREPOSITIONS))
    }

    /// Whether a noun of the source follows that the phrase only describes: "the Orlu camp", "Norbank figures".
    pub(super) fn describes(&self, source: &Range<u32>, phrase: &Phrase) -> bool {
        let single = match &phrase.what {
            What::Referent { .. } => true,
            What::Name { name } | What::Person { name, .. } => name.len() == 1 && phrase.titles.is_empty(),
            _ => false,
        };
        let next = phrase.tokens.end;
        let noun = |token: &Token| {
            let closed = WordClasses::ADVERB
                .or(WordClasses::AUXILIARY)
                .or(WordClasses::NEGATION)
                .or(WordClasses::PREPOSITION)
                .or(WordClasses::CONJUNCTION)
                .or(WordClasses::TIME)
                .or(WordClasses::PRONOUN)
                .or(WordClasses::OBJECT)
                .or(WordClasses::DETERMINER)
                .or(WordClasses::COMPLEMENTISER);
            let grammatical = Classes::FUNCTION.or(Classes::PRONOUN).or(Classes::POSSESSIVE).or(Classes::INDEFINITE);
            let verbal = ["ed", "ing"].iter().any(|end| token.text(self.text.source).ends_with(end));
            let known = self.lexicon.word(token.key).classes;
            if token.is_capitalised() {
                return known.is(Classes::INSTRUMENT_HEAD.or(Classes::ORGANISATION_HEAD));
            }
            token.kind == TokenKind::Word
                && !verbal
                && !classes(self.text, next).is(closed)
                && !known.is(grammatical)
                && !phrases::is_past(token.text(self.text.source))
                && Cues::builtin().at(self.text, next).is_none()
        };
        let owner = self.text.token(next).is_some_and(|token| token.kind == TokenKind::Clitic) && next + 1 < source.end;
        owner || single && next < source.end && self.text.token(next).is_some_and(noun)
    }

    /// The phrases that may share a token with a range: phrases are nearly in order, inner ones before outer ones.
    pub(super) fn near(&self, range: &Range<u32>) -> impl Iterator<Item = (u32, &Phrase)> {
        const WIDEST: u32 = 60;
        let phrases = &self.names.phrases;
        let first = phrases.partition_point(|phrase| phrase.tokens.end + WIDEST < range.start);
        let end = range.end;
        let from = phrases.iter().enumerate().skip(first).map(|(place, phrase)| (place as u32, phrase));
        from.take_while(move |(_, phrase)| phrase.tokens.start < end + WIDEST).filter({
            let range = range.clone();
            move |(_, phrase)| phrase.tokens.start < range.end && range.start < phrase.tokens.end
        })
    }

    /// "Orlu and Tamm said", "The EU (EU) and Canada": both together, as a closed group.
    fn joint_source(&mut self, source: &Range<u32>) -> Option<usize> {
        let mut top: Vec<(Range<u32>, Option<usize>)> = self
            .near(source)
            .filter(|(_, phrase)| {
                !phrase.inside && phrase.tokens.start >= source.start && phrase.tokens.end <= source.end
            })
            .map(|(place, phrase)| (phrase.tokens.clone(), self.entity_of(place)))
            .collect();
        top.sort_by_key(|(tokens, _)| tokens.start);
        let [(first, Some(a)), (second, Some(b)), ..] = top.as_slice() else { return None };
        let (first, second, members) = (first.clone(), second.clone(), vec![*a, *b]);
        // "S and P": a firm's initials.
        let initials = [&first, &second].iter().any(|part| self.words((*part).clone()).chars().count() == 1);
        let begins = first.start <= source.start + 1;
        let goes_on = second.end == source.end || [",", "("].contains(&self.text.word(second.end));
        if initials || a == b || !begins || !goes_on || !self.is_and(first.end..second.start) {
            return None;
        }
        let known = self.only(|_, entity| {
            entity.membership == Some(Membership::Closed) && entity.referent.is_none() && entity.members == members
        });
        if known.is_some() {
            return known;
        }
        let name = self.words(first.start..second.end);
        Some(self.add(Entity {
            members,
            membership: Some(Membership::Closed),
            last: source.end,
            ..Entity::new(ActorKind::Group, name, "actor.group.joint")
        }))
    }

    /// Whether nothing but "and" stands here, with an abbreviation in brackets before it or an article behind it.
    fn is_and(&self, tokens: Range<u32>) -> bool {
        let bracketed = self.text.word(tokens.start) == "(" && self.text.word(tokens.start + 2) == ")";
        let and = tokens.start + if bracketed { 3 } else { 0 };
        let article = u32::from(self.says(and + 1, &["the", "a", "an"]));
        self.text.word(and) == "and" && and + 1 + article == tokens.end
    }

    /// The role in which a speaker is named: the title of the phrase, else the first role known.
    fn role_at(&self, place: u32, entity: usize) -> Option<usize> {
        let phrase = self.names.phrases.get(place as usize)?;
        let here = self
            .roles_of(entity)
            .find(|(_, role)| phrase.titles.iter().any(|title| role.place_of(&title.tokens).is_ok()));
        let (found, role) = here.or_else(|| self.roles_of(entity).next())?;
        Some(role.same_as.unwrap_or(found))
    }

    /// Content that says what the speaker's own state or organisation hopes or thinks: that one holds the attitude.
    fn attitude_holder(&self, attribution: &Attribution, speaker: usize, role: Option<usize>) -> Option<usize> {
        if attribution.level != 1 {
            return None;
        }
        let side = self.side(speaker, role)?;
        let content = attribution.content.first()?;
        let begin = content.start + u32::from(self.text.word(content.start).eq_ignore_ascii_case("that"));
        let opening = begin..begin + 2;
        let near = self.near(&opening);
        let (place, phrase) =
            near.filter(|(_, phrase)| !phrase.inside).find(|(_, phrase)| phrase.tokens.start <= begin + 1)?;
        let subject = self.entity_of(place).filter(|subject| *subject == side)?;
        let verb = (phrase.tokens.end..phrase.tokens.end + 4)
            .filter_map(|token| self.text.token(token))
            .take_while(|token| token.is_word_like())
            .any(|token| attitude_verbs().contains(&token.key));
        verb.then_some(subject)
    }

    /// The state or organisation for which somebody speaks.
    fn side(&self, speaker: usize, role: Option<usize>) -> Option<usize> {
        let of = role.and_then(|role| self.roles.get(role)).and_then(|role| role.of);
        let owner = self.entities.get(speaker)?.owner;
        let of = of.or(owner)?;
        // A spokesman of a ministry speaks for its state.
        match self.entities.get(of) {
            Some(body) if body.subkind == Some("ministry") => body.owner.or(Some(of)),
            _ => Some(of),
        }
    }

    /// Who stands between cue and content: "he told the envoys that …".
    fn addressee(&self, attribution: &Attribution) -> Option<usize> {
        let cue = attribution.cue.as_ref()?;
        let content = attribution.content.iter().find(|content| content.start >= cue.end)?;
        if content.start <= cue.end || content.start - cue.end > 12 {
            return None;
        }
        let between = cue.end..content.start;
        let (place, _) = self.near(&between).find(|(_, phrase)| {
            !phrase.inside && phrase.tokens.start == cue.end && phrase.tokens.end <= content.start
        })?;
        self.entity_of(place)
    }
}
