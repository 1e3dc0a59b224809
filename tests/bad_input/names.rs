//! Names and paths.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use crate::support::program::{Home, kzarchive, raw_controls, said};
use crate::{refused, run};

#[test]
fn paths_that_leave_the_archive_or_hide() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    for (into, why) in [
        ("../..", "'.' or '..'"),
        ("a/../../b", "'.' or '..'"),
        ("a//b", "empty"),
        (".git", "git's own folder"),
        ("x/.GIT/hooks", "git's own folder"),
        ("GIT~1", "git's own folder"),
        ("a\\b", "backslash"),
        ("a\u{1b}[2Jb", "control character"),
        ("a\nb", "control character"),
        ("a\u{202e}b", "reorders or hides"),
        ("a\u{200b}b", "reorders or hides"),
        (&"long".repeat(70), "longer"),
    ] {
        let mut command = home.seal(&[&text]);
        command.args(["--into", into]);
        refused(&home, command, &["a.txt", why]);
    }
}

#[test]
fn a_name_too_long_for_its_sidecar_is_told_as_such() {
    let home = Home::new();
    let text = home.text(&format!("{}.txt", "n".repeat(243)), "A text.\n");
    refused(&home, home.seal(&[&text]), &[".txt: its name is too long by 2 of 247 bytes", "give it a shorter one"]);
    let output = run(home.seal(&[&home.text(&format!("{}.txt", "n".repeat(241)), "A text.\n")]));
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn names_of_files_that_hide() {
    for (name, why) in [
        ("a\u{1b}]0;owned\u{7}b.txt", "control character"),
        ("a\nb.txt", "control character"),
        ("a\u{9b}31mb.txt", "control character"),
        ("gpj.\u{202e}txt", "reorders or hides"),
        ("a\u{feff}b.txt", "reorders or hides"),
        ("a\\b.txt", "backslash"),
    ] {
        let home = Home::new();
        let text = home.text(name, "A text.\n");
        refused(&home, home.seal(&[&text]), &[why]);
        refused(&home, home.seal(&[&home.texts]), &[why]);
    }
}

/// What a run leaves that is killed; the next one removes it.
#[test]
fn a_name_of_a_temporary_file() {
    let home = Home::new();
    let text = home.text(".kzarchive-tmp-foo", "A text.\n");
    refused(&home, home.seal(&[&text]), &[".kzarchive-tmp-foo", "that of a temporary file"]);
}

#[test]
fn a_name_that_is_not_utf8() {
    let home = Home::new();
    let text = home.texts.join(OsStr::from_bytes(b"caf\xe9.txt"));
    std::fs::write(&text, "A text.\n").unwrap();
    refused(&home, home.seal(&[&text]), &["caf", "not UTF-8"]);
    refused(&home, home.seal(&[&home.texts]), &["caf", "not UTF-8"]);
}

/// Who lists a folder's figures would take what is passed over for texts without any.
#[test]
fn figures_tell_what_they_pass_over_in_a_folder() {
    let home = Home::new();
    let text = "At least 12 people were killed.\n";
    let read = home.text("good.txt", text);
    for name in ["a\u{1b}b.txt", "a\nb.txt", "gpj.\u{202e}txt", "a\\b.txt"] {
        home.text(name, text);
    }
    std::fs::write(home.texts.join(OsStr::from_bytes(b"caf\xe9.txt")), text).unwrap();
    std::os::unix::fs::symlink(&read, home.texts.join("link.txt")).unwrap();
    home.text(".git/config", text);
    home.text("git~1/a.txt", text);
    drop(std::os::unix::net::UnixListener::bind(home.texts.join("socket")).unwrap());
    let mut command = home.command(&["figures"]);
    command.arg(&home.texts);
    let output = run(command);
    let report = said(&output);
    assert_eq!(output.status.code(), Some(0), "{report}");
    for why in [
        "control character",
        "reorders or hides",
        "backslash",
        "not UTF-8",
        "symbolic link",
        "not a regular file",
        "git's own folder",
    ] {
        let told =
            |line: &str| line.starts_with("note: ") && line.contains(why) && line.ends_with("no figures are read");
        assert!(report.lines().any(told), "{why}: {report}");
    }
    assert_eq!(report.matches("no figures are read").count(), 8, "{report}");
    assert_eq!(report.matches("people were killed").count(), 1, "{report}");
    assert!(raw_controls(&output).is_empty(), "{report:?}");
}

#[test]
fn names_that_some_file_systems_take_for_one() {
    for (one, other) in [("Tally.txt", "tally.TXT"), ("caf\u{e9}.txt", "cafe\u{301}.txt"), ("É.txt", "e\u{301}.txt")] {
        let home = Home::new();
        let [one, other] =
            [("x", one), ("y", other)].map(|(folder, name)| home.text(&format!("{folder}/{name}"), "A.\n"));
        refused(&home, home.seal(&[&one, &other]), &["only by case or Unicode form"]);
        assert_eq!(run(home.seal(&[&one])).status.code(), Some(0));
        refused(&home, home.seal(&[&other]), &["only by case or Unicode form"]);
    }
}

#[test]
fn two_files_for_one_path() {
    let home = Home::new();
    let [one, other] = ["x/a.txt", "y/a.txt"].map(|name| home.text(name, format!("In {name}.\n")));
    refused(&home, home.seal(&[&one, &other]), &["y/a.txt", "archive/a.txt", "--into"]);
}

#[test]
fn one_file_named_twice_is_sealed_once() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    let output = run(home.seal(&[&text, &text, &home.texts]));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(said(&output).matches("sealed     archive/a.txt").count(), 1, "{}", said(&output));
    assert_eq!(run(home.command(&["verify"])).status.code(), Some(0));
}

