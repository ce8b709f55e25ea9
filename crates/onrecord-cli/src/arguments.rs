//! What can be typed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use onrecord_extract::knowledge::Knowledge;
use onrecord_extract::{Attribution, Extractor, Layers, Options, parse_date};

use crate::error::Error;

/// Turns newswire dispatches into a record of who said what, to whom, when and in which role.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write one record for every dispatch
    Extract(ExtractCommand),
    /// Read dispatches in the terminal: quotations marked, and a table of who said what
    Show(ShowCommand),
    /// List the expressions of time with their TIMEX3 values
    Dates(DatesCommand),
    /// List the rules with their measured precision
    Rules(RulesCommand),
    /// Print the JSON Schema of a record
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct ExtractCommand {
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    /// One record a line, or one JSON array that is easy to read
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub(crate) format: Format,
    /// The file to write; a name ending in .gz is compressed [default: standard output]
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct ShowCommand {
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    /// When to colour; the variable `NO_COLOR` is honoured
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
    /// Columns of the page [default: those of the terminal, at most 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=1000))]
    pub(crate) width: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct DatesCommand {
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    /// A table with tabs, one expression a line of JSON, or the text marked up as TimeML (one dispatch only)
    #[arg(long, value_enum, default_value_t = DatesFormat::Tsv)]
    pub(crate) format: DatesFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RulesCommand {
    /// The layer whose rules are listed
    #[arg(long, value_enum, default_value_t = Layer::Time)]
    pub(crate) layer: Layer,
}

/// Where the dispatches come from and how they are read.
#[derive(Debug, Args)]
pub(crate) struct SourceOptions {
    /// A .txt file (one dispatch), a directory of them, a .jsonl or .csv file (one dispatch a row), each also as .gz; or
    /// - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// How to read the input, where its name does not tell
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,
    /// The field or column of the text
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub(crate) text_field: String,
    /// The field or column of the id [default: id, or else the number of the row]
    #[arg(long, value_name = "FIELD")]
    pub(crate) id_field: Option<String>,
    /// The field or column of the date of publication (ISO) [default: published]
    #[arg(long, value_name = "FIELD")]
    pub(crate) date_field: Option<String>,
    /// The date of publication where the input has none (ISO: 2022-02-15)
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) published: Option<NaiveDate>,
    /// The engine that finds who said what
    #[arg(long, value_name = "NAME", default_value_t = Options::default().attribution)]
    pub(crate) attribution: Attribution,
    /// The layers that read, divided by commas, with those that they need: time, statements, actors, pragmatics, events,
    /// instruments, concepts, exchanges, definitions, invocations, positions, factuality [default: all]
    #[arg(long, value_name = "LAYER,…", value_delimiter = ',')]
    pub(crate) layers: Option<Vec<onrecord_extract::Layer>>,
    /// Leave out statements with a lower confidence (0 to 1)
    #[arg(long, value_name = "X")]
    pub(crate) min_confidence: Option<f64>,
    /// Read at most this many characters of a text
    #[arg(long, value_name = "N")]
    pub(crate) max_chars: Option<usize>,
    /// A table of your own: offices, holders, organisations, aliases … (.tsv or .csv, named like the built-in table); may
    /// be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) knowledge: Vec<PathBuf>,
}

impl SourceOptions {
    /// The extractor, with the user's own tables.
    pub(crate) fn build(&self) -> Result<Extractor, Error> {
        let extractor = Extractor::new(self.extractor())?;
        if self.knowledge.is_empty() {
            return Ok(extractor);
        }
        let builtin = Knowledge::builtin().clone();
        let knowledge = self.knowledge.iter().try_fold(builtin, Knowledge::with_table)?;
        Ok(extractor.with_knowledge(knowledge)?)
    }

    /// The options of the extractor.
    pub(crate) fn extractor(&self) -> Options {
        Options {
            attribution: self.attribution,
            layers: self.layers.as_ref().map_or(Layers::ALL, |layers| layers.iter().copied().collect()),
            min_confidence: self.min_confidence,
            max_chars: self.max_chars,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Jsonl,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DatesFormat {
    Tsv,
    Jsonl,
    Timeml,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    Time,
    Actors,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Txt,
    Jsonl,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}
