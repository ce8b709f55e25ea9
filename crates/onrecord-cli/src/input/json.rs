//! A line of JSON: the three fields that are asked for, everything else passed over unread.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::row::{Fault, FieldNames, Fields, not_utf8};

/// The fields of a line of JSON.
pub(crate) fn fields(line: &[u8], names: &FieldNames) -> Result<Fields, Fault> {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            let id = id_alone(&String::from_utf8_lossy(line), names);
            return Err(not_utf8(line, error.valid_up_to()).with_id(id));
        }
    };
    let mut wanted = [Wanted::new(&names.text), Wanted::new(&names.id), Wanted::new(&names.date)];
    if let Err(error) = look_up(text, &mut wanted) {
        return Err(Fault::new("invalid_json", describe(&error)).with_id(id_alone(text, names)));
    }
    let [content, id, date] = wanted.map(|field| field.value);
    let id = id_of(id, &names.id)?;
    let date = match date {
        None | Some(Value::Null) => None,
        Some(Value::String(date)) if date.trim().is_empty() => None,
        Some(Value::String(date)) => Some(date),
        Some(other) => Some(other.to_string()),
    };
    match content {
        Some(Value::String(text)) => Ok(Fields { id, text, date }),
        Some(Value::Null) => Err(Fault::new("missing_text", format!("{:?} is null", names.text)).with_id(id)),
        Some(_) => Err(Fault::new("text_not_a_string", format!("{:?} is not a string", names.text)).with_id(id)),
        None => {
            let fault = Fault::new("missing_text", format!("there is no field {:?} ({})", names.text, keys(text)));
            Err(Fault { lacks_field: true, ..fault.with_id(id) })
        }
    }
}

/// An id may be a string or a number.
fn id_of(value: Option<Value>, name: &str) -> Result<Option<String>, Fault> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => Ok(Some(id)),
        Some(Value::Number(id)) => Ok(Some(id.to_string())),
        Some(_) => Err(Fault::new("invalid_id", format!("{name:?} is neither a string nor a number"))),
    }
}

/// The id of a line whose text cannot be read.
fn id_alone(line: &str, names: &FieldNames) -> Option<String> {
    let mut wanted = [Wanted::new(&names.id)];
    // A line that breaks off has had its id before, most often.
    let _ = look_up(line, &mut wanted);
    let [id] = wanted;
    id_of(id.value, &names.id).ok().flatten()
}

/// The parser's message; the line it counts is always the first one.
fn describe(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    format!("not valid JSON at column {}: {what}", error.column())
}

/// The names of the fields that a line has.
fn keys(line: &str) -> String {
    const MOST: usize = 12;
    let object: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap_or_default();
    let mut names: Vec<_> = object.keys().take(MOST).map(String::as_str).collect();
    if object.len() > MOST {
        names.push("…");
    }
    if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) }
}

struct Wanted<'n> {
    name: &'n str,
    value: Option<Value>,
}

impl<'n> Wanted<'n> {
    fn new(name: &'n str) -> Self {
        Self { name, value: None }
    }
}

fn look_up(line: &str, wanted: &mut [Wanted<'_>]) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    LookUp(wanted).deserialize(&mut deserializer)?;
    deserializer.end()
}

/// Fills the wanted fields of an object; of equal keys the last counts, as everywhere.
struct LookUp<'a, 'n>(&'a mut [Wanted<'n>]);

impl<'de> DeserializeSeed<'de> for LookUp<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for LookUp<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with one dispatch")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key()? {
            match self.0.iter_mut().find(|field| field.name == key) {
                Some(field) => field.value = Some(map.next_value()?),
                None => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }
}

/// A key, borrowed from the line where it holds no escapes.
#[derive(serde::Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[u8]) -> Result<Fields, Fault> {
        let names = FieldNames { text: "text".into(), id: "id".into(), date: "published".into() };
        fields(line, &names)
    }

    #[test]
    fn fields_are_found_in_any_order_and_others_passed_over() {
        let found =
            read(br#"{"x": {"text": 1}, "published": "2022-02-15", "text": "A\u00e9\u0000", "id": 7}"#).unwrap();
        assert_eq!(found, Fields { id: Some("7".into()), text: "Aé\0".into(), date: Some("2022-02-15".into()) });
        assert_eq!(read(br#"{"text": "", "id": null, "published": " "}"#).unwrap(), Fields::default());
        assert_eq!(read(br#"{"text": "one", "text": "two"}"#).unwrap().text, "two");
    }

    #[test]
    fn what_is_wrong_is_said_with_the_id_where_there_is_one() {
        let cases: &[(&[u8], &str, Option<&str>)] = &[
            (br#"{"id": "a"}"#, "missing_text", Some("a")),
            (br#"{"id": "a", "text": null}"#, "missing_text", Some("a")),
            (br#"{"id": "a", "text": ["b"]}"#, "text_not_a_string", Some("a")),
            (br#"{"id": ["a"], "text": "b"}"#, "invalid_id", None),
            (br#"{"id": "a", "text": "b"#, "invalid_json", Some("a")),
            (br#"{"id": "a", "text": "b"} x"#, "invalid_json", Some("a")),
            (br#"{"text": "\ud83d", "id": "a"}"#, "invalid_json", Some("a")),
            (b"{\"text\": \"M\x92s\", \"id\": \"a\"}", "invalid_utf8", Some("a")),
            (br#"["a", "b"]"#, "invalid_json", None),
            (b"{\"id\": \"a\", \"text\": \"raw \0 byte\"}", "invalid_json", Some("a")),
            (b"dispatch", "invalid_json", None),
        ];
        for (line, code, id) in cases {
            let fault = read(line).unwrap_err();
            assert_eq!((fault.code, fault.id.as_deref()), (*code, *id), "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn a_missing_field_is_named_with_those_that_are_there() {
        let fault = read(br#"{"id": "a", "body": "b"}"#).unwrap_err();
        assert!(fault.lacks_field);
        assert_eq!(fault.message, "there is no field \"text\" (it has body, id)");
        assert!(!read(br#"{"text": null}"#).unwrap_err().lacks_field);
    }
}
