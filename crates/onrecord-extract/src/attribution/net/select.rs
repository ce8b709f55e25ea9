//! Selection: attributions that do not overlap, and quotations made whole.

use std::ops::Range;

use super::passage::{Passage, slice};
use super::rerank::{Candidate, Candidates, distance, shared};

/// A content may lose at most this share of its tokens to attributions accepted before.
const MOST_TAKEN: f64 = 0.3;
/// A candidate this sure takes a far fragment of another content away.
const SURE: f64 = 0.5;
/// A quotation of fewer tokens is left alone where no attribution touches it.
const SHORTEST_QUOTATION: u32 = 5;

/// An accepted attribution, in tokens of the passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selected {
    pub(super) anchor: u32,
    pub(super) source: Option<Range<u32>>,
    pub(super) cue: Range<u32>,
    pub(super) content: Vec<Range<u32>>,
    pub(super) confidence: f64,
}

/// Memory of the selection, used again by the next.
#[derive(Debug, Default)]
pub(super) struct Selection {
    order: Vec<usize>,
    /// For each token of the chunk the attribution that has it as content, counted from 1.
    owner: Vec<u32>,
    /// For each token of the chunk whether it belongs to an accepted cue.
    cue: Vec<bool>,
    pieces: Vec<Range<u32>>,
}

impl Selection {
    /// Selects attributions of one chunk by falling confidence and adds them in order of their anchors.
    pub(super) fn select(
        &mut self,
        passage: &Passage,
        chunk: &Range<u32>,
        candidates: &Candidates,
        threshold: f64,
        selected: &mut Vec<Selected>,
    ) {
        let first = selected.len();
        self.owner.clear();
        self.owner.resize(chunk.len(), 0);
        self.cue.clear();
        self.cue.resize(chunk.len(), false);
        self.order.clear();
        self.order.extend(0..candidates.list.len());
        let list = &candidates.list;
        let key =
            |&index: &usize| list.get(index).map_or((0.0, 0), |candidate| (candidate.confidence, candidate.anchor));
        self.order.sort_unstable_by(|a, b| {
            let ((a, at), (b, bt)) = (key(a), key(b));
            b.total_cmp(&a).then(at.cmp(&bt))
        });
        for at in 0..self.order.len() {
            let Some(candidate) = self.order.get(at).and_then(|&index| list.get(index)) else { continue };
            if candidate.confidence < threshold {
                break;
            }
            if let Some(attribution) = self.accept(chunk, candidates, candidate) {
                let number = (selected.len() - first) as u32 + 1;
                for span in &attribution.content {
                    mark(&mut self.owner, chunk, span, number);
                }
                mark(&mut self.cue, chunk, &attribution.cue, true);
                selected.push(attribution);
            }
        }
        let Some(chosen) = selected.get_mut(first..) else { return };
        if !chosen.is_empty() {
            self.complete_quotations(passage, chunk, chosen);
            chosen.sort_by_key(|attribution| attribution.anchor);
        }
    }

    fn owner_of(&self, chunk: &Range<u32>, token: u32) -> u32 {
        self.owner.get((token - chunk.start) as usize).copied().unwrap_or(0)
    }

    fn is_cue(&self, chunk: &Range<u32>, token: u32) -> bool {
        self.cue.get((token - chunk.start) as usize).copied().unwrap_or(false)
    }

    fn accept(&mut self, chunk: &Range<u32>, candidates: &Candidates, candidate: &Candidate) -> Option<Selected> {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        pieces
            .extend(candidates.contents(candidate).iter().filter(|span| !cedes(candidates, candidate, span)).cloned());
        let tokens = pieces.iter().flat_map(Clone::clone);
        let (mut total, mut taken) = (0u32, 0u32);
        for token in tokens {
            total += 1;
            taken += u32::from(self.owner_of(chunk, token) != 0);
        }
        let cue_is_free =
            !candidate.cue.clone().any(|token| self.is_cue(chunk, token) || self.owner_of(chunk, token) != 0);
        let mut content = Vec::new();
        if total > 0 && cue_is_free && f64::from(taken) <= MOST_TAKEN * f64::from(total) {
            for piece in &pieces {
                let first = content.len();
                let free = |token: &u32| self.owner_of(chunk, *token) == 0 && !self.is_cue(chunk, *token);
                for token in piece.clone().filter(free) {
                    push_token(&mut content, first, token);
                }
            }
        }
        self.pieces = pieces;
        let (start, end) = (candidate.cue.start, candidate.cue.end);
        let near = |source: &&Range<u32>| (source.start.abs_diff(end).min(start.abs_diff(source.end)), source.start);
        (!content.is_empty()).then(|| Selected {
            anchor: candidate.anchor,
            source: candidates.sources(candidate).iter().min_by_key(near).cloned(),
            cue: candidate.cue.clone(),
            content,
            confidence: candidate.confidence,
        })
    }

