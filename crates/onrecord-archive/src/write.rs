//! A prepared record becomes rows; a document that was there before leaves first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use onrecord_model::Item;
use rusqlite::{CachedStatement, Connection, ToSql, params};

use crate::columns::{First, date_source, evidence, report_spans, text};
use crate::error::Error;
use crate::keys::{Signature, concept_identity};
use crate::merge::{self, actors};
use crate::prepare::{Prepared, instrument_identity};
use crate::text::folded;

/// Keys of signatures already looked up. Cleared where it grows beyond this, so that memory stays bounded.
const MOST_SIGNATURES: usize = 200_000;

/// Writes documents inside a transaction of the caller's.
pub(crate) struct Writer<'c> {
    connection: &'c Connection,
    signatures: &'c mut HashMap<Signature, i64>,
    full_text: bool,
    /// How a row is put into each table.
    inserts: HashMap<&'static str, CachedStatement<'c>>,
}

/// Evidence, rule and confidence, which every item ends with.
macro_rules! insert {
    ($writer:expr, $table:literal, $item:expr, $document:expr, $($value:expr),* $(,)?) => {
        $writer.row($table, &[
            &$document, &$item.id.to_string(), $(&$value as &dyn ToSql,)*
            &evidence($item), &$item.rule(), &$item.confidence(),
        ])
    };
}

impl<'c> Writer<'c> {
    pub(crate) fn new(
        connection: &'c Connection,
        signatures: &'c mut HashMap<Signature, i64>,
        full_text: bool,
    ) -> Self {
        if signatures.len() > MOST_SIGNATURES {
            signatures.clear();
        }
        Self { connection, signatures, full_text, inserts: HashMap::new() }
    }

    /// Writes a document, in place of the one with its id; says whether there was one.
    pub(crate) fn write(&mut self, prepared: &Prepared) -> Result<bool, Error> {
        let replaced = self.remove(&prepared.record.document.id)?;
        let document = self.document(prepared)?;
        self.speakers(document, prepared)?;
        self.statements(document, prepared)?;
        self.diplomacy(document, prepared)?;
        Ok(replaced)
    }

    fn row(&mut self, table: &'static str, values: &[&dyn ToSql]) -> Result<(), Error> {
        let insert = match self.inserts.entry(table) {
            Entry::Occupied(insert) => insert.into_mut(),
            Entry::Vacant(place) => {
                let marks = ",?".repeat(values.len());
                let sql = format!("INSERT INTO {table} VALUES ({})", marks.get(1..).unwrap_or_default());
                place.insert(self.connection.prepare_cached(&sql)?)
            }
        };
        insert.execute(values)?;
        Ok(())
    }

