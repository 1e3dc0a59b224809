//! Transcripts: every `console` block of the README, of `tests/transcripts/*.md` and of `docs/*.md` is run, and prints what it says.
//!
//! `$ ` opens a command, `? N` states its exit code if that is not 0, a line `...` stands for any lines, `[..]` for any
//! characters. Names of manifests and times differ from run to run: they are compared by their shape. Names of findings do not, and are
//! compared as they are: whoever changes a rule's page changes the names of what it finds, here too.
//!
//! Each command runs in a shell of its own, and where the one before it left off: the danger is a `cd` that a reader, who has one
//! shell, would still be under.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

struct Step {
    command: String,
    expected: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The steps of each `console` block.
fn blocks(text: &str) -> Vec<Vec<Step>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("```console\n") {
        let body = &rest[start + 11..];
        let end = body.find("```").expect("the block ends");
        let mut steps: Vec<Step> = Vec::new();
        for line in body[..end].lines() {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push(Step { command: command.to_owned(), expected: String::new() }),
                (None, Some(step)) => step.expected += &format!("{line}\n"),
                (None, None) => panic!("output before the first command: {line}"),
            }
        }
        blocks.push(steps);
        rest = &body[end..];
    }
    blocks
}

/// Names of manifests and times by their shape.
fn shapes(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() || c == '-' || c == ':' {
            word.push(c);
            continue;
        }
        let digits = |s: &str| s.bytes().filter(u8::is_ascii_digit).count();
        let name = word.len() == 25 && word.as_bytes()[16] == b'-' && word.as_bytes()[15] == b'Z';
        let time = word.len() == 20 && word.ends_with('Z') && digits(&word) == 14;
        // "ruleset 4 89abcdef": another one with each word of the lexicon.
        let rules = word.len() == 8 && out.trim_end().rsplit(' ').nth(1).is_some_and(|word| word.ends_with("ruleset"));
        let digest = word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
        out += if name {
            "NAME"
        } else if time {
            "TIME"
        } else if digest || rules {
            "DIGEST"
        } else {
            &word
        };
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// Runs a command in a folder, and gives the one in which it leaves its reader.
fn run(step: &Step, folder: &Path, config: &Path) -> PathBuf {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_kzarchive"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let command = step.command.replace("cargo run --release --", &format!("kzarchive -C '{}'", root().display()));
    let left_in = tempfile::NamedTempFile::new().unwrap();
    let output = Command::new("bash")
        .args(["-c", &format!("trap 'pwd >\"$LEFT_IN\"' EXIT; {{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env("LEFT_IN", left_in.path())
        .env("KZARCHIVE_CONFIG", config)
        .env("HOME", config)
        .env("LC_ALL", "C.UTF-8")
        .env("COLUMNS", "100")
        .env_remove("KZARCHIVE_PASSPHRASE")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let mut actual = String::from_utf8(output.stdout).unwrap();
    if output.status.code() != Some(0) {
        actual += &format!("? {}\n", output.status.code().unwrap_or(-1));
    }
    let (actual, expected) = (shapes(&actual), shapes(&step.expected));
    let compared = std::panic::catch_unwind(|| snapbox::Assert::new().eq(actual.clone(), expected));
    assert!(compared.is_ok(), "`{}` printed:\n{actual}", step.command);
    PathBuf::from(std::fs::read_to_string(left_in.path()).unwrap().trim_end())
}

/// Runs a page's commands one after the other, as one who reads it does.
fn run_all<'a>(steps: impl Iterator<Item = &'a Step>, folder: &Path, config: &Path) {
    steps.fold(folder.to_owned(), |folder, step| run(step, &folder, config));
}

#[test]
#[should_panic(expected = "No such file")]
fn a_folder_that_a_page_leaves_its_reader_in_is_noticed() {
    let (dir, config) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let page = blocks("```console\n$ mkdir a && echo b >b && cd a\n```\n\n```console\n$ cat b\nb\n```\n");
    run_all(page.iter().flatten(), dir.path(), config.path());
}

#[test]
fn the_readme_says_what_happens() {
    let blocks = blocks(&std::fs::read_to_string(root().join("README.md")).unwrap());
    assert_eq!(blocks.len(), 4, "a block was added: say here where it runs");
    let (dir, config) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run_all(blocks[..3].iter().flatten(), dir.path(), config.path());
    // The last block checks the repository's own archive by hand.
    run_all(blocks[3].iter(), root(), config.path());
}

/// Each file of `tests/transcripts`, and each of `docs` that has blocks, runs in a folder of its own, all its blocks one after
/// the other.
#[test]
fn every_command_prints_what_its_transcript_says() {
    let mut files: Vec<_> =
        std::fs::read_dir(root().join("tests/transcripts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    files.extend(docs.filter(|file| {
        file.extension().is_some_and(|extension| extension == "md")
            && std::fs::read_to_string(file).unwrap().contains("```console\n")
    }));
    files.sort();
    assert!(files.len() > 1);
    let mut seen = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let (dir, config) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let blocks = blocks(&text);
        run_all(blocks.iter().flatten(), dir.path(), config.path());
        seen.extend(blocks.iter().flatten().map(|step| format!("{}\n", step.command)));
    }
    let shown = |words: &[&str]| {
        let part_shows = |part: &str| {
            let mut rest = part.trim().strip_prefix("kzarchive ").unwrap_or_default().split_whitespace();
            words.iter().all(|word| rest.any(|other| other == *word))
        };
        // `X=y kzarchive ...`, and commands after one another.
        seen.lines()
            .flat_map(|line| line.split(['|', ';', '(', '&']))
            .any(|part| part_shows(part.find("kzarchive ").map_or(part, |at| &part[at..])))
    };
    let commands = subcommands(&[]);
    assert!(commands.len() > 20, "the list of commands is not read");
    for command in commands {
        assert!(shown(&[&command]), "no transcript shows `kzarchive {command}`");
        has_example(&[&command]);
        for below in subcommands(&[&command]) {
            assert!(shown(&[&command, &below]), "no transcript shows `kzarchive {command} {below}`");
            has_example(&[&command, &below]);
        }
    }
}

fn help(of: &[&str]) -> String {
    let help = Command::new(env!("CARGO_BIN_EXE_kzarchive")).args(of).arg("--help").output().unwrap();
    String::from_utf8(help.stdout).unwrap()
}

fn has_example(of: &[&str]) {
    let help = help(of);
    let examples = help.split("Example").nth(1).unwrap_or_default();
    let shows = |line: &str| line.contains("kzarchive") && line.split(' ').any(|word| word == of[0]);
    assert!(examples.lines().any(shows), "{of:?} --help has no example: {help}");
}

/// The commands below a command, as its help lists them.
fn subcommands(of: &[&str]) -> Vec<String> {
    let help = help(of);
    let listed = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}
