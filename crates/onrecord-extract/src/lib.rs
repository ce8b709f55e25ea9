//! Text in, record out: the layers of onrecord, in reading order.
//!
//! Each layer is a function from what stands above it to one typed value; data flows one way.

mod actors;
mod assemble;
mod attribution;
pub mod dateline;
mod diagnostics;
mod diplomacy;
mod extractor;
mod grammar;
mod language;
mod layers;
mod names;
mod options;
mod statements;
mod tables;
pub mod text;
pub mod time;

pub use actors::rules as actor_rules;
pub use extractor::{Extractor, Source, parse_date};
pub use layers::{Layer, Layers};
pub use onrecord_knowledge as knowledge;
pub use options::{Attribution, Error, ErrorKind, Options};

/// Parts of an extraction for the benches; no interface.
#[doc(hidden)]
pub mod parts {
    use crate::attribution::{Size, count_by_net};
    use crate::options::Attribution;
    use crate::text::Text;

    /// Runs a trained engine over a whole text and counts the attributions, those inside contents too on request.
    #[must_use]
    pub fn attributions(text: &Text<'_>, engine: Attribution, inside: bool) -> usize {
        match engine {
            Attribution::Small => count_by_net(Size::Small, text, inside),
            Attribution::Large => count_by_net(Size::Large, text, inside),
            Attribution::Rules => 0,
        }
    }
}
