//! Candidates, what is known of each, and the probability that one is right.

use std::ops::Range;

use super::crf::{BEGIN_CONTENT, BEGIN_CUE, BEGIN_SOURCE, Decoding, runs};
use super::file::File;
use super::pair::Anchor;
use super::passage::Passage;
use crate::options::Error;

/// Features of a candidate. Their names are those of the model file.
const FEATURES: [&str; 24] = [
    "anchor_logit",
    "accept_logit",
    "path_log_probability",
    "path_log_probability_per_token",
    "content_lowest",
    "content_mean",
    "source_lowest",
    "has_source",
    "source_length",
    "content_length",
    "content_distance",
    "content_before",
    "content_quoted",
    "anchor_quoted",
    "window_length",
    "content_fragments",
    "cue_length",
    "anchor_inside_content",
    "mass_before_content",
    "source_distance",
    "ends_sentence",
    "accept_quoted",
    "inside_other",
    "overlap_other",
];
/// The last two features come from the other candidates of the chunk.
const INSIDE_OTHER: usize = 22;
const OVERLAP_OTHER: usize = 23;

/// A decoded attribution.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) anchor: u32,
    pub(super) cue: Range<u32>,
    /// Its sources and contents, in the list of spans.
    pub(super) sources: Range<usize>,
    pub(super) contents: Range<usize>,
    features: [f64; FEATURES.len()],
    /// The probability that it is right.
    pub(super) confidence: f64,
}

/// The candidates of one chunk, in order of their anchors.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) list: Vec<Candidate>,
    spans: Vec<Range<u32>>,
}

