//! Whether those who write, call or ask are parties of diplomacy: states, their bodies and officials, bodies of states.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{Actor, ActorId, ActorKind, ExchangeKind, ExchangeStatus};

use super::merge::Merged;
use super::report::Report;
use crate::diplomacy::Reading;
use crate::diplomacy::phrase::{actors_of, is_of_some};
use crate::diplomacy::reading::MentionTokens;
use crate::grammar::{Classes, classes, phrases, rows};

/// What a word of the table tells of a party, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Name,
    Office,
    Matter,
    Court,
    Before,
    Behind,
    Body,
    Side,
}

fn words() -> &'static HashSet<(&'static str, Place)> {
    static TABLE: OnceLock<HashSet<(&str, Place)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let all = rows(include_str!("../../../data/diplomacy/party_words.tsv"));
        let place = |cells: Vec<&'static str>| {
            let [place, word] = cells.as_slice() else { return None };
            let place = match *place {
                "name" => Place::Name,
                "office" => Place::Office,
                "matter" => Place::Matter,
                "court" => Place::Court,
                "before" => Place::Before,
                "behind" => Place::Behind,
                "body" => Place::Body,
                "side" => Place::Side,
                _ => return None,
            };
            Some((*word, place))
        };
        all.filter_map(place).collect()
    })
}

fn is_word(word: &str, place: Place) -> bool {
    words().contains(&(word, place))
}

/// Whether a word right before the noun of a communication tells that it is none: "a tender offer".
pub(super) fn is_kind_before(word: &str) -> bool {
    is_word(&word.to_ascii_lowercase(), Place::Before)
}

/// Whether a word right behind the noun of a communication tells that it is none: "letter carriers".
pub(super) fn is_kind_behind(word: &str) -> bool {
    is_word(&word.to_ascii_lowercase(), Place::Behind)
}

/// Whether a noun stands for those who act for a state: "authorities", "ambassador", "capitals".
fn is_side(word: &str) -> bool {
    is_word(&word.to_ascii_lowercase(), Place::Side)
}

/// Whether a phrase is headed by a noun for those who act for states, though no actor is known for it: "both capitals".
pub(super) fn names_sides(reading: &Reading<'_, '_>, phrase: &Range<u32>) -> bool {
    phrase.clone().any(|token| is_side(reading.text.word(token)) || is_public(reading.text.word(token)))
}

/// Before a name that a relative clause goes with stand at most so many words less one: "Regional peacemaker Kenya, which".
const NEAR: u32 = 3;

/// How an actor stands to diplomacy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// A state, its bodies and officials, a body of states.
    Public,
    /// A firm, and who holds an office of it.
    Private,
    /// A body or person of which the text does not say.
    Open,
}

/// Whether a communication is one of diplomacy: one party at least is public and none is private. Where the sentence is
/// about shares or suits, or somebody is only asked for something, the sender is public; what `bare` nouns name, as an
/// offer, is of firms unless all that send or get it are known. A note of banks is none at all.
pub(super) fn are_diplomatic(reading: &Reading<'_, '_>, one: &Merged, bare: bool, near: u32) -> bool {
    let standing = |id: &ActorId| standing(reading, *id);
    let sends = one.sender.as_ref().map(standing);
    let all: Vec<Standing> = one.recipients.iter().map(standing).chain(sends).collect();
    if all.contains(&Standing::Private) || !all.contains(&Standing::Public) {
        return false;
    }
    let open = |id: &ActorId| {
        standing(id) == Standing::Open && (!is_individual(reading, *id) || holds_open_office(reading, *id))
    };
    // A lobby writes to ministers.
    if one.sender.as_ref().is_some_and(open) {
        return false;
    }
    let close = bare || one.kind == ExchangeKind::Call;
    if close && one.sender.iter().chain(&one.recipients).any(open) {
        return false;
    }
    // A motion to a court.
    let words = |tokens: &Range<u32>| tokens.clone().any(|token| is_word(reading.text.word(token), Place::Court));
    if one.reports.iter().filter_map(|report| report.recipients.as_ref()).any(words) {
        return false;
    }
    let public = sends == Some(Standing::Public);
    match one.kind {
        // A court is asked by motion.
        ExchangeKind::OralRequest => {
            public && !one.sender.iter().chain(&one.recipients).any(|id| is_court(reading, *id))
        }
        ExchangeKind::Note => !is_private_matter(reading, near),
        _ => public || !is_private_matter(reading, near),
    }
}

/// Whether a proposal is one of home affairs by all that is told of it: of nobody, or of a ministry to nobody on no day.
pub(super) fn is_domestic(one: &Merged) -> bool {
    let open = one.recipients.is_empty() && one.sender_state.is_none() && one.date.is_none();
    one.kind == ExchangeKind::Proposal && (one.sender.is_none() || open)
}

