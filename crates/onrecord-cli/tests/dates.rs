//! `onrecord dates` and `onrecord rules`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::Directory;

const TEXT: &str = "OSLO, March 5. The letter was sent on 28 January 2024, the ministry said <late> in 2023.\n";

#[test]
fn dates_are_listed_as_a_table_and_as_json() {
    let here = Directory::new("dates");
    here.write("a.txt", TEXT);
    let table = here.run(&["dates", "a.txt", "--published", "2024-03-05"]);
    assert_eq!(table.status, 0, "{}", table.stderr);
    let table = String::from_utf8(table.stdout).unwrap();
    let start = TEXT.find("28 January 2024").unwrap();
    let cells = format!("\t{start}\t{}\tDATE\t2024-01-28\t\t2024-01-28\t2024-01-29\t", start + 15);
    assert!(table.starts_with("document\tid\tstart\tend\t") && table.contains(&cells), "{table}");

    let rows = here.run(&["dates", "a.txt", "--published", "2024-03-05", "--format", "jsonl"]).rows();
    assert_eq!(rows.len(), table.lines().count() - 1);
    let letter = rows.iter().find(|row| row["span"]["start"] == start).unwrap();
    assert_eq!((letter["document"].as_str(), letter["value"].as_str()), (Some("a"), Some("2024-01-28")));
}

#[test]
fn timeml_is_for_one_dispatch() {
    let here = Directory::new("timeml");
    here.write("a.txt", TEXT);
    here.write("b.txt", TEXT);
    let run = here.run(&["dates", "a.txt", "--published", "2024-03-05", "--format", "timeml"]);
    let xml = String::from_utf8(run.stdout).unwrap();
    assert!(xml.contains("value=\"2024-01-28\">28 January 2024</TIMEX3>"), "{xml}");
    assert!(xml.contains("said &lt;late&gt; in"), "{xml}");
    let two = here.run(&["dates", "a.txt", "b.txt", "--format", "timeml"]);
    assert!(two.failure().contains("TimeML holds one dispatch"), "{}", two.stderr);
}

#[test]
fn rules_are_listed_with_their_precision() {
    let here = Directory::new("rules");
    let run = here.run(&["rules", "--layer", "time"]);
    let table = String::from_utf8(run.stdout).unwrap();
    assert!(table.starts_with("rule\tprecision\tn\tdescription\texample\n"));
    let measured = |line: &str| line.split('\t').nth(1).is_some_and(|cell| cell.parse::<f64>().is_ok());
    assert!(table.lines().skip(1).all(|line| line.starts_with("timex.") && line.matches('\t').count() == 4), "{table}");
    assert!(table.lines().filter(|line| measured(line)).count() > 5, "{table}");
}
