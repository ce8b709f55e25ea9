//! Every word and name that the layer knows, found by the key of its first word: one look-up a token.

use std::sync::OnceLock;

use onrecord_knowledge::rows::{Gender, MetonymKind, OfficeKind};
use onrecord_knowledge::{Entry as TableEntry, Form, Guard, GuardSet, Knowledge, Table};

use super::classes::Classes;
use crate::text::{FoldedKey, Text, WordTable, key};

/// What an alias can stand for.
#[derive(Clone, Debug)]
pub(crate) struct Referent {
    /// What it is.
    pub(crate) kind: ReferentKind,
    /// The key of its row.
    pub(crate) key: String,
    /// Its usual name.
    pub(crate) name: String,
    /// The state it belongs to or stands for, by its place among the referents.
    pub(crate) state: Option<u32>,
    /// The body that a building stands for.
    pub(crate) body: Option<u32>,
    /// The ministry type that an institution is.
    pub(crate) ministry: Option<u32>,
    /// The members of a group.
    pub(crate) members: Vec<u32>,
    /// The finer kind that the record prints: `igo`, `news_agency`.
    pub(crate) subkind: Option<&'static str>,
}

/// The table of a referent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReferentKind {
    /// A state; its key is the ISO code where it has one.
    State,
    /// An international organisation, party, company.
    Organisation,
    /// An institution of one state.
    Institution,
    /// A group of states; the flag says how far its members are known.
    Group(onrecord_knowledge::rows::Membership),
    /// A news agency.
    Agency,
    /// A ministry that any state may have.
    Ministry,
    /// An office by its title.
    Office(OfficeSort),
    /// A capital, building or street that stands for a government.
    Metonym(MetonymKind),
    /// A place.
    Place,
}

impl ReferentKind {
    /// Which of two entries of one alias is tried first.
    fn rank(self) -> u8 {
        match self {
            Self::State => 0,
            Self::Organisation => 1,
            Self::Institution => 2,
            Self::Group(_) => 3,
            Self::Agency => 4,
            Self::Ministry => 5,
            Self::Office(_) => 6,
            Self::Metonym(_) => 7,
            Self::Place => 8,
        }
    }
}

/// How an office is printed and derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfficeSort {
    /// The words name the office.
    Title,
    /// The words describe it.
    Periphrasis,
    /// The words name it, and the record prints them as they stand ("spokeswoman").
    AsPrinted,
}

/// One alias behind its first word.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    rest: Box<[FoldedKey]>,
    /// The exact words, where the letter case counts.
    exact: Option<Box<str>>,
    capital: bool,
    /// What it stands for.
    pub(crate) referent: u32,
    /// In which way.
    pub(crate) form: Form,
    /// What has to be seen.
    pub(crate) guards: GuardSet,
}

impl Alias {
    /// The number of its words.
    pub(crate) fn words(&self) -> u32 {
        self.rest.len() as u32 + 1
    }
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Its classes.
    pub(crate) classes: Classes,
    first: u32,
    last: u32,
}

impl Word {
    /// Whether an alias begins with it.
    pub(crate) fn has_aliases(self) -> bool {
        self.last > self.first
    }
}

/// The words and aliases of all tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    words: WordTable<Word>,
    aliases: Vec<Alias>,
    referents: Vec<Referent>,
}