/// Whether too little is told by a noun to be a record of a communication: no day, nothing asked, awaited or answered, and,
/// told once, one side only; of what also stands for much that nobody sends, an offer, an invitation, a reply, no recipient.
pub(super) fn is_bare(one: &Merged) -> bool {
    let told = one.date.is_some()
        || one.subject.is_some()
        || one.request.is_some()
        || one.expected.is_some()
        || one.in_reply_to.is_some()
        || one.status != ExchangeStatus::Reported;
    let common = matches!(one.kind, ExchangeKind::Invitation | ExchangeKind::Proposal | ExchangeKind::Reply);
    let unaddressed = common && one.reports.iter().all(|report| report.recipients.is_none());
    let named = |report: &Report| {
        (one.sender.is_some() || report.sender.is_some()) && (!one.recipients.is_empty() || report.recipients.is_some())
    };
    let nobody = one.reports.iter().all(|report| report.act.is_none()) && one.sender.is_none();
    let one_side = nobody || one.reports.len() == 1 && !one.reports.iter().all(named);
    let by_noun = one.reports.iter().all(|report| report.rule == "exchange.noun");
    by_noun && !told && (unaddressed && one.recipients.is_empty() || one_side)
}

/// Whether a message is no more than what somebody wants to be understood: "its message is clear", "sent a message that …".
/// One that is sent has somebody to whom it goes, or a day.
pub(super) fn is_figurative(reading: &Reading<'_, '_>, one: &Merged) -> bool {
    let sent = one.sender.is_some() && one.date.is_some();
    let sides = |phrase: &Range<u32>| names_sides(reading, phrase);
    let addressed = !one.recipients.is_empty()
        || one.reports.iter().any(|report| report.act.is_some() && report.recipients.as_ref().is_some_and(sides));
    one.kind == ExchangeKind::Message
        && (!addressed && !sent || one.reports.iter().all(|report| is_gist(reading, report)))
}

/// "Our message to Chile was that …": what somebody wanted to be understood.
fn is_gist(reading: &Reading<'_, '_>, report: &Report) -> bool {
    const FARTHEST: u32 = 4;
    let text = reading.text;
    let end = report.recipients.as_ref().map_or(report.kind_tokens.end, |recipients| recipients.end);
    let copula = (end..end + FARTHEST).find(|&token| ["is", "was", "remains"].contains(&text.word(token)));
    report.act.is_none() && copula.is_some_and(|copula| ["that", "clear", "simple"].contains(&text.word(copula + 1)))
}

/// Whether an organisation is a body of a state or of states.
pub(super) fn is_public_body(reading: &Reading<'_, '_>, id: ActorId) -> bool {
    reading.record.actors.get(id.index()).is_some_and(|actor| of_body(actor) == Standing::Public)
}

/// Whether the sentence is about trade, suits, sport or the arts.
fn is_private_matter(reading: &Reading<'_, '_>, near: u32) -> bool {
    let sentence = reading.sentence(near).unwrap_or(near..near);
    sentence.into_iter().any(|token| is_word(reading.text.word(token), Place::Matter))
}

/// A court or a judge.
fn is_court(reading: &Reading<'_, '_>, id: ActorId) -> bool {
    let court = reading.record.actors.get(id.index()).is_some_and(|actor| actor.subkind.as_deref() == Some("court"));
    court || reading.record.roles.iter().any(|role| role.actor == id && role.office.ends_with("judge"))
}

/// Whether an actor is a person or an office.
pub(super) fn is_individual(reading: &Reading<'_, '_>, id: ActorId) -> bool {
    let actor = reading.record.actors.get(id.index());
    actor.is_some_and(|actor| matches!(actor.kind, ActorKind::Person | ActorKind::Office))
}

fn standing(reading: &Reading<'_, '_>, id: ActorId) -> Standing {
    let Some(actor) = reading.record.actors.get(id.index()) else { return Standing::Open };
    match actor.kind {
        ActorKind::State => Standing::Public,
        ActorKind::Organisation => of_body(actor),
        ActorKind::Group | ActorKind::Office if names_private(actor) => Standing::Private,
        ActorKind::Group | ActorKind::Office => Standing::Public,
        ActorKind::Person => of_person(reading, actor),
    }
}

fn of_body(actor: &Actor) -> Standing {
    match actor.subkind.as_deref() {
        Some("company" | "media" | "sport") => Standing::Private,
        Some("ngo") => Standing::Open,
        Some(_) => Standing::Public,
        None if names_private(actor) => Standing::Private,
        None if is_public(&actor.name) => Standing::Public,
        None => Standing::Open,
    }
}

