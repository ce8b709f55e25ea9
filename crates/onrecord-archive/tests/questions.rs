//! Each of the fifteen answers over a known world equals what the world says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use onrecord_archive::{Archive, ChangeKind, Evidence, Filter, Rung};
use world::{ALONE, Outcome, STATES, State, Story, stories};

thread_local! {
    static ARCHIVE: LazyLock<Archive> = LazyLock::new(world::archive);
}

fn asked<T>(ask: impl FnOnce(&Archive) -> T) -> T {
    ARCHIVE.with(|archive| ask(archive))
}

/// Extraction takes a while in a test build, so one test asks everything of one archive, and names what failed.
#[test]
fn every_answer_equals_the_world() {
    assert!(world::dispatches().len() >= 150, "{}", world::dispatches().len());
    let questions: [(&str, fn()); 15] = [
        ("unanswered", unanswered),
        ("invocations", invocations),
        ("definitions", definitions),
        ("variants", variants),
        ("speaks_about", speaks_about),
        ("agreement", agreement),
        ("presented", presented),
        ("directives", directives),
        ("commissives", commissives),
        ("occasions", occasions),
        ("in_context", in_context),
        ("only_by", only_by),
        ("discrepancies", discrepancies),
        ("roles", roles),
        ("ladder", ladder),
    ];
    let failed: Vec<&str> =
        questions.into_iter().filter(|(_, ask)| std::panic::catch_unwind(ask).is_err()).map(|(name, _)| name).collect();
    assert!(failed.is_empty(), "{failed:?}");
    asked(|archive| assert_eq!(archive.check().unwrap(), []));
}

fn documents<'e>(evidence: impl IntoIterator<Item = &'e Evidence>) -> BTreeSet<String> {
    evidence.into_iter().map(|evidence| evidence.document.clone()).collect()
}

fn iso(state: State) -> String {
    state.iso3.to_owned()
}

fn unanswered() {
    for story in stories() {
        for after in [3, 8, 11, 30] {
            let as_of = story.day(after);
            let expected: BTreeSet<(String, String, String)> = stories()
                .into_iter()
                .filter(|story| story.day(1) <= as_of && (story.outcome == Outcome::Open || story.day(10) > as_of))
                .map(|story| (story.sent.to_string(), story.a.iso3.to_owned(), story.b.iso3.to_owned()))
                .collect();
            let rows = asked(|archive| archive.unanswered(&as_of.to_string(), &Filter::default())).unwrap();
            let found: BTreeSet<_> = rows
                .iter()
                .map(|row| {
                    assert_eq!(row.kind, "letter");
                    assert_eq!(row.open, row.recipients);
                    let sender = STATES.iter().find(|state| Some(state.name) == row.sender.as_deref()).unwrap();
                    (row.date.clone().unwrap(), iso(*sender), row.open.join(" "))
                })
                .collect();
            assert_eq!(found, expected, "as of {as_of}");
            assert_eq!(rows.len(), expected.len(), "each letter once, as of {as_of}");
        }
    }
}

fn invocations() {
    for (instrument, odd, relation) in [("Vienna Document", 0, "violates"), ("Treaty on Open Skies", 1, "upholds")] {
        let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
        for story in stories().into_iter().filter(|story| story.number % 2 == odd) {
            *expected.entry((story.b.minister.to_owned(), relation.to_owned())).or_default() += 1;
        }
        let rows = asked(|archive| archive.invocations(Some(instrument), &Filter::default())).unwrap();
        let found: BTreeMap<_, _> =
            rows.iter().map(|row| ((row.actor.clone(), row.relation.clone()), row.count)).collect();
        assert_eq!(found, expected);
        assert!(rows.iter().all(|row| row.evidence.iter().all(|evidence| evidence.words().contains(instrument))));
    }
}

fn definitions() {
    let concepts: BTreeSet<&str> = stories().iter().map(|story| story.concept).collect();
    for concept in concepts {
        let told: Vec<Story> = stories().into_iter().filter(|story| story.concept == concept).collect();
        let rows = asked(|archive| archive.definitions(Some(concept), &Filter::default())).unwrap();
        let found: Vec<_> = rows.iter().map(|row| (row.actor.as_str(), row.evidence.document.clone())).collect();
        let expected: Vec<_> = told.iter().map(|story| (story.a.minister, story.id("definition"))).collect();
        assert_eq!(found, expected);
        for (number, (row, story)) in rows.iter().zip(&told).enumerate() {
            assert!(row.definiens.ends_with(story.definiens()), "{}", row.definiens);
            assert_eq!(row.changes.is_empty(), number == 0);
            let new: Vec<_> = row.changes.iter().map(|change| change.after.as_str()).collect();
            let words = new.join(" ");
            assert!(number == 0 || words.split(' ').any(|word| story.definiens().contains(word)), "{words}");
        }
    }
}

