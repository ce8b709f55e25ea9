//! Tokens per second of the trained attribution engines, without the text layer; and their loading.

#[path = "../tests/shared/mod.rs"]
mod shared;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use onrecord_extract::text::Text;
use onrecord_extract::{Attribution, parts};

/// The texts for speed: briefings and short news, or, where they are absent, the examples of the project.
fn corpus() -> Vec<String> {
    let Some(shared) = shared::folder() else {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        return files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect();
    };
    let wikinews = shared::rows(&shared.join("data/throughput/wikinews_2019_2020.jsonl.gz"));
    let briefings = shared::rows(&shared.join("data/throughput/wh_briefings.jsonl.gz"));
    wikinews.into_iter().take(100).chain(briefings.into_iter().take(4)).map(|(_, text)| text).collect()
}

/// Throughput is printed in elements a second; an element is a token of the text layer.
fn speed(criterion: &mut Criterion) {
    let sources = corpus();
    let texts: Vec<Text<'_>> = sources.iter().map(|source| Text::new(source)).collect();
    let tokens: usize = texts.iter().map(|text| text.tokens.len()).sum();
    let mut group = criterion.benchmark_group("tokens");
    group.sample_size(10).throughput(Throughput::Elements(tokens as u64));
    for engine in [Attribution::Small, Attribution::Large] {
        for (name, inside) in [("level 1", false), ("all levels", true)] {
            group.bench_function(BenchmarkId::new(engine.as_str(), name), |bencher| {
                bencher.iter(|| {
                    texts.iter().map(|text| parts::attributions(black_box(text), engine, inside)).sum::<usize>()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, speed);
criterion_main!(benches);
