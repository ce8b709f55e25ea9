//! From the parts of a noun phrase to the phrase: owners, titles, head.

use std::ops::Range;

use onrecord_knowledge::Form;
use onrecord_model::Derivation;

use super::chunk::{Parser, Part, Unit};
use super::classes::Classes;
use super::lexicon::{OfficeSort, ReferentKind};
use super::{Determiner, Gender, Phrase, Title, What};

/// What has been read of a phrase so far.
#[derive(Default)]
struct Reading {
    /// The phrase that owns what comes next, and whether a possessive said so.
    owner: Option<u32>,
    possessive: bool,
    /// Where the words of the next title or organisation begin.
    from: Option<u32>,
    /// The first part of its own words, owner left out.
    words: Option<usize>,
    titles: Vec<Title>,
    members: Vec<u32>,
    gender: Option<Gender>,
    honoured: bool,
    plural: bool,
    /// The qualifiers that stood before an owner: "former Peruvian president".
    qualifiers: Vec<usize>,
    /// Whether a second title of the same person is being read.
    second: bool,
}

impl Reading {
    /// Behind an owner other words begin; qualifiers before it stay part of the office.
    fn qualify(&mut self, place: usize, parts: &[Part]) {
        if let Some(first) = self.words.take() {
            let before = (first..place).filter(|at| parts.get(*at).is_some_and(|part| part.unit == Unit::Qualifier));
            self.qualifiers.extend(before);
        }
    }
}

impl Parser<'_, '_> {
    /// The phrase that these parts make; inner phrases are pushed before it.
    pub(super) fn interpret(&mut self, begin: u32, determiner: Determiner, parts: &[Part]) -> Option<u32> {
        let head = parts.iter().rposition(|part| {
            !matches!(
                part.unit,
                Unit::Possessive | Unit::Modifier | Unit::Qualifier | Unit::Honorific | Unit::And | Unit::Of(_)
            )
        })?;
        let mut reading = Reading::default();
        for (place, part) in parts.iter().enumerate().take(head) {
            self.inner(part, place, parts, determiner, begin, &mut reading);
        }
        let part = parts.get(head)?;
        let end = self.end_of(head, parts);
        let start = if determiner == Determiner::None { parts.first()?.tokens.start } else { begin };
        let phrase = match &part.unit {
            Unit::Referent(referent, form) => {
                // "the Russian Foreign Ministry" with its article, "the OSCE" without.
                let institution =
                    self.lexicon.referent(*referent).is_some_and(|found| found.kind == ReferentKind::Institution);
                let bare = if reading.owner.is_some() || institution { start } else { part.tokens.start };
                let what = What::Referent { referent: *referent, form: *form };
                let plural = *form == Form::DemonymPlural;
                Phrase { owner: reading.owner, plural, ..Phrase::new(bare..part.tokens.end, what) }
            }
            Unit::Office(..) | Unit::Head(_) | Unit::Counterpart(_) => {
                self.title(part, head, parts, determiner, begin, &mut reading);
                let what = if determiner == Determiner::Generic { What::Generic } else { What::Office };
                let plural = reading.plural;
                Phrase { titles: reading.titles, members: reading.members, plural, ..Phrase::new(start..end, what) }
            }
            Unit::Ministry(_) | Unit::Organisation => self.organisation(head, parts, start, end, &reading)?,
            Unit::Group(_) => self.group(part, determiner, start, end, head, parts)?,
            Unit::Generic => Phrase::new(start..end, What::Generic),
            Unit::Document => Phrase { owner: reading.owner, ..Phrase::new(start..end, What::Document) },
            Unit::Name(organisation) => self.named(part.tokens.clone(), *organisation, start, reading)?,
            _ => return None,
        };
        Some(self.push(Phrase { determiner, ..phrase }))
    }

    /// One past the last token of the head and the owners behind it.
    fn end_of(&self, head: usize, parts: &[Part]) -> u32 {
        let behind = parts.iter().skip(head + 1).take_while(|part| self.belongs_behind(part));
        behind.last().or(parts.get(head)).map_or(0, |part| part.tokens.end)
    }

    /// "of the republic", "of sport", "-elect": what stands behind a noun and belongs to it.
    fn belongs_behind(&self, part: &Part) -> bool {
        match part.unit {
            Unit::Of(_) => true,
            Unit::Modifier => self.says(part.tokens.start, &["of", "for"]),
            _ => false,
        }
    }