fn variants() {
    let rows = asked(|archive| archive.variants(None, &Filter::default())).unwrap();
    assert_eq!(rows.len(), stories().len());
    for story in stories() {
        let plain = |text: &str| text.trim_end_matches(',').to_owned();
        let row = rows.iter().find(|row| plain(&row.words) == story.quotation()).unwrap();
        assert_eq!(row.speaker.as_deref(), Some(story.a.minister));
        let carried: Vec<_> = row.variants.iter().map(|variant| variant.evidence.document.clone()).collect();
        assert_eq!(carried, [story.id("letter"), story.id("letter-again")]);
        assert!(row.variants[0].changes.is_empty());
        let cut = &row.variants[1].changes;
        assert_eq!(cut.len(), 1, "{cut:?}");
        assert_eq!(cut[0].kind, ChangeKind::Delete);
        assert_eq!(
            format!("{} {}", row.variants[1].words.trim_end_matches(','), plain(&cut[0].before)),
            story.quotation().replacen(", ", " ", 1)
        );
        let asked_for = story.quotation().split(' ').take(5).collect::<Vec<_>>().join(" ");
        let same = asked(|archive| archive.variants(Some(&asked_for), &Filter::default())).unwrap();
        assert_eq!(same, std::slice::from_ref(row));
    }
}

fn speaks_about() {
    let mut expected: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (speaker, about) in world::dispatches().into_iter().flat_map(|dispatch| dispatch.said) {
        for about in about {
            *expected.entry((speaker, about)).or_default() += 1;
        }
    }
    for state in STATES {
        let rows = asked(|archive| archive.speaks_about(Some(state.minister), None, &Filter::default())).unwrap();
        // The world knows states and ministers; "a parliament" or "the commission" are not of it.
        let known = |name: &str| STATES.iter().any(|state| [state.name, state.minister].contains(&name));
        let found: BTreeMap<_, _> = rows
            .iter()
            .filter(|row| known(&row.about))
            .map(|row| ((row.speaker.as_str(), row.about.as_str()), row.count))
            .collect();
        let expected: BTreeMap<_, _> = expected
            .iter()
            .filter(|((speaker, _), _)| *speaker == state.minister)
            .map(|(pair, count)| (*pair, *count))
            .collect();
        assert_eq!(found, expected);
        for row in &rows {
            assert_eq!(row.evidence.len(), row.count);
        }
    }
}

fn agreement() {
    let mut expected: BTreeMap<(String, String, String), (usize, usize)> = BTreeMap::new();
    for story in stories() {
        let mut count = |voice: &str| {
            let key = (story.b.name.to_owned(), story.concept.to_owned(), voice.to_owned());
            let counts = expected.entry(key).or_default();
            if voice == "own" { counts.0 += 1 } else { counts.1 += 1 }
        };
        count("own");
        count("attributed");
    }
    let rows = asked(|archive| archive.agreement(None, None, &Filter::default())).unwrap();
    let found: BTreeMap<_, _> = rows
        .iter()
        .map(|row| ((row.actor.clone(), row.concept.clone(), row.voice.clone()), (row.support, row.oppose)))
        .collect();
    assert_eq!(found, expected);
    let own = Filter { voice: Some("own".to_owned()), ..Filter::default() };
    let rows = asked(|archive| archive.agreement(Some("Finland"), None, &own)).unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.actor == "Finland" && row.oppose == 0));
}

