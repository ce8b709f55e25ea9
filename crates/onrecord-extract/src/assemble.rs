//! The last step: layer values become the record.

use std::fmt::Write;

use onrecord_model::{
    Actor, ActorId, ActorKind, Document, Evidence, Header, Mention, MentionId, MentionType, Paragraph, ParagraphId,
    Place, PlaceId, Record, Timex, TimexId,
};
use sha2::{Digest, Sha256};

use crate::actors::{self, Actors};
use crate::attribution::marks::Unattributed;
use crate::dateline::{Dateline, DatelineLayer};
use crate::extractor::{EXTRACTOR, Source};
use crate::language::language;
use crate::layers::Layer;
use crate::options::{Attribution, Options};
use crate::tables::Tables;
use crate::text::{Text, TextRange};
use crate::time::{self, Anchor, DatedRange, TimeContext, TimeLayer};
use crate::{attribution, dateline, diagnostics, diplomacy, names, statements};

/// Writes the record of one dispatch.
pub(crate) fn record(source: &Source<'_>, text: &Text<'_>, options: &Options, tables: &Tables) -> Record {
    let language = language(text);
    let layer = dateline::read(text, source.published);
    let mut record = Record::new(EXTRACTOR.to_owned(), document(source, text, &layer, language));
    if options.layers.contains(Layer::Time) {
        push_timexes(&mut record, text, &time::read(text, &time_context(source, &layer)));
    }
    push_dateline(&mut record, text, &layer);
    let prose = prose(text, &layer);
    if options.layers.contains(Layer::Statements) {
        push_statements(&mut record, text, &prose, options, tables);
    }
    diplomacy::read(text, &prose, &mut record, options.layers, tables);
    record.coverage.quotation_marks_total = text.marks.len() as u32;
    record.diagnostics.extend(diagnostics::of_text(text, source.text, language));
    record.diagnostics.extend(
        layer
            .diagnostics
            .iter()
            .map(|remark| diagnostics::diagnostic(text, remark.code, remark.message.to_owned(), Some(remark.range))),
    );
    record
}

/// Who said what, and who they are. A quotation that nothing explains becomes a diagnostic.
fn push_statements(record: &mut Record, text: &Text<'_>, prose: &[TextRange], options: &Options, tables: &Tables) {
    let (mut attributions, mut unclaimed) = (Vec::new(), Vec::new());
    for &range in prose {
        let first = attributions.len();
        let (found, left) = match options.attribution {
            Attribution::Rules => (attribution::by_rules(text, range), Vec::new()),
            Attribution::Small => attribution::by_net(attribution::Size::Small, text, range),
            Attribution::Large => attribution::by_net(attribution::Size::Large, text, range),
        };
        unclaimed.extend(left.iter().filter(|(_, kind)| *kind == Unattributed::Unclaimed).map(|(range, _)| *range));
        attributions.extend(found.into_iter().map(|attribution| attribution.behind(first)));
    }
    let lexicon = tables.lexicon();
    let who = options.layers.contains(Layer::Actors);
    let actors = if who {
        actors::read(text, lexicon, &names::read(text, prose, lexicon), &attributions, agency(record), home(record))
    } else {
        Actors::default()
    };
    let written = actors::push(record, text, &actors);
    actors::confirm(record, text, tables, &written);
    if who {
        actors::push_places(record, text, lexicon, &names::locations(text, prose, lexicon));
    }
    statements::push(record, text, prose, &attributions, &written, options.min_confidence);
    record.diagnostics.extend(unclaimed.into_iter().map(|range| {
        let message = "no statement, title or term explains this quotation".to_owned();
        diagnostics::diagnostic(text, "quotation_unclaimed", message, Some(range))
    }));
}

/// The agency of the dateline, an actor already.
fn agency(record: &Record) -> Option<actors::Agency> {
    let id = record.document.dateline.as_ref()?.agency?;
    let name = record.actors.get(id.index())?.name.clone();
    Some(actors::Agency { id, name })
}

/// The country of the dateline.
fn home(record: &Record) -> Option<String> {
    let place = record.document.dateline.as_ref()?.places.first()?;
    record.places.get(place.index())?.country.clone()
}

/// The stretches of prose: what stands before the dateline (headline, summary) and the body up to the credits.
fn prose(text: &Text<'_>, layer: &DatelineLayer) -> Vec<TextRange> {
    let begin = layer.header.map_or(0, |header| header.range.end);
    let end = layer.credits.first().map_or(text.source.len() as u32, |credit| credit.start);
    let deck = layer.dateline.as_ref().map(|dateline| TextRange { start: begin, end: dateline.range.start });
    let body = TextRange { start: layer.body_start, end };
    deck.into_iter().chain([body]).filter(|range| !range.is_empty() && range.start < range.end).collect()
}

