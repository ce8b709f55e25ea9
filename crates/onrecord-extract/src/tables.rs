//! The tables of knowledge that the layers of one extractor read: built in, or with a user's own.

use std::sync::Arc;

use onrecord_knowledge::{Knowledge, Table};

use crate::names::Lexicon;
use crate::options::Error;

/// Tables that have a reader of their own, which knows the built-in rows only.
const BUILTIN_ONLY: &[Table] = &[Table::Chairs, Table::Instruments, Table::Concepts, Table::Everyday];

/// The tables, and the lexicon made of them once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    own: Option<Arc<(Knowledge, Lexicon)>>,
}

impl Tables {
    /// Tables with a user's rows.
    pub(crate) fn new(knowledge: Knowledge) -> Result<Self, Error> {
        if let Some(table) = knowledge.own_tables().iter().find(|table| BUILTIN_ONLY.contains(table)) {
            return Err(Error::option("knowledge", &format!("an extraction reads only the built-in rows of {table}")));
        }
        let lexicon = Lexicon::new(&knowledge);
        Ok(Self { own: Some(Arc::new((knowledge, lexicon))) })
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        self.own.as_ref().map_or_else(|| Knowledge::builtin(), |own| &own.0)
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        self.own.as_ref().map_or_else(|| Lexicon::builtin(), |own| &own.1)
    }
}
