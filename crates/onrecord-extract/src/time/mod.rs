//! The time layer: expressions of time, found and normalised to TIMEX3 (ISO 24617-1).
//!
//! ```
//! use chrono::NaiveDate;
//! use onrecord_extract::time::dates;
//!
//! let found = dates("The envoys met two days ago.", NaiveDate::from_ymd_opt(2024, 3, 7));
//! assert_eq!((&*found[0].span.text, found[0].value.as_str()), ("two days ago", "2024-03-05"));
//! ```
//!
//! In order: tokens become [`units`], [`patterns`] find expressions among them, [`construct`] says what the words mean,
//! [`resolve`] gives the meaning its place on the calendar, [`function`] says what is dated.

mod calendar;
mod construct;
mod convert;
mod function;
mod holidays;
mod lookalikes;
mod meaning;
mod modifiers;
mod patterns;
mod resolve;
mod rules;
mod scan;
mod tense;
mod timeml;
mod units;
mod words;
mod zones;

use std::sync::OnceLock;

use chrono::NaiveDate;
use onrecord_model::{Evidence, Interval, TimexFunction, TimexModifier, TimexType};

use crate::text::{Text, TextRange};

pub use convert::{dates, edtf, interval_bounds, timexes};
pub use rules::{RuleInfo, rules};
pub use timeml::timeml;

/// What is known of the dates of a dispatch before its text is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeContext {
    /// The date of the document, given by the caller.
    pub document_date: Option<NaiveDate>,
    /// The date of a header before the dateline, and its words.
    pub header: Option<DatedRange>,
    /// The date in the dateline, and its words.
    pub dateline: Option<DatedRange>,
}

/// Words that give a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedRange {
    /// The words of the date.
    pub range: TextRange,
    /// The date, where it is known.
    pub date: Option<NaiveDate>,
}

/// The expressions of time in a text, in order; none overlaps another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeLayer {
    /// The expressions.
    pub expressions: Vec<TimeExpression>,
    /// Dates that the calendar does not have.
    pub invalid: Vec<TextRange>,
}

/// An expression of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// Its words.
    pub range: TextRange,
    /// Its TIMEX3 type.
    pub r#type: TimexType,
    /// Its TIMEX3 value.
    pub value: String,
    /// Its TIMEX3 modifier.
    pub r#mod: Option<TimexModifier>,
    /// The time it covers, where it has bounds.
    pub interval: Option<Interval>,
    /// What it was resolved against.
    pub anchor: Anchor,
    /// What it dates, as far as the words beside it tell.
    pub function: TimexFunction,
    /// Whether the value stands whole in the text.
    pub evidence: Evidence,
    /// The stable id of the rule.
    pub rule: &'static str,
    /// The measured precision of the rule.
    pub confidence: Option<f64>,
}

/// What an expression was resolved against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// Nothing: it stands whole, or it could not be resolved.
    #[default]
    None,
    /// The document date given by the caller.
    DocumentDate,
    /// Another expression, by its position in the list.
    Expression(u32),
}

/// The compiled tables.
struct Tables {
    lexicon: words::Lexicon,
    patterns: patterns::Patterns,
    modifiers: modifiers::Modifiers,
    tenses: tense::Tenses,
    zones: zones::Zones,
    lookalikes: lookalikes::Lookalikes,
    functions: function::Functions,
}

impl Tables {
    fn builtin() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(|| {
            let mut lexicon = words::Lexicon::builtin();
            let zones = zones::Zones::builtin(&mut lexicon);
            let patterns = patterns::Patterns::builtin(&mut lexicon);
            let modifiers = modifiers::Modifiers::builtin();
            Self {
                lexicon,
                patterns,
                modifiers,
                tenses: tense::Tenses::builtin(),
                zones,
                lookalikes: lookalikes::Lookalikes::builtin(),
                functions: function::Functions::builtin(),
            }
        })
    }
}

/// The rows of a table: lines that begin with `#` and the header left out, cells split at tabs.
fn rows(tsv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    tsv.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1).map(|line| line.split('\t').collect())
}

/// Finds and normalises the expressions of time in a text, in linear time.
#[must_use]
pub fn read(text: &Text<'_>, context: &TimeContext) -> TimeLayer {
    let tables = Tables::builtin();
    let units = units::units(text, &tables.lexicon);
    let found = scan::scan(text, &units, tables, context);
    let mut layer = resolve::resolve(text, tables, context, &found);
    tables.functions.assign(text, &mut layer);
    layer
}
