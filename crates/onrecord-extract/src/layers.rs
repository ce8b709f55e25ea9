//! Which layers read a text, and what each of them needs.

use std::fmt;
use std::str::FromStr;

use crate::options::Error;

/// A layer of the extraction that can be left out. Text and dateline are always read.
///
/// ```
/// use onrecord_extract::Layer;
///
/// assert_eq!("positions".parse(), Ok(Layer::Positions));
/// assert_eq!(Layer::Invocations.needs(), [Layer::Instruments, Layer::Concepts]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Expressions of time: `timexes`.
    Time,
    /// Who said what: `statements`.
    Statements,
    /// Who they are: `actors`, `mentions`, `roles` and the speakers of statements.
    Actors,
    /// Speech acts, attitudes, media, stances: fields of `statements`.
    Pragmatics,
    /// `events`, and the occasion and date of statements.
    Events,
    /// `instruments`, and the events of their adoption.
    Instruments,
    /// `concepts`.
    Concepts,
    /// `exchanges`.
    Exchanges,
    /// `definitions`.
    Definitions,
    /// `invocations`.
    Invocations,
    /// `positions`.
    Positions,
    /// `factuality`.
    Factuality,
}

impl Layer {
    /// Every layer, in the order in which they read.
    pub const ALL: &'static [Self] = &[
        Self::Time,
        Self::Statements,
        Self::Actors,
        Self::Pragmatics,
        Self::Events,
        Self::Instruments,
        Self::Concepts,
        Self::Exchanges,
        Self::Definitions,
        Self::Invocations,
        Self::Positions,
        Self::Factuality,
    ];

    /// The name that options and the command line use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Statements => "statements",
            Self::Actors => "actors",
            Self::Pragmatics => "pragmatics",
            Self::Events => "events",
            Self::Instruments => "instruments",
            Self::Concepts => "concepts",
            Self::Exchanges => "exchanges",
            Self::Definitions => "definitions",
            Self::Invocations => "invocations",
            Self::Positions => "positions",
            Self::Factuality => "factuality",
        }
    }

    /// The layers whose values it reads; what these need in turn is not named again.
    #[must_use]
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::Time | Self::Statements | Self::Concepts => &[],
            Self::Actors => &[Self::Statements],
            Self::Pragmatics => &[Self::Actors],
            Self::Events => &[Self::Time, Self::Pragmatics],
            Self::Instruments => &[Self::Events],
            Self::Exchanges => &[Self::Events, Self::Concepts],
            Self::Definitions => &[Self::Actors, Self::Concepts],
            Self::Invocations => &[Self::Instruments, Self::Concepts],
            Self::Positions => &[Self::Definitions, Self::Invocations],
            Self::Factuality => &[Self::Pragmatics],
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl FromStr for Layer {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.iter().copied().find(|layer| layer.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|layer| layer.as_str()).collect();
            Error::option("layers", &format!("{name:?} is not one of {}", names.join(", ")))
        })
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of layers. With a layer come those that it needs, so that what is read is read as well as by all of them.
///
/// ```
/// use onrecord_extract::{Layer, Layers};
///
/// let layers = Layers::from_iter([Layer::Definitions]);
/// assert!(layers.contains(Layer::Concepts) && layers.contains(Layer::Statements));
/// assert!(!layers.contains(Layer::Exchanges));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layers(u16);

impl Layers {
    /// All of them: the default.
    pub const ALL: Self = Self((1 << Layer::ALL.len()) - 1);

    /// Whether the layer reads.
    #[must_use]
    pub fn contains(self, layer: Layer) -> bool {
        self.0 & layer.bit() != 0
    }

    /// The layers of the set, in the order in which they read.
    pub fn iter(self) -> impl Iterator<Item = Layer> {
        Layer::ALL.iter().copied().filter(move |layer| self.contains(*layer))
    }
}

impl Default for Layers {
    fn default() -> Self {
        Self::ALL
    }
}

impl FromIterator<Layer> for Layers {
    fn from_iter<I: IntoIterator<Item = Layer>>(layers: I) -> Self {
        let mut set = 0;
        let mut open: Vec<Layer> = layers.into_iter().collect();
        while let Some(layer) = open.pop() {
            if set & layer.bit() == 0 {
                set |= layer.bit();
                open.extend(layer.needs());
            }
        }
        Self(set)
    }
}
