//! What is one across dispatches, as the archive finds it and as its user decides.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use onrecord_archive::{Archive, Entry, version};
use onrecord_extract::{Attribution, Extractor, Options, Source, parse_date};

/// An archive of dispatches, each under its id.
fn archive(dispatches: &[(&str, &str)]) -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    archive.add(dispatches.iter().map(|&(id, text)| entry(id, text)).collect()).unwrap();
    archive
}

fn entry(id: &str, text: &str) -> Entry {
    let extractor = Extractor::new(Options { attribution: Attribution::Rules, ..Options::default() }).unwrap();
    let record = extractor.extract(&Source::new(id, text).published(parse_date("2024-03-05").unwrap()));
    Entry { record, text: Some(text.to_owned()), version: version(extractor.options(), None, Some("2024-03-05")) }
}

/// A dispatch in which somebody speaks.
fn says(who: &str) -> String {
    format!("OSLO, March 5 (Polaris) -- \"Norway waits,\" {who} said.")
}

/// The name under which the persons of each dispatch are known to the archive.
fn persons(archive: &Archive) -> BTreeMap<String, String> {
    let known = "SELECT documents.id, first.name || ' of ' || first.state FROM documents \
                 JOIN actors ON actors.document = documents.key \
                 JOIN signatures ON signatures.key = actors.signature \
                 JOIN signatures first ON first.key = signatures.identity WHERE actors.kind = 'person'";
    let mut read = archive.connection().prepare(known).unwrap();
    read.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

fn known(names: &[(&str, &str)]) -> BTreeMap<String, String> {
    names.iter().map(|&(document, name)| (document.to_owned(), name.to_owned())).collect()
}

const INGRID: &str = "Ingrid Halvorsen of NOR";
const INGA: &str = "Inga Halvorson of NOR";

/// Two spellings that share no surname, and a person who has the name of the first in another state.
fn spellings() -> Archive {
    archive(&[
        ("a", &says("Norwegian Foreign Minister Ingrid Halvorsen")),
        ("b", &says("Norwegian Foreign Minister Inga Halvorson")),
        ("c", &says("Danish Foreign Minister Ingrid Halvorsen")),
    ])
}

const APART: &[(&str, &str)] = &[("a", INGRID), ("b", INGA), ("c", "Ingrid Halvorsen of DNK")];

#[test]
fn a_surname_is_known_by_the_full_name_that_has_its_office() {
    let archive = archive(&[
        ("a", &says("Norwegian Foreign Minister Halvorsen")),
        ("b", &says("Norwegian Foreign Minister Ingrid Halvorsen")),
    ]);
    assert_eq!(persons(&archive), known(&[("a", INGRID), ("b", INGRID)]));
}

#[test]
fn who_has_a_state_stands_for_who_has_none() {
    let archive = archive(&[
        ("a", &says("Foreign Minister Ingrid Halvorsen")),
        ("b", &says("Norwegian Foreign Minister Ingrid Halvorsen")),
    ]);
    assert_eq!(persons(&archive), known(&[("a", INGRID), ("b", INGRID)]));
}

#[test]
fn names_of_one_state_are_made_one_and_those_of_another_stay() {
    let mut archive = spellings();
    assert_eq!(persons(&archive), known(APART));
    archive.merge_actors(("Inga Halvorson", "NOR"), ("Ingrid Halvorsen", "NOR")).unwrap();
    assert_eq!(persons(&archive), known(&[("a", INGA), ("b", INGA), ("c", "Ingrid Halvorsen of DNK")]));
}

#[test]
fn a_name_without_a_state_is_that_of_every_state() {
    let mut archive = spellings();
    archive.merge_actors(("Inga Halvorson", ""), ("Ingrid Halvorsen", "")).unwrap();
    assert_eq!(persons(&archive), known(&[("a", INGA), ("b", INGA), ("c", INGA)]));
}

#[test]
fn a_decision_holds_for_what_comes_later_and_can_be_taken_back() {
    let mut archive = spellings();
    archive.merge_actors(("Inga Halvorson", "NOR"), ("Ingrid Halvorsen", "NOR")).unwrap();
    archive.add(vec![entry("d", &says("Norwegian Foreign Minister Ingrid Halvorsen"))]).unwrap();
    assert_eq!(persons(&archive).get("d").map(String::as_str), Some(INGA));
    archive.remove("d").unwrap();
    archive.split_actors(("Inga Halvorson", "NOR"), ("Ingrid Halvorsen", "NOR")).unwrap();
    assert_eq!(persons(&archive), known(APART));
}

#[test]
fn one_name_is_two_persons_where_the_user_says_so() {
    let mut archive = archive(&[
        ("a", &says("Norwegian Foreign Minister Halvorsen")),
        ("b", &says("Norwegian Foreign Minister Ingrid Halvorsen")),
    ]);
    archive.split_actors(("Halvorsen", ""), ("Ingrid Halvorsen", "")).unwrap();
    assert_eq!(persons(&archive), known(&[("a", "Halvorsen of NOR"), ("b", INGRID)]));
}

/// A dispatch about talks.
fn talks(parties: &str, place: &str, day: &str) -> String {
    format!("OSLO, March 5 (Polaris) -- The talks between {parties} in {place} on {day} were short, the ministry said.")
}

#[test]
fn an_event_is_one_where_a_party_or_the_place_is_common_on_one_day() {
    let archive = archive(&[
        ("a", &talks("Norway and Finland", "Turku", "Monday")),
        ("b", &talks("Finland and Sweden", "Oslo", "Monday")),
        ("c", &talks("Estonia and Latvia", "Turku", "Monday")),
        ("d", &talks("Denmark and Poland", "Warsaw", "Monday")),
        ("e", &talks("Norway and Finland", "Turku", "Sunday")),
    ]);
    let read =
        "SELECT documents.id, identity FROM events JOIN documents ON documents.key = document ORDER BY documents.id";
    let mut read = archive.connection().prepare(read).unwrap();
    let events = read.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let events: BTreeMap<_, _> = events.collect::<Result<_, _>>().unwrap();
    let one = events["a"].clone();
    assert!(events.values().take(3).all(|identity| *identity == one), "{events:?}");
    assert!(events.values().skip(3).all(|identity| *identity != one), "{events:?}");
    assert_eq!(events.len(), 5);
}
