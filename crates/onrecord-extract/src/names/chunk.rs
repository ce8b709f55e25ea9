//! From a token to the noun phrase that begins there.

use std::ops::Range;

use onrecord_knowledge::Form;
use onrecord_model::Derivation;

use super::classes::Classes;
use super::lexicon::{Lexicon, Word};
use super::{Determiner, Phrase, What};
use crate::text::{Text, Token, TokenKind, key};

/// Owners inside owners are read this deep: "the spokesman for the minister of the republic".
const DEEPEST: u8 = 4;

/// Reads phrases one after the other.
pub(super) struct Parser<'p, 's> {
    pub(super) text: &'p Text<'s>,
    pub(super) lexicon: &'p Lexicon,
    words: Vec<Word>,
    first: u32,
    pub(super) phrases: Vec<Phrase>,
    depth: u8,
}

/// A part of a noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// An entry of the tables that may own what follows, or be the head.
    Referent(u32, Form),
    /// An office of the tables, singular or plural.
    Office(u32, bool),
    /// A ministry of the tables.
    Ministry(u32),
    /// The noun of an office, singular or plural.
    Head(bool),
    /// "counterpart", singular or plural.
    Counterpart(bool),
    /// A noun for organisations.
    Organisation,
    /// A noun for several states or parties, or an expression of the tables that ends in one.
    Group(Option<u32>),
    /// A noun that names nobody.
    Generic,
    /// A noun for texts.
    Document,
    /// "Mr."
    Honorific,
    /// "former", "deputy".
    Qualifier,
    /// Another word before a noun.
    Modifier,
    /// A capitalised name; whether it has the form of an organisation.
    Name(bool),
    /// The clitic of a possessive.
    Possessive,
    /// "and" between two titles of one person.
    And,
    /// "of …": the owners behind a noun.
    Of(Vec<u32>),
}

/// A part of a noun phrase with its tokens.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) unit: Unit,
    pub(super) tokens: Range<u32>,
}

/// What is known of a word; "minister-designate" is a minister, "al-Sisi" a name.
fn word_of(text: &Text<'_>, lexicon: &Lexicon, token: &Token) -> Word {
    let mut known = lexicon.word(token.key);
    let letters = token.text(text.source);
    if lexicon.is_joined(letters) {
        known.classes = known.classes.or(Classes::JOINED);
        return known;
    }
    match letters.strip_suffix("-designate").or_else(|| letters.strip_suffix("-elect")) {
        Some(office) if known.classes == Classes::NONE => lexicon.word(key(office)),
        _ => known,
    }
}

impl<'p, 's> Parser<'p, 's> {
    pub(super) fn new(text: &'p Text<'s>, lexicon: &'p Lexicon, tokens: Range<u32>, phrases: Vec<Phrase>) -> Self {
        let known = text.tokens.get(tokens.start as usize..tokens.end as usize).unwrap_or_default();
        let words = known
            .iter()
            .map(|token| if token.is_word_like() { word_of(text, lexicon, token) } else { Word::default() })
            .collect();
        Self { text, lexicon, words, first: tokens.start, phrases, depth: 0 }
    }

    pub(super) fn word(&self, at: u32) -> Word {
        at.checked_sub(self.first).and_then(|at| self.words.get(at as usize)).copied().unwrap_or_default()
    }

    pub(super) fn depth(&self) -> u8 {
        self.depth
    }

    pub(super) fn is(&self, at: u32, classes: Classes) -> bool {
        self.word(at).classes.is(classes)
    }

    pub(super) fn kind(&self, at: u32) -> Option<TokenKind> {
        self.text.token(at).map(|token| token.kind)
    }

    pub(super) fn capitalised(&self, at: u32) -> bool {
        self.text.token(at).is_some_and(Token::is_capitalised) || self.is(at, Classes::JOINED)
    }

    /// Whether an honorific stands here: "Datuk", "Tan" before "Sri".
    pub(super) fn is_honorific(&self, at: u32) -> bool {
        let joined = Classes::HONORIFIC.or(Classes::BOUND);
        self.is(at, Classes::HONORIFIC) || self.is(at, Classes::BOUND) && self.is(at + 1, joined)
    }

    pub(super) fn says(&self, at: u32, words: &[&str]) -> bool {
        let word = self.text.word(at);
        words.iter().any(|known| word.eq_ignore_ascii_case(known))
    }

    pub(super) fn push(&mut self, phrase: Phrase) -> u32 {
        self.phrases.push(phrase);
        self.phrases.len() as u32 - 1
    }

    /// Reads the phrase that begins at a token, with appositions and brackets behind it; the token to go on from.
    pub(super) fn phrase(&mut self, at: u32, end: u32) -> u32 {
        match self.chunk(at, end) {
            (Some(phrase), next) => self.behind(phrase, next, end),
            (None, next) => next,
        }
    }

