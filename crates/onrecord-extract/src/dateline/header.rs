//! The head of a feed item: the date line before the dateline, and the document date it gives.

use chrono::NaiveDate;

use super::lexicon::WordClass;
use super::reader::Reader;
use super::{Header, MOST_LINES};
use crate::text::TokenKind;

/// The header of a text, if its first lines hold one, and the first token behind it.
///
/// Three forms are known: a key with a date (`date 2022-02-15`, `Published: March 5, 2024`), a line that holds a full
/// date and nothing else, and the reference line of FBIS.
pub(super) fn read(reader: &Reader<'_, '_>) -> Option<(Header, u32)> {
    let mut lines = 0;
    for token in 0..reader.limit {
        if !reader.begins_line(token) {
            continue;
        }
        lines += 1;
        if lines > MOST_LINES / 2 {
            break;
        }
        if let Some(found) = keyed(reader, token).or_else(|| alone(reader, token)).or_else(|| reference(reader, token))
        {
            return Some(found);
        }
    }
    None
}

/// `date 2022-02-15 MOSCOW, …`: the text may go on behind an ISO date; behind another date the line ends.
fn keyed(reader: &Reader<'_, '_>, start: u32) -> Option<(Header, u32)> {
    if !reader.is(start, WordClass::HeaderKey) {
        return None;
    }
    let at = reader.skip(start + 1, &[TokenKind::Colon, TokenKind::Dash]);
    let date = reader.date_at(at)?;
    let iso = reader.word(at).len() >= 10 && reader.word(at).starts_with(|c: char| c.is_ascii_digit());
    let ends = iso || reader.begins_line(date.end) || reader.kind(date.end).is_none();
    header(reader, start, date.end, (at, date.end), date.resolve(None)).filter(|_| ends)
}

/// "Friday, January 4, 2019" on a line of its own.
fn alone(reader: &Reader<'_, '_>, start: u32) -> Option<(Header, u32)> {
    let date = reader.date_at(start)?;
    let clock = reader.line_end(date.end - 1);
    let only =
        clock == date.end || clock - date.end <= 12 && (date.end..clock).any(|token| is_clock(reader.word(token)));
    header(reader, start, date.end, (start, date.end), date.resolve(None)).filter(|_| only)
}

/// `Reference: CEP20020521000259 Moscow Interfax in English 1336 GMT 21 May 02`.
fn reference(reader: &Reader<'_, '_>, start: u32) -> Option<(Header, u32)> {
    if !reader.word(start).eq_ignore_ascii_case("reference") || reader.kind(start + 1) != Some(TokenKind::Colon) {
        return None;
    }
    let number = reader.word(start + 2);
    let digits = number.get(number.find(|c: char| c.is_ascii_digit())?..)?;
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?)?;
    header(reader, start, reader.line_end(start), (start + 2, start + 3), Some(date))
}

fn header(
    reader: &Reader<'_, '_>,
    start: u32,
    end: u32,
    words: (u32, u32),
    date: Option<NaiveDate>,
) -> Option<(Header, u32)> {
    let date = date?;
    Some((Header { range: reader.range((start, end)), date_range: reader.range(words), date }, end))
}

/// `10:35`, `1:26:16`.
fn is_clock(word: &str) -> bool {
    let mut parts = word.split(':');
    parts.clone().count() >= 2
        && parts.all(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|number| number < 60))
}
