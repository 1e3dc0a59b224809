//! The commands that change trust, correct and merge, as a person runs them.

use std::path::Path;
use std::process::Command;

use super::repository::{git, kinds};
use crate::support::program::{Home, said, unknown_flags};
use crate::support::write;

/// An archive in git, made and changed by commands alone.
pub(super) fn home() -> Home {
    let home = Home::new();
    sealed(&home, "tally.txt", "The ministry said that 26 people were killed.\n");
    run(&home, &["init", "--merge-driver"]).unwrap_err();
    done(git(&home.root).args(["init", "-q", "-b", "main"]));
    run(&home, &["init", "--merge-driver"]).unwrap();
    // The driver that git calls is this build, with these keys.
    let driver = format!("'{}' merge-driver %A %B", env!("CARGO_BIN_EXE_kzarchive"));
    assert_eq!(done(git(&home.root).args(["config", "merge.kzarchive.driver"])), "kzarchive merge-driver %A %B");
    done(git(&home.root).args(["config", "merge.kzarchive.driver", &driver]));
    commit(&home, "base");
    home
}

pub(super) fn run(home: &Home, arguments: &[&str]) -> Result<String, String> {
    let output = home.command(arguments).output().unwrap();
    if output.status.success() { Ok(said(&output)) } else { Err(said(&output)) }
}

