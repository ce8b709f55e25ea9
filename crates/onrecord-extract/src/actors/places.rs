//! Places of the text as items of the record.

use onrecord_model::{Evidence, Place, PlaceId, Record};

use crate::names::{Lexicon, Location};
use crate::text::Text;

/// Adds the places that the text names as locations, each once, with all its spans.
pub(crate) fn push_places(record: &mut Record, text: &Text<'_>, lexicon: &Lexicon, locations: &[Location]) {
    for location in locations {
        let Some(row) = lexicon.referent(location.referent) else { continue };
        let Some(span) = text.span(text.range(location.first..location.end)) else { continue };
        let state = row.state.and_then(|state| lexicon.referent(state));
        let country = state.map(|state| state.key.clone()).filter(|key| key.len() == 3);
        let known = record
            .places
            .iter_mut()
            .find(|place| place.name == row.name && (place.country.is_none() || place.country == country));
        match known {
            Some(place) => place.spans.push(span),
            None => {
                record.push(Place {
                    id: PlaceId(0),
                    name: row.name.clone(),
                    country,
                    spans: vec![span],
                    evidence: Evidence::Explicit,
                    rule: "place.preposition".into(),
                    confidence: None,
                });
            }
        }
    }
}
