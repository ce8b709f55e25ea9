//! Paragraphs: blank lines, indents and tabs, hard-wrapped lines, or one line each.
//!
//! A blank line always ends a paragraph. A single line break ends one too, unless the text is hard-wrapped: then only
//! an indent, a tab, or a short last line that ends a sentence does.

use super::{Paragraph, Text, TextRange};

/// A line of a hard-wrapped text is at most this many bytes long.
const WIDEST_LINE: usize = 110;
/// A full line of a hard-wrapped text has at least this many bytes.
const NARROWEST_LINE: usize = 40;

/// Divides the tokens of a text into paragraphs.
pub(super) fn divide(text: &mut Text<'_>) {
    let layout = Layout::of(text.source);
    let bytes = text.source.as_bytes();
    let mut paragraphs = Vec::new();
    let mut first = 0;
    for i in 1..=text.tokens.len() {
        let ends = match (text.tokens.get(i - 1), text.tokens.get(i)) {
            (Some(a), Some(b)) => layout.breaks(bytes, a.range.end as usize, b.range.start as usize),
            _ => true,
        };
        if ends {
            if let (Some(a), Some(b)) = (text.tokens.get(first), text.tokens.get(i - 1)) {
                let range: TextRange = a.range.cover(b.range);
                paragraphs.push(Paragraph { range, tokens: first as u32..i as u32, sentences: 0..0 });
            }
            first = i;
        }
    }
    text.paragraphs = paragraphs;
}

/// How the lines of a text are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    /// Lines are broken inside sentences at some width.
    wrapped: bool,
    /// The width, the longest line of a wrapped text in bytes.
    width: usize,
    /// Most lines are indented, so that an indent means nothing.
    block_indented: bool,
}

impl Layout {
    /// Looks at every line that another one follows directly.
    fn of(source: &str) -> Self {
        let (mut followed, mut full, mut broken, mut indented, mut lines) = (0usize, 0usize, 0usize, 0usize, 0usize);
        let mut width = 0;
        let mut rows = source.lines().peekable();
        while let Some(line) = rows.next() {
            let trimmed = line.trim();
            if trimmed.is_empty() {
                continue;
            }
            lines += 1;
            indented += usize::from(line.starts_with([' ', '\t']));
            let Some(next) = rows.peek().map(|next| next.trim_start()).filter(|next| !next.is_empty()) else {
                continue;
            };
            followed += 1;
            if (NARROWEST_LINE..=WIDEST_LINE).contains(&line.trim_end().len()) {
                full += 1;
                width = width.max(line.trim_end().len());
                let goes_on = next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
                broken += usize::from(goes_on || !trimmed.ends_with(['.', '!', '?', '"', '”', ':', '\'']));
            }
        }
        Self {
            wrapped: full * 10 >= followed * 6 && broken * 10 >= followed * 4 && followed > 0,
            width,
            block_indented: lines > 3 && indented * 10 >= lines * 7,
        }
    }

    /// Whether a paragraph ends between two tokens, of which the first ends at `end` and the second begins at `start`.
    fn breaks(self, bytes: &[u8], end: usize, start: usize) -> bool {
        let gap = bytes.get(end..start).unwrap_or_default();
        let newlines = count(gap, |byte| matches!(byte, b'\n' | 0x0B | 0x0C));
        // Old Macintosh line ends, and the separators U+2028 and U+2029.
        let lines =
            if newlines > 0 { newlines } else { count(gap, |byte| byte == b'\r') + usize::from(is_separator(gap)) };
        if lines != 1 || !self.wrapped {
            return lines > 0;
        }
        let indent = start - gap.iter().rposition(|&byte| byte == b'\n').map_or(start, |at| end + at + 1);
        let tab = gap.last() == Some(&b'\t');
        if (indent >= 2 || tab) && !self.block_indented {
            return true;
        }
        let line_start = bytes
            .get(..end)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(WIDEST_LINE + 1)
            .take_while(|&&byte| byte != b'\n')
            .count();
        let closed = bytes.get(end.wrapping_sub(1)).is_some_and(|byte| b".!?\"'".contains(byte));
        let capital = bytes
            .get(start)
            .is_some_and(|&byte| byte.is_ascii_uppercase() || byte == b'"' || byte == b'`' || byte >= 0x80);
        closed && capital && line_start * 10 < self.width * 6
    }
}

fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.iter().filter(|&&byte| is(byte)).count()
}

/// Whether a gap holds a Unicode line or paragraph separator.
fn is_separator(gap: &[u8]) -> bool {
    gap.windows(3).any(|triple| triple == [0xE2, 0x80, 0xA8] || triple == [0xE2, 0x80, 0xA9])
}

#[cfg(test)]
mod tests {
    use crate::text::Text;

    fn paragraphs(source: &str) -> Vec<&str> {
        let text = Text::new(source);
        text.paragraphs.iter().map(|paragraph| paragraph.range.of(source)).collect()
    }

    #[test]
    fn blank_lines_and_single_lines_divide() {
        assert_eq!(paragraphs("One.\n\nTwo.\r\n\r\nThree.\nFour."), ["One.", "Two.", "Three.", "Four."]);
    }

    #[test]
    fn wrapped_lines_run_on_and_indents_divide() {
        let source = "    The delegation of Norland said on Monday that it would\nsend a written answer to the note of last week, a source\nclose to the talks said.\n    The other side did not comment on the matter until late\nin the evening, the source added.\n";
        let found = paragraphs(source);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].starts_with("The other side"));
    }

    #[test]
    fn a_short_line_that_ends_a_sentence_ends_a_wrapped_paragraph() {
        let source = "The delegation of Norland said on Monday that it would\nsend a written answer to the note of last week, a source\nsaid.\nThe other side did not comment on the matter until late\nin the evening, the source added, and went home at\nmidnight.\n";
        assert_eq!(paragraphs(source).len(), 2);
    }

    #[test]
    fn one_long_line_is_one_paragraph() {
        assert_eq!(paragraphs(&"Talks went on. ".repeat(500)).len(), 1);
    }
}
