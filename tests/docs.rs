//! The documentation: pages that the program writes are as it writes them, every page is in the book, no link leads nowhere.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn pages() -> BTreeSet<PathBuf> {
    let files = fs::read_dir(docs()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Targets of links and includes, without those in fenced code.
fn targets(text: &str) -> Vec<String> {
    let mut fenced = false;
    let prose: String = text
        .lines()
        .filter(|line| {
            fenced ^= line.starts_with("```");
            !fenced
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let links = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let includes = prose.split("{{#include ").skip(1).filter_map(|rest| rest.split("}}").next());
    links.chain(includes).map(str::to_owned).collect()
}

#[test]
fn the_reference_is_what_the_program_writes() {
    let folder = tempfile::tempdir().unwrap();
    let written = Command::new(env!("CARGO_BIN_EXE_kzarchive")).arg("reference").arg(folder.path()).output().unwrap();
    assert!(written.status.success());
    let mut checked = 0;
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let ours = fs::read_to_string(docs().join(path.file_name().unwrap())).unwrap_or_default();
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(
            ours == fs::read_to_string(&path).unwrap(),
            "docs/{name} is stale: `cargo run -- reference docs` renews it"
        );
        checked += 1;
    }
    assert_eq!(checked, 3);
}

#[test]
fn every_page_is_in_the_book_once() {
    let summary = targets(&fs::read_to_string(docs().join("SUMMARY.md")).unwrap());
    let listed: BTreeSet<_> = summary.iter().map(|target| docs().join(target)).collect();
    assert_eq!(listed.len(), summary.len(), "a page is listed twice");
    let mut pages = pages();
    pages.remove(&docs().join("SUMMARY.md"));
    assert_eq!(listed, pages);
}

#[test]
fn every_variable_that_the_program_reads_is_described() {
    let page = fs::read_to_string(docs().join("environment.md")).unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    let mut read = BTreeSet::new();
    for entry in fs::read_dir(sources).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let parts = ["variable(\"", "var(\"", "var_os(\""].map(|call| {
            let names = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            names.map(str::to_owned).collect::<Vec<_>>()
        });
        read.extend(parts.concat());
    }
    // Git is found by it, as by every shell.
    read.remove("PATH");
    assert!(read.len() >= 7, "{read:?}");
    for name in read {
        assert!(page.contains(&format!("`{name}`")), "docs/environment.md does not name {name}");
    }
}

#[test]
fn no_link_leads_nowhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = pages();
    files.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root.join(name)));
    let mut checked = 0;
    for file in files {
        for target in targets(&fs::read_to_string(&file).unwrap()) {
            if target.starts_with("https://") || target.starts_with('#') {
                continue;
            }
            let path = file.parent().unwrap().join(target.split('#').next().unwrap());
            assert!(path.exists(), "{}: {target}", file.display());
            // The book has nothing but its own folder.
            let inside = path.canonicalize().unwrap().starts_with(docs().canonicalize().unwrap());
            assert!(
                inside || !file.starts_with(docs()) || target.ends_with("FORMAT.md"),
                "{}: {target}",
                file.display()
            );
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn links_and_includes_are_seen() {
    let seen = targets("a [b](c.md), [d](e.md#f)\n```\n[g](h.md)\n```\n{{#include i}}\n");
    assert_eq!(seen, ["c.md", "e.md#f", "i"]);
}
