//! Whether an archive is complete: what is said where that is not known, and of files that nobody sealed.

use serde_json::Value;

use crate::support::forge;
use crate::support::program::{kzarchive, said};
use crate::support::{Made, small};

fn verdict(made: &Made) -> Value {
    let output = kzarchive().arg("-C").arg(&made.root).args(["verify", "--format", "json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no verdict: {}", said(&output)))
}

/// The outcome of a check, and why.
fn outcome(verdict: &Value, name: &str) -> (String, String) {
    let checks = verdict["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["check"] == name).unwrap();
    (check["outcome"].as_str().unwrap().to_owned(), check["why"].as_str().unwrap_or_default().to_owned())
}

/// That of the check of completeness.
fn complete(verdict: &Value) -> (String, String) {
    outcome(verdict, "complete")
}

fn detail(verdict: &Value, path: &str) -> String {
    let failures = verdict["failures"].as_array().unwrap();
    let failure = failures.iter().find(|failure| failure["path"] == path);
    failure.unwrap_or_else(|| panic!("{path} is told: {verdict}"))["detail"].as_str().unwrap().to_owned()
}

#[test]
fn where_a_manifest_is_not_believed_completeness_is_not_known() {
    let made = small();
    assert_eq!(complete(&verdict(&made)).0, "passed");
    let manifest = made.root.join(forge::manifest_path(&made.root, 2));
    std::fs::write(&manifest, std::fs::read_to_string(&manifest).unwrap() + "\n").unwrap();
    let (outcome, why) = complete(&verdict(&made));
    assert_eq!(outcome, "not-checked", "{why}");
    assert!(why.contains("what they sealed is not known"), "{why}");
    let (found, why) = self::outcome(&verdict(&made), "figures");
    let unknown = "texts of 1 manifest that cannot be believed are not known";
    assert!(found == "not-checked" && why.contains(unknown), "{found}: {why}");
    // What is known to be wrong is told nevertheless.
    std::fs::write(made.root.join("keys/extra"), "A key.\n").unwrap();
    assert_eq!(complete(&verdict(&made)).0, "failed");
}

#[test]
fn a_text_that_is_kept_elsewhere_is_not_said_to_be_checked() {
    let (outcome, why) = outcome(&verdict(&small()), "withheld");
    assert_eq!(outcome, "not-checked");
    assert!(why.contains("1 text kept elsewhere; give their folder with --originals"), "{why}");
}

#[test]
fn what_fails_is_told_before_what_could_not_be_compared() {
    let made = small();
    let (found, why) = outcome(&verdict(&made), "trust");
    assert_eq!(found, "not-checked");
    assert!(why.starts_with("first contact"), "{why}");
    // A failure elsewhere is none of the keys.
    std::fs::remove_file(made.root.join("archive/denial.txt")).unwrap();
    assert_eq!(outcome(&verdict(&made), "trust").0, "not-checked");
    let settings = made.root.join("kzarchive.toml");
    std::fs::write(&settings, std::fs::read_to_string(&settings).unwrap() + "# \n").unwrap();
    assert_eq!(outcome(&verdict(&made), "trust").0, "failed");
    let made = small();
    let manifest = made.root.join(forge::manifest_path(&made.root, 0));
    std::fs::write(&manifest, "{}").unwrap();
    let (found, why) = outcome(&verdict(&made), "trust");
    assert_eq!(found, "not-checked");
    assert_eq!(why, "no manifest that states the keys can be believed");
}

#[test]
fn a_file_that_nobody_sealed_is_told_by_what_it_may_be() {
    let made = small();
    for (path, why) in [
        ("manifests/.kzarchive-tmp-x", "left by an interrupted run"),
        ("manifests/extra.json", "the log does not name it"),
        ("archive/witness.txt", "it was sealed as withheld, and lies here"),
        ("keys/extra", "no trust statement covers it"),
    ] {
        std::fs::write(made.root.join(path), "x\n").unwrap();
        let detail = detail(&verdict(&made), path);
        assert!(detail.contains(why), "{path}: {detail}");
        std::fs::remove_file(made.root.join(path)).unwrap();
    }
}

#[test]
fn documents_that_are_not_as_sealed_are_counted() {
    let made = small();
    let counts = |made: &Made| {
        let documents = verdict(made)["documents"].clone();
        ["intact", "withheld", "failed"].map(|key| documents[key].as_u64().unwrap())
    };
    assert_eq!(counts(&made), [4, 1, 0]);
    std::fs::write(made.root.join("archive/tally.txt"), "The ministry said that 12 people were killed.\n").unwrap();
    std::fs::remove_file(made.root.join("archive/denial.txt")).unwrap();
    // Nobody sealed it: it is no document that failed.
    std::fs::write(made.root.join("archive/new.txt"), "x\n").unwrap();
    assert_eq!(counts(&made), [2, 1, 2]);
}

#[test]
fn what_changed_in_a_page_beside_its_main_text_is_told() {
    let page = |footer: &str| {
        let text = "The union said that 12 people were hurt on Monday, when police came to the square. ".repeat(8);
        format!(
            "<!DOCTYPE html>\n<html><body><article><p>{text}</p></article><footer>{footer}</footer></body></html>\n"
        )
    };
    let made = Made::new();
    made.seal("page.html", page("Last changed on 3 May"));
    std::fs::write(made.root.join("archive/page.html"), page("Last changed on 9 May")).unwrap();
    let detail = detail(&verdict(&made), "archive/page.html");
    assert!(detail.contains("what changed stands outside of it"), "{detail}");
}
