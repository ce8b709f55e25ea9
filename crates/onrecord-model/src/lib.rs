//! Placeholder, replaced by the first commits of this crate.
