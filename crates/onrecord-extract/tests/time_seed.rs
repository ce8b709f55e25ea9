//! The worked dispatch of the contract: every required time expression, exact in value, interval, anchor and function.
//!
//! The dispatch is not part of the project: `ONRECORD_SHARED` names the folder that holds it, or it stands beside the repository.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use onrecord_extract::text::{Text, TextRange};
use onrecord_extract::time::{DatedRange, TimeContext, read, timexes};
use onrecord_model::Timex;
use serde_json::Value;

fn shared() -> PathBuf {
    std::env::var_os("ONRECORD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
}

/// The words that the layers before this one read as a date.
fn given(text: &Text<'_>, gold: &Value, function: &str) -> Option<DatedRange> {
    let timex = gold["timexes"].as_array()?.iter().find(|timex| timex["function"] == function)?;
    let at = |end: &str| text.offsets.to_byte(timex["span"][end].as_u64()? as u32);
    Some(DatedRange { range: TextRange::new(at("start")?, at("end")?), date: timex["value"].as_str()?.parse().ok() })
}

fn read_dispatch(source: &str, gold: &Value, published: Option<&str>) -> Vec<Timex> {
    let text = Text::new(source);
    let context = TimeContext {
        document_date: published.and_then(|date| date.parse().ok()),
        header: given(&text, gold, "document_date"),
        dateline: given(&text, gold, "dateline_date"),
    };
    timexes(&text, &read(&text, &context))
}

#[test]
fn the_worked_dispatch_is_read_in_full() {
    let folder = shared().join("examples");
    let (Ok(source), Ok(gold)) =
        (std::fs::read_to_string(folder.join("seed.txt")), std::fs::read_to_string(folder.join("seed.gold.json")))
    else {
        println!("SKIPPED: no worked dispatch at {}", folder.display());
        return;
    };
    let gold: Value = serde_json::from_str(&gold).unwrap();
    let found = read_dispatch(&source, &gold, None);
    let mut required = 0;
    for expected in gold["timexes"].as_array().unwrap().iter().filter(|timex| timex["grade"] == "required") {
        required += 1;
        let is = found.iter().find(|timex| u64::from(timex.span.start) == expected["span"]["start"].as_u64().unwrap());
        let is = serde_json::to_value(is.unwrap_or_else(|| panic!("missing {expected}"))).unwrap();
        for field in ["span", "type", "value", "interval", "function", "evidence", "anchor"] {
            let accepted = expected["accept"][field].as_array().is_some_and(|list| list.contains(&is[field]));
            assert!(is[field] == expected[field] || accepted, "{field} of {expected}: {}", is[field]);
        }
    }
    assert_eq!(required, 7);
}

#[test]
fn the_dispatches_of_the_examples_keep_their_values() {
    // Later layers set the function where they know more; this one alone is to be right in three of four.
    let mut functions = (0, 0);
    let folder = shared().join("examples");
    for file in ["dispatches.dev.jsonl", "full.dev.jsonl"] {
        let Ok(rows) = std::fs::read_to_string(folder.join(file)) else {
            println!("SKIPPED: no {file} at {}", folder.display());
            continue;
        };
        for row in rows.lines() {
            let row: Value = serde_json::from_str(row).unwrap();
            let found = read_dispatch(row["text"].as_str().unwrap(), &row["gold"], row["published"].as_str());
            for expected in
                row["gold"]["timexes"].as_array().unwrap().iter().filter(|timex| timex["grade"] == "required")
            {
                let is = found
                    .iter()
                    .find(|timex| u64::from(timex.span.start) == expected["span"]["start"].as_u64().unwrap());
                assert_eq!(
                    is.map(|timex| timex.value.as_str()),
                    expected["value"].as_str(),
                    "{}: {expected}",
                    row["id"]
                );
                functions.1 += 1;
                functions.0 += usize::from(is.map(|timex| timex.function.as_str()) == expected["function"].as_str());
            }
        }
    }
    println!("functions right: {} of {}", functions.0, functions.1);
    assert!(functions.0 * 4 >= functions.1 * 3, "{functions:?}");
}
