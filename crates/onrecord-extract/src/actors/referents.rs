//! States, organisations of the tables, and the places that stand for governments.

use std::collections::HashMap;

use onrecord_knowledge::rows::{Membership as TableMembership, MetonymKind};
use onrecord_knowledge::{Form, Guard};
use onrecord_model::{ActorKind, Membership};

use super::entity::{Entity, Found};
use super::{Agency, Walk};
use crate::attribution::Cues;
use crate::grammar::{Classes, classes, phrases};
use crate::names::{NameKey, Names, Phrase, Referent, ReferentKind, What};
use crate::text::{Case, FoldedKey, Text, Token, TokenKind, key};

/// Two letters stand for too much.
const FEWEST_INITIALS: usize = 3;

impl Walk<'_, '_> {
    /// The agency of the dateline is an actor from the beginning.
    pub(super) fn agency(&mut self, agency: Option<Agency>) {
        let Some(agency) = agency else { return };
        let text = crate::text::Text::new(&agency.name);
        let word = text.token(0).map(|token| self.lexicon.word(token.key)).unwrap_or_default();
        let referent = self
            .lexicon
            .aliases(&text, word, 0)
            .find(|alias| alias.words() as usize == text.tokens.len() && self.is_agency(alias.referent))
            .map(|alias| alias.referent);
        let entity = Entity {
            id: Some(agency.id),
            referent,
            subkind: Some("news_agency"),
            head: Some(crate::text::key("agency")),
            ..Entity::new(ActorKind::Organisation, agency.name, "actor.dateline.agency")
        };
        self.add(entity);
    }

    fn is_agency(&self, referent: u32) -> bool {
        self.lexicon.referent(referent).is_some_and(|found| found.kind == ReferentKind::Agency)
    }

    pub(super) fn referent(&mut self, phrase: &Phrase, referent: u32, form: Form) -> Option<Found> {
        if let Some(entity) = self.introduced(phrase, referent) {
            return Some(Found { entity, rule: "mention.organisation.short_name" });
        }
        if self.is_of_another_state(phrase, referent) {
            return self.organisation(phrase, phrase.tokens.end.checked_sub(1)?, None, true);
        }
        let kind = self.lexicon.referent(referent)?.kind;
        if let Some(entity) = self.surname_of_known(phrase, referent) {
            return Some(Found { entity, rule: "mention.person.surname" });
        }
        let rule = match (kind, form) {
            (ReferentKind::Metonym(MetonymKind::Capital), _) => {
                if !self.capital_acts(phrase) {
                    return None;
                }
                "mention.metonym.capital"
            }
            (ReferentKind::Metonym(_), _) => "mention.metonym.building",
            (ReferentKind::State, Form::Demonym | Form::DemonymPlural) if !phrase.inside => return None,
            (ReferentKind::State, Form::Adjective | Form::Demonym | Form::DemonymPlural) => "mention.state.adjective",
            (ReferentKind::State, _) if self.is_other_place(phrase, referent) => return None,
            (ReferentKind::State, _) => "mention.state.name",
            (ReferentKind::Group(_), _) => "mention.group.name",
            _ => "mention.organisation.name",
        };
        let entity = self.of_tables(referent)?;
        Some(Found { entity, rule })
    }

    /// The body that the text introduces by this abbreviation or names in full, whatever the tables know under it.
    fn introduced(&mut self, phrase: &Phrase, referent: u32) -> Option<usize> {
        let short = self.text.token(phrase.tokens.end.checked_sub(1)?).filter(|token| token.case == Case::Upper)?;
        let known = self.only(|_, entity| entity.abbreviation == Some(short.key) && entity.referent != Some(referent));
        if known.is_some() || phrase.tokens.len() > 1 || (short.range.len() as usize) < FEWEST_INITIALS {
            return known;
        }
        // "the NRC … the Nuclear Regulatory Commission": the letters are those of a body that the text names.
        let (text, names) = (self.text, self.names);
        let initials = self.by_initials.get_or_init(|| initials(text, names));
        let full = initials.get(&short.key).and_then(|full| names.phrases.get(*full as usize))?;
        match full.what {
            What::Organisation { head, ministry, named } => {
                self.organisation(full, head, ministry, named).map(|found| found.entity)
            }
            What::Referent { referent: other, .. } if other != referent => self.of_tables(other),
            _ => None,
        }
    }

