//! All tables together, and what can be asked of them.

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use crate::builtin;
use crate::cell::{Cell, Text, row};
use crate::date::Day;
use crate::error::Error;
use crate::guard::{Guard, GuardSet};
use crate::index::AliasIndex;
use crate::rows::{
    Agency, Chair, Concept, EverydayWord, Gender, GivenName, Group, Holder, Honorific, Institution, Instrument,
    Metonym, MinistryType, NameParticle, Office, Organisation, Place, Qualifier, State,
};
use crate::table::{Entry, Keyed, Rows, Table, Target};
use crate::tsv::{FromRow, read_owned};

row! {
    /// An alias that a user adds to a row of another table (table `aliases`).
    AddedAlias {
        /// Table of the row.
        table: Table,
        /// Key of the row.
        key: Text,
        /// The alias.
        alias: Text,
        /// Its guards.
        guards: Vec<Guard>,
    }
}

/// The tables: built in, and with a user's own added.
///
/// ```
/// use onrecord_knowledge::{Knowledge, Table};
///
/// let knowledge = Knowledge::builtin();
/// let poland = knowledge.states().get("POL").expect("a state");
/// assert_eq!(poland.capital, "Warsaw");
///
/// let entry = knowledge.find("Ukrainian").next().expect("an alias");
/// assert_eq!((entry.table, entry.key), (Table::States, "UKR"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    pub(crate) states: Rows<State>,
    pub(crate) metonyms: Rows<Metonym>,
    pub(crate) places: Rows<Place>,
    pub(crate) organisations: Rows<Organisation>,
    pub(crate) institutions: Rows<Institution>,
    pub(crate) ministry_types: Rows<MinistryType>,
    pub(crate) agencies: Rows<Agency>,
    pub(crate) groups: Rows<Group>,
    pub(crate) offices: Rows<Office>,
    pub(crate) qualifiers: Rows<Qualifier>,
    pub(crate) holders: Vec<Holder>,
    pub(crate) chairs: Vec<Chair>,
    pub(crate) honorifics: Rows<Honorific>,
    pub(crate) given_names: Rows<GivenName>,
    pub(crate) name_particles: Rows<NameParticle>,
    pub(crate) instruments: Rows<Instrument>,
    pub(crate) concepts: Rows<Concept>,
    pub(crate) everyday: Rows<EverydayWord>,
    pub(crate) added: Vec<AddedAlias>,
    pub(crate) own: Vec<Table>,
    pub(crate) own_digest: Option<u64>,
    pub(crate) index: AliasIndex,
}

/// The accessors, one a table.
macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident: $row:ty,)+) => {
        impl Knowledge {
            $($(#[$meta])*
            #[must_use]
            pub fn $name(&self) -> &Rows<$row> {
                &self.$name
            })+
        }
    };
}

tables! {
    /// States and territories, by ISO code.
    states: State,
    /// Capitals, buildings and streets that stand for governments.
    metonyms: Metonym,
    /// Cities, regions, waters and sites.
    places: Place,
    /// International organisations, movements, parties and companies.
    organisations: Organisation,
    /// Named institutions of states.
    institutions: Institution,
    /// Ministries that any state may have.
    ministry_types: MinistryType,
    /// News agencies.
    agencies: Agency,
    /// Expressions for groups of states.
    groups: Group,
    /// Offices.
    offices: Office,
    /// Words that qualify an office, by word.
    qualifiers: Qualifier,
    /// Titles before names, by full form.
    honorifics: Honorific,
    /// Particles inside names.
    name_particles: NameParticle,
    /// Given names.
    given_names: GivenName,
    /// Treaties, resolutions and other instruments.
    instruments: Instrument,
    /// Principles, norms, goals and topics.
    concepts: Concept,
    /// Everyday words that no alias may be without a guard.
    everyday: EverydayWord,
}

