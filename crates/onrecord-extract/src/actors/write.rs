//! Actors, mentions and roles as items of the record.

use std::cmp::Reverse;
use std::ops::Range;

use onrecord_model::{
    Actor, ActorId, Evidence, Mention as MentionItem, MentionId, Record, Role as RoleItem, RoleId, Statement,
};

use onrecord_knowledge::Day;

use super::Actors;
use super::holders::{Standing, entry};
use super::rules::confidence;
use crate::diagnostics::diagnostic;
use crate::tables::Tables;
use crate::text::Text;

/// Where the actors of a text stand in the record.
#[derive(Debug)]
pub(crate) struct Written<'a> {
    layer: &'a Actors,
    actors: Vec<Option<ActorId>>,
    mentions: Vec<Option<MentionId>>,
    roles: Vec<Option<RoleId>>,
    agency: Option<ActorId>,
}

/// Writes actors in the order of their first mention, then mentions and roles in the order of the text.
pub(crate) fn push<'a>(record: &mut Record, text: &Text<'_>, actors: &'a Actors) -> Written<'a> {
    let mut written = Written {
        layer: actors,
        mentions: Vec::with_capacity(actors.mentions.len()),
        actors: actors.entities.iter().map(|entity| entity.id).collect(),
        roles: Vec::with_capacity(actors.roles.len()),
        agency: record.document.dateline.as_ref().and_then(|dateline| dateline.agency),
    };
    let mut order: Vec<usize> = Vec::with_capacity(actors.entities.len());
    let speakers = actors.speakers.iter().filter_map(|speaker| speaker.entity);
    for entity in actors.mentions.iter().map(|mention| mention.entity).chain(speakers) {
        if let Some(slot) = written.actors.get_mut(entity).filter(|slot| slot.is_none()) {
            *slot = Some(ActorId((record.actors.len() + order.len()) as u32));
            order.push(entity);
        }
    }
    for entity in order {
        if let Some(actor) = self::actor(actors, entity, &written) {
            record.push(actor);
        }
    }
    for mention in &actors.mentions {
        let item =
            written.actor(mention.entity).zip(text.span(text.range(mention.tokens.clone()))).map(|(actor, span)| {
                MentionItem {
                    id: MentionId(0),
                    span,
                    r#type: mention.r#type,
                    actor,
                    evidence: Evidence::Explicit,
                    rule: mention.rule.into(),
                    confidence: confidence(mention.rule),
                }
            });
        let id = item.map(|item| record.push(item));
        written.mentions.push(id);
    }
    for role in &actors.roles {
        let item = self::role(record, text, role, &written);
        let id = item.map(|item| record.push(item));
        written.roles.push(id);
    }
    written
}

/// Marks persons whom the table of holders confirms at the date of the dispatch, and remarks where it names others.
/// Beyond the date up to which a row is known to be right it says nothing.
pub(crate) fn confirm(record: &mut Record, text: &Text<'_>, tables: &Tables, written: &Written<'_>) {
    let published = record.document.published.as_deref();
    let date = record.document.dateline.as_ref().and_then(|dateline| dateline.date.as_deref()).or(published);
    let Some(day) = date.and_then(day) else { return };
    for role in &written.layer.roles {
        let Some(id) = written.actor(role.entity) else { continue };
        match written.layer.standing(tables.lexicon(), tables.knowledge(), role, day) {
            Some(Standing::Confirmed(holder)) => {
                if let Some(actor) = record.actors.get_mut(id.index()) {
                    actor.registry.get_or_insert_with(|| entry(holder));
                }
            }
            Some(Standing::Other(holders)) => {
                let message = format!("named {} here; the table of holders names {}", role.office, holders.join(", "));
                let range = role.spans.first().map(|tokens| text.range(tokens.clone()));
                record.diagnostics.push(diagnostic(text, "holder_mismatch", message, range));
            }
            None => {}
        }
    }
}

/// The day of an ISO date.
fn day(date: &str) -> Option<Day> {
    let mut parts = date.split('-');
    Day::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
}

fn actor(actors: &Actors, place: usize, written: &Written<'_>) -> Option<Actor> {
    let entity = actors.entities.get(place)?;
    Some(Actor {
        id: ActorId(0),
        kind: entity.kind,
        name: entity.name.clone(),
        iso3: entity.iso3.clone(),
        subkind: entity.subkind.map(str::to_owned),
        members: entity.members.iter().filter_map(|member| written.actor(*member)).collect(),
        membership: entity.membership,
        member_office: entity.member_office.clone(),
        registry: None,
        evidence: if entity.inferred { Evidence::Inferred } else { Evidence::Explicit },
        rule: entity.rule.into(),
        confidence: None,
    })
}

fn role(record: &Record, text: &Text<'_>, role: &super::entity::Role, written: &Written<'_>) -> Option<RoleItem> {
    let derivation = role.derivation;
    Some(RoleItem {
        id: RoleId(record.roles.len() as u32),
        actor: written.actor(role.entity)?,
        office: role.office.clone(),
        of: role.of.and_then(|of| written.actor(of)),
        spans: role.spans.iter().filter_map(|tokens| text.span(text.range(tokens.clone()))).collect(),
        derivation,
        same_as: role.same_as.and_then(|known| written.role(known)),
        valid_on: None,
        evidence: match derivation {
            onrecord_model::Derivation::Counterpart => Evidence::Inferred,
            _ => Evidence::Explicit,
        },
        rule: format!("role.{derivation}").into(),
        confidence: None,
    })
}

impl Written<'_> {
    fn actor(&self, entity: usize) -> Option<ActorId> {
        self.actors.get(entity).copied().flatten()
    }

    fn role(&self, role: usize) -> Option<RoleId> {
        self.roles.get(role).copied().flatten()
    }

    fn mention(&self, tokens: &Range<u32>) -> Option<MentionId> {
        let order = |mention: &super::Mention| (mention.tokens.start, Reverse(mention.tokens.end));
        let sought = (tokens.start, Reverse(tokens.end));
        let place = self.layer.mentions.binary_search_by_key(&sought, order).ok()?;
        self.mentions.get(place).copied().flatten()
    }

    /// Fills who speaks, in which role and through whom, into the statement of an attribution.
    pub(crate) fn attribute(&self, record: &Record, attribution: usize, statement: &mut Statement) {
        let outer = statement.embedded_in.and_then(|parent| record.statements.get(parent.index()));
        statement.source_chain = match outer {
            Some(parent) => parent.source_chain.clone(),
            None => self.agency.into_iter().collect(),
        };
        let Some(speaker) = self.layer.speakers.get(attribution) else { return };
        statement.speaker = speaker.entity.and_then(|entity| self.actor(entity));
        statement.role = speaker.role.and_then(|role| self.role(role));
        statement.holder = speaker.holder.and_then(|holder| self.actor(holder));
        statement.addressees = speaker.addressee.and_then(|other| self.actor(other)).into_iter().collect();
        statement.speaker_mention = speaker.mention.as_ref().and_then(|tokens| self.mention(tokens));
        statement.source_chain.extend(statement.speaker);
    }

    /// The agency speaks for itself.
    pub(crate) fn attribute_to_agency(&self, statement: &mut Statement) {
        statement.speaker = self.agency;
        statement.source_chain = self.agency.into_iter().collect();
    }
}
