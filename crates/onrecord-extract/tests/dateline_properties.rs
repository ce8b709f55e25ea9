//! The dateline layer on arbitrary text and on datelines with noise: no panic, every range on characters.

use chrono::NaiveDate;
use onrecord_extract::dateline::{self, DatelineLayer};
use onrecord_extract::text::{Text, TextRange};
use proptest::prelude::*;

fn read(source: &str) -> DatelineLayer {
    dateline::read(&Text::new(source), NaiveDate::from_ymd_opt(2024, 3, 5))
}

/// Every range must cut the source between characters and hold something.
fn check(source: &str) -> Result<(), TestCaseError> {
    let layer = read(source);
    let mut ranges: Vec<TextRange> = layer.credits.clone();
    ranges.extend(layer.header.map(|header| header.range));
    ranges.extend(layer.diagnostics.iter().map(|diagnostic| diagnostic.range));
    if let Some(dateline) = &layer.dateline {
        ranges.push(dateline.range);
        ranges.extend(dateline.date_range);
        ranges.extend(dateline.agency.as_ref().map(|agency| agency.range));
        for place in &dateline.places {
            ranges.push(place.range);
            ranges.extend(place.region.as_ref().map(|region| region.range));
            prop_assert!(dateline.range.contains(place.range) && !place.name.is_empty());
        }
        prop_assert!(dateline.range.end <= layer.body_start);
        prop_assert_eq!(dateline.printed(source).is_empty(), dateline.places.is_empty());
    }
    for range in ranges {
        prop_assert!(!range.is_empty() && source.get(range.bytes()).is_some(), "{:?} in {:?}", range, source);
    }
    prop_assert!(source.get(layer.body_start as usize..).is_some());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arbitrary_text(source in "\\PC{0,200}") {
        check(&source)?;
    }

    #[test]
    fn text_of_dateline_parts(parts in prop::collection::vec(prop::sample::select(vec![
        "MOSCOW", "St. ", "XI’AN", "de ", " and ", "Calif", ".", ",", "/", "(", ")", "[", "]", "AP", "TASS", "Reuters", " ",
        "\n", "\n\n", "March", "Narch", "5", "2O", "2024", "2024-03-05", "05.03.2024", "3/25/2024", "date ", "By ", "RPT ",
        "-", "--", "—", "_", ":", "Friday", "Reference: CEP20240305", "Reporting by ", "Editing by ", "END", "kl/mb", "@", "é",
        "\u{FEFF}", "\u{A0}", "\u{AD}", "\r\n", "\u{2028}", "***", "The talks went on.", "'s", "\"",
    ]), 0..40)) {
        check(&parts.concat())?;
    }

    #[test]
    fn a_dateline_with_noise(at in 0usize..60, noise in "\\PC{0,3}", cut in 0usize..4) {
        let mut source = "TARSK /Norland/, March 5. /TASS/. The talks went on, said Orla’s envoy.\n\nReporting by Ada Orlu".to_owned();
        let start = (0..=at).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
        let end = (start + cut..=source.len()).find(|&at| source.is_char_boundary(at)).unwrap_or(start);
        source.replace_range(start..end, &noise);
        check(&source)?;
    }

    #[test]
    fn any_day_is_read_back(month in 1u32..=12, day in 1u32..=28, style in 0usize..5) {
        let names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
        let name = names[month as usize - 1];
        let short = &name[..3];
        let source = match style {
            0 => format!("TARSK, {name} {day}. /TASS/. The talks went on."),
            1 => format!("TARSK, {short}. {day} (Reuters) - The talks went on."),
            2 => format!("Tarsk, {day} {name}: The talks went on."),
            3 => format!("TARSK, {} {day} - The talks went on.", short.to_uppercase()),
            _ => format!("Tarsk {day} {short} (Xinhua) -- The talks went on."),
        };
        let published = NaiveDate::from_ymd_opt(2024, month, day).unwrap() + chrono::Days::new(1);
        let layer = dateline::read(&Text::new(&source), Some(published));
        let dateline = layer.dateline.expect("a dateline");
        prop_assert_eq!(dateline.date, NaiveDate::from_ymd_opt(2024, month, day));
        prop_assert_eq!(&dateline.places[0].name, "Tarsk");
        prop_assert!(source[layer.body_start as usize..].starts_with("The talks"));
    }
}

/// Cost does not grow with the length of a text, once its tokens are known.
#[test]
fn a_long_text_has_the_head_of_a_short_one() {
    let head = "TARSK, March 5. /TASS/. ";
    let long = format!("{head}{}", "The talks went on. ".repeat(20_000));
    assert_eq!(read(&long).dateline, read(&format!("{head}The talks went on.")).dateline);
}
