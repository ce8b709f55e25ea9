//! Which mutants of the dates and of merging no test notices.
//!
//! ```text
//! usage: onrecord-mutants [--part NAME] [--again] [--out target/mutants]
//! ```
//!
//! All mutants of a part are compiled at once, each behind a switch (`mutate`, `tree`); then the tests that reach a mutant are run with it
//! until one fails (`run`). Those that are left must stand in `survivors.tsv`, each with the reason why nothing can notice it; the
//! program fails where one does not, and where one stands there that is noticed or is no more. `--again` runs those alone that were
//! left the last time.

mod mutate;
mod run;
mod survivors;
mod tree;
mod values;

use std::collections::BTreeSet;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mutate::Name;
use run::Outcome;

/// A part of the code that is mutated.
pub(crate) struct Part {
    name: &'static str,
    package: &'static str,
    /// How the paths of its files begin.
    files: &'static str,
    /// How the names of its unit tests begin.
    units: &'static str,
    /// The files of tests that are to notice, beside unit tests, the quickest first.
    tests: &'static [&'static str],
}

const PARTS: [Part; 2] = [
    Part {
        name: "merging",
        package: "onrecord-archive",
        files: "crates/onrecord-archive/src/merge/",
        units: "merge::",
        tests: &["decisions", "ingest", "questions", "order"],
    },
    Part {
        name: "dates",
        package: "onrecord-extract",
        files: "crates/onrecord-extract/src/time/",
        units: "time::",
        tests: &[
            "time_cases",
            "time_convert",
            "time_rules",
            "time_seed",
            "time_numbers",
            "time_properties",
            "dateline_cases",
            "cases",
        ],
    },
];

struct Arguments {
    part: Option<String>,
    again: bool,
    out: PathBuf,
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Arguments> {
    let mut arguments = Arguments { part: None, again: false, out: root().join("target/mutants") };
    let mut given = std::env::args().skip(1);
    while let Some(argument) = given.next() {
        let mut value = || given.next().ok_or_else(|| Error::other(format!("{argument} lacks its value")));
        match argument.as_str() {
            "--part" => arguments.part = Some(value()?),
            "--out" => arguments.out = std::path::absolute(value()?)?,
            "--again" => arguments.again = true,
            _ => return Err(Error::other(format!("not understood: {argument}"))),
        }
    }
    Ok(arguments)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap_or_default()
}

/// Prints the table and what is not explained; whether all is explained.
fn run(arguments: &Arguments) -> Result<bool> {
    let explained = survivors::explained(&root().join("eval/mutants/survivors.tsv"))?;
    let mut open = Vec::new();
    println!("| code | mutants | caught | never ended | left | of these explained | do not compile |");
    println!("|---|---|---|---|---|---|---|");
    for part in PARTS.iter().filter(|part| arguments.part.as_ref().is_none_or(|name| part.name == name)) {
        open.extend(run_part(part, arguments, &explained)?);
    }
    println!("\n{}", if open.is_empty() { "All are caught or explained.".to_owned() } else { open.join("\n") });
    Ok(open.is_empty())
}

/// Prints the row of a part; what is left and not explained, or explained and not left.
fn run_part(part: &Part, arguments: &Arguments, explained: &BTreeSet<Name>) -> Result<Vec<String>> {
    let folder = arguments.out.join(part.name);
    let build = tree::build(&root(), &folder, part)?;
    let tests = run::measure(&build.tests, &folder)?;
    let mut mutants = build.mutants;
    let last = folder.join("left.tsv");
    if arguments.again {
        let left = survivors::names(&last)?;
        mutants.retain(|mutant| left.contains(&mutant.name));
    }
    let count = mutants.len();
    let outcomes = run::outcomes(mutants, &tests)?;
    let of = |outcome: Outcome| outcomes.get(&outcome).map(Vec::as_slice).unwrap_or_default();
    let left = of(Outcome::Left);
    survivors::write(&last, left)?;
    let unexplained: Vec<_> = left.iter().filter(|mutant| !explained.contains(&mutant.name)).collect();
    println!(
        "| {} | {count} | {} | {} | {} | {} | {} |",
        part.name,
        of(Outcome::Caught).len(),
        of(Outcome::NeverEnded).len(),
        left.len(),
        left.len() - unexplained.len(),
        build.uncompiled
    );
    let stale = explained.iter().filter(|name| {
        name.file.starts_with(part.files) && !arguments.again && !left.iter().any(|mutant| mutant.name == **name)
    });
    let listed = stale.map(|name| format!("- listed, but noticed or no more: {}: {name}", name.file));
    Ok(unexplained.iter().map(|mutant| format!("- {}: {}", mutant.place, mutant.name)).chain(listed).collect())
}
