//! The parts of a noun phrase, from left to right.

use onrecord_knowledge::rows::MetonymKind;
use onrecord_knowledge::{Form, Guard};

use super::chunk::{Parser, Part, Unit};
use super::classes::Classes;
use super::lexicon::{Alias, ReferentKind};
use super::{Determiner, What};
use crate::text::TokenKind;

/// No noun phrase has more parts before its "of".
const LONGEST: usize = 14;

/// How far ahead a noun is looked for behind words that no table knows.
const REACH: u32 = 3;

impl Parser<'_, '_> {
    /// The parts of the phrase that goes on at a token, and the token behind them.
    pub(super) fn collect(&mut self, from: u32, end: u32, determiner: Determiner) -> (Vec<Part>, u32) {
        let mut parts: Vec<Part> = Vec::new();
        let mut at = from;
        // Where a second title began, and what to go back to when it is none.
        let mut and: Option<(usize, u32, usize)> = None;
        while at < end && parts.len() < LONGEST {
            if self.says(at, &["and"]) && and.is_none() && self.can_coordinate(&parts) {
                and = Some((parts.len(), at, self.phrases.len()));
                parts.push(Part { unit: Unit::And, tokens: at..at + 1 });
                at += 1;
                if self.is(at, Classes::DEFINITE.or(Classes::INDEFINITE)) {
                    at += 1;
                }
                continue;
            }
            let Some((unit, next)) = self.unit(at, end, &parts, determiner) else { break };
            parts.push(Part { unit, tokens: at..next });
            at = next;
            if let Some((of, next)) = self.of(at, end, &parts) {
                parts.push(Part { unit: of, tokens: at..next });
                at = next;
            }
        }
        if let Some((kept, at_and, phrases)) = and
            && !second_title(parts.get(kept..).unwrap_or_default())
        {
            parts.truncate(kept);
            self.phrases.truncate(phrases);
            return (parts, at_and);
        }
        (parts, at)
    }

    fn can_coordinate(&self, parts: &[Part]) -> bool {
        parts.iter().rev().find(|part| !matches!(part.unit, Unit::Of(_))).is_some_and(|part| {
            matches!(part.unit, Unit::Office(_, false) | Unit::Head(false) | Unit::Counterpart(false))
        })
    }

    /// The part at a token.
    fn unit(&self, at: u32, end: u32, parts: &[Part], determiner: Determiner) -> Option<(Unit, u32)> {
        let last = parts.last().map(|part| &part.unit);
        match self.kind(at)? {
            TokenKind::Clitic => return (may_own(last)).then_some((Unit::Possessive, at + 1)),
            TokenKind::SingleQuote if self.possessive_plural(at) => {
                return may_own(last).then_some((Unit::Possessive, at + 1));
            }
            TokenKind::Word | TokenKind::Initials | TokenKind::Abbreviation => {}
            _ => return None,
        }
        let named = matches!(last, Some(Unit::Name(_)));
        let classes = self.word(at).classes;
        if named && !self.office_follows(at, end) && !self.is_own_body(at, determiner) {
            return None;
        }
        let titled = matches!(
            last,
            Some(Unit::Office(..) | Unit::Head(_) | Unit::Honorific | Unit::Counterpart(_) | Unit::Of(_))
        );
        let capital = self.capitalised(at);
        let closed = Classes::FUNCTION.or(Classes::PRONOUN).or(Classes::CALENDAR).or(Classes::POSSESSIVE);
        if self.says(at, &["counterpart", "counterparts"]) {
            return Some((Unit::Counterpart(self.says(at, &["counterparts"])), at + 1));
        }
        if let Some((unit, next)) = self.entry(at, end, last, titled) {
            return Some((unit, next));
        }
        // "Jan Wolski", "May Lund": a month that is a given name too, before a surname.
        let named_month = classes.is(Classes::GIVEN_NAME) && capital && self.capitalised(at + 1);
        let closed = if named_month { Classes::FUNCTION.or(Classes::PRONOUN) } else { closed };
        if classes.is(closed) && !(classes.is(Classes::QUALIFIER) && self.head_follows(at, end)) {
            let name = capital && titled && self.kind(at) == Some(TokenKind::Word) && !self.is_first_person(at);
            return name.then(|| self.name(at, end, titled)).flatten();
        }
        let complete = matches!(last, Some(Unit::Referent(_, form)) if *form != Form::Adjective);
        if capital && complete && self.depth() > 1 && !classes.is(Classes::ORGANISATION_HEAD) {
            return None;
        }
        if capital && (titled || classes.is(Classes::GIVEN_NAME)) && !self.is_title_word(at, end) {
            return self.name(at, end, titled);
        }
        if let Some(unit) = self.class_unit(at, end, capital, parts.is_empty()) {
            return Some((unit, at + 1));
        }
        if capital {
            return self.name(at, end, titled);
        }
        let open = !parts.is_empty() || determiner != Determiner::None;
        // "The settlement assures employees": a verb parts two nouns.
        (open && !self.is_verb(at, last) && self.noun_head_follows(at, end)).then_some((Unit::Modifier, at + 1))
    }