impl Candidates {
    /// Forgets everything, keeping the memory.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.spans.clear();
    }

    pub(super) fn sources(&self, candidate: &Candidate) -> &[Range<u32>] {
        self.spans.get(candidate.sources.clone()).unwrap_or_default()
    }

    pub(super) fn contents(&self, candidate: &Candidate) -> &[Range<u32>] {
        self.spans.get(candidate.contents.clone()).unwrap_or_default()
    }

    fn push_runs(&mut self, path: &[u8], begin: u8, low: u32) -> Range<usize> {
        let first = self.spans.len();
        self.spans.extend(runs(path, begin).map(|run| run.start + low..run.end + low));
        first..self.spans.len()
    }

    /// Adds the candidate of an anchor.
    pub(super) fn push(&mut self, passage: &Passage, anchor: &Anchor, seen: &Seen<'_>, decoding: &Decoding) {
        let low = anchor.window.start;
        let path = decoding.path.as_slice();
        let at = anchor.token - low;
        let cue = runs(path, BEGIN_CUE).find(|run| run.contains(&at)).unwrap_or(at..at + 1);
        let sources = self.push_runs(path, BEGIN_SOURCE, low);
        let contents = self.push_runs(path, BEGIN_CONTENT, low);
        let mut candidate = Candidate {
            anchor: anchor.token,
            cue: cue.start + low..cue.end + low,
            sources,
            contents,
            features: [0.0; FEATURES.len()],
            confidence: 0.0,
        };
        candidate.features = self.own_features(passage, anchor, &candidate, seen, decoding);
        self.list.push(candidate);
    }

    fn own_features(
        &self,
        passage: &Passage,
        anchor: &Anchor,
        candidate: &Candidate,
        seen: &Seen<'_>,
        decoding: &Decoding,
    ) -> [f64; FEATURES.len()] {
        let (low, high, at) = (anchor.window.start, anchor.window.end, anchor.token);
        let contents = self.contents(candidate);
        let sources = self.sources(candidate);
        let tokens = |spans: &[Range<u32>]| spans.iter().map(|span| f64::from(span.end - span.start)).sum::<f64>();
        let probabilities = |spans: &'_ [Range<u32>]| {
            let place =
                |token: u32| f64::from(decoding.probability.get((token - low) as usize).copied().unwrap_or(0.0));
            spans.iter().flat_map(Clone::clone).map(place).collect::<Summary>()
        };
        let content = probabilities(contents);
        let source = probabilities(sources);
        let (content_length, source_length) = (tokens(contents), tokens(sources));
        let quoted = |token: u32| passage.units.get(token as usize).is_some_and(|unit| unit.quoted);
        let quoted_share = if content_length > 0.0 {
            contents.iter().flat_map(Clone::clone).filter(|&token| quoted(token)).count() as f64 / content_length
        } else {
            0.0
        };
        let inside = contents.iter().flat_map(Clone::clone).filter(|&token| token != at);
        let inside = inside.map(|token| seen.probability(token)).fold(0.0, f32::max);
        let accept = f64::from(seen.accept_logit.clamp(-10.0, 10.0));
        let path = decoding.path_log_probability;
        [
            f64::from(seen.anchor_logit.clamp(-10.0, 10.0)),
            accept,
            path,
            path / (content_length + 5.0),
            content.lowest.unwrap_or(0.0),
            content.mean(),
            source.lowest.unwrap_or(1.0),
            f64::from(u8::from(!sources.is_empty())),
            source_length.min(20.0) / 20.0,
            content_length.ln_1p(),
            f64::from(nearest(contents, at).min(30)) / 30.0,
            f64::from(u8::from(contents.first().is_some_and(|first| first.start < at))),
            quoted_share,
            f64::from(u8::from(quoted(at))),
            f64::from(high - low) / 164.0,
            contents.len() as f64,
            f64::from((candidate.cue.end - candidate.cue.start).min(10)) / 10.0,
            f64::from(inside),
            f64::from(seen.mass_before(contents, at)),
            f64::from(nearest(sources, at).min(30)) / 30.0,
            f64::from(u8::from(ends_sentence(passage, contents, high))),
            accept * quoted_share,
            0.0,
            0.0,
        ]
    }

    /// Compares each candidate with the others of the chunk, then works out confidences.
    pub(super) fn rate(&mut self, reranker: &Reranker) {
        for index in 0..self.list.len() {
            let Some(candidate) = self.list.get(index) else { continue };
            let mine = self.contents(candidate);
            let total: u32 = mine.iter().map(|span| span.end - span.start).sum();
            let (mut inside, mut overlap) = (0.0f64, 0.0f64);
            for (_, other) in self.list.iter().enumerate().filter(|(other, _)| *other != index) {
                let theirs = self.contents(other);
                let accepted = sigmoid(other.features[1]);
                if theirs.iter().any(|span| span.contains(&candidate.anchor)) {
                    inside = inside.max(accepted);
                }
                let shared: u32 = mine.iter().map(|span| shared(span, theirs)).sum();
                if total > 0 && f64::from(shared) > 0.3 * f64::from(total) {
                    overlap = overlap.max(accepted);
                }
            }
            if let Some(candidate) = self.list.get_mut(index) {
                candidate.features[INSIDE_OTHER] = inside;
                candidate.features[OVERLAP_OTHER] = overlap;
                candidate.confidence = reranker.confidence(&candidate.features);
            }
        }
    }

    /// A feature by its name, for the comparison with the trainer.
    #[cfg(test)]
    pub(super) fn feature(candidate: &Candidate, name: &str) -> Option<f64> {
        FEATURES.iter().position(|feature| *feature == name).map(|feature| candidate.features[feature])
    }
}

/// How many tokens a span shares with some spans.
pub(super) fn shared(span: &Range<u32>, others: &[Range<u32>]) -> u32 {
    others.iter().map(|other| span.end.min(other.end).saturating_sub(span.start.max(other.start))).sum()
}

/// Lowest and mean value.
#[derive(Default)]
struct Summary {
    lowest: Option<f64>,
    sum: f64,
    count: f64,
}

impl FromIterator<f64> for Summary {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        values.into_iter().fold(Self::default(), |summary, value| Self {
            lowest: Some(summary.lowest.map_or(value, |lowest| lowest.min(value))),
            sum: summary.sum + value,
            count: summary.count + 1.0,
        })
    }
}

