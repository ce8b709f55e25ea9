//! Numbers, clocks and dates in every spelling: what is written one way and read has the value it was written from.

use chrono::NaiveDate;
use onrecord_extract::time::dates;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number below a hundred in words, its parts put together with a hyphen or a space.
fn below_hundred(number: usize, join: &str) -> String {
    match (number / 10, number % 10) {
        (0 | 1, _) => ONES[number].to_owned(),
        (tens, 0) => TENS[tens].to_owned(),
        (tens, ones) => format!("{}{join}{}", TENS[tens], ONES[ones]),
    }
}

/// A number below ten thousand in words.
fn spelt(number: usize, join: &str, and: &str) -> String {
    let mut words = Vec::new();
    if number >= 1000 {
        words.push(format!("{} thousand", ONES[number / 1000]));
    }
    if number % 1000 >= 100 {
        words.push(format!("{} hundred", ONES[number % 1000 / 100]));
    }
    if !number.is_multiple_of(100) {
        let and = if words.is_empty() { "" } else { and };
        words.push(format!("{and}{}", below_hundred(number % 100, join)));
    }
    words.join(" ")
}

/// The values of the expressions of a sentence written on 7 March 2024, a Thursday.
fn values(sentence: &str) -> Vec<String> {
    dates(sentence, NaiveDate::from_ymd_opt(2024, 3, 7)).into_iter().map(|timex| timex.value).collect()
}

#[test]
fn numbers_in_words_are_those_in_digits() {
    for number in (2..1000).chain([1000, 1001, 1010, 1100, 1999, 2000, 2024, 9999]) {
        for (join, and) in [("-", ""), ("-", "and "), (" ", "and ")] {
            let sentence = format!("The siege lasted {} days.", spelt(number, join, and));
            assert_eq!(values(&sentence), [format!("P{number}D")], "{sentence}");
        }
        let sentence = format!("The siege lasted {number} days.");
        assert_eq!(values(&sentence), [format!("P{number}D")], "{sentence}");
    }
}

#[test]
fn years_in_words_are_those_in_digits() {
    for year in (1800..2100).filter(|year| year % 100 != 0) {
        let rest = year % 100;
        let spellings = match rest {
            // Nobody says so, and what was meant would not be known.
            1..10 => vec![],
            _ => vec![below_hundred(rest, "-"), below_hundred(rest, " ")],
        };
        for words in spellings {
            let sentence = format!("It was signed in {} {words}.", below_hundred(year / 100, "-"));
            assert_eq!(values(&sentence), [year.to_string()], "{sentence}");
        }
    }
}

#[test]
fn ordinals_in_words_are_days() {
    let first = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ];
    for day in 1..=31_usize {
        let words = match day {
            20 => vec!["twentieth".to_owned()],
            30 => vec!["thirtieth".to_owned()],
            21.. => ["-", " "].map(|join| format!("{}{join}{}", TENS[day / 10], first[day % 10 - 1])).to_vec(),
            _ => vec![first[day - 1].to_owned()],
        };
        for words in words {
            let sentence = format!("The treaty was signed on the {words} of May 2023.");
            assert_eq!(values(&sentence), [format!("2023-05-{day:02}")], "{sentence}");
        }
    }
}

#[test]
fn the_clock_of_twelve_hours_is_that_of_twenty_four() {
    for hour in 0..24_u32 {
        let (short, half) = ((hour + 11) % 12 + 1, if hour < 12 { 'a' } else { 'p' });
        for minute in [0, 1, 30, 59] {
            let expected = [format!("2024-03-05T{hour:02}:{minute:02}")];
            let capital = half.to_ascii_uppercase();
            for clock in [
                format!("{short}:{minute:02} {half}.m."),
                format!("{short}:{minute:02} {half}m"),
                format!("{short}:{minute:02} {capital}M"),
                format!("{short}:{minute:02}{half}m"),
                format!("{hour:02}:{minute:02}"),
            ] {
                let sentence = format!("The talks began at {clock} on Tuesday.");
                assert_eq!(values(&sentence), expected, "{sentence}");
            }
            let sentence = format!("The talks began at {hour:02}{minute:02} GMT on Tuesday.");
            assert_eq!(values(&sentence), [format!("2024-03-05T{hour:02}:{minute:02}Z")], "{sentence}");
        }
        for clock in [format!("{short}{half}.m."), format!("{short} {half}.m."), format!("{short}{half}m")] {
            let sentence = format!("The talks began at {clock} on Tuesday.");
            assert_eq!(values(&sentence), [format!("2024-03-05T{hour:02}:00")], "{sentence}");
        }
    }
}

#[test]
fn dates_in_digits_are_those_of_the_calendar() {
    for day in 1..=31_u32 {
        for month in 1..=12_u32 {
            if NaiveDate::from_ymd_opt(2022, month, day).is_none() {
                continue;
            }
            let exact = format!("2022-{month:02}-{day:02}");
            let slashed = if day > 12 || day == month { exact.clone() } else { "2022-XX-XX".to_owned() };
            for (written, expected) in [
                (format!("{day:02}.{month:02}.2022"), &exact),
                (format!("{day}.{month}.2022"), &exact),
                (format!("{day:02}.{month:02}.22"), &exact),
                (format!("2022-{month:02}-{day:02}"), &exact),
                (format!("{day:02}/{month:02}/2022"), &slashed),
                (format!("{month:02}/{day:02}/2022"), &slashed),
                (format!("{day:02}/{month:02}/22"), &slashed),
            ] {
                let sentence = format!("The note is dated {written}.");
                assert_eq!(values(&sentence), [expected.as_str()], "{sentence}");
            }
        }
    }
}
