//! The development data, where they are: texts of others that are measured on and never committed.

#![allow(
    dead_code,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "shared by tests and benchmarks; each uses a part"
)]

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder with the development data: `ONRECORD_SHARED`, or `shared` beside the project. Says so where it is absent.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("ONRECORD_SHARED").map_or_else(beside, PathBuf::from);
    if folder.join("data").is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no development data beside the project (set ONRECORD_SHARED to their folder)");
    None
}

/// Id and text of every development text: the examples, and a part of each larger set.
pub(crate) fn texts(shared: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Ok(seed) = std::fs::read_to_string(shared.join("examples/seed.txt")) {
        found.push(("seed".to_owned(), seed));
    }
    for (file, most) in [
        ("polnear/dev", 100),
        ("polnear/train", 300),
        ("timex/timebank", 200),
        ("timex/aquaint", 100),
        ("timex/meantime_dev", 100),
        ("throughput/wikinews_2019_2020", 300),
        ("throughput/wh_briefings", 20),
        ("unlabelled/afp_xinhua", 1000),
        ("unlabelled/reuters21578", 1000),
        ("datelines/tass", 500),
        ("datelines/te3_silver", 500),
    ] {
        found.extend(rows(&shared.join(format!("data/{file}.jsonl.gz"))).into_iter().take(most));
    }
    found
}

/// Id and text of each row of a gzipped JSONL file.
pub(crate) fn rows(path: &Path) -> Vec<(String, String)> {
    let mut json = String::new();
    let Ok(file) = File::open(path) else { panic!("{} is missing", path.display()) };
    flate2::read::GzDecoder::new(file).read_to_string(&mut json).unwrap();
    json.lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let id = row.get("doc_id").or_else(|| row.get("id")).and_then(|id| id.as_str()).unwrap_or_default();
            (id.to_owned(), row["text"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}