    /// Reads the phrase that begins at a token, without what may follow it.
    pub(super) fn chunk(&mut self, at: u32, end: u32) -> (Option<u32>, u32) {
        let word = self.word(at);
        let begins = word.classes != Classes::NONE || self.capitalised(at) || word.has_aliases();
        if !begins || self.depth >= DEEPEST {
            return (None, at + 1);
        }
        if word.classes.is(Classes::PRONOUN) && !word.classes.is(Classes::POSSESSIVE) {
            return (Some(self.pronoun(at, end)), at + 1);
        }
        self.depth += 1;
        let before = self.phrases.len();
        let (determiner, from) = self.determiner(at, end);
        let (parts, next) = self.collect(from, end, determiner);
        let found = self.interpret(at, determiner, &parts);
        self.depth -= 1;
        match found {
            Some(phrase) => (Some(phrase), next.max(from)),
            None if matches!(determiner, Determiner::Possessive(_)) => (
                self.phrases.len().checked_sub(1).filter(|_| self.phrases.len() > before).map(|last| last as u32),
                from,
            ),
            None => (None, next.max(from).max(at + 1)),
        }
    }

    fn pronoun(&mut self, at: u32, end: u32) -> u32 {
        let generic =
            ["someone", "somebody", "anyone", "anybody", "everyone", "everybody", "nobody", "none", "others", "people"];
        let what = if self.says(at, &generic) { What::Generic } else { What::Pronoun };
        let reflexive = at + 1 < end && self.says(at + 1, &["themselves", "himself", "herself", "itself"]);
        let plural = self.says(at, &["they", "them", "we", "us", "themselves", "ourselves"]);
        self.push(Phrase { plural, ..Phrase::new(at..at + 1 + u32::from(reflexive), what) })
    }

    /// The determiner at a token, and where the phrase goes on.
    fn determiner(&mut self, at: u32, end: u32) -> (Determiner, u32) {
        let classes = self.word(at).classes;
        if classes.is(Classes::POSSESSIVE) {
            if self.says(at, &["whose", "your"]) {
                return (Determiner::Generic, at + 1);
            }
            let plural = self.says(at, &["their", "our"]);
            let pronoun = self.push(Phrase { plural, ..Phrase::new(at..at + 1, What::Pronoun) });
            return (Determiner::Possessive(pronoun), at + 1);
        }
        if classes.is(Classes::GENERIC) && !(self.capitalised(at) && self.capitalised(at + 1)) {
            return (Determiner::Generic, at + 1);
        }
        if classes.is(Classes::DEFINITE) {
            // "the two sides", "the then minister": a number behind the article stays with it.
            let number = u32::from(at + 1 < end && self.says(at + 1, &["two", "three", "four", "five", "six"]));
            return (Determiner::Definite, at + 1 + number);
        }
        if classes.is(Classes::INDEFINITE) {
            let quantity = self.is(at + 1, Classes::QUANTITY) && self.says(at + 2, &["of"]);
            let more = u32::from(!quantity && self.is(at + 1, Classes::INDEFINITE) && at + 1 < end);
            return (Determiner::Indefinite, at + 1 + more + if quantity { 2 } else { 0 });
        }
        (Determiner::None, at)
    }

    /// Appositions, ages and an abbreviation in brackets behind a phrase; the token to go on from.
    fn behind(&mut self, phrase: u32, next: u32, end: u32) -> u32 {
        if self.kind(next) == Some(TokenKind::OpenBracket) && self.kind(next + 2) == Some(TokenKind::CloseBracket) {
            return self.abbreviation(phrase, next);
        }
        if self.says(next, &["of"]) && next + 1 < end {
            return self.owner_behind(phrase, next, end);
        }
        if let Some(comma) = self.comma_behind_place(next, end)
            && self.phrases.get(phrase as usize).is_some_and(|found| found.what == What::Office)
        {
            let named = self.name_behind(phrase, comma, end);
            return if named == comma { next } else { named };
        }
        if self.kind(next) != Some(TokenKind::Comma) || next + 1 >= end {
            return next;
        }
        let Some(what) = self.phrases.get(phrase as usize).map(|found| found.what.clone()) else { return next };
        match what {
            What::Person { .. } => self.title_behind(phrase, next, end),
            What::Name { name } if name.len() > 1 => self.title_behind(phrase, next, end),
            What::Office => self.name_behind(phrase, next, end),
            _ => next,
        }
    }

    /// "The union's representative | in Lake City |, Ana Orlu,": the comma behind the place where an office is held.
    fn comma_behind_place(&self, next: u32, end: u32) -> Option<u32> {
        const LONGEST_PLACE: u32 = 4;
        let inside = self.says(next, &["in", "at"]) && self.capitalised(next + 1);
        let comma = (next + 2..end.min(next + 2 + LONGEST_PLACE)).find(|&token| !self.capitalised(token))?;
        (inside && self.kind(comma) == Some(TokenKind::Comma) && comma + 1 < end).then_some(comma)
    }

