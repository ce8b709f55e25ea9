//! The diplomatic record: what states do with words.
//!
//! The layers below read the text and the record so far, and add their items to it, in this order:
//!
//! ```text
//! pragmatics   speech act, attitude, medium, evidential and stance of statements
//! events       meetings, press conferences, adoptions; the occasion and date of statements
//! instruments  treaties, resolutions, declarations, sets of them
//! concepts     principles, norms, goals, topics
//! exchanges    letters, calls, talks, requests, replies
//! definitions  what someone says a concept is
//! invocations  who cites which instrument for what
//! positions    who is for or against what
//! factuality   how certain each source makes each event
//! ```

mod concepts;
mod definitions;
mod events;
mod exchanges;
mod factuality;
mod instruments;
mod invocations;
mod lists;
mod phrase;
mod positions;
mod pragmatics;
mod reading;

use onrecord_model::Record;

use crate::layers::{Layer, Layers};
use crate::tables::Tables;
use crate::text::{Text, TextRange};

pub(crate) use concepts::Dictionary;
pub(crate) use instruments::Names;
pub(crate) use reading::Reading;

/// A layer of diplomacy: it adds its items to the record.
type Read = fn(&mut Reading<'_, '_>);

/// The layers in the order in which they read.
const LAYERS: [(Layer, Read); 9] = [
    (Layer::Pragmatics, pragmatics::read),
    (Layer::Events, events::read),
    (Layer::Instruments, instruments::read),
    (Layer::Concepts, concepts::read),
    (Layer::Exchanges, exchanges::read),
    (Layer::Definitions, definitions::read),
    (Layer::Invocations, invocations::read),
    (Layer::Positions, positions::read),
    (Layer::Factuality, factuality::read),
];

/// Adds what the layers of diplomacy find.
pub(crate) fn read(text: &Text<'_>, prose: &[TextRange], record: &mut Record, layers: Layers, tables: &Tables) {
    let mut chosen = LAYERS.iter().filter(|(layer, _)| layers.contains(*layer)).peekable();
    if chosen.peek().is_some() {
        let mut reading = Reading::new(text, prose, record, tables);
        chosen.for_each(|(_, read)| read(&mut reading));
    }
}
