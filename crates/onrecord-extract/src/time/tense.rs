//! The tense around an expression, from the nearest word that shows one.

use std::ops::Range;

use crate::text::{Text, TokenKind, WordSet, WordTable, key};

/// Where the clause lies in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    /// A past whose verb stands right beside the expression.
    Dated,
    /// The past of a verb of saying: it dates the saying, and what is said may lie ahead.
    Report,
    /// A present that speaks of what is arranged: "the talks open Monday".
    Present,
    Future,
}

/// How far the nearest verb is looked for, in tokens.
const REACH: u32 = 24;

/// The words of `data/time/tense.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Tenses {
    /// `None` for words that only look like pasts.
    cues: WordTable<Option<Tense>>,
    /// Pasts of what goes on until a time: "lasted", "stayed".
    lasting: WordSet,
}

impl Tenses {
    pub(crate) fn builtin() -> Self {
        let (mut cues, mut lasting) = (WordTable::default(), WordSet::default());
        for row in super::rows(include_str!("../../data/time/tense.tsv")) {
            let [word, tense] = row.as_slice() else { continue };
            let tense = match *tense {
                "past" | "lasting" => Some(Tense::Past),
                "report" => Some(Tense::Report),
                "present" => Some(Tense::Present),
                "future" => Some(Tense::Future),
                _ => None,
            };
            cues.insert(key(word), tense);
            if row.contains(&"lasting") {
                lasting.insert(key(word));
            }
        }
        Self { cues, lasting }
    }

    /// The tense of the clause around these tokens: the nearest cue before them in the sentence, or else after.
    pub(crate) fn around(&self, text: &Text<'_>, tokens: &Range<u32>) -> Option<Tense> {
        let sentence = text.sentence_of(tokens.start).and_then(|number| text.sentences.get(number as usize))?;
        let from = sentence.tokens.start.max(tokens.start.saturating_sub(REACH));
        let to = sentence.tokens.end.min(tokens.end + REACH);
        if awaited(text, tokens) {
            return Some(Tense::Future);
        }
        if self.is_dated_past(text, tokens, to) {
            return Some(Tense::Dated);
        }
        if matches!(text.word(tokens.start.saturating_sub(1)), "by" | "By") {
            // At the head of a clause its own verb follows: "and by March the schools were closed".
            let head = tokens.start.checked_sub(2).filter(|at| *at >= sentence.tokens.start);
            let heads = head.is_none_or(|at| matches!(text.word(at), "," | "and" | "but"));
            let behind = (tokens.end..to).find_map(|token| self.cue(text, token)).filter(|_| heads);
            let before = (from..tokens.start).rev().find_map(|token| self.cue(text, token));
            return match (behind, before) {
                (Some(Tense::Past), _) => Some(Tense::Past),
                (_, Some(Tense::Past)) => None,
                _ => Some(Tense::Future),
            };
        }
        if matches!(text.word(tokens.start.saturating_sub(1)), "until" | "till" | "Until" | "Till") {
            let behind = (tokens.end..to).find_map(|token| self.cue(text, token));
            let lasted = self.has_lasted(text, from..tokens.start);
            return behind.or(Some(if lasted { Tense::Past } else { Tense::Future }));
        }
        let before = (from..tokens.start).rev().find_map(|token| self.cue(text, token));
        if before == Some(Tense::Future) && self.is_overruled(text, tokens.end) {
            return Some(Tense::Past);
        }
        before.or_else(|| (tokens.end..to).find_map(|token| self.cue(text, token)))
    }

    /// "the talks scheduled for Saturday were held": the main verb follows, and is past.
    fn is_overruled(&self, text: &Text<'_>, end: u32) -> bool {
        matches!(text.word(end), "was" | "were") && !matches!(self.cue(text, end + 1), Some(Tense::Future))
    }

    /// Whether a past verb stands right beside the expression: "on Sunday issued", "announced in January". Such a verb,
    /// one of saying too, is what the expression dates.
    fn is_dated_past(&self, text: &Text<'_>, tokens: &Range<u32>, to: u32) -> bool {
        let past = |at: u32| matches!(self.cue(text, at), Some(Tense::Past | Tense::Report));
        let article = tokens.start.checked_sub(1).is_some_and(|at| text.word(at) == "the");
        let start = tokens.start - u32::from(article);
        let before = start.checked_sub(1).filter(|at| matches!(text.word(*at), "in" | "on" | "last"));
        let verb = before.and_then(|at| at.checked_sub(1));
        tokens.end < to && past(tokens.end) && before.is_some() || verb.is_some_and(past)
    }

    /// "ran until Tuesday", "stayed closed until Tuesday": what went on until then; "postponed until Tuesday" looks ahead.
    fn has_lasted(&self, text: &Text<'_>, mut before: Range<u32>) -> bool {
        let lasting = |at: u32| text.token(at).is_some_and(|token| self.lasting.contains(&token.key));
        let verb = before.rfind(|at| self.cue(text, *at).is_some());
        verb.is_some_and(|at| lasting(at) || at.checked_sub(1).is_some_and(lasting))
    }

