//! The model file: a JSON header and named tensors.

use std::collections::HashMap;

use serde::Deserialize;

use crate::options::Error;

const MAGIC: &[u8; 8] = b"ONRATTR1";
/// Tensors and their first byte stand at multiples of this.
const ALIGNMENT: usize = 64;
const VERSION: u32 = 1;

/// Sizes and constants of a model.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Header {
    version: u32,
    pub(super) name: String,
    /// Units of the encoder in each direction.
    pub(super) hidden: usize,
    /// Units of the pair stage in each direction.
    pub(super) pair_hidden: usize,
    pub(super) pair_input: usize,
    pub(super) word_width: usize,
    pub(super) suffix_width: usize,
    pub(super) prefix_width: usize,
    pub(super) shape_width: usize,
    pub(super) flags: usize,
    pub(super) accept_width: usize,
    pub(super) decode: Decode,
    /// Candidates with a lower confidence are no attributions.
    pub(super) threshold: f64,
    /// Names of the features of a candidate, in the order of their weights.
    pub(super) features: Vec<String>,
    tensors: Vec<Entry>,
}

/// Constants of decoding.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Decode {
    pub(super) anchor_threshold: f32,
    pub(super) anchor_cap: f32,
    pub(super) anchor_per_token: f32,
    pub(super) bias_source: f32,
    pub(super) bias_content: f32,
}

#[derive(Clone, Debug, Deserialize)]
struct Entry {
    name: String,
    r#type: Type,
    shape: Vec<usize>,
    offset: usize,
    bytes: usize,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Type {
    I8,
    F32,
    Utf8,
}

impl Type {
    fn bytes(self) -> usize {
        if self == Self::F32 { 4 } else { 1 }
    }
}

/// A model file whose directory has been checked against its bytes.
#[derive(Debug)]
pub(super) struct File<'b> {
    pub(super) header: Header,
    tensors: HashMap<String, (Entry, &'b [u8])>,
}

fn wrong(problem: impl std::fmt::Display) -> Error {
    Error::model(&problem.to_string())
}

impl<'b> File<'b> {
    /// Reads header and directory.
    pub(super) fn read(bytes: &'b [u8]) -> Result<Self, Error> {
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| wrong("it does not begin as a model file does"))?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(|| wrong("it ends before its header"))?;
        let length = u32::from_le_bytes(*length) as usize;
        let header = rest.get(..length).ok_or_else(|| wrong("it ends inside its header"))?;
        let header: Header = serde_json::from_slice(header).map_err(wrong)?;
        if header.version != VERSION {
            return Err(wrong(format!("version {} instead of {VERSION}", header.version)));
        }
        let body = (MAGIC.len() + 4 + length).next_multiple_of(ALIGNMENT);
        let body = bytes.get(body..).ok_or_else(|| wrong("it ends before its tensors"))?;
        let mut tensors = HashMap::with_capacity(header.tensors.len());
        for entry in &header.tensors {
            let name = &entry.name;
            let numbers = entry.shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
            let size = numbers.and_then(|numbers| numbers.checked_mul(entry.r#type.bytes()));
            let end = entry.offset.checked_add(entry.bytes);
            let data = end.and_then(|end| body.get(entry.offset..end));
            match data {
                Some(data) if size == Some(entry.bytes) => tensors.insert(name.clone(), (entry.clone(), data)),
                _ => return Err(wrong(format!("tensor {name:?} does not lie in the file as its shape says"))),
            };
        }
        Ok(Self { header, tensors })
    }

    fn tensor(&self, name: &str, r#type: Type, shape: &[usize]) -> Result<&'b [u8], Error> {
        let (entry, data) = self.tensors.get(name).ok_or_else(|| wrong(format!("tensor {name:?} is missing")))?;
        if entry.r#type != r#type || entry.shape != shape {
            let problem = format!("tensor {name:?} is {:?} {:?}, not {type:?} {shape:?}", entry.r#type, entry.shape);
            return Err(wrong(problem));
        }
        Ok(data)
    }

    /// Numbers of a tensor of this shape; all are finite.
    pub(super) fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Error> {
        let data = self.tensor(name, Type::F32, shape)?;
        let numbers: Vec<f32> = data.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(numbers)
        } else {
            Err(wrong(format!("tensor {name:?} holds numbers that are not finite")))
        }
    }

    /// The single number of a tensor.
    pub(super) fn number(&self, name: &str) -> Result<f32, Error> {
        self.numbers(name, &[1])?.first().copied().ok_or_else(|| wrong(format!("tensor {name:?} is empty")))
    }

    /// An embedding table of so many rows, with the scale of each.
    pub(super) fn embedding(&self, name: &str, rows: usize, width: usize) -> Result<Embedding, Error> {
        let data = self.tensor(name, Type::I8, &[rows, width])?;
        let scales = self.numbers(&format!("{name}.scale"), &[rows])?;
        let values = data.iter().map(|&byte| byte.cast_signed()).collect();
        Ok(Embedding { width, values, scales })
    }

    /// The entries of a word list.
    pub(super) fn entries(&self, name: &str) -> Result<impl Iterator<Item = &'b str> + Clone + use<'b>, Error> {
        let (entry, data) = self.tensors.get(name).ok_or_else(|| wrong(format!("tensor {name:?} is missing")))?;
        if entry.r#type != Type::Utf8 {
            return Err(wrong(format!("tensor {name:?} is no text")));
        }
        let text = std::str::from_utf8(data).map_err(|error| wrong(format!("tensor {name:?}: {error}")))?;
        Ok(text.split('\n').filter(move |_| !text.is_empty()))
    }
}

/// A table of vectors, eight bits a number and a scale for each row.
#[derive(Clone, Debug, Default)]
pub(super) struct Embedding {
    width: usize,
    values: Vec<i8>,
    scales: Vec<f32>,
}

impl Embedding {
    /// The numbers of a row; none for a row that there is not.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = f32> {
        let scale = self.scales.get(row).copied().unwrap_or(0.0);
        let values = self.values.get(row * self.width..(row + 1) * self.width).unwrap_or_default();
        values.iter().map(move |&value| f32::from(value) * scale)
    }
}