    /// "told the Senate" in a dispatch from Astana that speaks of no other state: a name that bodies of several states bear
    /// is that of the tables in its own country, and elsewhere where its state is spoken of.
    fn is_of_another_state(&self, phrase: &Phrase, referent: u32) -> bool {
        let row = self.lexicon.referent(referent).filter(|row| row.kind == ReferentKind::Institution);
        let (Some(home), Some(state)) = (&self.home, row.and_then(|row| row.state)) else { return false };
        let abroad = self.lexicon.referent(state).is_some_and(|state| state.key != *home);
        if !abroad || self.by_referent.contains_key(&state) {
            return false;
        }
        let shared = |token: u32| {
            let word = self.text.token(token).map(|token| self.lexicon.word(token.key)).unwrap_or_default();
            let mut aliases = self.lexicon.aliases(self.text, word, token);
            aliases.any(|alias| alias.referent == referent && alias.guards.contains(Guard::Shared))
        };
        phrase.tokens.clone().any(shared)
    }

    /// "Ed Malaya … Malaya said": a person of the text, whose surname is also a name of a state or city that the text does not
    /// speak of under its own name.
    fn surname_of_known(&self, phrase: &Phrase, referent: u32) -> Option<usize> {
        let row = self.lexicon.referent(referent)?;
        let place = matches!(row.kind, ReferentKind::State | ReferentKind::Metonym(MetonymKind::Capital));
        let proper = row.name == self.words(phrase.tokens.clone());
        if !place || phrase.tokens.len() != 1 || phrase.inside || proper && self.by_referent.contains_key(&referent) {
            return None;
        }
        let surname = NameKey::new(self.text.word(phrase.tokens.start));
        self.only(|_, entity| {
            entity.kind == ActorKind::Person && entity.keys.len() > 1 && entity.keys.last() == Some(&surname)
        })
    }

    /// The actor of an entry of the tables.
    pub(super) fn of_tables(&mut self, place: u32) -> Option<usize> {
        let lexicon = self.lexicon;
        let row = lexicon.referent(place)?;
        if let ReferentKind::Metonym(_) = row.kind {
            return match (row.body, row.state) {
                (Some(body), _) => self.body_of(row, body),
                (None, Some(state)) => self.of_tables(state),
                (None, None) => None,
            };
        }
        if let Some(known) = self.by_referent.get(&place) {
            return Some(*known);
        }
        let (kind, rule) = match row.kind {
            ReferentKind::State => (ActorKind::State, "actor.state"),
            ReferentKind::Group(_) => (ActorKind::Group, "actor.group.table"),
            _ => (ActorKind::Organisation, "actor.organisation.table"),
        };
        let membership = match row.kind {
            ReferentKind::Group(membership) => Some(match membership {
                TableMembership::Closed => Membership::Closed,
                TableMembership::PartlyNamed => Membership::PartlyNamed,
                TableMembership::Unnamed => Membership::Unnamed,
                TableMembership::Open => Membership::Open,
            }),
            _ => None,
        };
        let coded = kind == ActorKind::State && row.key.len() == 3 && row.key.bytes().all(|b| b.is_ascii_uppercase());
        let last_word = row.name.rsplit(' ').next().unwrap_or_default();
        let owner = row.state.filter(|_| row.kind == ReferentKind::Institution).and_then(|state| self.of_tables(state));
        let entity = Entity {
            referent: Some(place),
            owner,
            ministry: row.ministry,
            iso3: coded.then(|| row.key.clone()),
            subkind: row.subkind,
            head: Some(crate::text::key(last_word)),
            keys: row.name.split(' ').map(NameKey::new).collect(),
            membership,
            ..Entity::new(kind, row.name.clone(), rule)
        };
        Some(self.add(entity))
    }

