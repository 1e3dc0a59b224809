//! The proofs of transparency-dev/merkle: each a JSON file that says whether it holds.

use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use kzarchive::digest::Digest;
use kzarchive::log::merkle::{verify_consistency, verify_inclusion};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    root: Option<String>,
    leaf_hash: Option<String>,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consistency {
    size1: u64,
    size2: u64,
    root1: Option<String>,
    root2: Option<String>,
    proof: Option<Vec<String>>,
    want_err: bool,
}

/// How a vector went: what it wants, what we say.
struct Run {
    path: PathBuf,
    want_ok: bool,
    ok: bool,
}

/// A hash of another length than 32 bytes cannot be said in our types: it is refused where it is read.
fn digest(base64: &str) -> Option<Digest> {
    Some(Digest::from_bytes(Base64::decode_vec(base64).unwrap().try_into().ok()?))
}

fn digests(proof: &Option<Vec<String>>) -> Option<Vec<Digest>> {
    proof.iter().flatten().map(|hash| digest(hash)).collect()
}

fn inclusion(json: &str) -> (bool, bool) {
    let vector: Inclusion = serde_json::from_str(json).unwrap();
    let holds = || {
        let (leaf, root) = (digest(&vector.leaf_hash?)?, digest(&vector.root?)?);
        verify_inclusion(&leaf, vector.leaf_idx, vector.tree_size, &digests(&vector.proof)?, &root).ok()
    };
    (!vector.want_err, holds().is_some())
}

fn consistency(json: &str) -> (bool, bool) {
    let vector: Consistency = serde_json::from_str(json).unwrap();
    let holds = || {
        let (old, new) = (digest(&vector.root1?)?, digest(&vector.root2?)?);
        verify_consistency(vector.size1, &old, vector.size2, &new, &digests(&vector.proof)?).ok()
    };
    (!vector.want_err, holds().is_some())
}

fn run_all(folder: &Path, check: fn(&str) -> (bool, bool), runs: &mut Vec<Run>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            run_all(&path, check, runs);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let (want_ok, ok) = check(&std::fs::read_to_string(&path).unwrap());
            runs.push(Run { path, want_ok, ok });
        }
    }
}

#[test]
fn inclusion_proofs() {
    let Some(folder) = super::shared("vectors/merkle/inclusion") else { return };
    let mut runs = Vec::new();
    run_all(&folder, inclusion, &mut runs);
    for run in &runs {
        assert_eq!(run.ok, run.want_ok, "{}", run.path.display());
    }
    assert_eq!((runs.len(), runs.iter().filter(|run| run.ok).count()), (98, 6));
}

#[test]
fn consistency_proofs() {
    let Some(folder) = super::shared("vectors/merkle/consistency") else { return };
    let mut runs = Vec::new();
    run_all(&folder, consistency, &mut runs);
    for run in &runs {
        // The one vector that holds there and not here has roots of 12 bytes; ours have 32 or are not read.
        let short_roots = run.path.ends_with("additional/sizes-are-equal-one-and-proof-is-empty.json");
        assert_eq!(run.ok, run.want_ok && !short_roots, "{}", run.path.display());
    }
    assert_eq!((runs.len(), runs.iter().filter(|run| run.ok).count()), (98, 5));
}
