//! Measures the precision of every rule of the time layer and writes it into `data/time/rules.tsv`.
//!
//! `cargo run --release --example time_rules -- GOLD.jsonl`: each line has `dct`, `text` and `timexes` with `start`, `end`
//! (code points) and `value`. Right is an expression that overlaps one of the gold and has its value.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::BufRead;
use std::path::Path;

use chrono::NaiveDate;
use onrecord_extract::text::Text;
use onrecord_extract::time::{TimeContext, read, rules};
use serde_json::Value;

/// Below this count no precision is told.
const FEWEST: u32 = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: time_rules GOLD.jsonl")?;
    let mut counts: BTreeMap<&'static str, (u32, u32)> = BTreeMap::new();
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        count(&serde_json::from_str(&line?)?, &mut counts);
    }
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/time/rules.tsv");
    let old = std::fs::read_to_string(&table)?;
    let mut new: String = old
        .lines()
        .take_while(|line| line.starts_with('#') || line.starts_with("rule\t"))
        .fold(String::new(), |all, line| all + line + "\n");
    for rule in rules() {
        let (n, right) = counts.get(rule.rule).copied().unwrap_or_default();
        let precision = if n < FEWEST { "-".to_owned() } else { format!("{:.3}", f64::from(right) / f64::from(n)) };
        writeln!(new, "{}\t{}\t{}\t{n}\t{precision}", rule.rule, rule.description, rule.example)?;
    }
    std::fs::write(table, new)?;
    Ok(())
}

/// Counts what each rule found in one document, and how much of it is right.
fn count(row: &Value, counts: &mut BTreeMap<&'static str, (u32, u32)>) {
    let text = Text::new(row["text"].as_str().unwrap_or_default());
    let date = row["dct"].as_str().and_then(|date| date.get(..10)).and_then(|date| date.parse::<NaiveDate>().ok());
    let layer = read(&text, &TimeContext { document_date: date, ..TimeContext::default() });
    let gold = row["timexes"].as_array().map(Vec::as_slice).unwrap_or_default();
    for found in &layer.expressions {
        let Some(span) = text.span(found.range) else { continue };
        let right = gold.iter().any(|timex| {
            let (start, end) = (timex["start"].as_u64(), timex["end"].as_u64());
            start < Some(u64::from(span.end))
                && Some(u64::from(span.start)) < end
                && timex["value"] == found.value.as_str()
        });
        let entry = counts.entry(found.rule).or_default();
        *entry = (entry.0 + 1, entry.1 + u32::from(right));
    }
}
