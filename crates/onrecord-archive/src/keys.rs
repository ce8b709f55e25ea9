//! What items of different documents are compared by: everything about merging that one record alone can tell.
//!
//! The archive keeps it in columns; [`Keys`] hands it to other engines, whose SQL merges like [`crate::Archive`] does.

use onrecord_model::{
    Actor, ActorId, ActorKind, Event, Exchange, ExchangeId, ExchangeKind, ExchangeStatus, Membership, Quotation,
    Record, StatementId,
};

use crate::merge::actors::block;
use crate::merge::quotations::{Wording, bands};
use crate::prepare::joined;
use crate::text::folded;

/// What the actors, exchanges and quotations of a record are compared by with those of other records.
///
/// ```
/// use onrecord_archive::Keys;
/// use onrecord_extract::{Extractor, Source, parse_date};
///
/// let text = "OSLO, March 5 (NORPRESS) -- Norway sent a letter to Finland on March 4, the ministry said.";
/// let source = Source::new("note", text).published(parse_date("2024-03-05").unwrap());
/// let keys = Keys::of(&Extractor::default().extract(&source));
/// assert!(keys.actors.iter().any(|actor| actor.block == "state|FIN"));
/// assert_eq!(keys.exchanges[0].block.as_deref(), Some("written|NOR"));
/// assert_eq!(keys.exchanges[0].parties, ["FIN"]);
/// ```
#[derive(Clone, Debug)]
pub struct Keys {
    /// The date of the dateline, else that of publication.
    pub date: Option<String>,
    /// Actors that something tells from others of their name.
    pub actors: Vec<ActorKeys>,
    /// All exchanges.
    pub exchanges: Vec<ExchangeKeys>,
    /// Statements of which enough is quoted.
    pub quotations: Vec<QuotationKeys>,
}

/// How an actor is known in a document.
#[derive(Clone, Debug)]
pub struct ActorKeys {
    /// Which actor of the record.
    pub actor: ActorId,
    /// What it is.
    pub kind: ActorKind,
    /// Its name.
    pub name: String,
    /// The code of a state; else empty.
    pub iso3: String,
    /// The row of the tables, or empty.
    pub registry: String,
    /// The state of the role, or empty.
    pub state: String,
    /// The office of the role, or empty.
    pub office: String,
    /// The year of the document, where there is an office; else 0.
    pub year: i32,
    /// The name in lower case, single blanks.
    pub folded: String,
    /// Only actors of one block are compared.
    pub block: String,
}

/// An exchange as one document reports it.
#[derive(Clone, Debug)]
pub struct ExchangeKeys {
    /// Which exchange of the record.
    pub exchange: ExchangeId,
    /// What it is.
    pub kind: ExchangeKind,
    /// The state that sent it, else who did.
    pub sender: Option<ActorId>,
    /// Its ISO date.
    pub date: Option<String>,
    /// Where it stands.
    pub status: ExchangeStatus,
    /// Only exchanges of one block are compared; without one it is compared with none.
    pub block: Option<String>,
    /// The day of the date, else of the document, counted from the beginning of the calendar.
    pub day: Option<i64>,
    /// The recipients, or all parties where nobody is the sender: states by their codes, others by name.
    pub parties: Vec<String>,
    /// The concept it is about.
    pub subject: Option<String>,
}

/// The words of a quotation.
#[derive(Clone, Debug)]
pub struct QuotationKeys {
    /// Which statement of the record.
    pub statement: StatementId,
    /// The hash of the words.
    pub wording: i64,
    /// The words: lower case, without punctuation, single blanks.
    pub words: String,
    /// Near-duplicates have a band in common.
    pub bands: Vec<i64>,
}

impl Keys {
    /// The keys of a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let date = date(record);
        let day = date.as_deref().and_then(julian_day);
        let actors = record.actors.iter().filter_map(|actor| {
            let signature = signature(record, actor, date.as_deref())?;
            Some(ActorKeys::new(actor.id, signature))
        });
        let exchanges = record.exchanges.iter().map(|exchange| ExchangeKeys::new(record, exchange, day));
        let quotations = record.statements.iter().filter_map(|statement| {
            let wording = quoted(statement.quotation, &joined(&statement.content))?;
            let bands = bands(&wording.words).into_iter().collect();
            Some(QuotationKeys { statement: statement.id, wording: wording.key, words: wording.words, bands })
        });
        Self {
            actors: actors.collect(),
            exchanges: exchanges.collect(),
            quotations: quotations.collect(),
            date: date.clone(),
        }
    }
}

