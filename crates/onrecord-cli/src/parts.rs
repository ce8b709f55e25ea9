//! Bytes that are written once and read once, in parts: a buffer that never moves what it holds.

use std::io::{self, Write};

/// The first part of a buffer, and the longest.
const SHORTEST: usize = 4 << 10;
const LONGEST: usize = 64 << 10;

/// A buffer that grows by a part where a vector would double: of a long record it holds hardly more than its bytes.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    parts: Vec<Vec<u8>>,
}

impl Parts {
    /// The parts, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.parts.iter().map(Vec::as_slice)
    }
}

impl Parts {
    /// Writes what does not fit into the last part.
    #[cold]
    fn write_over(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let last = self.parts.last_mut().filter(|last| last.len() < last.capacity());
            let Some(last) = last else {
                let before = self.parts.last().map_or(0, Vec::capacity);
                self.parts.push(Vec::with_capacity((2 * before).clamp(SHORTEST, LONGEST)));
                continue;
            };
            let (fits, rest) = bytes.split_at(bytes.len().min(last.capacity() - last.len()));
            last.extend_from_slice(fits);
            bytes = rest;
        }
    }
}

impl Write for Parts {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    // JSON comes in pieces of a few bytes: nearly all of them fit.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.parts.last_mut() {
            Some(last) if bytes.len() <= last.capacity() - last.len() => last.extend_from_slice(bytes),
            _ => self.write_over(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_what_was_written_and_hardly_more() {
        let mut parts = Parts::default();
        let bytes: Vec<u8> = (0..1_000_000_u32).map(|number| number as u8).collect();
        bytes.chunks(777).try_for_each(|some| parts.write_all(some)).unwrap();
        assert_eq!(parts.iter().collect::<Vec<_>>().concat(), bytes);
        assert!(parts.parts.iter().map(Vec::capacity).sum::<usize>() < bytes.len() + LONGEST);
        assert_eq!(Parts::default().iter().count(), 0);
    }
}
