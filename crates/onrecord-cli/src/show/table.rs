//! The table of who said what.

use onrecord_model::{Quotation, Record, Statement};
use unicode_width::UnicodeWidthStr;

use super::dispatch::colours;
use super::ink::{Ink, Style};
use super::{actor, wrap};

/// Lines of a cell; the dispatch above has the whole of it.
const MOST_LINES: usize = 3;
/// Blanks between columns.
const GAP: usize = 2;

/// A line of a cell and how it looks.
type Cell = Vec<(String, Style)>;

/// The widths of the columns.
struct Layout {
    id: usize,
    who: usize,
    cue: usize,
    words: usize,
    when: usize,
}

/// Writes the table, or that there is nothing to write.
pub(super) fn write(record: &Record, width: usize, ink: &mut Ink) {
    if record.statements.is_empty() {
        ink.push(Style::faint(), "No statements were found.\n");
        return;
    }
    let layout = Layout::new(record, width);
    let head =
        [("", layout.id), ("who", layout.who), ("cue", layout.cue), ("words", layout.words), ("when", layout.when)];
    let head: Vec<_> =
        head.into_iter().map(|(title, width)| (vec![(title.to_owned(), Style::faint())], width)).collect();
    row(&head, ink);
    ink.push(Style::faint(), &"─".repeat(width));
    ink.push(Style::plain(), "\n");
    for (statement, colour) in record.statements.iter().zip(colours(record)) {
        let cells = [
            (vec![(statement.id.to_string(), Style::faint())], layout.id),
            (who(record, statement, colour, layout.who), layout.who),
            (styled(&cue(statement), layout.cue, Style::plain()), layout.cue),
            (words(statement, colour, layout.words), layout.words),
            (vec![(statement.date.clone().unwrap_or_default(), Style::plain())], layout.when),
        ];
        row(&cells, ink);
    }
}

impl Layout {
    /// Gives each column what it needs, and the words the rest.
    fn new(record: &Record, width: usize) -> Self {
        let widest = |cell: &dyn Fn(&Statement) -> usize| record.statements.iter().map(cell).max().unwrap_or(0);
        let id = widest(&|statement| statement.id.to_string().len());
        let when = widest(&|statement| statement.date.as_deref().map_or(0, str::len));
        let cue = widest(&|statement| cue(statement).width()).clamp(3, 14.min(width / 6));
        let who = widest(&|statement| {
            record
                .speaker_name(statement)
                .map_or(1, UnicodeWidthStr::width)
                .max(role(record, statement).map_or(0, |role| role.width()))
        });
        let who = who.clamp(3, (width / 4).max(10));
        let gaps = GAP * if when > 0 { 4 } else { 3 };
        let words = width.saturating_sub(id + who + cue + when + gaps).max(8);
        Self { id, who, cue, words, when }
    }
}

/// Writes one row, as high as its highest cell.
fn row(cells: &[(Cell, usize)], ink: &mut Ink) {
    let height = cells.iter().map(|(cell, _)| cell.len()).max().unwrap_or(0);
    for line in 0..height {
        let mut owed = 0;
        for (cell, width) in cells.iter().filter(|(_, width)| *width > 0) {
            let (text, style) = cell.get(line).map_or(("", Style::plain()), |(text, style)| (text.as_str(), *style));
            if !text.is_empty() {
                ink.push(Style::plain(), &" ".repeat(owed));
                ink.push(style, text);
                owed = 0;
            }
            owed += width.saturating_sub(text.width()) + GAP;
        }
        ink.push(Style::plain(), "\n");
    }
}

/// Who says it, and below it in which role or on whose behalf.
fn who(record: &Record, statement: &Statement, colour: Option<u8>, width: usize) -> Cell {
    let mut cell = match record.speaker_name(statement) {
        Some(name) => styled(name, width, Style { bold: true, ..Style::coloured(colour) }),
        None if statement.quotation == Quotation::Unattributed => styled("the dispatch", width, Style::faint()),
        None => styled("?", width, Style::faint()),
    };
    if let Some(role) = role(record, statement) {
        cell.extend(styled(&role, width, Style::faint()));
    }
    cell.truncate(MOST_LINES);
    cell
}

/// The role, whose attitude it is, and the statement it stands in.
fn role(record: &Record, statement: &Statement) -> Option<String> {
    let office = statement.role.and_then(|id| record.roles.get(id.index())).map(|role| {
        let of = role.of.and_then(|id| actor(record, id)).map(|of| format!(", {}", of.name));
        format!("{}{}", role.office, of.unwrap_or_default())
    });
    let holder = statement.holder.and_then(|id| actor(record, id)).map(|holder| format!("for {}", holder.name));
    let outer = statement.embedded_in.map(|id| format!("inside {id}"));
    let parts: Vec<String> = [office, holder, outer].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn cue(statement: &Statement) -> String {
    statement.cue.as_ref().map(|cue| cue.span.text.to_string()).unwrap_or_default()
}

/// The words; those that are quoted in quotation marks.
fn words(statement: &Statement, colour: Option<u8>, width: usize) -> Cell {
    let fragments: Vec<&str> = statement.content.iter().map(|span| &*span.text).collect();
    let words = fragments.join(" … ");
    let style = Style { italic: statement.quotation == Quotation::Indirect, ..Style::coloured(colour) };
    match statement.quotation {
        Quotation::Direct => styled(&format!("“{words}”"), width, style),
        _ => styled(&words, width, style),
    }
}

fn styled(text: &str, width: usize, style: Style) -> Cell {
    wrap::plain(text, width, MOST_LINES).into_iter().map(|line| (line, style)).collect()
}
