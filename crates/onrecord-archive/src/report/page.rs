//! The page as one file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::content::Content;
use crate::error::Error;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the page: between two `@@` stands the name of a part.
pub(super) fn write(content: &Content, output: &Path) -> Result<(), Error> {
    let content = data(&serde_json::to_string(content)?);
    let policy = policy();
    let mut file = BufWriter::new(File::create(output)?);
    for (number, piece) in PAGE.split("@@").enumerate() {
        let part = match (number % 2, piece) {
            (0, _) => piece,
            (_, "policy") => &policy,
            (_, "style") => STYLE,
            (_, "content") => &content,
            _ => SCRIPT,
        };
        file.write_all(part.as_bytes())?;
    }
    Ok(file.flush()?)
}

/// What the browser may do: run this script and no other, show this style, and load nothing.
fn policy() -> String {
    let hash = |part: &str| BASE64_STANDARD.encode(Sha256::digest(part.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// JSON that ends no element and begins none: what HTML looks at is written by number. It stands in strings only.
fn data(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 64);
    for character in json.chars() {
        match character {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_the_same_json_without_markup() {
        let value = serde_json::json!(["</script><!--", "a & b > c", "\u{2028}\u{2029}"]);
        let written = data(&value.to_string());
        assert!(!written.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
    }

    #[test]
    fn the_template_names_each_part_once() {
        let parts: Vec<&str> = PAGE.split("@@").skip(1).step_by(2).collect();
        assert_eq!(parts, ["policy", "style", "content", "script"]);
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
    }
}
