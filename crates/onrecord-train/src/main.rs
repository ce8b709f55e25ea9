//! The development tool of onrecord: what the trainer needs from the Rust side.

mod jsonl;
mod tokens;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about, version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the text layer of every document: tokens, sentences, paragraphs, quotation state.
    Tokens {
        /// JSONL (or `.jsonl.gz`) rows with `doc_id` or `id`, and `text`.
        input: PathBuf,
        /// JSONL (or .jsonl.gz) to write.
        output: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Tokens { input, output } => tokens::write(&input, &output),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the one place where the tool speaks")]
            {
                eprintln!("onrecord-train: {error}");
            }
            ExitCode::FAILURE
        }
    }
}
