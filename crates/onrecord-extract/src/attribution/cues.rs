//! The verbs that report: every inflected form, led back to its lemma and its frames.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::AttributionType;

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

/// An inflected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// "say"
    Base,
    /// "says"
    Third,
    /// "said"
    Past,
    /// "written"
    Participle,
    /// "saying"
    Ing,
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

/// The cells of a table: comments and the header left out.
fn rows(tsv: &str) -> impl Iterator<Item = Vec<&str>> {
    tsv.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

impl Cues {
    /// The tables compiled in, `data/attribution/*.tsv`.
    pub(crate) fn builtin() -> &'static Self {
        static TABLE: OnceLock<Cues> = OnceLock::new();
        TABLE.get_or_init(|| {
            let irregular = rows(include_str!("../../data/attribution/irregular_verbs.tsv"))
                .filter_map(|cells| Some((*cells.first()?, *cells.get(1)?)))
                .collect();
            let mut cues = Self::default();
            cues.read_verbs(include_str!("../../data/attribution/reporting_verbs.tsv"), &irregular);
            cues.read_heads(include_str!("../../data/attribution/cue_heads.tsv"), &irregular);
            cues
        })
    }

    fn read_verbs(&mut self, tsv: &str, irregular: &HashMap<&str, &str>) {
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
            });
            for (word, form) in forms(head, irregular.get(head).copied().unwrap_or_default()) {
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
    fn read_heads(&mut self, tsv: &str, irregular: &HashMap<&str, &str>) {
        for cells in rows(tsv) {
            let [lemma, kind, speech] = cells.as_slice() else { continue };
            let Some(&r#type) = AttributionType::ALL.iter().find(|known| known.as_str() == *kind) else { continue };
            self.heads.push(Head { lemma: (*lemma).to_owned(), r#type, speech: *speech == "yes" });
        }
        // A head of several words ("according to") is known by the first.
        let first = |head: &Head| head.lemma.split(' ').next().unwrap_or_default().to_owned();
        let of = |head: &Head| (first(head), irregular.get(head.lemma.as_str()).copied().unwrap_or_default());
        let all: Vec<_> = self.heads.iter().map(of).collect();
        for (number, (lemma, _)) in (0u16..).zip(&all) {
            self.head_forms.insert(key(lemma), number);
        }
        for (number, (lemma, irregular)) in (0u16..).zip(&all) {
            for (form, _) in forms(lemma, irregular) {
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

/// The regular forms of a verb, irregular ones put in their place. `irregular` lists past, participle and -ing form;
/// what is left out is regular, or for the participle the same as the past.
fn forms(head: &str, irregular: &str) -> Vec<(String, Form)> {
    let mut given = irregular.split(',').filter(|form| !form.is_empty());
    let (mut past, mut participle, mut ing) = (None, None, None);
    for form in &mut given {
        match form {
            form if form.ends_with("ing") && form.len() > head.len() => ing = Some(form.to_owned()),
            form if past.is_none() => past = Some(form.to_owned()),
            form => participle = Some(form.to_owned()),
        }
    }
    let consonant_y = head.ends_with('y')
        && !head.ends_with(['a', 'e', 'o', 'u'])
        && !["ay", "ey", "oy", "uy"].iter().any(|end| head.ends_with(end));
    let stem = head.strip_suffix('y').filter(|_| consonant_y);
    let silent = head.strip_suffix('e').filter(|rest| !rest.ends_with('e'));
    let third = match stem {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| head.ends_with(end)) => format!("{head}es"),
        None => format!("{head}s"),
    };
    let regular_past = match (stem, head.ends_with('e')) {
        (Some(stem), _) => format!("{stem}ied"),
        (None, true) => format!("{head}d"),
        (None, false) => format!("{head}ed"),
    };
    let past = past.unwrap_or(regular_past);
    let participle = participle.unwrap_or_else(|| past.clone());
    let ing = ing.unwrap_or_else(|| format!("{}ing", silent.unwrap_or(head)));
    let mut all =
        vec![(head.to_owned(), Form::Base), (third, Form::Third), (past.clone(), Form::Past), (ing, Form::Ing)];
    if participle != past {
        all.push((participle, Form::Participle));
    }
    all
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
    }
}
