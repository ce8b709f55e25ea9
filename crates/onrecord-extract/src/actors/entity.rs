//! Actors while the text is being read, and their roles.

use std::ops::Range;

use onrecord_model::{ActorId, ActorKind, Derivation, Membership};

use super::Walk;
use crate::names::{Gender, NameKey, Title};
use crate::text::FoldedKey;

/// So many actors are searched for the bearer of a name: more than any dispatch has, so that time stays linear.
pub(super) const SEARCHED: usize = 256;

/// An actor.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) kind: ActorKind,
    pub(super) name: String,
    /// Its entry of the tables.
    pub(super) referent: Option<u32>,
    pub(super) iso3: Option<String>,
    pub(super) subkind: Option<&'static str>,
    /// The words of its fullest name.
    pub(super) keys: Vec<NameKey>,
    /// The ministry type that it is.
    pub(super) ministry: Option<u32>,
    /// The noun it is called by: "ministry".
    pub(super) head: Option<FoldedKey>,
    /// The actor it belongs to.
    pub(super) owner: Option<usize>,
    pub(super) gender: Option<Gender>,
    /// Its roles, by their places.
    pub(super) roles: Vec<usize>,
    pub(super) members: Vec<usize>,
    pub(super) membership: Option<Membership>,
    pub(super) member_office: Option<String>,
    /// Abbreviation by which it was introduced.
    pub(super) abbreviation: Option<FoldedKey>,
    /// One past the last token of its last mention.
    pub(super) last: u32,
    /// Its id, where the record holds it already.
    pub(super) id: Option<ActorId>,
    pub(super) inferred: bool,
    pub(super) rule: &'static str,
}

impl Entity {
    pub(super) fn new(kind: ActorKind, name: String, rule: &'static str) -> Self {
        Self {
            kind,
            name,
            referent: None,
            iso3: None,
            subkind: None,
            keys: Vec::new(),
            ministry: None,
            head: None,
            owner: None,
            gender: None,
            roles: Vec::new(),
            members: Vec::new(),
            membership: None,
            member_office: None,
            abbreviation: None,
            last: 0,
            id: None,
            inferred: false,
            rule,
        }
    }

    /// Whether "he" or "she" can stand for it.
    pub(super) fn is_personal(&self) -> bool {
        matches!(self.kind, ActorKind::Person | ActorKind::Office)
    }
}

/// An office that an actor holds.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) entity: usize,
    pub(super) office: String,
    pub(super) of: Option<usize>,
    pub(super) spans: Vec<Range<u32>>,
    pub(super) derivation: Derivation,
    pub(super) same_as: Option<usize>,
}

impl Role {
    /// Adds a place where it is named, in the order of the text.
    fn stands_at(&mut self, tokens: Range<u32>) {
        if let Err(place) = self.place_of(&tokens) {
            self.spans.insert(place, tokens);
        }
    }

    /// Where these tokens are among its places, else where they would be.
    pub(super) fn place_of(&self, tokens: &Range<u32>) -> Result<usize, usize> {
        self.spans.binary_search_by_key(&(tokens.start, tokens.end), |span| (span.start, span.end))
    }
}

/// The actor of a phrase, and the rule that found it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) entity: usize,
    pub(super) rule: &'static str,
}

impl Walk<'_, '_> {
    pub(super) fn add(&mut self, entity: Entity) -> usize {
        let place = self.entities.len();
        if let Some(referent) = entity.referent {
            self.by_referent.entry(referent).or_insert(place);
        }
        self.entities.push(entity);
        place
    }

    /// The actors made last, which are all that are searched, by their places; the last one first.
    pub(super) fn recent(&self) -> impl Iterator<Item = (usize, &Entity)> {
        self.entities.iter().enumerate().rev().take(SEARCHED)
    }

    /// The roles of an actor, in the order of the text.
    pub(super) fn roles_of(&self, entity: usize) -> impl Iterator<Item = (usize, &Role)> {
        let places = self.entities.get(entity).map(|entity| entity.roles.as_slice()).unwrap_or_default();
        places.iter().filter_map(|&place| Some((place, self.roles.get(place)?)))
    }

    /// Adds a role, or a span to the one that is known.
    pub(super) fn take_role(
        &mut self,
        entity: usize,
        office: &str,
        of: Option<usize>,
        tokens: Range<u32>,
        derivation: Derivation,
    ) -> usize {
        let periphrasis = derivation == Derivation::Periphrasis;
        let compatible = |role: &Role| {
            role.office.eq_ignore_ascii_case(office) && (role.of.is_none() || of.is_none() || role.of == of)
        };
        let counterpart = derivation == Derivation::Counterpart;
        let same_words = |role: &Role| {
            compatible(role)
                && (role.derivation == Derivation::Periphrasis) == periphrasis
                && (role.derivation == Derivation::Counterpart) == counterpart
        };
        let known = self.roles_of(entity).find(|(_, role)| same_words(role)).map(|(place, _)| place);
        if let Some(known) = known {
            if let Some(role) = self.roles.get_mut(known) {
                role.of = role.of.or(of);
                role.stands_at(tokens);
            }
            return known;
        }
        let same_as = self.roles_of(entity).find(|(_, role)| compatible(role)).map(|(place, _)| place);
        let of = of.or(same_as.and_then(|known| self.roles.get(known)).and_then(|role| role.of));
        self.roles.push(Role { entity, office: office.to_owned(), of, spans: vec![tokens], derivation, same_as });
        let place = self.roles.len() - 1;
        if let Some(holder) = self.entities.get_mut(entity) {
            holder.roles.push(place);
        }
        place
    }

    /// The office that "his counterpart" means: that of him.
    pub(super) fn counterpart_office(&self, title: &Title) -> Option<String> {
        let holder = self.entity_of(title.possessor?)?;
        let mut offices = self.roles_of(holder).filter(|(_, role)| role.same_as.is_none());
        offices.next().map(|(_, role)| role.office.clone())
    }

    /// The single actor that a test lets through, among those made last; `None` for none or several.
    pub(super) fn only(&self, test: impl Fn(usize, &Entity) -> bool) -> Option<usize> {
        let mut fitting = self.recent().filter(|(place, entity)| test(*place, entity));
        let (first, _) = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}
