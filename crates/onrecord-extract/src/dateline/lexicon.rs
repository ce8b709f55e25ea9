//! The tables behind the dateline layer: months, words, places, regions, agencies, rules and credits.

use std::collections::hash_map::Entry;
use std::sync::OnceLock;

use onrecord_knowledge::Knowledge;
use onrecord_knowledge::rows::PlaceKind;

use crate::text::{FoldedKey, WordTable, key};

/// Everything the layer looks up, built once.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Months by name and abbreviation.
    months: WordTable<u32>,
    /// Whole names of months in lower case, which typing slips are compared with.
    pub(super) month_names: Vec<(&'static str, u32)>,
    words: WordTable<u16>,
    regions: WordTable<Region>,
    places: WordTable<KnownPlace>,
    /// Agencies by spelling; several where they share one ("CNA").
    agencies: WordTable<Vec<KnownAgency>>,
    /// Names of agencies of four letters or more, which typing slips are compared with.
    pub(super) agency_names: Vec<&'static str>,
    /// Rules in table order: the first that fits is taken.
    pub(super) rules: Vec<Rule>,
    /// Patterns of credits in table order.
    pub(super) credits: Vec<CreditPattern>,
}

/// How a word is used in a dateline; one word may be of several classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordClass {
    Weekday,
    Particle,
    Label,
    NotPlace,
    HeaderKey,
    CreditWord,
}

/// A state, province, land or country behind a city.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) name: &'static str,
    /// ISO 3166-1 alpha-3; none where disputed.
    pub(super) country: Option<&'static str>,
    /// Whether a full stop behind it belongs to it.
    pub(super) abbreviation: bool,
}

/// A city or another place that stands alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownPlace {
    pub(super) name: &'static str,
    pub(super) country: Option<&'static str>,
}

/// A row of the agency table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KnownAgency {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) country: Option<&'static str>,
}

/// A part of a dateline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Place,
    Date,
    /// A date with its year.
    FullDate,
    RoundAgency,
    SquareAgency,
    SlashAgency,
    BareAgency,
}

/// What follows the last part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Dash,
    Colon,
    Stop,
    /// Nothing more on the line.
    Line,
    /// The text goes on.
    None,
}

/// How a place must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlaceForm {
    Absent,
    Comma,
    Capital,
    Upper,
    Known,
    KnownUpper,
}

/// Where a dateline may stand, from the narrowest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Position {
    Start,
    Top,
    Deck,
}

/// A row of the rule table.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) shape: Vec<Part>,
    /// Empty for any end.
    pub(super) ends: Vec<End>,
    pub(super) place: PlaceForm,
    /// Whether the agency must be in the table.
    pub(super) agency_known: bool,
    pub(super) position: Position,
    /// Share of right readings on the data set the table names, where measured.
    pub(super) confidence: Option<f64>,
}

/// Where a credit is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CreditPlace {
    /// A line or sentence begins so.
    Start,
    /// A short last line holds the words.
    Inside,
    /// The whole last line.
    Line,
    /// The last words of the last line.
    Tail,
}

/// A row of the credit table.
#[derive(Debug)]
pub(super) struct CreditPattern {
    pub(super) place: CreditPlace,
    pub(super) words: Vec<&'static str>,
}

/// The rows of a table: comment lines and the header line left out, cells split at tabs.
fn rows(tsv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    tsv.lines().filter(|line| !line.starts_with("# ") && !line.is_empty()).skip(1).map(|row| row.split('\t').collect())
}

fn cell<'r>(row: &[&'r str], column: usize) -> &'r str {
    row.get(column).copied().unwrap_or_default().trim()
}