impl Lexicon {
    /// The lexicon of the built-in tables, made once.
    pub(crate) fn builtin() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| Self::new(Knowledge::builtin()))
    }

    /// The lexicon of these tables and of the word classes.
    pub(crate) fn new(knowledge: &Knowledge) -> Self {
        let mut builder = Builder::default();
        builder.word_classes(include_str!("../../data/names/word_classes.tsv"));
        builder.persons(knowledge);
        builder.office_phrases(include_str!("../../data/names/office_phrases.tsv"));
        builder.tables(knowledge);
        builder.finish()
    }

    /// Whether a word is a name that a particle in lower case is joined to: "al-Sisi", "d'Almada".
    pub(crate) fn is_joined(&self, letters: &str) -> bool {
        let Some((at, mark)) = letters.char_indices().find(|(_, c)| ['-', '\'', '\u{2019}'].contains(c)) else {
            return false;
        };
        let (particle, name) = letters.split_at(at + mark.len_utf8());
        particle.starts_with(char::is_lowercase)
            && name.starts_with(char::is_uppercase)
            && self.word(key(particle)).classes.is(Classes::PARTICLE)
    }

    /// What is known of the word with this key.
    pub(crate) fn word(&self, key: FoldedKey) -> Word {
        self.words.get(&key).copied().unwrap_or_default()
    }

    /// A referent by its place.
    pub(crate) fn referent(&self, place: u32) -> Option<&Referent> {
        self.referents.get(place as usize)
    }

    /// The aliases that stand at this token, longest first, then in the order of their rank.
    pub(crate) fn aliases<'l>(&'l self, text: &'l Text<'_>, word: Word, at: u32) -> impl Iterator<Item = &'l Alias> {
        let range = word.first as usize..word.last as usize;
        self.aliases.get(range).unwrap_or_default().iter().filter(move |alias| alias.stands(text, at))
    }
}

impl Alias {
    fn stands(&self, text: &Text<'_>, at: u32) -> bool {
        let follows = self.rest.iter().zip(at + 1..).all(|(key, at)| text.token(at).is_some_and(|t| t.key == *key));
        let capital = !self.capital || text.token(at).is_some_and(super::super::text::Token::is_capitalised);
        follows && capital && self.exact.as_ref().is_none_or(|exact| self.is_exact(text, at, exact))
    }

    fn is_exact(&self, text: &Text<'_>, at: u32, exact: &str) -> bool {
        let words = text.range(at..at + self.words()).of(text.source);
        words.split_whitespace().eq(exact.split_whitespace())
    }
}