impl Summary {
    fn mean(&self) -> f64 {
        if self.count > 0.0 { self.sum / self.count } else { 0.0 }
    }
}

/// Tokens between a token and a span.
pub(super) fn distance(span: &Range<u32>, token: u32) -> u32 {
    span.start.saturating_sub(token).max((token + 1).saturating_sub(span.end))
}

fn nearest(spans: &[Range<u32>], token: u32) -> u32 {
    spans.iter().map(|span| distance(span, token)).min().unwrap_or(0)
}

/// Whether the last token of the contents ends a sentence, but for at most one token.
fn ends_sentence(passage: &Passage, contents: &[Range<u32>], high: u32) -> bool {
    let Some(last) = contents.last().map(|span| span.end - 1) else { return false };
    let sentence = |token: u32| passage.units.get(token as usize).map(|unit| unit.sentence);
    last + 2 >= high || sentence(last) != sentence(last + 1) || sentence(last + 1) != sentence(last + 2)
}

/// What the network says of an anchor and of the tokens of its chunk.
pub(super) struct Seen<'a> {
    pub(super) anchor_logit: f32,
    pub(super) accept_logit: f32,
    /// The first token of the chunk.
    pub(super) start: u32,
    /// Anchor probabilities of the chunk, and their running sums.
    pub(super) probabilities: &'a [f32],
    pub(super) masses: &'a [f32],
}

impl Seen<'_> {
    fn probability(&self, token: u32) -> f32 {
        self.probabilities.get((token - self.start) as usize).copied().unwrap_or(0.0)
    }

    /// Summed anchor probability strictly between the anchor and the nearest content token, at most 3.
    fn mass_before(&self, contents: &[Range<u32>], anchor: u32) -> f32 {
        let closest = |span: &Range<u32>| anchor.clamp(span.start, span.end - 1);
        let Some(token) = contents.iter().map(closest).min_by_key(|&token| (token.abs_diff(anchor), token)) else {
            return 0.0;
        };
        let (low, high) = (token.min(anchor), token.max(anchor));
        let sum = |token: u32| self.masses.get((token - self.start) as usize).copied().unwrap_or(0.0);
        if high > low + 1 { (sum(high) - sum(low + 1)).min(3.0) } else { 0.0 }
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Logistic regression over the features.
#[derive(Debug)]
pub(super) struct Reranker {
    /// Mean, deviation and weight of each feature.
    weights: [[f64; 3]; FEATURES.len()],
    bias: f64,
}

impl Reranker {
    /// Reads the weights; a feature that this version does not know is an error.
    pub(super) fn read(file: &File<'_>) -> Result<Self, Error> {
        let names = &file.header.features;
        let [mean, deviation, weight] =
            ["rerank.mean", "rerank.deviation", "rerank.weight"].map(|name| file.numbers(name, &[names.len()]));
        let (mean, deviation, weight) = (mean?, deviation?, weight?);
        let mut weights = [[0.0, 1.0, 0.0]; FEATURES.len()];
        for (name, ((mean, deviation), weight)) in names.iter().zip(mean.iter().zip(&deviation).zip(&weight)) {
            let known =
                FEATURES.iter().position(|feature| feature == name).and_then(|feature| weights.get_mut(feature));
            let known = known.ok_or_else(|| Error::model(&format!("the feature {name:?} is not known")))?;
            if *deviation == 0.0 {
                return Err(Error::model(&format!("the feature {name:?} has no deviation")));
            }
            *known = [*mean, *deviation, *weight].map(f64::from);
        }
        Ok(Self { weights, bias: f64::from(file.number("rerank.bias")?) })
    }

    fn confidence(&self, features: &[f64; FEATURES.len()]) -> f64 {
        let parts = features.iter().zip(&self.weights);
        sigmoid(
            self.bias
                + parts.map(|(value, [mean, deviation, weight])| weight * (value - mean) / deviation).sum::<f64>(),
        )
    }
}
