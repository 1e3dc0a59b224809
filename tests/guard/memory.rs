//! What a machine accepted is remembered: the next state must extend it.

use std::process::Command;

use kzarchive::verify::{CheckName, Progress, Request, verify as verify_archive};

use crate::support::program::{Home, kzarchive, said, unknown_flags};
use crate::support::{Files, Made, restore, snapshot};

fn verify(home: &Home, arguments: &[&str]) -> (Option<i32>, String) {
    let output = home.command(&[&["verify", "--no-figures"], arguments].concat()).output().unwrap();
    (output.status.code(), said(&output))
}

fn sealed(home: &Home, name: &str, text: &str) -> Files {
    let text = home.text(name, text);
    assert!(home.seal(&[&text]).status().unwrap().success());
    snapshot(&home.root)
}

/// A second history is not signed.
#[track_caller]
fn not_sealed(mut seal: Command) {
    let output = seal.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("does not extend the one that this machine accepted"), "{}", said(&output));
}

/// Somebody else's archive of the same origin, put in the place of the one that was accepted.
fn replaced(home: &Home) -> Home {
    sealed(home, "one.txt", "one.txt");
    assert_eq!(verify(home, &[]).0, Some(0));
    let other = Home::new();
    sealed(&other, "one.txt", "one.txt");
    restore(&home.root, &snapshot(&other.root));
    other
}

/// The danger: two archives under one origin, with one log's signature on both.
#[test]
fn no_second_archive_is_begun_under_an_origin_that_is_known() {
    let home = Home::new();
    let known = || std::fs::read_dir(home.config.join("kzarchive/known")).map_or(0, Iterator::count);
    assert_eq!(known(), 1, "what `init` signed is remembered");
    let begin = |more: &[&str]| {
        let mut init = home.command(&["init", "--origin", crate::support::ORIGIN]);
        init.arg("second").args(more).output().unwrap()
    };
    let refused = begin(&[]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("this machine knows an archive of the origin"), "{}", said(&refused));
    assert!(!home.root.join("second").exists());
    let meant = begin(&["--no-memory"]);
    assert!(meant.status.success(), "{}", said(&meant));
    assert_eq!(known(), 1);
}

#[test]
fn what_disagrees_with_the_keys_and_log_that_were_accepted_is_told_as_that_and_nothing_else() {
    let home = Home::new();
    let good = sealed(&home, "one.txt", "one.txt");
    assert_eq!(verify(&home, &[]).0, Some(0));
    let signature = good.keys().filter(|path| path.ends_with(".sig")).max().unwrap();
    for (path, told) in [("archive/one.txt", false), ("keys/allowed_signers", true), (signature, true)] {
        let other = if path == signature {
            good.iter().find(|(other, _)| other.ends_with(".sig") && *other != path).unwrap().1.clone()
        } else {
            [&good[path][..], b"# more\n"].concat()
        };
        std::fs::write(home.root.join(path), other).unwrap();
        let (code, said) = verify(&home, &[]);
        assert_eq!(code, Some(1), "{path}: {said}");
        assert_eq!(said.contains("judged by what this machine accepted before"), told, "{path}: {said}");
        restore(&home.root, &good);
    }
}

#[test]
fn rolled_back_and_forked_archives_are_told_and_both_states_kept() {
    let home = Home::new();
    let old = sealed(&home, "one.txt", "one.txt");
    let new = sealed(&home, "two.txt", "two.txt");
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

    let text = home.text("three.txt", "three");
    not_sealed(home.seal(&[&text]));
    assert_eq!(snapshot(&home.root), old, "nothing was written");
    assert!(home.seal(&[&text]).arg("--no-memory").status().unwrap().success());
    let (code, forked) = verify(&home, &[]);
    assert!(code == Some(1) && forked.contains("error[forked]"), "{forked}");
    // Another branch, say: on purpose.
    assert_eq!(verify(&home, &["--no-memory"]).0, Some(0));
    restore(&home.root, &new);
    assert_eq!(verify(&home, &[]).0, Some(0));
}

