//! The verbs that report: every inflected form, led back to its lemma and its frames.

use std::sync::OnceLock;

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

/// Every reporting verb by its inflected first word.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    verbs: Vec<Verb>,
    /// Form → verbs, those with more particles first.
    forms: WordTable<Vec<(u16, Form)>>,
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

impl Cues {
    /// The table compiled in, `data/attribution/reporting_verbs.tsv`.
    pub(crate) fn builtin() -> &'static Self {
        static TABLE: OnceLock<Cues> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(include_str!("../../data/attribution/reporting_verbs.tsv")))
    }

    fn parse(tsv: &str) -> Self {
        let mut cues = Self::default();
        for row in tsv.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [lemma, irregular, frames] = cells.as_slice() else { continue };
            let frame = |name: &str| frames.split(',').any(|frame| frame == name);
            let mut words = lemma.split(' ');
            let head = words.next().unwrap_or_default();
            let verb = cues.verbs.len() as u16;
            cues.verbs.push(Verb {
                lemma: (*lemma).to_owned(),
                particles: words.map(str::to_owned).collect(),
                quote: frame("quote"),
                that: frame("that"),
                bare: frame("bare"),
                r#for: frame("for"),
            });
            for (word, form) in forms(head, irregular) {
                cues.forms.entry(key(&word)).or_default().push((verb, form));
            }
        }
        let Self { verbs, forms } = &mut cues;
        for entries in forms.values_mut() {
            let particles = |verb: u16| verbs.get(usize::from(verb)).map_or(0, |verb| verb.particles.len());
            entries.sort_by_key(|(verb, _)| std::cmp::Reverse(particles(*verb)));
        }
        cues
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
