//! The pair stage: for every anchor (a token where a cue may begin) the labels of the tokens around it.

use std::ops::Range;

use super::crf::{LABELS, ROW, Scores};
use super::encoder::GatedUnit;
use super::file::File;
use super::kernels::{Dense, Direction, Four, GateSource, Recurrent, SEQUENCES, States, bidirectional};
use super::passage::Passage;
use super::simd::{Backend, Kernel, Lanes};
use crate::options::Error;

/// Upper edges of the classes of distance from the anchor; a last class lies beyond them.
const EDGES: [i32; 27] =
    [-64, -40, -28, -20, -15, -11, -8, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 28, 40, 64];
/// Numbers that describe a token of a window beside its state and its distance.
const FEATURES: usize = 10;
/// Separators and changes of quotation state are counted up to this many.
const MOST: u32 = 4;
const COUNTS: usize = MOST as usize + 1;

/// A token of a chunk that may begin a cue, with the tokens its attribution may take.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    /// Its token of the passage.
    pub(super) token: u32,
    /// Which of the chunks at hand it stands in.
    pub(super) chunk: usize,
    pub(super) window: Range<u32>,
}

/// Weights of the anchor head, the pair stage and the accept head.
#[derive(Debug)]
pub(super) struct PairStage {
    hidden: usize,
    input: usize,
    /// Each weight of the anchor head four times.
    anchor_head: Vec<f32>,
    anchor_bias: f32,
    token: Dense,
    anchor: Dense,
    /// One row for each class of distance.
    distances: Vec<f32>,
    /// Rows for the sentence of the anchor, one before it, one behind it.
    sentences: Vec<f32>,
    /// Rows for counts of separators and of changes of quotation state.
    counts: Vec<f32>,
    /// What the summed anchor probability between token and anchor adds, up to 1 and up to 4.
    masses: Vec<f32>,
    gates: Dense,
    recurrent: [Recurrent; 2],
    label: Dense,
    accept: Dense,
    accept_out: Vec<f32>,
    accept_bias: f32,
}

impl PairStage {
    pub(super) fn read(file: &File<'_>, backend: Backend) -> Result<Self, Error> {
        let header = &file.header;
        let (hidden, input, units) = (header.pair_hidden, header.pair_input, 2 * header.hidden);
        let anchor_head = file.numbers("anchor.weight", &[units])?;
        let features = file.numbers("pair.features", &[input, FEATURES])?;
        let column = |feature: usize| features.iter().skip(feature).step_by(FEATURES).copied();
        let scaled = |feature: usize, factor: f32| column(feature).map(move |weight| weight * factor);
        let mut distances = file.numbers("pair.bucket", &[EDGES.len() + 1, input])?;
        let at_anchor = bucket(0) * input;
        for (value, weight) in distances.iter_mut().skip(at_anchor).zip(column(9)) {
            *value += weight;
        }
        let mut counts = Vec::with_capacity(COUNTS * COUNTS * input);
        for separators in 0..COUNTS {
            for changes in 0..COUNTS {
                let any = |count: usize| f32::from(u8::from(count > 0));
                let share = |count: usize| count as f32 / MOST as f32;
                let separated = scaled(5, any(separators)).zip(scaled(6, share(separators)));
                let changed = scaled(7, any(changes)).zip(scaled(8, share(changes)));
                counts.extend(separated.zip(changed).map(|((a, b), (c, d))| a + b + c + d));
            }
        }
        let mut weights = Vec::new();
        let mut bias = Vec::new();
        let mut recurrent = [Recurrent::default(), Recurrent::default()];
        for (unit, name) in recurrent.iter_mut().zip(["pair.ahead", "pair.back"]) {
            let gated = GatedUnit::read(file, backend, name, input, hidden)?;
            weights.extend(gated.input);
            bias.extend(gated.bias);
            *unit = gated.recurrent;
        }
        let dense = |weight: &str, bias: Option<&str>, columns: usize, rows: usize| -> Result<Dense, Error> {
            let weights = file.numbers(weight, &[rows, columns])?;
            let bias = bias.map(|bias| file.numbers(bias, &[rows])).transpose()?.unwrap_or_default();
            Ok(Dense::new(backend.width(), columns, rows, &weights, &bias))
        };
        let accept =
            dense("accept.hidden.weight", Some("accept.hidden.bias"), units + 4 * hidden, header.accept_width)?;
        Ok(Self {
            hidden,
            input,
            anchor_head: anchor_head.iter().flat_map(|&weight| [weight; SEQUENCES]).collect(),
            anchor_bias: file.number("anchor.bias")?,
            token: dense("pair.token", None, units, input)?,
            anchor: dense("pair.anchor", Some("pair.bias"), units, input)?,
            distances,
            sentences: (0..3).flat_map(column).collect(),
            counts,
            masses: column(3).chain(scaled(4, 1.0 / MOST as f32)).collect(),
            gates: Dense::new(backend.width(), input, 6 * hidden, &weights, &bias),
            recurrent,
            label: dense("label.weight", Some("label.bias"), 2 * hidden, LABELS)?,
            accept,
            accept_out: file.numbers("accept.out.weight", &[header.accept_width])?,
            accept_bias: file.number("accept.out.bias")?,
        })
    }
}