fn country(code: &'static str) -> Option<&'static str> {
    (code.len() == 3).then_some(code)
}

/// The key of a phrase: letters and digits alone, so that stops, spaces and hyphens make no difference.
pub(super) fn phrase_key(words: &str) -> FoldedKey {
    let compact: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    key(&compact)
}

impl Lexicon {
    /// The tables compiled in.
    pub(super) fn builtin() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut lexicon = Self {
            months: WordTable::default(),
            month_names: Vec::new(),
            words: WordTable::default(),
            regions: WordTable::default(),
            places: WordTable::default(),
            agencies: WordTable::default(),
            agency_names: Vec::new(),
            rules: rows(include_str!("../../data/dateline/rules.tsv")).map(|row| Rule::read(&row)).collect(),
            credits: rows(include_str!("../../data/dateline/credits.tsv"))
                .map(|row| CreditPattern::read(&row))
                .collect(),
        };
        lexicon.read_months();
        lexicon.read_words();
        lexicon.read_places();
        lexicon.read_agencies();
        lexicon
    }

    fn read_months(&mut self) {
        for row in rows(include_str!("../../data/dateline/months.tsv")) {
            let Ok(month) = cell(&row, 1).parse() else { continue };
            self.months.insert(key(cell(&row, 0)), month);
            if cell(&row, 2) == "yes" {
                self.month_names.push((cell(&row, 0), month));
            }
        }
    }

    fn read_words(&mut self) {
        for row in rows(include_str!("../../data/dateline/words.tsv")) {
            if let Some(class) = WordClass::read(cell(&row, 1)) {
                *self.words.entry(key(cell(&row, 0))).or_default() |= class.bit();
            }
        }
    }

    /// States, regions and cities of the knowledge tables first, then what datelines need besides.
    fn read_places(&mut self) {
        let knowledge = Knowledge::builtin();
        for state in knowledge.states() {
            let country = state.iso3();
            let names = [&state.name, &state.formal].into_iter().chain(&state.aliases);
            for name in names.filter(|name| !name.is_empty()) {
                self.add_region(name, Region { name: &state.name, country, abbreviation: false });
            }
            // Moscow was the capital of a former state too: its country is the present one.
            if !state.capital.is_empty() && state.until.is_none() {
                self.add_place(&state.capital, KnownPlace { name: &state.capital, country });
            }
        }
        for place in knowledge.places() {
            let country = country(&place.state);
            let region = place.kind == PlaceKind::Region;
            for name in std::iter::once(&place.name).chain(&place.aliases).chain(&place.abbreviations) {
                if region {
                    let abbreviation = place.abbreviations.contains(name);
                    self.add_region(name, Region { name: &place.name, country, abbreviation });
                } else {
                    self.add_place(name, KnownPlace { name: &place.name, country });
                }
            }
        }
        for row in rows(include_str!("../../data/dateline/regions.tsv")) {
            let abbreviation = cell(&row, 3) == "yes";
            let region = Region { name: cell(&row, 1), country: country(cell(&row, 2)), abbreviation };
            self.add_region(cell(&row, 0), region);
        }
    }

    /// Adds a spelling; two regions of different countries under one leave the country open ("Georgia").
    fn add_region(&mut self, spelling: &str, region: Region) {
        match self.regions.entry(phrase_key(spelling)) {
            Entry::Vacant(entry) => {
                entry.insert(region);
            }
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.abbreviation |= region.abbreviation;
                known.country = known.country.filter(|country| region.country.is_none_or(|other| *country == other));
            }
        }
    }

    /// Adds a spelling; two places of different countries under one leave the country open.
    fn add_place(&mut self, spelling: &str, place: KnownPlace) {
        match self.places.entry(phrase_key(spelling)) {
            Entry::Vacant(entry) => {
                entry.insert(place);
            }
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.country = known.country.filter(|country| place.country.is_none_or(|other| *country == other));
            }
        }
    }

    fn read_agencies(&mut self) {
        for agency in Knowledge::builtin().agencies() {
            let known = KnownAgency { key: &agency.key, name: &agency.name, country: country(&agency.state) };
            for spelling in std::iter::once(&agency.name).chain(&agency.spellings) {
                let sharing = self.agencies.entry(phrase_key(spelling)).or_default();
                if !sharing.contains(&known) {
                    sharing.push(known);
                }
            }
            if agency.name.len() >= 4 {
                self.agency_names.push(&agency.name);
            }
        }
    }

    /// The number of a month, 1 to 12, by its exact name or abbreviation.
    pub(super) fn month(&self, word: FoldedKey) -> Option<u32> {
        self.months.get(&word).copied()
    }

    /// Whether a word is of a class.
    pub(super) fn is(&self, word: FoldedKey, class: WordClass) -> bool {
        self.words.get(&word).is_some_and(|classes| classes & class.bit() != 0)
    }

    /// A region or country by any spelling, an article before it left out.
    pub(super) fn region(&self, words: &str) -> Option<Region> {
        let article = words.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("the "));
        let bare = if article { words.get(4..).unwrap_or_default() } else { words };
        self.regions.get(&phrase_key(bare)).copied()
    }

    /// A city by any spelling.
    pub(super) fn place(&self, words: &str) -> Option<KnownPlace> {
        self.places.get(&phrase_key(words)).copied()
    }

    /// The agencies that a spelling may mean; empty where none does.
    pub(super) fn agencies(&self, words: &str) -> &[KnownAgency] {
        self.agencies.get(&phrase_key(words)).map(Vec::as_slice).unwrap_or_default()
    }
}

