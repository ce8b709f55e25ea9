//! The record of one dispatch, and the builder that gives its items their ids.

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Mention, Role};
use crate::diplomacy::{Concept, Definition, Event, Exchange, Instrument, Invocation, Position};
use crate::document::{Coverage, Diagnostic, Document, Place};
use crate::error::{Error, ErrorKind};
use crate::id::ActorId;
use crate::item::Item;
use crate::statement::{Factuality, Quotation, Statement};
use crate::time::Timex;

/// The version of the schema that [`Record`] follows.
pub const SCHEMA_VERSION: &str = "1.0";

/// The JSON Schema (draft 2020-12) of [`Record`], as `onrecord schema` prints it.
pub const JSON_SCHEMA: &str = include_str!("../schema/record-1.0.json");

/// What one dispatch becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The version of the schema, "1.0".
    pub schema: String,
    /// The name and version of what made the record, "onrecord 0.1.0".
    pub extractor: String,
    /// The document itself.
    pub document: Document,
    /// Time expressions.
    pub timexes: Vec<Timex>,
    /// Places.
    pub places: Vec<Place>,
    /// Persons, offices, organisations, states and groups.
    pub actors: Vec<Actor>,
    /// The words that stand for actors.
    pub mentions: Vec<Mention>,
    /// Offices that actors hold.
    pub roles: Vec<Role>,
    /// Meetings, press conferences, adoptions and the like.
    pub events: Vec<Event>,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Treaties, resolutions and other texts cited.
    pub instruments: Vec<Instrument>,
    /// Principles, norms, goals and topics.
    pub concepts: Vec<Concept>,
    /// What someone says a concept is.
    pub definitions: Vec<Definition>,
    /// Letters, calls, talks and replies.
    pub exchanges: Vec<Exchange>,
    /// Who cites which instrument for what.
    pub invocations: Vec<Invocation>,
    /// Who is for or against what.
    pub positions: Vec<Position>,
    /// How certain each source makes each event.
    pub factuality: Vec<Factuality>,
    /// How much of the text was read.
    pub coverage: Coverage,
    /// Remarks on the text or on the reading of it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Record {
    /// A record of a document from which nothing has been taken yet.
    #[must_use]
    pub fn new(extractor: String, document: Document) -> Self {
        Self {
            schema: SCHEMA_VERSION.to_owned(),
            extractor,
            document,
            timexes: Vec::new(),
            places: Vec::new(),
            actors: Vec::new(),
            mentions: Vec::new(),
            roles: Vec::new(),
            events: Vec::new(),
            statements: Vec::new(),
            instruments: Vec::new(),
            concepts: Vec::new(),
            definitions: Vec::new(),
            exchanges: Vec::new(),
            invocations: Vec::new(),
            positions: Vec::new(),
            factuality: Vec::new(),
            coverage: Coverage::default(),
            diagnostics: Vec::new(),
        }
    }

    /// Adds an item to the end of its list and gives it its id, the position there.
    ///
    /// Lists are filled in reading order, so that the same text and options give the same ids.
    ///
    /// ```
    /// # use onrecord_model::*;
    /// # let document = Document { id: "d".into(), sha256: String::new(), language: "en".into(), published: None,
    /// #     header: None, dateline: None, paragraphs: vec![], body_start: 0, credits: vec![] };
    /// let mut record = Record::new("onrecord 0.1.0".into(), document);
    /// let place = Place {
    ///     id: PlaceId(0), // replaced by the builder
    ///     name: "Vienna".into(), country: Some("AUT".into()), spans: vec![],
    ///     evidence: Evidence::Explicit, rule: "dateline.place".into(), confidence: None,
    /// };
    /// assert_eq!(record.push(place.clone()), PlaceId(0));
    /// assert_eq!(record.push(place), PlaceId(1));
    /// ```
    pub fn push<T: Listed>(&mut self, mut item: T) -> T::Id {
        let list = T::list_mut(self);
        item.set_id(u32::try_from(list.len()).unwrap_or(u32::MAX));
        let id = item.id();
        list.push(item);
        id
    }

    /// The actors of this name, letter case aside: of the whole name; else of the ISO code; else of whose name these words
    /// are a part ("Lavrov"); else of the mentions with these words.
    ///
    /// Several where the record has several so called, none where nobody is.
    #[must_use]
    pub fn actors_named(&self, name: &str) -> Vec<&Actor> {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let name = words.join(" ");
        let split = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        let part = |actor: &Actor| split(&actor.name).windows(words.len().max(1)).any(|window| window == words);
        let mentioned = |actor: &Actor| {
            let mut mentions = self.mentions.iter().filter(|mention| mention.actor == actor.id);
            mentions.any(|mention| split(&mention.span.text) == words)
        };
        let tests: [&dyn Fn(&Actor) -> bool; 4] = [
            &|actor| split(&actor.name).join(" ") == name,
            &|actor| actor.iso3.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(&name)),
            &part,
            &mentioned,
        ];
        let found = |test: &&dyn Fn(&Actor) -> bool| self.actors.iter().filter(|actor| test(actor)).collect::<Vec<_>>();
        tests.iter().map(found).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The name of who makes a statement: of the actor, else the words of the text; `None` where it is not known.
    ///
    /// What the agency says for itself is the agency's.
    #[must_use]
    pub fn speaker_name<'r>(&'r self, statement: &'r Statement) -> Option<&'r str> {
        let name = |id: ActorId| self.actors.get(id.index()).map(|actor| actor.name.as_str());
        let named = statement.speaker.and_then(name);
        let printed = statement.speaker_span.as_ref().map(|span| &*span.text);
        let agency = || match statement.quotation {
            Quotation::Unattributed => name(self.document.dateline.as_ref()?.agency?),
            _ => None,
        };
        named.or(printed).or_else(agency)
    }

    /// Reads a record from JSON. A record read back is written again byte for byte.
    ///
    /// # Errors
    /// [`ErrorKind::Json`] with line and column where the text is not JSON, lacks a field, has an unknown one, or
    /// holds a value outside the schema.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json)
            .map_err(|error| Error::new(ErrorKind::Json, format!("not a record of schema {SCHEMA_VERSION}: {error}")))
    }

    /// Writes the record as one line of JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Json`] where a confidence is not a finite number.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self)
            .map_err(|error| Error::new(ErrorKind::Json, format!("the record cannot be written: {error}")))
    }
}

