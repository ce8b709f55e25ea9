//! Treaties, resolutions, declarations and other texts that are cited, alone and in sets.

use super::Reading;

/// Adds them to the record.
pub(super) fn read(_: &mut Reading<'_, '_>) {}
