//! What a machine accepted is remembered: the next state must extend it.

use crate::support::program::{Home, kzarchive, said};
use crate::support::{Files, restore, snapshot};

fn verify(home: &Home, arguments: &[&str]) -> (Option<i32>, String) {
    let output = home.command(&[&["verify", "--no-figures"], arguments].concat()).output().unwrap();
    (output.status.code(), said(&output))
}

fn sealed(home: &Home, name: &str) -> Files {
    let text = home.text(name, name);
    assert!(home.seal(&[&text]).status().unwrap().success());
    snapshot(&home.root)
}

#[test]
fn rolled_back_and_forked_archives_are_told_and_both_states_kept() {
    let home = Home::new();
    let old = sealed(&home, "one.txt");
    let new = sealed(&home, "two.txt");
    let (code, first) = verify(&home, &[]);
    assert!(code == Some(0) && first.contains("first contact"), "{first}");
    let (code, again) = verify(&home, &[]);
    assert!(code == Some(0) && again.contains("the log extends the log that this machine accepted"), "{again}");

    restore(&home.root, &old);
    let (code, rolled_back) = verify(&home, &[]);
    assert!(code == Some(1) && rolled_back.contains("error[rolled-back]"), "{rolled_back}");
    assert!(rolled_back.contains("both states are kept as evidence"), "{rolled_back}");
    let kept = snapshot(&home.config.join("kzarchive/known"));
    let contradicting: Vec<_> = kept.iter().filter(|(path, _)| path.contains("contradicting")).collect();
    assert_eq!(contradicting.len(), 1);
    assert_eq!(contradicting[0].1, &old["manifests/checkpoint"]);
    let accepted = kept.iter().find(|(path, _)| path.ends_with(".toml")).unwrap();
    let line = |files: &Files| String::from_utf8(files["manifests/checkpoint"].clone()).unwrap();
    assert!(String::from_utf8_lossy(accepted.1).contains(line(&new).lines().nth(2).unwrap()));

    sealed(&home, "three.txt");
    let (code, forked) = verify(&home, &[]);
    assert!(code == Some(1) && forked.contains("error[forked]"), "{forked}");
    // Another branch, say: on purpose.
    assert_eq!(verify(&home, &["--no-memory"]).0, Some(0));
    restore(&home.root, &new);
    assert_eq!(verify(&home, &[]).0, Some(0));
}

#[test]
fn keys_that_were_accepted_are_believed_from_then_on() {
    let home = Home::new();
    sealed(&home, "one.txt");
    assert_eq!(verify(&home, &[]).0, Some(0));
    // Somebody else's archive of the same origin.
    let other = Home::new();
    sealed(&other, "one.txt");
    restore(&home.root, &snapshot(&other.root));
    let (code, report) = verify(&home, &[]);
    assert_eq!(code, Some(1), "{report}");
    for expected in ["error[key-swapped]: keys/allowed_signers", "error[bad-signature]", "judged by what this machine"]
    {
        assert!(report.contains(expected), "{report}");
    }
}

#[test]
fn a_memory_that_is_damaged_is_no_first_contact() {
    let home = Home::new();
    assert_eq!(verify(&home, &[]).0, Some(0));
    let known = home.config.join("kzarchive/known");
    let file = std::fs::read_dir(&known).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, "size = 1\n").unwrap();
    let (code, report) = verify(&home, &[]);
    assert!(code == Some(2) && report.contains("is not what kzarchive has written there"), "{report}");
}

#[test]
fn a_memory_that_cannot_be_written_keeps_nobody_from_verifying() {
    let home = Home::new();
    let config = home.text("no-folder", "a file");
    let mut command = kzarchive();
    command.env("KZARCHIVE_CONFIG", &config).arg("-C").arg(&home.root).args(["verify", "--no-figures"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "what was accepted before cannot be read: that is not nothing");
    assert_eq!(verify(&home, &["--no-memory"]).0, Some(0));
}
