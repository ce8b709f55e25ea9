//! The tables of `data/`, compiled in.

use crate::error::Error;
use crate::index::AliasIndex;
use crate::knowledge::{Knowledge, unique_keys};
use crate::table::{Keyed, Rows};
use crate::tsv::{FromRow, read_static};

/// Day up to which the table of holders is complete (ISO 8601).
pub const HOLDERS_AS_OF: &str = "2022-08";

/// The text of one table.
macro_rules! data {
    ($name:literal) => {
        (concat!($name, ".tsv"), include_str!(concat!("../data/", $name, ".tsv")))
    };
}

/// Every built-in table as (file name, text), as it stands in `data/`.
pub const SOURCES: &[(&str, &str)] = &[STATES, AGENCIES, METONYMS, PLACES];

const STATES: (&str, &str) = data!("states");
const AGENCIES: (&str, &str) = data!("agencies");
const METONYMS: (&str, &str) = data!("metonyms");
const PLACES: (&str, &str) = data!("places");

pub(crate) fn read() -> Result<Knowledge, Error> {
    let mut knowledge = Knowledge {
        states: keyed(STATES)?,
        agencies: keyed(AGENCIES)?,
        metonyms: keyed(METONYMS)?,
        places: keyed(PLACES)?,
        ..Knowledge::default()
    };
    knowledge.index = AliasIndex::build(&knowledge);
    Ok(knowledge)
}

fn keyed<R: FromRow + Keyed>((file, text): (&str, &'static str)) -> Result<Rows<R>, Error> {
    let rows = read_static::<R>(file, text)?;
    unique_keys(file, &rows)?;
    let mut table = Rows::default();
    for (_, row) in rows {
        table.put(row.key().clone(), row);
    }
    Ok(table)
}
