//! Compressed files, told by the last ending of their names.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

/// How much is read at once.
const BUFFER: usize = 1 << 18;

/// Fast, and close to the best ratio for text.
const LEVEL: i32 = 3;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// The packing that the name of a file tells; `None` for a plain file.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?;
        if ending.eq_ignore_ascii_case("gz") {
            Some(Self::Gzip)
        } else if ending.eq_ignore_ascii_case("zst") {
            Some(Self::Zstd)
        } else {
            None
        }
    }
}

/// The name of a file without the ending that tells its packing.
///
/// `a.txt.gz` and `a.txt` are both `a.txt`.
pub(crate) fn unpacked(path: &Path) -> PathBuf {
    if Packing::of(path).is_some() { path.with_extension("") } else { path.to_owned() }
}

/// The bytes of a file, unpacked.
pub(crate) fn read(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    Ok(match Packing::of(path) {
        None => Box::new(file),
        Some(Packing::Gzip) => Box::new(MultiGzDecoder::new(BufReader::with_capacity(BUFFER, file))),
        Some(Packing::Zstd) => Box::new(zstd::stream::read::Decoder::new(file)?),
    })
}

/// Where bytes are packed while they are written.
pub(crate) enum Sink {
    Plain(BufWriter<Box<dyn Write>>),
    Gzip(GzEncoder<BufWriter<Box<dyn Write>>>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<Box<dyn Write>>>),
}

impl Sink {
    pub(crate) fn new(raw: Box<dyn Write>, packing: Option<Packing>) -> io::Result<Self> {
        let writer = BufWriter::with_capacity(BUFFER, raw);
        Ok(match packing {
            None => Self::Plain(writer),
            Some(Packing::Gzip) => Self::Gzip(GzEncoder::new(writer, Compression::default())),
            Some(Packing::Zstd) => Self::Zstd(zstd::stream::write::Encoder::new(writer, LEVEL)?),
        })
    }

    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(writer) => writer.write_all(bytes),
            Self::Gzip(encoder) => encoder.write_all(bytes),
            Self::Zstd(encoder) => encoder.write_all(bytes),
        }
    }

    /// Writes what is left. Only now is it certain that everything was written.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Plain(mut writer) => writer.flush(),
            Self::Gzip(encoder) => encoder.finish().and_then(|mut writer| writer.flush()),
            Self::Zstd(encoder) => encoder.finish().and_then(|mut writer| writer.flush()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ending_tells_the_packing() {
        let names = ["a.txt.gz", "a.jsonl.ZST", "a.gz.txt", "a", "-"];
        let told = names.map(|name| Packing::of(Path::new(name)));
        assert_eq!(told, [Some(Packing::Gzip), Some(Packing::Zstd), None, None, None]);
        assert_eq!(
            names.map(|name| unpacked(Path::new(name))),
            ["a.txt", "a.jsonl", "a.gz.txt", "a", "-"].map(PathBuf::from)
        );
    }
}