/// The class of a distance: the first edge that is not below it.
fn bucket(distance: i32) -> usize {
    EDGES.partition_point(|&edge| edge < distance)
}

/// What the network says of the tokens of up to four chunks, before anchors are chosen.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// `[step][chunk]`: score of "a cue begins here".
    pub(super) logits: Vec<Four>,
    /// `[step][chunk][input]`: what the token adds to the input of the pair stage.
    projected: Vec<f32>,
}

/// Works out anchor scores and projections of the tokens of up to four chunks from their states.
pub(super) struct ReadTokens<'a> {
    pub(super) stage: &'a PairStage,
    pub(super) states: &'a States,
    pub(super) steps: usize,
    pub(super) tokens: &'a mut Tokens,
}

impl Kernel for ReadTokens<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { stage, states, steps, tokens } = self;
        let size = SEQUENCES * stage.input;
        if tokens.projected.len() < steps * size {
            tokens.projected.resize(steps * size, 0.0);
        }
        tokens.logits.clear();
        for (t, projected) in tokens.projected.chunks_exact_mut(size).take(steps).enumerate() {
            let state = states.at(t);
            stage.token.apply(lanes, state, projected, stage.input);
            let mut sum = lanes.splat(0.0);
            let weights = lanes.chunks(&stage.anchor_head);
            for (state, weight) in lanes.chunks(state.as_flattened()).iter().zip(weights) {
                sum = lanes.mul_add(lanes.load(state), lanes.load(weight), sum);
            }
            let mut logits = [stage.anchor_bias; SEQUENCES];
            for sums in lanes.array(sum).as_ref().as_chunks::<SEQUENCES>().0 {
                for (logit, sum) in logits.iter_mut().zip(sums) {
                    *logit += sum;
                }
            }
            tokens.logits.push(logits);
        }
    }
}

/// Memory of the pair stage, and its results for the windows at hand.
#[derive(Debug, Default)]
pub(super) struct Windows {
    /// The state of each anchor, its highest and its mean pair state, interleaved.
    heads: Vec<Four>,
    anchors: Vec<f32>,
    input: Vec<Four>,
    gates: Vec<f32>,
    states: States,
    highest: Vec<Four>,
    accept: Vec<f32>,
    labels: Vec<f32>,
    /// Scores of the labels of each token of each window.
    pub(super) emissions: [Vec<Scores>; SEQUENCES],
    /// The score of the accept head for each window.
    pub(super) accept_logits: Four,
}

/// Reads the windows of up to four anchors, longest first.
pub(super) struct ReadWindows<'a> {
    pub(super) stage: &'a PairStage,
    pub(super) passage: &'a Passage,
    pub(super) chunks: &'a [Range<u32>],
    /// Running sums of the anchor probabilities of each chunk.
    pub(super) masses: &'a [Vec<f32>; SEQUENCES],
    pub(super) states: &'a States,
    pub(super) tokens: &'a Tokens,
    pub(super) anchors: &'a [Anchor],
    pub(super) windows: &'a mut Windows,
}

impl Kernel for ReadWindows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) {
        let stage = self.stage;
        let lengths: [usize; SEQUENCES] = std::array::from_fn(|s| self.anchors.get(s).map_or(0, |a| a.window.len()));
        self.gather_heads(lanes);
        self.project(lanes, lengths);
        let [ahead, back] = &stage.recurrent;
        let windows = &mut *self.windows;
        let source = Projected { gates: &windows.gates, row: stage.gates.rows() };
        bidirectional(lanes, [ahead, back], lengths, &source, &mut windows.states);
        self.label(lanes, lengths);
        self.accept(lanes, lengths);
    }
}

