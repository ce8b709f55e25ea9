//! Persons by name, and names of nobody knows what.

use std::ops::Range;
use std::sync::LazyLock;

use onrecord_model::ActorKind;

use super::entity::{Entity, Found, SEARCHED};
use super::nominals::last_word;
use super::{Walk, met};
use crate::attribution::Cues;
use crate::names::{Classes, Determiner, Gender, NameKey, Phrase, ReferentKind, What};
use crate::text::{Case, Token, TokenKind, WordSet};

/// A name is compared word by word up to this length.
const LONGEST: usize = 8;

impl Walk<'_, '_> {
    /// A person with title or given name: the one of that name, else a new one.
    pub(super) fn person(&mut self, phrase: &Phrase, name: Range<u32>, gender: Option<Gender>) -> Found {
        let keys = self.keys(&name);
        let bearer = self.bearer(&keys, gender, phrase);
        let (entity, rule) = match bearer {
            Some(entity) => (entity, "mention.person.name"),
            None => match self.unnamed_holder(phrase, gender) {
                Some(entity) => (entity, "mention.person.names_office"),
                None => (self.new_person(&name, "actor.person.name"), "mention.person.name"),
            },
        };
        self.take_name(entity, &name, &keys, gender);
        self.take_roles(phrase, entity);
        Found { entity, rule }
    }

    fn keys(&self, name: &Range<u32>) -> Vec<NameKey> {
        name.clone().take(LONGEST).map(|token| NameKey::new(self.text.word(token))).collect()
    }

    fn new_person(&mut self, name: &Range<u32>, rule: &'static str) -> usize {
        let words = self.words(name.clone());
        self.add(Entity::new(ActorKind::Person, words, rule))
    }

    /// Completes an actor by a name: the fullest one is kept.
    fn take_name(&mut self, entity: usize, name: &Range<u32>, keys: &[NameKey], gender: Option<Gender>) {
        let words = self.words(name.clone());
        let upper = name.clone().all(|token| self.text.token(token).is_some_and(|token| token.case == Case::Upper));
        let Some(person) = self.entities.get_mut(entity) else { return };
        person.gender = person.gender.or(gender);
        let unnamed = person.kind == ActorKind::Office;
        let shouted = person.name.chars().all(|c| !c.is_lowercase()) && !upper;
        if unnamed || keys.len() > person.keys.len() || shouted && keys.len() >= person.keys.len() {
            person.kind = ActorKind::Person;
            person.name = words;
            person.keys = keys.to_vec();
        }
    }

    /// The person who bears a name: by the whole name, else the only one by this surname that gender and office allow.
    fn bearer(&self, keys: &[NameKey], gender: Option<Gender>, phrase: &Phrase) -> Option<usize> {
        let fits = |entity: &Entity| {
            entity.kind == ActorKind::Person && (gender.is_none() || entity.gender.is_none() || entity.gender == gender)
        };
        if keys.len() > 1 {
            return self
                .only(|_, entity| fits(entity) && entity.keys.len() > 1 && same_person(keys, &entity.keys))
                .or_else(|| {
                    self.only(|place, entity| {
                        fits(entity) && is_surname_of(entity, keys) && self.offices_agree(place, phrase)
                    })
                });
        }
        let surname = *keys.first()?;
        let by_office = |last: bool| {
            self.only(|place, entity| {
                fits(entity)
                    && bears(entity, surname, last)
                    && !phrase.titles.is_empty()
                    && self.holds_any(place, phrase)
            })
        };
        let by_name = |last: bool| {
            self.only(|place, entity| fits(entity) && bears(entity, surname, last) && self.offices_agree(place, phrase))
        };
        by_office(true).or_else(|| by_name(true)).or_else(|| by_name(false))
    }

    /// Whether an actor holds one of the offices that the phrase names.
    fn holds_any(&self, entity: usize, phrase: &Phrase) -> bool {
        phrase.titles.iter().any(|title| {
            let of = title.owner.and_then(|owner| self.entity_of(owner));
            self.roles_of(entity)
                .any(|(_, role)| role.office == title.office && (role.of.is_none() || of.is_none() || role.of == of))
        })
    }

