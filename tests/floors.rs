//! The table of floors: a module imports only from lower ones, and only the store opens files.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Modules by floor, lowest first. `figures` stands beside them: it imports nothing of ours but `digest`.
const FLOORS: &[&[&str]] = &[
    &["digest", "path", "timestamp", "net"],
    &["diff", "text", "trust"],
    &["manifest", "log", "extract"],
    &["store"],
    &["ledger"],
    &["seal", "verify", "prove", "witness"],
    &["holdings"],
    &["capture"],
    &["report"],
    &["cli"],
];

/// Modules from which `figures` may be used.
const READ_FIGURES: &[&str] = &["verify", "holdings", "capture", "report", "cli"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The module a file belongs to: `store` for `src/store/open.rs`.
fn module(file: &Path) -> String {
    let below = file.strip_prefix(source_folder()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Code without comments and without the tests at its end.
fn code(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Modules that a file names as `crate::NAME`, or in a list `crate::{…}`.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(list) => found.extend(list.split('}').next().unwrap().split(',').map(|part| word(part.trim()))),
            None => drop(found.insert(word(after))),
        }
    }
    found
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

fn is_test(file: &Path) -> bool {
    let below = file.strip_prefix(source_folder()).unwrap();
    below.components().any(|part| part.as_os_str().to_str().unwrap().trim_end_matches(".rs") == "tests")
}

#[test]
fn every_module_has_a_floor_and_imports_only_from_lower_ones() {
    let mut checked = 0;
    for file in sources(&source_folder()).into_iter().filter(|file| !is_test(file)) {
        let from = module(&file);
        if matches!(from.as_str(), "lib" | "main") {
            continue;
        }
        for to in imports(&code(&file)).into_iter().filter(|to| *to != from) {
            let allowed = match (from.as_str(), to.as_str()) {
                ("figures", to) => to == "digest",
                (from, "figures") => READ_FIGURES.contains(&from),
                (from, to) => {
                    let (Some(from), Some(to)) = (floor(from), floor(to)) else {
                        panic!("{}: {from} or {to} has no floor", file.display());
                    };
                    to < from
                }
            };
            assert!(allowed, "{} imports crate::{to}: not a lower floor", file.display());
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} imports were seen: the reader of imports is broken");
}

#[test]
fn the_reader_of_imports_sees_them() {
    let code = "use crate::log::Entries;\nuse crate::{store, text};\nlet a = crate::seal::x();";
    let seen: Vec<_> = imports(code).into_iter().collect();
    assert_eq!(seen, ["log", "seal", "store", "text"]);
}

#[test]
fn only_the_store_opens_files() {
    let opening = ["fs::", "File::open", "File::create", ".exists()", ".is_dir()", ".is_file()", "canonicalize"];
    for file in sources(&source_folder()).into_iter().filter(|file| module(file) != "store" && !is_test(file)) {
        for line in
            code(&file).lines().filter(|line| !line.contains("std::fs::File,") && !line.contains("use std::fs::File;"))
        {
            let line = line.replace("std::fs::File", "");
            let found = opening.iter().find(|word| line.contains(**word));
            // tar's entries have an `is_file` of their own, which opens nothing.
            let found = found.filter(|_| !line.contains("entry_type()"));
            assert!(found.is_none(), "{}: {line}", file.display());
        }
    }
}

#[test]
fn only_net_opens_connections() {
    // The agent's socket is a file of the user's.
    let allowed = |file: &Path| module(file) == "net" || is_test(file) || file.ends_with("store/agent.rs");
    let words = ["TcpListener", "TcpStream", "UdpSocket", "UnixStream", "ureq", "httparse", "rustls"];
    for file in sources(&source_folder()).into_iter().filter(|file| !allowed(file)) {
        let code = code(&file);
        let found = words.iter().find(|word| code.contains(**word));
        assert!(found.is_none(), "{}: {found:?}", file.display());
    }
}

#[test]
fn only_the_command_line_prints_and_asks_for_time_and_environment() {
    let words =
        ["println!", "print!(", "SystemTime::now", "Instant::now", "std::env::", "env::var", "stdout()", "stderr()"];
    for file in sources(&source_folder()).into_iter().filter(|file| module(file) != "cli" && !is_test(file)) {
        // The lock waits for another writer, the network for a sender: both need to know how long they have waited.
        if file.ends_with("store/lock.rs") || module(&file) == "net" {
            continue;
        }
        for line in code(&file).lines() {
            let found = words.iter().find(|word| line.contains(**word));
            assert!(found.is_none(), "{}: {line}", file.display());
        }
    }
}
