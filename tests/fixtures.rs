//! Archives in which something is wrong, each named after the check that must fail: `altered_one-byte/`.
//!
//! In each folder: `it/`, the archive; `expected.toml`, what verifying must find; and what it is judged by, where that comes
//! from outside (`earlier`, `trust/`, `originals/`). Their keys were thrown away. To make all of them anew:
//! `cargo test --test fixtures -- --ignored rebuild`.

#![allow(clippy::unwrap_used)]

mod support;
mod fixtures {
    pub mod build;
}

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kzarchive::ledger::Kind;
use support::program::{kzarchive, raw_controls, said};

/// What verifying a fixture must find.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// What was done to it.
    what: String,
    /// The exit code.
    exit: i32,
    /// The kinds of all failures.
    kinds: BTreeSet<String>,
    /// Arguments after `verify`.
    arguments: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn all() -> Vec<(String, Expected)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap().map(Result::unwrap) {
        if let Ok(expected) = std::fs::read_to_string(entry.path().join("expected.toml")) {
            found.push((entry.file_name().into_string().unwrap(), toml::from_str(&expected).unwrap()));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[test]
fn every_fixture_is_judged_as_expected() {
    let mut wrong = Vec::new();
    for (name, expected) in all() {
        let mut command = kzarchive();
        command.current_dir(folder().join(&name)).args(["-C", "it", "verify", "--format", "json"]);
        let output = command.args(&expected.arguments).output().unwrap();
        assert!(raw_controls(&output).is_empty(), "{name}");
        let Ok(verdict) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
            wrong.push(format!("{name}: no verdict: {}", said(&output)));
            continue;
        };
        let failures = verdict["failures"].as_array().unwrap();
        let kinds: BTreeSet<_> = failures.iter().map(|failure| failure["kind"].as_str().unwrap().to_owned()).collect();
        if (kinds, output.status.code()) != (expected.kinds, Some(expected.exit)) {
            wrong.push(format!("{name}: exit {:?}, {:#}", output.status.code(), verdict["failures"]));
        }
        let verified = verdict["verified"].as_bool().unwrap();
        assert_eq!(verified, expected.exit == 0, "{name}: an archive with failures is never verified");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_kind_of_failure_is_without_a_fixture() {
    let all = all();
    // What may not be read is another thing for each who reads: tests/bad_input/unreadable.rs.
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Unreadable) {
        let named = all.iter().find(|(name, expected)| {
            name.starts_with(&format!("{}_", kind.name())) && expected.exit == 1 && expected.kinds.contains(kind.name())
        });
        assert!(named.is_some(), "no fixture fails with {}", kind.name());
    }
    assert!(all.iter().any(|(name, expected)| name.starts_with("good_") && expected.exit == 0));
}

#[test]
fn every_recipe_has_its_fixture_and_every_fixture_its_recipe() {
    let recipes: BTreeSet<_> = fixtures::build::recipes().iter().map(|recipe| recipe.name.to_owned()).collect();
    assert_eq!(recipes, all().into_iter().map(|(name, _)| name).collect());
}

#[test]
#[ignore = "writes tests/fixtures anew, with new keys"]
fn rebuild() {
    for recipe in fixtures::build::recipes() {
        let to = folder().join(recipe.name);
        let _ = std::fs::remove_dir_all(&to);
        std::fs::create_dir_all(&to).unwrap();
        (recipe.build)(&to);
        let expected = Expected {
            what: recipe.what.to_owned(),
            exit: if recipe.kinds.is_empty() { 0 } else { 1 },
            kinds: recipe.kinds.iter().map(|kind| kind.name().to_owned()).collect(),
            arguments: recipe.arguments.iter().map(|argument| (*argument).to_owned()).collect(),
        };
        support::write(&to, "expected.toml", toml::to_string(&expected).unwrap());
    }
}
