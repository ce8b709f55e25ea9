//! Who is for or against which concept, in whose voice.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
