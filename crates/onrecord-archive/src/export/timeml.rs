//! A dispatch marked up as TimeML 1.2.1: its text, with a TIMEX3 element around every expression of time.

use onrecord_model::{OffsetMap, Record, Timex, TimexFunction};

use super::xml::escape;

/// A dispatch as a TimeML document. `text` is the one that the record was made from.
///
/// ```
/// use onrecord_extract::{Extractor, Source};
/// let text = "They met on March 3, 2024.";
/// let record = Extractor::default().extract(&Source::new("note", text));
/// assert!(onrecord_archive::timeml(&record, text).contains("value=\"2024-03-03\""));
/// ```
#[must_use]
pub fn timeml(record: &Record, text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use onrecord_extract::{Extractor, Source};

    use super::*;

    #[test]
    fn the_text_is_whole_between_the_marks() {
        let text = "R&D talks <begin> on March 5, 2024\r\n and\0 end on \"6 March 2024\" – perhaps.";
        let record = Extractor::default().extract(&Source::new("a&b", text));
        let xml = timeml(&record, text);
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
