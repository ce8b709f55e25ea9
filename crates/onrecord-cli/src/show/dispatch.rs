//! The dispatch, wrapped, with the statements marked in the margin and in the words.

use std::collections::HashMap;

use onrecord_model::{Quotation, Record, Span, Statement};

use super::ink::{Ink, Style};
use super::wrap;

/// The colours of speakers, in the order in which they first speak: cyan, green, magenta, yellow, blue, red.
const COLOURS: &[u8] = &[36, 32, 35, 33, 34, 31];

/// Writes the paragraphs.
pub(super) fn write(record: &Record, width: usize, ink: &mut Ink) {
    let styles = styles(record);
    let labels = labels(record);
    let margin = labels.iter().map(|(_, label)| label.len()).max().unwrap_or(0).max(2) + 1;
    let mut labels = labels.iter().peekable();
    for (i, paragraph) in record.document.paragraphs.iter().enumerate() {
        if i > 0 {
            ink.push(Style::plain(), "\n");
        }
        let characters: Vec<char> = paragraph.span.text.chars().collect();
        let begin = paragraph.span.start as usize;
        for line in wrap::lines(&characters, width.saturating_sub(margin + 2)) {
            let end = begin + line.last().map_or(0, |&last| last + 1);
            let mut here: Vec<&str> = Vec::new();
            while let Some((_, label)) = labels.next_if(|(at, _)| *at < end) {
                here.push(label);
            }
            write_margin(&here, margin, ink);
            for position in line {
                let character = characters.get(position).copied().unwrap_or(' ');
                let style = styles.get(begin + position).copied().unwrap_or_default();
                ink.push_char(style, if character.is_whitespace() { ' ' } else { character });
            }
            ink.push(Style::plain(), "\n");
        }
    }
}

/// The statements that begin on a line; a margin has room for one, more are written as a range.
fn write_margin(labels: &[&str], margin: usize, ink: &mut Ink) {
    let label = match labels {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, ..] => format!("{first}+"),
    };
    ink.push(Style::faint(), &format!("{label:>margin$}│ "));
}

/// Where statements begin, in reading order.
fn labels(record: &Record) -> Vec<(usize, String)> {
    let mut labels: Vec<_> = record
        .statements
        .iter()
        .filter_map(|statement| Some((first(statement)?.start as usize, statement.id.to_string())))
        .collect();
    labels.sort_by_key(|(at, _)| *at);
    labels
}

fn first(statement: &Statement) -> Option<&Span> {
    statement.quote_marks.iter().chain(&statement.content).min_by_key(|span| span.start)
}

/// The style of every character.
fn styles(record: &Record) -> Vec<Style> {
    let end = record.document.paragraphs.last().map_or(0, |paragraph| paragraph.span.end);
    let mut styles = vec![Style::plain(); end as usize];
    let frame = record.document.header.iter().map(|header| &header.span);
    let frame = frame.chain(record.document.dateline.iter().map(|dateline| &dateline.span));
    for span in frame.chain(&record.document.credits) {
        paint(&mut styles, span, |style| style.faint = true);
    }
    let colours = colours(record);
    for (statement, colour) in record.statements.iter().zip(&colours) {
        let indirect = statement.quotation == Quotation::Indirect;
        for span in statement.content.iter().chain(&statement.quote_marks) {
            paint(&mut styles, span, |style| *style = Style { italic: indirect, ..Style::coloured(*colour) });
        }
        for span in &statement.interpolations {
            paint(&mut styles, span, |style| *style = Style::faint());
        }
    }
    // Sources and cues may stand inside the content of an outer statement: they come last.
    for (statement, colour) in record.statements.iter().zip(&colours) {
        if let Some(span) = &statement.speaker_span {
            paint(&mut styles, span, |style| *style = Style { bold: true, ..Style::coloured(*colour) });
        }
        if let Some(cue) = &statement.cue {
            paint(&mut styles, &cue.span, |style| *style = Style { underlined: true, ..Style::coloured(*colour) });
        }
    }
    styles
}

/// The colour of each statement: one for each speaker; none for what the agency says itself.
pub(super) fn colours(record: &Record) -> Vec<Option<u8>> {
    let mut speakers: HashMap<&str, usize> = HashMap::new();
    record
        .statements
        .iter()
        .map(|statement| {
            if statement.quotation == Quotation::Unattributed {
                return None;
            }
            let next = speakers.len();
            let number = *speakers.entry(record.speaker_name(statement).unwrap_or_default()).or_insert(next);
            COLOURS.get(number % COLOURS.len()).copied()
        })
        .collect()
}

fn paint(styles: &mut [Style], span: &Span, change: impl Fn(&mut Style)) {
    // Spans of a record from elsewhere may lie anywhere.
    if let Some(part) = styles.get_mut(span.start as usize..span.end as usize) {
        part.iter_mut().for_each(change);
    }
}
