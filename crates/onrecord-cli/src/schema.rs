//! `onrecord schema`: the JSON Schema of a record.

use std::io::Write;

use crate::error::Error;

pub(crate) fn run() -> Result<(), Error> {
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(onrecord_model::JSON_SCHEMA.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|cause| Error::write(None, &cause))
}
