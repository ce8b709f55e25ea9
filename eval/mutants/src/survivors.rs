//! The mutants that nothing notices: the list with their reasons, and the list of the last run.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::fs;
use std::io::{Error, Result};
use std::path::Path;

use crate::mutate::{Mutant, Name};

impl Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} in {}", self.change, self.function)?;
        if self.words.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.words) }
    }
}

/// The mutants of `survivors.tsv`: file, function, change, words, reason.
pub(crate) fn explained(path: &Path) -> Result<BTreeSet<Name>> {
    let text = fs::read_to_string(path)?;
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| match line.split('\t').collect::<Vec<_>>().as_slice() {
        [cells @ .., reason] if cells.len() == 4 && !reason.is_empty() => name(cells),
        _ => Err(Error::other(format!("survivors.tsv: not five cells: {line}"))),
    })
    .collect()
}

/// The mutants that were left the last time.
pub(crate) fn names(path: &Path) -> Result<BTreeSet<Name>> {
    let text = fs::read_to_string(path)?;
    text.lines()
        .filter_map(|line| line.rsplit_once('\t'))
        .map(|(cells, _)| name(&cells.split('\t').collect::<Vec<_>>()))
        .collect()
}

/// Writes the mutants that are left, with the numbers by which `ONRECORD_MUTANT` chooses one.
pub(crate) fn write(path: &Path, mutants: &[Mutant]) -> Result<()> {
    let line = |mutant: &Mutant| {
        let Mutant { number, name: Name { file, function, change, words }, .. } = mutant;
        format!("{file}\t{function}\t{change}\t{words}\t{number}\n")
    };
    fs::write(path, mutants.iter().map(line).collect::<String>())
}

fn name(cells: &[&str]) -> Result<Name> {
    match cells {
        [file, function, change, words] => Ok(Name {
            file: (*file).to_owned(),
            function: (*function).to_owned(),
            change: (*change).to_owned(),
            words: (*words).to_owned(),
        }),
        _ => Err(Error::other(format!("no mutant: {}", cells.join("\t")))),
    }
}
