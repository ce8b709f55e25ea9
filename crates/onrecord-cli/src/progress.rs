//! How far a long run has come, for a person at a terminal.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// A line on standard error that is written anew; silent where nobody looks and for the first second.
pub(crate) struct Progress {
    shown: bool,
    begun: Instant,
    last: Instant,
    rows: u64,
    bytes: u64,
    total: Option<u64>,
}

const PAUSE: Duration = Duration::from_millis(200);
const SILENCE: Duration = Duration::from_secs(1);

impl Progress {
    /// Begins to count; `total` is the number of bytes of all inputs, where it is known.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let now = Instant::now();
        let shown = std::io::stderr().is_terminal();
        Self { shown, begun: now, last: now, rows: 0, bytes: 0, total: total.filter(|&total| total > 0) }
    }

    /// Counts rows that are done.
    pub(crate) fn add(&mut self, rows: u64, bytes: u64) {
        self.rows += rows;
        self.bytes += bytes;
        let elapsed = self.begun.elapsed();
        if self.shown && elapsed > SILENCE && self.last.elapsed() > PAUSE {
            self.last = Instant::now();
            let mut stderr = std::io::stderr().lock();
            let _ = write!(stderr, "\r\x1b[K{}", self.line(elapsed));
            let _ = stderr.flush();
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }

    fn line(&self, elapsed: Duration) -> String {
        let seconds = elapsed.as_secs_f64();
        let done = format!("{} dispatches, {:.0} a second", grouped(self.rows), self.rows as f64 / seconds);
        let Some(total) = self.total else { return done };
        let share = (self.bytes as f64 / total as f64).clamp(0.0, 1.0);
        if share < 0.01 {
            return done;
        }
        format!("{done}, {:.0} %, {} left", share * 100.0, duration(seconds * (1.0 - share) / share))
    }
}

/// A number with its thousands set off.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn duration(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_readable() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0.2, 59.0, 61.0, 7260.0].map(duration), ["1 s", "59 s", "1 min 01 s", "2 h 01 min"]);
    }

    #[test]
    fn the_line_says_how_far_it_has_come() {
        let progress = Progress { rows: 3000, bytes: 250, ..Progress::new(Some(1000)) };
        assert_eq!(progress.line(Duration::from_secs(2)), "3,000 dispatches, 1500 a second, 25 %, 6 s left");
        let progress = Progress { total: None, ..progress };
        assert_eq!(progress.line(Duration::from_secs(2)), "3,000 dispatches, 1500 a second");
    }
}
