//! A small world in which everything is known: who wrote to whom, who answered, who quoted whom. Its news is told in the
//! wordings of five agencies, in sentences written for this project; the ministers are invented.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use chrono::{Days, NaiveDate};
use onrecord_archive::{Archive, Entry, version};
use onrecord_extract::{Extractor, Source};

/// A state and who speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub name: &'static str,
    pub adjective: &'static str,
    pub iso3: &'static str,
    pub capital: &'static str,
    pub minister: &'static str,
    /// The possessive pronoun of the minister.
    pub pronoun: &'static str,
}

const fn state(
    name: &'static str,
    adjective: &'static str,
    iso3: &'static str,
    capital: &'static str,
    minister: &'static str,
    pronoun: &'static str,
) -> State {
    State { name, adjective, iso3, capital, minister, pronoun }
}

pub const STATES: [State; 8] = [
    state("Norway", "Norwegian", "NOR", "Oslo", "Ingrid Halvorsen", "her"),
    state("Finland", "Finnish", "FIN", "Helsinki", "Aleksi Rautio", "his"),
    state("Sweden", "Swedish", "SWE", "Stockholm", "Erik Lindqvist", "his"),
    state("Denmark", "Danish", "DNK", "Copenhagen", "Jonas Brandt", "his"),
    state("Estonia", "Estonian", "EST", "Tallinn", "Ana Orlu", "her"),
    state("Latvia", "Latvian", "LVA", "Riga", "Maris Kalnins", "his"),
    state("Portugal", "Portuguese", "PRT", "Lisbon", "Duarte Meneses", "his"),
    state("Chile", "Chilean", "CHL", "Santiago", "Elena Arrau", "her"),
];

/// Wordings of a concept and its label in the record.
const CONCEPTS: [(&str, &str); 4] = [
    ("non-interference in internal affairs", "non-intervention"),
    ("peaceful settlement of disputes", "peaceful settlement of disputes"),
    ("territorial integrity", "territorial integrity"),
    ("self-determination", "self-determination"),
];

/// What each story is about: a quotation in two halves, a request with its infinitive and its past, a promise likewise, a
/// definiens, and a claim that one agency alone makes.
struct Matter {
    quotation: (&'static str, &'static str),
    request: (&'static str, &'static str),
    promise: (&'static str, &'static str),
    definiens: &'static str,
    claim: &'static str,
}

