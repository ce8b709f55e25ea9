//! From an alias to the entries that it may name.

use crate::cell::Text;
use crate::guard::GuardSet;
use crate::knowledge::Knowledge;
use crate::table::{Entry, Form, Keyed, Rows, Table};

/// One alias of one row.
#[derive(Debug, Clone)]
struct Alias {
    folded: Box<str>,
    text: Text,
    table: Table,
    row: u32,
    form: Form,
    guards: GuardSet,
}

/// All aliases, sorted by their folded form.
#[derive(Debug, Clone, Default)]
pub(crate) struct AliasIndex {
    aliases: Vec<Alias>,
}

/// Runs an expression over each table whose rows have aliases.
macro_rules! each_table {
    ($knowledge:expr, $rows:ident, $table:ident => $body:expr) => {{
        let knowledge: &Knowledge = $knowledge;
        each_table!(@ $rows, $table => $body;
            knowledge.states => States, knowledge.metonyms => Metonyms,
            knowledge.places => Places, knowledge.organisations => Organisations,
            knowledge.institutions => Institutions, knowledge.ministry_types => MinistryTypes,
            knowledge.agencies => Agencies, knowledge.groups => Groups,
            knowledge.offices => Offices, knowledge.instruments => Instruments,
            knowledge.concepts => Concepts)
    }};
    (@ $rows:ident, $table:ident => $body:expr; $($field:expr => $name:ident),+) => {{
        $({
            let $rows = &$field;
            let $table = Table::$name;
            $body
        })+
    }};
}

impl AliasIndex {
    pub(crate) fn build(knowledge: &Knowledge) -> Self {
        let mut aliases = Vec::with_capacity(16_384);
        each_table!(knowledge, rows, table => collect(rows, table, &mut aliases));
        for added in &knowledge.added {
            if let Some(row) = Self::position(knowledge, added.table, &added.key) {
                aliases.push(Alias {
                    folded: fold(&added.alias),
                    text: added.alias.clone(),
                    table: added.table,
                    row,
                    form: Form::Alias,
                    guards: added.guard_set(),
                });
            }
        }
        // Stable: entries of one alias stay in the order of the tables.
        aliases.sort_by(|a, b| a.folded.cmp(&b.folded));
        Self { aliases }
    }

    pub(crate) fn iter<'a>(&'a self, knowledge: &'a Knowledge) -> impl Iterator<Item = (&'a str, Entry<'a>)> {
        self.aliases.iter().filter_map(|alias| Some((alias.text.as_ref(), entry(knowledge, alias)?)))
    }

    pub(crate) fn find<'a>(&'a self, knowledge: &'a Knowledge, alias: &str) -> impl Iterator<Item = Entry<'a>> {
        let folded = fold(alias);
        let start = self.aliases.partition_point(|row| row.folded < folded);
        self.aliases
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |row| row.folded == folded && row.form != Form::Pattern)
            .filter_map(|row| entry(knowledge, row))
    }

    /// Position of the row with this key.
    pub(crate) fn position(knowledge: &Knowledge, table: Table, key: &str) -> Option<u32> {
        let mut found = None;
        each_table!(knowledge, rows, name => {
            if name == table {
                found = rows.position(key);
            }
        });
        found
    }
}

/// Lower case, with the straight apostrophe: two spellings of one alias fold to the same text.
fn fold(text: &str) -> Box<str> {
    let mut folded = text.to_lowercase();
    if folded.contains('\u{2019}') {
        folded = folded.replace('\u{2019}', "'");
    }
    folded.into_boxed_str()
}

fn collect<R: Keyed>(rows: &Rows<R>, table: Table, aliases: &mut Vec<Alias>) {
    for (position, row) in rows.iter().enumerate() {
        let first = aliases.len();
        row.aliases(&mut |text, form| {
            // The name often stands again as an adjective or demonym: each form counts.
            let known = aliases.get(first..).unwrap_or_default();
            if known.iter().any(|alias| alias.text == *text && alias.form == form) {
                return;
            }
            aliases.push(Alias {
                folded: fold(text),
                text: text.clone(),
                table,
                row: position as u32,
                form,
                guards: row.guards().map_or(GuardSet::NONE, |guards| guards.of(text)),
            });
        });
    }
}

fn entry<'a>(knowledge: &'a Knowledge, alias: &'a Alias) -> Option<Entry<'a>> {
    let mut key = None;
    each_table!(knowledge, rows, table => {
        if table == alias.table {
            key = rows.at(alias.row).map(|row| row.key().as_ref());
        }
    });
    Some(Entry { alias: &alias.text, table: alias.table, key: key?, form: alias.form, guards: alias.guards })
}
