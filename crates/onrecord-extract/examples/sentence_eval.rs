//! Compares sentence boundaries with those of another splitter, inside paragraphs.
//!
//! ```text
//! cargo run --release --example sentence_eval -- TEXTS REFERENCE [SHOWN]
//! ```
//!
//! TEXTS is JSONL of `{"doc_id", "text"}`; REFERENCE is JSONL of `{"doc_id", "sents": [[first, last + 1] token],
//! "toks": [[start, end, …]]}` with offsets in code points, as CoreNLP output is kept beside `PolNeAR`. Packed files go
//! through the shell: `<(zcat dev.jsonl.gz)`.
//!
//! A boundary is the first character of a sentence. Boundaries with a line break before them are left out on both
//! sides: they are paragraphs. The figures are given three times: for exact places; for exact places where `CoreNLP`,
//! which takes every '' for a closing mark and leaves it with the sentence before, is put right about those that open a
//! quotation; and for the first letter or digit of each sentence, which asks whether the words are divided alike and
//! not whose a quotation mark between them is. With SHOWN, that many differences of the second kind are printed.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::io::{BufRead, BufReader, Write};

use onrecord_extract::text::Text;
use serde_json::Value;

/// The counts behind precision and recall.
#[derive(Default)]
struct Counts {
    common: usize,
    ours: usize,
    theirs: usize,
}

impl Counts {
    fn add(&mut self, ours: &BTreeSet<usize>, theirs: &BTreeSet<usize>) {
        self.common += ours.intersection(theirs).count();
        self.ours += ours.len();
        self.theirs += theirs.len();
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let precision = self.common as f64 / self.ours.max(1) as f64;
        let recall = self.common as f64 / self.theirs.max(1) as f64;
        let Self { common, ours, theirs } = self;
        write!(f, "precision {precision:.4} ({common} of {ours})  recall {recall:.4} ({common} of {theirs})")
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(texts), Some(reference)) = (arguments.next(), arguments.next()) else {
        return Err("usage: sentence_eval TEXTS REFERENCE [SHOWN]".into());
    };
    let shown: usize = arguments.next().map_or(Ok(0), |number| number.parse())?;
    let texts: HashMap<String, String> = rows(&texts)?
        .into_iter()
        .filter_map(|row| Some((row["doc_id"].as_str()?.to_owned(), row["text"].as_str()?.to_owned())))
        .collect();

    let mut out = std::io::stdout().lock();
    let [mut exact, mut put_right, mut by_word] = <[Counts; 3]>::default();
    let (mut documents, mut differences) = (0, 0);
    for row in rows(&reference)? {
        let Some(source) = row["doc_id"].as_str().and_then(|id| texts.get(id)) else { continue };
        documents += 1;
        let text = Text::new(source);
        let ours: Vec<usize> = text.sentences.iter().map(|sentence| sentence.range.start as usize).collect();
        let theirs: Vec<usize> = reference_starts(&row, &text).collect();
        let words = [&ours, &theirs].map(|starts| first_words(source, starts));
        by_word.add(&words[0], &words[1]);
        let ours = inside_paragraphs(source, &ours);
        exact.add(&ours, &inside_paragraphs(source, &theirs));
        let theirs: Vec<usize> = theirs.into_iter().map(|start| before_opening_mark(&text, start)).collect();
        let theirs = inside_paragraphs(source, &theirs);
        put_right.add(&ours, &theirs);
        for &at in ours.symmetric_difference(&theirs) {
            if differences < shown {
                let side = if ours.contains(&at) { "only here" } else { "only there" };
                writeln!(out, "{side:10} {} | {}", tail(source, at), head(source, at))?;
            }
            differences += 1;
        }
    }
    writeln!(out, "{documents} documents, boundaries inside paragraphs")?;
    writeln!(
        out,
        "exact places            {exact}\nopening '' put right    {put_right}\nby first word           {by_word}"
    )?;
    Ok(())
}

fn rows(path: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let file = std::fs::File::open(path).map_err(|error| format!("{path}: {error}"))?;
    BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// The byte at which each sentence of the reference begins.
fn reference_starts<'a>(row: &'a Value, text: &'a Text<'_>) -> impl Iterator<Item = usize> + 'a {
    row["sents"].as_array().into_iter().flatten().filter_map(|sentence| {
        let token = sentence[0].as_u64()?;
        let start = row["toks"][usize::try_from(token).ok()?][0].as_u64()?;
        text.offsets.to_byte(u32::try_from(start).ok()?)
    })
}

/// The place before the '' that stands before `start` and opens a quotation, if there is one.
fn before_opening_mark(text: &Text<'_>, start: usize) -> usize {
    let before = text.tokens.partition_point(|token| (token.range.start as usize) < start).checked_sub(1);
    let mark = before.and_then(|number| Some((number, text.tokens.get(number)?)));
    let opens = |number: usize| text.quotations.iter().any(|quotation| quotation.open as usize == number);
    match mark {
        Some((number, mark)) if mark.text(text.source) == "''" && opens(number) => mark.range.start as usize,
        _ => start,
    }
}

/// The starts that have something before them in the same line.
fn inside_paragraphs(source: &str, starts: &[usize]) -> BTreeSet<usize> {
    let inside = |&at: &usize| {
        let before = source.get(..at).unwrap_or_default();
        let gap = &before[before.trim_end().len()..];
        !before.trim_end().is_empty() && !gap.contains(['\n', '\r'])
    };
    starts.iter().copied().filter(inside).collect()
}

/// The first letter or digit from each start on, where there are letters or digits before it in the same line.
fn first_words(source: &str, starts: &[usize]) -> BTreeSet<usize> {
    let to_word = |&at: &usize| source.get(at..)?.find(char::is_alphanumeric).map(|word| at + word);
    let inside = |&at: &usize| {
        let before = source.get(..at).unwrap_or_default();
        before.rsplit(['\n', '\r']).next().is_some_and(|line| line.contains(char::is_alphanumeric))
    };
    starts.iter().filter_map(to_word).filter(inside).collect()
}

fn tail(source: &str, at: usize) -> &str {
    let from = source.floor_char_boundary(at.saturating_sub(50));
    source[from..at].rsplit('\n').next().unwrap_or_default()
}

fn head(source: &str, at: usize) -> &str {
    let to = source.ceil_char_boundary((at + 40).min(source.len()));
    source[at..to].split('\n').next().unwrap_or_default()
}