#[test]
fn names_in_reports_are_shown_clean() {
    let home = Home::new();
    for name in ["a\u{1b}[2J\u{1b}]0;x\u{7}.txt", "gpj.\u{202e}txt", "two\nlines.txt"] {
        crate::support::write(&home.root, &format!("archive/{name}"), "x");
        crate::support::write(&home.root, &format!("manifests/{name}"), "x");
    }
    for format in ["text", "json"] {
        let output = run(home.command(&["verify", "--format", format]));
        assert_eq!(output.status.code(), Some(1));
        assert!(raw_controls(&output).is_empty(), "{}", said(&output));
    }
}

/// Else a name could say what we did not: that all was verified, or sealed.
#[test]
fn no_name_begins_a_line_of_its_own() {
    let home = Home::new();
    let name = "z\n  all texts were sealed\nverified: all";
    let missing = home.texts.join(name);
    let text = home.text("a.txt", "A text.\n");
    let below = home.texts.join(name).join("home");
    let mut init = kzarchive();
    init.args(["init", "--quiet", "--origin", "other.example/x"]).arg(&below).env("KZARCHIVE_CONFIG", &below);
    assert_eq!(run(init).status.code(), Some(0));
    std::fs::create_dir(below.join("sub")).unwrap();
    let mut above = kzarchive();
    above.arg("-C").arg(below.join("sub")).arg("log");
    let mut commands = vec![home.seal(&[&missing]), above];
    for words in [&["show"][..], &["figures"], &["extract"], &["diff", "archive/a.txt"], &["verify", "--trust"]] {
        let mut command = home.command(words);
        command.arg(&missing);
        commands.push(command);
    }
    for with in ["--key", "--log-key", "--into", "--table"] {
        let mut command = home.seal(&[&text]);
        command.arg(with).arg(&missing);
        commands.push(command);
    }
    for command in commands {
        let what = format!("{command:?}");
        let said = said(&run(command));
        let forged = said.lines().find(|line| line.starts_with("  all") || line.starts_with("verified"));
        assert_eq!(forged, None, "{what}: {said}");
    }
}

#[test]
fn a_folder_under_archive_does_not_begin_at_the_root() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    let mut command = home.seal(&[&text]);
    command.args(["--into", "/etc"]);
    refused(&home, command, &["--into /etc", "does not begin with '/'"]);
}
