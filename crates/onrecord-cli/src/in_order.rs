//! Work done on several threads and handed out in the order in which it was given.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Bytes of text in one piece of work, which may hold a single larger text.
pub const PIECE_BYTES: u64 = 64 << 10;
/// Rows in one piece of work.
pub const PIECE_ROWS: usize = 64;
/// Pieces that are in memory at once, for each thread: one that is worked on, and what waits before and behind it.
const PIECES: usize = 4;
/// Pieces of work, done by several threads; results come in the order in which the work was given.
///
/// Whoever takes results sets the pace: nothing is to be given where there is no room, so that a stream of any length
/// needs the memory of a few pieces. The threads end with the value.
///
/// ```
/// use onrecord_cli::InOrder;
///
/// let mut work = InOrder::new(Some(2), 1 << 20)?;
/// let (mut numbers, mut squares) = (1..=100, Vec::new());
/// loop {
///     while work.has_room()
///         && let Some(number) = numbers.next()
///     {
///         work.give(8, move || number * number);
///     }
///     let Some(square) = work.take() else { break };
///     squares.push(square);
/// }
/// assert_eq!((squares.len(), squares[9]), (100, 100));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct InOrder<T> {
    /// Without one the thread that gives the work does it.
    pool: Option<ThreadPool>,
    waiting: VecDeque<Piece<T>>,
    bytes: u64,
    most: u64,
}

struct Piece<T> {
    bytes: u64,
    done: Receiver<Result<T, Box<dyn Any + Send>>>,
}

impl<T: Send + 'static> InOrder<T> {
    /// `threads` at once; one for each core where not given. A single one is the caller's own. While there are `bytes`
    /// of text in memory for each thread, no more are taken: a record takes many times the memory of its text.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn new(threads: Option<usize>, bytes: u64) -> Result<Self, ThreadPoolBuildError> {
        let pool = match threads {
            Some(1) => None,
            _ => Some(ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?),
        };
        let threads = pool.as_ref().map_or(1, ThreadPool::current_num_threads);
        Ok(Self { pool, waiting: VecDeque::new(), bytes: 0, most: threads as u64 * bytes })
    }

    /// Whether more work may be given before a result is taken.
    #[must_use]
    pub fn has_room(&self) -> bool {
        let Some(pool) = &self.pool else { return self.waiting.is_empty() };
        let (threads, pieces) = (pool.current_num_threads(), self.waiting.len());
        pieces == 0 || (pieces < PIECES * threads && self.bytes < self.most)
    }

    /// Gives a piece of work, which reads this many bytes.
    pub fn give(&mut self, bytes: u64, work: impl FnOnce() -> T + Send + 'static) {
        let (sender, done) = channel();
        // Where nobody waits any more, the result is dropped.
        let work = move || drop(sender.send(catch_unwind(AssertUnwindSafe(work))));
        match &self.pool {
            Some(pool) => pool.spawn_fifo(work),
            None => work(),
        }
        self.bytes += bytes;
        self.waiting.push_back(Piece { bytes, done });
    }

    /// Waits for the next result; `None` where no work is left.
    ///
    /// # Panics
    /// Where the work has panicked.
    pub fn take(&mut self) -> Option<T> {
        loop {
            match self.take_within(Duration::MAX) {
                Taken::Done(done) => return Some(done),
                Taken::Nothing => return None,
                Taken::NotYet => {}
            }
        }
    }

    /// Waits for the next result, for a while.
    ///
    /// # Panics
    /// Where the work has panicked.
    pub fn take_within(&mut self, patience: Duration) -> Taken<T> {
        let Some(piece) = self.waiting.front() else { return Taken::Nothing };
        let done = match piece.done.recv_timeout(patience) {
            Ok(done) => done,
            Err(RecvTimeoutError::Timeout) => return Taken::NotYet,
            // Every piece sends its result or its panic.
            Err(RecvTimeoutError::Disconnected) => Err(Box::new("a thread has died") as Box<dyn Any + Send>),
        };
        self.bytes -= piece.bytes;
        self.waiting.pop_front();
        done.map_or_else(|panic| resume_unwind(panic), Taken::Done)
    }
}

/// What [`InOrder::take_within`] has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken<T> {
    /// The next result.
    Done(T),
    /// There is work, and it is not done yet.
    NotYet,
    /// No work is left.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_though_the_first_takes_longest() {
        let mut work = InOrder::new(Some(4), 1 << 10).unwrap();
        for number in 0..8_u64 {
            work.give(1, move || {
                std::thread::sleep(Duration::from_millis(8 - number));
                number
            });
        }
        let done: Vec<_> = std::iter::from_fn(|| work.take()).collect();
        assert_eq!(done, (0..8).collect::<Vec<_>>());
        assert_eq!(work.take_within(Duration::ZERO), Taken::Nothing);
    }

    #[test]
    fn there_is_room_for_a_few_small_pieces_and_for_fewer_large_ones() {
        let given = |bytes: u64, threads| {
            let mut work = InOrder::new(Some(threads), 384 << 10).unwrap();
            (0..100).take_while(|_| work.has_room().then(|| work.give(bytes, || ())).is_some()).count()
        };
        assert_eq!((given(1, 2), given(500_000, 2), given(1 << 20, 2), given(1, 1)), (8, 2, 1, 1));
    }

    #[test]
    #[should_panic(expected = "broken")]
    fn a_panic_reaches_whoever_takes_the_result() {
        let mut work: InOrder<()> = InOrder::new(Some(2), 1).unwrap();
        work.give(1, || panic!("broken"));
        work.take();
    }
}
