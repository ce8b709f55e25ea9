//! What stands around the noun or verb of a communication: subject, recipients, date, subject matter, request.

use std::ops::Range;

use onrecord_model::{ExchangeKind, TimexFunction, TimexId};

use super::frames::{clause_end, nouns};
use super::parties::is_public;
use super::report::Report;
use crate::diplomacy::Reading;
use crate::diplomacy::phrase::{is_of_some, phrase_at};
use crate::grammar::{Classes, classes, phrases};
use crate::text::{Case, Token, TokenKind};

/// "(D-Vermont)" between a name and its verb has at most so many tokens.
const LONGEST_BRACKET: u32 = 8;

/// Whether a word between commas parts a subject from its verb.
fn is_parenthesis(word: &str) -> bool {
    ["however", "meanwhile", "too", "instead", "therefore", "though", "moreover", "furthermore"].contains(&word)
}

/// A name that a relative clause goes with has at most so many tokens.
const LONGEST_ANTECEDENT: u32 = 30;

/// The phrases behind a noun or a verb: recipients, sender, date, subject, request; one past the last.
pub(super) fn behind(reading: &Reading<'_, '_>, from: u32, ceiling: u32, found: &mut Report) -> u32 {
    let text = reading.text;
    let mut at = from;
    while at < ceiling {
        let time = reading.timexes_in(at..at + 1).first().or_else(|| {
            let preposition = ["on", "of", "in", "dated"].contains(&text.word(at)) || text.word(at) == ",";
            // "to Chile, on May 3".
            let behind = at + 1 + u32::from(text.word(at) == "," && text.word(at + 1) == "on");
            reading.timexes_in(behind..behind + 1).first().filter(|_| preposition)
        });
        if let Some((tokens, id)) = time.cloned() {
            at = tokens.end;
            if reading.value(id).is_some() {
                found.date.get_or_insert((tokens, id));
            }
            continue;
        }
        let word = text.word(at);
        if let Some(end) = matter(reading, at, ceiling, found) {
            at = end;
            continue;
        }
        let slot = match word {
            "to" => &mut found.recipients,
            "from" | "by" => &mut found.sender,
            "of" if found.sender.is_none() && !reading.mentions_in(at + 1..at + 3).is_empty() => &mut found.sender,
            "with" if found.kind == ExchangeKind::Protest || found.kind == ExchangeKind::Call => &mut found.recipients,
            "on" | "about" | "over" | "concerning" | "regarding" => &mut found.subject,
            _ => {
                if let Some(end) = request(reading, at, ceiling) {
                    found.request.get_or_insert(at..end);
                    at = end;
                    continue;
                }
                break;
            }
        };
        let Some(phrase) = phrase_at(reading, at + 1, ceiling) else { break };
        // "an invitation to visit Chile", "invited to a meeting": what it is for, not to whom.
        let purpose = is_infinitive(reading, at)
            || found.kind == ExchangeKind::Proposal && is_act(reading, at)
            || found.kind == ExchangeKind::Invitation && !is_party(reading, &phrase);
        // "by failing to answer": a manner.
        let manner = ["by", "from"].contains(&word) && text.word(phrase.start).ends_with("ing");
        if word == "to" && purpose || manner {
            break;
        }
        let with_preposition = ["on", "about", "over", "concerning", "regarding"].contains(&word);
        let tokens = if with_preposition { at..subject_end(reading, phrase.end, ceiling) } else { phrase.clone() };
        at = tokens.end;
        // "a reply to its letter": what is answered is no recipient.
        if word == "to" && found.kind == ExchangeKind::Reply {
            let answered = (phrase.start..phrase.end).find(|&token| nouns().at(text, token, phrase.end).is_some());
            if let Some(answered) = answered {
                found.answers = Some(answered);
                at = date_of(reading, phrase.end);
                // "the letter it sent in January": what follows belongs to the letter.
                let relative = ["that", "which"].contains(&text.word(at))
                    || classes(text, at).is(Classes::PRONOUN)
                    || !reading.mentions_in(at..at + 1).is_empty();
                found.answered = phrase.start..if relative { ceiling } else { at };
                continue;
            }
        }
        slot.get_or_insert(tokens);
        at = aside(reading, at, ceiling);
    }
    at
}

/// "from Ana Orlu, head of the mission | in Lima, | to Chile": one past where a party is, if another party stands behind it.
fn aside(reading: &Reading<'_, '_>, at: u32, ceiling: u32) -> u32 {
    const LONGEST_PLACE: u32 = 5;
    let text = reading.text;
    let capital = |token: u32| text.token(token).is_some_and(Token::is_capitalised);
    let place = match text.word(at) {
        "here" => at + 1,
        "in" if capital(at + 1) => {
            (at + 2..ceiling.min(at + LONGEST_PLACE)).find(|token| !capital(*token)).unwrap_or(at)
        }
        _ => at,
    };
    let end = place + u32::from(text.word(place) == ",");
    let party = ["to", "from"].contains(&text.word(end)) && !reading.mentions_in(end + 1..end + 3).is_empty();
    if end < ceiling && party { end } else { at }
}

