//! A trained model: read from its file, checked, and brought into the order in which the kernels read it.

use std::sync::OnceLock;

use super::crf::{Crf, LABELS};
use super::encoder::Encoder;
use super::file::{Decode, File, Header};
use super::pair::PairStage;
use super::rerank::Reranker;
use super::simd::{Backend, WIDEST};
use super::vocabulary::Vocabulary;
use crate::options::Error;

/// The models that are compiled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// 64 units in each direction: the default.
    Small,
    /// 128 units: more accurate, slower.
    Large,
}

/// A trained attribution model. Immutable and shared by threads.
#[derive(Debug)]
pub(crate) struct Model {
    pub(super) rule: &'static str,
    pub(super) decode: Decode,
    pub(super) threshold: f64,
    pub(super) vocabulary: Vocabulary,
    pub(super) encoder: Encoder,
    pub(super) pair: PairStage,
    pub(super) crf: Crf,
    pub(super) reranker: Reranker,
    pub(super) backend: Backend,
}

impl Model {
    /// Reads a model file. Sizes come from its header; everything is checked before it is used.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) with what is wrong with the file.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::with_backend(bytes, Backend::detect())
    }

    pub(super) fn with_backend(bytes: &[u8], backend: Backend) -> Result<Self, Error> {
        let file = File::read(bytes)?;
        let header = &file.header;
        check_sizes(header)?;
        let vocabulary = Vocabulary::read(&file)?;
        let encoder = Encoder::read(&file, &vocabulary, backend)?;
        let pair = PairStage::read(&file, backend)?;
        let transitions = file.numbers("transitions", &[LABELS, LABELS])?;
        let start = file.numbers("start", &[LABELS])?;
        Ok(Self {
            rule: match header.name.as_str() {
                "small" => "attribution.net.small",
                "large" => "attribution.net.large",
                _ => "attribution.net.custom",
            },
            crf: Crf::new(&transitions, &start, header.decode.bias_source, header.decode.bias_content),
            reranker: Reranker::read(&file)?,
            decode: header.decode,
            threshold: header.threshold,
            vocabulary,
            encoder,
            pair,
            backend,
        })
    }

    /// A model that is compiled in; read once, when it is first asked for.
    ///
    /// # Panics
    /// Never with the files of this crate, which a test reads.
    pub(crate) fn builtin(size: Size) -> &'static Self {
        static SMALL: OnceLock<Model> = OnceLock::new();
        static LARGE: OnceLock<Model> = OnceLock::new();
        let (model, bytes): (_, &[u8]) = match size {
            Size::Small => (&SMALL, include_bytes!("../model/small.bin")),
            Size::Large => (&LARGE, include_bytes!("../model/large.bin")),
        };
        #[expect(clippy::expect_used, reason = "the file is part of the crate, no input")]
        model.get_or_init(|| Self::from_bytes(bytes).expect("a compiled-in model is sound"))
    }
}

/// Sizes that the kernels can work with.
fn check_sizes(header: &Header) -> Result<(), Error> {
    const LARGEST: usize = 1024;
    for (name, size, unit) in [
        ("hidden", header.hidden, WIDEST),
        ("pair_hidden", header.pair_hidden, WIDEST),
        ("pair_input", header.pair_input, WIDEST),
        ("word_width", header.word_width, 1),
        ("suffix_width", header.suffix_width, 1),
        ("prefix_width", header.prefix_width, 1),
        ("shape_width", header.shape_width, 1),
        ("accept_width", header.accept_width, 1),
    ] {
        if size == 0 || size > LARGEST || !size.is_multiple_of(unit) {
            return Err(Error::model(&format!("{name} is {size}: not a multiple of {unit} up to {LARGEST}")));
        }
    }
    if header.flags != 16 {
        return Err(Error::model(&format!("{} flags instead of 16", header.flags)));
    }
    Ok(())
}