    /// The institution that a building stands for, under the name by which the text calls it first.
    fn body_of(&mut self, metonym: &Referent, body: u32) -> Option<usize> {
        let known = self.by_referent.get(&body).copied();
        let entity = known.or_else(|| self.of_tables(body))?;
        if known.is_none()
            && let Some(entity) = self.entities.get_mut(entity)
        {
            entity.name.clone_from(&metonym.name);
        }
        Some(entity)
    }

    /// Whether a capital acts here, so that its government is meant: as a source, before a finite verb, or as owner
    /// of an office.
    fn capital_acts(&self, phrase: &Phrase) -> bool {
        let next = phrase.tokens.end;
        if phrase.inside {
            let owns = self.text.token(next).is_some_and(|token| token.kind == TokenKind::Clitic);
            return owns || self.is_addressed(&phrase.tokens);
        }
        if self.is_source(&phrase.tokens) && !self.behind_preposition(phrase.tokens.start) {
            return true;
        }
        if self.is_agent(phrase.tokens.start) || self.is_addressed(&phrase.tokens) {
            return true;
        }
        let located = self.behind_preposition(phrase.tokens.start)
            || self.text.token(phrase.tokens.start.wrapping_sub(1)).is_some_and(|token| token.kind == TokenKind::Comma);
        // "Lima reportedly sent".
        let next = next + u32::from(classes(self.text, next).is(Classes::ADVERB));
        let word = self.text.word(next);
        let past = (word.ends_with("ed") || phrases::is_past(word)) && !["based", "trained", "born"].contains(&word);
        let verb = past
            || Cues::builtin().at(self.text, next).is_some()
            || ["has", "have", "had", "is", "was", "will", "would", "does", "did", "could", "should", "may"]
                .contains(&word);
        verb && !located
    }

    /// "sent by Paris": who does it stands behind "by" and a participle.
    fn is_agent(&self, first: u32) -> bool {
        let Some(participle) = first.checked_sub(2) else { return false };
        let word = self.text.word(participle);
        self.text.word(first - 1) == "by"
            && self.text.token(participle).is_some_and(|token| token.case == Case::Lower)
            && (word.ends_with("ed") || phrases::is_past(word))
    }

    /// "Atlanta, Georgia": a region of another state; "Georgia" itself needs no sign but this.
    fn is_other_place(&self, phrase: &Phrase, referent: u32) -> bool {
        let first = phrase.tokens.start;
        let word = self.text.token(first).map(|token| self.lexicon.word(token.key)).unwrap_or_default();
        let guarded = self.lexicon.aliases(self.text, word, first).any(|alias| {
            alias.referent == referent && (alias.guards.contains(Guard::Place) || alias.guards.contains(Guard::Shared))
        });
        if !guarded {
            return false;
        }
        let known = self.by_referent.contains_key(&referent);
        let behind_city = first.checked_sub(2).is_some_and(|city| {
            self.text.token(first - 1).is_some_and(|token| token.kind == TokenKind::Comma)
                && self.text.token(city).is_some_and(|token| token.case == Case::Title)
        });
        behind_city && !known
    }
}

/// The bodies that a text names in full, by the first letters of their words: "nrc" for "Nuclear Regulatory Commission".
fn initials(text: &Text<'_>, names: &Names) -> HashMap<FoldedKey, u32> {
    let mut all = HashMap::new();
    for (place, phrase) in (0u32..).zip(&names.phrases) {
        let body = matches!(phrase.what, What::Organisation { named: true, .. } | What::Referent { .. });
        if !body || phrase.tokens.len() < FEWEST_INITIALS {
            continue;
        }
        let article = u32::from(classes(text, phrase.tokens.start).is(Classes::DETERMINER));
        let words = (phrase.tokens.start + article..phrase.tokens.end).filter_map(|token| text.token(token));
        let first = |token: &Token| token.text(text.source).chars().next();
        let initials: String = words.filter(|token| token.is_capitalised()).filter_map(first).collect();
        if initials.len() >= FEWEST_INITIALS {
            all.entry(key(&initials)).or_insert(place);
        }
    }
    all
}