fn presented() {
    for story in stories() {
        let rows = asked(|archive| archive.presented(story.a.minister, story.b.name, &Filter::default())).unwrap();
        let row = rows.iter().find(|row| row.concept.as_deref() == Some(story.concept)).unwrap();
        let pairs = stories()
            .into_iter()
            .filter(|other| other.a == story.a && other.b == story.b && other.concept == story.concept);
        assert_eq!(
            documents(row.presented.iter().map(|stance| &stance.evidence)),
            pairs.map(|s| s.id("presented")).collect()
        );
        assert!(row.presented.iter().all(|stance| stance.agreement.as_deref() == Some("oppose")));
        let own = stories().into_iter().filter(|other| other.b == story.b && other.concept == story.concept);
        assert_eq!(
            documents(row.own.iter().map(|stance| &stance.evidence)),
            own.map(|story| story.id("own")).collect()
        );
        assert!(row.own.iter().all(|stance| stance.agreement.as_deref() == Some("support")));
    }
}

fn directives() {
    for state in STATES {
        let asked_of: Vec<Story> = stories().into_iter().filter(|story| story.b == state).collect();
        let rows = asked(|archive| archive.directives(state.iso3, &Filter::default())).unwrap();
        let found: Vec<_> = rows
            .iter()
            .map(|row| (row.speaker.clone().unwrap(), row.evidence.document.clone(), documents(&row.later)))
            .collect();
        let expected: Vec<_> = asked_of
            .iter()
            .map(|story| {
                let later =
                    if story.fulfils_request { BTreeSet::from([story.id("request-done")]) } else { BTreeSet::new() };
                (story.a.minister.to_owned(), story.id("request"), later)
            })
            .collect();
        assert_eq!(found, expected);
    }
}

fn commissives() {
    for state in STATES {
        let by: Vec<Story> = stories().into_iter().filter(|story| story.b == state).collect();
        let rows = asked(|archive| archive.commissives(state.minister, &Filter::default())).unwrap();
        let found: Vec<_> = rows
            .iter()
            .filter(|row| !row.evidence.document.ends_with("announced"))
            .map(|row| (row.evidence.document.clone(), documents(&row.later)))
            .collect();
        let expected: Vec<_> = by
            .iter()
            .map(|story| {
                let later =
                    if story.fulfils_promise { BTreeSet::from([story.id("promise-done")]) } else { BTreeSet::new() };
                (story.id("promise"), later)
            })
            .collect();
        assert_eq!(found, expected);
        assert_eq!(rows.len(), 2 * by.len(), "each also promised to answer");
    }
}

fn occasions() {
    for one in STATES {
        for other in STATES.into_iter().filter(|other| *other != one) {
            let pair: Vec<Story> = stories()
                .into_iter()
                .filter(|story| (story.a, story.b) == (one, other) || (story.a, story.b) == (other, one))
                .collect();
            if pair.is_empty() {
                continue;
            }
            let expected: Vec<_> = pair
                .iter()
                .map(|story| {
                    let (kind, day) = if story.talked() { ("talks", 12) } else { ("call", 11) };
                    (kind.to_owned(), story.day(day).to_string())
                })
                .collect();
            let rows = asked(|archive| archive.occasions(one.minister, other.iso3, &Filter::default())).unwrap();
            let found: Vec<_> = rows.iter().map(|row| (row.kind.clone(), row.date.clone().unwrap())).collect();
            assert_eq!(found, expected, "{} with {}", one.name, other.name);
            let before = Filter { to: Some(pair[0].day(5).to_string()), ..Filter::default() };
            assert_eq!(asked(|archive| archive.occasions(one.iso3, other.iso3, &before)).unwrap(), []);
        }
    }
}

fn in_context() {
    let concepts: BTreeSet<&str> = stories().iter().map(|story| story.concept).collect();
    for concept in concepts {
        let expected: BTreeSet<String> = stories()
            .iter()
            .filter(|story| story.concept == concept)
            .flat_map(|story| ["letter", "letter-again", "presented", "own", "definition"].map(|what| story.id(what)))
            .collect();
        let rows = asked(|archive| archive.in_context(concept, 40, &Filter::default())).unwrap();
        assert_eq!(documents(rows.iter().map(|row| &row.evidence)), expected);
        let texts: BTreeMap<_, _> =
            world::dispatches().into_iter().map(|dispatch| (dispatch.id, dispatch.text)).collect();
        for row in rows {
            let context = format!("{}{}{}", row.left, row.words, row.right);
            assert!(texts[&row.evidence.document].replace('\n', " ").contains(&context), "{context}");
        }
    }
}

