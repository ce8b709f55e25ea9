//! Sets of times: "every second Tuesday", "three days a week".

use super::words::Words;
use crate::time::calendar::Season;
use crate::time::meaning::{Amount, Meaning};
use crate::time::words::Class;

pub(super) fn every(words: Words<'_>) -> Option<Meaning> {
    let unit = words
        .units
        .iter()
        .rfind(|unit| unit.is(Class::Unit) || unit.is(Class::Units))
        .and_then(|unit| words.unit_of(unit))?;
    let other =
        words.says("other") || words.units.get(1).is_some_and(|unit| unit.is(Class::Ordinal)) && words.units.len() > 2;
    let hundredths = if other {
        Some(words.value(Class::Ordinal).map_or(200, |ordinal| i64::from(ordinal) * 100))
    } else if words.has(Class::Vague) || words.says("to") {
        None
    } else {
        let number = words.find(Class::Number).or_else(|| words.find(Class::Fraction));
        Some(number.map_or(100, |number| number.hundredths))
    };
    Some(Meaning::Set(Amount::new(hundredths, unit).value()))
}

pub(super) fn every_name(words: Words<'_>) -> Option<Meaning> {
    let value = if let Some(day) = words.weekday() {
        let part = words.part().map(|part| format!("T{}", part.code())).unwrap_or_default();
        format!("XXXX-WXX-{day}{part}")
    } else if let Some(month) = words.month() {
        format!("XXXX-{month:02}")
    } else if let Some(season) = words.value(Class::Season) {
        format!("XXXX-{}", Season::numbered(season).code())
    } else {
        format!("XXXX-XX-XXT{}", words.part()?.code())
    };
    Some(Meaning::Set(value))
}
