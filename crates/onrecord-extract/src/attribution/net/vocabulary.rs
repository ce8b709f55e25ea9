//! The form of a token and its rows in the embedding tables.

use crate::options::Error;
use crate::text::{Token, TokenKind, is_invisible};

use super::file::File;

/// The row of everything that a table does not know.
pub(super) const UNKNOWN: u32 = 1;
/// Entries begin at this row.
const FIRST_ROW: u32 = 2;
/// Classes of surface forms.
pub(super) const SHAPES: usize = 24;

/// Shape of a double quotation mark behind a token that is not quoted; behind one that is, the next number.
const OPENING_MARK: u8 = 9;

/// What the network knows of a token by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) word: u32,
    pub(super) suffix: u32,
    pub(super) prefix: u32,
    shape: u8,
    marks: u8,
}

impl Form {
    const SEPARATOR: u8 = 1;
    const DOUBLE_QUOTE: u8 = 2;
    const ASKS_OR_EXCLAIMS: u8 = 4;
    const COLON: u8 = 8;
    const LETTER_BUT_NO_CAPITAL: u8 = 16;

    fn is(self, mark: u8) -> bool {
        self.marks & mark != 0
    }

    /// `,` `;` `:` or a dash.
    pub(super) fn is_separator(self) -> bool {
        self.is(Self::SEPARATOR)
    }

    /// A double quotation mark.
    pub(super) fn is_double_quote(self) -> bool {
        self.is(Self::DOUBLE_QUOTE)
    }

    /// `?` or `!`.
    pub(super) fn asks_or_exclaims(self) -> bool {
        self.is(Self::ASKS_OR_EXCLAIMS)
    }

    /// `:`.
    pub(super) fn is_colon(self) -> bool {
        self.is(Self::COLON)
    }

    /// Begins with a letter that is no capital: no part of a speaker label.
    pub(super) fn is_lower_word(self) -> bool {
        self.is(Self::LETTER_BUT_NO_CAPITAL)
    }

    /// The class of the surface form; a double quotation mark opens or closes by what stands before it.
    pub(super) fn shape(self, after_quoted: bool) -> u8 {
        self.shape + u8::from(after_quoted && self.is_double_quote())
    }
}

/// Words, suffixes and prefixes with their rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    words: Table,
    suffixes: Table,
    prefixes: Table,
    /// Rows of the suffix and the prefix of each word.
    affixes: Vec<[u32; 2]>,
}

impl Vocabulary {
    /// Reads the three lists; no two entries may be told apart by nothing.
    pub(super) fn read(file: &File<'_>) -> Result<Self, Error> {
        let keys = |name| Ok::<_, Error>(file.entries(name)?.map(|entry| Spelling::of(entry.chars())));
        let suffixes = Table::new("suffixes", keys("suffixes")?.map(|spelling| spelling.last))?;
        let prefixes = Table::new("prefixes", keys("prefixes")?.map(|spelling| spelling.first))?;
        let words = Table::new("words", keys("words")?.map(|spelling| spelling.hash))?;
        let affixes =
            keys("words")?.map(|spelling| [suffixes.row(spelling.last), prefixes.row(spelling.first)]).collect();
        Ok(Self { words, suffixes, prefixes, affixes })
    }

    /// Rows of each table: words, suffixes, prefixes.
    pub(super) fn rows(&self) -> [usize; 3] {
        [&self.words, &self.suffixes, &self.prefixes].map(|table| table.entries + FIRST_ROW as usize)
    }

    /// The rows of suffix and prefix of a word of the list.
    pub(super) fn affixes(&self, word: u32) -> [u32; 2] {
        let entry = word.checked_sub(FIRST_ROW).and_then(|entry| self.affixes.get(entry as usize));
        entry.copied().unwrap_or([UNKNOWN; 2])
    }

    /// The form of a token.
    pub(super) fn form(&self, token: &Token, source: &str) -> Form {
        self.form_of(token.text(source), token.kind == TokenKind::DoubleQuote)
    }

