//! Runs the cases of `tests/cases/actors`: who is meant, in which role, and who speaks.
//!
//! What a case lists must be found; the README beside the cases describes the items. A case that would hold for an
//! empty dispatch shows nothing and fails, but for those that only forbid.

mod support;

use onrecord_extract::{Extractor, Source, parse_date};
use onrecord_model::{Actor, Record};
use support::{Case, Item, Part, flat};

fn quoted(item: &Item) -> Vec<&str> {
    item.parts
        .iter()
        .filter_map(|part| match part {
            Part::Quoted(words) => Some(words.as_str()),
            Part::Word(_) => None,
        })
        .collect()
}

fn actor_named<'r>(record: &'r Record, name: &str) -> Option<&'r Actor> {
    record.actors.iter().find(|actor| flat(&actor.name) == name)
}

/// The actors of the mentions with exactly these words.
fn mentioned<'r>(record: &'r Record, words: &str) -> Vec<&'r str> {
    record
        .mentions
        .iter()
        .filter(|mention| flat(&mention.span.text) == words)
        .filter_map(|mention| record.actors.get(mention.actor.index()))
        .map(|actor| actor.name.as_str())
        .collect()
}

/// `- person "Ana Orlu" "Foreign Minister Ana Orlu" "she"`: an actor of this kind and name, and words that mean it.
fn actor(record: &Record, kind: &str, item: &Item) -> Result<(), String> {
    let words = quoted(item);
    let (name, mentions) = words.split_first().ok_or("no name")?;
    let found = actor_named(record, name).ok_or_else(|| format!("no actor {name:?}"))?;
    if found.kind.as_str() != kind {
        return Err(format!("{name:?} is a {}", found.kind));
    }
    for words in mentions {
        let meant = mentioned(record, words);
        if !meant.contains(&found.name.as_str()) {
            return Err(format!("{words:?} means {meant:?}"));
        }
    }
    Ok(())
}

/// `- role "foreign minister" of "Poland" by "Ana Orlu" title`.
fn role(record: &Record, item: &Item) -> Result<(), String> {
    let words = quoted(item);
    let (office, rest) = words.split_first().ok_or("no office")?;
    let holder = rest.last().ok_or("no holder")?;
    let of = item.says("of").then(|| rest.first().copied()).flatten();
    let derivations = ["title", "apposition", "periphrasis", "counterpart"];
    let derivation = derivations.iter().find(|derivation| item.says(derivation));
    let name = |id: onrecord_model::ActorId| record.actors.get(id.index()).map(|actor| flat(&actor.name));
    let found = record.roles.iter().any(|role| {
        role.office == *office
            && name(role.actor).as_deref() == Some(holder)
            && role.of.and_then(name).as_deref() == of
            && derivation.is_none_or(|derivation| role.derivation.as_str() == *derivation)
    });
    let all: Vec<_> = record
        .roles
        .iter()
        .map(|role| {
            format!("{} of {:?} by {:?} {}", role.office, role.of.and_then(name), name(role.actor), role.derivation)
        })
        .collect();
    if found { Ok(()) } else { Err(format!("no such role among {all:?}")) }
}

/// `- speaker "first words of the content" "Ana Orlu"`, or `nobody`; `- holder …` likewise.
fn speaker(record: &Record, item: &Item, holder: bool) -> Result<(), String> {
    let words = quoted(item);
    let content = words.first().ok_or("no content")?;
    let statement = record
        .statements
        .iter()
        .find(|statement| statement.content.iter().any(|span| flat(&span.text).starts_with(content)))
        .ok_or_else(|| format!("no statement {content:?}"))?;
    let actor = if holder { statement.holder } else { statement.speaker };
    let found = actor.and_then(|id| record.actors.get(id.index())).map(|actor| flat(&actor.name));
    let right = found.as_deref() == words.get(1).copied();
    if right { Ok(()) } else { Err(format!("it is {found:?}")) }
}

