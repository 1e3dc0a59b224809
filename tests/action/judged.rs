//! The program itself, started by the script.

use super::runner::{Runner, git};
use crate::support::ORIGIN;
use crate::support::program::{raw_controls, said, unknown_flags};

#[test]
fn the_program_itself_annotates_and_summarises() {
    let runner = Runner::new();
    runner.real();
    let good = runner.run();
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    assert!(runner.read("summary").starts_with("## kzarchive: verified"), "{}", runner.read("summary"));
    assert!(said(&good).contains("  append-only  passed"), "{}", said(&good));
    let text = runner.home.root.join("archive/tally.txt");
    std::fs::write(&text, "The ministry said that 13 people were killed in Osh.\n").unwrap();
    runner.commit("an edit");
    let bad = runner.run();
    assert_eq!(bad.status.code(), Some(1));
    let first = said(&bad).lines().find(|line| line.starts_with("::error")).unwrap().to_owned();
    assert!(first.starts_with("::error file=archive/tally.txt,line=1,title=kzarchive%3A altered::"), "{first}");
    assert!(runner.read("summary").contains("- **altered** ` archive/tally.txt:1 `"), "the summary is added to");
    assert!(raw_controls(&bad).is_empty());
}

#[test]
fn a_branch_may_add_and_may_not_rewrite() {
    let runner = Runner::new();
    runner.real();
    let text = runner.home.text("more.txt", "The union said that 3 people were injured in Osh.\n");
    assert!(runner.home.seal(&[&text]).output().unwrap().status.success());
    runner.commit("another text");
    let added = runner.run();
    assert_eq!(added.status.code(), Some(0), "{}", said(&added));
    // The archive begun anew with the branch's own keys: by itself it holds.
    let root = &runner.home.root;
    for part in ["manifests", "keys", "kzarchive.toml"] {
        let path = root.join(part);
        let _ = std::fs::remove_dir_all(&path);
        let _ = std::fs::remove_file(&path);
    }
    let config = runner.file("attacker");
    let seal = |arguments: &[&str]| {
        let mut command = runner.home.command(arguments);
        command.env("KZARCHIVE_CONFIG", &config).args(unknown_flags().iter().filter(|_| arguments[0] == "seal"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    seal(&["init", "--origin", ORIGIN]);
    seal(&["seal", root.join("archive").to_str().unwrap()]);
    runner.commit("all anew");
    let alone = runner.home.command(&["verify", "--no-memory"]).env("KZARCHIVE_CONFIG", &config).output().unwrap();
    assert_eq!(alone.status.code(), Some(0), "{}", said(&alone));
    let rewritten = runner.run();
    assert_eq!(rewritten.status.code(), Some(1), "{}", said(&rewritten));
    assert!(said(&rewritten).contains("::error file=keys/"), "{}", said(&rewritten));
}

#[test]
fn a_base_without_an_archive_needs_the_input() {
    let mut runner = Runner::new();
    runner.real();
    git(&runner.home.root, &["checkout", "--quiet", "--orphan", "empty"]);
    git(&runner.home.root, &["rm", "--quiet", "-r", "--cached", "."]);
    git(&runner.home.root, &["commit", "--quiet", "--allow-empty", "-m", "nothing"]);
    let empty = git(&runner.home.root, &["rev-parse", "HEAD"]);
    runner.commit("the archive");
    runner.set("EVENT_BASE", &empty);
    let output = runner.run();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    runner.set("INPUT_GENESIS", "true");
    let output = runner.run();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