    /// A content that holds more than half of a quotation takes its free rest; a quotation that nothing touches goes
    /// to a speaker of its paragraph.
    fn complete_quotations(&mut self, passage: &Passage, chunk: &Range<u32>, chosen: &mut [Selected]) {
        let mut changed = false;
        let mut start = chunk.start;
        while let Some(quotation) = next_quotation(passage, start..chunk.end) {
            start = quotation.end;
            changed |= self.complete(passage, chunk, chosen, &quotation);
        }
        if !changed {
            return;
        }
        for (number, attribution) in (1..).zip(chosen) {
            let before = std::mem::take(&mut attribution.content);
            let total: usize = before.iter().map(Range::len).sum();
            if self.owner.iter().filter(|&&owner| owner == number).count() == total {
                attribution.content = before;
                continue;
            }
            for (token, _) in (chunk.start..).zip(&self.owner).filter(|(_, owner)| **owner == number) {
                push_token(&mut attribution.content, 0, token);
            }
        }
    }

    fn complete(&mut self, passage: &Passage, chunk: &Range<u32>, chosen: &[Selected], quotation: &Range<u32>) -> bool {
        let in_source =
            |token: u32| chosen.iter().any(|other| other.source.as_ref().is_some_and(|s| s.contains(&token)));
        let owned = |number: u32| quotation.clone().filter(|&token| self.owner_of(chunk, token) == number).count();
        let mut by_anchor: Vec<(u32, u32)> = (1..).zip(chosen).map(|(number, other)| (other.anchor, number)).collect();
        by_anchor.sort_unstable();
        let holder = by_anchor.iter().map(|&(_, number)| number).find(|&number| 2 * owned(number) > quotation.len());
        let untouched = quotation
            .clone()
            .all(|token| self.owner_of(chunk, token) == 0 && !self.is_cue(chunk, token) && !in_source(token));
        let owner = match holder {
            Some(holder) => Some(holder),
            None if untouched && quotation.len() as u32 >= SHORTEST_QUOTATION => {
                self.speaker(passage, chunk, &by_anchor, quotation.start)
            }
            None => None,
        };
        let Some(owner) = owner else { return false };
        let mut changed = false;
        for token in quotation.clone() {
            if self.owner_of(chunk, token) == 0
                && !self.is_cue(chunk, token)
                && !in_source(token)
                && let Some(place) = self.owner.get_mut((token - chunk.start) as usize)
            {
                *place = owner;
                changed = true;
            }
        }
        changed
    }

    /// The attribution of the same paragraph with a quoted content: the last one before `start`, else the first.
    fn speaker(&self, passage: &Passage, chunk: &Range<u32>, by_anchor: &[(u32, u32)], start: u32) -> Option<u32> {
        let paragraph = |token: u32| passage.units.get(token as usize).map(|unit| unit.paragraph);
        let speaks = |number: u32| {
            (slice(&passage.units, chunk).iter()).zip(&self.owner).any(|(unit, owner)| *owner == number && unit.quoted)
        };
        let same =
            by_anchor.iter().filter(|(anchor, number)| paragraph(*anchor) == paragraph(start) && speaks(*number));
        let before = same.clone().rfind(|(anchor, _)| *anchor < start);
        before.or_else(|| same.clone().next()).map(|&(_, number)| number)
    }
}

/// Writes a value to the places of some tokens of a chunk.
fn mark<T: Copy>(places: &mut [T], chunk: &Range<u32>, tokens: &Range<u32>, value: T) {
    let within = (tokens.start - chunk.start) as usize..(tokens.end - chunk.start) as usize;
    if let Some(places) = places.get_mut(within) {
        places.fill(value);
    }
}

/// Adds a token to a list of runs, of which those from `first` on may be lengthened.
fn push_token(runs: &mut Vec<Range<u32>>, first: usize, token: u32) {
    match runs.get_mut(first..).and_then(<[_]>::last_mut) {
        Some(last) if last.end == token => last.end += 1,
        _ => runs.push(token..token + 1),
    }
}

/// Whether a fragment far from the anchor belongs to another, nearer candidate.
fn cedes(candidates: &Candidates, candidate: &Candidate, span: &Range<u32>) -> bool {
    let contents = candidates.contents(candidate);
    let nearest = contents.iter().min_by_key(|other| distance(other, candidate.anchor));
    if contents.len() < 2 || nearest == Some(span) {
        return false;
    }
    let far = distance(span, candidate.anchor);
    candidates.list.iter().any(|other| {
        other.anchor != candidate.anchor
            && other.confidence >= SURE
            && distance(span, other.anchor) < far
            && 2 * shared(span, candidates.contents(other)) as usize > span.len()
    })
}

/// The first run of quoted tokens of one paragraph; an opening mark begins a new one.
fn next_quotation(passage: &Passage, tokens: Range<u32>) -> Option<Range<u32>> {
    let units = slice(&passage.units, &tokens);
    let start = units.iter().position(|unit| unit.quoted)?;
    let first = units.get(start)?;
    let more = units.iter().skip(start + 1);
    let length = 1 + more.take_while(|unit| unit.quoted && unit.paragraph == first.paragraph && !unit.opens()).count();
    let start = tokens.start + start as u32;
    Some(start..start + length as u32)
}
