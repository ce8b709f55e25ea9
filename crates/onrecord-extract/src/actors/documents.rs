//! Texts that speak for their author: "the statement said", "the document reads".

use super::Walk;
use super::entity::Found;
use crate::names::{Determiner, Phrase};

impl Walk<'_, '_> {
    /// The author of a text that speaks: the owner named with it, else who spoke last.
    pub(super) fn document(&self, phrase: &Phrase) -> Option<Found> {
        if !self.is_source(&phrase.tokens) || phrase.inside {
            return None;
        }
        if let Some(entity) = phrase.owner.and_then(|owner| self.entity_of(owner)) {
            return Some(Found { entity, rule: "mention.document.owner" });
        }
        let definite = matches!(phrase.determiner, Determiner::Definite);
        // A speaker of long ago is not the author.
        let entity = self.last_speaker.filter(|speaker| definite && self.is_near(*speaker, phrase))?;
        Some(Found { entity, rule: "mention.document.last_speaker" })
    }
}
