//! Actors, mentions and roles as items of the record.

use onrecord_model::{
    Actor, ActorId, Evidence, Mention as MentionItem, MentionId, Record, Role as RoleItem, RoleId, Statement,
};

use super::Actors;
use crate::text::Text;

/// Where the actors of a text stand in the record.
#[derive(Debug, Default)]
pub(crate) struct Written {
    actors: Vec<Option<ActorId>>,
    roles: Vec<Option<RoleId>>,
    agency: Option<ActorId>,
}

/// Writes actors in the order of their first mention, then mentions and roles in the order of the text.
pub(crate) fn push(record: &mut Record, text: &Text<'_>, actors: &Actors) -> Written {
    let mut written = Written {
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
        let (Some(actor), Some(span)) =
            (written.actor(mention.entity), text.span(text.range(mention.tokens.clone())))
        else {
            continue;
        };
        record.push(MentionItem {
            id: MentionId(0),
            span,
            r#type: mention.r#type,
            actor,
            evidence: Evidence::Explicit,
            rule: mention.rule.into(),
            confidence: None,
        });
    }
    for role in &actors.roles {
        let item = self::role(record, text, role, &written);
        let id = item.map(|item| record.push(item));
        written.roles.push(id);
    }
    written
}

fn actor(actors: &Actors, place: usize, written: &Written) -> Option<Actor> {
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

fn role(record: &Record, text: &Text<'_>, role: &super::entity::Role, written: &Written) -> Option<RoleItem> {
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

impl Written {
    fn actor(&self, entity: usize) -> Option<ActorId> {
        self.actors.get(entity).copied().flatten()
    }

    fn role(&self, role: usize) -> Option<RoleId> {
        self.roles.get(role).copied().flatten()
    }

    /// Fills who speaks, in which role and through whom, into the statement of an attribution.
    pub(crate) fn attribute(&self, record: &Record, text: &Text<'_>, actors: &Actors, attribution: usize, statement: &mut Statement) {
        let Some(speaker) = actors.speakers.get(attribution) else { return };
        statement.speaker = speaker.entity.and_then(|entity| self.actor(entity));
        statement.role = speaker.role.and_then(|role| self.role(role));
        statement.holder = speaker.holder.and_then(|holder| self.actor(holder));
        statement.addressees = speaker.addressee.and_then(|other| self.actor(other)).into_iter().collect();
        let span = speaker.mention.clone().and_then(|tokens| text.span(text.range(tokens)));
        statement.speaker_mention = span.and_then(|span| {
            let first = record.mentions.partition_point(|mention| mention.span.start < span.start);
            record.mentions.iter().skip(first).find(|mention| mention.span == span).map(|mention| mention.id)
        });
        let outer = statement.embedded_in.and_then(|parent| record.statements.get(parent.index()));
        statement.source_chain = match outer {
            Some(parent) => parent.source_chain.clone(),
            None => self.agency.into_iter().collect(),
        };
        statement.source_chain.extend(statement.speaker);
    }

    /// The agency speaks for itself.
    pub(crate) fn attribute_to_agency(&self, statement: &mut Statement) {
        statement.speaker = self.agency;
        statement.source_chain = self.agency.into_iter().collect();
    }
}
