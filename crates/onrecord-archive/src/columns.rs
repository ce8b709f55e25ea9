//! Values of a record as columns of a row.

use onrecord_model::{Item, Span};

/// The words of a report, in the order of the text; of spans that overlap only the longest.
pub(crate) fn report_spans(report: &onrecord_model::Report) -> Vec<&Span> {
    let kind = Some(&report.kind_span);
    let mut spans: Vec<&Span> = [
        kind,
        report.act_span.as_ref(),
        report.sender_span.as_ref(),
        report.recipients_span.as_ref(),
        report.date_span.as_ref(),
        report.subject_span.as_ref(),
        report.request_span.as_ref(),
        report.expected_reply_span.as_ref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut kept: Vec<&Span> = Vec::new();
    for span in spans {
        if kept.last().is_none_or(|last| last.end <= span.start) {
            kept.push(span);
        }
    }
    kept
}

/// The first span of an item.
pub(crate) struct First<'r> {
    pub(crate) start: Option<u32>,
    pub(crate) end: Option<u32>,
    pub(crate) words: Option<&'r str>,
}

impl<'r> First<'r> {
    pub(crate) fn of(spans: &'r [Span]) -> Self {
        let first = spans.first();
        Self {
            start: first.map(|span| span.start),
            end: first.map(|span| span.end),
            words: first.map(|span| &*span.text),
        }
    }
}

/// An id or a value as the record prints it.
pub(crate) fn text<T: std::fmt::Display>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// The id of what the date of a statement rests on.
pub(crate) fn date_source(source: onrecord_model::DateSource) -> String {
    use onrecord_model::DateSource as From;
    match source {
        From::Timex(id) => id.to_string(),
        From::Event(id) => id.to_string(),
        From::Statement(id) => id.to_string(),
        From::Exchange(id) => id.to_string(),
    }
}

/// How an item is known.
pub(crate) fn evidence<T: Item>(item: &T) -> &'static str {
    match item.evidence() {
        onrecord_model::Evidence::Explicit => "explicit",
        onrecord_model::Evidence::Inferred => "inferred",
        onrecord_model::Evidence::Registry => "registry",
    }
}
