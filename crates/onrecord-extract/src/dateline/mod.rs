//! The dateline layer: feed header, place, date, agency, credits, and where the body begins.
//!
//! A dateline is read as a row of parts (place, date, agency) between free marks; the table
//! `data/dateline/rules.tsv` says which rows of parts with which end make a dateline, and where in a text.
//! Only the head and the tail of a text are looked at, whatever its length.
//!
//! ```
//! use chrono::NaiveDate;
//! use onrecord_extract::{dateline, text::Text};
//!
//! let text = Text::new("TARSK /Norland/, January 1. /TASS/. Talks on the note of last week go on.");
//! let layer = dateline::read(&text, NaiveDate::from_ymd_opt(2023, 12, 31));
//! let dateline = layer.dateline.unwrap();
//! assert_eq!(dateline.places[0].name, "Tarsk");
//! assert_eq!(dateline.printed(text.source), "TARSK, Norland");
//! assert_eq!(dateline.date, NaiveDate::from_ymd_opt(2024, 1, 1));
//! assert_eq!(dateline.agency.unwrap().name, "TASS");
//! assert_eq!(&text.source[layer.body_start as usize..][..5], "Talks");
//! ```

mod credits;
mod date;
mod header;
mod lexicon;
mod place;
mod reader;
mod source_line;

use chrono::NaiveDate;

use crate::text::{Case, Text, TextRange, TokenKind};
use date::PrintedDate;
use lexicon::{Lexicon, Position, WordClass};
use place::Joint;
use reader::{PrintedAgency, Reader, Reading};

/// What the head and the tail of a text say about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatelineLayer {
    /// The date line of the feed before the dateline.
    pub header: Option<Header>,
    /// The dateline, if the text has one.
    pub dateline: Option<Dateline>,
    /// The first byte of the body: behind the dateline, or behind the header, and the white space that follows it.
    pub body_start: u32,
    /// Credits and end marks behind the body, in order.
    pub credits: Vec<TextRange>,
    /// The document date: the caller's, else the header's, else that of a dateline with a year.
    pub published: Option<NaiveDate>,
    /// What a reader should know of a doubtful dateline.
    pub diagnostics: Vec<Diagnostic>,
}

/// A date line of the feed: `date 2022-02-15`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its bytes.
    pub range: TextRange,
    /// The bytes of the date in it.
    pub date_range: TextRange,
    /// The date it gives.
    pub date: NaiveDate,
}

/// A dateline: "MOSCOW, February 15. /TASS/."
#[derive(Clone, Debug, PartialEq)]
pub struct Dateline {
    /// Its bytes, closing mark included.
    pub range: TextRange,
    /// The places in order; none where an agency stands alone.
    pub places: Vec<Place>,
    /// The civil date: the printed one, in the printed year or the one nearest to the document date.
    pub date: Option<NaiveDate>,
    /// Month and day as printed, where the day can be read; known even when no year is.
    pub month_day: Option<(u32, u32)>,
    /// The bytes of the printed date.
    pub date_range: Option<TextRange>,
    /// The agency.
    pub agency: Option<Agency>,
    /// The stable id of the rule that read it.
    pub rule: &'static str,
    /// The measured precision of the rule, where it has been measured.
    pub confidence: Option<f64>,
}

/// A place of a dateline.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The bytes of its name, without its region.
    pub range: TextRange,
    /// The usual English name: "Moscow" for "MOSCOW".
    pub name: String,
    /// ISO 3166-1 alpha-3 code, from the tables.
    pub country: Option<&'static str>,
    /// The region or country printed behind it.
    pub region: Option<Region>,
}

/// A region or country behind a place: "Calif.", "/Italy/".
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its bytes without slashes or brackets.
    pub range: TextRange,
    /// The usual English name: "California" for "Calif.".
    pub name: String,
    /// How it is joined to the place in print.
    pub brackets: Brackets,
}

/// What stands around a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brackets {
    /// A comma before it.
    Comma,
    /// Slashes: "TARSK /Norland/".
    Slashes,
    /// Round brackets: "TARSK (Norland)".
    Round,
}

/// The agency of a dateline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// The bytes of its name as printed, without brackets.
    pub range: TextRange,
    /// The usual English name; the printed one where no table knows it.
    pub name: String,
    /// The key of the agency table.
    pub key: Option<&'static str>,
    /// The country of its seat, ISO 3166-1 alpha-3.
    pub country: Option<&'static str>,
}

/// A remark on the dateline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code.
    pub code: &'static str,
    /// One sentence for a reader.
    pub message: &'static str,
    /// The words it is about.
    pub range: TextRange,
}

/// Datelines lie within so many days of the document date, slips apart.
const NORMAL_DELAY: i64 = 7;
/// The head of a text is no longer than this, in tokens.
const LONGEST_HEAD: u32 = 600;
/// A dateline begins one of the first lines.
const MOST_LINES: u32 = 16;
/// At most this many paragraphs of prose stand before a dateline.
const MOST_PROSE: u32 = 3;
/// A paragraph of this many tokens is prose, not a headline.
const SHORTEST_PROSE: u32 = 22;
/// A byline before a dateline has at most this many tokens: "By Ada Orlu, Norland Press Writer".
const LONGEST_BYLINE: u32 = 10;

