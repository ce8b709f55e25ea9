//! The table of office holders: it confirms what the text says and never corrects it.

use onrecord_knowledge::rows::{Holder, Holders};
use onrecord_knowledge::{Day, Knowledge};
use onrecord_model::RegistryEntry;

use super::Actors;
use super::entity::{Entity, Role};
use crate::names::{Lexicon, NameKey};

/// What the table says about one role.
pub(super) enum Standing<'k> {
    /// It names the same person at that date.
    Confirmed(&'k Holder),
    /// It names others.
    Other(Vec<&'k str>),
}

impl Actors {
    /// What the table of holders says about a role on a day; `None` where it knows nothing.
    pub(super) fn standing<'k>(
        &self,
        lexicon: &'k Lexicon,
        knowledge: &'k Knowledge,
        role: &Role,
        day: Day,
    ) -> Option<Standing<'k>> {
        let person = self.entities.get(role.entity).filter(|person| person.keys.len() > 1)?;
        let body = lexicon.referent(self.entities.get(role.of?)?.referent?)?;
        let office = knowledge.offices().iter().find(|office| office.name == role.office)?;
        let holders: Vec<&Holder> = knowledge.holders_on(&office.key, &body.key, day).collect();
        if let Some(same) = holders.iter().find(|holder| bears(person, &holder.person)) {
            return Some(Standing::Confirmed(same));
        }
        // Of an office that several hold at a time the table need not know all.
        (office.holders == Holders::One && !holders.is_empty())
            .then(|| Standing::Other(holders.iter().map(|holder| holder.person.as_ref()).collect()))
    }
}

/// Whether every word of the shorter name stands in the other.
fn bears(person: &Entity, name: &str) -> bool {
    let keys: Vec<NameKey> = name.split_whitespace().map(NameKey::new).collect();
    let (short, long) = if keys.len() <= person.keys.len() { (&keys, &person.keys) } else { (&person.keys, &keys) };
    short.len() > 1 && short.iter().all(|key| long.iter().any(|other| key.agrees(*other)))
}

/// What the record says of a confirmed holder.
pub(super) fn entry(holder: &Holder) -> RegistryEntry {
    let text = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    RegistryEntry {
        key: text(&holder.wikidata).unwrap_or_else(|| holder.person.clone().into_owned()),
        name: text(&holder.person),
        office: text(&holder.office),
        of: text(&holder.body),
        as_of: holder.as_of.map(|as_of| as_of.to_string()),
    }
}
