//! Meetings, press conferences, adoptions and the like; the occasion and the date of statements.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
