//! The built command, run in a directory of its own.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use onrecord_model::Record;
use serde_json::Value;

pub const DISPATCH: &str = "VIENNA, March 3. \"We will answer in writing,\" Foreign Minister Ana Orlu said.\n";

/// A directory that goes away with the value.
pub struct Directory(PathBuf);

/// What a run of the command left behind.
pub struct Run {
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Directory {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("onrecord-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the command here.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the command here with these bytes on standard input.
    pub fn run_with<S: AsRef<OsStr>>(&self, arguments: &[S], input: &[u8]) -> Run {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let bytes = input.to_vec();
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&bytes);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run {
            status: output.status.code().unwrap(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).current_dir(&self.0).env_remove("NO_COLOR");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Run {
    /// The rows on standard output of a run that did its work.
    pub fn rows(&self) -> Vec<Value> {
        assert_eq!(self.status, 0, "{}", self.stderr);
        rows(&self.stdout)
    }

    /// What is said of a run that could do nothing.
    pub fn failure(&self) -> &str {
        assert_eq!(self.status, 1, "{}", self.stderr);
        assert_eq!(self.stderr.lines().count(), 1, "one line for one error: {}", self.stderr);
        self.stderr.trim_end()
    }
}

/// JSON rows, each a record or an error.
pub fn rows(bytes: &[u8]) -> Vec<Value> {
    std::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The id of each row, and the code of its error where it is one.
pub fn outline(rows: &[Value]) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| match row.get("error") {
            Some(error) => (text(&row["id"]), Some(text(&error["code"]))),
            None => (text(&row["document"]["id"]), None),
        })
        .collect()
}

/// The codes of a record's diagnostics.
pub fn diagnostics(row: &Value) -> Vec<&str> {
    row["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect()
}

/// A row as a record, checked against the text it is made from.
pub fn checked(row: &Value, text: &str) -> Record {
    let record = Record::from_json(&row.to_string()).unwrap();
    record.check(text).unwrap();
    record
}
