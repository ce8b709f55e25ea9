//! A record made ready for its rows: everything that can be computed from one record alone, on any thread.

use std::sync::mpsc::sync_channel;

use onrecord_model::{ActorId, Instrument, Record, Span, Statement};
use rayon::prelude::*;

use crate::error::Error;
use crate::keys::{EventKey, ExchangeKey, Signature, actor, event_key, exchange_key, julian_day, quoted, signature};
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

/// The words of a statement.
pub(crate) struct Content {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) words: String,
    pub(crate) actors: Vec<ActorId>,
    pub(crate) wording: Option<Wording>,
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
        let date = crate::keys::date(&record);
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

fn content(record: &Record, statement: &Statement) -> Content {
    let words = joined(&statement.content);
    let within = |span: &Span| statement.content.iter().any(|part| part.start <= span.start && span.end <= part.end);
    let mut actors: Vec<_> =
        record.mentions.iter().filter(|mention| within(&mention.span)).map(|mention| mention.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    Content {
        start: statement.content.iter().map(|span| span.start).min().unwrap_or(0),
        end: statement.content.iter().map(|span| span.end).max().unwrap_or(0),
        wording: quoted(statement.quotation, &words),
        words,
        actors,
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