    /// Whether a noun in small letters follows: "market strategist", not "met President Orlu".
    fn noun_head_follows(&self, at: u32, end: u32) -> bool {
        let capital = (at + 1..end.min(at + 1 + REACH)).find(|&next| self.capitalised(next)).unwrap_or(end);
        self.head_follows(at, capital)
    }

    /// Whether a capitalised word behind a title goes on with the title: "Prime Minister Deputy …" does, a name does not.
    fn is_title_word(&self, at: u32, end: u32) -> bool {
        let classes = self.word(at).classes;
        if self.is_honorific(at) {
            return self.capitalised(at + 1) && at + 1 < end;
        }
        let office = Classes::HEAD.or(Classes::HEADS).or(Classes::QUALIFIER).or(Classes::FORMER).or(Classes::MODIFIER);
        classes.is(office.or(Classes::ORGANISATION_HEAD)) && !classes.is(Classes::GIVEN_NAME)
    }

    /// Whether an office begins here, so that the name before it is its owner: "PAS President".
    fn office_follows(&self, at: u32, end: u32) -> bool {
        let heads = Classes::HEAD.or(Classes::HEADS);
        let before = Classes::MODIFIER.or(Classes::QUALIFIER).or(Classes::EPITHET);
        self.is(at, heads) || self.is(at, before) && (at + 1..end.min(at + 3)).any(|next| self.is(next, heads))
    }

    /// Whether a verb of saying stands here in the third person, or behind a name in the past.
    fn is_verb(&self, at: u32, last: Option<&Unit>) -> bool {
        let named =
            matches!(last, Some(Unit::Name(_) | Unit::Referent(_, Form::Name | Form::Alias | Form::Abbreviation)));
        let inflected = self.text.word(at).ends_with('s') || named && self.text.word(at).ends_with("ed");
        inflected && crate::attribution::Cues::builtin().at(self.text, at).is_some()
    }

    /// "the Orlu administration": the body of the one who is named before it.
    fn is_own_body(&self, at: u32, determiner: Determiner) -> bool {
        determiner == Determiner::Definite
            && self.says(at, &["administration", "government", "cabinet", "campaign", "camp", "regime"])
    }

    fn class_unit(&self, at: u32, end: u32, capital: bool, bare: bool) -> Option<Unit> {
        let classes = self.word(at).classes;
        let followed = self.head_follows(at, end);
        let title = self.is_honorific(at) && !classes.is(Classes::GIVEN_NAME);
        if title && capital && self.capitalised(at + 1) && at + 1 < end {
            return Some(Unit::Honorific);
        }
        if classes.is(Classes::FORMER.or(Classes::QUALIFIER)) && followed {
            return Some(Unit::Qualifier);
        }
        if classes.is(Classes::EPITHET) && followed {
            return Some(Unit::Modifier);
        }
        if classes.is(Classes::MODIFIER) && followed {
            let owner = classes.is(Classes::ORGANISATION_HEAD) && capital;
            return Some(if owner { Unit::Organisation } else { Unit::Modifier });
        }
        if classes.is(Classes::GROUP_HEAD) {
            return Some(Unit::Group(None));
        }
        if classes.is(Classes::ADJECTIVAL) && self.noun_follows(at, end) {
            return None;
        }
        if classes.is(Classes::HEAD.or(Classes::HEADS)) {
            return Some(Unit::Head(!classes.is(Classes::HEAD)));
        }
        // "Chile's opposition to the plan": an attitude, and no body.
        let attitude = self.says(at, &["opposition"]) && self.says(at + 1, &["to"]);
        if classes.is(Classes::ORGANISATION_HEAD) && !attitude {
            let next = at + 1 < end && self.capitalised(at + 1) == capital;
            if next && self.is(at + 1, Classes::ORGANISATION_HEAD) {
                return Some(Unit::Modifier);
            }
            let needs_name = classes.is(Classes::NAMED_ONLY) && (!capital || bare);
            return (!needs_name).then_some(Unit::Organisation);
        }
        if classes.is(Classes::INSTRUMENT_HEAD) {
            return None;
        }
        if classes.is(Classes::DOCUMENT) {
            return Some(Unit::Document);
        }
        if classes.is(Classes::GENERIC_HEAD) {
            return Some(Unit::Generic);
        }
        let before = Classes::MODIFIER.or(Classes::REGION_ADJECTIVE).or(Classes::EPITHET);
        (classes.is(before) && followed).then_some(Unit::Modifier)
    }