fn document(source: &Source<'_>, text: &Text<'_>, layer: &DatelineLayer, language: &str) -> Document {
    let paragraphs = text.paragraphs.iter().filter_map(|paragraph| text.span(paragraph.range));
    Document {
        id: source.id.to_owned(),
        sha256: hexadecimal(&Sha256::digest(source.text.as_bytes())),
        language: language.to_owned(),
        published: layer.published.map(|date| date.to_string()),
        header: layer
            .header
            .and_then(|header| Some(Header { span: text.span(header.range)?, date: header.date.to_string() })),
        dateline: None,
        paragraphs: (0..).map(ParagraphId).zip(paragraphs).map(|(id, span)| Paragraph { id, span }).collect(),
        body_start: text.offsets.to_char(layer.body_start as usize).unwrap_or(0),
        credits: layer.credits.iter().filter_map(|range| text.span(*range)).collect(),
    }
}

/// What header and dateline tell the time layer.
fn time_context(source: &Source<'_>, layer: &DatelineLayer) -> TimeContext {
    let dated = |dateline: &Dateline| Some(DatedRange { range: dateline.date_range?, date: dateline.date });
    TimeContext {
        document_date: source.published.or(layer.published),
        header: layer.header.map(|header| DatedRange { range: header.date_range, date: Some(header.date) }),
        dateline: layer.dateline.as_ref().and_then(dated),
    }
}

/// The time expressions; an invalid date becomes a diagnostic.
fn push_timexes(record: &mut Record, text: &Text<'_>, layer: &TimeLayer) {
    let known =
        |position: u32| layer.expressions.get(position as usize).is_some_and(|found| text.span(found.range).is_some());
    for found in &layer.expressions {
        let Some(span) = text.span(found.range) else { continue };
        record.push(Timex {
            id: TimexId(0),
            span,
            r#type: found.r#type,
            value: found.value.clone(),
            r#mod: found.r#mod,
            interval: found.interval.clone(),
            anchor: match found.anchor {
                Anchor::Expression(position) if known(position) => Some(TimexId(position)),
                _ => None,
            },
            function: found.function,
            evidence: found.evidence,
            rule: found.rule.into(),
            confidence: found.confidence,
        });
    }
    record.diagnostics.extend(layer.invalid.iter().map(|range| {
        let message = "the calendar has no such date; it is left without a value".to_owned();
        diagnostics::diagnostic(text, "invalid_date", message, Some(*range))
    }));
}

/// The dateline, with its places and its agency as items of the record.
fn push_dateline(record: &mut Record, text: &Text<'_>, layer: &DatelineLayer) {
    let Some(dateline) = &layer.dateline else { return };
    let Some(span) = text.span(dateline.range) else { return };
    let places = dateline.places.iter().map(|place| push_place(record, text, dateline, place)).collect();
    let agency = push_agency(record, text, dateline);
    let timex = dateline
        .date_range
        .and_then(|range| text.span(range))
        .and_then(|words| record.timexes.iter().find(|timex| timex.span.overlaps(&words)).map(|timex| timex.id));
    record.document.dateline = Some(onrecord_model::Dateline {
        span,
        places,
        date: dateline.date.map(|date| date.to_string()),
        agency,
        timex,
    });
}

fn push_place(record: &mut Record, text: &Text<'_>, dateline: &Dateline, place: &dateline::Place) -> PlaceId {
    record.push(Place {
        id: PlaceId(0),
        name: place.name.clone(),
        country: place.country.map(str::to_owned),
        spans: text.span(place.range).into_iter().collect(),
        evidence: Evidence::Explicit,
        rule: dateline.rule.into(),
        confidence: dateline.confidence,
    })
}

fn push_agency(record: &mut Record, text: &Text<'_>, dateline: &Dateline) -> Option<ActorId> {
    let agency = dateline.agency.as_ref()?;
    let actor = record.push(Actor {
        id: ActorId(0),
        kind: ActorKind::Organisation,
        name: agency_name(agency, text.source),
        iso3: None,
        subkind: Some("news_agency".to_owned()),
        members: Vec::new(),
        membership: None,
        member_office: None,
        registry: None,
        evidence: Evidence::Explicit,
        rule: "actor.dateline.agency".into(),
        confidence: dateline.confidence,
    });
    if let Some(span) = text.span(agency.range) {
        record.push(Mention {
            id: MentionId(0),
            span,
            r#type: MentionType::Name,
            actor,
            evidence: Evidence::Explicit,
            rule: "mention.dateline.agency".into(),
            confidence: dateline.confidence,
        });
    }
    Some(actor)
}

/// The name in print where it is an abbreviation ("AFP"), else the usual one ("Xinhua" for "XINHUA").
fn agency_name(agency: &dateline::Agency, source: &str) -> String {
    const LONGEST_ABBREVIATION: usize = 5;
    let printed = agency.range.of(source);
    let abbreviation = printed.len() <= LONGEST_ABBREVIATION && printed.chars().all(|c| c.is_ascii_uppercase());
    if abbreviation { printed.to_owned() } else { agency.name.clone() }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
