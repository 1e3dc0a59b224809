//! A policy that asks for a witness, and the program around it.

use std::path::Path;
use std::process::Command;

use crate::support::program::{Home, kzarchive, said};
use crate::support::{folder, restore, snapshot, write};

pub const NAME: &str = "witness.example/w1";

/// Somebody else's home, with a witness's key.
pub struct Other {
    dir: tempfile::TempDir,
    pub vkey: String,
}

impl Other {
    pub fn new() -> Self {
        let mut other = Self { dir: folder(), vkey: String::new() };
        let made = other.command(&["witness", "new", NAME]).output().unwrap();
        assert!(made.status.success(), "{}", said(&made));
        let prefix = format!("witness {NAME} {NAME}+");
        let said = said(&made);
        let line = said.lines().find(|line| line.starts_with(&prefix)).unwrap();
        other.vkey = line.rsplit(' ').next().unwrap().to_owned();
        other
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = kzarchive();
        command.env("KZARCHIVE_CONFIG", self.dir.path()).args(arguments);
        command
    }

    /// `kzarchive witness cosign`: the exit code and what was said.
    pub fn cosign(&self, archive: &Path) -> (Option<i32>, String) {
        run(&mut self.command(&["witness", "cosign", archive.to_str().unwrap()]))
    }
}

pub fn run(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    (output.status.code(), said(&output))
}

/// Lets the archive ask for a witness.
pub fn ask_for(home: &Home, vkey: &str, url: &str) {
    let policy = std::fs::read_to_string(home.root.join("keys/policy")).unwrap();
    let new = home.text("policy", policy.replace("quorum none", &format!("witness w1 {vkey} {url}\nquorum w1")));
    let (code, said) = run(home.command(&["witness", "policy"]).arg(&new));
    assert_eq!(code, Some(0), "{said}");
}

fn seal(home: &Home, name: &str) {
    let text = home.text(name, format!("{name} has no figures\n"));
    let sealed = home.seal(&[&text]).output().unwrap();
    assert!(sealed.status.success(), "{}", said(&sealed));
}

#[test]
fn a_quorum_asks_for_the_witness_and_sealing_goes_on() {
    let (home, other) = (Home::new(), Other::new());
    ask_for(&home, &other.vkey, "");
    let verify = || run(&mut home.command(&["verify"]));
    let unmet = || {
        let (code, said) = verify();
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains(&format!("not cosigned by {NAME}")) && said.contains("kzarchive witness submit"),
            "{said}"
        );
    };
    unmet();
    // Twice without a witness between: a log that waits for its witnesses is not a broken one.
    seal(&home, "a.txt");
    seal(&home, "b.txt");
    unmet();
    let (code, said) = other.cosign(&home.root);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("first contact") && said.contains("for the first time") && said.contains(&other.vkey),
        "{said}"
    );
    let (code, said) = verify();
    assert_eq!(code, Some(0), "{said}");
    seal(&home, "c.txt");
    unmet();
    let (code, said) = other.cosign(&home.root);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("extends the 4 that were cosigned last") && !said.contains("first contact"), "{said}");
    assert_eq!(verify().0, Some(0));
    // Once more over the same checkpoint: a newer cosignature in the place of the older one.
    assert_eq!(other.cosign(&home.root).0, Some(0));
    assert_eq!(verify().0, Some(0));
    let note = std::fs::read_to_string(home.root.join("manifests/checkpoint")).unwrap();
    assert_eq!(note.matches(&format!("— {NAME} ")).count(), 1, "{note}");
}

#[test]
fn a_cosignature_of_another_key_meets_no_quorum() {
    let (home, asked, other) = (Home::new(), Other::new(), Other::new());
    ask_for(&home, &asked.vkey, "");
    assert_eq!(other.cosign(&home.root).0, Some(0));
    let (code, said) = run(&mut home.command(&["verify"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("not cosigned by {NAME}")), "{said}");
}

#[test]
fn a_rollback_and_a_fork_are_refused_loudly_with_evidence() {
    let (home, other) = (Home::new(), Other::new());
    seal(&home, "a.txt");
    let before = snapshot(&home.root);
    seal(&home, "b.txt");
    assert_eq!(other.cosign(&home.root).0, Some(0));
    let refused = |what: &str| {
        let checkpoint = std::fs::read(home.root.join("manifests/checkpoint")).unwrap();
        let (code, said) = other.cosign(&home.root);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("NOT COSIGNED") && said.contains(what), "{said}");
        let evidence = said.split("the log, in ").nth(1).unwrap().lines().next().unwrap();
        let kept: Vec<_> = snapshot(Path::new(evidence)).into_values().collect();
        assert!(kept.contains(&checkpoint), "the one that was shown is kept");
        assert!(kept.len() >= 3, "both checkpoints and the log");
        assert_eq!(std::fs::read(home.root.join("manifests/checkpoint")).unwrap(), checkpoint, "nothing was added");
    };
    restore(&home.root, &before);
    home.forget();
    refused("rolled back: this witness has cosigned 3 lines, the log has 2");
    // The archivist's own key over another history.
    seal(&home, "other.txt");
    refused("forked: the log of 3 lines does not begin with the 3 lines that this witness cosigned");
    seal(&home, "more.txt");
    refused("forked: the log of 4 lines does not begin with the 3 lines");
}

