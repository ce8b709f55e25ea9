//! `onrecord report`: an archive as one page.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::Directory;

#[test]
fn a_page_is_written_for_what_the_filters_choose() {
    let here = Directory::new("report");
    here.write("a.txt", "OSLO, March 5 (Polaris) -- \"We wait,\" Norwegian Foreign Minister Ingrid Halvorsen said.");
    here.write("b.txt", "RIGA, March 6 (Meridian) -- \"We do not,\" Latvian Foreign Minister Maris Kalnins said.");
    here.run(&["ingest", "a.db", "a.txt", "b.txt", "--published", "2024-03-06"]);
    let run = here.run(&["report", "a.db", "-o", "page.html", "--by-agency", "Meridian"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("1 statements of 1 dispatches written, with 0 open exchanges"), "{}", run.stderr);
    let page = std::fs::read_to_string(here.path().join("page.html")).unwrap();
    assert!(page.contains("Maris Kalnins") && !page.contains("Halvorsen"));
    let wrong = here.run(&["report", "a.db", "-o", "no/such/page.html"]);
    assert_eq!(wrong.status, 1);
    assert!(wrong.stderr.contains("no/such/page.html: cannot be written"), "{}", wrong.stderr);
}
