//! The tables of knowledge that the layers of one extractor read: built in, or with a user's own.

use std::fmt;
use std::sync::Arc;

use onrecord_knowledge::{Knowledge, Table};

use crate::diplomacy::{Dictionary, Names};
use crate::names::Lexicon;
use crate::options::Error;

/// Tables that have a reader of their own, which knows the built-in rows only.
const BUILTIN_ONLY: &[Table] = &[Table::Chairs, Table::Everyday];

/// The tables, and what the layers look words up in, made of them once.
#[derive(Clone, Default)]
pub(crate) struct Tables {
    own: Option<Arc<Own>>,
}

struct Own {
    knowledge: Knowledge,
    lexicon: Lexicon,
    concepts: Dictionary,
    instruments: Names,
}

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tables = self.own.as_ref().map(|own| own.knowledge.own_tables());
        f.debug_struct("Tables").field("own", &tables).finish_non_exhaustive()
    }
}

impl Tables {
    /// Tables with a user's rows.
    pub(crate) fn new(knowledge: Knowledge) -> Result<Self, Error> {
        if let Some(table) = knowledge.own_tables().iter().find(|table| BUILTIN_ONLY.contains(table)) {
            return Err(Error::option("knowledge", &format!("an extraction reads only the built-in rows of {table}")));
        }
        let (lexicon, concepts) = (Lexicon::new(&knowledge), Dictionary::new(&knowledge));
        let instruments = Names::new(&knowledge);
        Ok(Self { own: Some(Arc::new(Own { knowledge, lexicon, concepts, instruments })) })
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        self.own.as_ref().map_or_else(|| Knowledge::builtin(), |own| &own.knowledge)
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        self.own.as_ref().map_or_else(|| Lexicon::builtin(), |own| &own.lexicon)
    }

    /// The wordings of concepts.
    pub(crate) fn concepts(&self) -> &Dictionary {
        self.own.as_ref().map_or_else(|| Dictionary::builtin(), |own| &own.concepts)
    }

    /// The names of instruments.
    pub(crate) fn instruments(&self) -> &Names {
        self.own.as_ref().map_or_else(|| Names::builtin(), |own| &own.instruments)
    }
}
