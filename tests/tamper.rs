//! Whatever is changed in an archive is found: every byte of every file, every file removed, doubled or swapped, random bits
//! of many.
//!
//! The judge has no key, no earlier checkpoint and no copy: what it finds, it finds in the archive alone.

#![allow(clippy::unwrap_used)]

mod support;
mod tamper {
    pub mod bytes;
    pub mod files;
    pub mod generated;
    pub mod large;
}

use std::path::Path;

use kzarchive::ledger::Failure;
use kzarchive::store::Archive;
use kzarchive::verify::{Request, verify};

/// The failures that verifying finds; an archive that cannot be opened at all is one, too.
fn failures(root: &Path) -> Vec<Failure> {
    let verdict = verify(&Archive::at(root).unwrap(), &Request::default());
    assert_eq!(verdict.verified(), verdict.failures.is_empty(), "a failure is not said to be verified");
    verdict.failures
}