    /// A part before the head.
    fn inner(
        &mut self,
        part: &Part,
        place: usize,
        parts: &[Part],
        determiner: Determiner,
        begin: u32,
        reading: &mut Reading,
    ) {
        match &part.unit {
            Unit::Referent(referent, form) => {
                let start = reading.from.unwrap_or(part.tokens.start);
                let what = What::Referent { referent: *referent, form: *form };
                let owned = reading.owner.is_some() && *form != Form::Adjective;
                let tokens = if owned { start } else { part.tokens.start }..part.tokens.end;
                let inner = Phrase { inside: true, owner: reading.owner, ..Phrase::new(tokens, what) };
                // "Norland's U.N. envoy" is Norland's.
                let accredited = reading.owner.filter(|_| self.is_body_of_states(*referent));
                reading.owner = Some(self.push(inner)).filter(|_| accredited.is_none()).or(accredited);
                reading.from = Some(start);
                reading.qualify(place, parts);
            }
            // "the news agency Interfax": the noun describes the name behind it.
            Unit::Organisation if self.describes(place, parts) => {
                reading.from.get_or_insert(part.tokens.start);
            }
            Unit::Ministry(_) | Unit::Organisation => {
                let start = reading.from.unwrap_or(part.tokens.start);
                let end = self.end_of(place, parts);
                if let Some(inner) = self.organisation(place, parts, start, end, reading) {
                    reading.owner = Some(self.push(Phrase { inside: true, ..inner }));
                    reading.from = Some(start);
                    reading.qualify(place, parts);
                }
            }
            Unit::Office(..) | Unit::Head(_) | Unit::Counterpart(_) => {
                self.title(part, place, parts, determiner, begin, reading);
                self.owning_title(place, parts, reading);
            }
            Unit::Name(organisation) => {
                let start = reading.from.unwrap_or(part.tokens.start);
                let taken = if reading.titles.is_empty() || !reading.second {
                    std::mem::take(reading)
                } else {
                    // The titles before "and" wait for the name at the end.
                    Reading { owner: reading.owner.take(), possessive: reading.possessive, ..Reading::default() }
                };
                if let Some(inner) = self.named(part.tokens.clone(), *organisation, start, taken) {
                    reading.owner = Some(self.push(Phrase { inside: true, ..inner }));
                    reading.from = Some(start);
                }
            }
            Unit::Possessive => reading.possessive = true,
            Unit::Honorific => {
                reading.gender = reading.gender.or(self.gender_of(part.tokens.start));
                reading.honoured = true;
            }
            Unit::And => {
                reading.second = true;
                reading.owner = None;
                reading.from = None;
                reading.words = None;
            }
            Unit::Qualifier | Unit::Modifier if !self.belongs_behind(part) => {
                reading.from.get_or_insert(part.tokens.start);
                reading.words.get_or_insert(place);
            }
            _ => {}
        }
    }

    fn is_body_of_states(&self, referent: u32) -> bool {
        let subkind = self.lexicon.referent(referent).and_then(|found| found.subkind);
        matches!(subkind, Some("igo" | "alliance"))
    }

    fn describes(&self, place: usize, parts: &[Part]) -> bool {
        let lower = parts.get(place).is_some_and(|part| !self.capitalised(part.tokens.start));
        lower
            && parts.get(place + 1).is_some_and(|next| {
                matches!(next.unit, Unit::Referent(_, Form::Name | Form::Alias | Form::Abbreviation))
            })
    }

    /// "the minister's spokesman": an office holder who owns what follows.
    fn owning_title(&mut self, place: usize, parts: &[Part], reading: &mut Reading) {
        let next = parts.iter().skip(place + 1).find(|part| !matches!(part.unit, Unit::Of(_) | Unit::Modifier));
        if !next.is_some_and(|part| part.unit == Unit::Possessive) {
            return;
        }
        let titles = std::mem::take(&mut reading.titles);
        let Some(tokens) =
            titles.first().map(|title| title.tokens.start).zip(titles.last().map(|title| title.tokens.end))
        else {
            return;
        };
        let inner = Phrase {
            titles,
            inside: true,
            determiner: Determiner::Definite,
            ..Phrase::new(tokens.0..tokens.1, What::Office)
        };
        reading.owner = Some(self.push(inner));
        reading.from = Some(tokens.0);
    }

