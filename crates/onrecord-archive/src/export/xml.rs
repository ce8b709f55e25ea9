//! What XML needs.

/// Text for XML. Characters that XML cannot hold become U+FFFD, so that offsets stay.
pub(super) fn escape(text: &str, xml: &mut String) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // A parser would read a bare one as a line feed.
            '\r' => xml.push_str("&#13;"),
            '\n' | '\t' => xml.push(character),
            '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => xml.push('\u{FFFD}'),
            _ => xml.push(character),
        }
    }
}

/// Text as XML has it.
pub(super) struct Escaped<'t>(pub(super) &'t str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut xml = String::with_capacity(self.0.len());
        escape(self.0, &mut xml);
        f.write_str(&xml)
    }
}