#[test]
fn a_log_that_is_not_the_checkpoint_s_is_not_cosigned() {
    let (home, other) = (Home::new(), Other::new());
    seal(&home, "a.txt");
    let sums = std::fs::read_to_string(home.root.join("manifests/SHA256SUMS")).unwrap();
    let first = sums.split_inclusive('\n').next().unwrap();
    write(&home.root, "manifests/SHA256SUMS", first);
    let (code, said) = other.cosign(&home.root);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is not the log that the checkpoint signs"), "{said}");
}

#[test]
fn only_logs_of_the_policy_that_is_named_are_cosigned() {
    let (home, other) = (Home::new(), Other::new());
    let elsewhere = Home::new();
    let trust = elsewhere.root.join("keys/policy");
    let arguments = ["witness", "cosign", home.root.to_str().unwrap(), "--trust", trust.to_str().unwrap()];
    let (code, said) = run(&mut other.command(&arguments));
    assert_eq!(code, Some(2), "the same origin and another key: {said}");
    assert!(said.contains("not signed by a key that the witness believes"), "{said}");
    let text = std::fs::read_to_string(&trust).unwrap();
    let renamed = text.replace("quorum", "# quorum").replace("log ", "# log ") + "quorum none\n";
    write(elsewhere.root.parent().unwrap(), "none.policy", renamed);
    let none = elsewhere.root.parent().unwrap().join("none.policy");
    let (code, said) = run(&mut other.command(&[&arguments[..4], &[none.to_str().unwrap()]].concat()));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("no log of this origin") && said.contains("--trust"), "{said}");
}

#[test]
fn a_witness_is_found_by_name_and_never_guessed() {
    let (home, other) = (Home::new(), Other::new());
    let cosign = |more: &[&str]| {
        let root = home.root.to_str().unwrap();
        run(&mut other.command(&[&["witness", "cosign", root][..], more].concat()))
    };
    assert_eq!(run(&mut other.command(&["witness", "new", "second.example"])).0, Some(0));
    let (code, said) = cosign(&[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("say which with --name"), "{said}");
    let (code, said) = cosign(&["--name", "second.example"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("witness second.example second.example+"), "{said}");
    let (code, said) = run(&mut other.command(&["witness", "new", NAME]));
    assert_eq!(code, Some(2), "a key is never replaced: {said}");
    assert_eq!(run(&mut other.command(&["witness", "new", "two words"])).0, Some(2));
    let (code, said) = run(&mut home.command(&["witness", "cosign"]));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("kzarchive witness new NAME"), "{said}");
}

#[test]
fn a_policy_is_sealed_only_with_the_same_logs_and_in_its_form() {
    let (home, elsewhere, other) = (Home::new(), Home::new(), Other::new());
    let before = snapshot(&home.root);
    let refuse = |text: String, what: &str| {
        let new = home.text("policy", text);
        let (code, said) = run(home.command(&["witness", "policy"]).arg(&new));
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(what), "{said}");
        assert_eq!(snapshot(&home.root), before);
    };
    let [policy, theirs] =
        [&home, &elsewhere].map(|home| std::fs::read_to_string(home.root.join("keys/policy")).unwrap());
    refuse(theirs.clone(), "the `log` lines differ");
    refuse(format!("{}{policy}", theirs.replace("quorum none\n", "")), "the `log` lines differ");
    refuse(policy.replace("none", "nobody"), "a name is used that no earlier line defines");
    refuse(policy.clone() + "witness w 1\n", "the policy: ");
    ask_for(&home, &other.vkey, "");
    assert_eq!(other.cosign(&home.root).0, Some(0));
    assert_eq!(run(&mut home.command(&["verify"])).0, Some(0), "the change was sealed");
}
