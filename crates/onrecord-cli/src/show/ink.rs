//! Text with colour, or without: ANSI sequences are written only where the style changes.

/// How a character looks.
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the terminal of its own")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    /// One of the colours of the terminal's own palette, so that it suits light and dark themes.
    pub(crate) colour: Option<u8>,
    pub(crate) bold: bool,
    pub(crate) faint: bool,
    pub(crate) italic: bool,
    pub(crate) underlined: bool,
}

impl Style {
    pub(crate) fn plain() -> Self {
        Self::default()
    }

    pub(crate) fn bold() -> Self {
        Self { bold: true, ..Self::default() }
    }

    pub(crate) fn faint() -> Self {
        Self { faint: true, ..Self::default() }
    }

    pub(crate) fn coloured(colour: Option<u8>) -> Self {
        Self { colour, ..Self::default() }
    }

    /// The parameters of the ANSI sequence that sets this style.
    fn parameters(self) -> String {
        let flags = [(self.bold, "1"), (self.faint, "2"), (self.italic, "3"), (self.underlined, "4")];
        let mut parameters = vec!["0".to_owned()];
        parameters.extend(flags.iter().filter(|(set, _)| *set).map(|(_, code)| (*code).to_owned()));
        parameters.extend(self.colour.map(|colour| colour.to_string()));
        parameters.join(";")
    }
}

/// Collects styled text.
pub(crate) struct Ink {
    text: String,
    coloured: bool,
    current: Style,
}

impl Ink {
    pub(crate) fn new(coloured: bool) -> Self {
        Self { text: String::new(), coloured, current: Style::plain() }
    }

    /// Writes text in a style. Control characters, which could command the terminal, become visible signs.
    pub(crate) fn push(&mut self, style: Style, text: &str) {
        for character in text.chars() {
            self.push_char(style, character);
        }
    }

    pub(crate) fn push_char(&mut self, style: Style, character: char) {
        // A line ends plain, so that no colour runs into the next one.
        let style = if character == '\n' { Style::plain() } else { style };
        if self.coloured && style != self.current {
            self.text.push_str("\x1b[");
            self.text.push_str(&style.parameters());
            self.text.push('m');
        }
        self.current = style;
        self.text.push(if character == '\n' { character } else { harmless(character) });
    }

    pub(crate) fn finish(mut self) -> String {
        if self.coloured && self.current != Style::plain() {
            self.text.push_str("\x1b[0m");
        }
        self.text
    }
}

/// A sign for a control character; every other character as it is.
fn harmless(character: char) -> char {
    match character {
        '\0'..='\x1F' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{FFFD}'),
        '\x7F' => '\u{2421}',
        '\u{80}'..='\u{9F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_stand_where_the_style_changes() {
        let mut ink = Ink::new(true);
        ink.push(Style::plain(), "a");
        ink.push(Style::coloured(Some(36)), "bc\nd");
        assert_eq!(ink.finish(), "a\x1b[0;36mbc\x1b[0m\n\x1b[0;36md\x1b[0m");
    }

    #[test]
    fn without_colour_nothing_is_written_but_the_text() {
        let mut ink = Ink::new(false);
        ink.push(Style::bold(), "a\x1b[31mb\u{202E}c");
        assert_eq!(ink.finish(), "a␛[31mb\u{FFFD}c");
    }
}
