//! Measures the dateline layer on the development data, which lies beside the repository and is not part of it.
//!
//! `cargo run --release --example dateline_eval [-- errors]` prints place and date accuracy on the dateline sets, each
//! in two halves (the rules were tuned on the first), and the datelines found in texts that mostly have none.
//! With `errors`, the misses too. The data is looked for in `$ONRECORD_SHARED`, else in `../shared`.
#![allow(clippy::print_stdout, reason = "a report is its purpose")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::NaiveDate;
use onrecord_extract::dateline::{self, DatelineLayer};
use onrecord_extract::text::Text;
use serde_json::Value;

fn shared() -> PathBuf {
    std::env::var_os("ONRECORD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
}

fn rows(path: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut lines = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path)?).read_to_string(&mut lines)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn string<'r>(row: &'r Value, field: &str) -> &'r str {
    row[field].as_str().unwrap_or_default()
}

fn date(row: &Value, field: &str) -> Option<NaiveDate> {
    string(row, field).get(..10)?.parse().ok()
}

/// FNV-1a: the half of the data an id belongs to must never change.
fn half(id: &str) -> usize {
    let hash = id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    usize::from(hash >> 32 & 1 == 1)
}

/// Right and asked for, by rule.
type Tally = BTreeMap<&'static str, (usize, usize)>;

fn measure(set: &str, rows: &[Value], errors: bool, rules: &mut Tally) {
    let (mut right, mut asked, mut silent, mut unasked) = ([0; 2], [0; 2], 0, 0);
    for row in rows {
        let source = string(row, "text");
        let text = Text::new(source);
        let layer = dateline::read(&text, date(row, "published"));
        let found = layer.dateline.as_ref();
        let place = found.map(|dateline| dateline.printed(source)).unwrap_or_default();
        let day = found.and_then(|dateline| dateline.date);
        if row["parseable"] == Value::Bool(true) {
            let half = half(string(row, "id"));
            let ok = place == string(row, "place") && day == date(row, "date");
            asked[half] += 1;
            right[half] += usize::from(ok);
            let tally = rules.entry(found.map_or("none", |dateline| dateline.rule)).or_default();
            tally.0 += usize::from(ok);
            tally.1 += 1;
            if !ok && errors && half == 0 {
                println!("  MISS {} {place:?} {day:?} in {:?}", found.map_or("-", |d| d.rule), head(source));
            }
        } else {
            unasked += 1;
            silent += usize::from(day.is_none());
            if errors && day.is_some() {
                println!(
                    "  UNASKED {} {place:?} {day:?} ({}) in {:?}",
                    found.map_or("-", |d| d.rule),
                    string(row, "published"),
                    head(source)
                );
            }
        }
    }
    for (half, name) in ["tuned on", "checked on"].iter().enumerate() {
        let share = 100.0 * right[half] as f64 / asked[half].max(1) as f64;
        println!("{set:<12} {name:<10} place and date {:>5} of {:>5} = {share:.2} %", right[half], asked[half]);
    }
    println!("{set:<12} not parseable: no date given for {silent} of {unasked}");
}

fn head(source: &str) -> String {
    source.chars().take(110).collect()
}

/// What is found in texts of which most have no dateline.
fn negatives(set: &str, rows: &[Value], errors: bool) {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut headers, mut credits) = (0, 0);
    for row in rows {
        let source = string(row, "text");
        let text = Text::new(source);
        let DatelineLayer { header, dateline, credits: found, .. } = dateline::read(&text, date(row, "dct"));
        headers += usize::from(header.is_some());
        credits += usize::from(!found.is_empty());
        if errors {
            for credit in &found {
                println!("  CREDIT {:?}", credit.of(source).chars().take(120).collect::<String>());
            }
        }
        let Some(dateline) = dateline else { continue };
        *rules.entry(dateline.rule).or_default() += 1;
        if errors {
            println!("  {} {:?} {:?}", dateline.rule, dateline.range.of(source), dateline.date);
        }
    }
    println!("{set:<12} {} texts, datelines {rules:?}, headers {headers}, with credits {credits}", rows.len());
}

fn speed(rows: &[Value]) {
    let texts: Vec<Text<'_>> = rows.iter().map(|row| Text::new(string(row, "text"))).collect();
    let words: usize = rows.iter().map(|row| string(row, "text").split_whitespace().count()).sum();
    let mut seconds: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            for text in &texts {
                std::hint::black_box(dateline::read(text, None));
            }
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!(
        "speed        {} texts, {words} words: {:.1} million words/s, {:.2} µs a text (median of 9)",
        texts.len(),
        words as f64 / seconds[4] / 1e6,
        seconds[4] / texts.len() as f64 * 1e6
    );
}

fn main() -> Result<(), Box<dyn Error>> {
    let data = shared().join("data");
    if !data.exists() {
        println!("skipped: no development data at {}", data.display());
        return Ok(());
    }
    let errors = std::env::args().any(|argument| argument == "errors");
    let mut rules = Tally::new();
    for set in ["reuters", "tass", "te3_silver"] {
        measure(set, &rows(&data.join(format!("datelines/{set}.jsonl.gz")))?, errors, &mut rules);
    }
    for (rule, (right, asked)) in &rules {
        println!("  {rule:<40} {right:>5} of {asked:>5}");
    }
    for (set, path) in [
        ("polnear dev", "polnear/dev.jsonl.gz"),
        ("wikinews", "throughput/wikinews_2019_2020.jsonl.gz"),
        ("briefings", "throughput/wh_briefings.jsonl.gz"),
        ("timebank", "timex/timebank.jsonl.gz"),
        ("aquaint", "timex/aquaint.jsonl.gz"),
        ("meantime", "timex/meantime_dev.jsonl.gz"),
        ("afp, xinhua", "unlabelled/afp_xinhua.jsonl.gz"),
    ] {
        negatives(set, &rows(&data.join(path))?, errors);
    }
    speed(&rows(&data.join("polnear/train.jsonl.gz"))?);
    speed(&rows(&data.join("unlabelled/afp_xinhua.jsonl.gz"))?);
    Ok(())
}
