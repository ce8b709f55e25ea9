//! The verbs that report: every inflected form, led back to its lemma and its frames.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::AttributionType;

use crate::grammar::{Form, forms, rows};
use crate::text::{Text, TokenKind, WordTable, key};

/// A reporting verb of the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verb {
    /// The base form, particles included.
    pub(crate) lemma: String,
    /// The particles behind the inflected word, folded.
    particles: Vec<String>,
    /// It introduces quotations.
    pub(crate) quote: bool,
    /// It takes a that-clause.
    pub(crate) that: bool,
    /// It takes a clause without "that".
    pub(crate) bare: bool,
    /// It takes a phrase with "for".
    pub(crate) r#for: bool,
    /// It takes an infinitive, perhaps behind an addressee: "ask Norland to answer".
    pub(crate) to: bool,
    /// It takes "it" and a that-clause: "present it that …".
    pub(crate) it: bool,
}

/// The head of a cue: the verb, noun or adjective that attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The base form.
    pub(crate) lemma: String,
    /// What kind of attribution it makes.
    pub(crate) r#type: AttributionType,
    /// Whether it is an act of saying or writing.
    pub(crate) speech: bool,
}

/// Every reporting verb by its inflected first word, and every head of a cue by its forms.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    verbs: Vec<Verb>,
    /// Form → verbs, those with more particles first.
    forms: WordTable<Vec<(u16, Form)>>,
    heads: Vec<Head>,
    /// Form → head.
    head_forms: WordTable<u16>,
}

/// A reporting verb found in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'c> {
    /// The verb.
    pub(crate) verb: &'c Verb,
    /// Its form.
    pub(crate) form: Form,
    /// One past its last token, particles included.
    pub(crate) end: u32,
}

