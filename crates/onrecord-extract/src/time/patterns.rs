//! The patterns of `data/time/patterns.tsv`, compiled once into a trie over classes and words.
//!
//! A pattern is a row of elements. An element is a class (`MONTH`), a word (`of`), or several of them (`in|by|MONTH`);
//! `?` behind it makes it optional. Square brackets mark the words that are the expression where the pattern also
//! names context. The longest match wins, then the earlier row.

use std::collections::HashMap;

use super::construct::Constructor;
use super::holidays::HolidayRule;
use super::units::UnitOfText;
use super::words::{Class, Lexicon};

/// A row of the table, or a holiday.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) constructor: Constructor,
    /// The stable id of the rule.
    pub(crate) rule: &'static str,
    pub(crate) holiday: Option<HolidayRule>,
}

/// A match: the pattern and the units of its expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) pattern: u16,
    /// The first unit of the expression, context left out.
    pub(crate) first: usize,
    /// One past its last unit.
    pub(crate) end: usize,
}

/// What a trie node accepts.
#[derive(Clone, Copy, Debug)]
struct Accept {
    pattern: u16,
    /// Units of context before the expression, and after it.
    before: u8,
    after: u8,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// The label that leads on, by number, and the node it leads to.
    edges: Vec<(u16, u32)>,
    accept: Option<Accept>,
}

/// One element of a sequence: any of these classes or words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Label {
    classes: u64,
    words: Vec<u16>,
}

impl Label {
    fn fits(&self, unit: &UnitOfText) -> bool {
        self.classes & unit.classes.0 != 0 || unit.literal != 0 && self.words.contains(&unit.literal)
    }
}

/// All patterns.
#[derive(Clone, Debug)]
pub(crate) struct Patterns {
    pub(crate) rows: Vec<Pattern>,
    labels: Vec<Label>,
    nodes: Vec<Node>,
    /// The nodes behind the root, by class and by word.
    root_classes: Vec<Vec<u32>>,
    root_words: Vec<Vec<u32>>,
}

/// Groups of patterns by name: the rows whose constructor is `=`.
type Groups = HashMap<&'static str, Vec<&'static str>>;

impl Patterns {
    /// Reads the built-in tables; words that patterns name are added to the lexicon.
    pub(crate) fn builtin(lexicon: &mut Lexicon) -> Self {
        let mut patterns = Self {
            rows: Vec::new(),
            labels: Vec::new(),
            nodes: vec![Node::default()],
            root_classes: Vec::new(),
            root_words: Vec::new(),
        };
        let mut groups = Groups::new();
        for row in super::rows(include_str!("../../data/time/patterns.tsv")) {
            let [elements, constructor, rule, ..] = row.as_slice() else { continue };
            if *constructor == "=" {
                groups.entry(elements).or_default().push(rule);
            } else if let Some(constructor) = Constructor::named(constructor) {
                patterns.add(elements, Pattern { constructor, rule, holiday: None }, &groups, lexicon);
            }
        }
        for row in super::rows(include_str!("../../data/time/holidays.tsv")) {
            let [name, rule, ..] = row.as_slice() else { continue };
            let Some(holiday) = HolidayRule::parse(rule) else { continue };
            for (elements, constructor, rule) in [
                (name.to_lowercase(), Constructor::Holiday, "timex.holiday"),
                (format!("{} ,? YEAR", name.to_lowercase()), Constructor::Holiday, "timex.holiday.year"),
                (format!("LAST|NEXT|THIS {}", name.to_lowercase()), Constructor::Holiday, "timex.holiday.relative"),
                (format!("{} week", name.to_lowercase()), Constructor::Holiday, "timex.holiday.week"),
            ] {
                patterns.add(&elements, Pattern { constructor, rule, holiday: Some(holiday) }, &groups, lexicon);
            }
        }
        patterns.index_root(lexicon);
        patterns
    }

    fn add(&mut self, elements: &str, pattern: Pattern, groups: &Groups, lexicon: &mut Lexicon) {
        let number = self.rows.len() as u16;
        self.rows.push(pattern);
        let mut elements: Vec<&str> = elements.split(' ').filter(|element| !element.is_empty()).collect();
        let open = elements.iter().position(|element| element.len() > 1 && element.starts_with('['));
        let close = elements.iter().position(|element| element.len() > 1 && element.ends_with(']'));
        for element in &mut elements {
            *element = element.trim_start_matches('[').trim_end_matches(']');
        }
        let mut sequences = vec![Sequence::default()];
        for (at, element) in elements.iter().enumerate() {
            if open == Some(at) {
                for sequence in &mut sequences {
                    sequence.open = sequence.labels.len();
                }
            }
            sequences = self.longer(sequences, element, groups, lexicon);
            if close == Some(at) {
                for sequence in &mut sequences {
                    sequence.close = Some(sequence.labels.len());
                }
            }
        }
        for sequence in sequences {
            self.insert(&sequence, number);
        }
    }