    /// "President Ivo Kral of Slovakia": the owner behind the name.
    fn owner_behind(&mut self, person: u32, of: u32, end: u32) -> u32 {
        let open = self.phrases.get(person as usize).is_some_and(|found| {
            matches!(found.what, What::Person { .. }) && found.titles.last().is_some_and(|title| title.owner.is_none())
        });
        if !open {
            return of;
        }
        let kept = self.phrases.len();
        let (found, next) = self.chunk(of + 1, end);
        let Some(owner) = found.filter(|owner| self.is_owner(*owner)) else {
            self.phrases.truncate(kept);
            return of;
        };
        if let Some(phrase) = self.phrases.get_mut(owner as usize) {
            phrase.inside = true;
        }
        if let Some(phrase) = self.phrases.get_mut(person as usize) {
            if let Some(title) = phrase.titles.last_mut() {
                title.owner = Some(owner);
            }
            phrase.tokens.end = next;
        }
        self.move_to_end(person);
        next
    }

    fn abbreviation(&mut self, phrase: u32, bracket: u32) -> u32 {
        let short = self.text.token(bracket + 1).is_some_and(|token| token.case == crate::text::Case::Upper);
        if let Some(found) = self.phrases.get_mut(phrase as usize).filter(|_| short) {
            found.abbreviation = Some(bracket + 1);
        }
        if short { bracket + 3 } else { bracket }
    }

    /// "Zbigniew Rau, the Polish foreign minister,": titles without a name behind a person.
    fn title_behind(&mut self, person: u32, comma: u32, end: u32) -> u32 {
        let mut at = comma + 1;
        // An age: "Ana Orlu, 45, a teacher,".
        if self.kind(at) == Some(TokenKind::Number) && self.kind(at + 1) == Some(TokenKind::Comma) {
            at += 2;
        }
        let kept = self.phrases.len();
        let (Some(apposition), next) = self.chunk(at, end) else {
            self.phrases.truncate(kept);
            return comma;
        };
        let Some(found) = self.phrases.get(apposition as usize) else { return comma };
        let owned = found.titles.iter().any(|title| title.owner.is_some());
        let closed = self.kind(next).is_none_or(|kind| !matches!(kind, TokenKind::Word))
            || next >= end
            || self.comma_behind_place(next, end).is_some();
        let fits = found.what == What::Office && !found.plural && (closed || owned);
        if !fits {
            // Read again from the comma: it is a phrase of its own.
            self.phrases.truncate(kept);
            return comma;
        }
        let (titles, tokens) = (found.titles.clone(), found.tokens.clone());
        self.phrases.pop();
        if let Some(person) = self.phrases.get_mut(person as usize) {
            person.titles.extend(titles.into_iter().map(|title| match title.derivation {
                Derivation::Title => super::Title { derivation: Derivation::Apposition, ..title },
                _ => title,
            }));
            person.tokens.end = tokens.end;
            if let What::Name { name } = person.what.clone() {
                person.what = What::Person { name, gender: None };
            }
        }
        // Inner phrases come before the phrase they belong to.
        self.move_to_end(person);
        next
    }

    /// "Norland's foreign minister, Ana Orlu, said": a name behind a title.
    fn name_behind(&mut self, office: u32, comma: u32, end: u32) -> u32 {
        let definite = self
            .phrases
            .get(office as usize)
            .is_some_and(|found| !found.plural && found.determiner != Determiner::Generic && !found.titles.is_empty());
        let kept = self.phrases.len();
        if !definite {
            return comma;
        }
        let (found, next) = self.chunk(comma + 1, end);
        let name = found.and_then(|found| self.phrases.get(found as usize)).and_then(|found| match &found.what {
            What::Person { name, gender } if found.titles.is_empty() => Some((name.clone(), *gender)),
            What::Name { name } if name.len() > 1 => Some((name.clone(), None)),
            _ => None,
        });
        let closed = matches!(self.kind(next), Some(TokenKind::Comma | TokenKind::Terminator)) || next >= end;
        let Some((name, gender)) = name.filter(|_| closed) else {
            self.phrases.truncate(kept);
            return comma;
        };
        self.phrases.truncate(kept);
        if let Some(phrase) = self.phrases.get_mut(office as usize) {
            phrase.tokens.end = name.end;
            phrase.what = What::Person { name, gender };
            for title in &mut phrase.titles {
                if title.derivation == Derivation::Title {
                    title.derivation = Derivation::Apposition;
                }
            }
        }
        next
    }

    fn move_to_end(&mut self, phrase: u32) {
        if (phrase as usize) + 1 == self.phrases.len() || (phrase as usize) >= self.phrases.len() {
            return;
        }
        let moved = self.phrases.remove(phrase as usize);
        let shift = |place: &mut u32| *place -= u32::from(*place > phrase);
        for other in self.phrases.iter_mut().skip(phrase as usize) {
            other.owner.iter_mut().for_each(shift);
            other.members.iter_mut().for_each(shift);
            for title in &mut other.titles {
                title.owner.iter_mut().chain(title.possessor.iter_mut()).for_each(shift);
            }
            if let Determiner::Possessive(pronoun) = &mut other.determiner {
                shift(pronoun);
            }
        }
        let mut moved = moved;
        for title in &mut moved.titles {
            title.owner.iter_mut().chain(title.possessor.iter_mut()).for_each(shift);
        }
        self.phrases.push(moved);
    }
}
