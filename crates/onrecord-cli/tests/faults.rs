//! What a machine does to those who work on it: no room, no permission, broken files, others who write at the same
//! time. One line says what is wrong and what to do, the exit status is 1, and what was there is still there.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, or says that it was skipped"
)]
#![cfg(unix)]

mod common;

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use common::{DISPATCH, Directory, Run, outline, rows};
use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord_archive::{Archive, Entry, ErrorKind, Settings, version};
use onrecord_extract::{Extractor, Source};
use serde_json::json;

/// So many dispatches as JSONL, each with an id and words of its own.
fn dispatches(count: usize) -> String {
    (0..count)
        .map(|number| {
            json!({"id": format!("note {number}"), "text": format!("{DISPATCH}Note {number}.\n")}).to_string() + "\n"
        })
        .collect()
}

fn documents(path: &Path) -> u64 {
    Archive::open_existing(path).unwrap().stats().unwrap().documents
}

fn output(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the command as somebody who may not write here: the superuser may everywhere.
fn run_without_rights(here: &Directory, arguments: &[&str]) -> Run {
    const NOBODY: u32 = 65_534;
    let mut command = here.command(arguments);
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.uid(NOBODY).gid(NOBODY);
    }
    output(&mut command)
}

#[test]
fn a_truncated_gzip_file_gives_what_stands_before_the_end() {
    let here = Directory::new("truncated");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(dispatches(3000).as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    here.write("in.jsonl.gz", &packed[..packed.len() / 2]);

    let run = here.run(&["extract", "in.jsonl.gz", "--output", "out.jsonl", "--attribution", "rules"]);
    assert!(run.failure().contains("in.jsonl.gz: "), "{}", run.stderr);
    assert!(run.failure().contains("the file is cut short; fetch it again"), "{}", run.stderr);
    let written = rows(&fs::read(here.path().join("out.jsonl")).unwrap());
    assert!(written.len() > 1000, "{} rows were read before", written.len());
    assert!(outline(&written).iter().all(|(_, error)| error.is_none()));

    let run = here.run(&["ingest", "a.db", "in.jsonl.gz", "--attribution", "rules"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("cut short"), "{}", run.stderr);
    assert_eq!(documents(&here.path().join("a.db")), written.len() as u64);

    // A file with one dispatch costs itself only.
    here.write("in/a.txt", DISPATCH);
    here.write("in/b.txt.gz", &packed[..40]);
    let rows = here.run(&["extract", "in"]).rows();
    assert_eq!(outline(&rows), [("a".to_owned(), None), ("b".to_owned(), Some("unreadable_file".to_owned()))]);
}

#[test]
fn other_compressions_are_named() {
    let here = Directory::new("packed");
    here.write("in.jsonl.xz", b"\xFD7zXZ\x00\x00\x04");
    let run = here.run(&["extract", "in.jsonl.xz"]);
    assert!(run.failure().contains("in.jsonl.xz: is packed in a way"), "{}", run.stderr);
    assert!(run.failure().contains("gzip"), "{}", run.stderr);
    here.write("in.jsonl.zst", b"\x28\xB5\x2F\xFD");
    let run = here.run(&["extract", "in.jsonl.zst"]);
    assert!(run.failure().contains("the file is cut short"), "{}", run.stderr);
}

#[test]
fn files_that_may_not_be_written_are_left_as_they_are() {
    let here = Directory::new("readonly");
    here.write("in.jsonl", dispatches(3));
    here.write("out.jsonl", "kept\n");
    assert_eq!(here.run(&["ingest", "a.db", "in.jsonl"]).status, 0);
    for name in ["a.db", "out.jsonl"] {
        fs::set_permissions(here.path().join(name), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(here.path(), fs::Permissions::from_mode(0o555)).unwrap();

    let run = run_without_rights(&here, &["extract", "in.jsonl", "--output", "out.jsonl"]);
    assert!(run.failure().contains("out.jsonl: cannot be written: Permission denied"), "{}", run.stderr);
    let run = run_without_rights(&here, &["ingest", "new.db", "in.jsonl"]);
    assert!(run.failure().contains("new.db: "), "{}", run.stderr);
    let run = run_without_rights(&here, &["ingest", "a.db", "in.jsonl", "--attribution", "rules"]);
    assert!(run.failure().contains("a.db: ") && run.failure().contains("may not be written"), "{}", run.stderr);

    fs::set_permissions(here.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(fs::read_to_string(here.path().join("out.jsonl")).unwrap(), "kept\n");
    assert_eq!(documents(&here.path().join("a.db")), 3);
}

#[test]
fn an_ingest_on_a_full_disk_goes_on_when_there_is_room() {
    let here = Directory::new("full-archive");
    here.write("in.jsonl", dispatches(400));
    fs::create_dir_all(here.path().join("disk")).unwrap();
    // A file system of its own, which this process alone sees.
    let script = "mount -t tmpfs -o size=4m tmpfs disk || exit 77
        \"$0\" ingest disk/a.db in.jsonl --batch 20 --attribution rules 2>full.txt; echo $? >status.txt
        \"$0\" stats disk/a.db --format jsonl >before.txt 2>>full.txt
        mount -o remount,size=50m disk
        \"$0\" ingest disk/a.db in.jsonl --batch 20 --attribution rules 2>again.txt || exit 1
        \"$0\" check disk/a.db 2>>again.txt || exit 1
        \"$0\" stats disk/a.db --format jsonl >after.txt";
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_onrecord")]);
    let run = command.current_dir(here.path()).output();
    let status = run.as_ref().ok().and_then(|run| run.status.code());
    if !run.as_ref().is_ok_and(|run| status != Some(77) && !String::from_utf8_lossy(&run.stderr).contains("unshare")) {
        eprintln!("SKIPPED: this system lets nobody make a small file system");
        return;
    }
    let read = |name: &str| fs::read_to_string(here.path().join(name)).unwrap();
    assert_eq!(status, Some(0), "{run:?}\n{}{}", read("full.txt"), read("again.txt"));
    assert_eq!(read("status.txt").trim(), "1");
    let said = read("full.txt");
    assert!(said.contains("disk/a.db: ") && said.contains("make room"), "{said}");
    let counted = |name: &str| rows(read(name).as_bytes())[0]["documents"].as_u64().unwrap();
    let before = counted("before.txt");
    assert!(before > 0 && before < 400 && before.is_multiple_of(20), "whole batches: {before}");
    assert_eq!(counted("after.txt"), 400);
    assert!(read("again.txt").contains(&format!("{} dispatches added, 0 replaced, {before} there", 400 - before)));
}

#[test]
fn a_limit_on_the_size_of_files_is_no_loss() {
    let here = Directory::new("limit");
    here.write("in.jsonl", dispatches(400));
    // In blocks of 512 bytes. Without the trap the system would end the process.
    let script = "trap '' XFSZ; ulimit -f 8000; exec \"$0\" ingest a.db in.jsonl --batch 20 --attribution rules";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_onrecord")]).current_dir(here.path());
    let run = output(&mut command);
    assert!(run.failure().contains("a.db: ") && run.failure().contains("make room"), "{}", run.stderr);
    let path = here.path().join("a.db");
    let before = documents(&path);
    assert!(before > 0 && before < 400 && before.is_multiple_of(20), "{before}");
    assert_eq!(here.run(&["ingest", "a.db", "in.jsonl", "--attribution", "rules"]).status, 0);
    assert_eq!(documents(&path), 400);
    assert_eq!(here.run(&["check", "a.db"]).status, 0);
}

#[test]
fn a_broken_page_is_found_and_the_rest_can_be_read() {
    const PAGE: usize = 16_384;
    let here = Directory::new("broken");
    here.write("in.jsonl", dispatches(20));
    assert_eq!(here.run(&["ingest", "a.db", "in.jsonl", "--attribution", "rules"]).status, 0);
    // What the log of the database holds is written into the file itself.
    assert_eq!(here.run(&["vacuum", "a.db"]).status, 0);
    let whole = fs::read(here.path().join("a.db")).unwrap();
    let mut found = 0;
    for page in (1..whole.len() / PAGE).step_by(2) {
        let mut broken = whole.clone();
        broken[page * PAGE..(page + 1) * PAGE].fill(0xA5);
        let _ = fs::remove_file(here.path().join("b.db-wal"));
        here.write("b.db", &broken);
        let run = here.run(&["check", "b.db"]);
        assert!(run.status == 1 || run.stderr.contains("sound"), "page {page}: {} {}", run.status, run.stderr);
        if run.status == 1 {
            found += 1;
            assert!(run.stderr.lines().last().unwrap().contains("b.db: "), "page {page}: {}", run.stderr);
            assert!(run.stderr.contains("into a new archive"), "page {page}: {}", run.stderr);
        }
        for arguments in
            [&["stats", "b.db"][..], &["ask", "b.db", "roles", "--actor", "Ana Orlu"], &["search", "b.db", "writing"]]
        {
            let run = here.run(arguments);
            assert!(run.status == 0 || run.failure().contains("b.db: "), "page {page}: {}", run.stderr);
        }
    }
    assert!(found > whole.len() / PAGE / 2 / 2, "{found} of {} pages", whole.len() / PAGE);

    here.write("b.db", &whole[..whole.len() / 2]);
    let run = here.run(&["check", "b.db"]);
    assert_eq!(run.status, 1, "half a file: {}", run.stderr);
}

#[test]
fn two_who_write_wait_for_each_other() {
    let here = Directory::new("writers");
    let lines = dispatches(120);
    let half = lines.lines().count() / 2;
    // They overlap by a third.
    let part = |first: usize| lines.lines().skip(first).take(80).fold(String::new(), |all, line| all + line + "\n");
    here.write("first.jsonl", part(0));
    here.write("second.jsonl", part(40));
    here.write("all.jsonl", &lines);
    let run = |archive: &str, input: &str| {
        here.command(&["ingest", archive, input, "--batch", "3", "--attribution", "rules"]).spawn().unwrap()
    };
    let writers = [run("a.db", "first.jsonl"), run("a.db", "second.jsonl")];
    for writer in writers {
        let output = writer.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(run("b.db", "all.jsonl").wait().unwrap().success());
    let [a, b] = ["a.db", "b.db"].map(|name| Archive::open_existing(&here.path().join(name)).unwrap());
    assert_eq!(a.stats().unwrap().documents, 2 * half as u64);
    assert_eq!(a.fingerprint().unwrap(), b.fingerprint().unwrap());
    assert!(a.check().unwrap().is_empty());
}

/// SQLite waits for others when it writes, but not while it makes a file: whoever comes then is to wait too.
#[test]
fn those_who_make_the_same_archive_at_once_all_open_it() {
    let here = Directory::new("makers");
    for round in 0..40 {
        let path = here.path().join(format!("{round}.db"));
        let makers: Vec<_> = (0..4)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || Archive::open(&path, Settings::default()).map(|_| ()))
            })
            .collect();
        for maker in makers {
            assert_eq!(maker.join().unwrap().map_err(|error| error.to_string()), Ok(()), "round {round}");
        }
    }
}

#[test]
fn who_waits_too_long_for_another_is_told() {
    let here = Directory::new("busy");
    let path = here.path().join("a.db");
    let extractor = Extractor::default();
    let entry = |id: &str| Entry {
        record: extractor.extract(&Source::new(id, DISPATCH)),
        text: Some(DISPATCH.to_owned()),
        version: version(extractor.options(), None, None),
    };
    let mut archive = Archive::open(&path, Settings::default()).unwrap();
    archive.add(vec![entry("a")]).unwrap();
    let other = Archive::open_existing(&path).unwrap();
    other.connection().execute_batch("BEGIN IMMEDIATE").unwrap();
    archive.connection().busy_timeout(std::time::Duration::ZERO).unwrap();
    let error = archive.add(vec![entry("b")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.to_string().contains("another process writes to it"), "{error}");
    other.connection().execute_batch("ROLLBACK").unwrap();
    assert_eq!(archive.add(vec![entry("b")]).unwrap().new, 1);
}

#[test]
fn an_archive_of_a_newer_version_is_left_alone() {
    let here = Directory::new("newer");
    here.write("in.jsonl", dispatches(2));
    assert_eq!(here.run(&["ingest", "a.db", "in.jsonl"]).status, 0);
    let path = here.path().join("a.db");
    // `user_version` stands at byte 60 of the header of an SQLite file.
    let mut bytes = fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&99u32.to_be_bytes());
    fs::write(&path, &bytes).unwrap();
    for arguments in [&["ingest", "a.db", "in.jsonl"][..], &["stats", "a.db"], &["check", "a.db"]] {
        let run = here.run(arguments);
        assert!(run.failure().contains("a.db: is of version 99"), "{}", run.stderr);
        assert!(run.failure().contains("update"), "{}", run.stderr);
    }
    assert!(fs::read(&path).unwrap() == bytes, "the file is as it was");
}

#[test]
fn a_database_of_others_is_left_alone() {
    let here = Directory::new("others");
    here.write("in.jsonl", dispatches(2));
    // An SQLite file with one empty table, as another program makes it: no write-ahead log, no application id.
    let made = Command::new("python3")
        .args(["-c", "import sqlite3; c = sqlite3.connect('other.db'); c.execute('create table t (x)'); c.commit()"])
        .current_dir(here.path())
        .status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: there is no python3 to make a database with");
        return;
    }
    let path = here.path().join("other.db");
    let before = fs::read(&path).unwrap();
    let run = here.run(&["ingest", "other.db", "in.jsonl"]);
    assert!(run.failure().contains("is a database, but no archive of onrecord"), "{}", run.stderr);
    assert!(fs::read(&path).unwrap() == before, "not a byte of it has changed");
}

#[test]
fn a_killed_extraction_leaves_whole_rows() {
    let here = Directory::new("killed");
    here.write("in.jsonl", dispatches(20_000));
    let mut child =
        here.command(&["extract", "in.jsonl", "--output", "out.jsonl", "--attribution", "rules"]).spawn().unwrap();
    let path = here.path().join("out.jsonl");
    while File::open(&path).map_or(0, |file| file.metadata().unwrap().len()) == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it has ended before it could be killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let written = fs::read(&path).unwrap();
    let whole = written.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    assert!(!rows(&written[..whole]).is_empty(), "all lines but the last are rows");
}
