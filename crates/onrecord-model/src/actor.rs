//! Who is spoken of: actors, their mentions and their roles.

use serde::{Deserialize, Serialize};

use crate::id::{ActorId, RoleId};
use crate::item::{item, values};
use crate::span::Span;

item! {
    /// A person, office, organisation, state or group that the text speaks of.
    Actor(ActorId) {
        /// What it is.
        kind: ActorKind,
        /// Its usual English name, or the words of the text for an actor without a name.
        name: String,
        /// For a state: ISO 3166-1 alpha-3.
        iso3: Option<String>,
        /// A finer kind: `news_agency`, `igo`, `ministry` …
        subkind: Option<String>,
        /// For a group: the members that the text names.
        members: Vec<ActorId>,
        /// For a group: how far its members are known.
        membership: Option<Membership>,
        /// For a group of office holders: the office they hold.
        member_office: Option<String>,
        /// What the built-in tables say about it.
        registry: Option<RegistryEntry>,
    }
}

/// What the built-in tables say about an actor. Never evidence from the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegistryEntry {
    /// The key of the row.
    pub key: String,
    /// The name in the table.
    pub name: Option<String>,
    /// The office that the table gives at the date of the dispatch.
    pub office: Option<String>,
    /// The organisation or state of that office.
    pub of: Option<String>,
    /// ISO date up to which the table is known to be right.
    pub as_of: Option<String>,
}

values! {
    /// What an actor is.
    ActorKind {
        /// A human being.
        Person = "person",
        /// An office without a named holder ("the foreign minister").
        Office = "office",
        /// An organisation.
        Organisation = "organisation",
        /// A state or an entity that acts like one.
        State = "state",
        /// Several actors taken together ("Western countries").
        Group = "group",
    }
}

values! {
    /// How far the members of a group are known.
    Membership {
        /// All are known ("the three Baltic states").
        Closed = "closed",
        /// Some are named.
        PartlyNamed = "partly_named",
        /// None is named ("a number of European countries").
        Unnamed = "unnamed",
        /// It has no fixed bounds ("the West").
        Open = "open",
    }
}

item! {
    /// Words that stand for an actor.
    Mention(MentionId) {
        /// The words; a name includes its title.
        span: Span,
        /// How they name the actor.
        r#type: MentionType,
        /// The actor.
        actor: ActorId,
    }
}

values! {
    /// How a mention names its actor (the ACE mention types).
    MentionType {
        /// By name, title included.
        Name = "NAM",
        /// By a common noun ("the ministry").
        Nominal = "NOM",
        /// By a pronoun.
        Pronoun = "PRO",
        /// By an adjective ("Russian").
        Adjective = "ADJ",
    }
}

item! {
    /// An office that the text says an actor holds.
    Role(RoleId) {
        /// Who holds it.
        actor: ActorId,
        /// The office, normalised: "foreign minister".
        office: String,
        /// The state or organisation it belongs to.
        of: Option<ActorId>,
        /// Where the text says so.
        spans: Vec<Span>,
        /// How it was read.
        derivation: Derivation,
        /// Another role in this record that is the same one.
        same_as: Option<RoleId>,
        /// An ISO date on which the text says it is held.
        valid_on: Option<String>,
    }
}

values! {
    /// How a role was read from the text.
    Derivation {
        /// "Foreign Minister Sergey Lavrov".
        Title = "title",
        /// "Zbigniew Rau, the Polish foreign minister,".
        Apposition = "apposition",
        /// "the Russian top diplomat".
        Periphrasis = "periphrasis",
        /// "his Polish counterpart".
        Counterpart = "counterpart",
    }
}
