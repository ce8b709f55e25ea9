//! Instruments of international politics, and the concepts they speak of.

use crate::cell::{Text, row, vocabulary};
use crate::date::PartialDate;
use crate::guard::Guards;

vocabulary! {
    /// What sort of instrument it is; the record's `kind`.
    InstrumentKind {
        /// Treaty or convention.
        Treaty = "treaty",
        /// Charter.
        Charter = "charter",
        /// Code of conduct.
        CodeOfConduct = "code_of_conduct",
        /// Declaration.
        Declaration = "declaration",
        /// Resolution.
        Resolution = "resolution",
        /// Agreement.
        Agreement = "agreement",
        /// Memorandum.
        Memorandum = "memorandum",
        /// Protocol.
        Protocol = "protocol",
        /// Statute.
        Statute = "statute",
        /// Communiqué.
        Communique = "communique",
        /// Outcome of a summit under the summit's name.
        SummitOutcome = "summit_outcome",
        /// Law of a state.
        Law = "law",
        /// Several instruments under one name.
        Set = "set",
    }
}

row! {
    /// An instrument (`data/instruments.tsv`).
    Instrument {
        /// Key.
        key: Text,
        /// Title.
        title: Text,
        /// Short titles and abbreviations.
        aliases: Vec<Text>,
        /// Sort of instrument.
        kind: InstrumentKind,
        /// Number, for resolutions.
        number: Text,
        /// When it was adopted or signed.
        adopted: Option<PartialDate>,
        /// City of adoption or signature.
        place: Text,
        /// Key of the body that adopted it or under which it was made.
        body: Text,
        /// Key of the depositary: a state or an organisation.
        depositary: Vec<Text>,
        /// Keys of the members, for sets.
        members: Vec<Text>,
        /// Guards of the aliases.
        guards: Guards,
    }
}

vocabulary! {
    /// What sort of concept it is.
    ConceptKind {
        /// A principle of conduct between states.
        Principle = "principle",
        /// A rule or prohibition.
        Norm = "norm",
        /// An aim.
        Goal = "goal",
        /// A subject of discussion.
        Topic = "topic",
    }
}

row! {
    /// A principle, norm, goal or topic (`data/concepts.tsv`).
    Concept {
        /// Key.
        key: Text,
        /// Label.
        label: Text,
        /// Sort of concept.
        kind: ConceptKind,
        /// Other wordings.
        aliases: Vec<Text>,
        /// Token patterns, as the table's head explains.
        patterns: Vec<Text>,
        /// Guards of the aliases.
        guards: Guards,
    }
}
