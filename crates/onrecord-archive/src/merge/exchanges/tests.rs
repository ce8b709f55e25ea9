use proptest::prelude::*;

use super::*;

fn shape(day: i64, date: Option<&str>, parties: &[&str], subject: Option<&str>) -> Shape {
    Shape {
        day,
        undated: date.is_none(),
        parties: parties.iter().map(|&party| party.to_owned()).collect(),
        subject: subject.map(str::to_owned),
        date: date.map(str::to_owned),
    }
}

/// The clusters of reports of these shapes, by their numbers.
fn clustered(shapes: &[Shape]) -> Vec<Vec<usize>> {
    let row = |(number, shape): (usize, &Shape)| Row {
        day: shape.day,
        name: number.to_string(),
        document: 0,
        id: String::new(),
        kind: "letter".to_owned(),
        identity: None,
        shape: number,
    };
    let rows = shapes.iter().enumerate().map(row).collect();
    clusters(shapes, rows).iter().map(|cluster| cluster.iter().map(|row| row.shape).collect()).collect()
}

#[test]
fn a_chain_of_days_is_not_one_exchange() {
    for start in [1, -50] {
        let shapes = [start, start + 3, start + 6].map(|day| shape(day, Some("d"), &["FIN"], None));
        assert_eq!(clustered(&shapes), [vec![0, 1], vec![2]], "from {start}");
    }
}

#[test]
fn undated_reports_go_to_the_latest_exchange_before_them() {
    let shapes =
        [shape(1, Some("d"), &["FIN"], None), shape(20, Some("d"), &["FIN"], None), shape(22, None, &["FIN"], None)];
    assert_eq!(clustered(&shapes), [vec![0], vec![1, 2]]);
}

#[test]
fn days_bound_what_may_be_one() {
    let dated = |day| shape(day, Some("d"), &["FIN"], None);
    let undated = |day| shape(day, None, &["FIN"], None);
    for (one, other, near) in [
        (dated(10), dated(13), true),
        (dated(10), dated(14), false),
        (undated(10), undated(13), true),
        (undated(10), undated(14), false),
        // A report without a date speaks of what was before it, for a month.
        (dated(10), undated(10), true),
        (dated(10), undated(9), false),
        (dated(10), undated(40), true),
        (dated(10), undated(41), false),
    ] {
        assert_eq!((one.near(&other), other.near(&one)), (near, near), "{one:?} {other:?}");
    }
}

#[test]
fn who_names_no_recipient_must_agree_in_date_or_subject() {
    let one = shape(1, Some("d"), &["FIN"], Some("grain"));
    for (date, subject, may_be) in [
        (Some("d"), None, true),
        (Some("e"), Some("grain"), true),
        (Some("e"), None, false),
        (Some("d"), Some("security"), false),
    ] {
        let other = shape(2, date, &[], subject);
        assert_eq!((one.may_be(&other), other.may_be(&one)), (may_be, may_be), "{other:?}");
    }
    let nothing = || shape(1, None, &[], None);
    assert!(!nothing().may_be(&nothing()), "what neither says is not the same");
}

#[test]
fn a_cluster_has_one_subject_though_a_report_without_one_fits_both() {
    let shapes = [
        shape(1, Some("d"), &["FIN"], Some("grain")),
        shape(2, Some("d"), &["FIN"], None),
        shape(3, Some("d"), &["FIN"], Some("security")),
        shape(4, None, &["FIN"], Some("grain")),
        shape(5, None, &["DNK"], Some("fish")),
        // To the same as nobody, and on another subject than one of the first two.
        shape(6, None, &["EST"], None),
        shape(7, None, &["FIN"], Some("fish")),
    ];
    assert_eq!(clustered(&shapes), [vec![0, 1, 3], vec![2], vec![4], vec![5], vec![6]]);
}