/// An item that has a list of its own in the record.
pub trait Listed: Item + Sized {
    /// The name of the list in JSON, Python, SQL and Arrow.
    const LIST: &'static str;
    /// The list.
    fn list(record: &Record) -> &Vec<Self>;
    /// The list, to be added to.
    fn list_mut(record: &mut Record) -> &mut Vec<Self>;
}

macro_rules! listed {
    ($($type:ident $list:ident),* $(,)?) => {
        $(
            impl Listed for $type {
                const LIST: &'static str = stringify!($list);

                fn list(record: &Record) -> &Vec<Self> {
                    &record.$list
                }

                fn list_mut(record: &mut Record) -> &mut Vec<Self> {
                    &mut record.$list
                }
            }
        )*
    };
}

listed! {
    Timex timexes, Place places, Actor actors, Mention mentions, Role roles, Event events, Statement statements,
    Instrument instruments, Concept concepts, Definition definitions, Exchange exchanges, Invocation invocations,
    Position positions, Factuality factuality,
}

/// A row that could not be read: what stands in place of its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RowError {
    /// The id of the row, where it had one; else its number, counted from 1.
    pub id: String,
    /// What was wrong.
    pub error: RowErrorDetail,
}

/// What was wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RowErrorDetail {
    /// A stable code such as `invalid_utf8`.
    pub code: std::borrow::Cow<'static, str>,
    /// One sentence for a reader.
    pub message: String,
}
