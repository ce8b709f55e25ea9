//! Records from JSON: no panic; what is read is written again as it was read back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_model::Record;

fuzz_target!(|json: &str| {
    let Ok(record) = Record::from_json(json) else { return };
    let Ok(written) = record.to_json() else { return };
    let again = Record::from_json(&written).expect("what was written can be read");
    assert_eq!(again.to_json().ok().as_deref(), Some(written.as_str()));
});
