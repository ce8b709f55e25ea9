//! Lines no wider than a page.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns that a character takes.
pub(crate) fn columns(character: char) -> usize {
    // Control characters are shown as a sign of one column.
    character.width().unwrap_or(1)
}

/// Breaks a text between its words: for each line the positions of its characters, a blank between two words being
/// the position of the white space before the second. Words wider than a line are broken where they must be.
pub(crate) fn lines(text: &[char], width: usize) -> Vec<Vec<usize>> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let (mut line, mut used) = (Vec::new(), 0);
    let mut at = 0;
    while at < text.len() {
        let blank = at;
        at += text.iter().skip(at).take_while(|c| c.is_whitespace()).count();
        let word = at;
        at += text.iter().skip(at).take_while(|c| !c.is_whitespace()).count();
        let wide: usize = text.get(word..at).unwrap_or_default().iter().map(|&c| columns(c)).sum();
        if word == at {
            break;
        }
        if !line.is_empty() {
            if used + 1 + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else {
                line.push(blank);
                used += 1;
            }
        }
        for (position, &character) in text.iter().enumerate().take(at).skip(word) {
            if used + columns(character) > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(position);
            used += columns(character);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The lines of a text without styles, at most `most` of them; the last one says with `…` that there is more.
pub(crate) fn plain(text: &str, width: usize, most: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let all = lines(&characters, width);
    let mut kept: Vec<String> = all
        .iter()
        .take(most)
        .map(|line| {
            line.iter()
                .filter_map(|&position| characters.get(position))
                .map(|c| if c.is_whitespace() { ' ' } else { *c })
                .collect()
        })
        .collect();
    if all.len() > most
        && let Some(last) = kept.last_mut()
    {
        shorten(last, width.saturating_sub(2));
        last.push_str(" …");
    }
    kept
}

/// Cuts a line to a width, between words where it has more than one.
fn shorten(line: &mut String, width: usize) {
    while line.width() > width {
        match line.rfind(' ') {
            Some(blank) => line.truncate(blank),
            None => drop(line.pop()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(plain("the talks  will\ngo on", 9, 9), ["the talks", "will go", "on"]);
        assert_eq!(plain("a\u{a0}b incomprehensible", 8, 9), ["a b", "incompre", "hensible"]);
        assert_eq!(plain("  ", 8, 9), [""; 0]);
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(plain("外交部 说", 6, 9), ["外交部", "说"]);
    }

    #[test]
    fn what_does_not_fit_is_marked() {
        assert_eq!(plain("the talks will go on", 9, 2), ["the talks", "will go …"]);
        assert_eq!(plain("the talks would go on", 9, 2), ["the talks", "would …"]);
    }
}
