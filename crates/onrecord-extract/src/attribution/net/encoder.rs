//! The encoder: what the tokens of a chunk are in their context.
//!
//! What a token adds to the gates is a sum of parts that are known before: its word with its affixes (worked out at
//! loading for the most frequent words), its shape, its place in the sentence, and what the whole sentence shares.

use std::ops::Range;

use super::file::{Embedding, File};
use super::kernels::{Dense, Direction, Four, GateSource, Recurrent, SEQUENCES, States, bidirectional, gate_row};
use super::passage::{Passage, Unit, places};
use super::simd::{Backend, Kernel, Lanes};
use super::vocabulary::{SHAPES, Vocabulary};
use crate::options::Error;

/// The words at the head of the list, by falling frequency, whose part is worked out at loading.
const FREQUENT_WORDS: usize = 1536;

/// Embeddings and the two recurrent units.
#[derive(Debug)]
pub(super) struct Encoder {
    hidden: usize,
    word: Embedding,
    suffix: Embedding,
    prefix: Embedding,
    /// From word, suffix and prefix to the gates of both directions, without bias.
    lexical: Dense,
    /// Gate rows (`6 * hidden`) of the most frequent words.
    frequent: Vec<f32>,
    shapes: Vec<f32>,
    begins: Vec<f32>,
    ends: Vec<f32>,
    /// One gate row for each flag.
    flags: Vec<f32>,
    bias: Vec<f32>,
    recurrent: [Recurrent; 2],
}

impl Encoder {
    /// Reads the encoder and works out the parts that do not depend on the text.
    pub(super) fn read(file: &File<'_>, vocabulary: &Vocabulary, backend: Backend) -> Result<Self, Error> {
        let header = &file.header;
        let hidden = header.hidden;
        let [words, suffixes, prefixes] = vocabulary.rows();
        let word = file.embedding("word", words, header.word_width)?;
        let suffix = file.embedding("suffix", suffixes, header.suffix_width)?;
        let prefix = file.embedding("prefix", prefixes, header.prefix_width)?;
        let shape = file.embedding("shape", SHAPES, header.shape_width)?;
        let lexical_width = header.word_width + header.suffix_width + header.prefix_width;
        let inputs = lexical_width + header.shape_width + header.flags;
        let mut weights = Vec::new();
        let mut bias = Vec::new();
        let mut recurrent = [Recurrent::default(), Recurrent::default()];
        for (unit, name) in recurrent.iter_mut().zip(["encoder.ahead", "encoder.back"]) {
            let gated = GatedUnit::read(file, backend, name, inputs, hidden)?;
            weights.extend(gated.input);
            bias.extend(gated.bias);
            *unit = gated.recurrent;
        }
        let part = |from: usize, width: usize| {
            let columns: Vec<f32> = weights
                .chunks_exact(inputs)
                .flat_map(|row| row.get(from..from + width).unwrap_or_default().iter().copied())
                .collect();
            Dense::new(backend.width(), width, 6 * hidden, &columns, &[])
        };
        let rows_of = |dense: &Dense, rows: usize, of: &dyn Fn(usize) -> Vec<f32>| {
            let inputs: Vec<Vec<f32>> = (0..rows).map(of).collect();
            apply_rows(backend, dense, &inputs)
        };
        let lexical = part(0, lexical_width);
        let of_flags = part(lexical_width + header.shape_width, header.flags);
        let of_shape = part(lexical_width, header.shape_width + header.flags);
        let mut encoder = Self {
            hidden,
            frequent: Vec::new(),
            shapes: rows_of(&of_shape, places::SHAPE_ROWS, &|row| {
                let quoted = f32::from(u8::from(row >= SHAPES));
                shape.row(row % SHAPES).chain([quoted]).chain([0.0; 15]).collect()
            }),
            begins: rows_of(&of_flags, places::BEGIN_ROWS, &|row| places::begin_flags(row).to_vec()),
            ends: rows_of(&of_flags, places::END_ROWS, &|row| places::end_flags(row).to_vec()),
            flags: rows_of(&of_flags, header.flags, &|row| {
                (0..header.flags).map(|flag| f32::from(u8::from(flag == row))).collect()
            }),
            word,
            suffix,
            prefix,
            lexical,
            bias,
            recurrent,
        };
        let frequent: Vec<Vec<f32>> = (0..words.min(FREQUENT_WORDS) as u32)
            .map(|word| {
                let [suffix, prefix] = vocabulary.affixes(word);
                encoder.lexical_input([word, suffix, prefix]).collect()
            })
            .collect();
        encoder.frequent = apply_rows(backend, &encoder.lexical, &frequent);
        Ok(encoder)
    }

    fn lexical_input(&self, [word, suffix, prefix]: [u32; 3]) -> impl Iterator<Item = f32> {
        self.word.row(word as usize).chain(self.suffix.row(suffix as usize)).chain(self.prefix.row(prefix as usize))
    }

    /// Numbers of a gate row.
    fn row(&self) -> usize {
        6 * self.hidden
    }
}