    /// Whether a word that may be an adjective stands before a noun: "official talks".
    fn noun_follows(&self, at: u32, end: u32) -> bool {
        let next = at + 1;
        let lower = next < end && self.kind(next) == Some(TokenKind::Word) && !self.capitalised(next);
        let closed =
            Classes::FUNCTION.or(Classes::PRONOUN).or(Classes::CALENDAR).or(Classes::POSSESSIVE).or(Classes::DEFINITE);
        lower
            && !self.is(next, closed.or(Classes::INDEFINITE))
            && !self.text.word(next).ends_with("ed")
            && crate::attribution::Cues::builtin().at(self.text, next).is_none_or(|cue| {
                // "an official protest": a singular head has no verb without its ending.
                cue.form == crate::grammar::Form::Base && self.text.word(next) != "say"
            })
    }

    /// Whether a noun that heads phrases follows within reach, with nothing between that ends a phrase.
    fn head_follows(&self, at: u32, end: u32) -> bool {
        let nouns = Classes::HEAD
            .or(Classes::HEADS)
            .or(Classes::GROUP_HEAD)
            .or(Classes::ORGANISATION_HEAD)
            .or(Classes::GENERIC_HEAD)
            .or(Classes::DOCUMENT);
        for next in at + 1..end.min(at + 1 + REACH) {
            let classes = self.word(next).classes;
            let word = matches!(self.kind(next), Some(TokenKind::Word | TokenKind::Initials));
            let article = self.says(next, &["a", "an", "the"]);
            if !word || article || classes.is(Classes::FUNCTION.or(Classes::PRONOUN).or(Classes::POSSESSIVE)) {
                return false;
            }
            if classes.is(nouns) {
                return true;
            }
        }
        false
    }

    fn name(&self, at: u32, end: u32, titled: bool) -> Option<(Unit, u32)> {
        let run = self.run(at, end, titled);
        (run.end > at && !run.other).then_some((Unit::Name(run.organisation), run.end))
    }

    /// The longest entry of the tables at a token that its guards allow.
    fn entry(&self, at: u32, end: u32, last: Option<&Unit>, titled: bool) -> Option<(Unit, u32)> {
        let word = self.word(at);
        if !word.has_aliases() {
            return None;
        }
        self.lexicon
            .aliases(self.text, word, at)
            .filter(|alias| at + alias.words() <= end && self.allowed(alias, at, end, last, titled))
            .find_map(|alias| {
                let next = at + alias.words();
                let plural = alias.form == Form::DemonymPlural;
                let unit = match self.lexicon.referent(alias.referent)?.kind {
                    ReferentKind::Office(_) => Unit::Office(alias.referent, plural),
                    ReferentKind::Ministry => Unit::Ministry(alias.referent),
                    ReferentKind::Place => return None,
                    ReferentKind::Group(_) if self.is(next - 1, Classes::GROUP_HEAD) => {
                        Unit::Group(Some(alias.referent))
                    }
                    _ => Unit::Referent(alias.referent, alias.form),
                };
                Some((unit, next))
            })
    }

