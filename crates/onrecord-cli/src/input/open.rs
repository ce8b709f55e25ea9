//! Files as streams of bytes, compressed ones unpacked.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::packing;
use crate::row::Fault;

/// A stream of bytes, read once.
pub(crate) type Stream = Box<dyn BufRead + Send>;

/// How much is read at once.
const BUFFER: usize = 1 << 18;

/// The file at this path, unpacked where its name tells that it is packed; standard input for `-`.
pub(crate) fn stream(path: &Path) -> io::Result<Stream> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, io::stdin())));
    }
    Ok(Box::new(BufReader::with_capacity(BUFFER, packing::read(path)?)))
}

/// The whole of a file, up to `longest` bytes.
pub(crate) fn read_whole(path: &Path, longest: u64) -> Result<Vec<u8>, Fault> {
    let stream = stream(path).map_err(|cause| unreadable(&cause))?;
    read_to_end(stream, longest)
}

/// The rest of a stream, up to `longest` bytes.
pub(crate) fn read_to_end(stream: impl Read, longest: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    stream.take(longest + 1).read_to_end(&mut bytes).map_err(|cause| unreadable(&cause))?;
    if bytes.len() as u64 > longest {
        return Err(too_long(longest));
    }
    Ok(bytes)
}

/// Reads a line into `line`, without its end. Of a line longer than `longest` bytes the rest is passed over.
pub(crate) fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>, longest: u64) -> io::Result<Line> {
    line.clear();
    let read = reader.by_ref().take(longest + 1).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if read as u64 > longest {
        reader.skip_until(b'\n')?;
        return Ok(Line::TooLong);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Line::Whole)
}

/// What [`read_line`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Whole,
    TooLong,
    End,
}

pub(crate) fn too_long(longest: u64) -> Fault {
    Fault::new("too_long", format!("longer than {longest} bytes; split it into dispatches"))
}

fn unreadable(cause: &io::Error) -> Fault {
    Fault::new("unreadable_file", crate::error::unreadable(cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_lf_or_crlf_and_long_ones_are_passed_over() {
        let mut reader = &b"one\r\ntoo long\n\ntwo\rtwo\nlast"[..];
        let mut line = Vec::new();
        let mut seen = Vec::new();
        loop {
            match read_line(&mut reader, &mut line, 7).unwrap() {
                Line::End => break,
                Line::TooLong => seen.push("…".to_owned()),
                Line::Whole => seen.push(String::from_utf8(line.clone()).unwrap()),
            }
        }
        assert_eq!(seen, ["one", "…", "", "two\rtwo", "last"]);
    }

    #[test]
    fn a_whole_stream_is_bounded() {
        assert_eq!(read_to_end(&b"1234"[..], 4).unwrap(), b"1234");
        assert_eq!(read_to_end(&b"12345"[..], 4).unwrap_err().code, "too_long");
    }
}
