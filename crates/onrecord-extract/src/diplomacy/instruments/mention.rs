//! Mentions of instruments: by a name of the tables, by a title's form, by number, by a plain noun with a year, in sets.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_knowledge::rows::PlaceKind;
use onrecord_knowledge::{Entry, Table};
use onrecord_model::{ActorKind, InstrumentKind};

use super::year_of;
use crate::diplomacy::Reading;
use crate::diplomacy::events::phrase_start;
use crate::diplomacy::lists::{List, PatternList};
use crate::diplomacy::phrase::names_in_a_row;
use crate::grammar::{Classes, Patterns, classes, phrases, rows};
use crate::text::{Case, Token, TokenKind, WordSet, key};

/// A title or a noun phrase has at most so many tokens behind its head.
const LONGEST_COMPLEMENT: u32 = 14;

/// Kinds of bodies that conclude instruments or adopt them.
const STATE_BODIES: &[&str] =
    &["igo", "organ", "security_council", "forum", "alliance", "cabinet", "ministry", "parliament", "presidency"];

/// How a mention names its instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// By name, title, number or year.
    Named,
    /// "the treaty": one named before.
    Short,
    /// "many documents".
    Set,
}

/// A mention of an instrument.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) tokens: Range<u32>,
    pub(super) kind: InstrumentKind,
    pub(super) title: Option<String>,
    pub(super) number: Option<String>,
    pub(super) year: Option<String>,
    /// The key of its row in the tables.
    pub(super) key: Option<String>,
    pub(super) reference: Reference,
    /// "the document" can be of any kind.
    pub(super) any_kind: bool,
    pub(super) rule: &'static str,
}

/// A noun of the table.
#[derive(Clone, Copy, Debug)]
struct Head {
    kind: InstrumentKind,
    plain: bool,
}

fn heads() -> &'static Patterns<Head> {
    static TABLE: OnceLock<Patterns<Head>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut heads = Patterns::default();
        for cells in rows(include_str!("../../../data/diplomacy/instrument_heads.tsv")) {
            let [pattern, kind, plain] = cells.as_slice() else { continue };
            if let Some(kind) = InstrumentKind::ALL.iter().copied().find(|known| known.as_str() == *kind) {
                heads.add(pattern, Head { kind, plain: *plain == "yes" });
            }
        }
        heads
    })
}

/// Plural nouns for sets.
fn sets() -> &'static Patterns<()> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut sets = Patterns::default();
        for pattern in PatternList::InstrumentSet.patterns() {
            sets.add(pattern, ());
        }
        sets
    })
}

/// The mentions of the prose, in reading order, none inside another.
pub(super) fn find(reading: &Reading<'_, '_>) -> Vec<Found> {
    let text = reading.text;
    let mut all: Vec<Found> = Vec::new();
    for range in reading.prose.iter().map(|range| text.tokens_in(*range)) {
        let mut token = range.start;
        while token < range.end {
            let Some(sentence) = reading.sentence(token) else { break };
            let end = sentence.end.min(range.end);
            let floor = all.last().map_or(range.start, |last| last.tokens.end).max(sentence.start);
            let found = by_name(reading, token, end)
                .or_else(|| by_number(reading, token, end, floor))
                .or_else(|| by_head(reading, token, end, floor))
                .or_else(|| as_set(reading, token, end, floor));
            token = found.as_ref().map_or(token + 1, |found| found.tokens.end.max(token + 1));
            let more = found.as_ref().map(|first| more_numbers(reading, first, end)).unwrap_or_default();
            token = more.last().map_or(token, |last| last.tokens.end);
            all.extend(found);
            all.extend(more);
        }
    }
    all
}

