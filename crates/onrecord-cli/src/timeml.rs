//! A dispatch marked up as TimeML 1.2.1: its text, with a TIMEX3 element around every expression of time.

use onrecord_model::{OffsetMap, Record, Timex, TimexFunction};

/// The document. `text` is the one that the record was made from.
pub(crate) fn document(record: &Record, text: &str) -> String {
    let offsets = OffsetMap::new(text);
    let mut xml = String::with_capacity(text.len() + 120 * record.timexes.len() + 200);
    xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML>\n<DOCID>");
    escape(&record.document.id, &mut xml);
    xml.push_str("</DOCID>\n");
    if let Some(date) = &record.document.published {
        // TimeML wants the date of the document as an expression of its own.
        xml.push_str("<DCT><TIMEX3 tid=\"dct\" type=\"DATE\" value=\"");
        escape(date, &mut xml);
        xml.push_str("\" functionInDocument=\"PUBLICATION_TIME\">");
        escape(date, &mut xml);
        xml.push_str("</TIMEX3></DCT>\n");
    }
    xml.push_str("<TEXT>");
    let mut at = 0;
    for timex in &record.timexes {
        let Some(range) = offsets.byte_range(&timex.span).filter(|range| range.start >= at) else { continue };
        escape(text.get(at..range.start).unwrap_or_default(), &mut xml);
        element(timex, &mut xml);
        at = range.end;
    }
    escape(text.get(at..).unwrap_or_default(), &mut xml);
    xml.push_str("</TEXT>\n</TimeML>\n");
    xml
}

fn element(timex: &Timex, xml: &mut String) {
    let function = match timex.function {
        TimexFunction::DocumentDate => Some("PUBLICATION_TIME"),
        TimexFunction::DatelineDate => Some("CREATION_TIME"),
        _ => None,
    };
    let id = timex.id.to_string();
    let anchor = timex.anchor.map(|anchor| anchor.to_string());
    let attributes = [
        ("tid", Some(&*id)),
        ("type", Some(timex.r#type.as_str())),
        ("value", Some(&*timex.value)),
        ("mod", timex.r#mod.map(onrecord_model::TimexModifier::as_str)),
        ("anchorTimeID", anchor.as_deref()),
        ("functionInDocument", function),
    ];
    xml.push_str("<TIMEX3");
    for (name, value) in attributes {
        if let Some(value) = value {
            xml.push(' ');
            xml.push_str(name);
            xml.push_str("=\"");
            escape(value, xml);
            xml.push('"');
        }
    }
    xml.push('>');
    escape(&timex.span.text, xml);
    xml.push_str("</TIMEX3>");
}

/// Text for XML. Characters that XML cannot hold become U+FFFD, so that offsets stay.
fn escape(text: &str, xml: &mut String) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // A parser would read a bare one as a line feed.
            '\r' => xml.push_str("&#13;"),
            '\n' | '\t' => xml.push(character),
            '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => xml.push('\u{FFFD}'),
            _ => xml.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use onrecord_extract::{Extractor, Source};

    use super::*;

    #[test]
    fn the_text_is_whole_between_the_marks() {
        let text = "R&D talks <begin> on March 5, 2024\r\n and\0 end on \"6 March 2024\" – perhaps.";
        let record = Extractor::default().extract(&Source::new("a&b", text));
        let xml = document(&record, text);
        let inside = xml.split("<TEXT>").nth(1).and_then(|rest| rest.split("</TEXT>").next()).unwrap();
        let mut stripped = String::new();
        for part in inside.split("<TIMEX3") {
            stripped += if part.starts_with(" tid") { part.split_once('>').unwrap().1 } else { part };
        }
        let plain = stripped.replace("</TIMEX3>", "").replace("&lt;", "<").replace("&gt;", ">");
        let plain = plain.replace("&quot;", "\"").replace("&#13;", "\r").replace("&amp;", "&");
        assert_eq!(plain, text.replace('\0', "\u{FFFD}"));
        assert!(inside.contains("type=\"DATE\" value=\"2024-03-05\""), "{inside}");
        assert!(xml.contains("<DOCID>a&amp;b</DOCID>"), "{xml}");
    }
}
