//! Principles, norms, goals and topics of international politics.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