/// "Helsinki Final Act", "UN Charter", perhaps with "of 1975".
fn by_name(reading: &Reading<'_, '_>, token: u32, end: u32) -> Option<Found> {
    let (name, last) = reading.tables.instruments().at(reading.text, token, end)?;
    let row = reading.tables.knowledge().instruments().get(&name.key)?;
    // A dispatch cannot speak of what was adopted after it: that is another instrument of the same name.
    let year = reading.dispatch_date().and_then(|date| date.get(..4)).map(str::to_owned);
    let written = year.as_deref().filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    let later =
        row.adopted.is_some_and(|adopted| written.is_some_and(|year| adopted.to_string().get(..4) > Some(year)));
    if later || is_part_of_name(reading, last, end) {
        return None;
    }
    // "the Paris accord": a city has many, and a text of no known year does not say which.
    let any_of_city = written.is_none()
        && row.kind.as_str() != "set"
        && last == token + 2
        && reading.text.word(token).eq_ignore_ascii_case(row.place.as_ref())
        && reading.text.token(token + 1).is_some_and(|head| head.case == Case::Lower);
    let kind = InstrumentKind::ALL.iter().copied().find(|kind| kind.as_str() == row.kind.as_str())?;
    let tokens = token..last;
    let (tokens, year) = with_year(reading, tokens, end);
    Some(Found {
        title: Some(words(reading, token..last)),
        kind,
        number: Some(row.number.to_string()).filter(|number| {
            !number.is_empty() && reading.text.range(tokens.clone()).of(reading.text.source).contains(number.as_str())
        }),
        key: Some(name.key.clone()).filter(|_| !any_of_city || year.is_some()),
        year,
        reference: Reference::Named,
        any_kind: false,
        rule: "instrument.name",
        tokens,
    })
}

/// "North Atlantic Treaty | Organisation": the instrument gives its name to a body.
fn is_part_of_name(reading: &Reading<'_, '_>, behind: u32, end: u32) -> bool {
    let capital = reading.text.token(behind).is_some_and(Token::is_capitalised);
    behind < end && capital && List::Body.has(reading.text.word(behind))
}

/// "resolution 1441", "Security Council Resolution 1441".
fn by_number(reading: &Reading<'_, '_>, token: u32, end: u32, floor: u32) -> Option<Found> {
    let text = reading.text;
    let head = ["resolution", "resolutions"].iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    let number =
        token + 1 + u32::from(text.word(token + 1).eq_ignore_ascii_case("no") || text.word(token + 1) == "No.");
    let is_number =
        text.token(number).is_some_and(|number| matches!(number.kind, TokenKind::Number | TokenKind::Mixed));
    if !head || !is_number || number >= end {
        return None;
    }
    let mut start = token;
    while start > floor && text.token(start - 1).is_some_and(|before| before.is_capitalised() && before.is_word_like())
    {
        start -= 1;
    }
    Some(Found {
        tokens: start..number + 1,
        kind: InstrumentKind::Resolution,
        title: None,
        number: Some(text.word(number).to_owned()),
        year: None,
        key: None,
        reference: Reference::Named,
        any_kind: false,
        rule: "instrument.number",
    })
}

/// "resolutions 242, 338 and 425": each number is an instrument of its own.
fn more_numbers(reading: &Reading<'_, '_>, first: &Found, end: u32) -> Vec<Found> {
    let text = reading.text;
    let plural = first.tokens.clone().any(|token| text.word(token).eq_ignore_ascii_case("resolutions"));
    let mut all = Vec::new();
    let mut at = first.tokens.end;
    while plural && first.number.is_some() {
        let comma = text.token(at).is_some_and(|token| token.kind == TokenKind::Comma);
        let and = text.word(at + u32::from(comma)) == "and";
        let number = at + u32::from(comma) + u32::from(and);
        let is_number =
            text.token(number).is_some_and(|number| matches!(number.kind, TokenKind::Number | TokenKind::Mixed));
        if !(comma || and) || !is_number || number >= end {
            break;
        }
        at = number + 1;
        let tokens = number..at;
        all.push(Found { tokens, number: Some(text.word(number).to_owned()), title: None, key: None, ..first.clone() });
    }
    all
}

