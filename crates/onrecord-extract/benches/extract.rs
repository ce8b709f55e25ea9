//! Words per second of the text layer and of the whole extraction, and the time of a text made of opening marks.

#[path = "../tests/shared/mod.rs"]
mod shared;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use onrecord_extract::text::Text;
use onrecord_extract::{Attribution, Extractor, Layer, Layers, Options, Source};

/// The texts for speed: briefings and short news, or, where they are absent, the examples of the project.
fn corpus() -> Vec<String> {
    let Some(shared) = shared::folder() else {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        return files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect();
    };
    let wikinews = shared::rows(&shared.join("data/throughput/wikinews_2019_2020.jsonl.gz"));
    let briefings = shared::rows(&shared.join("data/throughput/wh_briefings.jsonl.gz"));
    wikinews.into_iter().chain(briefings.into_iter().take(20)).map(|(_, text)| text).collect()
}

/// Throughput is printed in elements a second; an element is a word, as white space divides them.
fn speed(criterion: &mut Criterion) {
    let texts = corpus();
    let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    let mut group = criterion.benchmark_group("words");
    group.sample_size(10).throughput(Throughput::Elements(words as u64));
    group.bench_function("text", |bencher| {
        bencher.iter(|| texts.iter().map(|text| Text::new(black_box(text)).tokens.len()).sum::<usize>());
    });
    for &attribution in Attribution::ALL {
        let Ok(extractor) = Extractor::new(Options { attribution, ..Options::default() }) else { continue };
        group.bench_function(BenchmarkId::new("extract", attribution), |bencher| {
            bencher.iter(|| {
                texts
                    .iter()
                    .map(|text| extractor.extract(&Source::new("bench", black_box(text))).statements.len())
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

/// What each layer costs: the extraction by the layers up to it, one more each time.
fn layers(criterion: &mut Criterion) {
    let texts: Vec<_> = corpus().into_iter().take(100).collect();
    let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    let mut group = criterion.benchmark_group("words with layers up to");
    group.sample_size(10).throughput(Throughput::Elements(words as u64));
    for last in 0..Layer::ALL.len() {
        let layers: Layers = Layer::ALL.iter().take(last + 1).copied().collect();
        let Ok(extractor) = Extractor::new(Options { layers, ..Options::default() }) else { continue };
        group.bench_function(BenchmarkId::from_parameter(Layer::ALL[last]), |bencher| {
            bencher.iter(|| {
                texts
                    .iter()
                    .map(|text| extractor.extract(&Source::new("bench", black_box(text))).statements.len())
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

/// 100,000 opening marks at most: the time per mark must stay the same.
fn opening_marks(criterion: &mut Criterion) {
    let extractor = Extractor::default();
    let mut group = criterion.benchmark_group("opening_marks");
    for marks in [1_000, 10_000, 100_000] {
        let text = "“".repeat(marks);
        group.sample_size(10).throughput(Throughput::Elements(marks as u64));
        group.bench_with_input(BenchmarkId::from_parameter(marks), &text, |bencher, text| {
            bencher.iter(|| extractor.extract(&Source::new("marks", black_box(text))));
        });
    }
    group.finish();
}

/// The same words as a hundred documents and as one of a hundred times the length: the time must stay the same.
fn length(criterion: &mut Criterion) {
    let words: Vec<String> = corpus().iter().flat_map(|text| text.split("\n\n")).map(str::to_owned).collect();
    let parts: Vec<String> = words.chunks(words.len().div_ceil(100)).map(|part| part.join("\n\n")).collect();
    let whole = vec![parts.join("\n\n")];
    let extractor = Extractor::default();
    let count: usize = parts.iter().map(|text| text.split_whitespace().count()).sum();
    let mut group = criterion.benchmark_group("length");
    group.sample_size(10).throughput(Throughput::Elements(count as u64));
    for (name, texts) in [("a hundred documents", &parts), ("one document", &whole)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                texts
                    .iter()
                    .map(|text| extractor.extract(&Source::new("bench", black_box(text))).statements.len())
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, speed, layers, length, opening_marks);
criterion_main!(benches);
