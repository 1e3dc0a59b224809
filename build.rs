//! Checks the lexicons before anything is built of them: each word has one class, and each class and role has a rule. And gives the
//! program the digest of what it is built from, by which it knows what another build has found.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[path = "src/figures/lexicon/claims.rs"]
mod claims;
#[expect(dead_code, reason = "here only the words count, and not which form each is")]
#[path = "src/figures/lexicon/forms.rs"]
mod forms;

const FIGURES: &str = "src/figures";

/// What the program is built from; `Cargo.lock` is not there where it is built as a library of another.
const SOURCES: [&str; 2] = ["src", "Cargo.lock"];

fn main() -> ExitCode {
    for sources in SOURCES {
        println!("cargo::rerun-if-changed={sources}");
    }
    match digest() {
        Ok(digest) => println!("cargo::rustc-env=KZARCHIVE_SOURCES={digest:016x}"),
        Err(error) => println!("cargo::error={SOURCES:?}: {error}"),
    }
    match check() {
        Ok(wrong) if wrong.is_empty() => return ExitCode::SUCCESS,
        Ok(wrong) => wrong.iter().for_each(|wrong| println!("cargo::error={wrong}")),
        Err(error) => println!("cargo::error={FIGURES}: {error}"),
    }
    ExitCode::FAILURE
}

fn check() -> std::io::Result<Vec<String>> {
    let files = files(Path::new(FIGURES))?;
    let (lexicon, rules): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| file.parent().is_some_and(|folder| folder.ends_with("lexicon")));
    let is = |file: &&PathBuf, kind: &str| file.extension().is_some_and(|extension| extension == kind);
    let mut sources = String::new();
    for file in rules.iter().filter(|file| is(file, "rs")) {
        sources += &fs::read_to_string(file)?;
    }
    let mut wrong = Vec::new();
    for file in lexicon.iter().filter(|file| is(file, "toml")) {
        let found = claims::complaints(&fs::read_to_string(file)?, &sources).unwrap_or_else(|error| vec![error]);
        wrong.extend(found.into_iter().map(|found| format!("{}: {found}", file.display())));
    }
    Ok(wrong)
}

/// Over all sources, in the order of their names. Not cryptographic: nobody gains by two programs that are taken for one.
fn digest() -> std::io::Result<u64> {
    let mut sources = files(Path::new(SOURCES[0]))?;
    sources.extend(Path::new(SOURCES[1]).exists().then(|| SOURCES[1].into()));
    sources.sort();
    let mut hasher = DefaultHasher::new();
    for file in sources {
        file.hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// All files below a folder.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}
