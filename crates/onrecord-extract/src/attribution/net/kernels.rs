//! Matrix products and the recurrent step, four sequences at a time.
//!
//! Vectors of four sequences stand interleaved (`[unit][sequence]`), so that one load of weights serves all four.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined into its kernel loses the vector instructions"
)]

use super::simd::Lanes;

/// Sequences that are worked on at once.
pub(super) const SEQUENCES: usize = 4;

/// One number of each of four sequences.
pub(super) type Four = [f32; SEQUENCES];

/// Blocks of rows that a linear map works on at once. A block has as many rows as a vector has numbers.
const BLOCKS: usize = 2;
/// Blocks of rows that a recurrent unit works on at once: one of each gate. The sums of four sequences just fit into
/// sixteen registers.
const GATES: usize = 3;

/// Adds to `sums` the products of `B` blocks of weights (`[column][block][row in the block]`) with the inputs of the
/// first `N` sequences.
#[inline(always)]
fn accumulate<L: Lanes, const N: usize, const B: usize>(
    lanes: L,
    weights: &[f32],
    input: &[Four],
    sums: &mut [[L::Vector; B]; N],
) {
    for (weights, values) in lanes.chunks(weights).as_chunks::<B>().0.iter().zip(input) {
        let mut of_column = [lanes.splat(0.0); B];
        for (vector, block) in of_column.iter_mut().zip(weights) {
            *vector = lanes.load(block);
        }
        for s in 0..N {
            let value = lanes.splat(values[s]);
            for b in 0..B {
                sums[s][b] = lanes.mul_add(of_column[b], value, sums[s][b]);
            }
        }
    }
}

/// A linear map.
#[derive(Clone, Debug, Default)]
pub(super) struct Dense {
    columns: usize,
    /// Rows, rounded up to whole blocks.
    rows: usize,
    /// Two blocks of rows each: `[group][column][block][row in the block]`.
    groups: Vec<f32>,
    /// Blocks left over: `[block][column][row in the block]`.
    rest: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    /// A map from row-major weights, for vectors of `width` numbers.
    pub(super) fn new(width: usize, columns: usize, rows: usize, weights: &[f32], bias: &[f32]) -> Self {
        let padded = rows.next_multiple_of(width);
        let grouped = padded / (BLOCKS * width) * (BLOCKS * width);
        // Rows of the padding find no weight.
        let blocks = |from: usize, to: usize, size: usize| {
            let mut blocks = Vec::with_capacity((to - from) * columns);
            for first in (from..to).step_by(size) {
                for column in 0..columns {
                    let places = (first..first + size).map(|row| row * columns + column);
                    blocks.extend(places.map(|place| weights.get(place).copied().unwrap_or(0.0)));
                }
            }
            blocks
        };
        let mut bias = bias.to_vec();
        bias.resize(padded, 0.0);
        Self {
            columns,
            rows: padded,
            groups: blocks(0, grouped, BLOCKS * width),
            rest: blocks(grouped, padded, width),
            bias,
        }
    }

    /// Numbers in.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Numbers out, rounded up to whole vectors.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Maps four inputs; output of sequence `s` goes to `output[s * stride..]`.
    #[inline(always)]
    pub(super) fn apply<L: Lanes>(&self, lanes: L, input: &[Four], output: &mut [f32], stride: usize) {
        let block = (L::WIDTH * self.columns).max(1);
        let mut row = 0;
        for weights in self.groups.chunks_exact(BLOCKS * block) {
            self.apply_blocks::<L, BLOCKS>(lanes, weights, input, row, output, stride);
            row += BLOCKS * L::WIDTH;
        }
        for weights in self.rest.chunks_exact(block) {
            self.apply_blocks::<L, 1>(lanes, weights, input, row, output, stride);
            row += L::WIDTH;
        }
    }