#[test]
fn subjects_and_recipients_tell_exchanges_apart() {
    let one = shape(1, Some("d"), &["FIN", "SWE"], Some("security"));
    assert!(one.may_be(&shape(2, Some("d"), &["SWE"], None)));
    assert!(!one.may_be(&shape(2, Some("d"), &["DNK"], None)));
    assert!(!one.may_be(&shape(2, Some("d"), &["SWE"], Some("grain"))));
    assert!(one.may_be(&shape(2, Some("d"), &[], Some("security"))));
    assert!(!one.may_be(&shape(5, Some("d"), &["SWE"], None)));
}

/// A report for the table: day, whether its date is given, recipients, subject.
type Told = (i64, bool, usize, usize);

const PARTIES: [&str; 4] = [r#"["FIN"]"#, r#"["FIN","SWE"]"#, r#"["SWE"]"#, "[]"];
const SUBJECTS: [Option<&str>; 3] = [None, Some("security"), Some("grain")];

/// An archive with nothing but the tables.
fn tables() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    crate::schema::migrate(&connection).unwrap();
    connection.execute_batch(crate::schema::INDEXES).unwrap();
    connection
}

/// Puts a report into the table, as that of the document of a number.
fn put(connection: &Connection, number: i64, (day, dated, parties, subject): Told) {
    let id = format!("d{number:03}");
    connection
        .execute(
            "INSERT INTO documents VALUES (?1, ?2, '', '', 'en', NULL, NULL, NULL, NULL, NULL, x'')",
            params![number, id],
        )
        .unwrap();
    connection
        .execute(
            "INSERT INTO exchanges (document, id, kind, date, status, block, day, parties, subject_identity, evidence, rule) \
             VALUES (?1, 'x0', 'letter', ?2, 'reported', 'written|NOR', ?3, ?4, ?5, 'explicit', 'test')",
            params![number, dated.then(|| format!("day {day}")), day, PARTIES[parties], SUBJECTS[subject]],
        )
        .unwrap();
}

/// Takes a document away, as the archive does.
fn take(connection: &Connection, number: i64) {
    let item: String = connection
        .query_row("SELECT day || '|' || block FROM exchanges WHERE document = ?1", [number], |row| row.get(0))
        .unwrap();
    crate::merge::queue(connection, "exchange", &item).unwrap();
    connection.execute("DELETE FROM discrepancies WHERE document = ?1", [number]).unwrap();
    connection.execute("DELETE FROM exchanges WHERE document = ?1", [number]).unwrap();
    connection.execute("DELETE FROM documents WHERE key = ?1", [number]).unwrap();
}

fn merged(connection: &Connection) {
    merge(connection).unwrap();
    connection.execute("DELETE FROM merge_queue", []).unwrap();
}

