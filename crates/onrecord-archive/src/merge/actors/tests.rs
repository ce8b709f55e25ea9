use super::*;

/// A person of a state in an office in a year; empty where not known.
fn person(name: &str, state: &str, office: &str, year: i32) -> Row {
    let folded = folded(name);
    Row {
        single: !folded.contains(' '),
        stateless: state.is_empty(),
        name: name.to_owned(),
        kind: "person".to_owned(),
        iso3: String::new(),
        registry: String::new(),
        state: state.to_owned(),
        office: office.to_owned(),
        year,
        key: 0,
        block: format!("person|{}", folded.rsplit(' ').next().unwrap_or_default()),
        folded,
    }
}

fn known(row: Row, registry: &str) -> Row {
    Row { registry: registry.to_owned(), ..row }
}

/// The clusters, each as the positions of its rows in what is given, in order.
fn clusters(rows: Vec<Row>, decisions: &[Decision]) -> Vec<Vec<i64>> {
    let mut rows: Vec<Row> = rows.into_iter().zip(0..).map(|(row, key)| Row { key, ..row }).collect();
    rows.sort();
    let keys = |cluster: Vec<Row>| {
        let mut keys: Vec<i64> = cluster.iter().map(|row| row.key).collect();
        keys.sort_unstable();
        keys
    };
    let mut clusters: Vec<_> = cluster(&rows, decisions).into_iter().map(keys).collect();
    clusters.sort();
    clusters
}

#[test]
fn a_full_name_is_one_person_where_its_states_agree() {
    let halvorsen = |state| person("Ingrid Halvorsen", state, "", 2024);
    assert_eq!(clusters(vec![halvorsen("NOR"), halvorsen("NOR")], &[]), [[0, 1]]);
    assert_eq!(clusters(vec![halvorsen("NOR"), halvorsen("")], &[]), [[0, 1]], "one of them does not say");
    assert_eq!(clusters(vec![halvorsen("NOR"), halvorsen("DNK")], &[]), [[0], [1]]);
    assert_eq!(
        clusters(vec![halvorsen("NOR"), halvorsen("DNK"), halvorsen("")], &[]),
        [[0], [1], [2]],
        "which of the two the third is, nobody says"
    );
    let other = person("Berit Halvorsen", "NOR", "", 2024);
    assert_eq!(clusters(vec![halvorsen("NOR"), other], &[]), [[0], [1]]);
}

#[test]
fn one_row_of_the_tables_is_one_person() {
    let one = person("Ingrid Halvorsen", "NOR", "", 2024);
    let other = person("I. Halvorsen", "", "", 2024);
    let rows = |this, that| vec![known(one.clone(), this), known(other.clone(), that)];
    assert_eq!(clusters(rows("q1", "q1"), &[]), [[0, 1]]);
    assert_eq!(clusters(rows("q1", "q2"), &[]), [[0], [1]]);
    assert_eq!(clusters(rows("", ""), &[]), [[0], [1]]);
}

#[test]
fn a_surname_needs_office_state_and_years_of_just_one_full_name() {
    let full = |name, year| person(name, "NOR", "foreign minister", year);
    let single = |state, office, year| person("Halvorsen", state, office, year);
    let one = |row| clusters(vec![full("Ingrid Halvorsen", 2020), row], &[]);
    assert_eq!(one(single("NOR", "foreign minister", 2020)), [vec![0, 1]]);
    assert_eq!(one(single("NOR", "foreign minister", 2025)), [vec![0, 1]], "five years");
    assert_eq!(one(single("NOR", "foreign minister", 2026)), [[0], [1]], "six years");
    assert_eq!(one(single("NOR", "foreign minister", 2014)), [[0], [1]], "six years before");
    assert_eq!(one(single("DNK", "foreign minister", 2020)), [[0], [1]]);
    assert_eq!(one(single("NOR", "defence minister", 2020)), [[0], [1]]);
    // What neither says is not what both say.
    let bare = |state: &str, office: &str| {
        clusters(vec![person("Ingrid Halvorsen", state, office, 2020), person("Halvorsen", state, office, 2020)], &[])
    };
    assert_eq!(bare("NOR", ""), [[0], [1]]);
    assert_eq!(bare("", "foreign minister"), [[0], [1]]);
    let two =
        vec![full("Ingrid Halvorsen", 2020), full("Berit Halvorsen", 2022), single("NOR", "foreign minister", 2021)];
    assert_eq!(clusters(two, &[]), [[0], [1], [2]], "two have held the office");
    let same =
        vec![full("Ingrid Halvorsen", 2020), full("Ingrid Halvorsen", 2022), single("NOR", "foreign minister", 2021)];
    assert_eq!(clusters(same, &[]), [[0, 1, 2]], "one has, in two years");
}

