//! Which language a text is in: English is told by its function words, others are named.

use std::sync::OnceLock;

use crate::text::{Text, TokenKind, WordSet, key};

/// The function words that carry English prose.
const FUNCTION_WORDS: &[&str] = &[
    "the", "of", "and", "to", "in", "a", "that", "is", "was", "for", "on", "with", "as", "by", "at", "from", "it",
    "he", "said", "has", "have", "had", "be", "been", "are", "were", "will", "would", "not", "but", "his", "her",
    "their", "they", "this", "which", "who", "an", "or", "after", "its", "we", "i", "you",
];

/// Words looked at.
const SAMPLE: usize = 400;

/// The ISO 639-1 code of the language, or `und` where it cannot be told. Texts of a few words count as English.
pub(crate) fn language(text: &Text<'_>) -> &'static str {
    static TABLE: OnceLock<WordSet> = OnceLock::new();
    let table = TABLE.get_or_init(|| FUNCTION_WORDS.iter().map(|word| key(word)).collect());
    let (mut words, mut known) = (0usize, 0usize);
    for token in text.tokens.iter().filter(|token| token.kind == TokenKind::Word).take(SAMPLE) {
        words += 1;
        known += usize::from(table.contains(&token.key));
    }
    if words < 8 || known * 100 >= words * 12 {
        return "en";
    }
    let sample: String = text.source.chars().take(2_000).collect();
    whatlang::detect(&sample).filter(whatlang::Info::is_reliable).map_or("und", |info| two_letters(info.lang().code()))
}

/// ISO 639-1 for the ISO 639-3 codes that the detector gives; those without one stay as they are.
fn two_letters(code: &'static str) -> &'static str {
    match code {
        "eng" => "en",
        "rus" => "ru",
        "cmn" => "zh",
        "spa" => "es",
        "por" => "pt",
        "ita" => "it",
        "fra" => "fr",
        "deu" => "de",
        "ukr" => "uk",
        "kat" => "ka",
        "ara" => "ar",
        "hin" => "hi",
        "jpn" => "ja",
        "heb" => "he",
        "pol" => "pl",
        "jav" => "jv",
        "tur" => "tr",
        "nld" => "nl",
        "hun" => "hu",
        "lat" => "la",
        "ces" => "cs",
        "ell" => "el",
        "bul" => "bg",
        "bel" => "be",
        "mar" => "mr",
        "kan" => "kn",
        "ron" => "ro",
        "slv" => "sl",
        "hrv" => "hr",
        "srp" => "sr",
        "mkd" => "mk",
        "lit" => "lt",
        "lav" => "lv",
        "est" => "et",
        "tam" => "ta",
        "vie" => "vi",
        "urd" => "ur",
        "tha" => "th",
        "kor" => "ko",
        "fin" => "fi",
        "swe" => "sv",
        "nob" => "nb",
        "dan" => "da",
        "ben" => "bn",
        "pes" => "fa",
        "ind" => "id",
        "uzb" => "uz",
        "aze" => "az",
        "slk" => "sk",
        "hye" => "hy",
        "afr" => "af",
        "cat" => "ca",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told() {
        for (text, code) in [
            (
                "The minister said that the talks in the capital would go on for a week and that he had no other plans.",
                "en",
            ),
            (
                "Der Minister erklärte am Montag, dass die Gespräche in der Hauptstadt noch eine Woche dauern werden.",
                "de",
            ),
            ("Министр заявил в понедельник, что переговоры в столице продлятся ещё неделю, и ответа пока нет.", "ru"),
            ("Talks over", "en"),
            ("", "en"),
        ] {
            assert_eq!(language(&Text::new(text)), code, "{text}");
        }
    }
}
