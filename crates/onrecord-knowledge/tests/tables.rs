//! Every table is checked: form, keys, codes, dates, references, guards, size.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use onrecord_knowledge::{Form, Guard, Knowledge, PartialDate, SOURCES, Table};

fn knowledge() -> &'static Knowledge {
    Knowledge::builtin()
}

/// The cells of a table: header first, then the rows.
fn cells(text: &str) -> Vec<Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect()
}

#[test]
fn every_table_has_its_head() {
    for (file, text) in SOURCES {
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(head.len() >= 3, "{file}: title, source, columns");
        assert!(head.iter().any(|line| line.contains("Source: ")), "{file}: source");
        assert!(head.iter().any(|line| line.contains("As of: ")), "{file}: as-of date");
        let rows = cells(text);
        for column in &rows[0] {
            assert!(head.iter().any(|line| line.contains(column)), "{file}: column {column} is not explained");
        }
    }
}

#[test]
fn cells_are_clean() {
    for (file, text) in SOURCES {
        let rows = cells(text);
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{file}: {row:?}");
            for cell in row {
                assert_eq!(cell.trim(), *cell, "{file}: {row:?}");
                assert!(!cell.contains("||") && !cell.contains("  "), "{file}: {row:?}");
            }
        }
    }
}

#[test]
fn tables_are_as_large_as_promised() {
    let k = knowledge();
    let counts = [
        ("states", k.states().len(), 230),
        ("metonyms", k.metonyms().len(), 300),
        ("places", k.places().len(), 1500),
        ("organisations", k.organisations().len(), 120),
        ("institutions", k.institutions().len(), 200),
        ("agencies", k.agencies().len(), 80),
        ("offices", k.offices().len(), 150),
        ("given_names", k.given_names().len(), 1500),
        ("instruments", k.instruments().len(), 200),
        ("concepts", k.concepts().len(), 120),
        ("groups", k.groups().len(), 100),
        ("honorifics", k.honorifics().len(), 150),
    ];
    for (table, count, least) in counts {
        assert!(count >= least, "{table}: {count} < {least}");
    }
    let size: usize = SOURCES.iter().map(|(_, text)| text.len()).sum();
    assert!(size <= 1_500_000, "{size} bytes compiled in");
}

#[test]
fn no_row_has_the_same_alias_twice() {
    let mut seen = BTreeSet::new();
    for (alias, entry) in knowledge().aliases() {
        if !matches!(entry.form, Form::Alias | Form::Abbreviation | Form::Name) {
            continue;
        }
        assert!(seen.insert((entry.table, entry.key, entry.form, alias)), "{} {}: {alias}", entry.table, entry.key);
    }
}

#[test]
fn guards_name_aliases_of_their_row() {
    let k = knowledge();
    let mut aliases: BTreeMap<(Table, &str), BTreeSet<&str>> = BTreeMap::new();
    for (alias, entry) in k.aliases() {
        aliases.entry((entry.table, entry.key)).or_default().insert(alias);
    }
    macro_rules! check {
        ($table:ident, $rows:expr) => {
            for row in $rows {
                for (alias, guards) in row.guards.iter() {
                    assert!(!guards.is_empty(), "{}: {alias} without a word", row.key);
                    assert!(
                        alias == "*" || aliases[&(Table::$table, row.key.as_ref())].contains(alias),
                        "{} {}: guard for {alias}, which is no alias",
                        Table::$table,
                        row.key
                    );
                }
            }
        };
    }
    check!(States, k.states());
    check!(Metonyms, k.metonyms());
    check!(Places, k.places());
    check!(Organisations, k.organisations());
    check!(Institutions, k.institutions());
    check!(MinistryTypes, k.ministry_types());
    check!(Agencies, k.agencies());
    check!(Groups, k.groups());
    check!(Offices, k.offices());
    check!(Instruments, k.instruments());
    check!(Concepts, k.concepts());
}