    /// The sequences with one more element: a label, or one of a group.
    fn longer(
        &mut self,
        sequences: Vec<Sequence>,
        element: &str,
        groups: &Groups,
        lexicon: &mut Lexicon,
    ) -> Vec<Sequence> {
        let (core, optional) = element.strip_suffix('?').map_or((element, false), |core| (core, true));
        let without = if optional { sequences.clone() } else { Vec::new() };
        let mut with = Vec::new();
        if let Some(rows) = groups.get(core) {
            for row in rows {
                let mut inner = sequences.clone();
                for element in row.split(' ') {
                    inner = self.longer(inner, element, groups, lexicon);
                }
                with.extend(inner);
            }
        } else {
            let label = self.label(core, lexicon);
            with.extend(sequences.into_iter().map(|sequence| sequence.followed_by(label)));
        }
        with.extend(without);
        with
    }

    /// The number of a label.
    fn label(&mut self, core: &str, lexicon: &mut Lexicon) -> u16 {
        let mut label = Label::default();
        for part in core.split('|') {
            let mark = MARKS.iter().find(|(mark, _)| *mark == part).map(|(_, class)| *class);
            match mark.or_else(|| Class::named(part)) {
                Some(class) => label.classes |= 1 << class as u64,
                None => label.words.push(lexicon.literal(part)),
            }
        }
        let known = self.labels.iter().position(|other| *other == label);
        known.unwrap_or_else(|| {
            self.labels.push(label);
            self.labels.len() - 1
        }) as u16
    }

    fn insert(&mut self, sequence: &Sequence, pattern: u16) {
        let mut at = 0;
        for &label in &sequence.labels {
            at = self.child(at, label);
        }
        let after = sequence.close.map_or(0, |close| sequence.labels.len() - close);
        let accept = Accept { pattern, before: sequence.open as u8, after: after as u8 };
        if let Some(node) = self.nodes.get_mut(at as usize)
            && node.accept.is_none()
        {
            node.accept = Some(accept);
        }
    }

    fn child(&mut self, at: u32, label: u16) -> u32 {
        let next = self.nodes.len() as u32;
        let Some(node) = self.nodes.get_mut(at as usize) else { return 0 };
        if let Some((_, found)) = node.edges.iter().find(|(of, _)| *of == label) {
            return *found;
        }
        node.edges.push((label, next));
        self.nodes.push(Node::default());
        next
    }

    fn index_root(&mut self, lexicon: &Lexicon) {
        self.root_classes = vec![Vec::new(); 64];
        self.root_words = vec![Vec::new(); lexicon.literals() + 1];
        let Some(root) = self.nodes.first() else { return };
        for &(label, to) in &root.edges {
            let Some(label) = self.labels.get(label as usize) else { continue };
            for (class, nodes) in self.root_classes.iter_mut().enumerate() {
                if label.classes & 1 << class != 0 {
                    nodes.push(to);
                }
            }
            for &word in &label.words {
                if let Some(nodes) = self.root_words.get_mut(word as usize) {
                    nodes.push(to);
                }
            }
        }
    }

    /// The longest match that begins at this unit, context included.
    pub(crate) fn longest(&self, units: &[UnitOfText], at: usize) -> Option<Match> {
        let unit = units.get(at)?;
        if unit.classes.is_empty() && unit.literal == 0 {
            return None;
        }
        let mut best = None;
        let words = self.root_words.get(unit.literal as usize);
        let classes = unit.classes.numbers().filter_map(|class| self.root_classes.get(class));
        for node in words.into_iter().chain(classes).flatten() {
            self.walk(*node, units, at, at + 1, &mut best);
        }
        best.map(|(_, found)| found)
    }

    fn walk(&self, node: u32, units: &[UnitOfText], first: usize, at: usize, best: &mut Option<(usize, Match)>) {
        let Some(node) = self.nodes.get(node as usize) else { return };
        if let Some(accept) = node.accept {
            let found = Match {
                pattern: accept.pattern,
                first: first + usize::from(accept.before),
                end: at - usize::from(accept.after),
            };
            let better = best.is_none_or(|(end, other)| at > end || at == end && found.pattern < other.pattern);
            if better {
                *best = Some((at, found));
            }
        }
        let Some(unit) = units.get(at) else { return };
        if unit.classes.is_empty() && unit.literal == 0 {
            return;
        }
        for &(label, to) in &node.edges {
            if self.labels.get(label as usize).is_some_and(|label| label.fits(unit)) {
                self.walk(to, units, first, at + 1, best);
            }
        }
    }

    /// The pattern with this number.
    pub(crate) fn get(&self, number: u16) -> Option<&Pattern> {
        self.rows.get(number as usize)
    }
}

/// The classes of the marks that patterns write as themselves.
const MARKS: &[(&str, Class)] =
    &[(",", Class::Comma), ("-", Class::Hyphen), ("/", Class::Slash), ("'", Class::Apostrophe), ("'s", Class::Clitic)];

/// A row of elements without options, and where its expression begins and ends.
#[derive(Clone, Debug, Default)]
struct Sequence {
    labels: Vec<u16>,
    open: usize,
    close: Option<usize>,
}

impl Sequence {
    fn followed_by(mut self, label: u16) -> Self {
        self.labels.push(label);
        self
    }
}
