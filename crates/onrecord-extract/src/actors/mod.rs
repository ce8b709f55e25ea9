//! Who they are: phrases joined to actors, their roles, and the speakers of statements.
//!
//! Phrases are taken in reading order. A name goes to an actor of that name, a title without a name to the one who
//! holds the office, a pronoun to what is in focus. Where two readings stand equal, the phrase stays without an actor.

mod documents;
mod entity;
mod holders;
mod nominals;
mod parties;
mod persons;
mod places;
mod pronouns;
mod referents;
mod rules;
mod speakers;
mod write;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use onrecord_model::{ActorId, Derivation, MentionType};

use crate::attribution::Attribution;
use crate::names::{Lexicon, Names, Phrase, What};
use crate::text::{FoldedKey, Text};

use entity::{Entity, Found, Role};

pub(crate) use places::push_places;
pub use rules::rules;
pub(crate) use speakers::Speaker;
pub(crate) use write::{Written, confirm, push};

/// The actors of a text.
#[derive(Debug, Default)]
pub(crate) struct Actors {
    entities: Vec<Entity>,
    mentions: Vec<Mention>,
    roles: Vec<Role>,
    /// One a statement, in the order of the attributions.
    speakers: Vec<Speaker>,
}

/// A phrase joined to its actor.
#[derive(Clone, Debug)]
struct Mention {
    tokens: Range<u32>,
    r#type: MentionType,
    entity: usize,
    rule: &'static str,
}

/// The agency of the dateline, in the record already.
#[derive(Clone, Debug)]
pub(crate) struct Agency {
    /// Its id in the record.
    pub(crate) id: ActorId,
    /// Its name.
    pub(crate) name: String,
}

/// What the walk over the phrases knows.
struct Walk<'w, 's> {
    text: &'w Text<'s>,
    lexicon: &'w Lexicon,
    names: &'w Names,
    attributions: &'w [Attribution],
    entities: Vec<Entity>,
    roles: Vec<Role>,
    /// The actor of each phrase and the rule that found it.
    found: Vec<Option<Found>>,
    /// Source ranges of attributions, by their first token.
    sources: Vec<Range<u32>>,
    /// The same with the place of their attribution, by their ends.
    sourced: Vec<(Range<u32>, usize)>,
    /// Those of level 1.
    outer_sources: Vec<Range<u32>>,
    /// For each token the attribution of level 1 whose content it stands in; of several the first.
    outer_contents: Vec<Option<u32>>,
    /// The actors of entries of the tables.
    by_referent: HashMap<u32, usize>,
    /// The phrases of bodies named in full, by their first letters.
    by_initials: OnceCell<HashMap<FoldedKey, u32>>,
    /// Actors in the order in which sentences and statements were about them.
    focus: Vec<Focus>,
    /// The first token of the last source that a phrase has been found for.
    heard: Option<u32>,
    /// Who spoke last.
    last_speaker: Option<usize>,
    /// The sentence whose subject stands in the focus already.
    subject_of: Option<u32>,
    /// The country of the dateline, by its code.
    home: Option<String>,
}

/// An actor that a sentence was about.
#[derive(Clone, Copy, Debug)]
struct Focus {
    entity: usize,
    sentence: Option<u32>,
    /// Whether it spoke there.
    source: bool,
}

/// Joins the phrases of a text to actors.
pub(crate) fn read(
    text: &Text<'_>,
    lexicon: &Lexicon,
    names: &Names,
    attributions: &[Attribution],
    agency: Option<Agency>,
    home: Option<String>,
) -> Actors {
    let mut sources: Vec<Range<u32>> =
        attributions.iter().filter_map(|attribution| attribution.source.clone()).collect();
    sources.sort_by_key(|source| source.start);
    let outermost = attributions.iter().filter(|attribution| attribution.level == 1);
    let mut outer_sources: Vec<Range<u32>> = outermost.filter_map(|attribution| attribution.source.clone()).collect();
    outer_sources.sort_by_key(|source| source.start);
    let with_place = attributions.iter().enumerate();
    let mut sourced: Vec<(Range<u32>, usize)> =
        with_place.filter_map(|(place, attribution)| Some((attribution.source.clone()?, place))).collect();
    sourced.sort_by_key(|(source, _)| source.end);
    let mut walk = Walk {
        text,
        lexicon,
        names,
        attributions,
        entities: Vec::new(),
        roles: Vec::new(),
        found: Vec::with_capacity(names.phrases.len()),
        sources,
        sourced,
        outer_sources,
        outer_contents: outer_contents(text, attributions),
        by_referent: HashMap::new(),
        by_initials: OnceCell::new(),
        focus: Vec::new(),
        heard: None,
        last_speaker: None,
        subject_of: None,
        home,
    };
    walk.agency(agency);
    for phrase in &names.phrases {
        let found = walk.resolve(phrase);
        walk.found.push(found);
        walk.look_at(phrase, found);
    }
    walk.names_ahead();
    walk.first_persons();
    walk.inside_quotations();
    let speakers = walk.speakers();
    let mentions = walk.mentions();
    Actors { entities: walk.entities, mentions, roles: walk.roles, speakers }
}

/// For each token the attribution of level 1 whose content it stands in; of several the first.
fn outer_contents(text: &Text<'_>, attributions: &[Attribution]) -> Vec<Option<u32>> {
    let mut around = vec![None; text.tokens.len()];
    for (place, attribution) in (0u32..).zip(attributions).filter(|(_, attribution)| attribution.level == 1) {
        for content in &attribution.content {
            for slot in around.get_mut(content.start as usize..content.end as usize).unwrap_or_default() {
                *slot = slot.or(Some(place));
            }
        }
    }
    around
}

