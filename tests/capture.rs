//! `capture` and `recheck` against small servers: what is sealed, what is told of a page that changed, and servers that mean harm.

#![allow(clippy::unwrap_used)]

#[path = "capture/changes.rs"]
mod changes;
#[path = "capture/hostile.rs"]
mod hostile;
#[path = "capture/manners.rs"]
mod manners;
#[path = "capture/rechecks.rs"]
mod rechecks;
#[path = "capture/records.rs"]
mod records;
#[path = "capture/server.rs"]
mod server;
mod support;

use std::process::Output;

use support::manifest::documents;
use support::program::{Home, said};

/// Flags for what a page does not say of itself.
const UNKNOWN: &[&str] = &[
    "--allow-private",
    "--operator",
    "n.k.",
    "--publisher",
    "Example Monitor",
    "--author",
    "unknown",
    "--published-at",
    "2022-01-13",
    "--language",
    "en",
    "--licence",
    "unknown",
];

/// Captures from loopback, with all metadata that a page may lack.
fn capture(home: &Home, more: &[&str]) -> Output {
    let at_once: &[&str] = if more.contains(&"--delay") { &[] } else { &["--delay", "0"] };
    home.command(&["capture"]).args(UNKNOWN).args(at_once).args(more).output().unwrap()
}

/// Captures, which must work, and gives what was said.
fn captured(home: &Home, more: &[&str]) -> String {
    let done = capture(home, more);
    assert!(done.status.success(), "{}", said(&done));
    said(&done)
}

fn recheck(home: &Home, more: &[&str], code: i32) -> String {
    let done = home.command(&["recheck", "--allow-private", "--delay", "0"]).args(more).output().unwrap();
    assert_eq!(done.status.code(), Some(code), "{}", said(&done));
    assert!(support::program::raw_controls(&done).is_empty());
    said(&done)
}

/// A page with a title and these paragraphs, long enough to be taken for its main text.
fn page(paragraphs: &[&str]) -> Vec<u8> {
    let paragraphs: String = paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    format!(
        "<!doctype html><html><head><meta charset=utf-8><title>Report from Osh</title></head><body>\n\
         <nav><a href=\"/\">Home</a></nav><article><h1>Report from Osh</h1>\n{paragraphs}</article></body></html>\n"
    )
    .into_bytes()
}

/// What most tests serve.
fn report(killed: &str) -> Vec<u8> {
    page(&[
        &format!("The mayor said on 3 May 2021 that {killed} people were killed in the city over the week."),
        "The hospital, whose doctors asked not to be named, said that it had no beds left for those who were wounded.",
    ])
}

/// A file keeps to a schema that we publish, as another hand's validator reads it.
fn keeps_to(schema: &str, file: &std::path::Path) {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = std::env::var_os("KZARCHIVE_VENV").map_or_else(|| here.join("target/interop-venv"), Into::into);
    let mut validate = std::process::Command::new(venv.join("bin/python3"));
    validate.arg(here.join("tests/interop/validate.py")).arg(here.join(schema)).arg(file);
    match validate.output().ok().filter(|done| !said(done).contains("No module named")) {
        Some(done) => assert!(done.status.success(), "{}", said(&done)),
        None => {
            let said = "jsonschema is not there; tests/interop/install installs it";
            assert!(std::env::var_os("KZARCHIVE_INTEROP").is_none_or(|value| value != "required"), "{said}");
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("SKIPPED: {said}\n"));
        }
    }
}
