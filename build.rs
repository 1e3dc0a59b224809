//! Checks the lexicons before anything is built of them: each word has one class, and each class and role has a rule.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[path = "src/figures/lexicon/claims.rs"]
mod claims;
#[expect(dead_code, reason = "here only the words count, and not which form each is")]
#[path = "src/figures/lexicon/forms.rs"]
mod forms;

const FIGURES: &str = "src/figures";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={FIGURES}");
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

/// All files below a folder.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}