/// Reads header, dateline and credits. `published` is the date the caller knows; it goes before the header's.
#[must_use]
pub fn read(text: &Text<'_>, published: Option<NaiveDate>) -> DatelineLayer {
    let lexicon = Lexicon::builtin();
    let head = (text.tokens.len() as u32).min(LONGEST_HEAD);
    let reader = Reader { text, lexicon, limit: head };
    let (header, behind) = header::read(&reader).map_or((None, 0), |(header, behind)| (Some(header), behind));
    let published = published.or(header.map(|header| header.date));
    let mut layer = DatelineLayer { header, published, ..DatelineLayer::default() };
    let mut body = behind;
    if let Some(reading) = find(&reader, behind) {
        body = reading.tokens.1;
        layer.dateline = Some(dateline(&reader, &reading, published, &mut layer.diagnostics));
        let printed_year = reading.date.is_some_and(|date| date.year.is_some());
        if let Some(dateline) = layer.dateline.as_mut().filter(|dateline| dateline.agency.is_none()) {
            dateline.agency = source_line::read(&reader, reading.tokens.0);
        }
        layer.published = published.or(layer.dateline.as_ref().and_then(|found| found.date).filter(|_| printed_year));
    }
    layer.body_start = text.token(body).map_or(text.source.len() as u32, |token| token.range.start);
    layer.credits = credits::read(text, lexicon, layer.body_start);
    layer
}

/// The first dateline in the head of a text.
fn find(reader: &Reader<'_, '_>, behind_header: u32) -> Option<Reading> {
    let (mut lines, mut prose) = (0, 0);
    let mut first = true;
    let text = reader.text;
    let from = text.paragraph_of(behind_header)?;
    for paragraph in text.paragraphs.get(from as usize..)? {
        let start = paragraph.tokens.start.max(behind_header);
        let limit = paragraph.tokens.end.min(reader.limit);
        let reader = Reader { limit, ..*reader };
        for token in start..limit {
            let opens = token == start;
            if !opens && !reader.begins_line(token) {
                continue;
            }
            lines += 1;
            if lines > MOST_LINES {
                return None;
            }
            let position = match prose {
                0 if first => Position::Start,
                0 | 1 if opens => Position::Top,
                _ => Position::Deck,
            };
            if let Some(reading) = reader.dateline_at(token, position).or_else(|| reader.behind_prefix(token, position))
            {
                return Some(reading);
            }
            first = false;
        }
        let tokens = paragraph.tokens.len() as u32;
        prose += u32::from(tokens >= SHORTEST_PROSE || paragraph.sentences.len() > 2);
        if prose > MOST_PROSE || limit < paragraph.tokens.end {
            return None;
        }
    }
    None
}

impl Reader<'_, '_> {
    /// One past the last token of the line that a token stands in.
    fn line_end(&self, token: u32) -> u32 {
        (token..self.limit).find(|&at| at > token && self.begins_line(at)).unwrap_or(self.limit)
    }

    /// A dateline behind marks ("***"), a label ("RPT --"), a bracketed note ("[By Ada Orlu]", "/adds details/") or a byline.
    fn behind_prefix(&self, start: u32, position: Position) -> Option<Reading> {
        let kind = self.kind(start)?;
        let after = if kind == TokenKind::Symbol {
            self.skip(start, &[TokenKind::Symbol])
        } else if self.is(start, WordClass::Label) && self.case(start) == Case::Upper {
            self.skip(start + 1, &[TokenKind::Dash, TokenKind::Colon, TokenKind::Terminator, TokenKind::Number])
        } else if matches!(kind, TokenKind::OpenBracket | TokenKind::Slash) {
            let close = match self.word(start) {
                "[" => "]",
                "(" => ")",
                _ => "/",
            };
            (start + 1..self.limit.min(start + 3 * LONGEST_BYLINE)).find(|&at| self.word(at) == close)? + 1
        } else if self.word(start).eq_ignore_ascii_case("by") {
            return self.behind_byline(start, position);
        } else {
            return None;
        };
        self.dateline_at(after, position)
    }

    /// "By Ada Orlu TARSK, March 28 (Itar-Tass) --": the place is told from the name by its capitals.
    fn behind_byline(&self, start: u32, position: Position) -> Option<Reading> {
        (start + 2..self.limit.min(start + LONGEST_BYLINE))
            .filter(|&at| self.case(at) == Case::Upper && self.case(at - 1) != Case::Upper)
            .find_map(|at| self.dateline_at(at, position.max(Position::Top)))
    }
}