    /// The form of a word.
    pub(super) fn form_of(&self, word: &str, double_quote: bool) -> Form {
        let surface = Surface::of(word);
        let fixed = match word {
            _ if double_quote => Some("\""),
            "—" | "–" | "―" | "--" | "---" => Some("--"),
            _ => None,
        };
        let spelling = match fixed {
            Some(form) => Spelling::of(form.chars()),
            None => Spelling::of(normalised(word)),
        };
        let row = self.words.row(spelling.hash);
        let [suffix, prefix] = if row == UNKNOWN {
            [self.suffixes.row(spelling.last), self.prefixes.row(spelling.first)]
        } else {
            self.affixes(row)
        };
        let mut marks = 0;
        for (mark, is) in [
            (Form::SEPARATOR, matches!(fixed.unwrap_or(word), "," | ";" | ":" | "--")),
            (Form::DOUBLE_QUOTE, double_quote),
            (Form::ASKS_OR_EXCLAIMS, matches!(word, "?" | "!")),
            (Form::COLON, word == ":"),
            (Form::LETTER_BUT_NO_CAPITAL, surface.first.is_alphabetic() && !surface.first.is_uppercase()),
        ] {
            marks |= if is { mark } else { 0 };
        }
        let shape = if double_quote { OPENING_MARK } else { shape(fixed.unwrap_or(word), &surface) };
        Form { word: row, suffix, prefix, shape, marks }
    }
}

/// The characters of a form: lower case, straight apostrophes, in numbers every digit a zero.
fn normalised(word: &str) -> impl Iterator<Item = char> {
    let number = word.starts_with(|c: char| c.is_ascii_digit());
    word.chars().filter(|&c| !is_invisible(c)).flat_map(move |c| {
        let c = match c {
            '’' | '‘' => '\'',
            '0'..='9' if number => '0',
            c => c,
        };
        let lower = if c.is_ascii() { None } else { Some(c.to_lowercase()) };
        let ascii = if c.is_ascii() { Some(c.to_ascii_lowercase()) } else { None };
        ascii.into_iter().chain(lower.into_iter().flatten())
    })
}

/// Class of a surface form that is no double quotation mark.
fn shape(word: &str, surface: &Surface) -> u8 {
    match word {
        "," => 7,
        "." => 8,
        ":" => 11,
        ";" => 12,
        "--" => 13,
        "-" => 14,
        "(" | "[" => 15,
        ")" | "]" => 16,
        "?" | "!" => 17,
        "'" | "’" | "‘" => 18,
        "…" | "..." => 19,
        "/" => 20,
        "$" | "%" => 21,
        "'s" | "’s" | "‘s" | "'S" | "’S" | "‘S" => 22,
        _ if !surface.first.is_alphanumeric() => 6,
        _ if surface.first.is_numeric() => 4,
        _ if surface.lower > 0 && surface.upper == 0 => 0,
        _ if surface.characters == 1 => 3,
        _ if surface.upper > 0 && surface.lower == 0 => 2,
        _ if surface.first.is_uppercase() && surface.upper == 1 && surface.lower > 0 => 1,
        _ => 5,
    }
}

/// How a word is written.
struct Surface {
    first: char,
    characters: u32,
    lower: u32,
    upper: u32,
}

impl Surface {
    fn of(word: &str) -> Self {
        let mut surface = Self { first: word.chars().next().unwrap_or(' '), characters: 0, lower: 0, upper: 0 };
        for c in word.chars().filter(|&c| !is_invisible(c)) {
            surface.characters += 1;
            surface.lower += u32::from(c.is_lowercase());
            surface.upper += u32::from(c.is_uppercase());
        }
        surface
    }
}

/// Keys of a form and of its affixes.
#[derive(Clone, Copy, Debug)]
struct Spelling {
    hash: u64,
    /// Its first three characters, 21 bits each.
    first: u64,
    /// Its last three characters.
    last: u64,
}

