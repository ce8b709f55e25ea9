//! JSONL files, gzipped where their name ends in `.gz`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde::de::DeserializeOwned;

fn is_gzip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "gz")
}

fn at(path: &Path, line: Option<usize>, error: impl std::fmt::Display) -> io::Error {
    let place = line.map_or(String::new(), |line| format!(" line {line}"));
    io::Error::other(format!("{}{place}: {error}", path.display()))
}

/// Calls `each` with every row of a file.
///
/// # Errors
/// Where the file cannot be read or a row is not of this form; file and line are told.
pub(crate) fn read<T: DeserializeOwned>(path: &Path, mut each: impl FnMut(T) -> io::Result<()>) -> io::Result<()> {
    let file = File::open(path).map_err(|error| at(path, None, error))?;
    let reader: Box<dyn BufRead> = if is_gzip(path) {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    };
    for (number, line) in (1..).zip(reader.lines()) {
        let line = line.map_err(|error| at(path, Some(number), error))?;
        if !line.trim().is_empty() {
            each(serde_json::from_str(&line).map_err(|error| at(path, Some(number), error))?)?;
        }
    }
    Ok(())
}

/// Opens a file for writing.
///
/// # Errors
/// Where it cannot be made.
pub(crate) fn create(path: &Path) -> io::Result<Box<dyn Write>> {
    let file = BufWriter::new(File::create(path).map_err(|error| at(path, None, error))?);
    Ok(if is_gzip(path) { Box::new(GzEncoder::new(file, Compression::default())) } else { Box::new(file) })
}