/// A head noun: a title in capitals, a plain noun with a year or complement, or a short mention.
fn by_head(reading: &Reading<'_, '_>, token: u32, end: u32, floor: u32) -> Option<Found> {
    let text = reading.text;
    let matched = heads().at(text, token, end)?;
    let head = *matched.value;
    // "Final Act" is read as a whole or not at all.
    let part =
        token > floor && heads().at(text, token - 1, end).is_some_and(|longer| longer.tokens.end == matched.tokens.end);
    if part {
        return None;
    }
    let head_tokens = matched.tokens.clone();
    let start = phrase_start(reading, head_tokens.start, floor);
    let determiner = classes(text, start).is(Classes::DETERMINER) && start < head_tokens.start;
    let first = start + u32::from(determiner);
    // "the 1992 Lima Charter": the year is no part of the name.
    let first = reading.timexes_in(first..first + 1).first().map_or(first, |(year, _)| year.end.min(head_tokens.start));
    let capital = |token: u32| text.token(token).is_some_and(Token::is_capitalised);
    let titled = capital(head_tokens.start);
    let modified = first < head_tokens.start && capital(first);
    let found = |tokens: Range<u32>, title: Option<String>, reference, rule| Found {
        year: None,
        number: None,
        key: None,
        any_kind: text.word(head_tokens.start) == "document",
        kind: head.kind,
        tokens,
        title,
        reference,
        rule,
    };
    // Headlines in capitals name agreements of any kind, and a longer name goes on: "Natural Law Party".
    let shouted = text.token(head_tokens.start).is_some_and(|token| token.case == Case::Upper);
    let goes_on = capital(head_tokens.end) && text.token(head_tokens.end).is_some_and(Token::is_word_like);
    if titled && !shouted && !goes_on {
        let complement = title_complement(reading, head_tokens.end, end);
        if modified || complement > head_tokens.end {
            // Persons and places before a title by name only: "Argyle Declaration".
            let first = (first..head_tokens.start).find(|&token| capital(token)).unwrap_or(head_tokens.start);
            let first = names_start(reading, first, head_tokens.start);
            let title = words(reading, first..complement);
            let (tokens, year) = with_year(reading, first..complement, end);
            return Some(Found { year, ..found(tokens, Some(title), Reference::Named, "instrument.title") });
        }
    }
    let definite =
        ["the", "this", "that", "its", "their"].iter().any(|word| text.word(start).eq_ignore_ascii_case(word));
    let short = determiner && definite && first == head_tokens.start;
    let (tokens, year) = plain_year(reading, start..head_tokens.end, end);
    let the = text.word(start).eq_ignore_ascii_case("the") && head.plain && !titled;
    if let Some(city) = city_at(reading, first, head_tokens.start).filter(|_| the) {
        let title = words(reading, city..head_tokens.end);
        return Some(Found { year, ..found(tokens, Some(title), Reference::Named, "instrument.city") });
    }
    if head.plain || year.is_some() {
        let memorandum = head.kind == InstrumentKind::Memorandum && head_tokens.len() > 1;
        if year.is_some() || memorandum {
            return Some(Found { year, ..found(tokens, None, Reference::Named, "instrument.noun") });
        }
    }
    let near = short && (head.plain || text.word(head_tokens.start) == "document");
    near.then(|| found(start..head_tokens.end, None, Reference::Short, "instrument.short"))
}

/// "the Abuja | peace agreement": where the name of a city begins that stands before a head, small words between.
fn city_at(reading: &Reading<'_, '_>, first: u32, head: u32) -> Option<u32> {
    const LONGEST_NAME: u32 = 3;
    let text = reading.text;
    let capital = |token: u32| text.token(token).is_some_and(Token::is_capitalised);
    let end = (first..head).find(|&token| !capital(token)).unwrap_or(head);
    let small = (end..head).all(|token| phrases::is_common_noun(text, token));
    let places = reading.tables.knowledge().places();
    let city = |entry: Entry<'_>| {
        entry.table == Table::Places && places.get(entry.key).is_some_and(|place| place.kind == PlaceKind::City)
    };
    let named = first < end && end - first <= LONGEST_NAME && small;
    (named && reading.tables.knowledge().find_exact(&words(reading, first..end)).any(city)).then_some(first)
}