impl Spelling {
    fn of(form: impl Iterator<Item = char>) -> Self {
        const BITS: u32 = 21;
        const THREE: u64 = (1 << (3 * BITS)) - 1;
        let mut spelling = Self { hash: 0x51_7C_C1_B7_27_22_0A_95, first: 0, last: 0 };
        for c in form {
            let c = u64::from(u32::from(c));
            spelling.hash = (spelling.hash ^ c).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
            spelling.last = (spelling.last << BITS | c) & THREE;
            if spelling.first >> (2 * BITS) == 0 {
                spelling.first = spelling.first << BITS | c;
            }
        }
        spelling
    }
}

/// Rows by key, in open addressing. Keys stand for their entries: that no two entries share one is checked.
#[derive(Clone, Debug, Default)]
struct Table {
    entries: usize,
    /// Key and row; a row of 0 is a free place.
    places: Vec<(u64, u32)>,
    shift: u32,
}

impl Table {
    fn new(name: &str, keys: impl Iterator<Item = u64> + Clone) -> Result<Self, Error> {
        let entries = keys.clone().count();
        let size = (entries * 2 + 2).next_power_of_two();
        let mut table = Self { entries, places: vec![(0, 0); size], shift: 64 - size.trailing_zeros() };
        for (row, key) in (FIRST_ROW..).zip(keys) {
            let mask = size - 1;
            let mut at = table.place(key);
            while let Some(&(other, taken)) = table.places.get(at & mask)
                && taken != 0
            {
                if other == key {
                    return Err(Error::model(&format!(
                        "two entries of {name:?} have the same key (rows {taken} and {row})"
                    )));
                }
                at += 1;
            }
            if let Some(place) = table.places.get_mut(at & mask) {
                *place = (key, row);
            }
        }
        Ok(table)
    }

    fn place(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }

    fn row(&self, key: u64) -> u32 {
        let mask = self.places.len().wrapping_sub(1);
        let mut at = self.place(key);
        // At most half of the places are taken.
        while let Some(&(other, row)) = self.places.get(at & mask)
            && row != 0
        {
            if other == key {
                return row;
            }
            at += 1;
        }
        UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape_of(word: &str) -> u8 {
        Vocabulary::default().form_of(word, word == "\"").shape(false)
    }

    #[test]
    fn shapes_follow_the_table() {
        for (word, class) in [
            ("talks", 0),
            ("don't", 0),
            ("Talks", 1),
            ("Co-operation", 1),
            ("TASS", 2),
            ("U.S.", 2),
            ("A", 3),
            ("1,200", 4),
            ("28th", 4),
            ("McCain", 5),
            ("W.", 2),
            ("@", 6),
            ("—", 13),
            ("---", 13),
            ("----", 6),
            ("’", 18),
            ("’s", 22),
            ("\"", 9),
        ] {
            assert_eq!(shape_of(word), class, "{word}");
        }
        assert_eq!(Vocabulary::default().form_of("\"", true).shape(true), 10);
    }

    #[test]
    fn forms_fold_case_apostrophes_digits_and_invisible_characters() {
        let spelling = |word: &str| {
            let form: String = normalised(word).collect();
            form
        };
        assert_eq!(spelling("Élan’S"), "élan's");
        assert_eq!(spelling("1,234th"), "0,000th");
        assert_eq!(spelling("F16"), "f16");
        assert_eq!(spelling("nego\u{AD}tia"), "negotia");
    }

    #[test]
    fn tables_find_their_entries_and_no_others() {
        let keys: Vec<u64> = (0..1000u64).map(|i| i * i + 7).collect();
        let table = Table::new("words", keys.iter().copied()).unwrap();
        for (row, key) in (2..).zip(&keys) {
            assert_eq!(table.row(*key), row);
        }
        assert_eq!(table.row(5), UNKNOWN);
        assert!(Table::new("words", [1, 2, 1].into_iter()).is_err());
        assert_eq!(Vocabulary::default().words.row(3), UNKNOWN);
    }
}
