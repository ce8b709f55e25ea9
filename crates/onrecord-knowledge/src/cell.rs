//! From one cell of a table to one typed value.

use std::borrow::Cow;

/// Text of a table: borrowed from the program for built-in rows, owned for users' rows.
pub type Text = Cow<'static, str>;

/// A value that one cell of a table holds.
///
/// An empty cell means "not stated"; types for which that makes no sense refuse it.
pub(crate) trait Cell: Sized {
    /// Reads the cell.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    fn read(cell: Text) -> Result<Self, String>;
}

impl Cell for Text {
    fn read(cell: Text) -> Result<Self, String> {
        Ok(cell)
    }
}

impl<T: Cell> Cell for Option<T> {
    fn read(cell: Text) -> Result<Self, String> {
        if cell.is_empty() { Ok(None) } else { T::read(cell).map(Some) }
    }
}

/// A list has `|` between its members.
impl<T: Cell> Cell for Vec<T> {
    fn read(cell: Text) -> Result<Self, String> {
        pieces(&cell).map(T::read).collect()
    }
}

/// The trimmed, non-empty members of a `|` list, borrowed where the cell is.
pub(crate) fn pieces(cell: &Text) -> impl Iterator<Item = Text> + '_ {
    split_text(cell, '|')
}

pub(crate) fn split_text(cell: &Text, separator: char) -> impl Iterator<Item = Text> + '_ {
    let fixed: Option<&'static str> = match cell {
        Cow::Borrowed(text) => Some(text),
        Cow::Owned(_) => None,
    };
    // Exactly one of the two halves yields: the borrowed one costs no allocation.
    let borrowed =
        fixed.into_iter().flat_map(move |text| text.split(separator)).map(|piece| Cow::Borrowed(piece.trim()));
    let owned = fixed
        .is_none()
        .then(|| cell.split(separator))
        .into_iter()
        .flatten()
        .map(|piece| Cow::Owned(piece.trim().to_owned()));
    borrowed.chain(owned).filter(|piece| !piece.is_empty())
}

/// Declares a closed vocabulary: an enum, its words in the tables, and its reader.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands for the value in tables and records.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::cell::Cell for $name {
            fn read(cell: $crate::cell::Text) -> Result<Self, String> {
                match cell.as_ref() {
                    $($word => Ok(Self::$variant),)+
                    other => Err(format!(
                        "{other:?} is not one of: {}",
                        [$($word),+].join(", ")
                    )),
                }
            }
        }
    };
}

/// Declares a row type: each field is the column of the same name.
macro_rules! row {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident : $ty:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)+ }

        impl $crate::tsv::FromRow for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];
            fn from_row(row: &mut $crate::tsv::Row<'_>) -> Result<Self, $crate::Error> {
                Ok(Self { $($field: row.next()?,)+ })
            }
        }
    };
}

pub(crate) use {row, vocabulary};
