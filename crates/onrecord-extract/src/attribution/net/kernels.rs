//! Matrix products and the recurrent step, four sequences at a time.
//!
//! Vectors of four sequences stand interleaved (`[unit][sequence]`), so that one load of weights serves all four.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined into its kernel loses the vector instructions"
)]

use super::simd::{Lanes, WIDTH};

/// Sequences that are worked on at once.
pub(super) const SEQUENCES: usize = 4;

/// One number of each of four sequences.
pub(super) type Four = [f32; SEQUENCES];

/// A linear map. Weights are stored by blocks of eight rows: `[block][column][row in the block]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Dense {
    columns: usize,
    /// Rows, rounded up to whole blocks.
    rows: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    /// A map from row-major weights; output `k` is row `order(k)` of them.
    pub(super) fn new(
        columns: usize,
        rows: usize,
        weights: &[f32],
        bias: &[f32],
        order: impl Fn(usize) -> usize,
    ) -> Self {
        let padded = rows.next_multiple_of(WIDTH);
        let mut blocks = Vec::with_capacity(padded * columns);
        for block in 0..padded / WIDTH {
            for column in 0..columns {
                blocks.extend((block * WIDTH..(block + 1) * WIDTH).map(|row| {
                    if row < rows { weights.get(order(row) * columns + column).copied().unwrap_or(0.0) } else { 0.0 }
                }));
            }
        }
        let bias = (0..padded)
            .map(|row| if row < rows { bias.get(order(row)).copied().unwrap_or(0.0) } else { 0.0 })
            .collect();
        Self { columns, rows: padded, weights: blocks, bias }
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
        let block_size = self.columns * WIDTH;
        let pairs = self.weights.chunks_exact(2 * block_size);
        let last = pairs.remainder();
        let mut row = 0;
        for blocks in pairs {
            let (first, second) = blocks.split_at(block_size);
            self.blocks::<L, 2>(lanes, [first, second], input, row, output, stride);
            row += 2 * WIDTH;
        }
        if !last.is_empty() {
            self.blocks::<L, 1>(lanes, [last], input, row, output, stride);
        }
    }

    /// `B` blocks of rows.
    #[inline(always)]
    fn blocks<L: Lanes, const B: usize>(
        &self,
        lanes: L,
        weights: [&[f32]; B],
        input: &[Four],
        row: usize,
        output: &mut [f32],
        stride: usize,
    ) {
        let weights = weights.map(|block| block.as_chunks::<WIDTH>().0);
        let (bias, _) = self.bias.get(row..).unwrap_or_default().as_chunks::<WIDTH>();
        let mut sums = [[lanes.splat(0.0); B]; SEQUENCES];
        for of_sequence in &mut sums {
            for (sum, bias) in of_sequence.iter_mut().zip(bias) {
                *sum = lanes.load(bias);
            }
        }
        let columns = self.columns.min(input.len());
        let weights = weights.map(|block| block.get(..columns).unwrap_or_default());
        for (column, values) in input.iter().take(columns).enumerate() {
            let mut of_column = [lanes.splat(0.0); B];
            for (vector, block) in of_column.iter_mut().zip(weights) {
                if let Some(block) = block.get(column) {
                    *vector = lanes.load(block);
                }
            }
            for s in 0..SEQUENCES {
                let value = lanes.splat(values[s]);
                for b in 0..B {
                    sums[s][b] = lanes.mul_add(of_column[b], value, sums[s][b]);
                }
            }
        }
        for (s, of_sequence) in sums.iter().enumerate() {
            let Some(output) = output.get_mut(s * stride + row..) else { return };
            for (sum, output) in of_sequence.iter().zip(output.as_chunks_mut::<WIDTH>().0) {
                lanes.store(*sum, output);
            }
        }
    }
}

/// Gate numbers of one block of eight units: reset, update, new.
const GATES: usize = 3 * WIDTH;

/// The row of a gate matrix (`[reset; update; new]`) that stands at this place of the blocked order
/// `[block][gate][unit in the block]`.
pub(super) fn gate_row(hidden: usize, place: usize) -> usize {
    let (block, within) = (place / GATES, place % GATES);
    let (gate, unit) = (within / WIDTH, within % WIDTH);
    gate * hidden + block * WIDTH + unit
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
    /// From row-major weights `[3 * hidden, hidden]` and the bias of `[3 * hidden]`.
    pub(super) fn new(hidden: usize, weights: &[f32], bias: &[f32]) -> Self {
        let mut blocks = Vec::with_capacity(3 * hidden * hidden);
        for block in 0..hidden / WIDTH {
            for unit in 0..hidden {
                blocks.extend(
                    (block * GATES..(block + 1) * GATES)
                        .map(|place| weights.get(gate_row(hidden, place) * hidden + unit).copied().unwrap_or(0.0)),
                );
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
        let blocks = self.weights.chunks_exact(hidden * GATES);
        let (biases, _) = self.new_bias.as_chunks::<WIDTH>();
        for (block, (weights, bias)) in blocks.zip(biases).enumerate() {
            let bias = lanes.load(bias);
            let mut input = [[lanes.splat(0.0); 3]; N];
            for (s, input) in input.iter_mut().enumerate() {
                let from = s * 3 * hidden + block * GATES;
                let Some((gates, _)) = gates.get(from..from + GATES).map(<[f32]>::as_chunks::<WIDTH>) else { return };
                for (vector, gate) in input.iter_mut().zip(gates) {
                    *vector = lanes.load(gate);
                }
            }
            let mut sums = input.map(|[reset, update, _]| [reset, update, bias]);
            for (weights, states) in weights.as_chunks::<GATES>().0.iter().zip(before) {
                let (weights, _) = weights.as_chunks::<WIDTH>();
                let weights: [_; 3] = std::array::from_fn(|gate| lanes.load(&weights[gate]));
                for s in 0..N {
                    let state = lanes.splat(states[s]);
                    for gate in 0..3 {
                        sums[s][gate] = lanes.mul_add(weights[gate], state, sums[s][gate]);
                    }
                }
            }
            let mut states = [[0.0; WIDTH]; SEQUENCES];
            for s in 0..N {
                let at = s * hidden + block * WIDTH;
                let Some(row) = rows.get_mut(at..at + WIDTH).and_then(|row| row.first_chunk_mut::<WIDTH>()) else {
                    return;
                };
                let [reset, update, new] = sums[s];
                let reset = lanes.sigmoid(reset);
                let update = lanes.sigmoid(update);
                let new = lanes.tanh(lanes.mul_add(reset, new, input[s][2]));
                let state = lanes.mul_add(update, lanes.sub(lanes.load(row), new), new);
                lanes.store(state, row);
                states[s] = *row;
            }
            for (unit, after) in after.iter_mut().skip(block * WIDTH).take(WIDTH).enumerate() {
                *after = std::array::from_fn(|s| states[s][unit]);
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