    /// `B` blocks of rows from `row` on.
    #[inline(always)]
    fn apply_blocks<L: Lanes, const B: usize>(
        &self,
        lanes: L,
        weights: &[f32],
        input: &[Four],
        row: usize,
        output: &mut [f32],
        stride: usize,
    ) {
        let bias = lanes.chunks(self.bias.get(row..).unwrap_or_default());
        let mut sums = [[lanes.splat(0.0); B]; SEQUENCES];
        for of_sequence in &mut sums {
            for (sum, bias) in of_sequence.iter_mut().zip(bias) {
                *sum = lanes.load(bias);
            }
        }
        accumulate(lanes, weights, input, &mut sums);
        for (s, of_sequence) in sums.iter().enumerate() {
            let Some(output) = output.get_mut(s * stride + row..) else { return };
            for (sum, output) in of_sequence.iter().zip(lanes.chunks_mut(output)) {
                lanes.store(*sum, output);
            }
        }
    }
}

/// The row of a gate matrix (`[reset; update; new]`) that stands at this place of the blocked order
/// `[block][gate][unit in the block]`.
pub(super) fn gate_row(width: usize, hidden: usize, place: usize) -> usize {
    let (block, within) = (place / (GATES * width), place % (GATES * width));
    let (gate, unit) = (within / width, within % width);
    gate * hidden + block * width + unit
}

/// The recurrent half of a gated recurrent unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Recurrent {
    hidden: usize,
    /// `[block][unit of the state][gate][unit in the block]`.
    weights: Vec<f32>,
    /// Bias of the new gate inside the reset product; the other biases belong to the input.
    new_bias: Vec<f32>,
}

impl Recurrent {
    /// From row-major weights `[3 * hidden, hidden]` and the bias of `[3 * hidden]`, for vectors of `width` numbers.
    pub(super) fn new(width: usize, hidden: usize, weights: &[f32], bias: &[f32]) -> Self {
        let mut blocks = Vec::with_capacity(3 * hidden * hidden);
        for first in (0..3 * hidden).step_by(GATES * width) {
            for unit in 0..hidden {
                let rows = (first..first + GATES * width).map(|place| gate_row(width, hidden, place));
                blocks.extend(rows.map(|row| weights.get(row * hidden + unit).copied().unwrap_or(0.0)));
            }
        }
        Self { hidden, weights: blocks, new_bias: bias.get(2 * hidden..).unwrap_or_default().to_vec() }
    }

    /// Units of the state.
    pub(super) fn hidden(&self) -> usize {
        self.hidden
    }

    /// One step of the first `N` sequences, the others become zero. `gates`: what the input adds, `3 * hidden` in
    /// blocked order for each sequence; `rows`: the states `[sequence][unit]`, brought up to date; `before` and
    /// `after`: the same states interleaved.
    #[inline(always)]
    fn step<L: Lanes, const N: usize>(
        &self,
        lanes: L,
        gates: &[f32],
        rows: &mut [f32],
        before: &[Four],
        after: &mut [Four],
    ) {
        let hidden = self.hidden;
        let blocks = self.weights.chunks_exact((GATES * L::WIDTH * hidden).max(1)).zip(lanes.chunks(&self.new_bias));
        for (block, ((weights, bias), after)) in blocks.zip(after.chunks_exact_mut(L::WIDTH)).enumerate() {
            let bias = lanes.load(bias);
            let mut input = [[lanes.splat(0.0); GATES]; N];
            for (s, input) in input.iter_mut().enumerate() {
                let gates = gates.get(s * 3 * hidden + block * GATES * L::WIDTH..).unwrap_or_default();
                for (vector, gate) in input.iter_mut().zip(lanes.chunks(gates)) {
                    *vector = lanes.load(gate);
                }
            }
            let mut sums = input;
            for of_sequence in &mut sums {
                of_sequence[2] = bias;
            }
            accumulate(lanes, weights, before, &mut sums);
            for s in 0..N {
                let row = rows.get_mut(s * hidden + block * L::WIDTH..).unwrap_or_default();
                let Some(row) = lanes.chunks_mut(row).first_mut() else { return };
                let [reset, update, new] = sums[s];
                let reset = lanes.sigmoid(reset);
                let update = lanes.sigmoid(update);
                let new = lanes.tanh(lanes.mul_add(reset, new, input[s][2]));
                let state = lanes.mul_add(update, lanes.sub(lanes.load(row), new), new);
                lanes.store(state, row);
                for (after, state) in after.iter_mut().zip(row.as_ref()) {
                    after[s] = *state;
                }
            }
        }
    }

