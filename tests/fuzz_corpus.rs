//! The corpus that fuzzing left, through the properties that fuzzing holds: what was found once is found again here.

#![allow(clippy::unwrap_used)]

#[path = "../fuzz/properties.rs"]
mod properties;

use std::path::Path;

use proptest::prelude::RngCore as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// What holds for any input.
type Property = fn(&[u8]);

/// The targets of `fuzz/Cargo.toml`.
const TARGETS: &[(&str, Property)] = &[
    ("manifest", properties::manifest),
    ("note", properties::note),
    ("proof", properties::proof),
    ("allowed_signers", properties::allowed_signers),
    ("policy", properties::policy),
    ("config", properties::config),
    ("normaliser", properties::normaliser),
    ("figures", properties::figures),
    ("warc", properties::warc),
    ("report", properties::report),
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

#[test]
fn the_kept_corpus_holds_every_property() {
    for (name, property) in TARGETS {
        let inputs = std::fs::read_dir(folder().join("corpus").join(name)).unwrap();
        let mut count = 0;
        for input in inputs.map(Result::unwrap) {
            println!("{name}: {}", input.path().display());
            property(&std::fs::read(input.path()).unwrap());
            count += 1;
        }
        assert!(count > 0, "{name} has no corpus");
    }
}

/// Blind fuzzing: the kept inputs, cut, joined and changed at random. It finds less than a fuzzer that sees which code ran, and
/// needs nothing but stable Rust.
fn mutated(name: &str, property: Property, until: impl Fn(u64) -> bool) -> u64 {
    let inputs = std::fs::read_dir(folder().join("corpus").join(name)).unwrap();
    let mut inputs: Vec<_> = inputs.map(|input| input.unwrap().path()).collect();
    inputs.sort();
    let inputs: Vec<Vec<u8>> = inputs.iter().map(|input| std::fs::read(input).unwrap()).collect();
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut below = |end: usize| rng.next_u64() as usize % end.max(1);
    let mut tried = 0;
    while !until(tried) {
        let mut bytes = inputs[below(inputs.len())].clone();
        for _ in 0..=below(4) {
            let at = below(bytes.len() + 1);
            let end = (at + below(16)).min(bytes.len());
            match below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << below(8),
                1 if at < bytes.len() => bytes[at] = below(256) as u8,
                2 => drop(bytes.drain(at..end)),
                3 => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
                4 => {
                    let other = &inputs[below(inputs.len())];
                    let from = below(other.len() + 1);
                    let piece = other[from..(from + below(64)).min(other.len())].to_vec();
                    bytes.splice(at..at, piece).for_each(drop);
                }
                _ => {
                    let odd = [
                        "\u{202e}",
                        "\0",
                        "\r\n",
                        "\u{feff}",
                        "<script>",
                        "]]>",
                        "::",
                        "\u{1b}[2J",
                        "1,000",
                        "e\u{301}",
                        "\"",
                        "\\u0000",
                    ];
                    bytes.splice(at..at, odd[below(odd.len())].bytes()).for_each(drop);
                }
            }
        }
        // Found again by the input, which a panic alone would not show.
        let held = std::panic::catch_unwind(|| property(&bytes));
        assert!(held.is_ok(), "{name}: {:?}", bytes.escape_ascii().to_string());
        tried += 1;
    }
    tried
}

#[test]
fn changed_inputs_hold_every_property() {
    for (name, property) in TARGETS {
        mutated(name, *property, |tried| tried == 300);
    }
}

#[test]
#[ignore = "takes long: KZARCHIVE_FUZZ_SECONDS (20) for each target"]
fn many_changed_inputs_hold_every_property() {
    let seconds = std::env::var("KZARCHIVE_FUZZ_SECONDS").map_or(20, |seconds| seconds.parse().unwrap());
    for (name, property) in TARGETS {
        let start = std::time::Instant::now();
        let tried = mutated(name, *property, |_| start.elapsed().as_secs() >= seconds);
        println!("{name}: {tried} inputs in {seconds} s");
    }
}

#[test]
fn every_target_is_replayed() {
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    let manifest: toml::Value = toml::from_str(&manifest).unwrap();
    let bins = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap());
    let replayed: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(bins.collect::<Vec<_>>(), replayed);
}