    fn cue(&self, text: &Text<'_>, at: u32) -> Option<Tense> {
        let token = text.token(at).filter(|token| token.kind == TokenKind::Word)?;
        // The month, "likely voters", and shares "going up".
        let towards = matches!(text.word(at), "likely" | "going");
        if token.text(text.source) == "May" || towards && text.word(at + 1) != "to" {
            return None;
        }
        if let Some(tense) = self.cues.get(&token.key) {
            return match tense {
                Some(Tense::Past) if is_passive(text, at) => None,
                Some(Tense::Future) if is_premodifier(text, at) || is_cause(text, at) => None,
                Some(Tense::Present) if is_infinitive(text, at) => None,
                Some(Tense::Future) if is_overtaken(text, at) => Some(Tense::Past),
                tense => *tense,
            };
        }
        let word = token.text(text.source);
        if token.is_capitalised() || is_passive(text, at) || is_attribute(text, at) {
            return None;
        }
        match word {
            "to" if !infinitive(text, at + 1) || !is_arranged(text, at) => None,
            "to" if at.checked_sub(1).is_some_and(|arranged| is_overtaken(text, arranged)) => Some(Tense::Past),
            "to" => Some(Tense::Future),
            "set" => matches!(text.word(at + 1), "to" | "for").then_some(Tense::Future).or(Some(Tense::Past)),
            _ => {
                let noun = word.len() == 4 && word.ends_with("eed");
                (word.len() >= 4 && word.ends_with("ed") && !noun).then_some(Tense::Past)
            }
        }
    }
}

/// "will be held": a participle behind "be" says nothing of the tense.
fn is_passive(text: &Text<'_>, at: u32) -> bool {
    at.checked_sub(1).is_some_and(|before| matches!(text.word(before), "be" | "being"))
}

/// "the November election will": what is said of its noun lies ahead.
fn awaited(text: &Text<'_>, tokens: &Range<u32>) -> bool {
    let before = tokens.start.checked_sub(1).map(|at| text.word(at)).unwrap_or_default();
    matches!(before, "the" | "The" | "this" | "a") && text.word(tokens.end + 1) == "will"
}

/// "had been due", "as previously planned": what was arranged and has been overtaken.
fn is_overtaken(text: &Text<'_>, at: u32) -> bool {
    let word = |back: u32| at.checked_sub(back).map(|at| text.word(at)).unwrap_or_default();
    word(1) == "previously" || word(1) == "been" && (word(2) == "had" || word(3) == "had")
}

/// "his planned visit", "the hastily scheduled talks": a participle before its noun tells nothing of the clause.
fn is_premodifier(text: &Text<'_>, at: u32) -> bool {
    let before = at.checked_sub(1).and_then(|at| text.token(at));
    let word = before.map(|token| token.text(text.source)).unwrap_or_default();
    let determiner = matches!(word, "the" | "a" | "an" | "his" | "her" | "its" | "their" | "our" | "this" | "that")
        || before.is_some_and(|token| token.kind == TokenKind::Clitic);
    let adverb = word.len() > 4 && word.ends_with("ly") && word != "previously";
    let participle = text.word(at).ends_with("ed");
    let noun = text.token(at + 1).is_some_and(|next| next.kind == TokenKind::Word && !next.is_capitalised());
    let leads_on = matches!(text.word(at + 1), "to" | "for" | "on" | "in" | "by" | "at" | "that" | "and");
    participle && (determiner || adverb && !leads_on) && noun
}

/// "to meet", "did not meet": no present of its own.
fn is_infinitive(text: &Text<'_>, at: u32) -> bool {
    let before = at.checked_sub(1).map(|at| text.word(at)).unwrap_or_default();
    matches!(before, "to" | "not" | "never" | "did" | "does" | "do" | "could") || before.ends_with("n't")
}

/// "due to a landslide": a cause, nothing that is awaited.
fn is_cause(text: &Text<'_>, at: u32) -> bool {
    text.word(at) == "due" && text.word(at + 1) == "to" && !infinitive(text, at + 2)
}

/// "a still unspecified date": a participle between an article and its noun is no verb.
fn is_attribute(text: &Text<'_>, at: u32) -> bool {
    let word = |back: u32| at.checked_sub(back).map(|at| text.word(at)).unwrap_or_default();
    let article = |word: &str| matches!(word, "a" | "an" | "A" | "An");
    article(word(1))
        || article(word(2)) && matches!(word(1), "still" | "newly" | "long" | "yet" | "widely" | "recently")
}

/// Whether the word before "to" looks ahead: "set to", "is to", "agreed to", "wants to".
fn is_arranged(text: &Text<'_>, to: u32) -> bool {
    let Some(before) = to.checked_sub(1).and_then(|at| text.token(at)) else { return true };
    matches!(
        before.text(text.source),
        "set"
            | "is"
            | "are"
            | "was"
            | "were"
            | "agreed"
            | "agree"
            | "vowed"
            | "decided"
            | "promised"
            | "asked"
            | "want"
            | "threatened"
            | "prepares"
            | "preparing"
            | "prepared"
            | "ready"
            | "about"
            | "plan"
            | "plans"
            | "order"
            | "scheduled"
            | "expected"
            | "due"
    )
}

/// Whether an infinitive stands here, rather than what "to" leads to.
fn infinitive(text: &Text<'_>, at: u32) -> bool {
    let Some(token) = text.token(at).filter(|token| token.kind == TokenKind::Word && !token.is_capitalised()) else {
        return false;
    };
    let word = token.text(text.source);
    let noun_phrase = matches!(
        word,
        "the"
            | "a"
            | "an"
            | "its"
            | "his"
            | "her"
            | "their"
            | "our"
            | "my"
            | "your"
            | "this"
            | "that"
            | "these"
            | "those"
            | "all"
            | "some"
            | "any"
            | "no"
            | "its'"
            | "him"
            | "them"
            | "us"
            | "me"
            | "it"
            | "which"
            | "whom"
    );
    !noun_phrase && !word.ends_with('s') && !word.ends_with("ing")
}