    #[inline(always)]
    fn step_of<L: Lanes>(
        &self,
        lanes: L,
        active: usize,
        gates: &[f32],
        rows: &mut [f32],
        before: &[Four],
        after: &mut [Four],
    ) {
        if active < SEQUENCES {
            after.fill(Four::default());
        }
        match active {
            0 => {}
            1 => self.step::<L, 1>(lanes, gates, rows, before, after),
            2 => self.step::<L, 2>(lanes, gates, rows, before, after),
            3 => self.step::<L, 3>(lanes, gates, rows, before, after),
            _ => self.step::<L, SEQUENCES>(lanes, gates, rows, before, after),
        }
    }
}

/// Which way a recurrent unit reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ahead,
    Back,
}

/// Where a recurrent unit gets from what the input adds to its gates.
pub(super) trait GateSource {
    /// Writes the `3 * hidden` numbers of step `t` of a sequence, in blocked order.
    fn write<L: Lanes>(&self, lanes: L, direction: Direction, sequence: usize, t: usize, gates: &mut [f32]);
}

/// States of four sequences: for each step, between two of zeros, the units of `ahead` and those of `back`.
#[derive(Debug, Default)]
pub(super) struct States {
    units: usize,
    values: Vec<Four>,
    gates: Vec<f32>,
    rows: Vec<f32>,
}

impl States {
    /// The units of both directions after reading step `t`.
    #[inline(always)]
    pub(super) fn at(&self, t: usize) -> &[Four] {
        self.values.get((t + 1) * self.units..(t + 2) * self.units).unwrap_or_default()
    }

    fn reset(&mut self, hidden: usize, steps: usize) {
        self.units = 2 * hidden;
        let total = (steps + 2) * self.units;
        if self.values.len() < total {
            self.values.resize(total, Four::default());
        }
        self.values[..self.units].fill(Four::default());
        self.values[(steps + 1) * self.units..total].fill(Four::default());
        self.gates.resize(SEQUENCES * 3 * hidden, 0.0);
        self.rows.resize(SEQUENCES * hidden, 0.0);
    }
}

/// Runs both directions over up to four sequences whose lengths fall.
#[inline(always)]
pub(super) fn bidirectional<L: Lanes, G: GateSource>(
    lanes: L,
    [ahead, back]: [&Recurrent; 2],
    lengths: [usize; SEQUENCES],
    source: &G,
    states: &mut States,
) {
    let hidden = ahead.hidden();
    let steps = lengths[0];
    states.reset(hidden, steps);
    let units = states.units;
    for direction in [Direction::Ahead, Direction::Back] {
        states.rows.fill(0.0);
        for step in 0..steps {
            let t = if direction == Direction::Ahead { step } else { steps - 1 - step };
            let active = lengths.iter().filter(|&&length| length > t).count();
            for (s, gates) in states.gates.chunks_exact_mut(3 * hidden).take(active).enumerate() {
                source.write(lanes, direction, s, t, gates);
            }
            let (earlier, later) = states.values.split_at_mut((t + 1) * units);
            if direction == Direction::Ahead {
                let (Some(before), Some(after)) = (earlier.get(t * units..t * units + hidden), later.get_mut(..hidden))
                else {
                    return;
                };
                ahead.step_of(lanes, active, &states.gates, &mut states.rows, before, after);
            } else {
                let (here, next) = later.split_at_mut(units);
                let (Some(before), Some(after)) = (next.get(hidden..units), here.get_mut(hidden..units)) else {
                    return;
                };
                back.step_of(lanes, active, &states.gates, &mut states.rows, before, after);
            }
        }
    }
}
