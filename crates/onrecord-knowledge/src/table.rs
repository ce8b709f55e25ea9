//! What the tables share: their names, keyed rows, aliases and references.

use std::collections::HashMap;

use crate::cell::{Text, vocabulary};
use crate::guard::{GuardSet, Guards};
use crate::knowledge::AddedAlias;
use crate::rows::{
    Agency, Chair, Concept, EverydayWord, GivenName, Group, Holder, Honorific, Institution, Instrument, Metonym,
    MinistryType, NameParticle, Office, Organisation, Place, Qualifier, State,
};
use crate::tsv::FromRow;

vocabulary! {
    /// A table; the word is the stem of its file in `data/`.
    Table {
        /// States and territories.
        States = "states",
        /// Capitals, buildings and streets that stand for governments.
        Metonyms = "metonyms",
        /// Cities, regions, waters and sites.
        Places = "places",
        /// International organisations, movements, parties, companies.
        Organisations = "organisations",
        /// Named institutions of states.
        Institutions = "institutions",
        /// Ministries that any state may have.
        MinistryTypes = "ministry_types",
        /// News agencies.
        Agencies = "agencies",
        /// Groups of states.
        Groups = "groups",
        /// Offices.
        Offices = "offices",
        /// Words that qualify an office.
        Qualifiers = "qualifiers",
        /// Holders of offices.
        Holders = "holders",
        /// Rotating chairs.
        Chairs = "chairs",
        /// Titles before names.
        Honorifics = "honorifics",
        /// Given names.
        GivenNames = "given_names",
        /// Particles inside names.
        NameParticles = "name_particles",
        /// Instruments.
        Instruments = "instruments",
        /// Concepts.
        Concepts = "concepts",
        /// Everyday words.
        Everyday = "everyday",
        /// Aliases that a user adds to rows of other tables.
        Aliases = "aliases",
    }
}

vocabulary! {
    /// In which way an alias names its entry.
    Form {
        /// The entry's name.
        Name = "name",
        /// Another name, spelling or paraphrase.
        Alias = "alias",
        /// An abbreviation.
        Abbreviation = "abbreviation",
        /// An adjective: "Polish".
        Adjective = "adjective",
        /// One national: "a Pole".
        Demonym = "demonym",
        /// Several nationals: "Poles".
        DemonymPlural = "demonym_plural",
        /// A token pattern, not literal text.
        Pattern = "pattern",
    }
}

impl Table {
    /// The columns, in the order of the row type's fields.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::States => State::COLUMNS,
            Self::Metonyms => Metonym::COLUMNS,
            Self::Places => Place::COLUMNS,
            Self::Organisations => Organisation::COLUMNS,
            Self::Institutions => Institution::COLUMNS,
            Self::MinistryTypes => MinistryType::COLUMNS,
            Self::Agencies => Agency::COLUMNS,
            Self::Groups => Group::COLUMNS,
            Self::Offices => Office::COLUMNS,
            Self::Qualifiers => Qualifier::COLUMNS,
            Self::Holders => Holder::COLUMNS,
            Self::Chairs => Chair::COLUMNS,
            Self::Honorifics => Honorific::COLUMNS,
            Self::GivenNames => GivenName::COLUMNS,
            Self::NameParticles => NameParticle::COLUMNS,
            Self::Instruments => Instrument::COLUMNS,
            Self::Concepts => Concept::COLUMNS,
            Self::Everyday => EverydayWord::COLUMNS,
            Self::Aliases => AddedAlias::COLUMNS,
        }
    }

    /// The columns that no row can be without.
    #[must_use]
    pub fn needed(self) -> &'static [&'static str] {
        match self {
            Self::States => &["key", "name", "status"],
            Self::Metonyms | Self::Places => &["key", "name", "kind"],
            Self::Organisations | Self::Institutions => &["key", "name", "subkind"],
            Self::MinistryTypes | Self::Agencies => &["key", "name"],
            Self::Groups => &["key", "name", "membership"],
            Self::Offices => &["key", "name", "kind", "of", "holders"],
            Self::Qualifiers => &["word", "normal", "kind", "position"],
            Self::Holders => &["office", "body", "person"],
            Self::Chairs => &["body", "state", "from", "until"],
            Self::Honorifics => &["name", "kind", "gender"],
            Self::GivenNames => &["name", "gender"],
            Self::NameParticles => &["particle", "gender"],
            Self::Instruments => &["key", "title", "kind"],
            Self::Concepts => &["key", "label", "kind"],
            Self::Everyday => &["word"],
            Self::Aliases => &["table", "key", "alias"],
        }
    }
}

/// What a cell of one table refers to in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    State,
    Office,
    MinistryType,
    Instrument,
    Organisation,
    /// An organisation or an institution.
    Body,
    /// A state, an organisation or an institution.
    Any,
}

/// Calls back with a column's name, what its key must name, and the key.
pub(crate) type References<'a> = &'a mut dyn FnMut(&'static str, Target, &Text);

/// A row that has a key.
pub(crate) trait Keyed {
    /// The column that holds the key.
    const KEY: &'static str = "key";
    fn key(&self) -> &Text;
    fn aliases(&self, _add: &mut dyn FnMut(&Text, Form)) {}
    fn guards(&self) -> Option<&Guards> {
        None
    }
    fn references(&self, _add: References<'_>) {}
}

/// The rows of one table, in its order, found by key.
#[derive(Debug, Clone)]
pub struct Rows<R> {
    rows: Vec<R>,
    by_key: HashMap<Text, u32>,
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_key: HashMap::new() }
    }
}

impl<R> Rows<R> {
    /// The row with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&R> {
        self.rows.get(*self.by_key.get(key)? as usize)
    }

    /// All rows, in the order of the table.
    pub fn iter(&self) -> std::slice::Iter<'_, R> {
        self.rows.iter()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn at(&self, position: u32) -> Option<&R> {
        self.rows.get(position as usize)
    }

    pub(crate) fn position(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }
}

impl<'a, R> IntoIterator for &'a Rows<R> {
    type Item = &'a R;
    type IntoIter = std::slice::Iter<'a, R>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<R> Rows<R> {
    /// Adds the row, or puts it in the place of the row with the same key.
    pub(crate) fn put(&mut self, key: Text, row: R) {
        let next = self.rows.len() as u32;
        let position = *self.by_key.entry(key).or_insert(next);
        match self.rows.get_mut(position as usize) {
            Some(old) => *old = row,
            None => self.rows.push(row),
        }
    }
}

/// What an alias may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The alias, in the letter case of the table.
    pub alias: &'a str,
    /// The table of the entry.
    pub table: Table,
    /// The entry's key in that table.
    pub key: &'a str,
    /// In which way the alias names the entry.
    pub form: Form,
    /// What has to be seen before the alias is taken for the entry.
    pub guards: GuardSet,
}