/// A gated recurrent unit as the file has it, rows in blocked order.
pub(super) struct GatedUnit {
    /// `[3 * hidden, inputs]`.
    pub(super) input: Vec<f32>,
    /// `[3 * hidden]`: everything but the inner bias of the new gate.
    pub(super) bias: Vec<f32>,
    pub(super) recurrent: Recurrent,
}

impl GatedUnit {
    pub(super) fn read(
        file: &File<'_>,
        backend: Backend,
        name: &str,
        inputs: usize,
        hidden: usize,
    ) -> Result<Self, Error> {
        let numbers = |part: &str, shape: &[usize]| file.numbers(&format!("{name}.{part}"), shape);
        let input = numbers("input", &[3 * hidden, inputs])?;
        let recurrent = numbers("recurrent", &[3 * hidden, hidden])?;
        let input_bias = numbers("input_bias", &[3 * hidden])?;
        let recurrent_bias = numbers("recurrent_bias", &[3 * hidden])?;
        let order = |place: usize| gate_row(backend.width(), hidden, place);
        let row = |row: usize| input.get(row * inputs..(row + 1) * inputs).unwrap_or_default().iter().copied();
        let bias = |row: usize| {
            let inner = if row < 2 * hidden { recurrent_bias.get(row) } else { None };
            input_bias.get(row).copied().unwrap_or(0.0) + inner.copied().unwrap_or(0.0)
        };
        Ok(Self {
            input: (0..3 * hidden).map(order).flat_map(row).collect(),
            bias: (0..3 * hidden).map(order).map(bias).collect(),
            recurrent: Recurrent::new(backend.width(), hidden, &recurrent, &recurrent_bias),
        })
    }
}

/// Maps rows four at a time.
struct ApplyRows<'a> {
    dense: &'a Dense,
    inputs: &'a [Four],
    outputs: &'a mut [f32],
}

impl Kernel for ApplyRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let inputs = self.inputs.chunks_exact(self.dense.columns().max(1));
        for (input, output) in inputs.zip(self.outputs.chunks_exact_mut(SEQUENCES * self.dense.rows())) {
            self.dense.apply(lanes, input, output, self.dense.rows());
        }
    }
}

/// Puts rows side by side by fours and maps them.
fn apply_rows(backend: Backend, dense: &Dense, rows: &[Vec<f32>]) -> Vec<f32> {
    let mut inputs = Vec::new();
    for four in rows.chunks(SEQUENCES) {
        let value = |row: usize, column: usize| four.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0.0);
        inputs.extend((0..dense.columns()).map(|column| -> Four { std::array::from_fn(|row| value(row, column)) }));
    }
    let mut outputs = vec![0.0; rows.len().next_multiple_of(SEQUENCES) * dense.rows()];
    backend.run(ApplyRows { dense, inputs: &inputs, outputs: &mut outputs });
    outputs.truncate(rows.len() * dense.rows());
    outputs
}

/// Memory of one run, used again by the next.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    /// Gate rows of the sentences and then of the rarer words of the chunks at hand.
    rows: Vec<f32>,
    rare_inputs: Vec<Four>,
    rare: Vec<[u32; 3]>,
    /// For each token of each sequence the row of its word: below the number of frequent words one of those, else
    /// one of `rows`.
    words: [Vec<u32>; SEQUENCES],
    pub(super) states: States,
}

impl Encoder {
    /// Reads up to four chunks whose lengths fall; the states of their tokens stand in `buffers.states`.
    pub(super) fn read_chunks(
        &self,
        backend: Backend,
        passage: &Passage,
        chunks: &[Range<u32>],
        buffers: &mut Buffers,
    ) {
        backend.run(ReadChunks { encoder: self, passage, chunks, buffers });
    }

    /// Looks the words of the chunks up and gathers those that are not among the frequent ones.
    fn gather(&self, passage: &Passage, chunks: &[Range<u32>], buffers: &mut Buffers) {
        let frequent = (self.frequent.len() / self.row()) as u32;
        buffers.rare.clear();
        for (words, chunk) in buffers.words.iter_mut().zip(chunks) {
            words.clear();
            for unit in super::passage::slice(&passage.units, chunk) {
                let form = unit.form;
                let known = form.word < frequent && form.word != super::vocabulary::UNKNOWN;
                words.push(if known { form.word } else { frequent + buffers.rare.len() as u32 });
                if !known {
                    buffers.rare.push([form.word, form.suffix, form.prefix]);
                }
            }
        }
        buffers.rare_inputs.clear();
        let columns = self.lexical.columns();
        for four in buffers.rare.chunks(SEQUENCES) {
            let from = buffers.rare_inputs.len();
            buffers.rare_inputs.resize(from + columns, Four::default());
            for (s, rows) in four.iter().enumerate() {
                let inputs = buffers.rare_inputs.get_mut(from..).unwrap_or_default();
                for (input, value) in inputs.iter_mut().zip(self.lexical_input(*rows)) {
                    input[s] = value;
                }
            }
        }
    }
}

struct ReadChunks<'a> {
    encoder: &'a Encoder,
    passage: &'a Passage,
    chunks: &'a [Range<u32>],
    buffers: &'a mut Buffers,
}

