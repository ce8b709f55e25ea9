//! `onrecord rules`: what each rule does, and how often it is right.

use std::io::{self, BufWriter, Write};

use onrecord_extract::actor_rules;
use onrecord_extract::time::{self, RuleInfo};

use crate::arguments::{Layer, RulesCommand};
use crate::error::Error;

pub(crate) fn run(command: &RulesCommand) -> Result<(), Error> {
    let rules = match command.layer {
        Layer::Time => time::rules(),
        Layer::Actors => actor_rules(),
    };
    list(rules).map_err(|cause| Error::write(None, &cause))
}

/// A table with tabs; the precision of a rule that was never seen on the data is empty.
fn list(rules: &[RuleInfo]) -> io::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    writeln!(output, "rule\tprecision\tn\tdescription\texample")?;
    for rule in rules {
        let precision = rule.precision.map(|precision| format!("{precision:.3}")).unwrap_or_default();
        writeln!(output, "{}\t{precision}\t{}\t{}\t{}", rule.rule, rule.n, rule.description, rule.example)?;
    }
    output.flush()
}