impl ActorKeys {
    fn new(actor: ActorId, signature: Signature) -> Self {
        let (folded, block) = (folded(&signature.name), block(&signature));
        let Signature { kind, name, iso3, registry, state, office, year } = signature;
        Self { actor, kind, name, iso3, registry, state, office, year, folded, block }
    }
}

impl ExchangeKeys {
    fn new(record: &Record, exchange: &Exchange, day: Option<i64>) -> Self {
        let ExchangeKey { block, day, parties, subject } = exchange_key(record, exchange, day);
        Self {
            exchange: exchange.id,
            kind: exchange.kind,
            sender: exchange.sender_state.or(exchange.sender),
            date: exchange.date.clone(),
            status: exchange.status,
            block,
            day,
            parties,
            subject,
        }
    }
}

/// How an actor is known in a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Signature {
    pub(crate) kind: ActorKind,
    pub(crate) name: String,
    pub(crate) iso3: String,
    pub(crate) registry: String,
    pub(crate) state: String,
    pub(crate) office: String,
    pub(crate) year: i32,
}

/// What exchanges of different documents are compared by.
pub(crate) struct ExchangeKey {
    pub(crate) block: Option<String>,
    pub(crate) day: Option<i64>,
    pub(crate) parties: Vec<String>,
    pub(crate) subject: Option<String>,
}

/// What events of different documents are compared by.
pub(crate) struct EventKey {
    pub(crate) block: Option<String>,
    pub(crate) parties: Vec<String>,
}

/// When the dispatch was written. A feed may be published, or read, days after it was filed.
pub(crate) fn date(record: &Record) -> Option<String> {
    let dateline = record.document.dateline.as_ref();
    dateline.and_then(|dateline| dateline.date.clone()).or_else(|| record.document.published.clone())
}

pub(crate) fn actor(record: &Record, id: ActorId) -> Option<&Actor> {
    record.actors.get(id.index())
}

/// The code of a state, or its name where it has none.
fn state_code(state: &Actor) -> String {
    state.iso3.clone().unwrap_or_else(|| state.name.clone())
}

/// The office an actor holds and the state it is of; a role with a state goes before one without.
fn role_of(record: &Record, id: ActorId) -> Option<(&str, String)> {
    let roles = record.roles.iter().filter(|role| role.actor == id);
    let with_state = |of: Option<ActorId>| {
        of.and_then(|of| actor(record, of)).filter(|of| of.kind == ActorKind::State).map(state_code).unwrap_or_default()
    };
    let mut read: Vec<_> = roles.map(|role| (role.office.as_str(), with_state(role.of))).collect();
    // The sort is stable: the first role in the text stays first among equals.
    read.sort_by_key(|(_, state)| state.is_empty());
    read.into_iter().next()
}

/// How the actor is known; `None` where nothing tells it from others of its name.
pub(crate) fn signature(record: &Record, found: &Actor, date: Option<&str>) -> Option<Signature> {
    let registry = found.registry.as_ref().map(|entry| entry.key.clone()).unwrap_or_default();
    let role = role_of(record, found.id);
    let (office, state) = role.map(|(office, state)| (office.to_owned(), state)).unwrap_or_default();
    let named = found.name.chars().next().is_some_and(char::is_uppercase);
    let known = match found.kind {
        ActorKind::State => true,
        ActorKind::Person => {
            let full = folded(&found.name).contains(' ');
            !registry.is_empty() || (full && named) || (!office.is_empty() && !state.is_empty())
        }
        ActorKind::Office => !office.is_empty() && !state.is_empty(),
        ActorKind::Organisation => !registry.is_empty() || named,
        ActorKind::Group => found.membership != Some(Membership::Unnamed),
    };
    if !known {
        return None;
    }
    let year = if office.is_empty() { None } else { date.and_then(|date| date.get(..4)?.parse().ok()) };
    Some(Signature {
        kind: found.kind,
        name: found.name.clone(),
        iso3: found.iso3.clone().unwrap_or_default(),
        registry,
        state,
        office,
        year: year.unwrap_or(0),
    })
}

