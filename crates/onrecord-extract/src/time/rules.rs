//! The list of rules with their measured precision, `data/time/rules.tsv`.

use std::sync::OnceLock;

use crate::text::{WordTable, key};

/// What is known of one rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleInfo {
    /// The stable id, as it stands in the record.
    pub rule: &'static str,
    /// What the rule does.
    pub description: &'static str,
    /// An expression that it reads.
    pub example: &'static str,
    /// On how many expressions its precision was measured.
    pub n: u32,
    /// The part of them whose span overlaps the gold and whose value is the gold's; `None` where it was not measured.
    pub precision: Option<f64>,
}

/// Every rule of the time layer, in the order of the table.
///
/// ```
/// let rules = onrecord_extract::time::rules();
/// assert!(rules.iter().any(|rule| rule.rule == "timex.weekday"));
/// ```
#[must_use]
pub fn rules() -> &'static [RuleInfo] {
    &table().0
}

/// The confidence of a rule: its measured precision.
pub(crate) fn confidence(rule: &str) -> Option<f64> {
    let (rules, index) = table();
    index.get(&key(rule)).and_then(|at| rules.get(*at as usize)).and_then(|rule| rule.precision)
}

fn table() -> &'static (Vec<RuleInfo>, WordTable<u32>) {
    static TABLE: OnceLock<(Vec<RuleInfo>, WordTable<u32>)> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rules: Vec<RuleInfo> = super::rows(include_str!("../../data/time/rules.tsv"))
            .filter_map(|row| {
                let [rule, description, example, n, precision] = row.as_slice() else { return None };
                Some(RuleInfo { rule, description, example, n: n.parse().ok()?, precision: precision.parse().ok() })
            })
            .collect();
        let index = rules.iter().enumerate().map(|(at, rule)| (key(rule.rule), at as u32)).collect();
        (rules, index)
    })
}
