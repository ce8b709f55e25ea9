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
    /// Add dispatches, or the records of dispatches, to an archive; those that are there as they are cost next to nothing
    Ingest(IngestCommand),
    /// Ask an archive one of fifteen questions
    Ask(AskCommand),
    /// Find statements of an archive by their words
    Search(SearchCommand),
    /// Write an archive in a format of another tool
    Export(ExportCommand),
    /// Write an archive as one page to search and read, for people without this command
    Report(ReportCommand),
    /// Say what an archive holds
    Stats(ArchiveCommand),
    /// Check an archive: the file, its references, and every span against its text
    Check(ArchiveCommand),
    /// Give back the room of what was removed from an archive
    Vacuum(ArchiveCommand),
}

#[derive(Debug, Args)]
pub(crate) struct IngestCommand {
    /// The archive, which is made where there is none
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    /// Keep no texts, only the words that records cite (of a new archive)
    #[arg(long)]
    pub(crate) no_text: bool,
    /// Build no full text over statements (of a new archive)
    #[arg(long)]
    pub(crate) no_full_text: bool,
    /// Build indexes and full text and merge at the end: faster for many dispatches at once
    #[arg(long)]
    pub(crate) bulk: bool,
    /// Dispatches in one transaction
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) batch: u32,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct ArchiveCommand {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,
    /// A page to read, or one row of JSON a line
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub(crate) format: AnswerFormat,
}

#[derive(Debug, Args)]
#[command(after_help = crate::archive::questions())]
pub(crate) struct AskCommand {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,
    /// The question
    #[arg(value_name = "QUESTION")]
    pub(crate) question: String,
    /// An actor, by name or by the ISO code of a state; a state stands also for those who speak for it
    #[arg(long)]
    pub(crate) actor: Option<String>,
    /// Another actor
    #[arg(long)]
    pub(crate) other: Option<String>,
    /// A concept, by label or key
    #[arg(long)]
    pub(crate) concept: Option<String>,
    /// An instrument, by title, number or key
    #[arg(long)]
    pub(crate) instrument: Option<String>,
    /// An agency
    #[arg(long)]
    pub(crate) agency: Option<String>,
    /// Words of a quotation
    #[arg(long)]
    pub(crate) words: Option<String>,
    /// An exchange, as other answers name it
    #[arg(long)]
    pub(crate) exchange: Option<String>,
    /// What was reported up to this ISO date
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    pub(crate) as_of: Option<String>,
    /// Characters of context on each side
    #[arg(long, value_name = "N")]
    pub(crate) width: Option<usize>,
    #[command(flatten)]
    pub(crate) filter: FilterOptions,
    /// A page to read, or one row of JSON a line
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub(crate) format: AnswerFormat,
}

#[derive(Debug, Args)]
pub(crate) struct SearchCommand {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,
    /// Words, \"phrases\", prefix*, AND, OR, NOT
    #[arg(value_name = "WORDS")]
    pub(crate) words: String,
    /// Who says so
    #[arg(long)]
    pub(crate) speaker: Option<String>,
    #[command(flatten)]
    pub(crate) filter: FilterOptions,
    /// A page to read, or one row of JSON a line
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub(crate) format: AnswerFormat,
}

#[derive(Debug, Args)]
pub(crate) struct ExportCommand {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,
    /// csv, jsonl, graphml, gexf, dna, brat, web-annotation or timeml
    #[arg(long)]
    pub(crate) format: onrecord_archive::Format,
    /// Which network graphml and gexf hold: speaks-about, exchanges or positions
    #[arg(long, default_value = "speaks-about")]
    pub(crate) network: onrecord_archive::Network,
    /// The file (graphml, gexf, dna) or the directory (the others) to write
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ReportCommand {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,
    /// The HTML file to write
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// Which exchanges were open on this ISO date [default: --to, else the last date of the archive]
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    pub(crate) as_of: Option<String>,
    #[command(flatten)]
    pub(crate) filter: FilterOptions,
}

/// What the rows behind an answer must be like; those with a list may be given several times.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterOptions {
    /// The first ISO date of a dispatch
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    from: Option<String>,
    /// The last ISO date of a dispatch
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    to: Option<String>,
    /// Dispatches of this agency
    #[arg(long = "by-agency", value_name = "AGENCY")]
    by_agency: Vec<String>,
    /// Rows of this actor
    #[arg(long = "by-actor", value_name = "ACTOR")]
    by_actor: Vec<String>,
    /// Rows of actors of this state (ISO code)
    #[arg(long)]
    state: Vec<String>,
    /// Rows on this concept
    #[arg(long = "on-concept", value_name = "CONCEPT")]
    on_concept: Vec<String>,
    /// own, or attributed by another party
    #[arg(long, value_parser = ["own", "attributed"])]
    voice: Option<String>,
    /// Leave out rows with a lower confidence (0 to 1)
    #[arg(long, value_name = "X")]
    min_confidence: Option<f64>,
    /// Rows with this evidence
    #[arg(long, value_parser = ["explicit", "inferred", "registry"])]
    evidence: Vec<String>,
    /// Rows of this rule
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// The most rows
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

impl FilterOptions {
    /// The filter of the archive.
    pub(crate) fn filter(&self) -> onrecord_archive::Filter {
        onrecord_archive::Filter {
            from: self.from.clone(),
            to: self.to.clone(),
            agencies: self.by_agency.clone(),
            actors: self.by_actor.clone(),
            states: self.state.clone(),
            concepts: self.on_concept.clone(),
            voice: self.voice.clone(),
            min_confidence: self.min_confidence,
            evidence: self.evidence.clone(),
            rules: self.rule.clone(),
            limit: self.limit,
        }
    }
}

fn iso_date(text: &str) -> Result<String, onrecord_extract::Error> {
    parse_date(text).map(|date| date.to_string())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    Text,
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct ExtractCommand {
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    /// One record a line, or one JSON array that is easy to read
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub(crate) format: Format,
    /// The file to write; a name ending in .gz or .zst is compressed [default: standard output]
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
    /// A .txt file (one dispatch), a directory of them, a .jsonl or .csv file (one dispatch a row), each also as .gz or .zst; or
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
        Ok(self.build_with_digest()?.0)
    }

    /// The extractor, with the digest of the user's own tables.
    pub(crate) fn build_with_digest(&self) -> Result<(Extractor, Option<u64>), Error> {
        let extractor = Extractor::new(self.extractor())?;
        if self.knowledge.is_empty() {
            return Ok((extractor, None));
        }
        let builtin = Knowledge::builtin().clone();
        let knowledge = self.knowledge.iter().try_fold(builtin, Knowledge::with_table)?;
        let digest = knowledge.own_digest();
        Ok((extractor.with_knowledge(knowledge)?, digest))
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
