//! How certain each source makes each event, in the values of FactBank.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