fn only_by() {
    let rows = asked(|archive| archive.only_by(ALONE, &Filter::default())).unwrap();
    let found: BTreeSet<_> = rows.iter().map(|row| (row.speaker.clone().unwrap(), row.evidence.words())).collect();
    let expected = stories().iter().map(|story| (story.b.minister.to_owned(), story.claim().to_owned())).collect();
    assert_eq!(found, expected);
    // Every letter is reported by two agencies.
    let rows = asked(|archive| archive.only_by("Meridian", &Filter::default())).unwrap();
    assert!(rows.iter().all(|row| !row.evidence.document.ends_with("letter-again")));
}

fn discrepancies() {
    let rows = asked(|archive| archive.discrepancies(&Filter::default())).unwrap();
    let found: BTreeSet<_> = rows
        .iter()
        .map(|row| {
            let values: Vec<_> = row.values.iter().map(|value| value.value.clone()).collect();
            (row.sender.clone().unwrap(), row.field.clone(), values)
        })
        .collect();
    let expected: BTreeSet<_> = stories()
        .iter()
        .filter(|story| story.misdated)
        .map(|story| {
            (story.a.name.to_owned(), "date".to_owned(), vec![story.sent.to_string(), story.day(1).to_string()])
        })
        .collect();
    assert_eq!(found, expected);
    for row in rows {
        assert!(row.values[1].evidence.iter().all(|evidence| evidence.document.ends_with("letter-again")));
    }
}

fn roles() {
    for state in STATES {
        let rows = asked(|archive| archive.roles(state.minister, &Filter::default())).unwrap();
        let misnamed: BTreeSet<_> = stories()
            .iter()
            .filter(|story| story.a == state && story.number % 5 == 0)
            .map(|story| story.id("misnamed"))
            .collect();
        for row in &rows {
            let wrong = misnamed.contains(&row.evidence.document);
            let office = if wrong { "defence minister" } else { "foreign minister" };
            assert_eq!((row.office.as_str(), row.of.as_deref()), (office, Some(state.name)));
            let near: BTreeSet<String> = rows
                .iter()
                .filter(|other| misnamed.contains(&other.evidence.document) != wrong)
                .filter(|other| days(other.evidence.date.as_ref()) - days(row.evidence.date.as_ref()) <= 7)
                .filter(|other| days(row.evidence.date.as_ref()) - days(other.evidence.date.as_ref()) <= 7)
                .map(|other| other.evidence.document.clone())
                .collect();
            assert_eq!(documents(&row.contradicted_by), near);
            assert!(!wrong || !near.is_empty());
        }
        let found: BTreeSet<_> = rows.iter().map(|row| row.evidence.document.clone()).collect();
        assert!(misnamed.is_subset(&found));
        let announced = stories().into_iter().filter(|story| story.b == state).map(|story| story.id("announced"));
        assert!(announced.collect::<BTreeSet<_>>().is_subset(&found));
    }
}

fn days(date: Option<&String>) -> i64 {
    use chrono::Datelike;
    i64::from(date.unwrap().parse::<chrono::NaiveDate>().unwrap().num_days_from_ce())
}

fn ladder() {
    let rows = asked(|archive| archive.ladder(None, &Filter::default())).unwrap();
    assert_eq!(rows.len(), stories().len());
    for story in stories() {
        let row =
            rows.iter().find(|row| row.rungs.iter().any(|rung| rung.evidence.document == story.id("letter"))).unwrap();
        assert_eq!(row.recipients, [story.b.iso3]);
        let mut best: BTreeMap<String, BTreeSet<Rung>> = BTreeMap::new();
        for rung in &row.rungs {
            best.entry(rung.evidence.document.clone()).or_default().insert(rung.rung);
        }
        let has = |what: &str, rung: Rung| best.get(&story.id(what)).is_some_and(|rungs| rungs.contains(&rung));
        assert!(has("hope", Rung::HopedFor), "{best:?}");
        assert!(has("announced", Rung::Announced), "{best:?}");
        assert_eq!(has("reply", Rung::Arrived), story.outcome == Outcome::Answered, "{best:?}");
        assert_eq!(has("refusal", Rung::Refused), story.outcome == Outcome::Refused, "{best:?}");
        let ends: BTreeSet<_> = best.values().flatten().filter(|rung| **rung >= Rung::Arrived).collect();
        assert_eq!(ends.len(), usize::from(story.outcome != Outcome::Open), "{best:?}");
    }
}