    /// Adds the title whose noun is this part.
    fn title(
        &mut self,
        part: &Part,
        place: usize,
        parts: &[Part],
        determiner: Determiner,
        begin: u32,
        reading: &mut Reading,
    ) {
        let first = reading.words.unwrap_or(place);
        let mut start = reading.from.unwrap_or(part.tokens.start);
        let end = self.end_of(place, parts);
        let (plural, derivation) = match part.unit {
            Unit::Office(referent, plural) => (plural, self.derivation(referent)),
            Unit::Head(plural) => (plural, Derivation::Title),
            Unit::Counterpart(plural) => (plural, Derivation::Counterpart),
            _ => return,
        };
        let (behind, accredited): (Vec<u32>, bool) = parts
            .iter()
            .skip(place + 1)
            .take_while(|part| self.belongs_behind(part))
            .find_map(|part| match &part.unit {
                Unit::Of(owners) => Some((owners.clone(), self.says(part.tokens.start, &["to", "at", "with"]))),
                _ => None,
            })
            .unwrap_or_default();
        let possessor = match determiner {
            Determiner::Possessive(pronoun) if reading.titles.is_empty() => {
                start = begin;
                Some(pronoun)
            }
            _ => None,
        };
        let behind_alone = if behind.len() == 1 { behind.first().copied() } else { None };
        // "Norland's envoy to the league" is Norland's.
        let owner = reading.owner.filter(|_| accredited).or(behind_alone).or(reading.owner);
        let mut office = String::new();
        for qualifier in std::mem::take(&mut reading.qualifiers).iter().filter_map(|place| parts.get(*place)) {
            office.push_str(&self.lower(&qualifier.tokens));
            office.push(' ');
        }
        office.push_str(&self.office(first, place, parts));
        let possessor =
            possessor.or(reading.owner.filter(|_| derivation == Derivation::Counterpart && reading.possessive));
        reading.titles.push(Title { tokens: start..end, office, owner, possessor, derivation });
        reading.gender = reading.gender.or(self.gender_of(part.tokens.start));
        reading.members = if plural { behind } else { Vec::new() };
        reading.plural = plural;
        reading.owner = None;
        reading.from = None;
        reading.words = None;
        reading.possessive = false;
    }

    fn derivation(&self, referent: u32) -> Derivation {
        match self.lexicon.referent(referent).map(|referent| referent.kind) {
            Some(ReferentKind::Office(OfficeSort::Periphrasis)) => Derivation::Periphrasis,
            _ => Derivation::Title,
        }
    }

    /// The normalised office of the parts from `first` to the noun at `place` and its field behind it.
    fn office(&self, first: usize, place: usize, parts: &[Part]) -> String {
        let mut office = String::new();
        let behind =
            parts.iter().skip(place + 1).take_while(|part| part.unit == Unit::Modifier && self.belongs_behind(part));
        for part in parts.get(first..=place).unwrap_or_default().iter().chain(behind) {
            let dropped = part.unit == Unit::Modifier && self.is(part.tokens.start, Classes::EPITHET);
            if dropped || matches!(part.unit, Unit::Possessive | Unit::Honorific | Unit::Of(_)) {
                continue;
            }
            if !office.is_empty() {
                office.push(' ');
            }
            match part.unit {
                Unit::Office(referent, plural) => office.push_str(&self.office_name(referent, &part.tokens, plural)),
                Unit::Counterpart(_) => office.push_str("counterpart"),
                Unit::Head(true) => office.push_str(&self.singular(part.tokens.start)),
                _ => office.push_str(&self.lower(&part.tokens)),
            }
        }
        office
    }

    fn office_name(&self, referent: u32, tokens: &Range<u32>, plural: bool) -> String {
        let Some(office) = self.lexicon.referent(referent) else { return String::new() };
        match office.kind {
            ReferentKind::Office(OfficeSort::AsPrinted) if !plural => self.lower(tokens),
            _ => office.name.clone(),
        }
    }