/// What an actor counts as when parties of exchanges are compared: its state where it has one.
fn party(record: &Record, id: ActorId, into: &mut Vec<String>) {
    let Some(found) = actor(record, id) else { return };
    match found.kind {
        ActorKind::State => into.push(state_code(found)),
        ActorKind::Group if !found.members.is_empty() => {
            // A group never holds itself; a broken record may say so, and one step suffices.
            for member in found.members.iter().filter(|member| **member != id) {
                if let Some(member) = actor(record, *member).filter(|member| member.kind != ActorKind::Group) {
                    party(record, member.id, into);
                }
            }
        }
        _ => match role_of(record, id) {
            Some((_, state)) if !state.is_empty() => into.push(state),
            _ => into.push(found.registry.as_ref().map_or_else(|| folded(&found.name), |entry| entry.key.clone())),
        },
    }
}

fn parties(record: &Record, ids: impl IntoIterator<Item = ActorId>) -> Vec<String> {
    let mut parties = Vec::new();
    for id in ids {
        party(record, id, &mut parties);
    }
    parties.sort();
    parties.dedup();
    parties
}

/// Kinds that agencies use for the same thing.
fn class(kind: ExchangeKind) -> &'static str {
    match kind {
        ExchangeKind::Letter | ExchangeKind::Note | ExchangeKind::Message => "written",
        other => other.as_str(),
    }
}

/// Kinds in which nobody is the sender: agencies name the parties in any order.
fn mutual(kind: ExchangeKind) -> bool {
    matches!(kind, ExchangeKind::Call | ExchangeKind::Talks)
}

pub(crate) fn exchange_key(record: &Record, exchange: &Exchange, document_day: Option<i64>) -> ExchangeKey {
    let sender = parties(record, exchange.sender_state.or(exchange.sender));
    // Who answers it has received it.
    let answering = record.exchanges.iter().filter(|reply| reply.in_reply_to == Some(exchange.id));
    let answering = answering.filter_map(|reply| reply.sender_state.or(reply.sender));
    let mut recipients = parties(record, exchange.recipients.iter().copied().chain(answering));
    let mut block = match sender.as_slice() {
        [sender] => Some(format!("{}|{sender}", class(exchange.kind))),
        _ => None,
    };
    if mutual(exchange.kind) {
        recipients.extend(sender);
        recipients.sort();
        recipients.dedup();
        block = recipients.first().filter(|_| recipients.len() > 1).map(|least| format!("{}|{least}", exchange.kind));
    }
    let subject = exchange.subject.and_then(|id| record.concepts.get(id.index()));
    let day = exchange.date.as_deref().and_then(julian_day).or(document_day);
    ExchangeKey {
        block: block.filter(|_| day.is_some()),
        day,
        parties: recipients,
        subject: subject.map(|concept| concept_identity(concept.dictionary.as_deref(), &concept.label)),
    }
}

pub(crate) fn event_key(record: &Record, event: &Event) -> EventKey {
    let mut parties = parties(record, event.participants.iter().copied());
    if let Some(place) = event.place.and_then(|id| record.places.get(id.index())) {
        parties.push(format!("in {}", folded(&place.name)));
    }
    let block = event.date.as_ref().filter(|_| !parties.is_empty()).map(|date| format!("{}|{date}", event.kind));
    EventKey { block, parties }
}

/// The days since the beginning of the calendar, of a full ISO date.
pub(crate) fn julian_day(date: &str) -> Option<i64> {
    use chrono::Datelike;
    chrono::NaiveDate::parse_from_str(date.get(..10)?, "%Y-%m-%d").ok().map(|date| i64::from(date.num_days_from_ce()))
}

pub(crate) fn concept_identity(dictionary: Option<&str>, label: &str) -> String {
    dictionary.map_or_else(|| folded(label), str::to_owned)
}

/// Quotations shorter than this are too common to be known again.
const QUOTED_WORDS: usize = 6;

/// The wording of a quotation, where enough is quoted.
pub(crate) fn quoted(quotation: Quotation, words: &str) -> Option<Wording> {
    let quoted = matches!(quotation, Quotation::Direct | Quotation::Mixed);
    quoted.then(|| Wording::new(words)).filter(|wording| wording.length() >= QUOTED_WORDS)
}
