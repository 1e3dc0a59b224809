//! What is there and may not be read is not told as gone.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::program::{Home, said};

fn mode(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// An archive that everybody may read, with two texts.
fn home() -> Home {
    let home = Home::new();
    for name in ["a/a.txt", "b.txt"] {
        home.text(name, format!("The text {name}.\n"));
    }
    assert!(home.seal(&[&home.texts]).status().unwrap().success());
    mode(home.root.parent().unwrap(), 0o755);
    home
}

/// Verifies as somebody to whom modes mean something: root reads everything.
fn verify(home: &Home) -> Output {
    let command = home.command(&["verify", "--no-memory", "--no-figures"]);
    if !rustix::process::geteuid().is_root() {
        return { command }.output().unwrap();
    }
    let mut somebody = Command::new("setpriv");
    somebody.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(command.get_program());
    somebody.args(command.get_args()).env("KZARCHIVE_CONFIG", "/nonexistent").output().unwrap()
}

#[track_caller]
fn told(home: &Home, code: i32, kinds: &[&str]) {
    let output = verify(home);
    assert_eq!(output.status.code(), Some(code), "{}", said(&output));
    let all = ["unreadable", "missing", "altered", "malformed", "deleted", "bad-signature"];
    for kind in all {
        let expected = kinds.contains(&kind);
        assert_eq!(said(&output).contains(&format!("error[{kind}]")), expected, "{kind}: {}", said(&output));
    }
}

#[test]
fn a_text_that_may_not_be_read_is_not_missing() {
    let home = home();
    told(&home, 0, &[]);
    let [a, b] = ["archive/a/a.txt", "archive/b.txt"].map(|path| home.root.join(path));
    mode(&a, 0o000);
    told(&home, 2, &["unreadable"]);
    // What is known to be wrong weighs more.
    std::fs::write(&b, "Another text.\n").unwrap();
    told(&home, 1, &["unreadable", "altered"]);
}

#[test]
fn a_folder_that_may_not_be_listed_hides_its_texts_and_loses_none() {
    let home = home();
    let folder = home.root.join("archive/a");
    mode(&folder, 0o000);
    told(&home, 2, &["unreadable"]);
    // It may still be entered: what can be opened by its name is judged.
    mode(&folder, 0o111);
    told(&home, 2, &["unreadable"]);
    std::fs::write(folder.join("a.txt"), "Another text.\n").unwrap();
    told(&home, 1, &["unreadable", "altered"]);
    std::fs::remove_file(folder.join("a.txt")).unwrap();
    told(&home, 1, &["unreadable", "missing"]);
    mode(&folder, 0o755);
}

#[test]
fn manifests_that_may_not_be_listed_were_put_there_by_nobody() {
    let home = home();
    let folder = home.root.join("manifests");
    mode(&folder, 0o111);
    told(&home, 2, &["unreadable"]);
    assert!(!said(&verify(&home)).contains("somebody put it there"));
    mode(&folder, 0o755);
}

#[test]
fn keys_that_may_not_be_listed_were_put_there_by_nobody() {
    let home = home();
    let folder = home.root.join("keys");
    mode(&folder, 0o111);
    told(&home, 2, &["unreadable"]);
    assert!(!said(&verify(&home)).contains("no trust statement covers it"));
    mode(&folder, 0o755);
}

#[test]
fn manifests_that_may_not_be_read_are_not_malformed() {
    let home = home();
    let log = std::fs::read_to_string(home.root.join("manifests/SHA256SUMS")).unwrap();
    let name = log.lines().last().unwrap().split_once("  ").unwrap().1;
    for file in [name.to_owned(), format!("{name}.sig"), "SHA256SUMS".to_owned(), "checkpoint".to_owned()] {
        let path = home.root.join("manifests").join(&file);
        mode(&path, 0o000);
        told(&home, 2, &["unreadable"]);
        mode(&path, 0o644);
    }
}
