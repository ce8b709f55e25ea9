//! Letters, notes, calls, requests, invitations, protests and replies: each report with its words, and what the reports
//! of one communication come to together.

mod by_noun;
mod by_verb;
mod complements;
mod frames;
mod merge;
mod parties;
mod relative;
mod report;
mod said_in;
mod status;
mod write;

use super::Reading;

/// Adds the exchanges.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let reports = report::find(reading);
    let mut exchanges = merge::merge(reading, reports);
    status::settle(reading, &mut exchanges);
    write::write(reading, &exchanges);
}
