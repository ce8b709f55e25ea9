//! Reads tables: `#` comment lines, a header row, then one row a line.
//!
//! Tab-separated text is read as it stands (no quoting); comma-separated text
//! follows RFC 4180 with quotation marks, so that a data frame can be handed over.

use std::borrow::Cow;

use crate::cell::{Cell, Text};
use crate::error::Error;

/// A row type of one table.
pub(crate) trait FromRow: Sized {
    /// The columns in the order of the type's fields.
    const COLUMNS: &'static [&'static str];
    /// Reads the cells in the order of [`COLUMNS`](Self::COLUMNS).
    ///
    /// # Errors
    /// Names file, line and column of the cell that cannot be read.
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error>;
}

/// The cells of one row, handed out in the order of the row type's columns.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    file: &'a str,
    line: u32,
    columns: &'static [&'static str],
    positions: &'a [Option<usize>],
    cells: &'a mut [Text],
    read: usize,
}

impl Row<'_> {
    /// The next column's value; a column that the table lacks reads as an empty cell.
    ///
    /// # Errors
    /// Where the cell does not hold such a value.
    pub(crate) fn next<T: Cell>(&mut self) -> Result<T, Error> {
        let column = self.columns.get(self.read).copied().unwrap_or_default();
        let cell = self
            .positions
            .get(self.read)
            .copied()
            .flatten()
            .and_then(|position| self.cells.get_mut(position))
            .map(std::mem::take)
            .unwrap_or_default();
        self.read += 1;
        T::read(cell).map_err(|message| Error::new(self.file, message).at(self.line).in_column(column))
    }
}

/// Reads a table compiled into the program, whose rows borrow its text.
pub(crate) fn read_static<R: FromRow>(file: &str, text: &'static str) -> Result<Vec<(u32, R)>, Error> {
    read_records(file, Records::new(text, '\t'), |cell| cell)
}

/// Reads a user's table; the text may end before the rows do.
pub(crate) fn read_owned<R: FromRow>(file: &str, text: &str) -> Result<Vec<(u32, R)>, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty()).unwrap_or_default();
    let delimiter = if header.contains('\t') || !header.contains(',') { '\t' } else { ',' };
    read_records(file, Records::new(text, delimiter), |cell| Cow::Owned(cell.into_owned()))
}

fn read_records<'a, R: FromRow>(
    file: &str,
    mut records: Records<'a>,
    own: impl Fn(Cow<'a, str>) -> Text,
) -> Result<Vec<(u32, R)>, Error> {
    let mut raw = Vec::new();
    let Some(line) = records.next_into(&mut raw) else {
        return Err(Error::new(file, "holds no header row"));
    };
    let positions = positions::<R>(file, line, &raw)?;
    let width = raw.len();
    let mut rows = Vec::new();
    let mut cells: Vec<Text> = Vec::with_capacity(width);
    while let Some(line) = records.next_into(&mut raw) {
        if raw.len() > width {
            let message = format!("{} cells, but the header has {width}", raw.len());
            return Err(Error::new(file, message).at(line));
        }
        cells.clear();
        cells.extend(raw.drain(..).map(&own));
        let mut row = Row { file, line, columns: R::COLUMNS, positions: &positions, cells: &mut cells, read: 0 };
        rows.push((line, R::from_row(&mut row)?));
    }
    Ok(rows)
}

/// Where each column of the row type stands in this header.
fn positions<R: FromRow>(file: &str, line: u32, header: &[Cow<'_, str>]) -> Result<Vec<Option<usize>>, Error> {
    for (index, name) in header.iter().enumerate() {
        let fault = if !R::COLUMNS.contains(&name.as_ref()) {
            format!("unknown column; known are: {}", R::COLUMNS.join(", "))
        } else if header.iter().take(index).any(|earlier| earlier == name) {
            "the column stands twice in the header".to_owned()
        } else {
            continue;
        };
        return Err(Error::new(file, fault).at(line).in_column(name));
    }
    Ok(R::COLUMNS.iter().map(|column| header.iter().position(|name| name == column)).collect())
}

/// Walks the records of a text; comments and blank lines are passed over.
struct Records<'a> {
    rest: &'a str,
    delimiter: char,
    line: u32,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: char) -> Self {
        Self { rest: text, delimiter, line: 0 }
    }

    /// Puts the next record's cells into `cells`; gives the line it starts on.
    fn next_into(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Option<u32> {
        cells.clear();
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let start = self.rest;
            let line = self.take_line();
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let first = self.line;
            if self.delimiter == ',' && line.contains('"') {
                self.rest = start;
                self.line -= 1;
                self.quoted(cells);
            } else {
                cells.extend(line.split(self.delimiter).map(|cell| Cow::Borrowed(cell.trim())));
            }
            return Some(first);
        }
    }

    fn take_line(&mut self) -> &'a str {
        self.line += 1;
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// One comma-separated record in which quotation marks stand; it may span lines.
    fn quoted(&mut self, cells: &mut Vec<Cow<'a, str>>) {
        let mut cell = String::new();
        let mut inside = false;
        let mut used = self.rest.len();
        let mut characters = self.rest.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            self.line += u32::from(character == '\n');
            match character {
                '"' if inside && characters.next_if(|next| next.1 == '"').is_some() => {
                    cell.push('"');
                }
                '"' => inside = !inside,
                ',' if !inside => cells.push(Cow::Owned(take_trimmed(&mut cell))),
                '\n' if !inside => {
                    used = at + 1;
                    break;
                }
                other => cell.push(other),
            }
        }
        cells.push(Cow::Owned(take_trimmed(&mut cell)));
        self.rest = self.rest.get(used..).unwrap_or_default();
    }
}

fn take_trimmed(cell: &mut String) -> String {
    std::mem::take(cell).trim().to_owned()
}