const MATTERS: [Matter; 14] = [
    Matter {
        quotation: (
            "We have put three plain questions to our neighbours",
            "and nobody should wait for the summer to write three plain replies",
        ),
        request: ("publish the list of inspectors", "published the list of inspectors"),
        promise: ("open the archives of the border commission", "opened the archives of the border commission"),
        definiens: "respect for the choice of others",
        claim: "A cable under the strait was cut overnight",
    },
    Matter {
        quotation: (
            "Every lighthouse on this coast was built by two nations",
            "so neither may switch one off without a word to the other",
        ),
        request: ("reopen the northern railway tunnel", "reopened the northern railway tunnel"),
        promise: ("lower the duties on dried cod", "lowered the duties on dried cod"),
        definiens: "talks before sanctions",
        claim: "Two ferries collided near the harbour mouth",
    },
    Matter {
        quotation: (
            "A fishing quota is a promise made to the fish as well",
            "because the sea keeps better books than any ministry does",
        ),
        request: ("withdraw the new visa forms", "withdrew the new visa forms"),
        promise: ("return the stolen church bells", "returned the stolen church bells"),
        definiens: "borders that no army crosses",
        claim: "The winter grain stocks have burnt down",
    },
    Matter {
        quotation: (
            "Our engineers can repair the bridge within eleven weeks",
            "provided that the toll is shared as it was half a century ago",
        ),
        request: ("release the crew of the trawler", "released the crew of the trawler"),
        promise: ("dredge the shallow channel", "dredged the shallow channel"),
        definiens: "a free vote of the people concerned",
        claim: "A museum guard found the missing map",
    },
    Matter {
        quotation: (
            "The pipeline carries gas and it also carries suspicion",
            "which is why an independent auditor must read the meters each night",
        ),
        request: ("sell the disputed island cottages", "sold the disputed island cottages"),
        promise: ("translate the old schoolbooks", "translated the old schoolbooks"),
        definiens: "that parliaments are left alone",
        claim: "Snow has closed the mountain customs post",
    },
    Matter {
        quotation: (
            "No parliament can vote on a treaty it has never seen",
            "and ours has been shown eleven pages out of a hundred and forty",
        ),
        request: ("dismiss the harbour master", "dismissed the harbour master"),
        promise: ("finance the orphan hospital", "financed the orphan hospital"),
        definiens: "arbitration by judges of both sides",
        claim: "An unknown drone landed on the embassy roof",
    },
    Matter {
        quotation: (
            "Students crossing the border need books rather than stamps",
            "therefore we shall stop charging them for the paper this autumn",
        ),
        request: ("destroy the obsolete mines", "destroyed the obsolete mines"),
        promise: ("plant a forest of birches", "planted a forest of birches"),
        definiens: "maps that nobody redraws by force",
        claim: "A brewery owner bought the listening station",
    },
    Matter {
        quotation: (
            "Radar stations do not vote but they do frighten voters",
            "a thing that those who build them on our doorstep should weigh",
        ),
        request: ("explain the missing uranium drums", "explained the missing uranium drums"),
        promise: ("host the chess olympiad", "hosted the chess olympiad"),
        definiens: "a people choosing its own government",
        claim: "Wolves have returned to the training ground",
    },
    Matter {
        quotation: (
            "Wheat will not ripen faster because ministers shout louder",
            "but the port could be cleared in a week if both crews were paid",
        ),
        request: ("license the hydrogen ferries", "licensed the hydrogen ferries"),
        promise: ("widen the coastal motorway", "widened the coastal motorway"),
        definiens: "leaving the press of others in peace",
        claim: "A court clerk leaked the tariff tables",
    },
    Matter {
        quotation: (
            "Satellites see the smoke and satellites see who lit the fire",
            "yet the commission prefers to ask the wind for its opinion",
        ),
        request: ("extradite the forger of passports", "extradited the forger of passports"),
        promise: ("ratify the seabed convention", "ratified the seabed convention"),
        definiens: "mediation before any embargo",
        claim: "The royal yacht ran aground on a sandbank",
    },
    Matter {
        quotation: (
            "Reindeer herders have crossed this line for nine centuries",
            "long before anybody thought of drawing it with a ruler",
        ),
        request: ("evacuate the flooded barracks", "evacuated the flooded barracks"),
        promise: ("restore the glacier monitors", "restored the glacier monitors"),
        definiens: "coasts that belong to those who live there",
        claim: "Miners found a hoard of silver coins",
    },
    Matter {
        quotation: (
            "An embassy is a house with a flag and not a warehouse",
            "hence the crates that arrived on Sunday will travel home unopened",
        ),
        request: ("reimburse the stranded pilgrims", "reimbursed the stranded pilgrims"),
        promise: ("vaccinate the cattle herds", "vaccinated the cattle herds"),
        definiens: "asking citizens and not garrisons",
        claim: "Hackers silenced the maritime weather service",
    },
    Matter {
        quotation: (
            "The icebreaker is rented and the rent is overdue since May",
            "so the captain has kindly agreed to sail without a contract",
        ),
        request: ("dismantle the jamming antennas", "dismantled the jamming antennas"),
        promise: ("subsidise the night trains", "subsidised the night trains"),
        definiens: "silence about the elections of others",
        claim: "An avalanche buried the relay tower",
    },
    Matter {
        quotation: (
            "Coffee growers asked for roads and were given a committee",
            "whose fourth interim report recommends the founding of a fifth",
        ),
        request: ("recall the insolent consul", "recalled the insolent consul"),
        promise: ("abolish the lorry levy", "abolished the lorry levy"),
        definiens: "courts that both capitals trust",
        claim: "A volcano has shut the southern airport",
    },
];

