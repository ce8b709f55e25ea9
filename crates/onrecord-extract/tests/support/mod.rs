//! Reads the cases of `tests/cases`; the format is described in its README.

use std::path::{Path, PathBuf};

/// One case of a Markdown file.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The file, from `tests/cases` on.
    pub(crate) file: String,
    /// The heading.
    pub(crate) name: String,
    /// The `key: value` lines between heading and text.
    pub(crate) head: Vec<(String, String)>,
    /// The dispatch.
    pub(crate) text: String,
    /// What the record must hold.
    pub(crate) expected: Vec<Item>,
}

/// One list line: words and quoted strings.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The line as it stands.
    pub(crate) line: String,
    /// Its parts.
    pub(crate) parts: Vec<Part>,
}

/// A part of a list line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A word of the format.
    Word(String),
    /// Words of the dispatch.
    Quoted(String),
}

impl Case {
    /// The value of a head line.
    pub(crate) fn head(&self, key: &str) -> Option<&str> {
        self.head.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// File and name, as they are printed and asked for.
    pub(crate) fn title(&self) -> String {
        format!("{}: {}", self.file, self.name)
    }
}

impl Item {
    /// The first word.
    pub(crate) fn kind(&self) -> &str {
        match self.parts.first() {
            Some(Part::Word(word)) => word,
            _ => "",
        }
    }

    /// Whether one of the words is this one.
    pub(crate) fn says(&self, word: &str) -> bool {
        self.parts.contains(&Part::Word(word.to_owned()))
    }
}

/// The folder of the cases of one layer.
pub(crate) fn folder(layer: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases").join(layer)
}

/// Every case of one layer, in the order of the files. A malformed file is an error that names its line.
pub(crate) fn load(layer: &str) -> Result<Vec<Case>, String> {
    let folder = folder(layer);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let source = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        parse(&format!("{layer}/{name}"), &source, &mut cases)?;
    }
    Ok(cases)
}

fn parse(file: &str, source: &str, cases: &mut Vec<Case>) -> Result<(), String> {
    let mut block: Option<Vec<&str>> = None;
    let mut texts = 0;
    for (number, line) in source.lines().enumerate() {
        let fault = |what: &str| format!("{file}:{}: {what}", number + 1);
        if let Some(lines) = &mut block {
            if line.trim_end() != "```" {
                lines.push(line);
                continue;
            }
            let case = cases.last_mut().ok_or_else(|| fault("a text before the first heading"))?;
            let text = lines.join("\n");
            case.text =
                if case.head("escapes") == Some("yes") { unescape(&text).map_err(|what| fault(&what))? } else { text };
            block = None;
        } else if let Some(name) = line.strip_prefix("## ") {
            let (head, expected) = (Vec::new(), Vec::new());
            cases.push(Case {
                file: file.to_owned(),
                name: name.trim().to_owned(),
                head,
                text: String::new(),
                expected,
            });
            texts = 0;
        } else if line.trim_end() == "```text" {
            texts += 1;
            if texts > 1 {
                return Err(fault("a second text in one case"));
            }
            block = Some(Vec::new());
        } else if let Some(case) = cases.last_mut().filter(|case| case.file == file) {
            if let Some(item) = line.strip_prefix("- ").filter(|_| texts == 1) {
                case.expected.push(Item { line: item.to_owned(), parts: parts(item).map_err(|what| fault(&what))? });
            } else if let Some((key, value)) = line.split_once(": ").filter(|(key, _)| texts == 0 && is_key(key)) {
                case.head.push((key.to_owned(), value.trim().to_owned()));
            }
        }
    }
    let empty = cases.iter().find(|case| case.file == file && case.expected.is_empty());
    match (block, empty) {
        (Some(_), _) => Err(format!("{file}: a text is not closed")),
        (_, Some(case)) => Err(format!("{}: nothing is expected", case.title())),
        _ => Ok(()),
    }
}

fn is_key(word: &str) -> bool {
    ["published", "engine", "escapes"].contains(&word)
}

/// The parts of a list line.
fn parts(line: &str) -> Result<Vec<Part>, String> {
    let (mut parts, mut rest) = (Vec::new(), line.trim());
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('"') {
            let end = closing(behind).ok_or("a quoted string is not closed")?;
            parts.push(Part::Quoted(unescape(&behind[..end])?));
            rest = behind[end + 1..].trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            parts.push(Part::Word(rest[..end].to_owned()));
            rest = rest[end..].trim_start();
        }
    }
    Ok(parts)
}

/// The place of the first straight mark without a backslash before it.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let found = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

/// Reads `\n`, `\r`, `\t`, `\"`, `\\` and `\u{200B}`.
fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let mut length = 1;
        match escape.chars().next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(c @ ('"' | '\\')) => out.push(c),
            Some('u') => {
                let end = escape.find('}').ok_or("\\u{…} is not closed")?;
                let code = escape.get(2..end).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                out.push(code.and_then(char::from_u32).ok_or("\\u{…} names no character")?);
                length = end + 1;
            }
            _ => return Err("a backslash before a character that needs none".to_owned()),
        }
        rest = &escape[length..];
    }
    out.push_str(rest);
    Ok(out)
}

/// White space of any kind as one space: lines of a hard-wrapped text may be written on in the expected items.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