/// "its offer | of talks | to Chile", "a message | of sympathy | to Chile": one past what a communication is about, where a
/// recipient or a date stands behind it.
fn matter(reading: &Reading<'_, '_>, of: u32, ceiling: u32, found: &Report) -> Option<u32> {
    let text = reading.text;
    let about = text.word(of) == "of" && found.recipients.is_none() && reading.mentions_in(of + 1..of + 3).is_empty();
    let noun = phrases::is_common_noun(text, of + 1).then_some(of + 2).filter(|_| about)?;
    // A "letter of intent to acquire" and a "letter of credit" are papers of trade.
    let trade = ["intent", "credit", "guarantee", "comfort"].contains(&text.word(of + 1));
    let party = !reading.mentions_in(noun + 1..noun + 3).is_empty();
    (text.word(noun) == "to" && noun < ceiling && party && !trade && !is_infinitive(reading, noun)).then_some(noun)
}

/// "to visit Chile", "to discuss the border": a verb stands behind "to".
fn is_infinitive(reading: &Reading<'_, '_>, to: u32) -> bool {
    let text = reading.text;
    let class = classes(text, to + 1);
    let plain = text.token(to + 1).is_some_and(|token| token.kind == TokenKind::Word && token.case == Case::Lower)
        && !class.is(Classes::DETERMINER.or(Classes::PRONOUN).or(Classes::OBJECT));
    let object = text.token(to + 2).is_some_and(Token::is_capitalised) || classes(text, to + 2).is(Classes::DETERMINER);
    // "to host talks", as against "to foreign ministers".
    let bare =
        text.word(to + 2).ends_with('s') && phrases::is_common_noun(text, to + 2) && !is_adjective(text.word(to + 1));
    plain && (object || bare) && reading.mentions_in(to + 1..to + 2).is_empty()
}

/// "an offer to mediate", "a proposal to pay part of the debt": one word without article or mention that is no plural and
/// no adjective of one.
fn is_act(reading: &Reading<'_, '_>, to: u32) -> bool {
    let text = reading.text;
    let word = to + 1;
    let plural = text.word(word).ends_with('s') || text.word(word + 1).ends_with('s') && is_adjective(text.word(word));
    let small = text.token(word).is_some_and(|token| token.kind == TokenKind::Word && token.case == Case::Lower);
    let closed = classes(text, word).is(Classes::DETERMINER.or(Classes::PRONOUN).or(Classes::OBJECT));
    let party = !reading.mentions_in(word..word + 1).is_empty() || is_public(text.word(word));
    small && !closed && !plural && !party
}

/// Whether a word has the ending of an adjective: "foreign", "senior", as against "host".
fn is_adjective(word: &str) -> bool {
    ["al", "ior", "ign", "ish", "an", "ous", "ic", "ive", "ed", "ent"].iter().any(|ending| word.ends_with(ending))
}

/// Whether an actor stands in a phrase.
pub(super) fn is_party(reading: &Reading<'_, '_>, phrase: &Range<u32>) -> bool {
    let object = phrase.len() == 1 && classes(reading.text, phrase.start).is(Classes::OBJECT);
    object || reading.mentions_in(phrase.clone()).iter().any(|mention| mention.tokens.start <= phrase.start + 1)
}

/// "of February 12", "dated Monday": one past the date that goes with a noun, or where it would begin.
fn date_of(reading: &Reading<'_, '_>, at: u32) -> u32 {
    let goes_on = ["of", "dated", "from"].contains(&reading.text.word(at));
    reading.timexes_in(at + 1..at + 2).first().filter(|_| goes_on).map_or(at, |(tokens, _)| tokens.end)
}

/// A subject goes on with "of …" phrases.
fn subject_end(reading: &Reading<'_, '_>, from: u32, ceiling: u32) -> u32 {
    let mut end = from;
    while end < ceiling && reading.text.word(end) == "of" {
        let Some(phrase) = phrase_at(reading, end + 1, ceiling) else { break };
        end = phrase.end;
    }
    end
}

/// "asking to specify …", "pleading for …": one past the request that begins here.
pub(super) fn request(reading: &Reading<'_, '_>, at: u32, ceiling: u32) -> Option<u32> {
    let text = reading.text;
    let verb = [
        "asking",
        "urging",
        "requesting",
        "demanding",
        "pleading",
        "calling",
        "inviting",
        "proposing",
        "asks",
        "demands",
        "urges",
        "calls",
    ];
    let opens = verb.contains(&text.word(at)) || text.word(at) == "that" && verb.contains(&text.word(at + 1));
    opens.then(|| clause_end(text, at + 1, ceiling))
}

