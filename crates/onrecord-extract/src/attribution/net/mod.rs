//! Attribution by a small recurrent network, trained on annotated news.
//!
//! Tokens → states in context ([`encoder`]) → tokens where a cue may begin → for each of them labels of the tokens
//! around it ([`pair`], [`crf`]) → how likely the whole is right ([`rerank`]) → attributions that do not overlap
//! ([`select`]). Sizes and weights are the model file's ([`file`]).

mod continued;
mod crf;
mod encoder;
mod file;
mod kernels;
mod model;
mod pair;
mod passage;
mod rerank;
mod select;
mod simd;
mod vocabulary;

#[cfg(test)]
mod tests;

use std::ops::Range;

use onrecord_model::Quotation;

use self::crf::Decoding;
use self::kernels::{Four, SEQUENCES};
pub(crate) use self::model::{Model, Size};
use self::pair::{Anchor, ReadTokens, ReadWindows, Tokens, Windows};
use self::passage::{Begins, Passage, slice};
use self::rerank::{Candidates, Seen};
use self::select::{Selected, Selection};
use self::vocabulary::Form;
use super::Attribution;
use super::mend::{is_adverbial, splits_name};
use crate::text::{Text, TextRange};

/// Contents of fewer tokens are not searched for attributions inside them.
const SHORTEST_CONTENT: u32 = 8;
/// No attribution is embedded deeper.
const DEEPEST_LEVEL: u8 = 3;

/// What a text of more tokens has taken is given back.
const KEPT_TOKENS: usize = 1 << 15;

/// Memory of the engine: grown by the first texts, used again by the next ones.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// Forms of the tokens of the body.
    forms: Vec<Form>,
    first_form: u32,
    passage: Passage,
    order: Vec<u32>,
    group: Vec<Range<u32>>,
    encoder: encoder::Buffers,
    tokens: Tokens,
    probabilities: [Vec<f32>; SEQUENCES],
    masses: [Vec<f32>; SEQUENCES],
    highest: Vec<(f32, u32)>,
    anchors: Vec<Anchor>,
    windows: Windows,
    decoding: Decoding,
    candidates: [Candidates; SEQUENCES],
    selection: Selection,
    selected: Vec<Selected>,
}

/// Finds the attributions of the body of a text, in reading order.
pub(crate) fn attribute(
    model: &Model,
    text: &Text<'_>,
    body: TextRange,
    workspace: &mut Workspace,
) -> Vec<Attribution> {
    let body = text.tokens_in(body);
    let forms = slice(&text.tokens, &body).iter().map(|token| model.vocabulary.form(token, text.source));
    workspace.forms.clear();
    workspace.forms.extend(forms);
    workspace.first_form = body.start;
    let paragraphs = text.paragraphs.iter().map(|paragraph| within(&paragraph.tokens, &body));
    workspace.passage.clear();
    workspace.passage.reserve(body.len());
    for paragraph in paragraphs.filter(|tokens| tokens.start < tokens.end) {
        workspace.push(text, paragraph, Begins::Paragraph, true);
    }
    workspace.passage.finish();
    workspace.read(model);
    let mut found = workspace.attributions(model);
    found.retain_mut(|attribution| !splits_name(text, attribution) && attribution.settle(text));
    found.sort_by_key(Attribution::begins);
    found
}