/// What merging has found.
fn found(connection: &Connection) -> Vec<String> {
    let sql = "SELECT document || ' is of ' || identity FROM exchanges \
         UNION ALL SELECT document || ' ' || field || ' ' || value FROM discrepancies ORDER BY 1";
    connection.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn told(days: i64) -> impl Strategy<Value = Told> {
    (0..days, prop::bool::weighted(0.7), 0..PARTIES.len(), 0..SUBJECTS.len())
}

proptest! {
    /// Few days, where everything hangs together, and many, where windows are parts of the whole.
    #[test]
    fn step_by_step_is_all_at_once(
        mut all in prop::collection::vec(prop_oneof![told(12), told(150), told(600)], 1..60),
        steps in prop::collection::vec((prop::bool::weighted(0.3), any::<prop::sample::Index>()), 1..60),
    ) {
        let (mut next, mut there) = (0_i64, BTreeMap::new());
        let archive = tables();
        for (number, (removes, which)) in steps.iter().enumerate() {
            if *removes && !there.is_empty() {
                let numbers: Vec<i64> = there.keys().copied().collect();
                let number = *which.get(&numbers);
                take(&archive, number);
                there.remove(&number);
            } else if let Some(one) = all.pop() {
                put(&archive, next, one);
                there.insert(next, one);
                next += 1;
            }
            // Some steps are taken together.
            if number % 3 != 1 {
                merged(&archive);
            }
        }
        merged(&archive);
        let at_once = tables();
        for (number, one) in &there {
            put(&at_once, *number, *one);
        }
        merged(&at_once);
        prop_assert_eq!(found(&archive), found(&at_once));
    }
}

/// The archive of these reports, merged in one go.
fn at_once(all: &[(i64, Told)]) -> Connection {
    let archive = tables();
    for (number, one) in all {
        put(&archive, *number, *one);
    }
    merged(&archive);
    archive
}

#[test]
fn reports_name_the_recipients_in_which_they_differ() {
    // To Finland, to Finland and Sweden, to Sweden; the last names nobody and contradicts nobody.
    let archive = at_once(&[(0, (1, true, 0, 1)), (1, (1, true, 1, 1)), (2, (1, true, 2, 1)), (3, (1, true, 3, 1))]);
    assert_eq!(
        found(&archive),
        [
            "0 is of d000#x0",
            "0 recipients FIN",
            "1 is of d000#x0",
            "1 recipients FIN, SWE",
            "2 is of d000#x0",
            "2 recipients SWE",
            "3 is of d000#x0",
        ]
    );
}

#[test]
fn who_names_fewer_recipients_contradicts_nobody() {
    let archive = at_once(&[(0, (1, true, 0, 1)), (1, (1, true, 1, 1)), (2, (1, true, 3, 1))]);
    assert_eq!(found(&archive), ["0 is of d000#x0", "1 is of d000#x0", "2 is of d000#x0"]);
}

#[test]
fn where_days_are_counted_from_does_not_matter() {
    for start in [-50, 738_000] {
        // Two reports without a date may belong to either exchange before them.
        let archive = at_once(&[
            (0, (start, true, 1, 0)),
            (1, (start + 10, true, 1, 0)),
            (2, (start + 20, false, 0, 0)),
            (3, (start + 20, false, 2, 0)),
        ]);
        assert_eq!(
            found(&archive),
            [
                "0 is of d000#x0",
                "1 is of d001#x0",
                "1 recipients FIN, SWE",
                "2 is of d001#x0",
                "2 recipients FIN",
                "3 is of d001#x0",
                "3 recipients SWE",
            ],
            "from {start}"
        );
    }
}

#[test]
fn reports_without_a_date_find_each_other() {
    for start in [-50, 100] {
        let archive = at_once(&[(0, (start, false, 0, 0)), (1, (start + 2, false, 0, 0))]);
        assert_eq!(found(&archive), ["0 is of d000#x0", "1 is of d000#x0"], "from {start}");
    }
}

/// Exchanges of four days on two subjects reach across each other's ends all along, so that what was before a day is read
/// bit by bit.
#[test]
fn a_day_that_is_read_in_two_goes_is_there_once() {
    let told = |number: i64| (number, (number / 2 + number % 2 * 2, true, 1, if number % 2 == 0 { 1 } else { 2 }));
    let mut all: Vec<(i64, Told)> = (0..400).map(told).collect();
    let archive = at_once(&all);
    take(&archive, 399);
    merged(&archive);
    all.pop();
    assert_eq!(found(&archive), found(&at_once(&all)));
}

/// Reports without a date follow each other every third day for longer than anything that is looked at from one day.
#[test]
fn an_exchange_that_reaches_across_both_ends_is_divided_whole() {
    // To Finland and Sweden, every second to Finland alone; the late one is to Sweden alone, so that all differ from one.
    let told = |number: i64| (number, (10 + 3 * number, number == 0, usize::from(number % 2 == 0), 1));
    let mut all: Vec<(i64, Told)> = (0..50).map(told).collect();
    let archive = at_once(&all);
    // The first day that is read is one on which something was told.
    let late = (50, (85, false, 2, 1));
    put(&archive, late.0, late.1);
    merged(&archive);
    all.push(late);
    assert_eq!(found(&archive), found(&at_once(&all)));
    assert!(found(&archive).contains(&"50 is of d000#x0".to_owned()));
}

/// Two by two in time, so that one more in front divides all of them anew.
fn pairs(numbers: std::ops::Range<i64>, first: i64) -> Vec<(i64, Told)> {
    numbers.map(|number| (number, (first + 2 * number, true, 1, 1))).collect()
}

#[test]
fn what_changes_is_followed_as_far_as_it_goes() {
    let mut all = pairs(1..200, 100);
    let archive = at_once(&all);
    all.insert(0, (0, (100, true, 1, 1)));
    put(&archive, 0, (100, true, 1, 1));
    merged(&archive);
    assert_eq!(found(&archive), found(&at_once(&all)));
    take(&archive, 0);
    merged(&archive);
    all.remove(0);
    assert_eq!(found(&archive), found(&at_once(&all)));
}

#[test]
fn what_changes_is_followed_no_further() {
    let mut all = pairs(1..60, 3000);
    // Every hundredth day something else.
    all.extend((60..120).map(|number| (number, (3000 + 100 * number, true, 1, 1))));
    let archive = at_once(&all);
    put(&archive, 0, (3000, true, 1, 1));
    let window = Window::around(&archive, "written|NOR", 3000, &mut BTreeSet::new()).unwrap();
    let (_, last) = window.block.loaded.unwrap();
    assert!((3118..3118 + 118 + 4 * REACH).contains(&last), "read to {last}");
}

/// A window ends before the first day on which something else begins.
#[test]
fn the_day_behind_a_window_is_not_divided() {
    let behind = 100 + REACH + 1;
    let told = |number: i64, day: i64| (number, (day, true, 0, 0));
    let mut all = vec![told(0, 100), told(1, behind + 2), told(2, behind), told(3, behind + 1)];
    let archive = at_once(&all);
    take(&archive, 0);
    merged(&archive);
    all.remove(0);
    assert_eq!(found(&archive), found(&at_once(&all)));
}

#[test]
fn only_what_lies_near_is_looked_at() {
    let archive = tables();
    // Every day a report that may be one with that of the day before: one component of ten years.
    for day in 0..3650 {
        put(&archive, day, (day, true, 1, 0));
    }
    merged(&archive);
    put(&archive, 4000, (1800, true, 1, 0));
    let window = Window::around(&archive, "written|NOR", 1800, &mut BTreeSet::new()).unwrap();
    let (first, last) = window.block.loaded.unwrap();
    assert!(first > 1800 - 5 * REACH && last < 1800 + 9 * REACH, "read from {first} to {last}");
    assert!(window.clusters.iter().any(|cluster| !window.is_as_before(cluster)));
    assert!(window.clusters.iter().any(|cluster| window.is_as_before(cluster)));
}

#[test]
fn what_is_as_it_was_is_not_written_again() {
    let row = |name: &str, identity: Option<&str>| Row {
        day: 1,
        name: name.to_owned(),
        document: 0,
        id: String::new(),
        kind: "letter".to_owned(),
        identity: identity.map(str::to_owned),
        shape: 0,
    };
    let rows = [row("a", Some("a")), row("b", Some("a")), row("c", Some("c")), row("d", None)];
    let before = HashMap::from([("a".to_owned(), 2), ("c".to_owned(), 1)]);
    let window = Window { block: Block::default(), clusters: Vec::new(), before };
    assert!(window.is_as_before(rows.get(..2).unwrap()));
    assert!(!window.is_as_before(rows.get(..1).unwrap()), "another was one with it");
    assert!(!window.is_as_before(rows.get(1..3).unwrap()), "two have become one");
    assert!(!window.is_as_before(rows.get(2..).unwrap()), "one is new");
}
