//! The conditional random field over the labels of a window: best path and its probability.

use std::ops::Range;

/// Labels: outside, then beginning and inside of source, cue and content.
pub(super) const LABELS: usize = 7;
/// Labels, rounded up to a vector.
pub(super) const ROW: usize = 8;

pub(super) const BEGIN_SOURCE: u8 = 1;
pub(super) const BEGIN_CUE: u8 = 3;
pub(super) const BEGIN_CONTENT: u8 = 5;

/// What every label but the beginning of a cue loses at the anchor.
const FORCE: f32 = 50.0;

/// Scores of the labels of one token.
pub(super) type Scores = [f32; ROW];

/// Scores of label sequences.
#[derive(Clone, Debug)]
pub(super) struct Crf {
    /// From label to label.
    transitions: [Scores; LABELS],
    start: Scores,
    /// Added to every token's scores.
    bias: Scores,
    exp_transitions: [Scores; LABELS],
    exp_start: Scores,
    exp_bias: Scores,
}

/// Memory of one decoding, used again by the next.
#[derive(Debug, Default)]
pub(super) struct Decoding {
    best: Vec<Scores>,
    /// The best path.
    pub(super) path: Vec<u8>,
    /// The probability of each label of the path, each token by itself.
    pub(super) probability: Vec<f32>,
    /// Log of the probability of the path.
    pub(super) path_log_probability: f64,
}

impl Crf {
    pub(super) fn new(transitions: &[f32], start: &[f32], bias_source: f32, bias_content: f32) -> Self {
        let row = |from: &[f32]| -> Scores { std::array::from_fn(|label| from.get(label).copied().unwrap_or(-1e4)) };
        let transitions: [Scores; LABELS] =
            std::array::from_fn(|from| row(transitions.get(from * LABELS..(from + 1) * LABELS).unwrap_or_default()));
        let start = row(start);
        let mut bias = [0.0; ROW];
        bias[usize::from(BEGIN_SOURCE)] = bias_source;
        bias[usize::from(BEGIN_CONTENT)] = bias_content;
        Self {
            exp_transitions: transitions.map(|row| row.map(f32::exp)),
            exp_start: start.map(f32::exp),
            exp_bias: bias.map(f32::exp),
            transitions,
            start,
            bias,
        }
    }

    fn forced(&self, scores: &Scores, is_anchor: bool) -> Scores {
        let mut forced = *scores;
        for (label, (score, bias)) in forced.iter_mut().zip(&self.bias).enumerate() {
            *score += bias;
            if is_anchor && label != usize::from(BEGIN_CUE) {
                *score -= FORCE;
            }
        }
        forced
    }

    /// Finds the best path through the emissions that begins a cue at `anchor`.
    pub(super) fn decode(&self, emissions: &[Scores], anchor: usize, decoding: &mut Decoding) {
        let score = self.best_path(emissions, anchor, decoding);
        let (log_partition, highest) = self.partition(emissions, anchor, decoding);
        decoding.path_log_probability = score - highest - log_partition;
    }

    /// The best path; of equal labels the lowest. Returns its score.
    fn best_path(&self, emissions: &[Scores], anchor: usize, decoding: &mut Decoding) -> f64 {
        let Decoding { best, path, .. } = decoding;
        best.clear();
        for (t, scores) in emissions.iter().enumerate() {
            let forced = self.forced(scores, t == anchor);
            let before = match best.last() {
                None => self.start,
                Some(last) => {
                    let mut highest = [f32::NEG_INFINITY; ROW];
                    for (from, row) in last.iter().zip(&self.transitions) {
                        for (highest, score) in highest.iter_mut().zip(row) {
                            *highest = highest.max(from + score);
                        }
                    }
                    highest
                }
            };
            best.push(std::array::from_fn(|label| before[label] + forced[label]));
        }
        path.clear();
        path.resize(best.len(), 0);
        let mut score = 0.0;
        let mut next: Option<u8> = None;
        for (t, (label, best)) in path.iter_mut().zip(best.iter()).enumerate().rev() {
            let total =
                |label: usize| best[label] + next.map_or(0.0, |next| self.transitions[label][usize::from(next)]);
            let chosen = (1..LABELS).fold(0, |chosen, other| if total(other) > total(chosen) { other } else { chosen });
            *label = chosen as u8;
            if let Some(emission) = emissions.get(t) {
                score += f64::from(self.forced(emission, t == anchor)[chosen]);
            }
            score += next.map_or(0.0, |next| f64::from(self.transitions[chosen][usize::from(next)]));
            next = Some(*label);
        }
        score + next.map_or(0.0, |first| f64::from(self.start[usize::from(first)]))
    }