/// Adds the attributions inside the contents of those of level 1, and inside theirs; after [`attribute`] of the same
/// text and with the same workspace.
pub(crate) fn attribute_inside(model: &Model, text: &Text<'_>, workspace: &mut Workspace, all: &mut Vec<Attribution>) {
    let mut from = 0;
    for level in 2..=DEEPEST_LEVEL {
        let outer = from..all.len();
        from = all.len();
        workspace.passage.clear();
        let mut parents = Vec::new();
        for parent in outer {
            let Some(content) = all.get(parent).map(|attribution| attribution.content.as_slice()) else { continue };
            if content.iter().map(|fragment| fragment.end - fragment.start).sum::<u32>() < SHORTEST_CONTENT {
                continue;
            }
            for (number, fragment) in content.iter().enumerate() {
                let begins = if number == 0 { Begins::Text } else { Begins::Paragraph };
                parents.push((workspace.passage.units.len() as u32, parent));
                workspace.push(text, fragment.clone(), begins, false);
            }
        }
        workspace.passage.finish();
        workspace.read(model);
        // The anchor tells whose content an attribution stands in.
        let mut found: Vec<(usize, Attribution)> = Vec::new();
        for selected in &workspace.selected {
            let place = parents.partition_point(|(first, _)| *first <= selected.anchor);
            let parent = place.checked_sub(1).and_then(|place| parents.get(place)).map(|(_, parent)| *parent);
            let attribution = workspace.attribution(model, selected);
            found.extend(parent.map(|parent| (parent, attribution)));
        }
        found.retain_mut(|(_, attribution)| {
            !splits_name(text, attribution) && !is_adverbial(text, attribution) && attribution.settle(text)
        });
        found.sort_by_key(|(parent, attribution)| (*parent, attribution.begins()));
        let quoted = |all: &[Attribution], parent: usize| {
            all.get(parent).is_some_and(|parent| parent.quotation == Quotation::Direct)
        };
        for (parent, attribution) in found {
            let quoted = quoted(all, parent);
            all.push(attribution.inside(parent, level, quoted));
        }
    }
}

fn within(tokens: &Range<u32>, body: &Range<u32>) -> Range<u32> {
    tokens.start.max(body.start)..tokens.end.min(body.end)
}

impl Workspace {
    /// Gives back what a long text has taken: the layers behind this one need memory of their own.
    pub(super) fn give_back(&mut self) {
        if self.passage.units.capacity() > KEPT_TOKENS {
            *self = Self::default();
        }
    }

    /// Adds a paragraph to the passage; `quotations`: whether quotation marks of the text count.
    fn push(&mut self, text: &Text<'_>, tokens: Range<u32>, begins: Begins, quotations: bool) {
        let mut sentence = text.sentences.partition_point(|sentence| sentence.tokens.end <= tokens.start);
        for token in tokens.clone() {
            let sentence_end = text.sentences.get(sentence).map_or(u32::MAX, |sentence| sentence.tokens.end);
            let begins = if token == tokens.start {
                begins
            } else if token >= sentence_end {
                sentence += 1;
                Begins::Sentence
            } else {
                Begins::Nothing
            };
            let form = self.forms.get((token - self.first_form) as usize).copied().unwrap_or_default();
            let quoted = quotations && text.quoted.get(token as usize).copied().unwrap_or(false);
            self.passage.push(form, token, quoted, begins);
        }
    }

    /// Runs the network over the passage; the attributions stand in `selected`, in tokens of the passage.
    fn read(&mut self, model: &Model) {
        self.selected.clear();
        let chunks = &self.passage.chunks;
        self.order.clear();
        self.order.extend(0..chunks.len() as u32);
        let length = |number: &u32| chunks.get(*number as usize).map_or(0, Range::len);
        self.order.sort_by_key(|number| std::cmp::Reverse(length(number)));
        let mut order = std::mem::take(&mut self.order);
        for four in order.chunks(SEQUENCES) {
            self.group.clear();
            self.group.extend(four.iter().filter_map(|&number| self.passage.chunks.get(number as usize).cloned()));
            self.read_group(model);
        }
        std::mem::swap(&mut self.order, &mut order);
        continued::complete(&self.passage, &mut self.selected);
    }

    /// Up to four chunks.
    fn read_group(&mut self, model: &Model) {
        model.encoder.read_chunks(model.backend, &self.passage, &self.group, &mut self.encoder);
        let steps = self.group.first().map_or(0, Range::len);
        let states = &self.encoder.states;
        model.backend.run(ReadTokens { stage: &model.pair, states, steps, tokens: &mut self.tokens });
        self.choose_anchors(model);
        self.candidates.iter_mut().for_each(Candidates::clear);
        for from in (0..self.anchors.len()).step_by(SEQUENCES) {
            self.read_windows(model, from);
        }
        let groups = self.candidates.iter_mut().zip(&self.group);
        for (candidates, chunk) in groups {
            candidates.list.sort_unstable_by_key(|candidate| candidate.anchor);
            candidates.rate(&model.reranker);
            self.selection.select(&self.passage, chunk, candidates, model.threshold, &mut self.selected);
        }
    }