#[test]
fn everyday_words_are_guarded() {
    let k = knowledge();
    let bare: Vec<String> = k
        .aliases()
        .filter(|(alias, entry)| {
            entry.form != Form::Pattern && entry.guards.is_empty() && k.everyday().get(&alias.to_lowercase()).is_some()
        })
        .map(|(alias, entry)| format!("{alias} ({} {})", entry.table, entry.key))
        .collect();
    assert!(bare.is_empty(), "everyday words without a guard: {}", bare.join(", "));
}

/// An alias that several entries bear has one unguarded entry at most: its usual reading.
#[test]
fn shared_aliases_have_one_usual_reading() {
    let mut bearers: BTreeMap<String, BTreeSet<(Table, &str)>> = BTreeMap::new();
    for (alias, entry) in knowledge().aliases() {
        if entry.guards.is_empty() && entry.form != Form::Pattern {
            bearers.entry(alias.to_lowercase()).or_default().insert((entry.table, entry.key));
        }
    }
    let shared: Vec<String> = bearers
        .into_iter()
        .filter(|(_, entries)| entries.len() > 1)
        .map(|(alias, entries)| format!("{alias}: {entries:?}"))
        .collect();
    assert!(shared.is_empty(), "{}\n{}", shared.len(), shared.join("\n"));
}

#[test]
fn references_hold() {
    let problems = knowledge().dangling_references();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn periods_are_in_order() {
    let k = knowledge();
    let in_order = |from: Option<PartialDate>, until: Option<PartialDate>| {
        from.zip(until).is_none_or(|(from, until)| from.earliest() <= until.latest())
    };
    for row in k.states() {
        assert!(in_order(row.from, row.until), "{}", row.key);
        for dated in &row.dated {
            assert!(dated.period.in_order(), "{} {}", row.key, dated.alias);
            assert!(
                row.aliases.contains(&dated.alias) || row.name == dated.alias,
                "{}: {} is dated but no alias",
                row.key,
                dated.alias
            );
        }
    }
    for row in k.metonyms() {
        assert!(in_order(row.from, row.until), "{}", row.key);
    }
    for row in k.organisations() {
        assert!(in_order(row.founded, row.dissolved), "{}", row.key);
    }
    for row in k.holders() {
        assert!(row.period().in_order(), "{row:?}");
        assert!(row.wikidata.starts_with('Q'), "{row:?}");
    }
    for row in k.chairs() {
        assert!(row.from.is_some() && row.until.is_some() && row.period().in_order(), "{row:?}");
    }
    for row in k.instruments() {
        let plausible = row.adopted.is_none_or(|date| (1600..=2024).contains(&date.year));
        assert!(plausible, "{}", row.key);
    }
}

#[test]
fn status_and_code_agree() {
    for state in knowledge().states() {
        let former = state.status.as_str() == "former";
        assert_eq!(former, state.until.is_some(), "{}", state.key);
        if state.status.as_str() == "un_member" {
            assert!(state.iso3().is_some() && !state.capital.is_empty(), "{}", state.key);
            assert!(!state.adjectives.is_empty() && !state.demonyms.is_empty(), "{}", state.key);
        }
    }
    let members = knowledge().states().iter().filter(|s| s.status.as_str() == "un_member");
    assert_eq!(members.count(), 193);
}

#[test]
fn resolutions_bear_their_number() {
    for row in knowledge().instruments() {
        if let Some(number) = row.key.strip_prefix("unsc_") {
            assert_eq!(row.number, number);
            assert!(row.title.ends_with(number), "{}", row.title);
        }
    }
}

#[test]
fn guard_table_explains_every_guard() {
    let text = include_str!("../data/guards.tsv");
    let words: Vec<&str> = cells(text).iter().skip(1).map(|row| row[0]).collect();
    let guards: Vec<&str> = Guard::ALL.iter().map(|guard| guard.as_str()).collect();
    assert_eq!(words, guards);
}
