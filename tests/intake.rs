//! What people really have: pages, PDFs, crawls, old charsets, folders with a spreadsheet, and what is made to break a reader.

#![allow(clippy::unwrap_used)]

#[path = "intake/charsets.rs"]
mod charsets;
#[path = "intake/hostile.rs"]
mod hostile;
#[path = "intake/mhtml.rs"]
mod mhtml;
#[path = "intake/packages.rs"]
mod packages;
#[path = "intake/pages.rs"]
mod pages;
#[path = "intake/runs.rs"]
mod runs;
#[path = "intake/samples.rs"]
mod samples;
mod support;

use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use support::manifest::documents;
use support::program::{Home, said};

/// Seals files with all metadata said to be unknown, which must work, and gives the documents of the last manifest.
fn sealed(home: &Home, files: &[&PathBuf]) -> Vec<Value> {
    let files: Vec<_> = files.iter().map(|file| file.as_path()).collect();
    let done = home.seal(&files).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    documents(home)
}

fn run(home: &Home, arguments: &[&str]) -> Output {
    home.command(arguments).output().unwrap()
}

/// Runs, and gives what was said if it ended with this code.
fn ends(home: &Home, arguments: &[&str], code: i32) -> String {
    let done = run(home, arguments);
    assert_eq!(done.status.code(), Some(code), "{}", said(&done));
    said(&done)
}

/// Sealing this file is refused with these words, and the archive stays as it was.
fn refused(name: &str, bytes: impl AsRef<[u8]>, words: &str) {
    let home = Home::new();
    let file = home.text(name, bytes);
    let before = support::snapshot(&home.root);
    let done = home.seal(&[&file]).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{name}: {}", said(&done));
    assert!(said(&done).contains(words), "{name}: {}", said(&done));
    assert!(support::program::raw_controls(&done).is_empty());
    assert!(support::snapshot(&home.root) == before, "{name}: the archive changed");
}