    /// Log of the summed weight of all paths and what it is relative to; fills in the probabilities of the path.
    fn partition(&self, emissions: &[Scores], anchor: usize, decoding: &mut Decoding) -> (f64, f64) {
        let punished = (-FORCE).exp();
        decoding.probability.clear();
        let (mut log_partition, mut product, mut highest_sum) = (0.0f64, 1.0f64, 0.0f64);
        let mut alpha: Option<Scores> = None;
        for (t, (scores, &label)) in emissions.iter().zip(&decoding.path).enumerate() {
            let highest = scores[..LABELS].iter().copied().fold(f32::NEG_INFINITY, f32::max);
            highest_sum += f64::from(highest);
            let mut weights: Scores = scores.map(|score| (score - highest).exp());
            weights[LABELS] = 0.0;
            let sum: f32 = weights.iter().sum();
            decoding.probability.push(weights[usize::from(label)] / sum);
            let before = match alpha {
                None => self.exp_start,
                Some(alpha) => {
                    let mut before = [0.0; ROW];
                    for (from, row) in alpha.iter().zip(&self.exp_transitions) {
                        for (before, weight) in before.iter_mut().zip(row) {
                            *before += from * weight;
                        }
                    }
                    before
                }
            };
            let mut here: Scores = std::array::from_fn(|label| before[label] * weights[label] * self.exp_bias[label]);
            if t == anchor {
                for (label, weight) in here.iter_mut().enumerate() {
                    *weight *= if label == usize::from(BEGIN_CUE) { 1.0 } else { punished };
                }
            }
            let total = here.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            product *= f64::from(total);
            if !(1e-200..1e200).contains(&product) {
                log_partition += product.ln();
                product = 1.0;
            }
            let scale = 1.0 / total;
            alpha = Some(here.map(|weight| weight * scale));
        }
        (log_partition + product.ln(), highest_sum)
    }
}

/// Runs of a role in a path: each begins with `begin` or, behind another role, with its inside label.
pub(super) fn runs(path: &[u8], begin: u8) -> impl Iterator<Item = Range<u32>> {
    let inside = begin + 1;
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + path.get(at..)?.iter().position(|&label| label == begin || label == inside)?;
        let length = path.get(start + 1..)?.iter().take_while(|&&label| label == inside).count();
        at = start + 1 + length;
        Some(start as u32..at as u32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every path, by brute force.
    fn all_paths(length: usize) -> Vec<Vec<u8>> {
        (0..7usize.pow(length as u32))
            .map(|mut number| {
                (0..length)
                    .map(|_| {
                        let label = (number % 7) as u8;
                        number /= 7;
                        label
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn best_path_and_partition_agree_with_all_paths() {
        let mut state = 7u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        let mut transitions: Vec<f32> = (0..49).map(|_| random()).collect();
        for from in 0..7 {
            for inside in [2, 4, 6] {
                if from != inside && from != inside - 1 {
                    transitions[from * 7 + inside] = -1e4;
                }
            }
        }
        let mut start: Vec<f32> = (0..7).map(|_| random()).collect();
        for inside in [2, 4, 6] {
            start[inside] = -1e4;
        }
        let crf = Crf::new(&transitions, &start, 0.7, -0.3);
        for anchor in 0..4 {
            let emissions: Vec<Scores> = (0..4).map(|_| std::array::from_fn(|_| 3.0 * random())).collect();
            let score = |path: &[u8]| -> f64 {
                let mut score = f64::from(start[usize::from(path[0])]);
                for (t, &label) in path.iter().enumerate() {
                    score += f64::from(emissions[t][usize::from(label)]);
                    score += match label {
                        1 => 0.7,
                        5 => -0.3,
                        _ => 0.0,
                    };
                    if t == anchor && label != 3 {
                        score -= 50.0;
                    }
                    if t > 0 {
                        score += f64::from(transitions[usize::from(path[t - 1]) * 7 + usize::from(label)]);
                    }
                }
                score
            };
            let scored: Vec<(f64, Vec<u8>)> = all_paths(4).into_iter().map(|path| (score(&path), path)).collect();
            let best = scored.iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            let partition = scored.iter().map(|(score, _)| (score - best.0).exp()).sum::<f64>().ln() + best.0;
            let mut decoding = Decoding::default();
            crf.decode(&emissions, anchor, &mut decoding);
            assert_eq!(decoding.path, best.1);
            assert!((decoding.path_log_probability - (best.0 - partition)).abs() < 1e-4);
        }
    }

    #[test]
    fn runs_end_where_a_new_one_begins() {
        let found: Vec<_> = runs(&[0, 5, 6, 5, 0, 3, 4, 5], BEGIN_CONTENT).collect();
        assert_eq!(found, [1..3, 3..4, 7..8]);
        assert_eq!(runs(&[5, 3, 4], BEGIN_CUE).collect::<Vec<_>>(), [1..3]);
    }
}
