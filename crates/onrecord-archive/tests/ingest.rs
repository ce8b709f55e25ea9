//! Adding, replacing, removing: the content of an archive is a function of its documents.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use onrecord_archive::{Archive, Entry, Settings, version};
use onrecord_extract::{Extractor, Source, parse_date};

/// The dispatches of `examples/` and `tests/gold/`, each dated by its name.
fn entries() -> Vec<Entry> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files: Vec<PathBuf> = ["examples", "tests/gold"]
        .iter()
        .flat_map(|directory| std::fs::read_dir(root.join(directory)).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    let extractor = Extractor::default();
    let entry = |path: &PathBuf| {
        let (text, id) = (std::fs::read_to_string(path).unwrap(), path.file_stem().unwrap().to_str().unwrap());
        let published = parse_date(&id[..10]).unwrap();
        let record = extractor.extract(&Source::new(id, &text).published(published));
        Entry { record, text: Some(text), version: version(extractor.options(), None, Some(&id[..10])) }
    };
    files.iter().map(entry).collect()
}

fn archive_of(batches: &[&[Entry]]) -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    for batch in batches {
        archive.add(batch.to_vec()).unwrap();
    }
    archive
}

#[test]
fn records_and_texts_come_back_exactly_and_every_span_stands() {
    let entries = entries();
    assert_eq!(entries.len(), 30);
    let archive = archive_of(&[&entries]);
    for entry in &entries {
        let id = &entry.record.document.id;
        assert_eq!(archive.record(id).unwrap().as_ref(), Some(&entry.record));
        assert_eq!(archive.text(id).unwrap(), entry.text);
    }
    assert_eq!(archive.record("nobody").unwrap(), None);
    assert_eq!(archive.check().unwrap(), []);
    let statements: usize = entries.iter().map(|entry| entry.record.statements.len()).sum();
    assert_eq!(archive.stats().unwrap().statements, statements as u64);
}

#[test]
fn the_order_and_the_batches_of_documents_change_nothing() {
    let entries = entries();
    let expected = archive_of(&[&entries]).fingerprint().unwrap();
    let backwards: Vec<Entry> = entries.iter().rev().cloned().collect();
    assert_eq!(archive_of(&[&backwards]).fingerprint().unwrap(), expected);
    let single: Vec<&[Entry]> = backwards.chunks(1).collect();
    assert_eq!(archive_of(&single).fingerprint().unwrap(), expected);
    let (odd, even): (Vec<_>, Vec<_>) = entries.chunks(1).enumerate().partition(|(number, _)| number % 2 == 1);
    let shuffled: Vec<&[Entry]> = even.into_iter().chain(odd).map(|(_, entry)| entry).collect();
    assert_eq!(archive_of(&shuffled).fingerprint().unwrap(), expected);
}

#[test]
fn what_is_there_is_left_and_what_changed_is_replaced_whole() {
    let entries = entries();
    let mut archive = archive_of(&[&entries]);
    let before = archive.fingerprint().unwrap();
    let again = archive.add(entries.clone()).unwrap();
    assert_eq!((again.new, again.replaced, again.unchanged), (0, 0, 30));
    assert_eq!(archive.fingerprint().unwrap(), before);

    // Other options: the document is replaced; and back again.
    let mut changed = entries[3].clone();
    changed.version.push_str(" max_chars=100");
    changed.record.statements.truncate(1);
    changed.record.factuality.clear();
    changed.record.exchanges.clear();
    changed.record.definitions.clear();
    changed.record.positions.clear();
    changed.record.invocations.clear();
    assert_eq!(archive.add(vec![changed]).unwrap().replaced, 1);
    assert_ne!(archive.fingerprint().unwrap(), before);
    assert_eq!(archive.add(entries[3..4].to_vec()).unwrap().replaced, 1);
    assert_eq!(archive.fingerprint().unwrap(), before);
    assert_eq!(archive.check().unwrap(), []);
}

#[test]
fn a_removed_document_leaves_nothing_behind() {
    let entries = entries();
    let mut archive = archive_of(&[&entries]);
    for entry in &entries[10..] {
        assert!(archive.remove(&entry.record.document.id).unwrap());
    }
    assert!(!archive.remove("nobody").unwrap());
    assert_eq!(archive.fingerprint().unwrap(), archive_of(&[&entries[..10]]).fingerprint().unwrap());
    for entry in &entries[..10] {
        archive.remove(&entry.record.document.id).unwrap();
    }
    assert_eq!(archive.fingerprint().unwrap(), Archive::in_memory().unwrap().fingerprint().unwrap());
}

#[test]
fn bulk_ingest_ends_with_the_same_rows() {
    let entries = entries();
    let expected = archive_of(&[&entries]);
    let mut archive = Archive::in_memory().unwrap();
    archive.begin_bulk().unwrap();
    for batch in entries.chunks(7) {
        archive.add(batch.to_vec()).unwrap();
    }
    // A document may change while a bulk ingest runs.
    let mut changed = entries[0].clone();
    changed.version.push_str(" again");
    archive.add(vec![changed]).unwrap();
    archive.add(vec![entries[0].clone()]).unwrap();
    assert!(archive.in_bulk());
    archive.finish_bulk().unwrap();
    assert!(!archive.in_bulk());
    assert_eq!(archive.fingerprint().unwrap(), expected.fingerprint().unwrap());
    let search = "SELECT count(*) FROM statement_text WHERE statement_text MATCH 'letter*'";
    let count = |archive: &Archive| archive.connection().query_row(search, [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(count(&archive) > 5);
    assert_eq!(count(&archive), count(&expected));
}

#[test]
fn a_file_is_opened_again_with_what_it_was_made_with() {
    let directory = std::env::temp_dir().join(format!("onrecord-archive-open-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("a.db");
    let settings = Settings { keep_text: false, full_text: false };
    let entries = entries();
    let mut archive = Archive::open(&path, settings).unwrap();
    archive.add(entries[..5].to_vec()).unwrap();
    drop(archive);
    let archive = Archive::open(&path, Settings::default()).unwrap();
    assert_eq!(archive.settings(), settings);
    assert_eq!(archive.text(&entries[0].record.document.id).unwrap(), None);
    assert_eq!(archive.stats().unwrap().documents, 5);
    assert_eq!(archive.check().unwrap(), []);

    let other = directory.join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let kind = Archive::open(&other, settings).unwrap_err().kind();
    assert_eq!(kind, onrecord_archive::ErrorKind::NotAnArchive);
    std::fs::write(directory.join("text"), "no database at all, but a text that is long enough").unwrap();
    let error = Archive::open(&directory.join("text"), settings).unwrap_err();
    assert_eq!(error.kind(), onrecord_archive::ErrorKind::NotAnArchive, "{error}");
    assert!(Archive::open_existing(&directory.join("none.db")).is_err());
    std::fs::remove_dir_all(&directory).unwrap();
}
