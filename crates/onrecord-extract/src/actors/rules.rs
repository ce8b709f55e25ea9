//! The list of rules that join words to actors, with the precision measured by reading; `data/actors/rules.tsv`.

use std::sync::OnceLock;

use crate::names::rows as cells;
use crate::text::{WordTable, key};
use crate::time::RuleInfo;

/// A precision measured on fewer speakers says too little to be a confidence.
const FEWEST: u32 = 20;

/// Every rule that a mention can carry. The precision is that of speakers: of `n` speakers that the rule joined to an
/// actor, read one by one, the part that is right (`EVALUATION.md`, "Speakers, judged by reading").
///
/// ```
/// let rules = onrecord_extract::actor_rules();
/// assert!(rules.iter().any(|rule| rule.rule == "mention.person.surname"));
/// ```
#[must_use]
pub fn rules() -> &'static [RuleInfo] {
    &table().0
}

/// The confidence of a rule: its measured precision, where enough speakers were read.
pub(super) fn confidence(rule: &str) -> Option<f64> {
    let (rules, index) = table();
    let found = index.get(&key(rule)).and_then(|at| rules.get(*at as usize));
    found.filter(|rule| rule.n >= FEWEST).and_then(|rule| rule.precision)
}

fn table() -> &'static (Vec<RuleInfo>, WordTable<u32>) {
    static TABLE: OnceLock<(Vec<RuleInfo>, WordTable<u32>)> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rules: Vec<RuleInfo> = cells(include_str!("../../data/actors/rules.tsv"))
            .filter_map(|row| {
                let [rule, description, example, n, precision] = row.as_slice() else { return None };
                Some(RuleInfo { rule, description, example, n: n.parse().ok()?, precision: precision.parse().ok() })
            })
            .collect();
        let index = rules.iter().enumerate().map(|(at, rule)| (key(rule.rule), at as u32)).collect();
        (rules, index)
    })
}
