//! Whatever the documents and the order in which they come, the archive at the end is the same.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::OnceLock;

use onrecord_archive::{Archive, Entry, version};
use onrecord_extract::{Attribution, Extractor, Options, Source, parse_date};
use proptest::prelude::*;

/// Who speaks: two of one surname and office, one of the same name in another state, one with a surname alone.
const SPEAKERS: [&str; 5] = [
    "Norwegian Foreign Minister Ingrid Halvorsen",
    "Norwegian Foreign Minister Berit Halvorsen",
    "Danish Foreign Minister Ingrid Halvorsen",
    "Foreign Minister Halvorsen",
    "Norwegian Foreign Minister Halvorsen",
];

const QUOTATIONS: [&str; 3] = [
    "the harbour stays open to every ship that keeps to the rules of the port and nobody will be asked for a permit",
    "we have read the letter with care and will answer in writing before the end of the month",
    "the harbour stays open to every ship that keeps to the rules of the port and the letter says nothing else",
];

const RECIPIENTS: [&str; 4] = ["Finland", "Finland and Sweden", "Sweden", "Estonia"];
const AGENCIES: [&str; 3] = ["NORPRESS", "Polaris", "Meridian"];

/// A dispatch: who carries whose words, cut and changed in which places, and which letter it reports.
#[derive(Clone, Debug)]
struct Dispatch {
    agency: usize,
    day: u32,
    speaker: usize,
    quotation: usize,
    /// Words left out at the end, and the word that is replaced.
    cut: usize,
    replaced: Option<usize>,
    recipients: usize,
    sent: Option<u32>,
}

impl Dispatch {
    fn text(&self) -> String {
        let mut words: Vec<&str> = QUOTATIONS[self.quotation].split(' ').collect();
        words.truncate(words.len() - self.cut);
        if let Some(place) = self.replaced
            && let Some(word) = words.get_mut(place)
        {
            *word = "evidently";
        }
        let sent = self.sent.map(|day| format!(" on March {day}")).unwrap_or_default();
        format!(
            "OSLO, March {} ({}) -- \"{}\", {} said. Norway sent a letter to {}{sent}, the ministry said.",
            self.day,
            AGENCIES[self.agency],
            words.join(" "),
            SPEAKERS[self.speaker],
            RECIPIENTS[self.recipients],
        )
    }

    fn entry(&self, number: usize) -> Entry {
        static EXTRACTOR: OnceLock<Extractor> = OnceLock::new();
        let rules = || Extractor::new(Options { attribution: Attribution::Rules, ..Options::default() }).unwrap();
        let extractor = EXTRACTOR.get_or_init(rules);
        let (id, text) = (format!("d{number}"), self.text());
        let record = extractor.extract(&Source::new(&id, &text).published(parse_date("2024-03-28").unwrap()));
        Entry { record, text: Some(text), version: version(extractor.options(), None, Some("2024-03-28")) }
    }
}

fn dispatch() -> impl Strategy<Value = Dispatch> {
    (
        0..3usize,
        10..20u32,
        0..5usize,
        0..3usize,
        0..8usize,
        prop::option::of(0..14usize),
        0..4usize,
        prop::option::of(1..9u32),
    )
        .prop_map(|(agency, day, speaker, quotation, cut, replaced, recipients, sent)| Dispatch {
            agency,
            day,
            speaker,
            quotation,
            cut,
            replaced,
            recipients,
            sent,
        })
}

/// Dispatches, the same in another order, and how many come at once.
fn shuffled() -> impl Strategy<Value = (Vec<Entry>, Vec<Entry>, usize)> {
    let entries = prop::collection::vec(dispatch(), 2..14)
        .prop_map(|all| all.iter().enumerate().map(|(number, dispatch)| dispatch.entry(number)).collect::<Vec<_>>());
    entries.prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle(), 1..6usize))
}

fn fingerprint(fill: impl FnOnce(&mut Archive)) -> String {
    let mut archive = Archive::in_memory().unwrap();
    fill(&mut archive);
    archive.fingerprint().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_documents_changes_nothing((entries, shuffled, size) in shuffled()) {
        let expected = fingerprint(|archive| assert_eq!(archive.add(entries.clone()).unwrap().replaced, 0));
        let in_batches = |archive: &mut Archive| {
            for batch in shuffled.chunks(size) {
                archive.add(batch.to_vec()).unwrap();
            }
        };
        prop_assert_eq!(&fingerprint(in_batches), &expected, "in batches of {}", size);
        let in_bulk = |archive: &mut Archive| {
            archive.begin_bulk().unwrap();
            in_batches(archive);
            archive.finish_bulk().unwrap();
        };
        prop_assert_eq!(&fingerprint(in_bulk), &expected, "in bulk");
        // Others come between, and go again.
        let with_others = |archive: &mut Archive| {
            for (entry, other) in shuffled.iter().zip(&entries) {
                let mut guest = other.clone();
                guest.record.document.id = format!("guest of {}", other.record.document.id);
                archive.add(vec![guest, entry.clone()]).unwrap();
            }
            for other in &entries {
                archive.remove(&format!("guest of {}", other.record.document.id)).unwrap();
            }
        };
        prop_assert_eq!(&fingerprint(with_others), &expected, "among others");
    }
}
