//! What every item of a record has: an id, its evidence, its rule and its confidence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How an item is known (contract rule 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// It stands in the text.
    #[default]
    Explicit,
    /// Derived from the text by a rule, as the year of "January 28".
    Inferred,
    /// From the built-in knowledge tables; never fills a field that claims evidence in the text.
    Registry,
}

/// The stable id of the rule or model that made an item, such as `timex.month_day.latest_before`.
///
/// Users filter by it, count it, or switch it off.
pub type Rule = Cow<'static, str>;

/// An item of one of the lists of a record.
pub trait Item {
    /// The id type of the list.
    type Id: Copy + Eq + std::fmt::Display;
    /// The id of the item.
    fn id(&self) -> Self::Id;
    /// Gives the item its id; the builder of the record calls it.
    fn set_id(&mut self, position: u32);
    /// How the item is known.
    fn evidence(&self) -> Evidence;
    /// The rule or model that made it.
    fn rule(&self) -> &str;
    /// The measured precision of the rule, or the calibrated probability of the model, if there is one.
    fn confidence(&self) -> Option<f64>;
}

/// Defines an item of a list: a struct with the fields given and those that every item has.
macro_rules! item {
    (
        $(#[$doc:meta])*
        $name:ident($id:ident) {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The id, unique in the record and deterministic.
            pub id: crate::id::$id,
            $($(#[$field_doc])* pub $field: $type,)*
            /// How this item is known.
            pub evidence: crate::item::Evidence,
            /// The stable id of the rule or model that made it.
            pub rule: crate::item::Rule,
            /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
            pub confidence: Option<f64>,
        }

        impl crate::item::Item for $name {
            type Id = crate::id::$id;

            fn id(&self) -> Self::Id {
                self.id
            }

            fn set_id(&mut self, position: u32) {
                self.id = crate::id::$id(position);
            }

            fn evidence(&self) -> crate::item::Evidence {
                self.evidence
            }

            fn rule(&self) -> &str {
                &self.rule
            }

            fn confidence(&self) -> Option<f64> {
                self.confidence
            }
        }
    };
}

/// Defines a closed set of values, printed in `snake_case` unless a value says otherwise.
macro_rules! values {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$value_doc:meta])* $value:ident = $text:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$value_doc])* #[serde(rename = $text)] $value,)*
        }

        impl $name {
            /// Every value, in the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// The value as it is printed in JSON, Python, SQL and Arrow.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $text,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use {item, values};
