//! The source line of monitoring services, before the dateline: "Text of report in English by Norland news agency NNA".

use super::Agency;
use super::reader::Reader;

/// The line has at most so many tokens, the name of an agency at most so many.
const LONGEST_LINE: u32 = 24;
const LONGEST_NAME: u32 = 5;

/// The agency that a line before the body names as its source.
pub(super) fn read(reader: &Reader<'_, '_>, body: u32) -> Option<Agency> {
    let text = reader.text;
    let before = text.paragraphs.iter().take_while(|paragraph| paragraph.tokens.end <= body);
    before.filter(|paragraph| (paragraph.tokens.len() as u32) < LONGEST_LINE).find_map(|paragraph| {
        let tokens = paragraph.tokens.clone();
        let opens = ["Text", "Excerpt", "Excerpts", "Report"].contains(&text.word(tokens.start))
            && ["of", "from", "by"].contains(&text.word(tokens.start + 1));
        let agency = tokens.clone().find(|&token| text.word(token) == "agency").filter(|_| opens)?;
        let name = |token: u32| text.token(token).is_some_and(|token| token.is_capitalised() && token.is_word_like());
        let behind = agency + 1..tokens.end.min(agency + 1 + LONGEST_NAME);
        let end = behind.clone().find(|&token| !name(token)).unwrap_or(behind.end);
        // "by the Anatolia news agency": the name stands in front.
        let front = (agency.saturating_sub(LONGEST_NAME + 1).max(tokens.start)..agency).rev();
        let front = front.skip_while(|&token| text.word(token) == "news").take_while(|&token| name(token)).last();
        let range = if end > behind.start { behind.start..end } else { front?..agency };
        let range = text.range(range);
        let printed = range.of(text.source);
        let printed = printed.strip_suffix(" news").unwrap_or(printed);
        let range = crate::text::TextRange { end: range.start + printed.len() as u32, ..range };
        Some(Agency { range, name: printed.to_owned(), key: None, country: None })
    })
}

#[cfg(test)]
mod tests {
    use crate::dateline;
    use crate::text::Text;

    fn agency(line: &str) -> Option<String> {
        let source = format!("Talks to go on\n\n{line}\n\nOslo, 5 March: The talks will go on, the ministry has said.");
        let text = Text::new(&source);
        dateline::read(&text, None).dateline.and_then(|dateline| dateline.agency).map(|agency| agency.name)
    }

    #[test]
    fn the_line_names_the_agency() {
        assert_eq!(agency("Text of report in English by Norwegian news agency Norpress").as_deref(), Some("Norpress"));
        assert_eq!(agency("Text of report by the Norpress news agency").as_deref(), Some("Norpress"));
        assert_eq!(agency("A new agency begins its work"), None);
    }
}
