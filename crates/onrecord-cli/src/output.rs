//! Where records go.

use std::fs::File;
use std::io::{self, Write};
use std::iter;
use std::path::{Path, PathBuf};

use crate::arguments::Format;
use crate::error::{Error, ErrorKind};
use crate::packing::{Packing, Sink};
use crate::parts::Parts;

/// A file or standard output, to which rows are written one after the other.
pub(crate) struct Output {
    sink: Sink,
    path: Option<PathBuf>,
    format: Format,
    empty: bool,
}

impl Output {
    /// Opens the output, which must not be one of the inputs.
    pub(crate) fn new(path: Option<&Path>, format: Format, inputs: &[PathBuf]) -> Result<Self, Error> {
        let path = path.filter(|path| path.as_os_str() != "-");
        let raw: Box<dyn Write> = match path {
            None => Box::new(io::stdout()),
            Some(path) => {
                if is_one_of(path, inputs) {
                    let message = "the output would overwrite the input; give another name with --output";
                    return Err(Error::new(ErrorKind::Write, message).in_file(path));
                }
                Box::new(File::create(path).map_err(|cause| Error::write(Some(path), &cause))?)
            }
        };
        let sink = Sink::new(raw, path.and_then(Packing::of)).map_err(|cause| Error::write(path, &cause))?;
        Ok(Self { sink, path: path.map(Path::to_owned), format, empty: true })
    }

    /// Writes a row, which is JSON without an end of line.
    pub(crate) fn row(&mut self, json: &Parts) -> Result<(), Error> {
        let (before, after): (&[u8], &[u8]) = match (self.format, self.empty) {
            (Format::Jsonl, _) => (b"", b"\n"),
            (Format::Json, true) => (b"[\n", b""),
            (Format::Json, false) => (b",\n", b""),
        };
        self.empty = false;
        let mut parts = iter::once(before).chain(json.iter()).chain([after]);
        parts.try_for_each(|part| self.sink.write_all(part)).map_err(|cause| self.error(&cause))
    }

    /// Writes what is left. Only now is it certain that everything was written.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        let end: &[u8] = match (self.format, self.empty) {
            (Format::Jsonl, _) => b"",
            (Format::Json, true) => b"[]\n",
            (Format::Json, false) => b"\n]\n",
        };
        self.sink.write_all(end).map_err(|cause| self.error(&cause))?;
        let Self { sink, path, .. } = self;
        sink.finish().map_err(|cause| Error::write(path.as_deref(), &cause))
    }

    fn error(&self, cause: &io::Error) -> Error {
        Error::write(self.path.as_deref(), cause)
    }
}

fn is_one_of(path: &Path, inputs: &[PathBuf]) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    path.is_file() && inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == path))
}
