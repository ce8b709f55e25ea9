//! The engine against the trainer, and its backends against each other.

#![allow(
    clippy::float_cmp,
    clippy::cloned_ref_to_slice_refs,
    clippy::format_push_string,
    reason = "parity is compared number by number"
)]

use serde_json::Value;

use super::simd::Backend;
use super::*;

const SMALL: &[u8] = include_bytes!("../model/small.bin");
const LARGE: &[u8] = include_bytes!("../model/large.bin");

/// Chunks as the trainer saw them and what it made of them.
fn parity(json: &str) -> Vec<Value> {
    let mut value: Value = serde_json::from_str(json).unwrap();
    value["chunks"].as_array_mut().unwrap().drain(..).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn ranges(value: &Value) -> Vec<Range<u32>> {
    let pairs = value.as_array().unwrap().iter().map(numbers);
    pairs.map(|pair| pair[0] as u32..pair[1] as u32).collect()
}

/// A workspace with the passage of a chunk of the parity file.
fn workspace(model: &Model, chunk: &Value) -> Workspace {
    let text: Vec<char> = chunk["text"].as_str().unwrap().chars().collect();
    let starts = |name: &str| numbers(&chunk[name]).into_iter().map(|n| n as usize).collect::<Vec<_>>();
    let (sentences, paragraphs) = (starts("sentences"), starts("paragraphs"));
    let mut workspace = Workspace::default();
    let tokens = ranges(&chunk["tokens"]).into_iter().zip(numbers(&chunk["quoted"])).enumerate();
    for (i, (range, quoted)) in tokens {
        let word: String = text[range.start as usize..range.end as usize].iter().collect();
        let double_quote = ["\"", "“", "”", "„", "«", "»", "``", "''"].contains(&word.as_str());
        let begins = match (paragraphs.contains(&i), sentences.contains(&i)) {
            (true, _) => Begins::Paragraph,
            (false, true) => Begins::Sentence,
            _ => Begins::Nothing,
        };
        let form = model.vocabulary.form_of(&word, double_quote);
        workspace.passage.push(form, i as u32, quoted > 0.0, begins);
    }
    workspace.passage.finish();
    workspace
}

/// All sixteen flags of a token, put together from its rows and its sentence.
fn flags(passage: &Passage, token: usize) -> Vec<f64> {
    let unit = passage.units[token];
    let sentence = passage.sentences[unit.sentence as usize].flags;
    let begin = passage::places::begin_flags(unit.begin_row.into());
    let end = passage::places::end_flags(unit.end_row.into());
    (0..16)
        .map(|flag| {
            let own = f32::from(u8::from(flag == 0 && unit.quoted || sentence >> flag & 1 == 1));
            f64::from(begin[flag] + end[flag] + own)
        })
        .collect()
}

fn close(name: &str, ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() < 1e-3, "{name}: {ours} instead of {theirs}");
}

fn check_parity(bytes: &[u8], json: &str, backend: Backend) {
    let model = Model::with_backend(bytes, backend).unwrap();
    let mut candidates = 0;
    for chunk in parity(json) {
        let mut workspace = workspace(&model, &chunk);
        let passage = &workspace.passage;
        assert_eq!(passage.chunks, [0..passage.units.len() as u32]);
        for (i, (ids, theirs)) in
            chunk["ids"].as_array().unwrap().iter().zip(chunk["flags"].as_array().unwrap()).enumerate()
        {
            let unit = passage.units[i];
            let shape = u32::from(unit.shape_row) % vocabulary::SHAPES as u32;
            let ours = [unit.form.word, unit.form.suffix, unit.form.prefix, shape].map(f64::from);
            assert_eq!(ours.as_slice(), numbers(ids), "token {i} of {}", chunk["text"]);
            for (flag, (ours, theirs)) in flags(passage, i).iter().zip(numbers(theirs)).enumerate() {
                close(&format!("flag {flag} of token {i} of {}", chunk["text"]), *ours, theirs);
            }
        }
        workspace.read(&model);
        let logits = numbers(&chunk["anchor_logits"]);
        assert_eq!(workspace.tokens.logits.len(), logits.len());
        for (ours, theirs) in workspace.tokens.logits.iter().zip(logits) {
            close("anchor logit", f64::from(ours[0]), theirs);
        }
        let theirs = chunk["candidates"].as_array().unwrap();
        let ours = &workspace.candidates[0];
        assert_eq!(ours.list.len(), theirs.len());
        for (ours_one, theirs) in ours.list.iter().zip(theirs) {
            candidates += 1;
            assert_eq!(f64::from(ours_one.anchor), theirs["anchor"].as_f64().unwrap());
            assert_eq!(ours.sources(ours_one), ranges(&theirs["source"]));
            assert_eq!([ours_one.cue.clone()], *ranges(&theirs["cue"]));
            assert_eq!(ours.contents(ours_one), ranges(&theirs["content"]));
            for (name, value) in theirs["features"].as_object().unwrap() {
                close(name, Candidates::feature(ours_one, name).unwrap(), value.as_f64().unwrap());
            }
            close("confidence", ours_one.confidence, theirs["confidence"].as_f64().unwrap());
        }
        let theirs = chunk["selected"].as_array().unwrap();
        assert_eq!(workspace.selected.len(), theirs.len());
        for (ours, theirs) in workspace.selected.iter().zip(theirs) {
            assert_eq!(f64::from(ours.anchor), theirs["anchor"].as_f64().unwrap());
            assert_eq!(ours.source.clone().into_iter().collect::<Vec<_>>(), ranges(&theirs["source"]));
            assert_eq!([ours.cue.clone()], *ranges(&theirs["cue"]));
            assert_eq!(ours.content, ranges(&theirs["content"]));
        }
    }
    assert!(candidates > 8);
}

