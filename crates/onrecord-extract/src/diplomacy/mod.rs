//! The diplomatic record: what states do with words.
//!
//! The layers below read the text and the record so far, and add their items to it, in this order:
//!
//! ```text
//! pragmatics   speech act, attitude, medium, evidential and stance of statements
//! events       meetings, press conferences, adoptions; the occasion and date of statements
//! instruments  treaties, resolutions, declarations, sets of them
//! concepts     principles, norms, goals, topics
//! exchanges    letters, calls, talks, requests, replies
//! definitions  what someone says a concept is
//! invocations  who cites which instrument for what
//! positions    who is for or against what
//! factuality   how certain each source makes each event
//! ```

mod concepts;
mod definitions;
mod events;
mod exchanges;
mod factuality;
mod instruments;
mod invocations;
mod positions;
mod pragmatics;
mod reading;

pub(crate) use reading::Reading;

/// Adds what the layers of diplomacy find.
pub(crate) fn read(reading: &mut Reading<'_, '_>) {
    pragmatics::read(reading);
    events::read(reading);
    instruments::read(reading);
    concepts::read(reading);
    exchanges::read(reading);
    definitions::read(reading);
    invocations::read(reading);
    positions::read(reading);
    factuality::read(reading);
}