    /// The tokens probable enough to begin a cue, longest windows first.
    fn choose_anchors(&mut self, model: &Model) {
        let decode = &model.decode;
        self.anchors.clear();
        for (number, chunk) in self.group.iter().enumerate() {
            let (probabilities, masses) = (&mut self.probabilities[number], &mut self.masses[number]);
            probabilities.clear();
            masses.clear();
            let mut mass = 0.0;
            masses.push(mass);
            self.highest.clear();
            for (logits, token) in self.tokens.logits.iter().zip(chunk.clone()) {
                let probability = 1.0 / (1.0 + (-logits[number]).exp());
                probabilities.push(probability);
                mass += probability;
                masses.push(mass);
                if probability >= decode.anchor_threshold {
                    self.highest.push((probability, token));
                }
            }
            let cap = decode.anchor_cap as usize + (chunk.len() as f64 * f64::from(decode.anchor_per_token)) as usize;
            if self.highest.len() > cap {
                self.highest.sort_by(|(a, _), (b, _)| b.total_cmp(a));
                self.highest.truncate(cap);
            }
            let passage = &self.passage;
            self.anchors.extend(self.highest.iter().map(|&(_, token)| Anchor {
                token,
                chunk: number,
                window: passage.window(token, chunk),
            }));
        }
        self.anchors.sort_by_key(|anchor| std::cmp::Reverse(anchor.window.len()));
    }

    /// The candidates of up to four anchors from this one on.
    fn read_windows(&mut self, model: &Model, from: usize) {
        let anchors = self.anchors.get(from..).unwrap_or_default();
        let anchors = anchors.get(..SEQUENCES).unwrap_or(anchors);
        model.backend.run(ReadWindows {
            stage: &model.pair,
            passage: &self.passage,
            chunks: &self.group,
            masses: &self.masses,
            states: &self.encoder.states,
            tokens: &self.tokens,
            anchors,
            windows: &mut self.windows,
        });
        for (anchor, (emissions, accept_logit)) in
            anchors.iter().zip(self.windows.emissions.iter().zip(self.windows.accept_logits))
        {
            model.crf.decode(emissions, (anchor.token - anchor.window.start) as usize, &mut self.decoding);
            let start = self.group.get(anchor.chunk).map_or(0, |chunk| chunk.start);
            let logits = self.tokens.logits.get((anchor.token - start) as usize).copied().unwrap_or(Four::default());
            let seen = Seen {
                anchor_logit: logits[anchor.chunk],
                accept_logit,
                start,
                probabilities: &self.probabilities[anchor.chunk],
                masses: &self.masses[anchor.chunk],
            };
            self.candidates[anchor.chunk].push(&self.passage, anchor, &seen, &self.decoding);
        }
    }

    fn attributions(&self, model: &Model) -> Vec<Attribution> {
        self.selected.iter().map(|selected| self.attribution(model, selected)).collect()
    }

    /// Back from tokens of the passage to those of the text.
    fn attribution(&self, model: &Model, selected: &Selected) -> Attribution {
        let origin = |token: u32| self.passage.units.get(token as usize).map_or(0, |unit| unit.origin);
        let range = |tokens: &Range<u32>| origin(tokens.start)..origin(tokens.end - 1) + 1;
        Attribution {
            confidence: selected.confidence,
            ..Attribution::found(
                selected.source.as_ref().map(range),
                Some(range(&selected.cue)),
                selected.content.iter().map(range).collect(),
                if selected.confidence.is_some() { model.rule } else { "attribution.quotation.signed" },
            )
        }
    }
}