    fn allowed(&self, alias: &Alias, at: u32, end: u32, last: Option<&Unit>, titled: bool) -> bool {
        let next = at + alias.words();
        let office = self
            .lexicon
            .referent(alias.referent)
            .is_some_and(|referent| matches!(referent.kind, ReferentKind::Office(_) | ReferentKind::Ministry));
        if office {
            return !(self.is(next - 1, Classes::ADJECTIVAL) && self.noun_follows(next - 1, end));
        }
        let bearer = alias.words() == 1 && alias.guards.contains(Guard::Person);
        let honoured = matches!(last, Some(Unit::Honorific)) || titled && bearer;
        if honoured
            && alias.form != Form::Adjective
            && !matches!(last, Some(Unit::Of(_)))
            && !self.owner_follows(next, end)
        {
            return false;
        }
        let name_follows = next < end
            && self.capitalised(next)
            && self.kind(next) == Some(TokenKind::Word)
            && (self.word(next).classes == Classes::NONE || self.is(next, Classes::GIVEN_NAME))
            && self.lexicon.aliases(self.text, self.word(next), next).all(|other| self.is_place(other.referent));
        // "Sita Kesri": no "SITA".
        let capitals = |name: &str| !name.contains(char::is_lowercase) && !name.contains(' ');
        let spelt = alias.words() == 1
            && self.lexicon.referent(alias.referent).is_some_and(|found| capitals(&found.name))
            && self.text.token(at).is_some_and(|token| token.case == crate::text::Case::Title);
        if spelt && name_follows {
            return false;
        }
        let given = self.is(at, Classes::GIVEN_NAME) && alias.words() == 1;
        // "Prime Minister of India Ivo Kral": behind "of" the state is the owner.
        let owner = self.depth() > 1 && last.is_none() && self.is_state(alias.referent);
        let personal = (given || alias.guards.contains(Guard::Person)) && !owner;
        if personal && name_follows && !matches!(alias.form, Form::Adjective) {
            return false;
        }
        // "Times of Norland": another body of a longer name.
        let longer = alias.words() == 1
            && (alias.guards.contains(Guard::Shared) || alias.guards.contains(Guard::Part))
            && self.says(next, &["of"])
            && self.capitalised(next + 1);
        if longer && !self.is_state(alias.referent) {
            return false;
        }
        // "Polish Foreign Minister" at the beginning of a sentence.
        let owns = self.capitalised(next) && self.head_follows(next - 1, end);
        !alias.guards.contains(Guard::Word) || self.mid_sentence_capital(at) || self.acts(next, end) || owns
    }

    /// Whether a verb or a possessive follows, so that a capital at the beginning of a sentence is that of a name.
    fn acts(&self, next: u32, end: u32) -> bool {
        let verb =
            self.is(next, Classes::FUNCTION) || crate::attribution::Cues::builtin().at(self.text, next).is_some();
        next < end && (verb || self.kind(next) == Some(TokenKind::Clitic))
    }

    /// Whether an office or an organisation's noun follows, so that a name before it owns it.
    fn owner_follows(&self, at: u32, end: u32) -> bool {
        let nouns = Classes::HEAD.or(Classes::MODIFIER).or(Classes::ORGANISATION_HEAD).or(Classes::QUALIFIER);
        at < end && (self.is(at, nouns) || self.kind(at) == Some(TokenKind::Clitic))
    }

    fn mid_sentence_capital(&self, at: u32) -> bool {
        let begins = self.text.sentence_of(at).and_then(|sentence| self.text.sentences.get(sentence as usize));
        self.capitalised(at) && begins.is_none_or(|sentence| sentence.tokens.start != at)
    }

    fn is_state(&self, referent: u32) -> bool {
        self.lexicon.referent(referent).is_some_and(|found| found.kind == ReferentKind::State)
    }

    pub(super) fn is_place(&self, referent: u32) -> bool {
        self.lexicon.referent(referent).is_some_and(|found| {
            matches!(found.kind, ReferentKind::Place | ReferentKind::Metonym(MetonymKind::Capital))
        })
    }