/// The first of some ranges, in the order of their first tokens, that shares a token with this one.
fn met<'r>(ranges: &'r [Range<u32>], tokens: &Range<u32>) -> Option<&'r Range<u32>> {
    let behind = ranges.partition_point(|range| range.start < tokens.end);
    let near = ranges.get(behind.saturating_sub(3)..behind).unwrap_or_default();
    near.iter().find(|range| range.end > tokens.start)
}

impl<'w> Walk<'w, '_> {
    /// The actor of a phrase, made where it is new.
    fn resolve(&mut self, phrase: &'w Phrase) -> Option<Found> {
        match &phrase.what {
            What::Referent { referent, form } => self.referent(phrase, *referent, *form),
            What::Person { name, gender } => Some(self.person(phrase, name.clone(), *gender)),
            What::Name { name } => self.unknown_name(phrase, name.clone()),
            What::Organisation { head, ministry, named } => self.organisation(phrase, *head, *ministry, *named),
            What::Office => self.office(phrase),
            What::Group { head, counted, referent } => self.group(phrase, *head, *counted, *referent),
            What::Pronoun => self.pronoun(phrase),
            What::Document => self.document(phrase),
            What::Generic => None,
        }
    }

    /// Keeps the focus: the first actor of a sentence outside quotations, and every source.
    fn look_at(&mut self, phrase: &Phrase, found: Option<Found>) {
        let Some(found) = found else { return };
        let token = phrase.tokens.start;
        if let Some(entity) = self.entities.get_mut(found.entity) {
            entity.last = phrase.tokens.end;
        }
        if self.is_quoted(token) {
            return;
        }
        // The first phrase of a source speaks; others in it only describe it.
        let met = met(&self.outer_sources, &phrase.tokens).filter(|_| !phrase.inside);
        // "according to a letter seen by Norpress": who has seen it does not speak.
        let agent = met.is_some_and(|source| source.start < token) && self.word_before(token) == "by";
        let source = met.is_some_and(|source| self.heard < Some(source.start)) && !agent;
        if let Some(spoken) = met.map(|source| source.start) {
            self.heard = self.heard.max(Some(spoken));
        }
        let sentence = self.text.sentence_of(token);
        let subject = !phrase.inside && self.subject_of != sentence && !self.behind_preposition(token);
        if source || subject {
            self.subject_of = sentence;
            self.focus.push(Focus { entity: found.entity, sentence, source });
        }
        if source {
            self.last_speaker = Some(found.entity);
        }
    }

    fn is_quoted(&self, token: u32) -> bool {
        self.text.quoted.get(token as usize).copied().unwrap_or(false)
    }

    /// Whether a source of an attribution shares a token with this range.
    fn is_source(&self, tokens: &Range<u32>) -> bool {
        met(&self.sources, tokens).is_some()
    }

    fn word_before(&self, token: u32) -> &str {
        token.checked_sub(1).map_or("", |before| self.text.word(before))
    }

    /// Whether one of these words stands at a token, letter case aside.
    fn says(&self, token: u32, words: &[&str]) -> bool {
        let word = self.text.word(token);
        words.iter().any(|known| word.eq_ignore_ascii_case(known))
    }

    fn behind_preposition(&self, token: u32) -> bool {
        ["of", "in", "on", "at", "to", "for", "from", "with", "by", "about", "over", "under", "between", "against"]
            .iter()
            .any(|preposition| self.word_before(token).eq_ignore_ascii_case(preposition))
    }

    /// The words of a range, white space made single.
    fn words(&self, tokens: Range<u32>) -> String {
        let range = self.text.range(tokens);
        range.of(self.text.source).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn entity_of(&self, phrase: u32) -> Option<usize> {
        self.found.get(phrase as usize).copied().flatten().map(|found| found.entity)
    }

    /// The mentions of the record, in reading order, longer ones first.
    fn mentions(&self) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = self
            .names
            .phrases
            .iter()
            .zip(&self.found)
            .filter_map(|(phrase, found)| {
                let found = (*found)?;
                let r#type = match &phrase.what {
                    What::Pronoun => MentionType::Pronoun,
                    What::Person { .. } | What::Name { .. } => MentionType::Name,
                    What::Referent { form: onrecord_knowledge::Form::Adjective, .. } => MentionType::Adjective,
                    What::Referent { .. } => MentionType::Name,
                    What::Organisation { named: true, .. } => MentionType::Name,
                    _ => MentionType::Nominal,
                };
                Some(Mention { tokens: phrase.tokens.clone(), r#type, entity: found.entity, rule: found.rule })
            })
            .collect();
        mentions.sort_by_key(|mention| (mention.tokens.start, std::cmp::Reverse(mention.tokens.end)));
        mentions
    }

    /// Adds the roles that the titles of a phrase give to an actor.
    fn take_roles(&mut self, phrase: &Phrase, entity: usize) {
        for title in &phrase.titles {
            let (office, of) = match title.derivation {
                Derivation::Counterpart => {
                    let Some(office) = self.counterpart_office(title) else { continue };
                    (office, title.owner.and_then(|owner| self.entity_of(owner)))
                }
                _ => (title.office.clone(), title.owner.and_then(|owner| self.entity_of(owner))),
            };
            self.take_role(entity, &office, of, title.tokens.clone(), title.derivation);
        }
    }
}
