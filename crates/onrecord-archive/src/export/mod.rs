//! An archive in the formats of other tools.

mod dna;
mod network;
mod standoff;
mod tables;
mod timeml;
mod xml;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::str::FromStr;

use onrecord_model::Record;
use serde::Serialize;

pub use network::Network;
pub use standoff::{brat, web_annotation};
pub use timeml::timeml;

use crate::archive::Archive;
use crate::error::{Error, ErrorKind};

/// A format of another tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A directory with a CSV file for each table.
    Csv,
    /// A directory with a JSONL file for each table.
    Jsonl,
    /// A network as `GraphML`.
    GraphMl,
    /// A network as GEXF 1.2.
    Gexf,
    /// Positions as a file of Discourse Network Analyzer.
    Dna,
    /// A directory with a text and its brat standoff for each document.
    Brat,
    /// A directory with a W3C Web Annotation page for each document.
    WebAnnotation,
    /// A directory with a TimeML file for each document.
    TimeMl,
}

/// What an export has written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// Files.
    pub files: u64,
    /// Rows, edges, statements or documents.
    pub rows: u64,
    /// What the format has no place for, or what needs a text that the archive does not keep.
    pub left_out: u64,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: &'static [Self] =
        &[Self::Csv, Self::Jsonl, Self::GraphMl, Self::Gexf, Self::Dna, Self::Brat, Self::WebAnnotation, Self::TimeMl];

    /// The name that options use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::GraphMl => "graphml",
            Self::Gexf => "gexf",
            Self::Dna => "dna",
            Self::Brat => "brat",
            Self::WebAnnotation => "web-annotation",
            Self::TimeMl => "timeml",
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        named(Self::ALL, Self::as_str, "format", name)
    }
}

impl FromStr for Network {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        named(Self::ALL, Self::as_str, "network", name)
    }
}

fn named<T: Copy>(all: &[T], as_str: fn(T) -> &'static str, what: &str, name: &str) -> Result<T, Error> {
    all.iter().copied().find(|one| as_str(*one) == name).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|one| as_str(*one)).collect();
        Error::new(ErrorKind::Export, format!("there is no {what} {name:?}; choose one of {}", names.join(", ")))
    })
}

impl Archive {
    /// Writes the archive in a format of another tool: to a file, or into a directory, which is made where there is none.
    /// `network` says which network `GraphML` and GEXF hold.
    ///
    /// # Errors
    /// [`ErrorKind::Export`] where the output cannot be written.
    pub fn export(&self, format: Format, network: Network, output: &Path) -> Result<Exported, Error> {
        let done = match format {
            Format::GraphMl | Format::Gexf => self.export_network(format, network, output),
            Format::Dna => dna::write(self, output),
            _ => std::fs::create_dir_all(output).map_err(Error::from).and_then(|()| match format {
                Format::Csv => tables::write(self, output, "csv"),
                Format::Jsonl => tables::write(self, output, "jsonl"),
                _ => self.export_documents(format, output),
            }),
        };
        done.map_err(|error| error.in_file(output))
    }

    fn export_network(&self, format: Format, network: Network, output: &Path) -> Result<Exported, Error> {
        let mut file = BufWriter::new(File::create(output)?);
        let rows = match format {
            Format::Gexf => network::gexf(self, network, &mut file)?,
            _ => network::graphml(self, network, &mut file)?,
        };
        file.flush()?;
        Ok(Exported { files: 1, rows, left_out: 0 })
    }

    /// A file, or two, for each document.
    fn export_documents(&self, format: Format, directory: &Path) -> Result<Exported, Error> {
        let mut exported = Exported::default();
        for id in self.ids()? {
            let Some(record) = self.record(&id)? else { continue };
            let Some(text) = self.text(&id)? else {
                exported.left_out += 1;
                continue;
            };
            for (ending, content) in files(format, &record, &text) {
                std::fs::write(directory.join(format!("{}.{ending}", file_name(&id))), content)?;
                exported.files += 1;
            }
            exported.rows += 1;
        }
        Ok(exported)
    }
}

fn files(format: Format, record: &Record, text: &str) -> Vec<(&'static str, String)> {
    match format {
        Format::Brat => vec![("txt", text.to_owned()), ("ann", brat(record))],
        Format::WebAnnotation => vec![("jsonld", web_annotation(record, text).to_string())],
        _ => vec![("tml", timeml(record, text))],
    }
}

/// An id as the name of a file and the end of a URN: what is no letter, digit, dash or dot is written as in a URL.
fn file_name(id: &str) -> String {
    use std::fmt::Write;
    id.bytes().fold(String::new(), |mut name, byte| {
        match byte {
            b'.' if name.is_empty() => name.push_str("%2E"),
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' => name.push(char::from(byte)),
            _ => {
                let _ = write!(name, "%{byte:02X}");
            }
        }
        name
    })
}