impl Kernel for ReadChunks<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { encoder, passage, chunks, buffers } = self;
        encoder.gather(passage, chunks, buffers);
        let row = encoder.row();
        let rare = buffers.rare.len().next_multiple_of(SEQUENCES) * row;
        let mut sentences = [0..0, 0..0, 0..0, 0..0];
        let mut total = 0;
        for (numbers, chunk) in sentences.iter_mut().zip(chunks) {
            let number = |token: u32| passage.units.get(token as usize).map_or(0, |unit| unit.sentence);
            *numbers = number(chunk.start)..number(chunk.end.saturating_sub(1)) + 1;
            total += numbers.len();
        }
        let size = rare + total * row;
        if buffers.rows.len() < size {
            buffers.rows.resize(size, 0.0);
        }
        let (rare_rows, sentence_rows) = buffers.rows.split_at_mut(rare);
        ApplyRows { dense: &encoder.lexical, inputs: &buffers.rare_inputs, outputs: rare_rows }.run(lanes);
        let all = sentences.iter().cloned().flatten();
        for (sentence, gates) in all.zip(sentence_rows.chunks_exact_mut(row)) {
            gates.copy_from_slice(&encoder.bias);
            let mut flags = passage.sentences.get(sentence as usize).map_or(0, |sentence| sentence.flags);
            while flags != 0 {
                let flag = flags.trailing_zeros() as usize;
                flags &= flags - 1;
                add(lanes, gates, part(&encoder.flags, flag, row));
            }
        }
        let mut first_rows = [0; SEQUENCES];
        let mut begin = 0;
        for (first, numbers) in first_rows.iter_mut().zip(&sentences) {
            *first = begin;
            begin += numbers.len();
        }
        let source = Gates {
            encoder,
            passage,
            chunks,
            words: &buffers.words,
            rare: rare_rows,
            frequent: (encoder.frequent.len() / row) as u32,
            sentences: sentence_rows,
            first_sentence: std::array::from_fn(|s| sentences[s].start as usize),
            first_rows,
        };
        let lengths = std::array::from_fn(|s| chunks.get(s).map_or(0, Range::len));
        let [ahead, back] = &encoder.recurrent;
        bidirectional(lanes, [ahead, back], lengths, &source, &mut buffers.states);
    }
}

/// The `index`-th row of a table.
#[inline(always)]
fn part(table: &[f32], index: usize, row: usize) -> &[f32] {
    table.get(index * row..(index + 1) * row).unwrap_or_default()
}

#[inline(always)]
fn add<L: Lanes>(lanes: L, sum: &mut [f32], part: &[f32]) {
    for (sum, part) in lanes.chunks_mut(sum).iter_mut().zip(lanes.chunks(part)) {
        lanes.store(lanes.add(lanes.load(sum), lanes.load(part)), sum);
    }
}

/// Sums the parts of each token.
struct Gates<'a> {
    encoder: &'a Encoder,
    passage: &'a Passage,
    chunks: &'a [Range<u32>],
    words: &'a [Vec<u32>; SEQUENCES],
    rare: &'a [f32],
    frequent: u32,
    sentences: &'a [f32],
    first_sentence: [usize; SEQUENCES],
    first_rows: [usize; SEQUENCES],
}

impl GateSource for Gates<'_> {
    #[inline(always)]
    fn write<L: Lanes>(&self, lanes: L, direction: Direction, sequence: usize, t: usize, gates: &mut [f32]) {
        let half = 3 * self.encoder.hidden;
        let row = 2 * half;
        let at = if direction == Direction::Ahead { 0 } else { half };
        let Some(chunk) = self.chunks.get(sequence) else { return };
        let unit = self.passage.units.get(chunk.start as usize + t).copied().unwrap_or_else(Unit::default);
        let word = self.words.get(sequence).and_then(|words| words.get(t)).copied().unwrap_or(0);
        let lexical = match word.checked_sub(self.frequent) {
            None => part(&self.encoder.frequent, word as usize, row),
            Some(rare) => part(self.rare, rare as usize, row),
        };
        let sentence = self.first_rows[sequence] + unit.sentence as usize - self.first_sentence[sequence];
        let parts = [
            lexical,
            part(&self.encoder.shapes, usize::from(unit.shape_row), row),
            part(&self.encoder.begins, usize::from(unit.begin_row), row),
            part(&self.encoder.ends, usize::from(unit.end_row), row),
            part(self.sentences, sentence, row),
        ];
        let [lexical, shape, begin, end, sentence] =
            parts.map(|part| lanes.chunks(part.get(at..at + half).unwrap_or_default()));
        let vectors = lanes.chunks_mut(gates).iter_mut();
        for (((((gates, a), b), c), d), e) in vectors.zip(lexical).zip(shape).zip(begin).zip(end).zip(sentence) {
            let place = lanes.add(lanes.load(c), lanes.load(d));
            let own = lanes.add(lanes.load(a), lanes.load(b));
            lanes.store(lanes.add(lanes.add(own, place), lanes.load(e)), gates);
        }
    }
}
