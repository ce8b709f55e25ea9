//! Text in, record out: the layers of onrecord, in reading order.
//!
//! Each layer is a function from what stands above it to one typed value; data flows one way.

pub mod text;
