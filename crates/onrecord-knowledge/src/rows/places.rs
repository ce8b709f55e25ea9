//! States, places, and the places that stand for governments.

use crate::cell::{Text, row, vocabulary};
use crate::date::{DatedAlias, PartialDate};
use crate::guard::Guards;

vocabulary! {
    /// How a state stands among states.
    StateStatus {
        /// Member of the United Nations.
        UnMember = "un_member",
        /// Observer state at the United Nations.
        UnObserver = "un_observer",
        /// Recognised by some states.
        Partial = "partial",
        /// Recognised by no member of the United Nations, or by a handful at most.
        Unrecognised = "unrecognised",
        /// Dependent or autonomous territory.
        Territory = "territory",
        /// Exists no more.
        Former = "former",
    }
}

row! {
    /// A state, territory or comparable entity (`data/states.tsv`).
    State {
        /// ISO 3166-1 alpha-3; of former states ISO 3166-3; lower case where there is no code.
        key: Text,
        /// Name in news English.
        name: Text,
        /// Formal name, without its article.
        formal: Text,
        /// Other names and spellings.
        aliases: Vec<Text>,
        /// Adjectives: "Polish".
        adjectives: Vec<Text>,
        /// One national: "Pole".
        demonyms: Vec<Text>,
        /// Several nationals: "Poles".
        demonyms_plural: Vec<Text>,
        /// The capital as the state names it.
        capital: Text,
        /// Standing among states.
        status: StateStatus,
        /// When it began, where stated.
        from: Option<PartialDate>,
        /// When it ended, for former states.
        until: Option<PartialDate>,
        /// Keys of the successors, for former states.
        successors: Vec<Text>,
        /// Aliases that belong to a time.
        dated: Vec<DatedAlias>,
        /// Guards of the aliases.
        guards: Guards,
    }
}

impl State {
    /// The ISO 3166 alpha-3 code, where there is one (`XKX` is user-assigned).
    #[must_use]
    pub fn iso3(&self) -> Option<&str> {
        let coded = self.key.len() == 3 && self.key.bytes().all(|byte| byte.is_ascii_uppercase());
        coded.then_some(self.key.as_ref())
    }
}

vocabulary! {
    /// What sort of thing stands for a government.
    MetonymKind {
        /// The capital, or the seat of government.
        Capital = "capital",
        /// A building or residence.
        Building = "building",
        /// A street or square.
        Street = "street",
        /// A district or quarter.
        District = "district",
    }
}

row! {
    /// A capital, building or street that stands for a government or body (`data/metonyms.tsv`).
    Metonym {
        /// Key.
        key: Text,
        /// Name.
        name: Text,
        /// Other names and spellings.
        aliases: Vec<Text>,
        /// Sort of thing.
        kind: MetonymKind,
        /// Key of the state.
        state: Text,
        /// Key of the institution or organisation, where it stands for one.
        body: Text,
        /// Since when it can mean that.
        from: Option<PartialDate>,
        /// Until when.
        until: Option<PartialDate>,
        /// Guards of the aliases.
        guards: Guards,
    }
}

vocabulary! {
    /// What sort of place it is.
    PlaceKind {
        /// City, town or village.
        City = "city",
        /// State of a federation, province, oblast, historical or natural region.
        Region = "region",
        /// Island or group of islands.
        Island = "island",
        /// Sea, strait, gulf, lake or river.
        Water = "water",
        /// Base, test site, border point, palace, conference venue.
        Site = "site",
    }
}

row! {
    /// A place of datelines and venues (`data/places.tsv`).
    Place {
        /// Key: name and state.
        key: Text,
        /// Name in news English.
        name: Text,
        /// Other names and transliterations.
        aliases: Vec<Text>,
        /// Abbreviations, as in datelines ("Calif.").
        abbreviations: Vec<Text>,
        /// Sort of place.
        kind: PlaceKind,
        /// Key of the state; empty where it belongs to several or none.
        state: Text,
        /// Name of the region, where news English names it.
        region: Text,
        /// Guards of the aliases.
        guards: Guards,
    }
}