    /// Takes a document away, and notes what merging must look at again.
    pub(crate) fn remove(&mut self, id: &str) -> Result<bool, Error> {
        let connection = self.connection;
        let mut find = connection.prepare_cached("SELECT key FROM documents WHERE id = ?1")?;
        let Some(document) = merge::optional(find.query_row([id], |row| row.get::<_, i64>(0)))? else {
            return Ok(false);
        };
        for (kind, sql) in [
            ("signature", "SELECT DISTINCT signature FROM actors WHERE document = ?1 AND signature IS NOT NULL"),
            ("wording", "SELECT DISTINCT wording FROM statements WHERE document = ?1 AND wording IS NOT NULL"),
            ("event", "SELECT DISTINCT block FROM events WHERE document = ?1 AND block IS NOT NULL"),
            (
                "exchange",
                "SELECT DISTINCT day || '|' || block FROM exchanges WHERE document = ?1 AND block IS NOT NULL",
            ),
        ] {
            let mut read = connection.prepare_cached(sql)?;
            let mut rows = read.query([document])?;
            while let Some(row) = rows.next()? {
                let item = match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(key) => key.to_string(),
                    value => value.as_str().unwrap_or_default().to_owned(),
                };
                merge::queue(connection, kind, &item)?;
            }
        }
        if self.full_text {
            connection.execute(
                "INSERT INTO statement_text (statement_text, rowid, content) \
                 SELECT 'delete', key, content FROM statements WHERE document = ?1",
                [document],
            )?;
        }
        connection.execute("DELETE FROM documents WHERE key = ?1", [document])?;
        Ok(true)
    }

    fn document(&mut self, prepared: &Prepared) -> Result<i64, Error> {
        let document = &prepared.record.document;
        self.row(
            "documents",
            &[
                &None::<i64>,
                &document.id,
                &document.sha256,
                &prepared.version,
                &document.language,
                &document.published,
                &prepared.date,
                &prepared.agency,
                &prepared.place,
                &prepared.text,
                &prepared.json,
            ],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Times, places, actors, mentions and roles.
    fn speakers(&mut self, document: i64, prepared: &Prepared) -> Result<(), Error> {
        let record = &prepared.record;
        for timex in &record.timexes {
            let interval = timex.interval.as_ref();
            let (start, end) = (interval.and_then(|i| i.start.as_ref()), interval.and_then(|i| i.end.as_ref()));
            insert!(
                self,
                "timexes",
                timex,
                document,
                timex.r#type.as_str(),
                timex.value,
                text(timex.r#mod),
                start,
                end,
                text(timex.anchor),
                timex.function.as_str(),
                timex.span.start,
                timex.span.end,
                timex.span.text
            )?;
        }
        for place in &record.places {
            let span = First::of(&place.spans);
            insert!(self, "places", place, document, place.name, place.country, span.start, span.end, span.words)?;
        }
        for (actor, signature) in record.actors.iter().zip(&prepared.signatures) {
            let signature = signature.as_ref().map(|signature| self.signature(signature)).transpose()?;
            let registry = actor.registry.as_ref().map(|entry| &entry.key);
            insert!(
                self,
                "actors",
                actor,
                document,
                actor.kind.as_str(),
                actor.name,
                actor.iso3,
                actor.subkind,
                text(actor.membership),
                actor.member_office,
                registry,
                signature
            )?;
            self.links("members", document, &actor.id, &actor.members)?;
        }
        for mention in &record.mentions {
            insert!(
                self,
                "mentions",
                mention,
                document,
                mention.r#type.as_str(),
                mention.actor.to_string(),
                mention.span.start,
                mention.span.end,
                mention.span.text
            )?;
        }
        for role in &record.roles {
            let span = First::of(&role.spans);
            insert!(
                self,
                "roles",
                role,
                document,
                role.actor.to_string(),
                role.office,
                text(role.of),
                role.derivation.as_str(),
                text(role.same_as),
                role.valid_on,
                span.start,
                span.end,
                span.words
            )?;
        }
        Ok(())
    }

    /// The key of a signature, which is made where it is new.
    fn signature(&mut self, signature: &Signature) -> Result<i64, Error> {
        if let Some(&key) = self.signatures.get(signature) {
            return Ok(key);
        }
        let (kind, block) = (signature.kind.as_str(), actors::block(signature));
        let Signature { name, iso3, registry, state, office, year, .. } = signature;
        let mut find = self.connection.prepare_cached(
            "SELECT key FROM signatures WHERE kind = ?1 AND name = ?2 AND iso3 = ?3 AND registry = ?4 AND state = ?5 \
             AND office = ?6 AND year = ?7",
        )?;
        let found = find.query_row(params![kind, name, iso3, registry, state, office, year], |row| row.get(0));
        let key = match merge::optional(found)? {
            Some(key) => key,
            None => {
                self.row(
                    "signatures",
                    &[
                        &None::<i64>,
                        &kind,
                        name,
                        iso3,
                        registry,
                        state,
                        office,
                        year,
                        &folded(name),
                        &block,
                        &None::<i64>,
                    ],
                )?;
                self.connection.last_insert_rowid()
            }
        };
        self.signatures.insert(signature.clone(), key);
        Ok(key)
    }

    /// Rows that lead from an item to others.
    fn links<I: ToString, L: ToString>(
        &mut self,
        table: &'static str,
        document: i64,
        item: &I,
        linked: &[L],
    ) -> Result<(), Error> {
        let mut ids: Vec<String> = linked.iter().map(ToString::to_string).collect();
        ids.sort();
        ids.dedup();
        let item = item.to_string();
        ids.iter().try_for_each(|id| self.row(table, &[&document, &item, id]))
    }

    fn statements(&mut self, document: i64, prepared: &Prepared) -> Result<(), Error> {
        for (statement, content) in prepared.record.statements.iter().zip(&prepared.contents) {
            let cue = statement.cue.as_ref();
            let spans =
                if statement.content.len() > 1 { Some(serde_json::to_string(&statement.content)?) } else { None };
            if let Some(wording) = &content.wording {
                let mut insert =
                    self.connection.prepare_cached("INSERT OR IGNORE INTO wordings VALUES (?1, ?2, NULL)")?;
                insert.execute(params![wording.key, wording.words])?;
            }
            let id = statement.id.to_string();
            self.row(
                "statements",
                &[
                    &None::<i64>,
                    &document,
                    &id,
                    &statement.quotation.as_str(),
                    &statement.level,
                    &text(statement.embedded_in),
                    &serde_json::to_string(&statement.source_chain)?,
                    &text(statement.speaker),
                    &text(statement.role),
                    &text(statement.holder),
                    &cue.map(|cue| &cue.lemma),
                    &cue.map(|cue| cue.negated),
                    &text(statement.attribution_type),
                    &text(statement.speech_act),
                    &statement.attitude,
                    &text(statement.occasion),
                    &statement.date,
                    &statement.date_from.map(date_source),
                    &statement.medium,
                    &text(statement.evidential),
                    &text(statement.parent_stance),
                    &content.start,
                    &content.end,
                    &content.words,
                    &spans,
                    &content.wording.as_ref().map(|wording| wording.key),
                    &evidence(statement),
                    &statement.rule(),
                    &statement.confidence(),
                ],
            )?;
            if self.full_text {
                let key = self.connection.last_insert_rowid();
                self.row("statement_text (rowid, content)", &[&key, &content.words])?;
            }
            self.links("addressees", document, &id, &statement.addressees)?;
            self.links("statement_actors", document, &id, &content.actors)?;
        }
        Ok(())
    }

    /// Events, instruments, concepts, exchanges, invocations, positions and factuality.
    fn diplomacy(&mut self, document: i64, prepared: &Prepared) -> Result<(), Error> {
        let record = &prepared.record;
        let own = |id: &dyn std::fmt::Display| format!("{}#{id}", record.document.id);
        for (event, key) in record.events.iter().zip(&prepared.events) {
            let span = First::of(&event.spans);
            let identity = key.block.is_none().then(|| own(&event.id));
            insert!(
                self,
                "events",
                event,
                document,
                event.kind.as_str(),
                event.date,
                text(event.place),
                text(event.organiser),
                text(event.follows),
                text(event.instrument),
                span.start,
                span.end,
                span.words,
                key.block,
                serde_json::to_string(&key.parties)?,
                identity
            )?;
            self.links("participants", document, &event.id, &event.participants)?;
        }
        for instrument in &record.instruments {
            let span = First::of(&instrument.spans);
            let registry = instrument.registry.as_ref();
            insert!(
                self,
                "instruments",
                instrument,
                document,
                instrument.title,
                instrument.kind.as_str(),
                instrument.number,
                instrument.year,
                text(instrument.place),
                text(instrument.body),
                text(instrument.via_event),
                text(instrument.same_as),
                registry.map(|entry| &entry.key),
                registry.and_then(|entry| entry.title.as_ref()),
                span.start,
                span.end,
                span.words,
                instrument_identity(instrument, record)
            )?;
        }
        for concept in &record.concepts {
            let identity = concept_identity(concept.dictionary.as_deref(), &concept.label);
            insert!(
                self,
                "concepts",
                concept,
                document,
                concept.label,
                concept.kind.as_str(),
                text(concept.component_of),
                concept.dictionary,
                identity
            )?;
        }
        for (concept, span, statement) in &prepared.concept_spans {
            let statement = statement.map(|statement| format!("s{statement}"));
            self.row(
                "concept_spans",
                &[&document, &format!("c{concept}"), &span.start, &span.end, &span.text, &statement],
            )?;
        }
        for definition in &record.definitions {
            let (cue, hedge) = (definition.cue.as_ref().map(|s| &s.text), definition.hedge.as_ref().map(|s| &s.text));
            insert!(
                self,
                "definitions",
                definition,
                document,
                definition.concept.to_string(),
                definition.kind.as_str(),
                definition.actor.to_string(),
                definition.statement.to_string(),
                cue,
                hedge,
                definition.definiens.start,
                definition.definiens.end,
                definition.definiens.text
            )?;
        }
        self.exchanges(document, prepared)?;
        for invocation in &record.invocations {
            let span = First::of(invocation.cue.as_slice());
            insert!(
                self,
                "invocations",
                invocation,
                document,
                invocation.actor.to_string(),
                invocation.instrument.to_string(),
                text(invocation.concept),
                invocation.relation.as_str(),
                text(invocation.statement),
                span.start,
                span.end,
                span.words
            )?;
        }
        for position in &record.positions {
            insert!(
                self,
                "positions",
                position,
                document,
                position.actor.to_string(),
                text(position.organisation),
                position.concept.to_string(),
                position.agreement.as_str(),
                text(position.qualifier),
                position.statement.to_string(),
                position.voice.as_str(),
                text(position.attributed_by),
                text(position.reported_by),
                serde_json::to_string(&position.evidence_spans)?
            )?;
        }
        for fact in &record.factuality {
            insert!(
                self,
                "factuality",
                fact,
                document,
                fact.value.as_str(),
                serde_json::to_string(&fact.by)?,
                fact.span.start,
                fact.span.end,
                fact.span.text
            )?;
        }
        Ok(())
    }

    fn exchanges(&mut self, document: i64, prepared: &Prepared) -> Result<(), Error> {
        for (exchange, key) in prepared.record.exchanges.iter().zip(&prepared.exchanges) {
            let expected = exchange.expected_reply.as_ref();
            let identity = key.block.is_none().then(|| format!("{}#{}", prepared.record.document.id, exchange.id));
            insert!(
                self,
                "exchanges",
                exchange,
                document,
                exchange.kind.as_str(),
                text(exchange.sender),
                text(exchange.sender_state),
                exchange.date,
                text(exchange.subject),
                text(exchange.request),
                text(expected.and_then(|reply| reply.from)),
                expected.and_then(|reply| reply.form.as_ref()),
                expected.and_then(|reply| reply.span.as_ref()).map(|span| &span.text),
                text(exchange.in_reply_to),
                exchange.status.as_str(),
                exchange.status_as_of,
                key.block,
                key.day,
                serde_json::to_string(&key.parties)?,
                key.subject,
                identity
            )?;
            self.links("recipients", document, &exchange.id, &exchange.recipients)?;
            let id = exchange.id.to_string();
            for (position, report) in exchange.reports.iter().enumerate() {
                let spans = serde_json::to_string(&report_spans(report))?;
                self.row(
                    "reports",
                    &[&document, &id, &(position as i64), &report.by.to_string(), &text(report.statement), &spans],
                )?;
            }
            for discrepancy in &exchange.discrepancies {
                let mut values = discrepancy.values.clone();
                values.sort();
                values.dedup();
                for value in &values {
                    self.row("discrepancies", &[&document, &id, &"document", &discrepancy.field, value])?;
                }
            }
        }
        Ok(())
    }
}
