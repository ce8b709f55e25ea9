//! A record made ready for its rows: everything that can be computed from one record alone, on any thread.

use std::sync::mpsc::sync_channel;

use onrecord_model::{
    Actor, ActorId, ActorKind, Exchange, ExchangeKind, Instrument, Membership, Quotation, Record, Span, Statement,
};
use rayon::prelude::*;

use crate::error::Error;
use crate::merge::quotations::Wording;
use crate::text::{Compressor, digest, folded};

/// A record on its way into the archive, with the text it was made from and what made it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The record.
    pub record: Record,
    /// The text it was made from; without it the archive cannot show context or check spans.
    pub text: Option<String>,
    /// What made it: extractor, options, date given by the caller. See [`version`](crate::version).
    pub version: String,
}

impl Entry {
    /// A record without its text; a digest of the record stands for the options that it was made with.
    ///
    /// # Errors
    /// Where a confidence of the record is not a finite number.
    pub fn of_record(record: Record) -> Result<Self, Error> {
        let digest = digest(&record.to_json()?);
        let version = format!("{} record={}", record.extractor, digest.get(..16).unwrap_or_default());
        Ok(Self { record, text: None, version })
    }
}

/// An entry with all that its rows need.
pub(crate) struct Prepared {
    pub(crate) record: Record,
    pub(crate) version: String,
    pub(crate) text: Option<Vec<u8>>,
    pub(crate) json: Vec<u8>,
    pub(crate) date: Option<String>,
    pub(crate) agency: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) signatures: Vec<Option<Signature>>,
    pub(crate) contents: Vec<Content>,
    pub(crate) concept_spans: Vec<(usize, Span, Option<usize>)>,
    pub(crate) exchanges: Vec<ExchangeKey>,
    pub(crate) events: Vec<EventKey>,
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

/// The words of a statement.
pub(crate) struct Content {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) words: String,
    pub(crate) actors: Vec<ActorId>,
    pub(crate) wording: Option<Wording>,
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

/// Documents that are made ready at once.
const AT_ONCE: usize = 64;

/// Makes entries ready on other threads, while the caller writes those that are; in their order.
pub(crate) fn each_ready(
    entries: Vec<Entry>,
    keep_text: bool,
    mut write: impl FnMut(&Prepared) -> Result<(), Error>,
) -> Result<(), Error> {
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut entries = entries.into_iter();
            loop {
                let some: Vec<Entry> = entries.by_ref().take(AT_ONCE).collect();
                // Where writing has failed nobody receives any more.
                if some.is_empty() || sender.send(ready(some, keep_text)).is_err() {
                    return;
                }
            }
        });
        for ready in receiver {
            ready?.iter().try_for_each(&mut write)?;
        }
        Ok(())
    })
}

fn ready(entries: Vec<Entry>, keep_text: bool) -> Result<Vec<Prepared>, Error> {
    let prepare = |compressor: &mut Result<Compressor, Error>, entry| match compressor {
        Ok(compressor) => Prepared::new(entry, keep_text, compressor),
        Err(error) => Err(Error::new(error.kind(), error.to_string())),
    };
    entries.into_par_iter().map_init(Compressor::new, prepare).collect()
}

impl Prepared {
    fn new(entry: Entry, keep_text: bool, compressor: &mut Compressor) -> Result<Self, Error> {
        let Entry { record, text, version } = entry;
        let document = &record.document;
        let dateline = document.dateline.as_ref();
        // A feed may be published, or read, days after the dispatch was filed.
        let date = dateline.and_then(|dateline| dateline.date.clone()).or_else(|| document.published.clone());
        let day = date.as_deref().and_then(julian_day);
        let contents: Vec<_> = record.statements.iter().map(|statement| content(&record, statement)).collect();
        Ok(Self {
            text: text.filter(|_| keep_text).map(|text| compressor.compress(&text)).transpose()?,
            json: compressor.compress(&record.to_json()?)?,
            agency: dateline.and_then(|dateline| Some(actor(&record, dateline.agency?)?.name.clone())),
            place: dateline
                .and_then(|dateline| record.places.get(dateline.places.first()?.index()))
                .map(|p| p.name.clone()),
            signatures: record.actors.iter().map(|actor| signature(&record, actor, date.as_deref())).collect(),
            concept_spans: concept_spans(&record),
            exchanges: record.exchanges.iter().map(|exchange| exchange_key(&record, exchange, day)).collect(),
            events: record.events.iter().map(|event| event_key(&record, event)).collect(),
            contents,
            date,
            version,
            record,
        })
    }
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
fn signature(record: &Record, found: &Actor, date: Option<&str>) -> Option<Signature> {
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

fn exchange_key(record: &Record, exchange: &Exchange, document_day: Option<i64>) -> ExchangeKey {
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

fn event_key(record: &Record, event: &onrecord_model::Event) -> EventKey {
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

/// What an instrument is across documents: the row of the tables, else number and kind, else title and year.
pub(crate) fn instrument_identity(instrument: &Instrument, record: &Record) -> String {
    let original = instrument.same_as.and_then(|id| record.instruments.get(id.index())).unwrap_or(instrument);
    if let Some(entry) = &original.registry {
        return entry.key.clone();
    }
    if let Some(number) = &original.number {
        let body = original.body.and_then(|id| actor(record, id)).map(|body| folded(&body.name)).unwrap_or_default();
        return format!("{} {body} {number}", original.kind);
    }
    let words = original.title.as_deref().or_else(|| Some(&*original.spans.first()?.text)).unwrap_or_default();
    match &original.year {
        Some(year) => format!("{} {}", folded(words), year.get(..4).unwrap_or(year)),
        None => folded(words),
    }
}

/// Quotations shorter than this are too common to be known again.
const QUOTED_WORDS: usize = 6;

fn content(record: &Record, statement: &Statement) -> Content {
    let words = joined(&statement.content);
    let within = |span: &Span| statement.content.iter().any(|part| part.start <= span.start && span.end <= part.end);
    let mut actors: Vec<_> =
        record.mentions.iter().filter(|mention| within(&mention.span)).map(|mention| mention.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    let quoted = matches!(statement.quotation, Quotation::Direct | Quotation::Mixed);
    let wording = quoted.then(|| Wording::new(&words)).filter(|wording| wording.length() >= QUOTED_WORDS);
    Content {
        start: statement.content.iter().map(|span| span.start).min().unwrap_or(0),
        end: statement.content.iter().map(|span| span.end).max().unwrap_or(0),
        words,
        actors,
        wording,
    }
}

/// The words of several spans.
pub(crate) fn joined(spans: &[Span]) -> String {
    spans.iter().map(|span| &*span.text).collect::<Vec<_>>().join(" … ")
}

/// Every place that speaks of a concept, with the innermost statement around it.
fn concept_spans(record: &Record) -> Vec<(usize, Span, Option<usize>)> {
    let mut found = Vec::new();
    for (number, concept) in record.concepts.iter().enumerate() {
        let mut spans = concept.spans.clone();
        spans.sort();
        spans.dedup_by_key(|span| span.start);
        for span in spans {
            let around =
                |statement: &&Statement| statement.content.iter().any(|c| c.start <= span.start && span.end <= c.end);
            let innermost = record.statements.iter().filter(around).max_by_key(|statement| statement.level);
            let statement = innermost.map(|statement| statement.id.index());
            found.push((number, span, statement));
        }
    }
    found
}
