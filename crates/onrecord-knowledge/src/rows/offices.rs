//! Offices, who held them, and the words that qualify them.

use crate::cell::{Text, row, vocabulary};
use crate::date::{Day, PartialDate, Period};
use crate::guard::Guards;

vocabulary! {
    /// What sort of office it is.
    OfficeKind {
        /// President, monarch.
        HeadOfState = "head_of_state",
        /// Prime minister, chancellor.
        HeadOfGovernment = "head_of_government",
        /// Head of a ministry.
        Minister = "minister",
        /// Deputy head of a ministry, state secretary and other senior officials of government.
        Official = "official",
        /// Member or officer of a parliament.
        Legislator = "legislator",
        /// Military rank or command.
        Military = "military",
        /// Special envoy or representative.
        Envoy = "envoy",
        /// Ambassador, consul, permanent representative and other posts abroad.
        Ambassador = "ambassador",
        /// Who speaks for a person or body.
        Spokesperson = "spokesperson",
        /// Secretary-general or head of an organisation's staff.
        SecretaryGeneral = "secretary_general",
        /// Who presides over a body.
        Chair = "chair",
        /// Head of an agency, bank or company.
        Director = "director",
        /// Member of a commission or council.
        Commissioner = "commissioner",
        /// Judge or prosecutor.
        Judge = "judge",
        /// Head of a region or city.
        Regional = "regional",
        /// Leader or officer of a party.
        Party = "party",
        /// Dignitary of a religious body.
        Religious = "religious",
        /// Adviser or aide.
        Adviser = "adviser",
        /// Analyst, professor, journalist and other persons quoted for what they know.
        Expert = "expert",
    }
}

vocabulary! {
    /// What a holder holds the office of.
    OfficeOf {
        /// A state.
        State = "state",
        /// An organisation.
        Organisation = "organisation",
        /// A ministry.
        Ministry = "ministry",
        /// An institution of a state.
        Institution = "institution",
        /// A parliament.
        Parliament = "parliament",
        /// A party.
        Party = "party",
        /// A region or city.
        Region = "region",
        /// Another person or office.
        Person = "person",
        /// A church or other religious body.
        Church = "church",
        /// A company.
        Company = "company",
        /// Whatever body the text names.
        Any = "any",
    }
}

vocabulary! {
    /// How many hold the office in one body at one time.
    Holders {
        /// One.
        One = "one",
        /// Several.
        Many = "many",
    }
}

row! {
    /// An office (`data/offices.tsv`).
    Office {
        /// Key.
        key: Text,
        /// Normalised name, the record's `office`.
        name: Text,
        /// Titles and paraphrases.
        aliases: Vec<Text>,
        /// Sort of office.
        kind: OfficeKind,
        /// What it is held of.
        of: OfficeOf,
        /// Field of affairs.
        domain: Text,
        /// How many hold it in one body.
        holders: Holders,
        /// Key of the ministry type that it heads.
        heads: Text,
        /// Guards of the aliases.
        guards: Guards,
    }
}

row! {
    /// A ministry that any state may have (`data/ministry_types.tsv`).
    MinistryType {
        /// Key.
        key: Text,
        /// Name after an adjective of nationality: "foreign ministry".
        name: Text,
        /// Other names.
        aliases: Vec<Text>,
        /// Key of the office of its minister.
        minister: Text,
        /// Field of affairs.
        domain: Text,
        /// Guards of the aliases.
        guards: Guards,
    }
}

vocabulary! {
    /// What a qualifier says of the office.
    QualifierKind {
        /// Held before, not now.
        Former = "former",
        /// Held at the time spoken of.
        Then = "then",
        /// Held for the time being.
        Acting = "acting",
        /// Second to the holder.
        Deputy = "deputy",
        /// Chosen, not yet in office.
        Designate = "designate",
        /// About to leave.
        Outgoing = "outgoing",
        /// About to enter.
        Incoming = "incoming",
        /// Held for honour.
        Honorary = "honorary",
        /// First or senior among equals.
        Senior = "senior",
        /// Below the ordinary rank.
        Junior = "junior",
        /// Held together with others.
        Joint = "joint",
        /// Held for a task or without the full title.
        Special = "special",
        /// Claimed or disputed.
        Disputed = "disputed",
        /// Dead.
        Late = "late",
        /// Long in office, or again in office.
        Tenure = "tenure",
    }
}

vocabulary! {
    /// Where a qualifier stands.
    QualifierPosition {
        /// A word of its own before the office.
        Before = "before",
        /// A word of its own after the office.
        After = "after",
        /// Joined to the front.
        Prefix = "prefix",
        /// Joined to the end.
        Suffix = "suffix",
    }
}

row! {
    /// A word that qualifies an office (`data/qualifiers.tsv`).
    Qualifier {
        /// The word, in lower case.
        word: Text,
        /// The form it is normalised to.
        normal: Text,
        /// What it says.
        kind: QualifierKind,
        /// Where it stands.
        position: QualifierPosition,
    }
}

row! {
    /// Who held an office from when until when (`data/holders.tsv`).
    Holder {
        /// Key of the office.
        office: Text,
        /// Key of the state, organisation or institution.
        body: Text,
        /// Title as the source gives it.
        title: Text,
        /// Name of the person.
        person: Text,
        /// Wikidata item of the person.
        wikidata: Text,
        /// Beginning.
        from: Option<PartialDate>,
        /// End; open at the as-of date where empty.
        until: Option<PartialDate>,
        /// Up to when the row is known to be right; without a bound where empty.
        as_of: Option<PartialDate>,
    }
}

impl Holder {
    /// The time in office; an open end says nothing beyond the row's as-of date.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.from, until: self.until }
    }

    /// Whether the row asserts that the person was in office on that day.
    #[must_use]
    pub fn held_on(&self, day: Day) -> bool {
        self.as_of.is_none_or(|as_of| day <= as_of.latest()) && self.period().contains(day) == Some(true)
    }
}

row! {
    /// Who chaired a body whose chair goes round (`data/chairs.tsv`).
    Chair {
        /// Key of the body.
        body: Text,
        /// Key of the office, where a person held it.
        office: Text,
        /// Key of the state.
        state: Text,
        /// Name of the person, where one held the chair for the whole time.
        person: Text,
        /// First day.
        from: Option<PartialDate>,
        /// Last day.
        until: Option<PartialDate>,
    }
}

impl Chair {
    /// The time of the chair.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.from, until: self.until }
    }
}