/// The dateline of a reading: names made usual, the date resolved.
fn dateline(
    reader: &Reader<'_, '_>,
    reading: &Reading,
    published: Option<NaiveDate>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Dateline {
    let range = reader.range(reading.tokens);
    let date_range = reading.date.map(|date| reader.range((date.start, date.end)));
    let date = reading.date.and_then(|date| date.resolve(published));
    if let (Some(printed), Some(range)) = (reading.date, date_range) {
        diagnostics.extend(doubt(&printed, date, published, range));
    }
    let places = reading.places.as_ref().map(|places| named(reader, &places.names)).unwrap_or_default();
    Dateline {
        range,
        date,
        month_day: reading.date.and_then(|date| Some((date.month, date.day?))),
        date_range,
        agency: reading.agency.map(|agency| identified(reader, &agency, &places)),
        places,
        rule: reading.rule.id,
        confidence: reading.rule.confidence,
    }
}

/// The agency that a spelling means: the only one, or the one of several whose country is the dateline's.
fn identified(reader: &Reader<'_, '_>, agency: &PrintedAgency, places: &[Place]) -> Agency {
    let range = reader.range(agency.name);
    let here = places.first().and_then(|place| place.country);
    let known = match agency.known {
        [only] => Some(only),
        several => {
            let mut at_home = several.iter().filter(|known| known.country.is_some() && known.country == here);
            at_home.next().filter(|_| at_home.next().is_none())
        }
    };
    Agency {
        range,
        name: known.map_or_else(|| range.of(reader.text.source), |known| known.name).to_owned(),
        key: known.map(|known| known.key),
        country: known.and_then(|known| known.country),
    }
}

/// What a reader should know of a date: that it could not be resolved, or lies oddly far from the document date.
fn doubt(
    printed: &PrintedDate,
    date: Option<NaiveDate>,
    published: Option<NaiveDate>,
    range: TextRange,
) -> Option<Diagnostic> {
    let apart = date.zip(published).map(|(date, published)| date.signed_duration_since(published).num_days().abs());
    let (code, message) = match (date, published) {
        _ if printed.day.is_none() => ("dateline_day_unreadable", "The day of the dateline is no day of a month."),
        (None, None) => ("dateline_year_unknown", "The dateline has no year and the document no date."),
        (None, Some(_)) => ("dateline_date_far_from_document", "No year puts the dateline near the document date."),
        _ if apart.is_some_and(|days| days > NORMAL_DELAY) => {
            ("dateline_date_differs_from_document", "The dateline is more than a week from the document date.")
        }
        _ => return None,
    };
    Some(Diagnostic { code, message, range })
}

/// Places with their regions.
fn named(reader: &Reader<'_, '_>, names: &[place::PlaceName]) -> Vec<Place> {
    let particle = |word: &str| reader.lexicon.is(crate::text::key(word), WordClass::Particle);
    let mut places: Vec<Place> = Vec::with_capacity(1);
    for name in names {
        let range = reader.name_range(name);
        let printed = range.of(reader.text.source);
        if matches!(name.joint, Joint::First | Joint::Another) {
            let known = reader.lexicon.place(printed);
            let usual = known.map_or_else(|| place::usual_case(printed, particle), |known| known.name.to_owned());
            places.push(Place { range, name: usual, country: known.and_then(|known| known.country), region: None });
        } else if let Some(place) = places.last_mut() {
            let known = reader.lexicon.region(printed);
            // A place in a region is not the one the tables know by its name alone: "PARIS, Texas".
            let country = known.and_then(|region| region.country);
            place.country = country;
            let usual = known.map_or_else(|| place::usual_case(printed, particle), |region| region.name.to_owned());
            let brackets = match name.joint {
                Joint::SlashRegion => Brackets::Slashes,
                Joint::BracketRegion => Brackets::Round,
                _ => Brackets::Comma,
            };
            match &mut place.region {
                // "Grand Cayman, British West Indies": the wider region closes the list.
                Some(region) => region.range = region.range.cover(range),
                None => place.region = Some(Region { range, name: usual, brackets }),
            }
        }
    }
    places
}

impl Dateline {
    /// The place part as printed, regions behind a comma: "SANTA CRUZ, Calif.", "BANGUI, Central African Republic" for
    /// "BANGUI /Central African Republic/", "MOSCOW/NEW DELHI". Empty where there is no place.
    #[must_use]
    pub fn printed(&self, source: &str) -> String {
        let mut printed = String::new();
        let mut before = None;
        for place in &self.places {
            if let Some(end) = before {
                let between = TextRange { start: end, end: place.range.start }.of(source);
                printed.push_str(if between.contains('/') { "/" } else { between });
            }
            push_words(&mut printed, place.range.of(source));
            before = Some(place.range.end);
            if let Some(region) = &place.region {
                let round = region.brackets == Brackets::Round;
                printed.push_str(if round { " (" } else { ", " });
                push_words(&mut printed, region.range.of(source));
                printed.push_str(if round { ")" } else { "" });
                before = Some(region.range.end + u32::from(region.brackets != Brackets::Comma));
            }
        }
        printed
    }
}

/// Appends words with single spaces, whatever stood between them.
fn push_words(printed: &mut String, words: &str) {
    for (number, word) in words.split_whitespace().enumerate() {
        if number > 0 {
            printed.push(' ');
        }
        printed.push_str(word);
    }
}