    fn possessive_plural(&self, at: u32) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.text.token(before));
        let glued = before.zip(self.text.token(at)).is_some_and(|(before, mark)| {
            before.range.end == mark.range.start && before.text(self.text.source).ends_with('s')
        });
        glued
            && self.kind(at + 1) == Some(TokenKind::Word)
            && self.text.marks.binary_search_by_key(&at, |mark| mark.token).is_err()
    }

    /// "of the republic", "at the bank": the owners behind a noun, as phrases of their own.
    fn of(&mut self, at: u32, end: u32, parts: &[Part]) -> Option<(Unit, u32)> {
        let last = parts.last()?;
        let (prepositions, plural): (&[&str], bool) = match &last.unit {
            Unit::Office(_, plural) | Unit::Head(plural) => (&["of", "for", "to", "at", "with"], *plural),
            Unit::Organisation if self.capitalised(last.tokens.start) && self.names_field(at, end) => {
                return Some((Unit::Of(Vec::new()), self.field_end(at + 1, end)));
            }
            Unit::Organisation if self.is(last.tokens.start, Classes::NAMED_ONLY) => (&["of", "in"], false),
            Unit::Organisation | Unit::Ministry(_) => (&["of"], false),
            Unit::Group(_) => (&["in", "of"], false),
            _ => return None,
        };
        if at + 1 >= end || !self.says(at, prepositions) {
            return None;
        }
        let kept = self.phrases.len();
        let (found, mut next) = self.chunk(at + 1, end);
        let mut owners = Vec::new();
        match found.filter(|found| self.is_owner(*found)) {
            Some(owner) => owners.push(owner),
            None => {
                let named = found
                    .and_then(|found| self.phrases.get(found as usize))
                    .is_some_and(|phrase| matches!(phrase.what, What::Name { .. }) && phrase.titles.is_empty());
                self.phrases.truncate(kept);
                // "Committee of the Red Cross": a name goes on behind "of".
                let goes_on = match last.unit {
                    Unit::Organisation => self.capitalised(last.tokens.start),
                    Unit::Group(_) => true,
                    _ => false,
                };
                if named && goes_on {
                    return Some((Unit::Of(Vec::new()), next));
                }
                return self.topic(at, end, &last.unit);
            }
        }
        while plural && next < end {
            let comma = u32::from(self.kind(next) == Some(TokenKind::Comma));
            let and = u32::from(self.says(next + comma, &["and"]));
            if comma + and == 0 {
                break;
            }
            let kept = self.phrases.len();
            let (found, behind) = self.chunk(next + comma + and, end);
            let Some(owner) = found.filter(|found| self.is_owner(*found)) else {
                self.phrases.truncate(kept);
                break;
            };
            owners.push(owner);
            next = behind;
        }
        for owner in &owners {
            if let Some(phrase) = self.phrases.get_mut(*owner as usize) {
                phrase.inside = true;
            }
        }
        Some((Unit::Of(owners), next))
    }

    /// "Council | for National Security", "Committee | on Foreign Relations": a field in capitals goes on with a name.
    fn names_field(&self, at: u32, end: u32) -> bool {
        let closed = Classes::CALENDAR.or(Classes::PRONOUN).or(Classes::POSSESSIVE).or(Classes::GIVEN_NAME);
        let first = at + 1;
        let word = self.word(first);
        let capital = first < end && self.capitalised(first) && self.kind(first) == Some(TokenKind::Word);
        self.says(at, &["for", "on"]) && capital && !word.classes.is(closed) && !self.is_known(first)
    }

    /// Whether an entry of the tables stands here.
    fn is_known(&self, at: u32) -> bool {
        self.lexicon.aliases(self.text, self.word(at), at).next().is_some()
    }

    /// One past the words in capitals that begin here, "and" and "of" between them.
    fn field_end(&self, from: u32, end: u32) -> u32 {
        let word = |token: u32| {
            token < end
                && self.capitalised(token)
                && self.kind(token) == Some(TokenKind::Word)
                && !self.is(token, Classes::CALENDAR)
        };
        let mut at = from;
        while word(at) {
            at += 1;
            if self.says(at, &["and", "of"]) && word(at + 1) {
                at += 1;
            }
        }
        at
    }

    /// "of sport and tourism": the field of an office or ministry.
    fn topic(&self, at: u32, end: u32, head: &Unit) -> Option<(Unit, u32)> {
        let fits = matches!(head, Unit::Office(..) | Unit::Head(_) | Unit::Organisation | Unit::Ministry(_));
        if !fits || !self.says(at, &["of", "for"]) {
            return None;
        }
        let mut next = at + 1 + u32::from(self.says(at + 1, &["the"]));
        let first = next;
        while next < end
            && (self.is(next, Classes::MODIFIER)
                || next > first && self.says(next, &["and"]) && self.is(next + 1, Classes::MODIFIER))
        {
            next += 1;
        }
        // "a spokesman for Prime Minister Orlu": whom he speaks for, and no field.
        let whole_office = self.is(next, Classes::HEAD);
        (next > first && !whole_office).then_some((Unit::Modifier, next))
    }

    pub(super) fn is_owner(&self, phrase: u32) -> bool {
        self.phrases.get(phrase as usize).is_some_and(|phrase| match &phrase.what {
            What::Referent { form, .. } => *form != Form::Adjective,
            What::Organisation { .. } | What::Group { .. } => true,
            // "the ministers of the countries concerned": nobody in particular, but several.
            What::Generic => phrase.plural,
            _ => false,
        })
    }
}

fn may_own(last: Option<&Unit>) -> bool {
    matches!(
        last,
        Some(
            Unit::Referent(..)
                | Unit::Name(_)
                | Unit::Organisation
                | Unit::Ministry(_)
                | Unit::Head(_)
                | Unit::Office(..)
                | Unit::Of(_)
        )
    )
}

/// "and OSCE Chairman-in-Office Zbigniew Rau": a title, then a name at the end.
fn second_title(parts: &[Part]) -> bool {
    let title = parts.iter().any(|part| matches!(part.unit, Unit::Office(_, false) | Unit::Head(false)));
    title && parts.last().is_some_and(|part| matches!(part.unit, Unit::Name(false)))
}