    /// "Norland's trade minister … The minister, Ana Orlu": the last word of an office, with the article, takes it up.
    fn named_again(&self, entity: usize, phrase: &Phrase) -> bool {
        let definite = phrase.determiner == Determiner::Definite;
        let plain = |office: &str| !office.contains(' ') && office != "official";
        let short = phrase.titles.first().filter(|title| definite && title.owner.is_none() && plain(&title.office));
        short.is_some_and(|title| self.roles_of(entity).any(|(_, role)| last_word(&role.office) == title.office))
    }

    /// No office of the phrase contradicts those known: the same office of another state is another person.
    fn offices_agree(&self, entity: usize, phrase: &Phrase) -> bool {
        phrase.titles.iter().all(|title| {
            let of = title.owner.and_then(|owner| self.entity_of(owner));
            self.roles_of(entity)
                .all(|(_, role)| role.office != title.office || role.of.is_none() || of.is_none() || role.of == of)
        })
    }

    /// An office holder without a name who gets one: "Norland's president … President Ana Orlu", "France's Jacques
    /// Chirac".
    fn unnamed_holder(&self, phrase: &Phrase, gender: Option<Gender>) -> Option<usize> {
        let open = |entity: &Entity| {
            entity.kind == ActorKind::Office && (gender.is_none() || entity.gender.is_none() || entity.gender == gender)
        };
        if !phrase.titles.is_empty() {
            let fits = |place: usize, entity: &Entity| open(entity) && self.holds_any(place, phrase);
            // Of two presidents without a name, the one that the text has been about.
            return self
                .only(fits)
                .or_else(|| {
                    self.only(|place, entity| {
                        fits(place, entity) && self.focus.iter().rev().take(SEARCHED).any(|focus| focus.entity == place)
                    })
                })
                .or_else(|| self.only(|place, entity| open(entity) && self.named_again(place, phrase)));
        }
        let of = self.entity_of(phrase.owner?)?;
        self.only(|place, entity| open(entity) && self.roles_of(place).any(|(_, role)| role.of == Some(of)))
    }

    /// A capitalised name without title or given name.
    pub(super) fn unknown_name(&mut self, phrase: &Phrase, name: Range<u32>) -> Option<Found> {
        if let Some(found) = self.known_name(phrase, &name) {
            return Some(found);
        }
        let source = self.is_party(phrase) && !self.is_quoted(name.start);
        let owner = phrase.inside && !self.is_quoted(name.start);
        let acronym = name.len() == 1 && self.text.token(name.start).is_some_and(|token| token.case == Case::Upper);
        if !acronym && self.shouted(&name) {
            return None;
        }
        if acronym && self.words(name.clone()).chars().count() > 1 && !self.in_capitals(&name) {
            return (source || owner).then(|| self.new_organisation(&name, "actor.organisation.acronym"));
        }
        if !source {
            return None;
        }
        if name.len() > 1 && self.class_at(name.start).is(Classes::BODY) {
            return Some(self.new_organisation(&name, "actor.organisation.source"));
        }
        let personal = (2..=4).contains(&name.len()) && !self.behind_article(name.start) && !self.has_place(&name);
        let named = |token: u32| {
            let word = |token: &Token| token.is_capitalised() || self.lexicon.is_joined(token.text(self.text.source));
            self.text.token(token).is_some_and(word)
        };
        if personal && name.clone().all(named) {
            let keys = self.keys(&name);
            let entity = self.new_person(&name, "actor.person.source");
            self.take_name(entity, &name, &keys, None);
            return Some(Found { entity, rule: "mention.person.source" });
        }
        None
    }