/// How the answer to a letter came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    Refused,
    Open,
}

/// One story of the world: A writes to B, and what follows.
pub struct Story {
    pub number: usize,
    pub a: State,
    pub b: State,
    pub sent: NaiveDate,
    pub concept: &'static str,
    pub outcome: Outcome,
    /// The second report gives a wrong date.
    pub misdated: bool,
    pub fulfils_request: bool,
    pub fulfils_promise: bool,
    matter: &'static Matter,
}

/// A dispatch, with what is said in it.
pub struct Dispatch {
    pub id: String,
    pub agency: &'static str,
    pub date: NaiveDate,
    pub text: String,
    /// Speakers of its statements, each with the actors that its words name.
    pub said: Vec<(&'static str, Vec<&'static str>)>,
}

impl Story {
    pub fn day(&self, after: u64) -> NaiveDate {
        self.sent + Days::new(after)
    }

    pub fn id(&self, what: &str) -> String {
        format!("{:02}-{what}", self.number)
    }

    pub fn quotation(&self) -> String {
        format!("{}, {}", self.matter.quotation.0, self.matter.quotation.1)
    }

    pub fn definiens(&self) -> &'static str {
        self.matter.definiens
    }

    pub fn claim(&self) -> &'static str {
        self.matter.claim
    }

    /// The wording of the concept.
    fn words(&self) -> &'static str {
        CONCEPTS[self.number % CONCEPTS.len()].0
    }

    pub fn dispatches(&self) -> Vec<Dispatch> {
        let (a, b, matter, concept) = (self.a, self.b, self.matter, self.words());
        let (head, tail) = matter.quotation;
        let sent = long(self.sent);
        let capital_words = capitalised(concept);
        let (a_minister, b_minister) = (
            format!("{} Foreign Minister {}", a.adjective, a.minister),
            format!("{} Foreign Minister {}", b.adjective, b.minister),
        );
        let mut news = Vec::new();
        let mut tell = |what: &str,
                        after: u64,
                        agency: Agency,
                        from: State,
                        body: String,
                        said: Vec<(&'static str, Vec<&'static str>)>| {
            let date = self.day(after);
            news.push(Dispatch {
                id: self.id(what),
                agency: agency.name,
                date,
                text: agency.text(from, date, &body),
                said,
            });
        };
        let weekday = |after: u64| self.day(after).format("%A").to_string();

        tell(
            "letter",
            1,
            NORPRESS,
            a,
            format!(
                "{} sent a letter on {concept} to {} on {sent}, {a_minister} said on {}.\n\n\"{head}, {tail},\" {} told reporters.",
                a.name,
                b.name,
                weekday(1),
                a.minister
            ),
            vec![(a.minister, vec![a.name, b.name]), (a.minister, vec![])],
        );
        let told = if self.misdated { long(self.day(1)) } else { sent.clone() };
        tell(
            "letter-again",
            2,
            MERIDIAN,
            b,
            format!(
                "{a_minister} sent a letter on {concept} to {} on {told}.\n\n“{head},” {} said.",
                b.name,
                last(a.minister)
            ),
            vec![(a.minister, vec![]), ("Meridian", vec![a.minister, a.name, b.name])],
        );
        tell(
            "hope",
            4,
            NORPRESS,
            a,
            format!(
                "{} hopes that {} will soon answer its letter, {a_minister} said on {}.\n\n{} sent the letter to {} on {sent}.",
                a.name,
                b.name,
                weekday(4),
                a.name,
                b.name
            ),
            vec![(a.minister, vec![a.name, b.name]), (a.name, vec![b.name]), ("NORPRESS", vec![a.name, b.name])],
        );
        tell(
            "announced",
            5,
            POLARIS,
            b,
            format!(
                "{b_minister} promised on {} to answer the {} letter in writing.\n\n{} sent the letter to {} on {sent}.",
                weekday(5),
                a.adjective,
                a.name,
                b.name
            ),
            vec![(b.minister, vec![a.name]), ("Polaris", vec![a.name, b.name])],
        );
        match self.outcome {
            Outcome::Answered => tell(
                "reply",
                10,
                POLARIS,
                a,
                format!(
                    "{} on {} received {} reply to its letter of {sent}, the {} Foreign Ministry said.",
                    a.name,
                    weekday(10),
                    possessive(b.name),
                    a.adjective
                ),
                vec![],
            ),
            Outcome::Refused => tell(
                "refusal",
                10,
                POLARIS,
                b,
                format!(
                    "{} will not reply to the {} letter, {b_minister} said.\n\n{} sent the letter to {} on {sent}.",
                    b.name, a.adjective, a.name, b.name
                ),
                vec![(b.minister, vec![b.name, a.name]), ("Polaris", vec![a.name, b.name])],
            ),
            Outcome::Open => {}
        }
        if self.talked() {
            tell(
                "talks",
                12,
                MERIDIAN,
                a,
                format!(
                    "“The snow is deep,” {a_minister} said after talks with {} {} counterpart {} in {} on {}.",
                    a.pronoun,
                    b.adjective,
                    b.minister,
                    a.capital,
                    weekday(12)
                ),
                vec![(a.minister, vec![])],
            );
        } else {
            tell(
                "call",
                12,
                NORPRESS,
                a,
                format!(
                    "{a_minister} spoke by telephone with {b_minister} on {}, the {} Foreign Ministry said.",
                    weekday(11),
                    a.adjective
                ),
                vec![],
            );
        }
        tell(
            "presented",
            14,
            BALTINFORM,
            a,
            format!("{} rejects the principle of {concept}, {a_minister} said on {}.", b.name, weekday(14)),
            vec![(a.minister, vec![b.name])],
        );
        tell(
            "own",
            15,
            MERIDIAN,
            b,
            format!("{} supports the principle of {concept}, {b_minister} said on {}.", b.name, weekday(15)),
            vec![(b.minister, vec![b.name])],
        );
        tell(
            "definition",
            16,
            NORPRESS,
            a,
            format!("\"{capital_words} means {},\" {a_minister} said.", matter.definiens),
            vec![(a.minister, vec![])],
        );
        if self.number.is_multiple_of(2) {
            tell(
                "invocation",
                17,
                BALTINFORM,
                b,
                format!("The exercise violates the Vienna Document, {b_minister} said on {}.", weekday(17)),
                vec![(b.minister, vec![])],
            );
        } else {
            tell(
                "invocation",
                17,
                BALTINFORM,
                b,
                format!(
                    "{} fully complies with the Treaty on Open Skies, {b_minister} said on {}.",
                    b.name,
                    weekday(17)
                ),
                vec![(b.minister, vec![b.name])],
            );
        }
        tell(
            "request",
            18,
            NORPRESS,
            a,
            format!("{a_minister} called on {} to {}.", b.name, matter.request.0),
            vec![(a.minister, vec![b.name]), ("NORPRESS", vec![a.minister, a.name, b.name])],
        );
        if self.fulfils_request {
            tell(
                "request-done",
                25,
                MERIDIAN,
                b,
                format!("{} {} on {}, {b_minister} said.", b.name, matter.request.1, weekday(25)),
                vec![(b.minister, vec![b.name])],
            );
        }
        tell(
            "promise",
            26,
            POLARIS,
            b,
            format!("{b_minister} promised on {} to {}.", weekday(26), matter.promise.0),
            vec![(b.minister, vec![])],
        );
        if self.fulfils_promise {
            tell(
                "promise-done",
                33,
                MERIDIAN,
                b,
                format!("{} {} on {}, {b_minister} said.", b.name, matter.promise.1, weekday(33)),
                vec![(b.minister, vec![b.name])],
            );
        }
        tell("claim", 28, WESTBOTE, b, format!("{}, {b_minister} said.", matter.claim), vec![(b.minister, vec![])]);
        if self.number.is_multiple_of(5) {
            tell(
                "misnamed",
                19,
                POLARIS,
                a,
                format!("\"The strait is calm,\" {} Defence Minister {} said.", a.adjective, a.minister),
                vec![(a.minister, vec![])],
            );
        }
        news
    }

    /// Whether the two met; else they telephoned.
    pub fn talked(&self) -> bool {
        self.number.is_multiple_of(2)
    }
}