/// Names in front of a head belong to its title, possessors of states do not: "Russia's Constitution".
fn names_start(reading: &Reading<'_, '_>, first: u32, head: u32) -> u32 {
    let clitic = (first..head)
        .rev()
        .find(|&token| reading.text.token(token).is_some_and(|token| token.kind == TokenKind::Clitic));
    clitic.map_or(first, |clitic| clitic + 1)
}

/// "on the Law of the Sea", "for European Security", "of Paris": where a title in capitals ends.
fn title_complement(reading: &Reading<'_, '_>, head_end: u32, end: u32) -> u32 {
    let text = reading.text;
    let joins = ["on", "for", "of", "against", "concerning", "between", "to", "and", "the", "with", "in"];
    let opens = ["on", "for", "of", "against", "concerning", "between"];
    if !opens.contains(&text.word(head_end)) {
        return head_end;
    }
    let mut last = head_end;
    let mut at = head_end;
    while at < end.min(head_end + LONGEST_COMPLEMENT) {
        let Some(token) = text.token(at) else { break };
        let year = !reading.timexes_in(at..at + 1).is_empty();
        if token.is_capitalised() && token.is_word_like() && !year {
            last = at + 1;
        } else if !joins.contains(&text.word(at)) || at > last + 1 {
            break;
        }
        at += 1;
    }
    last
}

/// The mention with "of 1992" behind it, and the year; "the 1992 Charter" has it before its title.
fn with_year(reading: &Reading<'_, '_>, tokens: Range<u32>, end: u32) -> (Range<u32>, Option<String>) {
    let inside = reading.timexes_in(tokens.clone()).first().and_then(|(_, id)| year_of(reading, *id));
    if inside.is_some() {
        return (tokens, inside);
    }
    let of = ["of", "from"].contains(&reading.text.word(tokens.end));
    let behind = reading.timexes_in(tokens.end + 1..tokens.end + 2).first().filter(|_| of);
    let behind = behind.and_then(|(range, id)| Some((range.end, year_of(reading, *id)?)));
    match behind {
        Some((last, year)) if last <= end => (tokens.start..last, Some(year)),
        _ => {
            let before =
                tokens.start.checked_sub(1).and_then(|before| reading.timexes_in(before..tokens.start).first());
            let before = before.filter(|(range, _)| range.end == tokens.start);
            let year = before.and_then(|(_, id)| year_of(reading, *id));
            (tokens, year)
        }
    }
}

/// "the 2010 agreement on border traffic", "the joint statement of 2002": a plain noun with its year and complement.
fn plain_year(reading: &Reading<'_, '_>, tokens: Range<u32>, end: u32) -> (Range<u32>, Option<String>) {
    let (mut tokens, year) = with_year(reading, tokens, end);
    let opens = ["on", "between"].contains(&reading.text.word(tokens.end));
    let complement = phrases::source_after(reading.text, tokens.end + 1, end).filter(|_| opens);
    if let Some(complement) = complement {
        // "on the fish mechanism, a spokeswoman said": what a comma parts is no part, but parties in a row are.
        let comma = |token: &u32| reading.text.token(*token).is_some_and(|token| token.kind == TokenKind::Comma);
        let last = complement.clone().find(comma).unwrap_or(complement.end);
        let parties = reading.text.word(tokens.end) == "between";
        tokens.end = if parties { names_in_a_row(reading, last, end) } else { last };
    }
    let year = year.or_else(|| signed_in(reading, tokens.end, end));
    (tokens, year)
}

/// "the ceasefire agreement | signed in Cairo in 2021": the year of the participle behind a noun.
fn signed_in(reading: &Reading<'_, '_>, verb: u32, end: u32) -> Option<String> {
    const FARTHEST: u32 = 8;
    let text = reading.text;
    let clause =
        (verb..end.min(verb + FARTHEST)).take_while(|&token| text.token(token).is_some_and(Token::is_word_like));
    let mut dates = clause.filter(|_| List::Concluded.has(text.word(verb)));
    dates.find_map(|token| reading.timexes_in(token..token + 1).first().and_then(|(_, id)| year_of(reading, *id)))
}