    /// The person or organisation that is known by this name.
    fn known_name(&self, phrase: &Phrase, name: &Range<u32>) -> Option<Found> {
        let keys = self.keys(name);
        if let Some(entity) = self.bearer(&keys, None, phrase) {
            return Some(Found { entity, rule: "mention.person.surname" });
        }
        let first = self.text.token(name.start)?.key;
        let named = |entity: &Entity| {
            entity.kind == ActorKind::Organisation
                && (name.len() == 1 && entity.abbreviation == Some(first)
                    || !keys.is_empty() && entity.keys.len() >= keys.len() && entity.keys.starts_with(&keys))
        };
        let entity = self.only(|_, entity| named(entity))?;
        Some(Found { entity, rule: "mention.organisation.short_name" })
    }

    fn new_organisation(&mut self, name: &Range<u32>, rule: &'static str) -> Found {
        let words = self.words(name.clone());
        let keys = self.keys(name);
        let entity = self.add(Entity { keys, ..Entity::new(ActorKind::Organisation, words, rule) });
        Found { entity, rule: "mention.organisation.name" }
    }

    pub(super) fn class_at(&self, token: u32) -> Classes {
        self.text.token(token).map(|token| self.lexicon.word(token.key).classes).unwrap_or_default()
    }

    /// Whether a phrase is what a source is about: "Relief workers" is no "Relief".
    fn is_head_of_source(&self, phrase: &Phrase) -> bool {
        let source = met(&self.sources, &phrase.tokens);
        source.is_some_and(|source| !self.depends(source, phrase) && !self.describes(source, phrase))
    }

    /// Whether the capital of a single word is that of a name: a plural at the beginning of a sentence needs a second
    /// place where it has one.
    fn is_name(&self, name: &Range<u32>, inner: &WordSet) -> bool {
        let Some(word) = self.text.token(name.start) else { return false };
        let letters = word.text(self.text.source);
        if name.len() > 1 || inner.contains(&word.key) {
            return letters.chars().count() > 1 && !self.has_bearers(name);
        }
        let sentence = self.text.sentence_of(name.start).and_then(|place| self.text.sentences.get(place as usize));
        let opens = sentence.is_none_or(|sentence| sentence.tokens.start == name.start);
        let speaks = Cues::builtin().at(self.text, name.end).is_some();
        let common = ["s", "ly"].iter().any(|end| letters.ends_with(end));
        letters.chars().count() > 1
            && (!opens || speaks && !common || self.is_personal(name))
            && !self.has_bearers(name)
    }

    /// Whether persons of the text bear this name, so that it is that of one of them.
    fn has_bearers(&self, name: &Range<u32>) -> bool {
        let keys = self.keys(name);
        let [surname] = keys.as_slice() else { return false };
        self.recent().any(|(_, entity)| entity.kind == ActorKind::Person && bears(entity, *surname, true))
    }

    /// Whether an age or "who" behind a single name tells a person.
    fn is_personal(&self, name: &Range<u32>) -> bool {
        let comma = u32::from(self.text.word(name.end) == ",");
        let behind = name.end + comma;
        let age = comma == 1
            && self.text.token(behind).is_some_and(|token| token.kind == TokenKind::Number)
            && self.text.word(behind + 1) == ",";
        age || self.says(behind, &["who", "whose"])
    }

    /// Whether several words in capitals stand among others, as in a headline: where the name ends cannot be seen.
    fn shouted(&self, name: &Range<u32>) -> bool {
        name.len() > 1
            && name.clone().all(|token| self.text.token(token).is_some_and(|token| token.case == Case::Upper))
            && self.in_capitals(name)
    }

    /// The capitalised words that open no sentence.
    fn inner_capitals(&self) -> WordSet {
        let sentences = self.text.sentences.iter();
        let inner = sentences.flat_map(|sentence| sentence.tokens.clone().skip(1));
        inner
            .filter_map(|token| self.text.token(token))
            .filter(|token| token.is_capitalised())
            .map(|token| token.key)
            .collect()
    }

    /// Whether the words around a name are in capitals too, as in a headline.
    fn in_capitals(&self, name: &Range<u32>) -> bool {
        let around = [name.start.checked_sub(1), Some(name.end)].into_iter().flatten();
        let mut words = around.filter_map(|token| self.text.token(token)).filter(|token| token.kind == TokenKind::Word);
        words.next().is_some_and(|word| word.case == Case::Upper)
            && words.next().is_none_or(|word| word.case == Case::Upper)
    }