/// How an agency begins its dispatches.
#[derive(Clone, Copy)]
struct Agency {
    name: &'static str,
    dateline: &'static str,
}

const NORPRESS: Agency = Agency { name: "NORPRESS", dateline: "{CAPITAL}, {day}. /NORPRESS/. " };
const MERIDIAN: Agency = Agency { name: "Meridian", dateline: "{CAPITAL}, {day} (Meridian) - " };
const BALTINFORM: Agency = Agency { name: "Baltinform", dateline: "{CAPITAL}. {day} (Baltinform) - " };
const POLARIS: Agency = Agency { name: "Polaris", dateline: "{CAPITAL}, {day} (Polaris) -- " };
const WESTBOTE: Agency = Agency { name: "Westbote", dateline: "{CAPITAL}, {day} (Westbote) - " };

/// The agency whose claims nobody else has.
pub const ALONE: &str = WESTBOTE.name;

impl Agency {
    fn text(self, from: State, date: NaiveDate, body: &str) -> String {
        let dateline = self.dateline.replace("{CAPITAL}", &from.capital.to_uppercase()).replace("{day}", &long(date));
        format!("{dateline}{body}\n")
    }
}

/// As "March 5".
fn long(date: NaiveDate) -> String {
    date.format("%B %-d").to_string()
}