/// Whoever puts the archive back to before one's own sealing is found out on the machine that sealed, verified or not.
#[test]
fn what_was_signed_here_is_remembered() {
    let home = Home::new();
    let old = sealed(&home, "tally.txt", "The union said that 164 people were killed.\n");
    let key = home.texts.join("b.k");
    assert!(home.command(&["key", "new", key.to_str().unwrap()]).status().unwrap().success());
    let key = format!("{}.pub", key.display());
    let newer = home.text("newer.txt", "164 died.\n");
    let commands: [&[&str]; 4] = [
        &["supersede", "archive/tally.txt", newer.to_str().unwrap()],
        &["withdraw", "archive/tally.txt", "--reason", "asked for"],
        &["key", "add", "b.k.", &key],
        &["key", "rotate-log"],
    ];
    for arguments in commands {
        restore(&home.root, &old);
        home.forget();
        let mut command = home.command(arguments);
        if arguments[0] == "supersede" {
            command.args(unknown_flags());
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        let (code, report) = verify(&home, &[]);
        assert!(code == Some(0) && report.contains("first contact"), "no keys were judged: {arguments:?}: {report}");
        restore(&home.root, &old);
        let (code, report) = verify(&home, &[]);
        assert!(code == Some(1) && report.contains("error[rolled-back]"), "{arguments:?}: {report}");
    }
}

#[test]
fn without_memory_nothing_that_is_signed_is_remembered() {
    let home = Home::new();
    let old = snapshot(&home.root);
    let remembered = || snapshot(&home.config.join("kzarchive/known"));
    let before = remembered();
    assert!(home.seal(&[&home.text("a.txt", "a")]).arg("--no-memory").status().unwrap().success());
    assert_eq!(remembered(), before);
    restore(&home.root, &old);
    assert_eq!(verify(&home, &[]).0, Some(0));
}

/// Keys that somebody put there meanwhile are not accepted by sealing: those that were stay, and the log leads on from them.
#[test]
fn keys_that_were_accepted_stay_when_others_are_sealed() {
    let home = Home::new();
    assert_eq!(verify(&home, &[]).0, Some(0));
    let accepted = || std::fs::read_to_string(known(&home)).unwrap();
    let keys =
        |text: &str| text.lines().filter(|line| line.contains("ssh-ed25519")).map(str::to_owned).collect::<Vec<_>>();
    let before = accepted();
    let key = home.texts.join("b.k");
    assert!(home.command(&["key", "new", key.to_str().unwrap()]).status().unwrap().success());
    assert!(home.command(&["key", "add", "b.k.", &format!("{}.pub", key.display())]).status().unwrap().success());
    assert!(home.command(&["key", "rotate-log"]).status().unwrap().success());
    assert_eq!(keys(&accepted()), keys(&before));
    assert_ne!(accepted(), before);
    sealed(&home, "one.txt", "one");
    let (code, report) = verify(&home, &[]);
    assert!(code == Some(0) && report.contains("the log leads from the keys that this machine accepted"), "{report}");
    assert_ne!(keys(&accepted()), keys(&before), "verified, they are accepted");
}

fn known(home: &Home) -> std::path::PathBuf {
    std::fs::read_dir(home.config.join("kzarchive/known")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn nothing_is_sealed_into_another_archive_of_the_same_name() {
    let home = Home::new();
    // Its keys would sign: so the memory alone refuses.
    let other = replaced(&home);
    let text = home.text("two.txt", "two");
    let keys = other.config.join("kzarchive/keys");
    let mut seal = home.seal(&[&text]);
    let origin = std::fs::read_dir(keys).unwrap().next().unwrap().unwrap().path();
    seal.arg("--key").arg(origin.join("archivist")).arg("--log-key").arg(origin.join("log"));
    not_sealed(seal);
}

#[test]
fn what_is_put_there_while_an_archive_is_judged_is_not_remembered() {
    let (made, other) = (Made::new(), Made::new());
    made.seal("tally.txt", "The ministry said that 26 people were killed.\n");
    let judged = ["keys/allowed_signers", "keys/policy", "manifests/checkpoint"];
    let before = judged.map(|path| std::fs::read(made.root.join(path)).unwrap());
    let meddle = |progress: Progress| {
        if progress == Progress::Stage(CheckName::Documents) {
            for path in judged {
                std::fs::copy(other.root.join(path), made.root.join(path)).unwrap();
            }
        }
    };
    let verdict = verify_archive(&made.archive(), &Request { progress: &meddle, ..Request::default() });
    assert!(verdict.verified(), "{verdict:?}");
    let keys = verdict.judged.keys.unwrap();
    assert_eq!([keys.allowed_signers, keys.policy, verdict.judged.checkpoint.unwrap()], before);
    assert_ne!(std::fs::read(made.root.join(judged[0])).unwrap(), before[0], "they were swapped");
}

#[test]
fn keys_that_were_accepted_are_believed_from_then_on() {
    let home = Home::new();
    replaced(&home);
    let (code, report) = verify(&home, &[]);
    assert_eq!(code, Some(1), "{report}");
    for expected in
        ["error[key-swapped]", "--> keys/allowed_signers\n", "error[bad-signature]", "judged by what this machine"]
    {
        assert!(report.contains(expected), "{report}");
    }
}

#[test]
fn a_memory_that_is_damaged_is_no_first_contact() {
    let home = Home::new();
    assert_eq!(verify(&home, &[]).0, Some(0));
    std::fs::write(known(&home), "size = 1\n").unwrap();
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