#[test]
fn surnames_alone_are_one_person_where_no_full_name_is_theirs() {
    let single = |year| person("Halvorsen", "NOR", "foreign minister", year);
    assert_eq!(clusters(vec![single(2020), single(2022)], &[]), [[0, 1]]);
    assert_eq!(clusters(vec![single(2010), single(2020)], &[]), [[0], [1]]);
    let before = person("Ingrid Halvorsen", "NOR", "foreign minister", 2010);
    assert_eq!(clusters(vec![before, single(2020), single(2022)], &[]), [vec![0], vec![1, 2]], "not hers, and of one");
    // 2026 is too late for her who held the office in 2020, and he of 2024 is her.
    let full = person("Ingrid Halvorsen", "NOR", "foreign minister", 2020);
    assert_eq!(clusters(vec![full, single(2024), single(2026)], &[]), [vec![0, 1], vec![2]]);
}

#[test]
fn others_of_one_block_are_one() {
    let state =
        |name: &str| Row { kind: "state".to_owned(), block: "state|NOR".to_owned(), ..person(name, "", "", 2024) };
    assert_eq!(clusters(vec![state("Norway"), state("the Kingdom of Norway"), state("Oslo")], &[]), [[0, 1, 2]]);
}

fn decision(merges: bool, (name, state): (&str, &str), (other, other_state): (&str, &str)) -> Decision {
    let selector = |name: &str, state: &str| Selector { name: folded(name), state: state.to_owned() };
    Decision { merges, one: selector(name, state), other: selector(other, other_state) }
}

#[test]
fn the_user_decides() {
    let rows = || {
        vec![
            person("Ingrid Halvorsen", "NOR", "", 2024),
            person("Ingrid Halvorsen", "DNK", "", 2024),
            person("Ingrid Moe", "NOR", "", 2024),
        ]
    };
    let merge = decision(true, ("Ingrid Halvorsen", "NOR"), ("Ingrid Moe", ""));
    assert_eq!(clusters(rows(), &[merge]), [vec![0, 2], vec![1]]);
    let any = decision(true, ("Ingrid Halvorsen", ""), ("Ingrid Moe", ""));
    assert_eq!(clusters(rows(), &[any]), [[0, 1, 2]]);
    let one = person("Ingrid Halvorsen", "NOR", "foreign minister", 2024);
    let other = person("Halvorsen", "NOR", "foreign minister", 2024);
    let split = decision(false, ("Ingrid Halvorsen", ""), ("Halvorsen", "NOR"));
    assert_eq!(clusters(vec![one.clone(), other.clone()], &[]), [[0, 1]]);
    assert_eq!(clusters(vec![one, other], &[split]), [[0], [1]]);
    let state = Row { iso3: "NOR".to_owned(), kind: "state".to_owned(), ..person("Norway", "", "", 2024) };
    assert!(decision(true, ("Norway", "NOR"), ("x", "")).one.names(&state), "a state by its own code");
    assert!(!decision(true, ("Norway", "DNK"), ("x", "")).one.names(&state));
}

#[test]
fn blocks_bring_together_what_may_be_one() {
    let signature = |kind, name: &str, iso3: &str, registry: &str| Signature {
        kind,
        name: name.to_owned(),
        iso3: iso3.to_owned(),
        registry: registry.to_owned(),
        state: "NOR".to_owned(),
        office: "foreign minister".to_owned(),
        year: 2024,
    };
    for (kind, name, iso3, registry, expected) in [
        (ActorKind::Person, "Ingrid Halvorsen", "", "q1", "person|halvorsen"),
        (ActorKind::State, "the Kingdom of Norway", "NOR", "", "state|NOR"),
        (ActorKind::State, "Norland", "", "", "state|norland"),
        (ActorKind::Office, "the minister", "", "", "office|foreign minister|NOR"),
        (ActorKind::Organisation, "Lake Forum", "", "lake_forum", "organisation|lake_forum"),
        (ActorKind::Organisation, "Lake Forum", "", "", "organisation|lake forum"),
    ] {
        assert_eq!(block(&signature(kind, name, iso3, registry)), expected);
    }
}
