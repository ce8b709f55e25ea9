//! Time expressions in the terms of TIMEX3 (ISO 24617-1, TimeML 1.2.1).

use serde::{Deserialize, Serialize};

use crate::id::TimexId;
use crate::item::{item, values};
use crate::span::Span;

item! {
    /// A time expression.
    Timex(TimexId) {
        /// Its words.
        span: Span,
        /// Its TIMEX3 type.
        r#type: TimexType,
        /// Its TIMEX3 value: `2022-02-15`, `P2W`, `1994`, `PRESENT_REF`, `XXXX-WXX-2`.
        value: String,
        /// Its TIMEX3 modifier.
        r#mod: Option<TimexModifier>,
        /// The time it covers, where it has bounds.
        interval: Option<Interval>,
        /// The time expression it was resolved against.
        anchor: Option<TimexId>,
        /// What it dates.
        function: TimexFunction,
    }
}

/// A half-open interval of ISO 8601 dates or times: `start` belongs to it, `end` does not.
///
/// Either end may be open ("since 2018" has no end).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The first day or instant.
    pub start: Option<String>,
    /// The first day or instant after it.
    pub end: Option<String>,
}

values! {
    /// The TIMEX3 type.
    TimexType {
        /// A calendar date of any granularity from day to millennium.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// A length of time.
        Duration = "DURATION",
        /// A set of times.
        Set = "SET",
    }
}

values! {
    /// The TIMEX3 modifier.
    TimexModifier {
        /// Before the time.
        Before = "BEFORE",
        /// After the time.
        After = "AFTER",
        /// On or before the time.
        OnOrBefore = "ON_OR_BEFORE",
        /// On or after the time.
        OnOrAfter = "ON_OR_AFTER",
        /// A shorter length.
        LessThan = "LESS_THAN",
        /// A longer length.
        MoreThan = "MORE_THAN",
        /// At most that length.
        EqualOrLess = "EQUAL_OR_LESS",
        /// At least that length.
        EqualOrMore = "EQUAL_OR_MORE",
        /// The early part.
        Start = "START",
        /// The middle part.
        Mid = "MID",
        /// The late part.
        End = "END",
        /// About that time or length.
        Approx = "APPROX",
    }
}

values! {
    /// What a time expression dates.
    TimexFunction {
        /// The dispatch, by its header.
        DocumentDate = "document_date",
        /// The dispatch, by its dateline.
        DatelineDate = "dateline_date",
        /// The occasion on which a statement was made.
        OccasionDate = "occasion_date",
        /// The adoption of an instrument.
        InstrumentDate = "instrument_date",
        /// An exchange: the sending of a letter, the making of a call.
        ExchangeDate = "exchange_date",
        /// Another event.
        EventDate = "event_date",
        /// None of these: a time the discourse speaks of.
        Discourse = "discourse",
    }
}
