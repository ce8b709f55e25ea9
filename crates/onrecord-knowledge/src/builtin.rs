//! The tables of `data/`, compiled in.

use crate::cell::{Cell, Text};
use crate::date::PartialDate;
use crate::error::Error;
use crate::index::AliasIndex;
use crate::knowledge::{Knowledge, unique_keys};
use crate::table::{Keyed, Rows};
use crate::tsv::{FromRow, read_static};

/// Month up to which the table of holders is complete (ISO 8601).
pub const HOLDERS_AS_OF: &str = "2022-08";

macro_rules! data {
    ($name:ident) => {
        (concat!(stringify!($name), ".tsv"), include_str!(concat!("../data/", stringify!($name), ".tsv")))
    };
}

/// Declares the built-in tables: each is read from the file of its name in `data/`.
macro_rules! builtin {
    (keyed: $($keyed:ident),+; plain: $($plain:ident),+;) => {
        /// Every built-in table as (file name, text), as it stands in `data/`.
        pub const SOURCES: &[(&str, &str)] = &[
            $(data!($keyed),)+
            $(data!($plain),)+
        ];

        /// Reads all tables and indexes their aliases.
        pub(crate) fn read() -> Result<Knowledge, Error> {
            let mut knowledge = Knowledge {
                $($keyed: keyed(data!($keyed))?,)+
                $($plain: plain(data!($plain))?,)+
                ..Knowledge::default()
            };
            let as_of = PartialDate::read(Text::Borrowed(HOLDERS_AS_OF)).map_err(|fault| Error::new("holders.tsv", fault))?;
            for holder in &mut knowledge.holders {
                holder.as_of = Some(as_of);
            }
            knowledge.index = AliasIndex::build(&knowledge);
            Ok(knowledge)
        }
    };
}

builtin! {
    keyed: states, metonyms, places, organisations, institutions, ministry_types, agencies,
        groups, offices, qualifiers, honorifics, name_particles, given_names, instruments,
        concepts, everyday;
    plain: holders, chairs;
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

fn plain<R: FromRow>((file, text): (&str, &'static str)) -> Result<Vec<R>, Error> {
    Ok(read_static(file, text)?.into_iter().map(|(_, row)| row).collect())
}