impl ReadWindows<'_> {
    /// Puts the states of the anchors side by side and projects them.
    #[inline(always)]
    fn gather_heads<L: Lanes>(&mut self, lanes: L) {
        let units = self.stage.anchor.columns();
        let windows = &mut *self.windows;
        windows.heads.clear();
        windows.heads.resize(units, Four::default());
        for (s, anchor) in self.anchors.iter().enumerate().take(SEQUENCES) {
            let start = self.chunks.get(anchor.chunk).map_or(0, |chunk| chunk.start);
            let state = self.states.at((anchor.token - start) as usize);
            for (head, unit) in windows.heads.iter_mut().zip(state) {
                head[s] = unit[anchor.chunk % SEQUENCES];
            }
        }
        windows.anchors.resize(SEQUENCES * self.stage.input, 0.0);
        self.stage.anchor.apply(lanes, &windows.heads, &mut windows.anchors, self.stage.input);
    }

    /// The input of every step and what it adds to the gates of both directions.
    #[inline(always)]
    fn project<L: Lanes>(&mut self, lanes: L, lengths: [usize; SEQUENCES]) {
        let stage = self.stage;
        let row = stage.gates.rows();
        let size = lengths[0] * SEQUENCES * row;
        if self.windows.gates.len() < size {
            self.windows.gates.resize(size, 0.0);
        }
        let mut input = std::mem::take(&mut self.windows.input);
        input.clear();
        input.resize(stage.input, Four::default());
        for t in 0..lengths[0] {
            for (s, anchor) in self.anchors.iter().enumerate().take(SEQUENCES) {
                if t < lengths[s] {
                    self.write_input(lanes, s, anchor, anchor.window.start + t as u32, &mut input);
                }
            }
            let from = t * SEQUENCES * row;
            if let Some(gates) = self.windows.gates.get_mut(from..from + SEQUENCES * row) {
                stage.gates.apply(lanes, &input, gates, row);
            }
        }
        self.windows.input = input;
    }

    /// The input of one token of one window.
    #[inline(always)]
    fn write_input<L: Lanes>(&self, lanes: L, s: usize, anchor: &Anchor, token: u32, input: &mut [Four]) {
        let Self { stage, passage, .. } = self;
        let width = stage.input;
        let chunk = self.chunks.get(anchor.chunk).cloned().unwrap_or_default();
        let place = anchor.chunk % SEQUENCES;
        let units = &passage.units;
        let sentence = |token: u32| units.get(token as usize).map_or(0, |unit| unit.sentence);
        let relation = match sentence(token).cmp(&sentence(anchor.token)) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Greater => 2,
        };
        let (low, high) = (token.min(anchor.token), token.max(anchor.token));
        let sum = |sums: &[u32], at: u32| sums.get(at as usize).copied().unwrap_or(0);
        let between =
            |sums: &[u32], from: u32, to: u32| sum(sums, to).saturating_sub(sum(sums, from)).min(MOST) as usize;
        // Separators in [token, anchor) before the anchor, in (anchor, token] behind it.
        let shift = u32::from(token > anchor.token);
        let separators = between(&passage.separators, low + shift, high + shift);
        let changes = between(&passage.changes, low + 1, high + 1);
        let masses = &self.masses[place];
        let mass = |token: u32| masses.get((token - chunk.start) as usize).copied().unwrap_or(0.0);
        let mass = if high > low + 1 { mass(high) - mass(low + 1) } else { 0.0 };
        let step = (token - chunk.start) as usize;
        let distance = token.cast_signed() - anchor.token.cast_signed();
        let parts = [
            row(&self.tokens.projected, step * SEQUENCES + place, width),
            row(&self.windows.anchors, s, width),
            row(&stage.distances, bucket(distance), width),
            row(&stage.sentences, relation, width),
            row(&stage.counts, separators * COUNTS + changes, width),
            row(&stage.masses, 0, width),
            row(&stage.masses, 1, width),
        ];
        let [own, head, distance, sentence, counts, to_one, to_four] = parts.map(|part| lanes.chunks(part));
        let (one, four) = (lanes.splat(mass.clamp(0.0, 1.0)), lanes.splat(mass.clamp(0.0, MOST as f32)));
        let sums = own.iter().zip(head).zip(distance).zip(sentence).zip(counts).zip(to_one).zip(to_four);
        for (((((((a, b), c), d), e), f), g), out) in sums.zip(input.chunks_exact_mut(L::WIDTH)) {
            let state = lanes.add(lanes.load(a), lanes.load(b));
            let place = lanes.add(lanes.add(lanes.load(c), lanes.load(d)), lanes.load(e));
            let mass = lanes.mul_add(lanes.load(f), one, lanes.mul(lanes.load(g), four));
            let sum = lanes.max(lanes.add(lanes.add(state, place), mass), lanes.splat(0.0));
            for (out, value) in out.iter_mut().zip(lanes.array(sum).as_ref()) {
                out[s] = *value;
            }
        }
    }

    #[inline(always)]
    fn label<L: Lanes>(&mut self, lanes: L, lengths: [usize; SEQUENCES]) {
        let windows = &mut *self.windows;
        let stride = self.stage.label.rows();
        windows.labels.resize(SEQUENCES * stride, 0.0);
        windows.emissions.iter_mut().for_each(Vec::clear);
        for t in 0..lengths[0] {
            self.stage.label.apply(lanes, windows.states.at(t), &mut windows.labels, stride);
            let rows = windows.labels.chunks_exact(stride.max(1)).filter_map(<[f32]>::first_chunk::<ROW>);
            for ((emissions, length), row) in windows.emissions.iter_mut().zip(lengths).zip(rows) {
                if t < length {
                    emissions.push(*row);
                }
            }
        }
    }

    /// Whether the anchor is one: from its state and the highest and mean state of its window.
    #[inline(always)]
    fn accept<L: Lanes>(&mut self, lanes: L, lengths: [usize; SEQUENCES]) {
        let windows = &mut *self.windows;
        let units = 2 * self.stage.hidden;
        windows.highest.clear();
        windows.highest.resize(units, [f32::NEG_INFINITY; SEQUENCES]);
        let heads = windows.heads.len();
        windows.heads.resize(heads + 2 * units, Four::default());
        let Some(mean) = windows.heads.get_mut(heads + units..) else { return };
        for t in 0..lengths[0] {
            let state = windows.states.at(t);
            if t < lengths[SEQUENCES - 1] {
                let state = lanes.chunks(state.as_flattened());
                let highest = lanes.chunks_mut(windows.highest.as_flattened_mut());
                let mean = lanes.chunks_mut(mean.as_flattened_mut());
                for ((state, highest), mean) in state.iter().zip(highest).zip(mean) {
                    let state = lanes.load(state);
                    lanes.store(lanes.max(lanes.load(highest), state), highest);
                    lanes.store(lanes.add(lanes.load(mean), state), mean);
                }
            } else {
                for ((state, highest), mean) in state.iter().zip(&mut windows.highest).zip(&mut *mean) {
                    for s in (0..SEQUENCES).filter(|&s| t < lengths[s]) {
                        highest[s] = highest[s].max(state[s]);
                        mean[s] += state[s];
                    }
                }
            }
        }
        for mean in mean.iter_mut() {
            for (mean, length) in mean.iter_mut().zip(lengths) {
                *mean /= length.max(1) as f32;
            }
        }
        for (head, highest) in windows.heads.iter_mut().skip(heads).zip(&windows.highest) {
            *head = highest.map(|value| if value.is_finite() { value } else { 0.0 });
        }
        let row = self.stage.accept.rows();
        windows.accept.resize(SEQUENCES * row, 0.0);
        self.stage.accept.apply(lanes, &windows.heads, &mut windows.accept, row);
        for (logit, hidden) in windows.accept_logits.iter_mut().zip(windows.accept.chunks_exact(row)) {
            let sum: f32 =
                hidden.iter().zip(&self.stage.accept_out).map(|(value, weight)| value.max(0.0) * weight).sum();
            *logit = sum + self.stage.accept_bias;
        }
    }
}

#[inline(always)]
fn row(table: &[f32], index: usize, width: usize) -> &[f32] {
    table.get(index * width..(index + 1) * width).unwrap_or_default()
}

/// Gates worked out before.
struct Projected<'a> {
    gates: &'a [f32],
    row: usize,
}

impl GateSource for Projected<'_> {
    #[inline(always)]
    fn write<L: Lanes>(&self, lanes: L, direction: Direction, sequence: usize, t: usize, gates: &mut [f32]) {
        let half = self.row / 2;
        let at = (t * SEQUENCES + sequence) * self.row + if direction == Direction::Ahead { 0 } else { half };
        let Some(values) = self.gates.get(at..at + half) else { return };
        for (gates, values) in lanes.chunks_mut(gates).iter_mut().zip(lanes.chunks(values)) {
            lanes.store(lanes.load(values), gates);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_fall_into_the_first_edge_not_below_them() {
        for (distance, class) in
            [(-100, 0), (-64, 0), (-63, 1), (-1, 12), (0, 13), (1, 14), (7, 20), (64, 26), (65, 27)]
        {
            assert_eq!(bucket(distance), class, "{distance}");
        }
    }
}
