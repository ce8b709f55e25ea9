//! What someone says that a concept demands, permits, equals or is.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