/// By the offices held: one of a state or of a body of states makes a person public, one of a firm private.
fn of_person(reading: &Reading<'_, '_>, person: &Actor) -> Standing {
    let mut found = Standing::Open;
    for role in reading.record.roles.iter().filter(|role| role.actor == person.id) {
        let of = role.of.and_then(|id| reading.record.actors.get(id.index()));
        let body = of.filter(|of| of.kind != ActorKind::Person).map(|of| match of.kind {
            ActorKind::Organisation => of_body(of),
            _ => Standing::Public,
        });
        let private = role.office.rsplit(' ').next().is_some_and(|word| is_word(word, Place::Office));
        match body {
            Some(Standing::Public) => return Standing::Public,
            Some(Standing::Private) => found = Standing::Private,
            _ if private && found == Standing::Open => found = Standing::Private,
            None if !private && found == Standing::Open => found = Standing::Public,
            _ => {}
        }
    }
    found
}

/// Whether somebody is known by an office of a body alone of which the text does not say what it is.
fn holds_open_office(reading: &Reading<'_, '_>, person: ActorId) -> bool {
    let mut roles = reading.record.roles.iter().filter(|role| role.actor == person).peekable();
    let open = |id: ActorId| {
        let of = reading.record.actors.get(id.index());
        of.is_some_and(|of| of.kind == ActorKind::Organisation && of_body(of) == Standing::Open)
    };
    roles.peek().is_some() && roles.all(|role| role.of.is_some_and(open))
}

/// Whether a name says that its bearer is private: "Norbank Corp", "employees".
fn names_private(actor: &Actor) -> bool {
    let office = actor.kind == ActorKind::Office;
    let last = actor.name.rsplit(' ').next().is_some_and(|word| is_word(word, Place::Office));
    office && last || actor.name.split(' ').any(|word| is_word(word, Place::Name))
}

/// Whether a body is one of a state or of states by its name: "Angolan embassy".
pub(super) fn is_public(name: &str) -> bool {
    name.split(' ').any(|word| is_word(&word.to_ascii_lowercase(), Place::Body))
}

/// The actor whom a phrase names: the one that ends it, else the one with most of its words. "Peruvian fish traders" are
/// not Peru, "the Peruvian authorities" are.
pub(super) fn head_of(reading: &Reading<'_, '_>, phrase: &Range<u32>) -> Option<ActorId> {
    // "Japan, the biggest buyer of ore": what stands behind the comma only tells of it.
    let comma =
        |mention: &&MentionTokens| mention.tokens.end < phrase.end && reading.text.word(mention.tokens.end) == ",";
    let first = reading.mentions_in(phrase.start..phrase.start + NEAR).iter().find(comma);
    if let Some(first) = first {
        return Some(first.actor);
    }
    let inside = reading.mentions_in(phrase.clone()).iter().filter(|mention| mention.tokens.end == phrase.end);
    // "a delegate at the headquarters": who is named last is not meant.
    let led = |from: u32| (phrase.start..from).any(|token| classes(reading.text, token).is(Classes::PREPOSITION));
    let last = inside.filter(|mention| !led(mention.tokens.start)).max_by_key(|mention| mention.tokens.len());
    let mention = last.or_else(|| reading.mention_over(phrase))?;
    let some_of = is_of_some(reading.text, mention.tokens.start, phrase.start);
    (!some_of && !describes(reading, phrase, &mention.tokens)).then_some(mention.actor)
}

/// The actors of a phrase, those left out that only describe its head.
pub(super) fn heads_of(reading: &Reading<'_, '_>, phrase: &Range<u32>) -> Vec<ActorId> {
    let last = reading
        .mentions_in(phrase.clone())
        .iter()
        .map(|mention| mention.tokens.clone())
        .max_by_key(|tokens| tokens.end);
    // "Muslims in the United States": where somebody is, and not who it is.
    let inside = |token: u32| ["in", "at", "from", "across"].contains(&reading.text.word(token));
    let first = reading.mentions_in(phrase.clone()).first().map_or(phrase.start, |first| first.tokens.start);
    let placed = (phrase.start..first).any(inside);
    if placed || last.is_some_and(|last| describes(reading, phrase, &last)) {
        return Vec::new();
    }
    actors_of(reading, phrase)
}

/// Whether a mention is the adjective of a noun that is no word for a state: "Brazilian | car distributors".
fn describes(reading: &Reading<'_, '_>, phrase: &Range<u32>, mention: &Range<u32>) -> bool {
    let text = reading.text;
    let behind = mention.end;
    // "a retired Chilean ambassador": nobody who speaks for Chile.
    let retired =
        |token: u32| ["retired", "former", "ex"].iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    if (phrase.start..mention.start).any(retired) {
        return true;
    }
    // "Ossa said yesterday that Peru had": no phrase, but a clause.
    if behind + 1 < phrase.end && phrases::is_past(text.word(behind)) {
        return true;
    }
    let closed = Classes::PREPOSITION.or(Classes::ADVERB);
    if behind >= phrase.end
        || !phrases::is_common_noun(text, behind)
        || classes(text, behind).is(closed)
        || text.word(behind) == "here"
    {
        return false;
    }
    let noun = |token: &u32| phrases::is_common_noun(text, *token);
    let head = (behind..phrase.end).take_while(noun).last().unwrap_or(behind);
    !is_side(text.word(head))
}