impl Cues {
    /// The tables compiled in, `data/attribution/*.tsv`.
    pub(crate) fn builtin() -> &'static Self {
        static TABLE: OnceLock<Cues> = OnceLock::new();
        TABLE.get_or_init(|| {
            let mut cues = Self::default();
            cues.read_verbs(include_str!("../../data/attribution/reporting_verbs.tsv"));
            cues.read_heads(include_str!("../../data/attribution/cue_heads.tsv"));
            cues
        })
    }

    fn read_verbs(&mut self, tsv: &str) {
        for cells in rows(tsv) {
            let [lemma, frames] = cells.as_slice() else { continue };
            let frame = |name: &str| frames.split(',').any(|frame| frame == name);
            let mut words = lemma.split(' ');
            let head = words.next().unwrap_or_default();
            let verb = self.verbs.len() as u16;
            self.verbs.push(Verb {
                lemma: (*lemma).to_owned(),
                particles: words.map(str::to_owned).collect(),
                quote: frame("quote"),
                that: frame("that"),
                bare: frame("bare"),
                r#for: frame("for"),
                to: frame("to"),
                it: frame("it"),
            });
            for (word, form) in forms(head) {
                self.forms.entry(key(&word)).or_default().push((verb, form));
            }
        }
        let verbs = &self.verbs;
        for entries in self.forms.values_mut() {
            let particles = |verb: u16| verbs.get(usize::from(verb)).map_or(0, |verb| verb.particles.len());
            entries.sort_by_key(|(verb, _)| std::cmp::Reverse(particles(*verb)));
        }
    }

    /// A base form keeps its own row: "found" is a form of "find" unless a head "found" stands in the table.
    fn read_heads(&mut self, tsv: &str) {
        for cells in rows(tsv) {
            let [lemma, kind, speech] = cells.as_slice() else { continue };
            let Some(&r#type) = AttributionType::ALL.iter().find(|known| known.as_str() == *kind) else { continue };
            self.heads.push(Head { lemma: (*lemma).to_owned(), r#type, speech: *speech == "yes" });
        }
        // A head of several words ("according to") is known by the first.
        let first = |head: &Head| head.lemma.split(' ').next().unwrap_or_default().to_owned();
        let all: Vec<_> = self.heads.iter().map(first).collect();
        for (number, lemma) in (0u16..).zip(&all) {
            self.head_forms.insert(key(lemma), number);
        }
        for (number, lemma) in (0u16..).zip(&all) {
            for (form, _) in forms(lemma) {
                self.head_forms.entry(key(&form)).or_insert(number);
            }
        }
    }

    /// The head of a cue: the last of its words that the table knows, verbs of saying before others.
    pub(crate) fn head(&self, text: &Text<'_>, cue: &Range<u32>) -> Option<&Head> {
        let heads = || {
            let words = cue.clone().rev().filter_map(|token| text.token(token));
            words.filter_map(|word| self.heads.get(usize::from(*self.head_forms.get(&word.key)?)))
        };
        heads().find(|head| head.speech).or_else(|| heads().next())
    }

    /// The reporting verb that begins at this token.
    pub(crate) fn at(&self, text: &Text<'_>, token: u32) -> Option<Found<'_>> {
        let word = text.token(token).filter(|word| word.kind == TokenKind::Word)?;
        if is_states(text, token) {
            return None;
        }
        self.forms.get(&word.key)?.iter().find_map(|&(verb, form)| {
            let verb = self.verbs.get(usize::from(verb))?;
            let follow = verb
                .particles
                .iter()
                .zip(token + 1..)
                .all(|(particle, at)| text.word(at).eq_ignore_ascii_case(particle));
            follow.then_some(Found { verb, form, end: token + 1 + verb.particles.len() as u32 })
        })
    }
}

/// "The member states", "these states", "states to protect": countries, where no document or person states anything.
fn is_states(text: &Text<'_>, token: u32) -> bool {
    const BEFORE: &[&str] = &[
        "member",
        "nation",
        "city",
        "island",
        "coastal",
        "littoral",
        "signatory",
        "observer",
        "participating",
        "contracting",
        "successor",
        "candidate",
        "founding",
        "neighbouring",
        "neighboring",
        "nuclear",
        "small",
        "arab",
        "gulf",
        "baltic",
        "african",
        "other",
        "all",
        "both",
        "many",
        "several",
        "some",
        "most",
        "these",
        "those",
        "two",
        "three",
        "four",
        "five",
        "united",
        "eu",
        "nato",
    ];
    const BEHIND: &[&str] = &["to", "of", "parties", "are", "have", "were", "should", "must", "may", "can", "will"];
    let before = token.checked_sub(1).map_or("", |before| text.word(before));
    text.word(token).eq_ignore_ascii_case("states")
        && (BEFORE.iter().any(|word| before.eq_ignore_ascii_case(word)) || BEHIND.contains(&text.word(token + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_what_kind_of_attribution_it_is() {
        for (cue, lemma, kind) in [
            ("had told reporters", "tell", AttributionType::Assertion),
            ("believes", "believe", AttributionType::Belief),
            ("was planning", "plan", AttributionType::Eventuality),
            ("has learned", "learn", AttributionType::Fact),
        ] {
            let text = Text::new(cue);
            let head = Cues::builtin().head(&text, &(0..text.tokens.len() as u32)).unwrap();
            assert_eq!((head.lemma.as_str(), head.r#type), (lemma, kind), "{cue}");
        }
        assert!(Cues::builtin().heads.len() > 900);
    }

    #[test]
    fn forms_lead_to_lemmas() {
        let cues = Cues::builtin();
        for (word, lemma) in [
            ("said", "say"),
            ("says", "say"),
            ("denying", "deny"),
            ("replied", "reply"),
            ("written", "write"),
            ("argues", "argue"),
            ("admitting", "admit"),
        ] {
            let text = Text::new(word);
            assert_eq!(cues.at(&text, 0).map(|found| found.verb.lemma.as_str()), Some(lemma), "{word}");
        }
        let text = Text::new("pointed out that");
        assert_eq!(cues.at(&text, 0).map(|found| (found.verb.lemma.as_str(), found.end)), Some(("point out", 2)));
        assert!(cues.at(&Text::new("pointed at"), 0).is_none());
        assert_eq!(cues.at(&Text::new("turned down"), 0).map(|found| found.verb.lemma.as_str()), Some("turn down"));
        assert!(cues.at(&Text::new("turned round"), 0).is_none());
    }
}