impl Knowledge {
    /// The built-in tables, read once.
    ///
    /// # Panics
    /// Never: the tables are compiled in, and the tests read them all.
    #[must_use]
    #[expect(clippy::expect_used, reason = "compiled-in text that the tests read")]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Knowledge> = OnceLock::new();
        BUILTIN.get_or_init(|| builtin::read().expect("the built-in tables are well formed"))
    }

    /// Adds a user's table, or overrides rows of the built-in one, from a file.
    ///
    /// The file's stem names the table (`offices.tsv`, `organisations.csv`), unless its
    /// first line does: `# table: offices`. Columns are those of the built-in table; only
    /// the key and what a row cannot be without are required. A row whose key is known
    /// takes the place of the known row. The table `aliases` (columns `table`, `key`,
    /// `alias`, `guards`) adds names to rows of any table.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown table or column, a cell that does not hold
    /// such a value, a key that stands twice or names nothing: with file, line and column.
    pub fn with_table(self, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|cause| Error::io(path, &cause))?;
        let file = path.display().to_string();
        let text = String::from_utf8(bytes).map_err(|_| Error::new(&file, "is not UTF-8"))?;
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let name = named_table(&text).unwrap_or(stem).to_owned();
        let table = Table::read(Cow::Owned(name))
            .map_err(|message| Error::new(&file, format!("the table that it belongs to is not clear: {message}")))?;
        self.with_text(table, &file, &text)
    }

    /// As [`with_table`](Self::with_table), from text; `file` stands in messages.
    ///
    /// ```
    /// use onrecord_knowledge::{Knowledge, Table};
    ///
    /// let rows = "key,name,subkind,seat\nlake_forum,Lake Forum,forum,Ohrid\n";
    /// let knowledge = Knowledge::builtin()
    ///     .clone()
    ///     .with_text(Table::Organisations, "mine.csv", rows)?;
    /// assert_eq!(knowledge.organisations().get("lake_forum").unwrap().seat, "Ohrid");
    /// # Ok::<(), onrecord_knowledge::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`with_table`](Self::with_table).
    pub fn with_text(mut self, table: Table, file: &str, text: &str) -> Result<Self, Error> {
        self.merge(table, file, text)?;
        self.own_digest = Some(digest(self.own_digest, table, text));
        self.own.push(table);
        self.index = AliasIndex::build(&self);
        Ok(self)
    }

    /// The tables that a user has added to, in that order.
    #[must_use]
    pub fn own_tables(&self) -> &[Table] {
        &self.own
    }

    /// What tells the user's tables from others, by their names and contents in the order in which they were added: equal
    /// tables have equal digests on every machine. `None` where only the built-in tables are read.
    ///
    /// ```
    /// use onrecord_knowledge::{Knowledge, Table};
    ///
    /// let with = |rows| Knowledge::builtin().clone().with_text(Table::Organisations, "mine.csv", rows);
    /// let one = with("key,name,subkind,seat\nlake_forum,Lake Forum,forum,Ohrid\n")?;
    /// let other = with("key,name,subkind,seat\nlake_forum,Lake Forum,forum,Struga\n")?;
    /// assert_ne!(one.own_digest(), other.own_digest());
    /// assert_eq!(Knowledge::builtin().own_digest(), None);
    /// # Ok::<(), onrecord_knowledge::Error>(())
    /// ```
    #[must_use]
    pub fn own_digest(&self) -> Option<u64> {
        self.own_digest
    }

    /// The one table whose columns these can be: all known to it, its key and what a row cannot be without among them.
    ///
    /// ```
    /// use onrecord_knowledge::{Knowledge, Table};
    ///
    /// assert_eq!(Knowledge::table_of(&["office", "body", "person", "from"]), Some(Table::Holders));
    /// assert_eq!(Knowledge::table_of(&["key", "name"]), None); // several have these
    /// ```
    #[must_use]
    pub fn table_of(columns: &[&str]) -> Option<Table> {
        let fits = |table: &Table| {
            columns.iter().all(|column| table.columns().contains(column))
                && table.needed().iter().all(|column| columns.contains(column))
        };
        let mut fitting = Table::ALL.iter().copied().filter(fits);
        fitting.next().filter(|_| fitting.next().is_none())
    }

    fn merge(&mut self, table: Table, file: &str, text: &str) -> Result<(), Error> {
        match table {
            Table::States => self.merge_keyed(file, text, |all| &mut all.states)?,
            Table::Metonyms => self.merge_keyed(file, text, |all| &mut all.metonyms)?,
            Table::Places => self.merge_keyed(file, text, |all| &mut all.places)?,
            Table::Organisations => self.merge_keyed(file, text, |all| &mut all.organisations)?,
            Table::Institutions => self.merge_keyed(file, text, |all| &mut all.institutions)?,
            Table::MinistryTypes => self.merge_keyed(file, text, |all| &mut all.ministry_types)?,
            Table::Agencies => self.merge_keyed(file, text, |all| &mut all.agencies)?,
            Table::Groups => self.merge_keyed(file, text, |all| &mut all.groups)?,
            Table::Offices => self.merge_keyed(file, text, |all| &mut all.offices)?,
            Table::Qualifiers => self.merge_keyed(file, text, |all| &mut all.qualifiers)?,
            Table::Honorifics => self.merge_keyed(file, text, |all| &mut all.honorifics)?,
            Table::GivenNames => self.merge_keyed(file, text, |all| &mut all.given_names)?,
            Table::NameParticles => self.merge_keyed(file, text, |all| &mut all.name_particles)?,
            Table::Instruments => self.merge_keyed(file, text, |all| &mut all.instruments)?,
            Table::Concepts => self.merge_keyed(file, text, |all| &mut all.concepts)?,
            Table::Everyday => self.merge_keyed(file, text, |all| &mut all.everyday)?,
            Table::Holders => self.merge_holders(file, text)?,
            Table::Chairs => self.merge_chairs(file, text)?,
            Table::Aliases => self.merge_aliases(file, text)?,
        }
        Ok(())
    }

    /// Puts the rows, then checks what they refer to: they may refer to one another.
    fn merge_keyed<R: FromRow + Keyed + Clone>(
        &mut self,
        file: &str,
        text: &str,
        table: fn(&mut Self) -> &mut Rows<R>,
    ) -> Result<(), Error> {
        let rows = read_keyed::<R>(file, text)?;
        for (_, row) in &rows {
            table(self).put(row.key().clone(), row.clone());
        }
        rows.iter().try_for_each(|(line, row)| self.check_references(file, *line, row))
    }

    /// A holder with office, body, person and beginning of a known one takes its place.
    fn merge_holders(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for (line, row) in read_owned::<Holder>(file, text)? {
            check_period(file, line, row.period().in_order())?;
            self.check(file, line, "office", Target::Office, &row.office)?;
            self.check(file, line, "body", Target::Any, &row.body)?;
            let same = |old: &Holder| {
                (&old.office, &old.body, &old.person, old.from) == (&row.office, &row.body, &row.person, row.from)
            };
            self.holders.retain(|old| !same(old));
            self.holders.push(row);
        }
        Ok(())
    }

    fn merge_chairs(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for (line, row) in read_owned::<Chair>(file, text)? {
            check_period(file, line, row.period().in_order())?;
            self.check(file, line, "body", Target::Organisation, &row.body)?;
            self.check(file, line, "office", Target::Office, &row.office)?;
            self.check(file, line, "state", Target::State, &row.state)?;
            self.chairs.retain(|old| (&old.body, old.from) != (&row.body, row.from));
            self.chairs.push(row);
        }
        Ok(())
    }

    fn merge_aliases(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for (line, row) in read_owned::<AddedAlias>(file, text)? {
            if AliasIndex::position(self, row.table, &row.key).is_none() {
                let message = format!("{:?} is no key of the table {}", row.key, row.table);
                return Err(Error::new(file, message).at(line).in_column("key"));
            }
            if row.alias.is_empty() {
                return Err(Error::new(file, "is empty").at(line).in_column("alias"));
            }
            self.added.push(row);
        }
        Ok(())
    }

    pub(crate) fn check_references(&self, file: &str, line: u32, row: &impl Keyed) -> Result<(), Error> {
        let mut fault = Ok(());
        row.references(&mut |column, target, key| {
            if fault.is_ok() {
                fault = self.check(file, line, column, target, key);
            }
        });
        fault
    }

    /// Keys that name no row, in the form "table, key, column: key"; for tests of tables.
    #[doc(hidden)]
    #[must_use]
    pub fn dangling_references(&self) -> Vec<String> {
        let mut faults = Vec::new();
        macro_rules! check {
            ($($table:ident),+) => {
                $(for row in &self.$table {
                    if let Err(fault) = self.check_references(row.key(), 0, row) {
                        faults.push(format!("{}: {fault}", stringify!($table)));
                    }
                })+
            };
        }
        check!(
            states,
            metonyms,
            places,
            organisations,
            institutions,
            ministry_types,
            agencies,
            groups,
            offices,
            honorifics,
            instruments
        );
        let known = |target, key: &str| key.is_empty() || self.names(target, key);
        for row in &self.holders {
            if !(known(Target::Office, &row.office) && known(Target::Any, &row.body)) {
                faults.push(format!("holders: {row:?}"));
            }
        }
        for row in &self.chairs {
            if !(known(Target::Organisation, &row.body)
                && known(Target::Office, &row.office)
                && known(Target::State, &row.state))
            {
                faults.push(format!("chairs: {row:?}"));
            }
        }
        faults
    }

    fn check(&self, file: &str, line: u32, column: &str, target: Target, key: &str) -> Result<(), Error> {
        if key.is_empty() || self.names(target, key) {
            return Ok(());
        }
        let message = format!("{key:?} is the key of no row of the table it refers to");
        Err(Error::new(file, message).at(line).in_column(column))
    }

    /// Whether the key names a row of the tables that the target allows.
    pub(crate) fn names(&self, target: Target, key: &str) -> bool {
        match target {
            Target::State => self.states.contains(key),
            Target::Office => self.offices.contains(key),
            Target::MinistryType => self.ministry_types.contains(key),
            Target::Instrument => self.instruments.contains(key),
            Target::Organisation => self.organisations.contains(key),
            Target::Body => self.organisations.contains(key) || self.institutions.contains(key),
            Target::Any => self.states.contains(key) || self.names(Target::Body, key),
        }
    }

    /// Every alias of every table, names and forms included, with its entry.
    ///
    /// For those who build a matcher; patterns of concepts are among them
    /// ([`Form::Pattern`](crate::Form::Pattern)).
    pub fn aliases(&self) -> impl Iterator<Item = (&str, Entry<'_>)> {
        self.index.iter(self)
    }

    /// The entries that this text may name, letter case and kind of apostrophe aside.
    ///
    /// The guards of each entry say what else has to be seen; [`Guard::Case`] in
    /// particular asks that the text equal [`Entry::alias`].
    pub fn find(&self, alias: &str) -> impl Iterator<Item = Entry<'_>> {
        self.index.find(self, alias)
    }

    /// The entries that this text names in exactly the letter case of the tables.
    pub fn find_exact<'a>(&'a self, alias: &'a str) -> impl Iterator<Item = Entry<'a>> {
        self.find(alias).filter(move |entry| entry.alias == alias)
    }

    /// Usual gender of the bearers of a given name; letter case and accents count.
    #[must_use]
    pub fn given_name_gender(&self, name: &str) -> Option<Gender> {
        self.given_names.get(name).map(|row| row.gender)
    }

    /// Holders of offices, in the order of the table.
    ///
    /// The built-in rows are complete up to [`HOLDERS_AS_OF`](crate::HOLDERS_AS_OF): an open end means in office on that
    /// day. A user's rows say so in their column `as_of`.
    #[must_use]
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// Who held the office of the body on that day; nobody beyond the date up to which a row is known to be right.
    pub fn holders_on<'a>(&'a self, office: &'a str, body: &'a str, day: Day) -> impl Iterator<Item = &'a Holder> {
        self.holders.iter().filter(move |holder| holder.office == office && holder.body == body && holder.held_on(day))
    }

    /// Rotating chairs, in the order of the table.
    #[must_use]
    pub fn chairs(&self) -> &[Chair] {
        &self.chairs
    }

    /// Who chaired the body on that day.
    pub fn chairs_on<'a>(&'a self, body: &'a str, day: Day) -> impl Iterator<Item = &'a Chair> {
        self.chairs.iter().filter(move |chair| chair.body == body && chair.period().contains(day) == Some(true))
    }
}

