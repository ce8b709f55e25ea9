//! The speed of the time layer alone, in words a second; the text layer is measured beside it.

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord_extract::text::{Text, TokenKind};
use onrecord_extract::time::{TimeContext, read};

/// Sentences of a dispatch, with about one time expression in twenty words, as news has.
const DISPATCH: &str = "ARVEL, March 7 - The foreign minister of Norland said on Tuesday that talks with her counterpart \
would resume in the second half of the year, almost two years after they were broken off over fishing rights in the \
northern strait. The two governments exchanged letters in January and agreed to name a joint panel of five members \
that will examine the maps kept in both capitals. Her ministry added that no new patrols were planned, although ships \
of the coast guard had stayed near the disputed islets for several months and would remain there until Friday. A \
treaty of 1994, which both sides still cite, leaves the limits of the shelf open and asks the parties to refrain from \
drilling while the matter is before the court. Deputies of the opposition called the plan a retreat, and asked why \
the government had not put it to the vote when the chamber met last week.\n\n";

fn speed(criterion: &mut Criterion) {
    let source = DISPATCH.repeat(40);
    let text = Text::new(&source);
    let words = text.tokens.iter().filter(|token| token.kind == TokenKind::Word).count() as u64;
    let context = TimeContext { document_date: NaiveDate::from_ymd_opt(2024, 3, 7), ..TimeContext::default() };
    let mut group = criterion.benchmark_group("time");
    group.throughput(Throughput::Elements(words));
    group.bench_function("time layer alone", |bencher| bencher.iter(|| read(black_box(&text), &context)));
    group.bench_function("text layer alone", |bencher| bencher.iter(|| Text::new(black_box(&source))));
    group.finish();
}

criterion_group!(benches, speed);
criterion_main!(benches);