#[derive(Default)]
struct Builder {
    classes: WordTable<Classes>,
    aliases: Vec<(FoldedKey, Alias)>,
    referents: Vec<Referent>,
    by_key: std::collections::HashMap<(&'static str, String), u32>,
}

/// The rows of a table without its comments and header, in cells.
pub(crate) fn rows(tsv: &str) -> impl Iterator<Item = Vec<&str>> {
    tsv.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

impl Builder {
    fn class(&mut self, word: &str, class: Classes) {
        let entry = self.classes.entry(key(word)).or_default();
        *entry = entry.or(class);
    }

    fn word_classes(&mut self, tsv: &str) {
        for row in rows(tsv) {
            let [name, words] = row.as_slice() else { continue };
            for word in words.split(' ') {
                self.class(word, Classes::named(name));
                if *name == "head" || *name == "relation" {
                    self.class(&plural(word), Classes::HEADS);
                }
            }
        }
    }

    /// Given names, honorifics, particles and qualifiers of the knowledge tables.
    fn persons(&mut self, knowledge: &Knowledge) {
        for row in knowledge.given_names() {
            let gender = match row.gender {
                Gender::Masculine => Classes::MASCULINE,
                Gender::Feminine => Classes::FEMININE,
                Gender::Unknown => Classes::NONE,
            };
            self.class(&row.name, Classes::GIVEN_NAME.or(gender));
        }
        for row in knowledge.honorifics() {
            let gender = match row.gender {
                Gender::Masculine => Classes::MASCULINE,
                Gender::Feminine => Classes::FEMININE,
                Gender::Unknown => Classes::NONE,
            };
            for spelling in row.spellings.iter().chain([&row.name]) {
                let last = spelling.split(' ').count() - 1;
                for (place, word) in spelling.split(' ').enumerate() {
                    // "M." and "U" are initials more often than titles; "Sr." is a suffix.
                    let short = word.trim_end_matches('.').len() < 2 || word == "Sr.";
                    if !short && !self.classes.get(&key(word)).is_some_and(|known| known.is(Classes::HEAD)) {
                        let class = if place < last { Classes::BOUND } else { Classes::HONORIFIC };
                        self.class(word, class.or(gender));
                    }
                }
            }
        }
        for row in knowledge.name_particles() {
            self.class(&row.particle, Classes::PARTICLE);
        }
    }

    fn office_phrases(&mut self, tsv: &str) {
        for row in rows(tsv) {
            let [phrase, office, derivation] = row.as_slice() else { continue };
            let sort = if *derivation == "periphrasis" { OfficeSort::Periphrasis } else { OfficeSort::Title };
            let referent = self.referent("office_phrase", phrase, office, ReferentKind::Office(sort), None);
            self.alias(phrase, referent, Form::Name, GuardSet::NONE);
            self.alias(&plural_phrase(phrase), referent, Form::DemonymPlural, GuardSet::NONE);
        }
    }

    fn referent(
        &mut self,
        table: &'static str,
        key: &str,
        name: &str,
        kind: ReferentKind,
        subkind: Option<&'static str>,
    ) -> u32 {
        let place = self.referents.len() as u32;
        self.by_key.insert((table, key.to_owned()), place);
        self.referents.push(Referent {
            kind,
            key: key.to_owned(),
            name: name.to_owned(),
            state: None,
            body: None,
            ministry: None,
            members: Vec::new(),
            subkind,
        });
        place
    }

    fn find(&self, table: &'static str, key: &str) -> Option<u32> {
        self.by_key.get(&(table, key.to_owned())).copied()
    }

    fn alias(&mut self, alias: &str, referent: u32, form: Form, guards: GuardSet) {
        let text = Text::new(alias);
        let mut keys = text.tokens.iter().map(|token| token.key);
        let Some(first) = keys.next() else { return };
        self.aliases.push((
            first,
            Alias {
                rest: keys.collect(),
                exact: guards.contains(Guard::Case).then(|| alias.into()),
                capital: first.begins_with_capital(),
                referent,
                form,
                guards,
            },
        ));
    }

    /// The rows of the knowledge tables, then their aliases.
    fn tables(&mut self, knowledge: &Knowledge) {
        for row in knowledge.states() {
            self.referent("states", &row.key, &row.name, ReferentKind::State, None);
        }
        for row in knowledge.organisations() {
            let subkind = Some(row.subkind.as_str());
            let place = self.referent("organisations", &row.key, &row.name, ReferentKind::Organisation, subkind);
            self.set_state(place, &row.state);
        }
        for row in knowledge.ministry_types() {
            self.referent("ministry_types", &row.key, &row.name, ReferentKind::Ministry, Some("ministry"));
        }
        for row in knowledge.institutions() {
            let subkind = Some(row.subkind.as_str());
            let place = self.referent("institutions", &row.key, &row.name, ReferentKind::Institution, subkind);
            self.set_state(place, &row.state);
            let ministry = self.find("ministry_types", &row.ministry_type);
            self.change(place, |institution| institution.ministry = ministry);
        }
        for row in knowledge.groups() {
            let place = self.referent("groups", &row.key, &row.name, ReferentKind::Group(row.membership), None);
            let members = row.members.iter().filter_map(|key| self.any(key)).collect();
            self.change(place, |group| group.members = members);
        }
        for row in knowledge.agencies() {
            self.referent("agencies", &row.key, &row.name, ReferentKind::Agency, Some("news_agency"));
        }
        for row in knowledge.offices() {
            let normalised = matches!(
                row.kind,
                OfficeKind::HeadOfState
                    | OfficeKind::HeadOfGovernment
                    | OfficeKind::Minister
                    | OfficeKind::SecretaryGeneral
            );
            let sort = if normalised { OfficeSort::Title } else { OfficeSort::AsPrinted };
            self.referent("offices", &row.key, &row.name, ReferentKind::Office(sort), None);
        }
        for row in knowledge.metonyms() {
            let place = self.referent("metonyms", &row.key, &row.name, ReferentKind::Metonym(row.kind), None);
            self.set_state(place, &row.state);
            let body = self.any(&row.body);
            self.change(place, |metonym| metonym.body = body);
        }
        for row in knowledge.places() {
            let place = self.referent("places", &row.key, &row.name, ReferentKind::Place, None);
            self.set_state(place, &row.state);
        }
        for (alias, entry) in knowledge.aliases() {
            self.table_alias(alias, entry);
        }
    }

    fn table_alias(&mut self, alias: &str, entry: TableEntry<'_>) {
        let skipped = matches!(entry.table, Table::Instruments | Table::Concepts) || entry.form == Form::Pattern;
        if skipped {
            return;
        }
        let Some(referent) = self.find(entry.table.as_str(), entry.key) else { return };
        let plain = alias.strip_prefix("the ").or_else(|| alias.strip_prefix("The ")).unwrap_or(alias);
        self.alias(plain, referent, entry.form, entry.guards);
        if entry.table == Table::Offices {
            self.alias(&plural_phrase(plain), referent, Form::DemonymPlural, entry.guards);
        }
    }

    fn any(&self, key: &str) -> Option<u32> {
        ["states", "organisations", "institutions"].iter().find_map(|table| self.find(table, key))
    }

    fn set_state(&mut self, place: u32, key: &str) {
        let state = self.find("states", key);
        self.change(place, |referent| referent.state = state);
    }

    fn change(&mut self, place: u32, change: impl FnOnce(&mut Referent)) {
        if let Some(referent) = self.referents.get_mut(place as usize) {
            change(referent);
        }
    }

    fn finish(mut self) -> Lexicon {
        let referents = self.referents;
        drop_owned_offices(&mut self.aliases, &referents);
        let rank = |alias: &Alias| referents.get(alias.referent as usize).map_or(0, |referent| referent.kind.rank());
        self.aliases
            .sort_by_key(|(key, alias)| (key.value(), std::cmp::Reverse(alias.words()), rank(alias), alias.referent));
        let mut words: WordTable<Word> =
            self.classes.into_iter().map(|(key, classes)| (key, Word { classes, first: 0, last: 0 })).collect();
        for (place, (key, _)) in (0..).zip(&self.aliases) {
            let word = words.entry(*key).or_default();
            if word.last == 0 {
                word.first = place;
            }
            word.last = place + 1;
        }
        Lexicon { words, aliases: self.aliases.into_iter().map(|(_, alias)| alias).collect(), referents }
    }
}

/// Drops aliases of offices that begin with a state or organisation ("EU official"): the grammar reads the owner.
fn drop_owned_offices(aliases: &mut Vec<(FoldedKey, Alias)>, referents: &[Referent]) {
    let kind = |alias: &Alias| referents.get(alias.referent as usize).map(|referent| referent.kind);
    let mut owners: WordTable<Vec<Box<[FoldedKey]>>> = WordTable::default();
    for (first, alias) in aliases.iter() {
        if matches!(kind(alias), Some(ReferentKind::State | ReferentKind::Organisation | ReferentKind::Institution)) {
            owners.entry(*first).or_default().push(alias.rest.clone());
        }
    }
    aliases.retain(|(first, alias)| {
        let office = matches!(kind(alias), Some(ReferentKind::Office(_)));
        let owned = owners.get(first).is_some_and(|owners| {
            owners.iter().any(|owner| owner.len() < alias.rest.len() && alias.rest.starts_with(owner))
        });
        !(office && owned)
    });
}

/// The plural of an office: "spokesmen", "secretaries-general", "ministers".
fn plural(word: &str) -> String {
    if let Some((head, rest)) = word.split_once("-general").map(|(head, _)| (head, "-general")).or_else(|| {
        word.split_once("-in-").map(|(head, _)| head).and_then(|head| Some((head, word.get(head.len()..)?)))
    }) {
        return format!("{}{rest}", plural(head));
    }
    match word {
        _ if word.ends_with("man") => format!("{}en", word.strip_suffix("an").unwrap_or(word)),
        "person" => "people".to_owned(),
        _ if word.ends_with('y') && !word.ends_with("ey") && !word.ends_with("oy") => {
            format!("{}ies", word.strip_suffix('y').unwrap_or(word))
        }
        _ if word.ends_with('s') || word.ends_with("ch") || word.ends_with('x') => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// The plural of a title: of the word before "of" or "in", else of the last.
fn plural_phrase(phrase: &str) -> String {
    let words: Vec<&str> = phrase.split(' ').collect();
    let head = words
        .iter()
        .position(|word| matches!(*word, "of" | "in" | "for" | "to" | "general" | "elect" | "d'affaires"))
        .unwrap_or(words.len())
        .saturating_sub(1);
    let mut phrase: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    if let Some(word) = phrase.get_mut(head) {
        *word = plural(word);
    }
    phrase.join(" ")
}
