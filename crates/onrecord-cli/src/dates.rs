//! `onrecord dates`: the expressions of time of dispatches, for those who want nothing else.

use std::io::{self, BufWriter, Write};

use onrecord_model::{Record, Timex};
use serde::Serialize;

use crate::arguments::{DatesCommand, DatesFormat};
use crate::error::{Error, ErrorKind};
use crate::input::Rows;
use crate::say;

const HEADER: &str = "document\tid\tstart\tend\ttype\tvalue\tmod\tinterval_start\tinterval_end\tfunction\ttext\n";

pub(crate) fn run(command: &DatesCommand) -> Result<(), Error> {
    let extractor = command.source.build()?;
    let names = command.source.names();
    let mut output = BufWriter::new(io::stdout().lock());
    if command.format == DatesFormat::Tsv {
        output.write_all(HEADER.as_bytes()).map_err(|cause| Error::write(None, &cause))?;
    }
    for (number, row) in Rows::new(&command.source)?.enumerate() {
        if number > 0 && command.format == DatesFormat::Timeml {
            let message = "TimeML holds one dispatch; give one, or choose --format jsonl";
            return Err(Error::new(ErrorKind::Format, message));
        }
        let read = row?.dispatch(&names, command.source.published).and_then(|dispatch| {
            let record = dispatch.extract(&extractor)?;
            Ok((dispatch, record))
        });
        let text = match read {
            Err(refusal) => {
                say(&format!("row {:?} could not be read: {}", refusal.error.id, refusal.error.error.message));
                continue;
            }
            Ok((dispatch, record)) => match command.format {
                DatesFormat::Tsv => record.timexes.iter().map(|timex| line(&record, timex)).collect(),
                DatesFormat::Jsonl => record.timexes.iter().map(|timex| json(&record, timex)).collect(),
                DatesFormat::Timeml => onrecord_archive::timeml(&record, &dispatch.text),
            },
        };
        output.write_all(text.as_bytes()).map_err(|cause| Error::write(None, &cause))?;
    }
    output.flush().map_err(|cause| Error::write(None, &cause))
}

/// A line of the table; white space in the words becomes a blank.
fn line(record: &Record, timex: &Timex) -> String {
    let interval = timex.interval.as_ref();
    let end = |end: Option<&String>| end.cloned().unwrap_or_default();
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cells = [
        flat(&record.document.id),
        timex.id.to_string(),
        timex.span.start.to_string(),
        timex.span.end.to_string(),
        timex.r#type.to_string(),
        timex.value.clone(),
        timex.r#mod.map(|modifier| modifier.to_string()).unwrap_or_default(),
        end(interval.and_then(|interval| interval.start.as_ref())),
        end(interval.and_then(|interval| interval.end.as_ref())),
        timex.function.to_string(),
        flat(&timex.span.text),
    ];
    cells.join("\t") + "\n"
}

/// A line of JSON: the expression as in the record, with the id of its document.
fn json(record: &Record, timex: &Timex) -> String {
    #[derive(Serialize)]
    struct Dated<'r> {
        document: &'r str,
        #[serde(flatten)]
        timex: &'r Timex,
    }
    serde_json::to_string(&Dated { document: &record.document.id, timex }).unwrap_or_default() + "\n"
}
