//! Grammar that several layers share: inflected forms of verbs, word classes, noun phrases, token patterns.

mod pattern;
mod verbs;

pub(crate) use crate::attribution::rules::phrases;
pub(crate) use crate::attribution::rules::words::{Classes, classes};
pub(crate) use crate::names::rows;
pub(crate) use pattern::Patterns;
pub(crate) use verbs::{Form, forms};
