//! Published vectors: what others say is right must be right here too, and what they say is wrong must be refused.
//!
//! Those that are not ours to copy are read from the folder that KZARCHIVE_SHARED names; without it the tests say what they
//! skipped.

#![allow(clippy::unwrap_used)]

#[path = "vectors/c2sp.rs"]
mod c2sp;
#[path = "vectors/ed25519.rs"]
mod ed25519;
#[path = "vectors/formats.rs"]
mod formats;
#[path = "vectors/merkle.rs"]
mod merkle;

use std::io::Write as _;
use std::path::PathBuf;

/// A path below the shared folder; none, loudly, when it is missing.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("KZARCHIVE_SHARED").map(PathBuf::from);
    let root = root.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let found = root.join(path);
    if !found.exists() {
        // Not eprintln!, which the test runner keeps to itself while tests pass.
        let said = format!("SKIPPED: {path} is not there; set KZARCHIVE_SHARED to the folder that has it");
        let _ = writeln!(std::io::stderr(), "{said}");
        return None;
    }
    Some(found)
}

fn shared_text(path: &str) -> Option<String> {
    shared(path).map(|path| std::fs::read_to_string(path).unwrap())
}