/// "many UN documents", "these agreements".
fn as_set(reading: &Reading<'_, '_>, token: u32, end: u32, floor: u32) -> Option<Found> {
    let text = reading.text;
    let matched = sets().at(text, token, end)?;
    let start = phrase_start(reading, token, floor);
    let quantity = ["many", "several", "these", "those", "numerous", "various"];
    let determined = quantity.iter().any(|word| text.word(start).eq_ignore_ascii_case(word));
    let lower = text.token(token).is_some_and(|token| token.case == Case::Lower);
    (determined && lower && is_of_states(reading, start..matched.tokens.end)).then_some(Found {
        tokens: start..matched.tokens.end,
        kind: InstrumentKind::Set,
        title: None,
        number: None,
        year: None,
        key: None,
        reference: Reference::Set,
        any_kind: false,
        rule: "instrument.set",
    })
}

/// Words of trade and technique in a set; `data/diplomacy/trade_words.tsv`.
fn trades() -> &'static WordSet {
    static TABLE: OnceLock<WordSet> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = rows(include_str!("../../../data/diplomacy/trade_words.tsv"));
        rows.filter_map(|cells| cells.first().map(|word| key(word))).collect()
    })
}

/// Whether a set belongs to states or their bodies: named in it or right behind, or, where it says of nothing else whose
/// it is, in its sentence or the one before. Firms, machines and shareholders have agreements, protocols and resolutions too.
fn is_of_states(reading: &Reading<'_, '_>, set: Range<u32>) -> bool {
    let text = reading.text;
    let head = set.end - 1;
    let is = |token: u32, words: &[&str]| words.iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    // "declarations of good intent": words, and no instruments.
    let of_words = is(head, &["declarations"])
        && text.word(set.end) == "of"
        && text.token(set.end + 1).is_some_and(|token| token.case == Case::Lower)
        && !classes(text, set.end + 1).is(Classes::DETERMINER);
    if of_words || set.clone().any(|token| trades().contains(&key(text.word(token)))) {
        return false;
    }
    let party = |range: Range<u32>| {
        reading.mentions_in(range).iter().any(|mention| {
            reading.record.actors.get(mention.actor.index()).is_some_and(|actor| match actor.kind {
                ActorKind::State => true,
                ActorKind::Organisation => actor.subkind.as_deref().is_some_and(|kind| STATE_BODIES.contains(&kind)),
                ActorKind::Group => actor.members.iter().any(|id| {
                    reading.record.actors.get(id.index()).is_some_and(|member| member.kind == ActorKind::State)
                }),
                _ => false,
            })
        })
    };
    // "agreements between Peru and Chile", "resolutions of the council".
    let joined = ["of", "between", "with", "by"].contains(&text.word(set.end));
    let behind = set.end + if joined { 4 } else { 0 };
    if is(head, &["treaties"]) || party(set.start..behind) {
        return true;
    }
    // Documents and conventions can be papers and customs, unless they are concluded: "signed these documents".
    if is(head, &["documents", "conventions"]) {
        return (set.start.saturating_sub(3)..set.start).any(|token| List::Concluded.has(text.word(token)));
    }
    // "Several" counts, "many" speaks of what its sentence is about, "these" of what the sentence before is about.
    let Some(sentence) = reading.sentence(set.start).filter(|_| !is(set.start, &["several"])) else { return false };
    let back = is(set.start, &["these", "those"]);
    let before = sentence.start.checked_sub(1).filter(|_| back).and_then(|last| reading.sentence(last));
    party(before.map_or(sentence.start, |before| before.start)..sentence.end)
}

/// The words of a range, white space made single.
fn words(reading: &Reading<'_, '_>, tokens: Range<u32>) -> String {
    let words = reading.text.range(tokens).of(reading.text.source);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