/// The subject in front of a verb group: a pronoun or a noun phrase, a date between passed over.
pub(super) fn subject_before(reading: &Reading<'_, '_>, group: u32, floor: u32) -> Option<Range<u32>> {
    let text = reading.text;
    let mut end = group;
    // "the council, which invited them": who is meant stands before the comma.
    let relative = end.checked_sub(2).filter(|_| ["which", "who"].contains(&text.word(end - 1)));
    if let Some(comma) = relative.filter(|comma| *comma > floor && text.word(*comma) == ",") {
        let near = reading.mentions_in(floor.max(comma.saturating_sub(LONGEST_ANTECEDENT))..comma).iter();
        let meant = near.filter(|mention| mention.tokens.end == comma).min_by_key(|mention| mention.tokens.len());
        let meant = meant.map(|mention| mention.tokens.clone());
        return meant.or_else(|| phrases::source_before(text, comma, floor));
    }
    // "the senators, however, told", "Ana Orlu (Norland) wrote": what stands between only parts them.
    if end > floor + 3 && text.word(end - 1) == "," && text.word(end - 3) == "," && is_parenthesis(text.word(end - 2)) {
        end -= 3;
    }
    if end > floor && text.word(end - 1) == ")" {
        let near = floor.max(end.saturating_sub(LONGEST_BRACKET))..end;
        end = near.into_iter().rev().find(|token| text.word(*token) == "(").filter(|open| *open > floor).unwrap_or(end);
    }
    // "Norland on Monday handed", "In March Norland sent".
    if let Some((time, _)) = reading.timexes_in(floor..end).last().filter(|(time, _)| time.end == end).cloned() {
        end = time.start;
        if end > floor && text.word(end - 1).eq_ignore_ascii_case("on") {
            end -= 1;
        }
    }
    let mention = reading
        .mentions_in(floor.max(end.saturating_sub(30))..end)
        .iter()
        .filter(|mention| mention.tokens.end == end)
        .max_by_key(|mention| mention.tokens.len());
    if let Some(mention) = mention.filter(|mention| !is_of_some(text, mention.tokens.start, floor)) {
        let mut start = mention.tokens.start;
        if start > floor && text.word(start - 1).eq_ignore_ascii_case("the") {
            start -= 1;
        }
        return Some(start..end);
    }
    phrases::source_before(text, end, floor)
}

/// Whether a statement with these words as its cue was made on a day.
fn is_day_of_cue(reading: &Reading<'_, '_>, act: &Range<u32>, day: TimexId) -> bool {
    let first = reading.sentence(act.start).map_or(act.start, |sentence| sentence.start);
    let near = reading.begun_in(first..act.start + 1);
    let mut said = near.filter(|statement| statement.cue.as_ref().is_some_and(|cue| cue.contains(&act.start)));
    said.any(|statement| {
        let date = reading.record.statements.get(statement.statement.index()).and_then(|told| told.date.clone());
        date.is_some() && date == reading.value(day)
    })
}

/// The date of the clause, where it stands at the edge of it: "On February 26, I sent".
pub(super) fn date_in(reading: &Reading<'_, '_>, clause: &Range<u32>, found: &Report) -> Option<(Range<u32>, TimexId)> {
    let act = found.act.clone()?;
    let dates = reading.timexes_in(clause.clone()).iter().filter(|(tokens, id)| {
        // "on Monday sent a letter pleading for help": the day of the words is the day of the letter.
        let beside =
            (tokens.end..=tokens.end + 1).contains(&act.start) || (act.end..=act.end + 1).contains(&tokens.start);
        let own = reading.record.timexes.get(id.index()).is_some_and(|timex| match timex.function {
            TimexFunction::DatelineDate | TimexFunction::DocumentDate => false,
            // "On Monday Peru asked Chile to wait": the act is what was said that day.
            TimexFunction::OccasionDate => beside || is_day_of_cue(reading, &act, *id),
            _ => true,
        });
        // "invited to talks in May": the day of the talks.
        let other = found.kind == ExchangeKind::Invitation && tokens.start > act.start;
        let day = own && !other && reading.value(*id).is_some_and(|value| value.len() >= 7);
        day && tokens.start >= act.start.saturating_sub(14) && tokens.start < act.end + 24
    });
    let inside = |tokens: &Range<u32>| found.request.as_ref().is_some_and(|request| request.contains(&tokens.start));
    // "by Friday": a deadline, of something else.
    let deadline = |tokens: &Range<u32>| {
        let before = tokens.start.checked_sub(1).map_or("", |before| reading.text.word(before));
        ["by", "until", "till", "before", "within"].iter().any(|word| before.eq_ignore_ascii_case(word))
    };
    // "…; the rules came the same day": of another clause.
    let apart = |tokens: &Range<u32>| {
        let mut between = act.end.min(tokens.end)..act.start.max(tokens.start);
        let relative = |token: u32| ["which", "who"].contains(&reading.text.word(token + 1));
        between.any(|token| match reading.text.token(token).map(|token| token.kind) {
            Some(TokenKind::Semicolon) => true,
            Some(TokenKind::Comma) => tokens.start > act.start && relative(token),
            _ => false,
        })
    };
    dates
        .filter(|(tokens, _)| {
            !apart(tokens) && !inside(tokens) && !deadline(tokens) && !found.answered.contains(&tokens.start)
        })
        .min_by_key(|(tokens, _)| tokens.start.abs_diff(act.start))
        .cloned()
}
