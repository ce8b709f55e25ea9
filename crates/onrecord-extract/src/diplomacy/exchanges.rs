//! Letters, notes, calls, talks, requests, invitations, protests and replies.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