    /// Whether a place of several words stands in a name: "Central Hong Kong".
    fn has_place(&self, name: &Range<u32>) -> bool {
        name.clone().any(|token| {
            let word = self.text.token(token).map(|token| self.lexicon.word(token.key)).unwrap_or_default();
            self.lexicon.aliases(self.text, word, token).any(|alias| {
                let kind = self.lexicon.referent(alias.referent).map(|referent| referent.kind);
                alias.words() > 1
                    && matches!(kind, Some(ReferentKind::Place | ReferentKind::State | ReferentKind::Metonym(_)))
            })
        })
    }

    fn behind_article(&self, token: u32) -> bool {
        ["the", "a", "an"].iter().any(|article| self.word_before(token).eq_ignore_ascii_case(article))
    }

    /// Names that stood before their bearer was introduced, as in a headline; then sources of one unknown word.
    pub(super) fn names_ahead(&mut self) {
        let inner = self.inner_capitals();
        for place in 0..self.names.phrases.len() {
            if self.found.get(place).is_none_or(Option::is_some) {
                continue;
            }
            let Some(phrase) = self.names.phrases.get(place) else { continue };
            let What::Name { name } = &phrase.what else { continue };
            let common = name.clone().all(|token| {
                self.text.token(token).is_some_and(|token| self.lexicon.word(token.key).classes != Classes::NONE)
            });
            if common {
                continue;
            }
            let mut found = self.known_name(phrase, name).map(|found| Found { rule: "mention.person.ahead", ..found });
            if found.is_none()
                && !self.is_quoted(name.start)
                && self.is_head_of_source(phrase)
                && self.is_name(name, &inner)
            {
                found = if self.is_personal(name) {
                    let entity = self.new_person(name, "actor.person.source");
                    let keys = self.keys(name);
                    self.take_name(entity, name, &keys, None);
                    Some(Found { entity, rule: "mention.person.source" })
                } else {
                    Some(self.new_organisation(name, "actor.organisation.source"))
                };
            }
            if let Some(slot) = self.found.get_mut(place) {
                *slot = found;
            }
        }
    }
}

/// A person known by surname alone takes the full name that ends in it.
fn is_surname_of(entity: &Entity, keys: &[NameKey]) -> bool {
    let [only] = entity.keys.as_slice() else { return false };
    keys.last().is_some_and(|last| !only.is_initial && last == only)
}

/// Whether a single word is the surname of an actor (`last`), or another part of the name.
fn bears(entity: &Entity, word: NameKey, last: bool) -> bool {
    if word.is_initial {
        return last && entity.keys == [word];
    }
    if last {
        return entity.keys.iter().rev().find(|key| !is_suffix(**key)) == Some(&word);
    }
    entity.keys.contains(&word)
}

fn is_suffix(key: NameKey) -> bool {
    static SUFFIXES: LazyLock<[NameKey; 8]> =
        LazyLock::new(|| ["Jr.", "Sr.", "Jr", "Sr", "II", "III", "junior", "senior"].map(NameKey::new));
    SUFFIXES.contains(&key)
}

/// Whether two full names can be those of one person: each word of the shorter one stands in the longer, in order,
/// and no suffix tells father from son.
fn same_person(a: &[NameKey], b: &[NameKey]) -> bool {
    let suffix = |keys: &[NameKey]| keys.last().copied().filter(|key| is_suffix(*key));
    if suffix(a) != suffix(b) {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 2 {
        return false;
    }
    // "George Orlu" and "George W. Orlu" are told apart by the initial: it was given to tell them apart.
    let extra_initial =
        long.iter().filter(|key| key.is_initial).count() > short.iter().filter(|key| key.is_initial).count();
    if extra_initial && long.len() > short.len() && short.iter().all(|key| !key.is_initial) && short.len() == 2 {
        return long.first().is_some_and(|first| short.first().is_some_and(|other| first.agrees(*other)))
            && long.last() == short.last();
    }
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| word.agrees(*other)))
}
