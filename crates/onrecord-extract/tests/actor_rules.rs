//! The table of rules is complete: every rule that a mention can carry has its row, and every row its words.

use onrecord_extract::actor_rules;

#[test]
fn every_rule_of_a_mention_is_described_once() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/actors");
    let mut seen = 0;
    for file in std::fs::read_dir(sources).into_iter().flatten().flatten() {
        let source = std::fs::read_to_string(file.path()).unwrap_or_default();
        for rule in source.split('"').filter(|word| word.starts_with("mention.") && !word.contains(' ')) {
            let rows = actor_rules().iter().filter(|row| row.rule == rule).count();
            assert_eq!(rows, 1, "{rule} in {}", file.path().display());
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen} rules");
}

#[test]
fn every_row_says_what_and_how_well() {
    for row in actor_rules() {
        assert!(!row.description.is_empty() && !row.example.is_empty(), "{}", row.rule);
        assert_eq!(row.precision.is_some(), row.n > 0, "{}", row.rule);
        assert!(row.precision.is_none_or(|precision| (0.0..=1.0).contains(&precision)), "{}", row.rule);
    }
}
