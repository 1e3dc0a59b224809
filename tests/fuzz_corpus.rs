//! The corpus that fuzzing left, through the properties that fuzzing holds: what was found once is found again here.

#![allow(clippy::unwrap_used)]

#[path = "../fuzz/properties.rs"]
mod properties;

use std::path::Path;

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

#[test]
fn every_target_is_replayed() {
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    let manifest: toml::Value = toml::from_str(&manifest).unwrap();
    let bins = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap());
    let replayed: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(bins.collect::<Vec<_>>(), replayed);
}
