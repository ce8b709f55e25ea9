//! The `onrecord` command as a library: the binary and the Python package's console script call [`run`].
//!
//! Records go to standard output or to a file, everything else to standard error. The exit status is 0 where the work
//! was done, rows that could not be read included; 1 where nothing could be done; 2 where the command line is wrong.
//!
//! ```
//! let directory = std::env::temp_dir().join("onrecord-doc");
//! std::fs::create_dir_all(&directory)?;
//! let (input, output) = (directory.join("note.txt"), directory.join("note.jsonl"));
//! std::fs::write(&input, "VIENNA, March 3. \"We will answer,\" the ministry said.")?;
//!
//! let status = onrecord_cli::run(["onrecord".as_ref(), "extract".as_ref(), input.as_os_str(), "--output".as_ref(),
//!     output.as_os_str()]);
//! assert_eq!(status, 0);
//! assert_eq!(std::fs::read_to_string(&output)?.lines().count(), 1);
//! # Ok::<(), std::io::Error>(())
//! ```

mod archive;
mod arguments;
mod dates;
mod error;
mod extract;
mod in_order;
mod ingest;
mod input;
mod output;
mod packing;
mod parts;
mod progress;
mod row;
mod rules;
mod schema;
pub mod show;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};

use clap::Parser;

use arguments::{Arguments, Command};
pub use error::{Error, ErrorKind};
pub use in_order::{InOrder, PIECE_BYTES, PIECE_ROWS, Taken};
pub use row::extract_row;

/// Runs the command with these arguments, the first being its own name, and returns the exit status.
pub fn run<I, T>(arguments: I) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    let done = match &arguments.command {
        Command::Extract(command) => extract::run(command),
        Command::Show(command) => show::run(command),
        Command::Dates(command) => dates::run(command),
        Command::Rules(command) => rules::run(command),
        Command::Schema => schema::run(),
        Command::Ingest(command) => ingest::run(command),
        Command::Ask(command) => archive::ask(command),
        Command::Search(command) => archive::search(command),
        Command::Stats(command) => archive::stats(command),
        Command::Export(command) => archive::export(command),
        Command::Report(command) => archive::report(command),
        Command::Check(command) => archive::check(command),
        Command::Vacuum(command) => archive::vacuum(command),
    };
    match done {
        Ok(()) => 0,
        // Who reads us has seen enough: `onrecord show FILE | head`.
        Err(error) if error.kind() == ErrorKind::Closed => 0,
        Err(error) => {
            say(&format!("error: {error}"));
            1
        }
    }
}

/// One line to the person at the terminal. Nobody being there to read it is no error.
pub(crate) fn say(line: &str) {
    let mut stderr = std::io::stderr().lock();
    // A progress line may stand there: begin anew.
    let begin = if stderr.is_terminal() { "\r\x1b[K" } else { "" };
    let _ = writeln!(stderr, "{begin}onrecord: {line}");
}
