//! What a speaker does by saying it: speech act, attitude, holder, evidential standing, stance.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
