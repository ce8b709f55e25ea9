//! The contract, checked: spans equal their text, and every reference leads somewhere.

use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::record::Record;
use crate::span::{OffsetMap, Span};

impl Record {
    /// Checks the record against the text it was made from: every span equals its text (contract rule 1), ids are
    /// the positions in their lists, and every reference leads to an item.
    ///
    /// # Errors
    /// [`ErrorKind::Span`] or [`ErrorKind::Reference`] for the first violation, with its place in the record.
    ///
    /// ```
    /// # use onrecord_model::*;
    /// # let document = Document { id: "d".into(), sha256: String::new(), language: "en".into(), published: None,
    /// #     header: None, dateline: None, paragraphs: vec![], body_start: 0,
    /// #     credits: vec![Span { start: 0, end: 4, text: "Talk".into() }] };
    /// let record = Record::new("onrecord 0.1.0".into(), document);
    /// assert!(record.check("Talks").is_ok());
    /// assert_eq!(record.check("Notes").unwrap_err().kind(), ErrorKind::Span);
    /// ```
    pub fn check(&self, text: &str) -> Result<(), Error> {
        let value = serde_json::to_value(self).map_err(|error| Error::new(ErrorKind::Json, error.to_string()))?;
        let check = Check { text, map: OffsetMap::new(text), lists: &value };
        for (name, list) in value.as_object().into_iter().flatten() {
            Check::ids(name, list)?;
            check.visit(list, name)?;
        }
        Ok(())
    }
}

struct Check<'a> {
    text: &'a str,
    map: OffsetMap,
    lists: &'a Value,
}

/// The letter of an id and the list it points into.
const LISTS: &[(char, &str)] = &[
    ('t', "timexes"),
    ('l', "places"),
    ('a', "actors"),
    ('m', "mentions"),
    ('r', "roles"),
    ('e', "events"),
    ('s', "statements"),
    ('i', "instruments"),
    ('c', "concepts"),
    ('d', "definitions"),
    ('x', "exchanges"),
    ('v', "invocations"),
    ('o', "positions"),
    ('f', "factuality"),
];

/// The fields that refer to other items.
const REFERENCES: &[&str] = &[
    "places",
    "agency",
    "timex",
    "anchor",
    "members",
    "actor",
    "of",
    "same_as",
    "place",
    "participants",
    "organiser",
    "follows",
    "instrument",
    "embedded_in",
    "source_chain",
    "speaker",
    "speaker_mention",
    "role",
    "holder",
    "addressees",
    "occasion",
    "date_from",
    "body",
    "via_event",
    "component_of",
    "concept",
    "statement",
    "sender",
    "sender_state",
    "recipients",
    "subject",
    "request",
    "from",
    "in_reply_to",
    "by",
    "organisation",
    "qualifier",
    "attributed_by",
    "reported_by",
];

impl Check<'_> {
    fn ids(name: &str, list: &Value) -> Result<(), Error> {
        let Some((letter, _)) = LISTS.iter().find(|(_, list)| *list == name) else { return Ok(()) };
        for (position, item) in list.as_array().into_iter().flatten().enumerate() {
            if item.get("id").and_then(Value::as_str) != Some(&format!("{letter}{position}")) {
                return Err(Error::new(ErrorKind::Reference, format!("{name}[{position}] has the id of another item")));
            }
        }
        Ok(())
    }

    fn visit(&self, value: &Value, path: &str) -> Result<(), Error> {
        match value {
            Value::Object(fields) => {
                if fields.contains_key("start") && fields.contains_key("text") {
                    return self.span(value, path);
                }
                for (name, field) in fields {
                    let path = format!("{path}.{name}");
                    if REFERENCES.contains(&name.as_str()) && !path.contains("registry") {
                        self.references(field, &path)?;
                    }
                    self.visit(field, &path)?;
                }
                Ok(())
            }
            Value::Array(items) => {
                items.iter().enumerate().try_for_each(|(i, item)| self.visit(item, &format!("{path}[{i}]")))
            }
            _ => Ok(()),
        }
    }

    fn span(&self, value: &Value, path: &str) -> Result<(), Error> {
        let span: Span = serde_json::from_value(value.clone())
            .map_err(|error| Error::new(ErrorKind::Span, format!("{path}: {error}")))?;
        let found = self.map.byte_range(&span).and_then(|range| self.text.get(range));
        if found == Some(&*span.text) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Span,
            format!("{path}: span {}..{} says {:?}, the text is {found:?}", span.start, span.end, span.text),
        ))
    }

    fn references(&self, value: &Value, path: &str) -> Result<(), Error> {
        if let Value::Array(items) = value {
            return items.iter().filter(|item| item.is_string()).try_for_each(|item| self.references(item, path));
        }
        let Value::String(id) = value else { return Ok(()) };
        let leads_somewhere = id.chars().next().is_some_and(|letter| {
            let position = id.get(1..).and_then(|digits| digits.parse::<usize>().ok());
            LISTS.iter().any(|(l, name)| {
                *l == letter
                    && position.is_some_and(|position| self.lists.get(name).is_some_and(|l| l.get(position).is_some()))
            })
        });
        if leads_somewhere {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Reference, format!("{path}: {id:?} leads nowhere")))
    }
}