    pub(super) fn lower(&self, tokens: &Range<u32>) -> String {
        let mut words = String::new();
        for token in tokens.clone() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&self.text.word(token).to_lowercase());
        }
        words
    }

    /// The singular of a plural noun of an office.
    fn singular(&self, token: u32) -> String {
        let word = self.text.word(token).to_lowercase();
        let candidates = [
            word.strip_suffix("men").map(|stem| format!("{stem}man")),
            word.strip_suffix("ies").map(|stem| format!("{stem}y")),
            word.strip_suffix('s').map(str::to_owned),
            word.strip_suffix("es").map(str::to_owned),
            word.split_once("s-").map(|(stem, rest)| format!("{stem}-{rest}")),
        ];
        let known = candidates
            .into_iter()
            .flatten()
            .find(|single| self.lexicon.word(crate::text::key(single)).classes.is(Classes::HEAD));
        known.unwrap_or(word)
    }

    fn gender_of(&self, token: u32) -> Option<Gender> {
        let classes = self.word(token).classes;
        match (classes.is(Classes::MASCULINE), classes.is(Classes::FEMININE)) {
            (true, false) => Some(Gender::Masculine),
            (false, true) => Some(Gender::Feminine),
            _ => None,
        }
    }

    /// An organisation by its noun.
    fn organisation(&self, place: usize, parts: &[Part], start: u32, end: u32, reading: &Reading) -> Option<Phrase> {
        let part = parts.get(place)?;
        let ministry = match part.unit {
            Unit::Ministry(ministry) => Some(ministry),
            _ => None,
        };
        let head = part.tokens.end.checked_sub(1)?;
        let named = self.capitalised(head) || reading.owner.is_some();
        let behind = parts.get(place + 1).and_then(|part| match &part.unit {
            Unit::Of(owners) => owners.first().copied(),
            _ => None,
        });
        let owner = behind.or(reading.owner);
        Some(Phrase { owner, ..Phrase::new(start..end, What::Organisation { head, ministry, named }) })
    }

    /// Several states or parties, told apart by an adjective or a quantity; else nobody in particular.
    fn group(
        &self,
        part: &Part,
        determiner: Determiner,
        start: u32,
        end: u32,
        head: usize,
        parts: &[Part],
    ) -> Option<Phrase> {
        let counted = determiner == Determiner::Indefinite;
        let referent = match part.unit {
            // "Opposition parties" are not those that the tables call "the parties".
            Unit::Group(referent) => referent.filter(|_| head == 0),
            _ => None,
        };
        let told_apart = referent.is_some()
            || parts.iter().take(head).any(|part| match part.unit {
                Unit::Referent(..) => true,
                Unit::Modifier => self.is(part.tokens.start, Classes::REGION_ADJECTIVE),
                _ => false,
            });
        let what = if told_apart && determiner != Determiner::Generic {
            What::Group { head: part.tokens.end - 1, counted, referent }
        } else {
            What::Generic
        };
        Some(Phrase { plural: true, ..Phrase::new(start..end, what) })
    }

    /// A name with what stands before it.
    fn named(&self, name: Range<u32>, organisation: bool, start: u32, reading: Reading) -> Option<Phrase> {
        let head = name.end.checked_sub(1)?;
        let personal = !reading.titles.is_empty() || reading.honoured;
        // "Underwriter Lake Bank Inc": a title before a body.
        let body = name.len() > 1
            && self.is(head, Classes::ORGANISATION_HEAD)
            && !self.is(head, Classes::GIVEN_NAME)
            && !self.says(head, &["house", "post", "guard", "church", "court", "club"])
            && !reading.honoured;
        // "Intermediate-Range Nuclear Forces Treaty": words of the name of an instrument.
        let instrument = self.is(name.end, Classes::INSTRUMENT_HEAD)
            && self.text.token(name.end).is_some_and(crate::text::Token::is_capitalised);
        if organisation && !personal && instrument {
            return None;
        }
        if organisation && (!personal || body) {
            let what = What::Organisation { head, ministry: None, named: true };
            return Some(Phrase { owner: reading.owner, ..Phrase::new(start..name.end, what) });
        }
        let given =
            name.clone().find(|&token| self.is(token, Classes::GIVEN_NAME)).filter(|&token| token == name.start);
        let gender = reading.gender.or_else(|| given.and_then(|token| self.gender_of(token)));
        let owned = reading.owner.is_some() && (reading.possessive || given.is_some()) && name.len() > 1;
        let what = if personal || owned || given.is_some() && name.len() > 1 {
            What::Person { name: name.clone(), gender }
        } else {
            What::Name { name: name.clone() }
        };
        let start = if matches!(what, What::Name { .. }) { name.start } else { start };
        Some(Phrase { titles: reading.titles, owner: reading.owner, ..Phrase::new(start..name.end, what) })
    }
}
