//! Attributions beyond a chunk: signed quotations, and paragraphs that continue a quotation.

use std::ops::Range;

use super::passage::{Passage, slice};
use super::select::{SHORTEST_QUOTATION, Selected, next_quotation};

/// The longest name after a dash, in tokens.
const LONGEST_SIGNATURE: u32 = 8;

/// Adds signed quotations and continued paragraphs to the attributions of a whole passage, in order of their anchors.
pub(super) fn complete(passage: &Passage, selected: &mut Vec<Selected>) {
    selected.sort_by_key(|attribution| attribution.anchor);
    if !passage.units.iter().any(|unit| unit.quoted) {
        return;
    }
    let before = selected.len();
    sign(passage, selected);
    if selected.len() > before {
        selected.sort_by_key(|attribution| attribution.anchor);
    }
    continue_paragraphs(passage, selected);
}

/// “…” – Ana Orlu: a quotation that nothing touches, a dash, a name.
fn sign(passage: &Passage, selected: &mut Vec<Selected>) {
    let end = passage.units.len() as u32;
    let mut touched = vec![false; passage.units.len()];
    for attribution in selected.iter() {
        let spans = attribution.content.iter().chain(&attribution.source).chain([&attribution.cue]);
        for span in spans {
            if let Some(tokens) = touched.get_mut(span.start as usize..span.end as usize) {
                tokens.fill(true);
            }
        }
    }
    let free = |tokens: &Range<u32>| !slice(&touched, tokens).contains(&true);
    let mut start = 0;
    while let Some(quotation) = next_quotation(passage, start..end) {
        start = quotation.end;
        let name = Some(&quotation).filter(|quotation| quotation.len() as u32 >= SHORTEST_QUOTATION && free(quotation));
        if let Some(name) = name.and_then(|quotation| signature(passage, quotation.end))
            && free(&(quotation.end..name.end))
        {
            selected.push(Selected {
                anchor: quotation.end,
                source: Some(name),
                cue: quotation.end..quotation.end + 1,
                content: vec![quotation],
                confidence: None,
            });
        }
    }
}

/// The name behind a dash: it ends with its paragraph or before a mark.
fn signature(passage: &Passage, dash: u32) -> Option<Range<u32>> {
    let unit = passage.units.get(dash as usize).filter(|unit| unit.form.is_dash())?;
    let name = dash + 1;
    passage.units.get(name as usize).filter(|unit| unit.form.is_capitalised())?;
    let end = passage.paragraphs.get(unit.paragraph as usize)?.tokens.end;
    let longest = end.min(name + LONGEST_SIGNATURE);
    let marked = (name..longest).find(|&token| passage.units.get(token as usize).is_some_and(|u| u.form.ends_name()));
    let stop = marked.unwrap_or(longest);
    (stop > name && (marked.is_some() || stop == end)).then_some(name..stop)
}

/// A paragraph that is a quotation and has no attribution of its own goes on with the one before.
fn continue_paragraphs(passage: &Passage, selected: &mut [Selected]) {
    let mut starts: Vec<u32> =
        selected.iter().flat_map(|attribution| &attribution.content).map(|span| span.start).collect();
    starts.sort_unstable();
    let is_quoted = |token: u32| passage.units.get(token as usize).is_some_and(|unit| unit.quoted);
    let mut owner = None;
    let mut next = 0;
    for paragraph in &passage.paragraphs {
        let tokens = &paragraph.tokens;
        let first = next;
        while selected.get(next).is_some_and(|attribution| attribution.anchor < tokens.end) {
            next += 1;
        }
        if next > first {
            let quotes = |attribution: &Selected| attribution.content.iter().flat_map(Clone::clone).any(is_quoted);
            owner = (first..next).rev().find(|&number| selected.get(number).is_some_and(quotes));
            continue;
        }
        let touched =
            starts.get(starts.partition_point(|&start| start < tokens.start)).is_some_and(|&s| s < tokens.end);
        let quoted = slice(&passage.units, tokens).iter().filter(|unit| unit.quoted).count();
        let length = tokens.len();
        let quotation = length as u32 >= SHORTEST_QUOTATION && is_quoted(tokens.start) && 10 * quoted > 9 * length;
        owner = owner.filter(|_| !touched && quotation);
        if let Some(attribution) = owner.and_then(|number| selected.get_mut(number)) {
            attribution.content.push(tokens.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::passage::Begins;
    use super::super::vocabulary::Vocabulary;
    use super::*;

    /// A passage of words; "/" begins a paragraph; words between “ and ” are quoted.
    fn passage(words: &str) -> Passage {
        let mut passage = Passage::default();
        let (mut begins, mut quoted) = (Begins::Paragraph, false);
        for word in words.split(' ') {
            if word == "/" {
                begins = Begins::Paragraph;
                continue;
            }
            let mark = matches!(word, "“" | "”");
            quoted |= word == "“";
            passage.push(Vocabulary::default().form_of(word, mark), 0, quoted, begins);
            quoted &= word != "”";
            begins = Begins::Nothing;
        }
        passage.finish();
        passage
    }

    #[test]
    fn a_name_behind_a_dash_signs_a_quotation() {
        let mut selected = Vec::new();
        complete(&passage("“ They kept their word . ” – Ana Orlu , envoy"), &mut selected);
        let found: Vec<_> = selected.iter().map(|one| (one.content.clone(), one.source.clone())).collect();
        assert_eq!(found, [(vec![0..7], Some(8..10))]);
        for other in [
            "“ They kept their word . ” – and then they left",
            "“ They kept ” – Ana Orlu",
            "“ They kept their word . ” – Ana Orlu of the office told all who came to her",
        ] {
            let mut selected = Vec::new();
            complete(&passage(other), &mut selected);
            assert_eq!(selected, [], "{other}");
        }
    }

    #[test]
    fn quoted_paragraphs_go_on_until_one_does_not() {
        let said = |content| Selected { anchor: 1, source: Some(0..1), cue: 1..2, content, confidence: Some(0.9) };
        let mut selected = vec![said(vec![2..6])];
        let text = "Orlu said “ we wait ” / “ we wait here still ” / then it rained all day / “ and so it goes on ”";
        complete(&passage(text), &mut selected);
        assert_eq!(selected, [said(vec![2..6, 6..12])]);
    }
}
