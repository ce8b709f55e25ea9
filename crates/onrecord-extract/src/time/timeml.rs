//! Output in TimeML 1.2.1: the text with `TIMEX3` elements around its expressions.

use std::fmt::Write;

use chrono::NaiveDate;
use onrecord_model::{Evidence, TimexFunction};

use crate::text::Text;

use super::{Anchor, TimeExpression, TimeLayer};

/// Writes a text and its expressions as a TimeML document.
///
/// ```
/// use chrono::NaiveDate;
/// use onrecord_extract::text::Text;
/// use onrecord_extract::time::{TimeContext, read, timeml};
///
/// let text = Text::new("They met on Friday.");
/// let day = NaiveDate::from_ymd_opt(2024, 3, 10);
/// let layer = read(&text, &TimeContext { document_date: day, ..TimeContext::default() });
/// assert!(timeml(&text, &layer, day).contains("on <TIMEX3 tid=\"t1\" type=\"DATE\" value=\"2024-03-08\""));
/// ```
#[must_use]
pub fn timeml(text: &Text<'_>, layer: &TimeLayer, document_date: Option<NaiveDate>) -> String {
    let mut out = String::with_capacity(text.source.len() + 200 + layer.expressions.len() * 120);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML>\n");
    if let Some(date) = document_date {
        let _ = writeln!(
            out,
            "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{date}\" functionInDocument=\"CREATION_TIME\" temporalFunction=\"false\">{date}</TIMEX3></DCT>"
        );
    }
    out.push_str("<TEXT>");
    let mut at = 0;
    for (number, found) in layer.expressions.iter().enumerate() {
        let bytes = found.range.bytes();
        escape(text.source.get(at..bytes.start).unwrap_or_default(), &mut out);
        open(number, found, document_date.is_some(), &mut out);
        escape(found.range.of(text.source), &mut out);
        out.push_str("</TIMEX3>");
        at = bytes.end;
    }
    escape(text.source.get(at..).unwrap_or_default(), &mut out);
    out.push_str("</TEXT>\n</TimeML>\n");
    out
}

fn open(number: usize, found: &TimeExpression, dated: bool, out: &mut String) {
    let _ = write!(out, "<TIMEX3 tid=\"t{}\" type=\"{}\" value=\"{}\"", number + 1, found.r#type, found.value);
    if let Some(modifier) = found.r#mod {
        let _ = write!(out, " mod=\"{modifier}\"");
    }
    match found.anchor {
        Anchor::Expression(anchor) => {
            let _ = write!(out, " anchorTimeID=\"t{}\"", anchor + 1);
        }
        Anchor::DocumentDate if dated => out.push_str(" anchorTimeID=\"t0\""),
        Anchor::DocumentDate | Anchor::None => {}
    }
    let place = match found.function {
        TimexFunction::DocumentDate => "CREATION_TIME",
        TimexFunction::DatelineDate => "PUBLICATION_TIME",
        _ => "NONE",
    };
    let _ =
        write!(out, " functionInDocument=\"{place}\" temporalFunction=\"{}\">", found.evidence == Evidence::Inferred);
}

fn escape(words: &str, out: &mut String) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // XML 1.0 has no other control characters, not even escaped.
            c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}