fn check(record: &Record, item: &Item) -> Result<(), String> {
    let words = quoted(item);
    match item.kind() {
        kind @ ("person" | "office" | "organisation" | "state" | "group") => actor(record, kind, item),
        "role" => role(record, item),
        "speaker" => speaker(record, item, false),
        "holder" => speaker(record, item, true),
        "apart" => {
            let meant: Vec<_> = words.iter().map(|words| mentioned(record, words)).collect();
            let distinct = meant.iter().enumerate().all(|(place, actors)| {
                !actors.is_empty()
                    && meant.iter().skip(place + 1).all(|other| other.iter().all(|name| !actors.contains(name)))
            });
            if distinct { Ok(()) } else { Err(format!("{meant:?}")) }
        }
        "place" => {
            let found = record.places.iter().any(|place| words.first() == Some(&place.name.as_str()));
            if found { Ok(()) } else { Err("no such place".to_owned()) }
        }
        "no" => forbidden(record, item, &words),
        other => Err(format!("unknown item {other:?}")),
    }
}

/// `- no actor "somebody"`, `- no state "Jordan"`, `- no place …`, `- no mention …`, `- no role …`.
fn forbidden(record: &Record, item: &Item, words: &[&str]) -> Result<(), String> {
    let named = |actor: &&Actor| words.iter().any(|words| flat(&actor.name).eq_ignore_ascii_case(words));
    let fault = if item.says("mention") || item.says("actor") {
        let meant: Vec<_> = words.iter().flat_map(|words| mentioned(record, words)).collect();
        let named = item.says("actor") && record.actors.iter().any(|actor| named(&actor));
        (named || !meant.is_empty()).then(|| format!("it means {meant:?}"))
    } else if item.says("place") {
        let found = record.places.iter().any(|place| words.contains(&place.name.as_str()));
        found.then(|| "it is there".to_owned())
    } else if item.says("role") {
        let found = record.roles.iter().any(|role| words.contains(&role.office.as_str()));
        found.then(|| "it is there".to_owned())
    } else {
        let kinds = ["person", "office", "organisation", "state", "group"];
        let kind = kinds.iter().find(|kind| item.says(kind)).ok_or("no what?")?;
        record
            .actors
            .iter()
            .find(|actor| actor.kind.as_str() == *kind && named(actor))
            .map(|_| "it is there".to_owned())
    };
    fault.map_or(Ok(()), Err)
}

fn faults(extractor: &Extractor, case: &Case, text: &str) -> Vec<String> {
    let mut source = Source::new("case", text);
    if let Some(date) = case.head("published").and_then(|date| parse_date(date).ok()) {
        source = source.published(date);
    }
    let record = extractor.extract(&source);
    let fault = |item: &Item| check(&record, item).err().map(|fault| format!("  - {}\n    {fault}", item.line));
    case.expected.iter().filter_map(fault).collect()
}

#[test]
fn cases_hold() {
    let extractor = Extractor::default();
    let cases = support::load("actors").expect("the cases are well formed");
    let wanted = std::env::var("ONRECORD_CASE").unwrap_or_default();
    let mut failures = Vec::new();
    for case in cases.iter().filter(|case| case.title().contains(&wanted)) {
        let mut found = faults(&extractor, case, &case.text);
        let forbids_only = case.expected.iter().all(|item| item.kind() == "no");
        if found.is_empty() && !forbids_only && faults(&extractor, case, "").is_empty() {
            found.push("  holds for an empty dispatch: it shows nothing".to_owned());
        }
        if !found.is_empty() {
            failures.push(format!("{}\n{}", case.title(), found.join("\n")));
        }
    }
    let failed = failures.len();
    assert!(failures.is_empty(), "{failed} of {} cases fail\n{}", cases.len(), failures.join("\n"));
    assert!(cases.len() >= 200 || !wanted.is_empty(), "only {} cases", cases.len());
}
