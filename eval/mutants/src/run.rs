//! What becomes of a mutant: the tests that reach it are run until one fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Error, Result};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::mutate::Mutant;
use crate::tree::TestBinary;

/// Memory that a test may take, in kilobytes: some mutants fill a list without end.
const MEMORY: u32 = 4 << 20;

/// How often a process is asked whether it has ended.
const STEP: Duration = Duration::from_millis(2);

/// What becomes of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Caught,
    NeverEnded,
    Left,
}

/// A test, how long it may take, and the switches that it reaches.
pub(crate) struct Measured<'t> {
    test: &'t TestBinary,
    limit: Duration,
    reached: BTreeSet<u32>,
}

/// Runs each test without a mutant; an error where one fails.
pub(crate) fn measure<'t>(tests: &'t [TestBinary], folder: &Path) -> Result<Vec<Measured<'t>>> {
    let path = folder.join("reached");
    tests
        .iter()
        .map(|test| {
            fs::write(&path, "")?;
            let start = Instant::now();
            let ended = wait(&mut spawn(test, "ONRECORD_REACHED", &path.to_string_lossy())?, Duration::from_mins(10))?;
            if ended != Some(true) {
                return Err(Error::other(format!("{} fails without a mutant", test.name)));
            }
            let reached = fs::read_to_string(&path)?.lines().filter_map(|line| line.parse().ok()).collect();
            Ok(Measured { test, limit: Duration::from_secs(5) + 10 * start.elapsed(), reached })
        })
        .collect()
}

/// The mutants by what becomes of them; what is left is told, and every hundred how many have been run.
pub(crate) fn outcomes(mutants: Vec<Mutant>, tests: &[Measured<'_>]) -> Result<BTreeMap<Outcome, Vec<Mutant>>> {
    let count = mutants.len();
    let mut outcomes: BTreeMap<Outcome, Vec<Mutant>> = BTreeMap::new();
    for (done, mutant) in mutants.into_iter().enumerate() {
        if done % 100 == 0 {
            eprintln!("{done} of {count} run");
        }
        let outcome = outcome(mutant.number, tests)?;
        if outcome == Outcome::Left {
            eprintln!("left: {}: {}", mutant.place, mutant.name);
        }
        outcomes.entry(outcome).or_default().push(mutant);
    }
    Ok(outcomes)
}

fn outcome(number: u32, tests: &[Measured<'_>]) -> Result<Outcome> {
    for measured in tests.iter().filter(|measured| measured.reached.contains(&number)) {
        let mut child = spawn(measured.test, "ONRECORD_MUTANT", &number.to_string())?;
        match wait(&mut child, measured.limit)? {
            Some(true) => {}
            Some(false) => return Ok(Outcome::Caught),
            None => return Ok(Outcome::NeverEnded),
        }
    }
    Ok(Outcome::Left)
}

fn spawn(test: &TestBinary, variable: &str, value: &str) -> Result<Child> {
    Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" {}", test.filter)])
        .arg(&test.path)
        .current_dir(&test.folder)
        .env(variable, value)
        .env("RUST_BACKTRACE", "0")
        // The texts of the property tests are the same for every mutant.
        .envs([("PROPTEST_RNG_SEED", "1"), ("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Whether a process succeeds; nothing where it takes too long. It is ended then, and as soon as one test of it has failed.
fn wait(child: &mut Child, limit: Duration) -> Result<Option<bool>> {
    let start = Instant::now();
    let failed = failure(child);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        let (failed, late) = (failed.load(Ordering::Relaxed), start.elapsed() > limit);
        if failed || late {
            child.kill()?;
            child.wait()?;
            return Ok(failed.then_some(false));
        }
        std::thread::sleep(STEP);
    }
}

/// Whether a test of the process has said that it failed.
fn failure(child: &mut Child) -> Arc<AtomicBool> {
    let failed = Arc::new(AtomicBool::new(false));
    if let Some(output) = child.stdout.take() {
        let told = Arc::clone(&failed);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if line.ends_with("... FAILED") {
                    told.store(true, Ordering::Relaxed);
                }
            }
        });
    }
    failed
}
