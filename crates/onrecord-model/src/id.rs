//! Typed ids: one type per list of the record, printed as a letter and a number (`t0`, `a1`, `s3`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

/// Defines one id type per list: its name, the letter it is printed with, and what it names.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $letter:literal;)*) => {
        $(
            $(#[$doc])*
            ///
            /// Unique within one record and deterministic: the position in its list.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(pub u32);

            impl $name {
                /// The letter that begins the printed form.
                pub const LETTER: char = $letter;

                /// The position in the list of the record.
                #[must_use]
                pub fn index(self) -> usize {
                    self.0 as usize
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}{}", $letter, self.0)
                }
            }

            impl FromStr for $name {
                type Err = Error;

                fn from_str(text: &str) -> Result<Self, Error> {
                    number_after(text, $letter)
                        .map(Self)
                        .ok_or_else(|| Error::id(text, stringify!($name), $letter))
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }

            #[cfg(test)]
            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({"type": "string", "pattern": concat!("^", $letter, "(0|[1-9][0-9]*)$")})
                }
            }
        )*
    };
}

/// The number behind the letter, written without sign or leading zero.
fn number_after(text: &str, letter: char) -> Option<u32> {
    let digits = text.strip_prefix(letter)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    plain.then(|| digits.parse().ok()).flatten()
}

ids! {
    /// Names a paragraph.
    ParagraphId = 'p';
    /// Names a time expression.
    TimexId = 't';
    /// Names a place.
    PlaceId = 'l';
    /// Names an actor.
    ActorId = 'a';
    /// Names a mention of an actor.
    MentionId = 'm';
    /// Names a role of an actor.
    RoleId = 'r';
    /// Names an event.
    EventId = 'e';
    /// Names a statement.
    StatementId = 's';
    /// Names an instrument.
    InstrumentId = 'i';
    /// Names a concept.
    ConceptId = 'c';
    /// Names a definition of a concept.
    DefinitionId = 'd';
    /// Names an exchange.
    ExchangeId = 'x';
    /// Names an invocation of an instrument.
    InvocationId = 'v';
    /// Names a position of an actor on a concept.
    PositionId = 'o';
    /// Names a factuality judgement.
    FactualityId = 'f';
}

/// What the date of a statement rests on: a time expression, an event, a statement or an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum DateSource {
    /// A time expression.
    Timex(TimexId),
    /// An event with a date.
    Event(EventId),
    /// A statement with a date.
    Statement(StatementId),
    /// An exchange with a date.
    Exchange(ExchangeId),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_and_parse() {
        assert_eq!(StatementId(12).to_string(), "s12");
        assert_eq!("t0".parse::<TimexId>(), Ok(TimexId(0)));
        for wrong in ["", "t", "t-1", "t01", "a0", "t4294967296", "t1a", "т1"] {
            assert!(wrong.parse::<TimexId>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_date_source_is_told_apart_by_its_letter() {
        let source: DateSource = serde_json::from_str("\"e3\"").unwrap();
        assert_eq!(source, DateSource::Event(EventId(3)));
    }
}
