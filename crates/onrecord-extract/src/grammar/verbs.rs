//! Inflected forms of verbs; `data/attribution/irregular_verbs.tsv` has what is not regular.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::names::rows;

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

/// The irregular forms of a verb as the table has them; empty for a regular verb.
fn irregular(lemma: &str) -> &'static str {
    static TABLE: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        rows(include_str!("../../data/attribution/irregular_verbs.tsv"))
            .filter_map(|cells| Some((*cells.first()?, *cells.get(1)?)))
            .collect()
    });
    table.get(lemma).copied().unwrap_or_default()
}

/// The forms of a verb: regular ones, irregular ones put in their place. A row of the table lists past, participle and
/// -ing form; what is left out is regular, or for the participle the same as the past.
///
/// ```text
/// forms("send") → send, sends, sent, sending
/// ```
pub(crate) fn forms(head: &str) -> Vec<(String, Form)> {
    let suppletive: &[(&str, Form)] = match head {
        "be" => &[
            ("be", Form::Base),
            ("am", Form::Third),
            ("is", Form::Third),
            ("are", Form::Base),
            ("was", Form::Past),
            ("were", Form::Past),
            ("been", Form::Participle),
            ("being", Form::Ing),
        ],
        "have" => &[("have", Form::Base), ("has", Form::Third), ("had", Form::Past), ("having", Form::Ing)],
        _ => &[],
    };
    if !suppletive.is_empty() {
        return suppletive.iter().map(|(word, form)| ((*word).to_owned(), *form)).collect();
    }
    let mut given = irregular(head).split(',').filter(|form| !form.is_empty());
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
