//! A record as annotations of its text: brat standoff and W3C Web Annotation.

use std::fmt::Write;

use onrecord_model::{OffsetMap, Record, Span};
use serde_json::{Value, json};

/// The text-bound annotations, relations and attributes of a record in brat's standoff format. brat knows no span over an
/// end of line, so a span is given in as many fragments as it has lines.
///
/// ```
/// use onrecord_extract::{Extractor, Source};
/// let text = "Talks go on, the ministry said.";
/// let record = Extractor::default().extract(&Source::new("note", text));
/// assert!(onrecord_archive::brat(&record).contains("\tCue 26 30\tsaid\n"));
/// ```
#[must_use]
pub fn brat(record: &Record) -> String {
    let mut lines = Brat::default();
    for timex in &record.timexes {
        let id = lines.bound("Timex", std::slice::from_ref(&timex.span));
        lines.attribute(&format!("Type {id} {}", timex.r#type));
        lines.note(&id, &timex.value);
    }
    for statement in &record.statements {
        let content = lines.bound("Content", &statement.content);
        lines.attribute(&format!("Quotation {content} {}", statement.quotation));
        lines.attribute(&format!("Level {content} {}", statement.level));
        if let Some(cue) = &statement.cue {
            let id = lines.bound("Cue", std::slice::from_ref(&cue.span));
            lines.relation(&format!("CueOf Arg1:{id} Arg2:{content}"));
        }
        if let Some(span) = &statement.speaker_span {
            let id = lines.bound("Source", std::slice::from_ref(span));
            lines.relation(&format!("SourceOf Arg1:{id} Arg2:{content}"));
        }
    }
    lines.text
}

#[derive(Default)]
struct Brat {
    text: String,
    bound: u32,
    relations: u32,
    attributes: u32,
    notes: u32,
}

impl Brat {
    fn bound(&mut self, kind: &str, spans: &[Span]) -> String {
        self.bound += 1;
        let id = format!("T{}", self.bound);
        let fragments: Vec<(u32, &str)> = spans.iter().flat_map(fragments).collect();
        let places: Vec<_> = fragments
            .iter()
            .map(|(start, words)| format!("{start} {}", start + words.chars().count() as u32))
            .collect();
        let words: Vec<_> = fragments.iter().map(|(_, words)| *words).collect();
        let _ = writeln!(self.text, "{id}\t{kind} {}\t{}", places.join(";"), words.join(" "));
        id
    }

    fn relation(&mut self, relation: &str) {
        self.relations += 1;
        let _ = writeln!(self.text, "R{}\t{relation}", self.relations);
    }

    fn attribute(&mut self, attribute: &str) {
        self.attributes += 1;
        let _ = writeln!(self.text, "A{}\t{attribute}", self.attributes);
    }

    fn note(&mut self, id: &str, note: &str) {
        self.notes += 1;
        let _ = writeln!(self.text, "#{}\tAnnotatorNotes {id}\t{note}", self.notes);
    }
}

/// The lines of a span, each with the offset where it begins.
fn fragments(span: &Span) -> Vec<(u32, &str)> {
    let mut start = span.start;
    let mut found = Vec::new();
    for line in span.text.split(['\n', '\r']) {
        if !line.is_empty() {
            found.push((start, line));
        }
        start += line.chars().count() as u32 + 1;
    }
    found
}

/// Code points of context that a quotation selector gives.
const CONTEXT: usize = 32;

/// A record as a W3C Web Annotation page in JSON-LD. Its selectors count code points and quote the words with those around
/// them.
///
/// ```
/// use onrecord_extract::{Extractor, Source};
/// let text = "Talks go on, the ministry said.";
/// let record = Extractor::default().extract(&Source::new("note", text));
/// let page = onrecord_archive::web_annotation(&record, text);
/// assert_eq!(page["items"][0]["target"]["selector"][0]["type"], "TextPositionSelector");
/// ```
#[must_use]
pub fn web_annotation(record: &Record, text: &str) -> Value {
    let source = format!("urn:onrecord:{}", super::file_name(&record.document.id));
    let map = OffsetMap::new(text);
    let mut items = Vec::new();
    let mut annotate = |id: String, spans: &[Span], purpose: &str, tags: Vec<String>| {
        for (number, span) in spans.iter().enumerate() {
            let id = if number == 0 { format!("{source}#{id}") } else { format!("{source}#{id}.{number}") };
            let body: Vec<Value> =
                tags.iter().map(|tag| json!({"type": "TextualBody", "purpose": purpose, "value": tag})).collect();
            items.push(json!({
                "id": id, "type": "Annotation", "motivation": purpose, "body": body,
                "target": {"source": source, "selector": selectors(span, text, &map)},
            }));
        }
    };
    for timex in &record.timexes {
        annotate(timex.id.to_string(), std::slice::from_ref(&timex.span), "tagging", vec![timex.value.clone()]);
    }
    for mention in &record.mentions {
        let name = record.actors.get(mention.actor.index()).map(|actor| actor.name.clone());
        annotate(
            mention.id.to_string(),
            std::slice::from_ref(&mention.span),
            "identifying",
            name.into_iter().collect(),
        );
    }
    for statement in &record.statements {
        let speaker = statement.speaker.and_then(|id| record.actors.get(id.index())).map(|actor| actor.name.clone());
        let tags = [Some(format!("statement/{}", statement.quotation)), speaker].into_iter().flatten().collect();
        annotate(statement.id.to_string(), &statement.content, "tagging", tags);
    }
    json!({"@context": "http://www.w3.org/ns/anno.jsonld", "id": source, "type": "AnnotationPage", "items": items})
}

fn selectors(span: &Span, text: &str, map: &OffsetMap) -> Value {
    let range = map.byte_range(span).unwrap_or(0..0);
    let before = text.get(..range.start).unwrap_or_default();
    let skipped = before.chars().count().saturating_sub(CONTEXT);
    let prefix: String = before.chars().skip(skipped).collect();
    let suffix: String = text.get(range.end..).unwrap_or_default().chars().take(CONTEXT).collect();
    json!([
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        {"type": "TextQuoteSelector", "exact": span.text, "prefix": prefix, "suffix": suffix},
    ])
}
