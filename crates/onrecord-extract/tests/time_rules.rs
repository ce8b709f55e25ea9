//! The table of rules is complete: every rule that an expression can carry has its row, and every row its words.

use onrecord_extract::time::rules;

#[test]
fn every_pattern_has_a_described_rule() {
    let patterns = include_str!("../data/time/patterns.tsv");
    let listed: Vec<&str> = rules().iter().map(|rule| rule.rule).collect();
    let rows =
        patterns.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let mut seen = 0;
    for row in rows.filter(|row| row.len() == 3 && row[1] != "=") {
        assert!(listed.contains(&row[2]), "{} is not in rules.tsv", row[2]);
        seen += 1;
    }
    assert!(seen > 200, "{seen} patterns");
}

#[test]
fn every_rule_is_described_once() {
    for (at, rule) in rules().iter().enumerate() {
        assert!(!rule.description.is_empty() && !rule.example.is_empty(), "{}", rule.rule);
        assert!(rules().iter().skip(at + 1).all(|other| other.rule != rule.rule), "{} stands twice", rule.rule);
        assert!(
            rule.precision.is_none_or(|precision| (0.0..=1.0).contains(&precision) && rule.n >= 5),
            "{}",
            rule.rule
        );
    }
}
