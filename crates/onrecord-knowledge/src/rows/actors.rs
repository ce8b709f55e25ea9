//! Organisations, institutions of states, news agencies and groups.

use crate::cell::{Text, row, vocabulary};
use crate::date::{DatedAlias, PartialDate};
use crate::guard::Guards;

vocabulary! {
    /// What sort of organisation it is; the record's `subkind`.
    OrganisationKind {
        /// Intergovernmental organisation.
        Igo = "igo",
        /// Military alliance.
        Alliance = "alliance",
        /// Organ of an organisation (council, commission, assembly).
        Organ = "organ",
        /// Specialised agency, programme or fund.
        Agency = "agency",
        /// International court or tribunal.
        Court = "court",
        /// International bank or financial institution.
        Bank = "bank",
        /// Informal forum, format or grouping of states that acts under a name.
        Forum = "forum",
        /// Non-governmental organisation.
        Ngo = "ngo",
        /// Peace operation or observer mission.
        Mission = "mission",
        /// Political or armed movement.
        Movement = "movement",
        /// Political party.
        Party = "party",
        /// Company.
        Company = "company",
        /// Religious body.
        Church = "church",
        /// Sports body.
        Sport = "sport",
        /// Newspaper, broadcaster or other medium.
        Media = "media",
        /// Research institute or think tank.
        Institute = "institute",
    }
}

row! {
    /// An international organisation, movement, party or company (`data/organisations.tsv`).
    Organisation {
        /// Key.
        key: Text,
        /// Name.
        name: Text,
        /// Abbreviations.
        abbreviations: Vec<Text>,
        /// Other names and spellings.
        aliases: Vec<Text>,
        /// Sort of organisation.
        subkind: OrganisationKind,
        /// City of the seat.
        seat: Text,
        /// Key of the home state, where the organisation belongs to one.
        state: Text,
        /// When it was founded.
        founded: Option<PartialDate>,
        /// When it ended.
        dissolved: Option<PartialDate>,
        /// Keys of the organisations it continues, or whose organ it is.
        parents: Vec<Text>,
        /// Keys of the member states, for small ones.
        members: Vec<Text>,
        /// Names that belong to a time.
        dated: Vec<DatedAlias>,
        /// Guards of the aliases.
        guards: Guards,
    }
}

vocabulary! {
    /// What sort of institution of a state it is; the record's `subkind`.
    InstitutionKind {
        /// Ministry or department.
        Ministry = "ministry",
        /// Executive agency, commission or regulator.
        Agency = "agency",
        /// Head of state's or government's office.
        Presidency = "presidency",
        /// Cabinet or council of ministers.
        Cabinet = "cabinet",
        /// Security council or similar body.
        SecurityCouncil = "security_council",
        /// Parliament or chamber of it.
        Parliament = "parliament",
        /// Committee of a parliament.
        Committee = "committee",
        /// Court.
        Court = "court",
        /// Central bank.
        CentralBank = "central_bank",
        /// Armed force or command.
        Military = "military",
        /// Intelligence or security service.
        Intelligence = "intelligence",
        /// Police or border service.
        Police = "police",
    }
}

row! {
    /// A named institution of one state (`data/institutions.tsv`).
    Institution {
        /// Key.
        key: Text,
        /// Name.
        name: Text,
        /// Other names and spellings.
        aliases: Vec<Text>,
        /// Sort of institution.
        subkind: InstitutionKind,
        /// Key of the state.
        state: Text,
        /// Key of the ministry type, where it is one.
        ministry_type: Text,
        /// Key of the office that heads it.
        head: Text,
        /// Guards of the aliases.
        guards: Guards,
    }
}

row! {
    /// A news agency (`data/agencies.tsv`).
    Agency {
        /// Key.
        key: Text,
        /// Name in English.
        name: Text,
        /// As printed in datelines and credits.
        spellings: Vec<Text>,
        /// Key of the home state; empty for international ones.
        state: Text,
        /// City of the seat.
        seat: Text,
        /// Guards of the spellings in running text.
        guards: Guards,
    }
}

vocabulary! {
    /// How far the members of a group are known; the record's `membership`.
    Membership {
        /// All members are known.
        Closed = "closed",
        /// Some members are known.
        PartlyNamed = "partly_named",
        /// No member is named.
        Unnamed = "unnamed",
        /// Members differ from speaker to speaker.
        Open = "open",
    }
}

row! {
    /// An expression for a group of states (`data/groups.tsv`).
    Group {
        /// Key.
        key: Text,
        /// Label.
        name: Text,
        /// Expressions that mean the group.
        aliases: Vec<Text>,
        /// How far its members are known.
        membership: Membership,
        /// Keys of states, or of organisations.
        members: Vec<Text>,
        /// Guards of the aliases.
        guards: Guards,
    }
}