#[test]
fn the_small_model_agrees_with_its_trainer_on_every_backend() {
    for backend in Backend::all() {
        check_parity(SMALL, include_str!("../model/small.parity.json"), backend);
    }
}

#[test]
fn the_large_model_agrees_with_its_trainer_on_every_backend() {
    for backend in Backend::all() {
        check_parity(LARGE, include_str!("../model/large.parity.json"), backend);
    }
}

#[test]
fn emissions_agree_with_the_trainer() {
    let model = Model::from_bytes(SMALL).unwrap();
    let mut seen = 0;
    for chunk in parity(include_str!("../model/small.parity.json")) {
        let mut workspace = workspace(&model, &chunk);
        workspace.read(&model);
        let theirs = chunk["candidates"].as_array().unwrap();
        for from in (0..workspace.anchors.len()).step_by(SEQUENCES) {
            workspace.read_windows(&model, from);
            let anchors = workspace.anchors[from..].iter().take(SEQUENCES);
            for (anchor, emissions) in anchors.zip(&workspace.windows.emissions) {
                let theirs = theirs.iter().find(|one| one["anchor"] == anchor.token).unwrap();
                assert_eq!([anchor.window.clone()], *ranges(&serde_json::json!([theirs["window"]])));
                let rows = theirs["emissions"].as_array().unwrap();
                assert_eq!(emissions.len(), rows.len());
                for (ours, theirs) in emissions.iter().zip(rows) {
                    for (ours, theirs) in ours.iter().zip(numbers(theirs)) {
                        close("emission", (*ours).into(), theirs);
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 1000);
}

/// Sentences of many kinds, put together at random: all words are ours.
fn dispatches() -> Vec<String> {
    const SOURCES: [&str; 8] = [
        "Foreign Minister Ana Orlu",
        "the ministry",
        "a senior official who asked not to be named",
        "They",
        "Dr. Tamm, who leads the delegation,",
        "the two governments",
        "Norland",
        "critics of the accord",
    ];
    const CUES: [&str; 8] =
        ["said", "told reporters", "denied", "believes", "plans to", "warned", "is expected to", "according to"];
    const CONTENTS: [&str; 8] = [
        "that the talks would go on next week",
        "“we will not sign anything before the inspection”",
        "the pipeline had been shut for repairs; nothing else was damaged",
        "\"This is a mistake,\" and that it would appeal",
        "the 1994 memorandum of Lakeport",
        "no such letter was ever sent -- or received",
        "lift the embargo by June 1",
        "what the U.N. envoy had called ‘a quiet understanding’",
    ];
    let mut state = 11u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % below
    };
    (0..40)
        .map(|number| {
            let mut text = String::new();
            for _ in 0..3 + number {
                let (source, cue, content) = (SOURCES[random(8)], CUES[random(8)], CONTENTS[random(8)]);
                text += &match random(4) {
                    0 => format!("{source} {cue} {content}."),
                    1 => format!("“It is over,” {source} {cue}."),
                    2 => format!("{content}, {cue} {source}."),
                    _ => format!("Ships lay off the coast. {source} {cue} {content}, and {cue} {content}."),
                };
                text += [" ", "\n", " ", "\n\n"][random(4)];
            }
            text
        })
        .collect()
}

fn run(model: &Model, workspace: &mut Workspace, text: &Text<'_>) -> Vec<Attribution> {
    let body = TextRange::new(0, text.source.len());
    let mut found = attribute(model, text, body, workspace);
    attribute_inside(model, text, workspace, &mut found);
    found
}

#[test]
fn backends_find_the_same_attributions() {
    let fast = Model::from_bytes(SMALL).unwrap();
    let portable = Model::with_backend(SMALL, Backend::Portable).unwrap();
    let (mut one, mut other) = (Workspace::default(), Workspace::default());
    let mut total = 0;
    for source in dispatches() {
        let text = Text::new(&source);
        let (ours, theirs) = (run(&fast, &mut one, &text), run(&portable, &mut other, &text));
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let confidences = [ours, theirs].map(|found| found.confidence.unwrap());
            assert!((confidences[0] - confidences[1]).abs() < 1e-4);
            assert_eq!(*ours, Attribution { confidence: ours.confidence, ..theirs.clone() });
        }
        total += ours.len();
    }
    assert!(total > 200, "{total}");
}

#[test]
fn a_used_workspace_changes_nothing() {
    let model = Model::builtin(Size::Small);
    let mut workspace = Workspace::default();
    for source in dispatches() {
        let text = Text::new(&source);
        assert_eq!(run(model, &mut workspace, &text), run(model, &mut Workspace::default(), &text));
    }
}

#[test]
fn plain_news_is_attributed() {
    let source = "Foreign Minister Ana Orlu said on Monday that the two sides would meet again next week. “We have closed no \
                  door,” she said.";
    let text = Text::new(source);
    let found = run(Model::builtin(Size::Small), &mut Workspace::default(), &text);
    let words = |range: &Range<u32>| text.range(range.clone()).of(source);
    let told: Vec<_> = found
        .iter()
        .map(|found| {
            (found.source.as_ref().map(words), found.content.iter().map(words).collect::<Vec<_>>().join(" … "))
        })
        .collect();
    assert!(
        told.iter().any(|(who, what)| who.is_some_and(|who| who.contains("Orlu")) && what.contains("meet again")),
        "{told:?}"
    );
    assert!(told.contains(&(Some("she"), "We have closed no door,".to_owned())), "{told:?}");
    assert!(found.iter().all(|found| found.confidence.is_some_and(|p| (0.0..=1.0).contains(&p))));
}

#[test]
fn embedded_attributions_stand_inside_their_parents() {
    let mut embedded = 0;
    for source in dispatches() {
        let text = Text::new(&source);
        let found = run(Model::builtin(Size::Small), &mut Workspace::default(), &text);
        for (number, inner) in found.iter().enumerate() {
            let Some(parent) = inner.embedded_in else { continue };
            assert!(parent < number && found[parent].level + 1 == inner.level);
            let held = |range: &Range<u32>| {
                found[parent].content.iter().any(|content| content.start <= range.start && range.end <= content.end)
            };
            assert!(inner.content.iter().chain(&inner.cue).chain(&inner.source).all(held));
            embedded += 1;
        }
    }
    assert!(embedded > 0);
}

#[test]
fn empty_and_odd_texts_are_no_trouble() {
    let long = "word ".repeat(3000);
    for source in ["", " ", "\"", "“", "said", ".", "\n\n\n", "😀😀", "a\n\"\n", long.as_str()] {
        run(Model::builtin(Size::Small), &mut Workspace::default(), &Text::new(source));
    }
}

#[test]
fn broken_model_files_are_errors() {
    let header = 12 + u32::from_le_bytes(SMALL[8..12].try_into().unwrap()) as usize;
    for end in (0..header + 200).step_by(97).chain((header..SMALL.len()).step_by(100_003)) {
        assert!(Model::from_bytes(&SMALL[..end]).is_err(), "{end}");
    }
    for at in (0..header).step_by(13) {
        let mut broken = SMALL.to_vec();
        broken[at] ^= 1;
        if let Ok(model) = Model::from_bytes(&broken) {
            run(&model, &mut Workspace::default(), &Text::new("“It is over,” Ana Orlu said. He denied it."));
        }
    }
    let not_finite = SMALL.len() - 4;
    let mut broken = SMALL.to_vec();
    broken[not_finite - 60..].fill(0xFF);
    assert!(Model::from_bytes(&broken).is_err() || broken == SMALL);
}
