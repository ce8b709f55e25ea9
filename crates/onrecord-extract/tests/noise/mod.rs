//! Damage done to a text on purpose, in the ways of news archives, ten times as often as a census of them found it.

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    /// Whether something happens that does so in so many of a thousand texts.
    fn happens(&mut self, of_a_thousand: usize) -> bool {
        self.below(1000) < of_a_thousand
    }
}

/// A kind of damage: in how many of a thousand documents, and what it does.
type Kind = (usize, fn(&str, &mut Numbers) -> String);

/// Ten times the highest rate of the census; what is in more than a tenth of the documents there is everywhere here.
const KINDS: &[Kind] = &[
    // Unbalanced quotation marks.
    (1000, |text, numbers| without_one(text, numbers, |c| matches!(c, '"' | '“' | '”'))),
    // Curly marks and straight ones in one text.
    (1000, |text, numbers| some(text, numbers, 3, |c| if c == '"' { "”".to_owned() } else { c.to_string() })),
    // Mojibake: UTF-8 read as Latin-1.
    (110, |text, _| text.replace('\'', "\u{2019}").chars().map(latin_1).collect()),
    // Decomposed letters.
    (260, |text, numbers| some(text, numbers, 9, |c| format!("{c}\u{301}"))),
    // Zero-width characters, soft hyphens, no-break spaces, control characters.
    (610, |text, numbers| some(text, numbers, 9, |c| format!("{c}\u{200B}"))),
    (30, |text, numbers| some(text, numbers, 9, |c| format!("{c}\u{AD}"))),
    (1000, |text, numbers| some(text, numbers, 3, |c| if c == ' ' { "\u{A0}".to_owned() } else { c.to_string() })),
    (100, |text, numbers| some(text, numbers, 40, |c| format!("\u{7}{c}\0"))),
    // Tags and entities.
    (1000, |text, _| text.replace("\n\n", "</p>\n<p class=\"text\">")),
    (950, |text, _| text.replace('&', "&amp;").replace('"', "&quot;")),
    // Lines: hard-wrapped, one only, with tabs, with carriage returns.
    (1000, |text, numbers| some(text, numbers, 6, |c| if c == ' ' { "\n".to_owned() } else { c.to_string() })),
    (760, |text, _| text.replace('\n', " ")),
    (1000, |text, _| text.replace('\n', "\t\n\t")),
    (50, |text, _| text.replace('\n', "\r")),
    // Capitals, dashes, dots.
    (330, |text, _| text.split("\n\n").map(str::to_uppercase).collect::<Vec<_>>().join("\n\n")),
    (1000, |text, _| text.replace(", ", " -- ")),
    (1000, |text, _| text.replace(". ", "... ")),
];

/// The text damaged in several ways, which the seed chooses.
pub(crate) fn damage(text: &str, seed: u64) -> String {
    let mut numbers = Numbers(seed.wrapping_add(text.len() as u64));
    let mut damaged = text.to_owned();
    for (rate, kind) in KINDS {
        // All at once would leave no text of which anything else could be read.
        if numbers.happens(*rate) && numbers.happens(400) {
            damaged = kind(&damaged, &mut numbers);
        }
    }
    damaged
}

/// One character in so many changed.
fn some(text: &str, numbers: &mut Numbers, in_so_many: usize, change: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if numbers.below(in_so_many) == 0 { change(c) } else { c.to_string() }).collect()
}

/// The text without one of the characters that are asked for.
fn without_one(text: &str, numbers: &mut Numbers, is: impl Fn(char) -> bool) -> String {
    let places: Vec<_> = text.char_indices().filter(|(_, c)| is(*c)).collect();
    let Some((at, lost)) = places.get(numbers.below(places.len())) else { return text.to_owned() };
    [&text[..*at], &text[at + lost.len_utf8()..]].concat()
}

/// The bytes of a character, each as the character of its number.
fn latin_1(c: char) -> String {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes).bytes().map(char::from).collect()
}