fn check_period(file: &str, line: u32, in_order: bool) -> Result<(), Error> {
    if in_order {
        return Ok(());
    }
    Err(Error::new(file, "lies before the date in column from").at(line).in_column("until"))
}

/// Reads rows with keys, each of which may stand once.
pub(crate) fn read_keyed<R: FromRow + Keyed>(file: &str, text: &str) -> Result<Vec<(u32, R)>, Error> {
    let rows = read_owned::<R>(file, text)?;
    unique_keys(file, &rows)?;
    Ok(rows)
}

pub(crate) fn unique_keys<R: Keyed>(file: &str, rows: &[(u32, R)]) -> Result<(), Error> {
    let mut seen = std::collections::HashSet::with_capacity(rows.len());
    for (line, row) in rows {
        let message = if row.key().is_empty() {
            "is empty".to_owned()
        } else if seen.insert(row.key()) {
            continue;
        } else {
            format!("{:?} stands twice", row.key())
        };
        return Err(Error::new(file, message).at(*line).in_column(R::KEY));
    }
    Ok(())
}

/// The table that a first line `# table: NAME` names.
fn named_table(text: &str) -> Option<&str> {
    let first = text.trim_start_matches('\u{feff}').lines().next()?;
    Some(first.strip_prefix('#')?.trim().strip_prefix("table:")?.trim())
}

impl AddedAlias {
    pub(crate) fn guard_set(&self) -> GuardSet {
        self.guards.iter().copied().collect()
    }
}

/// A digest (FNV-1a) that goes on from the one before it.
fn digest(before: Option<u64>, table: Table, text: &str) -> u64 {
    let bytes = table.as_str().bytes().chain([0]).chain(text.bytes()).chain([0]);
    bytes.fold(before.unwrap_or(0xCBF2_9CE4_8422_2325), |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