impl WordClass {
    fn bit(self) -> u16 {
        1 << self as u16
    }

    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "weekday" => Self::Weekday,
            "particle" => Self::Particle,
            "label" => Self::Label,
            "not_place" => Self::NotPlace,
            "header_key" => Self::HeaderKey,
            "credit_word" => Self::CreditWord,
            _ => return None,
        })
    }
}

impl Rule {
    fn read(row: &[&'static str]) -> Self {
        Self {
            id: cell(row, 0),
            shape: cell(row, 1).split(' ').filter_map(Part::read).collect(),
            ends: cell(row, 2).split(',').filter_map(End::read).collect(),
            place: match cell(row, 3) {
                "-" => PlaceForm::Absent,
                "comma" => PlaceForm::Comma,
                "upper" => PlaceForm::Upper,
                "known" => PlaceForm::Known,
                "known_upper" => PlaceForm::KnownUpper,
                _ => PlaceForm::Capital,
            },
            agency_known: cell(row, 4) == "known",
            position: match cell(row, 5) {
                "deck" => Position::Deck,
                "top" => Position::Top,
                _ => Position::Start,
            },
            confidence: cell(row, 6).parse().ok(),
        }
    }
}

impl Part {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "place" => Self::Place,
            "date" => Self::Date,
            "fulldate" => Self::FullDate,
            "(agency)" => Self::RoundAgency,
            "[agency]" => Self::SquareAgency,
            "/agency/" => Self::SlashAgency,
            "agency" => Self::BareAgency,
            _ => return None,
        })
    }
}

impl End {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "dash" => Self::Dash,
            "colon" => Self::Colon,
            "stop" => Self::Stop,
            "line" => Self::Line,
            "none" => Self::None,
            _ => return None,
        })
    }
}

impl CreditPattern {
    fn read(row: &[&'static str]) -> Self {
        let place = match cell(row, 1) {
            "start" => CreditPlace::Start,
            "inside" => CreditPlace::Inside,
            "line" => CreditPlace::Line,
            _ => CreditPlace::Tail,
        };
        Self { place, words: cell(row, 2).split(' ').collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sound() {
        let lexicon = Lexicon::builtin();
        assert!(lexicon.rules.len() > 15);
        for row in rows(include_str!("../../data/dateline/rules.tsv")) {
            let rule = Rule::read(&row);
            assert_eq!(row.len(), 9, "{row:?}");
            assert_eq!(rule.shape.len(), cell(&row, 1).split(' ').count(), "unknown part in {row:?}");
            assert!(rule.id.starts_with("dateline.") && !rule.shape.is_empty(), "{row:?}");
            assert_eq!(rule.ends.is_empty(), cell(&row, 2) == "*", "{row:?}");
            assert_eq!(rule.shape.contains(&Part::Place), rule.place != PlaceForm::Absent, "{row:?}");
        }
        let mut ids: Vec<_> = lexicon.rules.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), lexicon.rules.len());
    }

    #[test]
    fn a_spelling_that_several_agencies_share_names_them_all() {
        let lexicon = Lexicon::builtin();
        assert!(lexicon.agency_names.len() >= 60);
        assert_eq!(lexicon.agencies("ITAR-TASS").len(), 1);
        assert!(lexicon.agencies("CNA").len() > 1);
        assert!(lexicon.agencies("Tarsk Gazette").is_empty());
    }

    #[test]
    fn a_name_in_two_countries_has_none() {
        let lexicon = Lexicon::builtin();
        assert_eq!(lexicon.region("the Netherlands").and_then(|region| region.country), Some("NLD"));
        assert_eq!(lexicon.region("Georgia").and_then(|region| region.country), None);
        for (city, country) in [("Warsaw", "POL"), ("MOSCOW", "RUS"), ("Vienna", "AUT"), ("Geneva", "CHE")] {
            assert_eq!(lexicon.place(city).and_then(|place| place.country), Some(country), "{city}");
        }
    }

    #[test]
    fn words_are_found_in_any_case_and_punctuation() {
        let lexicon = Lexicon::builtin();
        assert_eq!(lexicon.month(key("SEPT")), Some(9));
        assert_eq!(lexicon.region("W. Va.").map(|region| region.name), Some("West Virginia"));
        assert_eq!(lexicon.agencies("A.A"), lexicon.agencies("Anadolu"));
        assert!(lexicon.is(key("monday"), WordClass::Weekday) && !lexicon.is(key("Tarsk"), WordClass::Weekday));
    }
}
