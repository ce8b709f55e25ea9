//! Runs the cases of `tests/cases/diplomacy`: what states do with words.
//!
//! What a case lists must be found, what it lists with `no` must not; the README beside the cases describes the items.
//! A case that would hold for an empty dispatch shows nothing and fails, but for those that only forbid.

mod support;

use std::collections::HashMap;

use onrecord_extract::{Extractor, Source, parse_date};
use serde_json::Value;
use support::{Case, Item, Part, flat};

/// Of each item: the list of the record, the field that says its kind, where its words stand.
const ITEMS: [(&str, &str, &str, &str); 9] = [
    ("statement", "statements", "speech_act", "content"),
    ("event", "events", "kind", "spans"),
    ("instrument", "instruments", "kind", "spans"),
    ("concept", "concepts", "kind", "spans"),
    ("exchange", "exchanges", "kind", "reports.kind_span"),
    ("definition", "definitions", "kind", "definiens"),
    ("invocation", "invocations", "relation", "cue"),
    ("position", "positions", "agreement", "evidence_spans"),
    ("factuality", "factuality", "value", "span"),
];

/// A record as JSON, and its items by their ids.
struct Read {
    record: Value,
    items: HashMap<String, Value>,
}

impl Read {
    fn new(extractor: &Extractor, case: &Case, text: &str) -> Self {
        let mut source = Source::new("case", text);
        if let Some(date) = case.head("published").and_then(|date| parse_date(date).ok()) {
            source = source.published(date);
        }
        let record = serde_json::to_value(extractor.extract(&source)).unwrap_or_default();
        let layers = record.as_object().into_iter().flat_map(|layers| layers.values()).filter_map(Value::as_array);
        let items = layers.flatten().filter_map(|item| Some((item["id"].as_str()?.to_owned(), item.clone()))).collect();
        Self { record, items }
    }

    /// All ways to write a value: a span by its text, an id by the names of its item.
    fn ways(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Object(fields) if fields.contains_key("text") => vec![words(value)],
            Value::String(text) => self.items.get(text).map_or_else(|| vec![flat(text)], names),
            other => vec![other.to_string()],
        }
    }

    /// Whether these words write the value; "first words …" writes whatever begins so.
    fn written(&self, words: &str, value: &Value) -> bool {
        let ways = self.ways(value);
        match words.split_once('…') {
            Some((first, _)) => ways.iter().any(|way| way.starts_with(first.trim())),
            None => ways.iter().any(|way| *way == flat(words)),
        }
    }
}

fn words(span: &Value) -> String {
    flat(span["text"].as_str().unwrap_or_default())
}

/// Everything an item can be called by: its name, its label, its title, the words of its spans.
fn names(item: &Value) -> Vec<String> {
    let named = ["name", "label", "title"].iter().filter_map(|field| item[field].as_str().map(flat));
    let spans = ["spans", "content", "span", "reports.kind_span"];
    named.chain(spans.iter().flat_map(|path| at(item, path)).map(words)).collect()
}

/// All values at a path of fields, none that is null: `reports.by` goes through every report.
fn at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    match value {
        Value::Array(values) => values.iter().flat_map(|value| at(value, path)).collect(),
        Value::Null => Vec::new(),
        value if path.is_empty() => vec![value],
        value => {
            let (field, rest) = path.split_once('.').unwrap_or((path, ""));
            at(&value[field], rest)
        }
    }
}

/// `exchange letter "its letter" sender "Norway" date 2024-02-26`: item, kind, words, fields with their values.
struct Sought<'i> {
    item: &'i str,
    kind: Option<&'i str>,
    words: Vec<&'i str>,
    fields: Vec<(&'i str, Vec<&'i str>)>,
}

fn sought(parts: &[Part]) -> Option<Sought<'_>> {
    let (Part::Word(item), mut rest) = parts.split_first()? else { return None };
    let mut sought = Sought { item, kind: None, words: Vec::new(), fields: Vec::new() };
    if let Some((Part::Word(kind), behind)) = rest.split_first() {
        (sought.kind, rest) = (Some(kind.as_str()), behind);
    }
    for part in rest {
        match (part, sought.fields.last_mut()) {
            (Part::Quoted(words), None) => sought.words.push(words),
            (Part::Quoted(words), Some((_, values))) => values.push(words),
            (Part::Word(value), Some((_, values))) if values.is_empty() => values.push(value),
            (Part::Word(field), _) => sought.fields.push((field, Vec::new())),
        }
    }
    Some(sought)
}

/// Whether an item is the one sought; forbidden words need not be all of a span.
fn fits(read: &Read, sought: &Sought<'_>, found: &Value, kind_field: &str, span_field: &str, forbidden: bool) -> bool {
    let spans = at(found, span_field);
    let spoken = |sought: &&str| {
        if forbidden {
            return spans.iter().any(|span| words(span).contains(*sought));
        }
        spans.iter().any(|span| read.written(sought, span)) || names(found).iter().any(|name| name == *sought)
    };
    let holds = |(field, values): &(&str, Vec<&str>)| {
        let has = at(found, field);
        if values.as_slice() == ["none"] {
            return has.is_empty();
        }
        values.iter().all(|words| has.iter().any(|value| read.written(words, value)))
    };
    sought.kind.is_none_or(|kind| found[kind_field].as_str() == Some(kind))
        && sought.words.iter().all(spoken)
        && sought.fields.iter().all(holds)
}

fn check(read: &Read, item: &Item) -> Result<(), String> {
    let forbidden = item.kind() == "no";
    let sought = sought(item.parts.get(usize::from(forbidden)..).unwrap_or_default()).ok_or("no item")?;
    let (_, list, kind_field, span_field) = ITEMS
        .iter()
        .find(|(name, ..)| *name == sought.item)
        .ok_or_else(|| format!("unknown item {:?}", sought.item))?;
    let layer = read.record[list].as_array().ok_or("no such list")?;
    let found = layer.iter().any(|found| fits(read, &sought, found, kind_field, span_field, forbidden));
    let all = || layer.iter().map(Value::to_string).collect::<Vec<_>>().join("\n      ");
    if found == forbidden { Err(format!("among\n      {}", all())) } else { Ok(()) }
}

fn faults(extractor: &Extractor, case: &Case, text: &str) -> Vec<String> {
    let read = Read::new(extractor, case, text);
    let fault = |item: &Item| check(&read, item).err().map(|fault| format!("  - {}\n    {fault}", item.line));
    case.expected.iter().filter_map(fault).collect()
}

#[test]
fn cases_hold() {
    let extractor = Extractor::default();
    let cases = support::load("diplomacy").expect("the cases are well formed");
    let wanted = std::env::var("ONRECORD_CASE").unwrap_or_default();
    let mut failures = Vec::new();
    for case in cases.iter().filter(|case| case.title().contains(&wanted)) {
        let mut found = faults(&extractor, case, &case.text);
        let forbids_only = case.expected.iter().all(|item| item.says("no"));
        if found.is_empty() && !forbids_only && faults(&extractor, case, "").is_empty() {
            found.push("  holds for an empty dispatch: it shows nothing".to_owned());
        }
        if !found.is_empty() {
            failures.push(format!("{}\n{}", case.title(), found.join("\n")));
        }
    }
    let failed = failures.len();
    assert!(failures.is_empty(), "{failed} of {} cases fail\n{}", cases.len(), failures.join("\n"));
    assert!(cases.len() >= 108 || !wanted.is_empty(), "only {} cases", cases.len());
}