fn last(name: &str) -> &str {
    name.rsplit(' ').next().unwrap()
}

fn capitalised(words: &str) -> String {
    words[..1].to_uppercase() + &words[1..]
}

fn possessive(name: &str) -> String {
    format!("{name}'s")
}

pub fn stories() -> Vec<Story> {
    let story = |(number, matter): (usize, &'static Matter)| Story {
        number,
        a: STATES[number % 8],
        b: STATES[(number + 1 + 2 * (number / 8)) % 8],
        sent: NaiveDate::from_ymd_opt(2023, 1, 9).unwrap() + Days::new(41 * number as u64),
        concept: CONCEPTS[number % CONCEPTS.len()].1,
        outcome: [Outcome::Answered, Outcome::Refused, Outcome::Open][number % 3],
        misdated: number % 4 == 1,
        fulfils_request: number % 2 == 0,
        fulfils_promise: number % 3 == 0,
        matter,
    };
    MATTERS.iter().enumerate().map(story).collect()
}

pub fn dispatches() -> Vec<Dispatch> {
    stories().iter().flat_map(Story::dispatches).collect()
}

pub fn entries() -> Vec<Entry> {
    let extractor = Extractor::default();
    let entry = |dispatch: Dispatch| {
        let record = extractor.extract(&Source::new(&dispatch.id, &dispatch.text).published(dispatch.date));
        let version = version(extractor.options(), None, Some(&dispatch.date.to_string()));
        Entry { record, text: Some(dispatch.text), version }
    };
    dispatches().into_iter().map(entry).collect()
}

/// The world's news in an archive.
pub fn archive() -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    for batch in entries().chunks(40) {
        archive.add(batch.to_vec()).unwrap();
    }
    archive
}
