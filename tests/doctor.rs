//! `kzarchive doctor`: a row a mishap around an archive, with the check that tells it; every check has a row.

#![allow(clippy::unwrap_used)]

mod support;
mod doctor {
    pub mod mishaps;
}

use std::collections::BTreeSet;
use std::fs;
use std::process::Output;

use doctor::mishaps::{ROWS, git, key};
use serde_json::Value;
use support::program::{Home, raw_controls, said};

/// An archive in a git work tree, with nothing wrong around it but that its keys have no passphrase.
fn healthy() -> Home {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert!(home.seal(&[&text]).output().unwrap().status.success());
    git(&home.root, &["init", "-q", "-b", "main"]);
    for arguments in [&["init", "--merge-driver", "--ci", "github"][..], &["verify", "--no-figures"]] {
        let output = home.command(arguments).current_dir(&home.root).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    home
}

fn doctor(home: &Home, arguments: &[&str]) -> (Output, Vec<Value>) {
    let output = home.command(&[&["doctor", "--format", "json"], arguments].concat()).output().unwrap();
    assert!(raw_controls(&output).is_empty(), "{}", said(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    assert_eq!(json["schema"], "kzarchive-doctor/1");
    (output, json["advice"].as_array().unwrap().clone())
}

#[test]
fn every_mishap_is_told_by_its_check() {
    for row in ROWS {
        let home = healthy();
        (row.deed)(&home);
        let (output, advice) = doctor(&home, &[]);
        let hit = |line: &&Value| line["check"] == row.check && line["level"] == row.level;
        let found = advice.iter().filter(hit).find(|line| line["found"].as_str().unwrap().contains(row.words));
        let found = found.unwrap_or_else(|| panic!("{} {}: {}", row.check, row.words, said(&output)));
        assert_eq!(found.get("next").is_some(), row.level != "ok", "{found}");
        let worst = advice.iter().any(|line| line["level"] == "error");
        assert_eq!(output.status.code(), Some(i32::from(worst)), "{}", said(&output));
    }
}

#[test]
fn every_check_has_a_row_in_which_it_fires() {
    let fired: BTreeSet<_> = ROWS.iter().filter(|row| row.level != "ok").map(|row| row.check).collect();
    assert_eq!(fired, kzarchive::doctor::checks().collect());
}

#[test]
fn what_is_in_order_is_said_to_be() {
    let home = healthy();
    let (output, advice) = doctor(&home, &[]);
    assert_eq!(output.status.code(), Some(0));
    for line in &advice {
        let keys = line["check"] == "archivist-key" || line["check"] == "log-key";
        assert!(line["level"] == "ok" || keys && line["found"].as_str().unwrap().contains("no passphrase"), "{line}");
    }
    let names: BTreeSet<_> = advice.iter().map(|line| line["check"].as_str().unwrap()).collect();
    assert_eq!(names, kzarchive::doctor::checks().collect());
    let quiet = home.command(&["doctor", "--quiet"]).output().unwrap();
    assert!(quiet.status.success() && said(&quiet).is_empty(), "{}", said(&quiet));
}

#[test]
fn the_repository_of_the_action_calls_it_by_its_folder() {
    let home = healthy();
    fs::remove_dir_all(home.root.join(".github")).unwrap();
    let workflow = "steps:\n  - uses: actions/checkout@v4\n    with:\n      fetch-depth: 0\n  - uses: ./\n";
    fs::create_dir_all(home.root.join(".github/workflows")).unwrap();
    fs::write(home.root.join(".github/workflows/ci.yml"), workflow).unwrap();
    let level = || {
        let (_, advice) = doctor(&home, &[]);
        advice.iter().find(|line| line["check"] == "ci").unwrap()["level"].clone()
    };
    assert_eq!(level(), "warning", "another action, for all that is known");
    fs::write(home.root.join("action.yml"), "name: kzarchive\n").unwrap();
    assert_eq!(level(), "ok");
}

#[test]
fn a_key_of_an_agent_that_is_not_there_is_told() {
    let home = healthy();
    let public = key(&home, "archivist.pub");
    let (_, advice) = doctor(&home, &["--key", public.to_str().unwrap()]);
    let line = advice.iter().find(|line| line["check"] == "archivist-key").unwrap();
    assert!(line["level"] == "error" && line["found"].as_str().unwrap().contains("SSH_AUTH_SOCK"), "{line}");
}

#[test]
fn an_archive_without_git_is_no_trouble() {
    let home = Home::new();
    let (output, advice) = doctor(&home, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(advice.iter().any(|line| line["check"] == "git" && line["level"] == "ok"));
}
