//! What `SECURITY.md` promises of the command, seen from the system: no connection, no other program.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, or says that it was skipped"
)]
#![cfg(target_os = "linux")]

mod common;

use std::process::Command;

use common::{DISPATCH, Directory};

#[test]
fn the_command_opens_no_connection_and_starts_no_program() {
    let here = Directory::new("promises");
    here.write("in/a.txt", DISPATCH);
    here.write(
        "in/b.txt",
        "See http://198.51.100.7/ and `curl 198.51.100.7` and $(touch made), he said: \"file:///etc/passwd\".",
    );
    here.write("holders.csv", "office,body,person,from\nhead_of_government,EST,$(touch made),2024-01-01\n");
    let command = env!("CARGO_BIN_EXE_onrecord");
    for arguments in [
        &["extract", "in", "--output", "out.jsonl", "--knowledge", "holders.csv"][..],
        &["ingest", "a.db", "in"],
        &["search", "a.db", "passwd"],
        &["export", "a.db", "--format", "csv", "--output", "tables"],
        &["show", "in/b.txt"],
    ] {
        let traced = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=%network,%process", "-e", "signal=none", "-o", "calls.txt", command])
            .args(arguments)
            .current_dir(here.path())
            .output();
        let Some(traced) = traced.ok().filter(|traced| !String::from_utf8_lossy(&traced.stderr).contains("ptrace"))
        else {
            eprintln!("SKIPPED: there is no strace to watch with");
            return;
        };
        let calls = std::fs::read_to_string(here.path().join("calls.txt")).unwrap();
        assert!(calls.contains("exit_group"), "{arguments:?}: something was watched: {traced:?}");
        let forbidden = ["socket(", "connect(", "bind(", "listen(", "sendto(", "fork("];
        let made: Vec<_> = calls.lines().filter(|call| forbidden.iter().any(|name| call.contains(name))).collect();
        assert_eq!(made, [] as [&str; 0], "{arguments:?}");
        assert_eq!(calls.matches("execve(").count(), 1, "{arguments:?}: {calls}");
    }
    assert!(!here.path().join("made").exists());
}