pub(super) fn sealed(home: &Home, name: &str, text: &str) {
    let file = home.text(name, text);
    let output = home.seal(&[&file]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

pub(super) fn done(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(super) fn commit(home: &Home, message: &str) {
    done(git(&home.root).args(["add", "-A"]));
    done(git(&home.root).args(["commit", "-q", "-m", message]));
}

pub(super) fn passes(home: &Home, base: &str) {
    let output = home.command(&["verify", "--base", base, "--format", "json"]).output().unwrap();
    assert_eq!(kinds(&output), Default::default(), "{}", said(&output));
}

#[test]
fn withdrawn_text_leaves_and_its_entry_stays() {
    let home = home();
    let report = run(&home, &["withdraw", "archive/tally.txt", "--reason", "the witness asked for it"]).unwrap();
    assert!(report.contains("withdrawn  archive/tally.txt"), "{report}");
    assert!(!home.root.join("archive/tally.txt").exists());
    commit(&home, "withdrawn");
    passes(&home, "HEAD~1");
    let report = run(&home, &["verify"]).unwrap();
    assert!(report.contains("0 documents unchanged since sealed, 1 withdrawn, commitment intact"), "{report}");
    assert!(report.contains("figures: 0 read"), "a text that is gone has no figures: {report}");
    assert!(run(&home, &["show", "archive/tally.txt"]).unwrap().contains("withdrawn: the text was taken down"));
    let report = run(&home, &["withdraw", "archive/tally.txt", "--reason", "again"]).unwrap_err();
    assert!(report.contains("was withdrawn already"), "{report}");
    let report = run(&home, &["withdraw", "archive/none.txt", "--reason", "r"]).unwrap_err();
    assert!(report.contains("no manifest states archive/none.txt"), "{report}");

    // A crash between statement and removal: `verify` tells, the same command finishes.
    write(&home.root, "archive/tally.txt", "The ministry said that 26 people were killed.\n");
    assert!(run(&home, &["verify"]).unwrap_err().contains("it was withdrawn, and lies here again"));
    run(&home, &["withdraw", "archive/tally.txt", "--reason", "the witness asked for it"]).unwrap();
    passes(&home, "HEAD~1");
}

#[test]
fn text_that_was_changed_is_not_lost_by_withdrawing_it() {
    let home = home();
    write(&home.root, "archive/tally.txt", "The only copy of something else.\n");
    let report = run(&home, &["withdraw", "archive/tally.txt", "--reason", "r"]).unwrap_err();
    assert!(report.contains("is not as it was sealed"), "{report}");
    assert!(home.root.join("archive/tally.txt").exists());
}

/// The file of a withdrawn text that an interrupted run left is removed by the same command, and not by one that only shows.
#[test]
fn withdrawn_text_that_was_left_stays_in_a_dry_run() {
    let home = home();
    let withdraw = ["withdraw", "archive/tally.txt", "--reason", "r"];
    run(&home, &withdraw).unwrap();
    write(&home.root, "archive/tally.txt", "The ministry said that 26 people were killed.\n");
    run(&home, &[&withdraw[..], &["--dry-run"]].concat()).unwrap();
    assert!(home.root.join("archive/tally.txt").exists());
    run(&home, &withdraw).unwrap();
    assert!(!home.root.join("archive/tally.txt").exists());
}

#[test]
fn a_text_that_was_moved_is_to_be_moved_back_and_not_sealed_again() {
    let home = home();
    sealed(&home, "other.txt", "Another text, as it was sealed.\n");
    let place = |name: &str| home.root.join("archive").join(name);
    std::fs::create_dir(place("2022")).unwrap();
    std::fs::rename(place("tally.txt"), place("2022/tally.txt")).unwrap();
    // As long as the other, which is gone, and not that one.
    std::fs::rename(place("other.txt"), home.texts.join("gone")).unwrap();
    write(&home.root, "archive/new.txt", "Another text that was not so...\n");
    let report = run(&home, &["verify"]).unwrap_err();
    for (path, detail) in [
        ("archive/tally.txt", "not there; its bytes lie at archive/2022/tally.txt: move it back"),
        ("archive/2022/tally.txt", "its bytes are those that were sealed as archive/tally.txt: move it back"),
        ("archive/other.txt", "it was sealed, and is not there\n"),
        ("archive/new.txt", "no manifest states it; `kzarchive seal` seals it"),
    ] {
        let told = report.split("error[").find(|part| part.contains(&format!("--> {path}\n")));
        assert!(told.is_some_and(|told| told.contains(detail)), "{path}: {report}");
    }
    std::fs::rename(place("2022/tally.txt"), place("tally.txt")).unwrap();
    std::fs::rename(home.texts.join("gone"), place("other.txt")).unwrap();
    std::fs::remove_file(place("new.txt")).unwrap();
    run(&home, &["verify"]).unwrap();
}

#[test]
fn newer_text_says_which_one_it_replaces() {
    let home = home();
    let newer = home.text("tally-2.txt", "The ministry said that 31 people were killed.\n");
    let flags = unknown_flags();
    let arguments: Vec<&str> = ["supersede", "archive/tally.txt", newer.to_str().unwrap()]
        .into_iter()
        .chain(flags.iter().map(String::as_str))
        .collect();
    run(&home, &arguments).unwrap();
    commit(&home, "newer");
    passes(&home, "HEAD~1");
    assert!(run(&home, &["show", "archive/tally.txt"]).unwrap().contains("superseded by archive/tally-2.txt"));
    assert!(run(&home, &["show", "archive/tally-2.txt"]).unwrap().contains("\"supersedes\""));
    let report = run(&home, &arguments).unwrap_err();
    assert!(report.contains("archive/tally.txt is superseded by archive/tally-2.txt already"), "{report}");
}

#[test]
fn keys_are_added_retired_and_rotated() {
    let home = home();
    let bob = home.texts.join("bob");
    run(&home, &["key", "new", bob.to_str().unwrap()]).unwrap();
    let public = home.texts.join("bob.pub");
    run(&home, &["key", "add", "bob", public.to_str().unwrap()]).unwrap();
    commit(&home, "bob");
    passes(&home, "HEAD~1");
    let report = run(&home, &["key", "add", "b", public.to_str().unwrap()]).unwrap_err();
    assert!(report.contains("this key may seal already, as bob"), "{report}");
    assert!(run(&home, &["key", "show"]).unwrap().contains("bob, from "));

    let before = run(&home, &["key", "show"]).unwrap();
    let report = run(&home, &["key", "rotate-log"]).unwrap();
    assert!(report.contains("log.retired-"), "{report}");
    assert_ne!(run(&home, &["key", "show"]).unwrap(), before);
    sealed(&home, "after.txt", "After.\n");

    let bob = bob.to_str().unwrap();
    run(&home, &["key", "retire", "archivist", "--key", bob]).unwrap();
    commit(&home, "rotated");
    for base in ["HEAD~1", "HEAD~2"] {
        passes(&home, base);
    }
    let report = run(&home, &["search", "After"]).unwrap();
    assert!(report.contains("archive/after.txt"), "what a retired key has sealed is still shown: {report}");
    let report = run(&home, &["key", "retire", "bob", "--key", bob]).unwrap_err();
    assert!(report.contains("'bob' is the last one who may seal"), "{report}");
    let report = run(&home, &["key", "retire", "eve", "--key", bob]).unwrap_err();
    assert!(report.contains("nobody called 'eve'") && report.contains("kzarchive key show"), "{report}");
    let text = home.text("late.txt", "Late.\n");
    assert!(said(&home.seal(&[&text]).output().unwrap()).contains("was valid only until"));
}

#[test]
fn rotation_that_was_interrupted_is_finished_by_the_same_command() {
    let home = home();
    run(&home, &["key", "rotate-log"]).unwrap();
    // As a crash before the keys changed places leaves it.
    let folder = std::fs::read_dir(home.config.join("kzarchive/keys")).unwrap().next().unwrap().unwrap().path();
    let retired = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let retired = retired
        .into_iter()
        .find(|path| path.to_string_lossy().contains("retired") && path.extension().is_some_and(|e| e != "pub"))
        .unwrap();
    for suffix in ["", ".pub"] {
        let path = |base: &Path| std::path::PathBuf::from(format!("{}{suffix}", base.display()));
        std::fs::rename(path(&folder.join("log")), path(&folder.join("log.next"))).unwrap();
        std::fs::rename(path(&retired), path(&folder.join("log"))).unwrap();
    }
    let text = home.text("new.txt", "New.\n");
    let refused = said(&home.seal(&[&text]).output().unwrap());
    assert!(refused.contains("`kzarchive key rotate-log` was interrupted, run it again"), "{refused}");
    run(&home, &["key", "rotate-log"]).unwrap();
    sealed(&home, "new.txt", "New.\n");
    assert!(!folder.join("log.next").exists() && retired.exists());
}

/// A sealed text of a figure, and one that withdraws it.
fn withdrawn_figure() -> Home {
    let home = Home::new();
    let said =
        "The union said that 164 people were killed. It rained. In all 26 were hurt, he said, 26 of them children.\n";
    sealed(&home, "tally.txt", said);
    sealed(&home, "denial.txt", "The figure of 164 was an error.\n");
    home
}

#[test]
fn nothing_but_a_figure_is_rescinded_by_words_that_say_so() {
    let home = withdrawn_figure();
    let rescind = |figure: &str, (text, evidence): (&str, &str)| {
        let by = ["--withdrawn-by", "unknown", "--reason", "r"];
        run(&home, &[&["rescind", "archive/tally.txt", figure, "--evidence", text, evidence], &by[..]].concat())
    };
    let denial = ("archive/denial.txt", "was an error");
    for (figure, evidence, why) in [
        ("It rained", denial, "says no figure in 'It rained'"),
        ("64 people", denial, "'64 people' cuts the figure '164'"),
        ("26", denial, "says that 2 times"),
        ("", denial, "of archive/tally.txt no words are quoted"),
        (" ", denial, "of archive/tally.txt no words are quoted"),
        ("19..20", denial, "of archive/tally.txt no words are quoted"),
        ("164 people", ("archive/denial.txt", ""), "of archive/denial.txt no words are quoted"),
        ("164 people", ("archive/tally.txt", "said that 164"), "the evidence is the figure itself"),
        ("30..20", denial, "START before END"),
        ("20..20", denial, "START before END"),
        ("0..9999", denial, "has 106 bytes"),
        ("164 people", ("archive/none.txt", "x"), "archive/none.txt is not a sealed text"),
    ] {
        let report = rescind(figure, evidence).unwrap_err();
        assert!(report.contains(why), "{figure:?} by {evidence:?}: {report}");
    }
    assert!(rescind("164 people", denial).unwrap().contains("manifest"));
    run(&home, &["withdraw", "archive/denial.txt", "--reason", "r"]).unwrap();
    let report = rescind("164", denial).unwrap_err();
    assert!(report.contains("archive/denial.txt was withdrawn"), "{report}");
}

#[test]
fn a_text_does_not_take_its_own_place() {
    let home = withdrawn_figure();
    let newer = home.text("newer/tally.txt", "The union said that 160 people were killed.\n");
    let supersede = |extra: &[&str]| {
        let mut command = home.command(&["supersede", "archive/tally.txt", newer.to_str().unwrap()]);
        command.args(unknown_flags()).args(extra).output().unwrap()
    };
    let refused = supersede(&[]);
    for words in ["the newer text would have the path of the older one, archive/tally.txt", "--into DIR"] {
        assert!(refused.status.code() == Some(2) && said(&refused).contains(words), "{}", said(&refused));
    }
    assert!(supersede(&["--into", "corrected"]).status.success());
}

/// What is sealed stays. Whoever gives other metadata is told so, and what to do.
#[test]
fn other_metadata_of_a_sealed_text_are_told_and_not_dropped() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert!(home.seal(&[&text]).status().unwrap().success());
    let again = |flags: &[&str]| {
        let output = home.command(&["seal", text.to_str().unwrap()]).args(flags).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    for nothing_new in [&[][..], &["--publisher", "unknown", "--media-type", "text/plain", "--retrieved-at", "mtime"]] {
        let report = again(nothing_new);
        assert!(report.contains("unchanged  archive/a.txt") && !report.contains("note"), "{report}");
    }
    let report = again(&["--publisher", "The Ministry", "--author", "unknown", "--retrieved-at", "2022-01-14"]);
    for words in
        ["archive/a.txt: not as given now is what was sealed as retrieved_at, publisher;", "kzarchive supersede"]
    {
        assert!(report.contains(words), "{report}");
    }
    assert!(again(&["--charset", "koi8-r", "--dry-run"]).contains("sealed as charset;"));
    write(&home.texts, "a.txt.meta.toml", "title = \"Another\"\n");
    assert!(again(&[]).contains("sealed as title;"));
}
