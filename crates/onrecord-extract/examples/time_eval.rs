//! Reads the time expressions of a JSON Lines file and prints them in the format of the scorer.
//!
//! `cargo run --release --example time_eval -- gold.jsonl > system.jsonl`: each line has `doc_id`, `dct` and `text`.

#![allow(clippy::print_stdout)]

use std::io::{BufRead, Write};

use chrono::NaiveDate;
use onrecord_extract::text::Text;
use onrecord_extract::time::{TimeContext, read};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: time_eval GOLD.jsonl")?;
    let input = std::io::BufReader::new(std::fs::File::open(path)?);
    let mut output = std::io::stdout().lock();
    for line in input.lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let source = row["text"].as_str().unwrap_or_default();
        let text = Text::new(source);
        let date = row["dct"]
            .as_str()
            .and_then(|date| date.get(..10))
            .and_then(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok());
        let layer = read(&text, &TimeContext { document_date: date, ..TimeContext::default() });
        let timexes: Vec<Value> = layer
            .expressions
            .iter()
            .filter_map(|found| {
                let span = text.span(found.range)?;
                Some(json!({"start": span.start, "end": span.end, "text": span.text, "type": found.r#type, "value": found.value,
                    "mod": found.r#mod, "interval": found.interval, "function": found.function, "rule": found.rule}))
            })
            .collect();
        writeln!(output, "{}", json!({"doc_id": row["doc_id"], "text": source, "timexes": timexes}))?;
    }
    Ok(())
}
