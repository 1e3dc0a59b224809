//! Links, FIFOs, devices and sockets: never followed, never opened, never waited for.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

use crate::support::program::{Home, kzarchive, said};
use crate::support::{folder, write};
use crate::{refused, run};

pub fn fifo(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn what_is_no_file_is_not_sealed() {
    let home = Home::new();
    home.text("real/a.txt", "A text.\n");
    let at = |name: &str| home.texts.join(name);
    std::fs::create_dir(at("odd")).unwrap();
    symlink(at("real/a.txt"), at("odd/link.txt")).unwrap();
    fifo(&at("odd/fifo.txt"));
    let _socket = UnixListener::bind(at("odd/socket.txt")).unwrap();
    for (name, why) in
        [("link.txt", "symbolic link"), ("fifo.txt", "not a regular file"), ("socket.txt", "not a regular file")]
    {
        refused(&home, home.seal(&[&at("odd").join(name)]), &[name, why]);
        refused(&home, home.seal(&[&at("odd")]), &[name, why]);
    }
    for device in ["/dev/null", "/dev/zero", "/dev/tty"] {
        refused(&home, home.seal(&[Path::new(device)]), &[device, "not a regular file"]);
    }
    refused(&home, home.seal(&[&at("none.txt")]), &["none.txt", "No such file"]);
}

#[test]
fn what_lies_beside_a_text_is_not_waited_for() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    fifo(&home.texts.join("a.txt.meta.toml"));
    refused(&home, home.seal(&[&text]), &["a.txt.meta.toml", "not a regular file"]);

    let secret = home.text("secret.txt", "Names.\n");
    fifo(&home.texts.join("secret.txt.kzsalt"));
    let mut command = home.seal(&[&secret]);
    command.args(["--withhold", "names", "--commit"]);
    refused(&home, command, &["secret.txt.kzsalt", "not a regular file"]);
}

/// A run that was killed leaves the salt that it was writing under a temporary name. Sealed with the texts of the folder, it would
/// be there for all to read.
#[test]
fn what_a_killed_run_left_beside_texts_is_not_sealed() {
    let home = Home::new();
    home.text("folder/a.txt", "A text.\n");
    home.text("folder/.kzarchive-tmp-x1y2z3", "a".repeat(64));
    let output = run(home.seal(&[&home.texts.join("folder")]));
    assert!(output.status.success(), "{}", said(&output));
    let sealed = crate::support::snapshot(&home.root.join("archive"));
    assert_eq!(sealed.keys().collect::<Vec<_>>(), ["a.txt"]);
}

#[test]
fn a_table_or_checkpoint_that_is_no_file_is_not_waited_for() {
    let home = Home::new();
    let pipe = home.texts.join("pipe");
    fifo(&pipe);
    let mut table = home.seal(&[]);
    table.arg("--table").arg(&pipe);
    refused(&home, table, &["pipe", "not a regular file"]);
    let mut checkpoint = home.command(&["verify", "--checkpoint"]);
    checkpoint.arg(&pipe);
    refused(&home, checkpoint, &["pipe", "not a regular file"]);
    let mut figures = home.command(&["figures"]);
    figures.arg(&pipe);
    refused(&home, figures, &["pipe", "not a regular file"]);
    let mut bundle = home.command(&["check", "--trust"]);
    bundle.arg(&home.root).arg(&pipe);
    refused(&home, bundle, &["pipe", "not a regular file"]);
}

#[test]
fn a_key_that_cannot_be_looked_at_is_not_said_to_be_absent() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    let mut seal = home.seal(&[&text]);
    seal.arg("--key").arg(text.join("key"));
    refused(&home, seal, &["a.txt/key: Not a directory"]);
    let mut seal = home.seal(&[&text]);
    seal.arg("--key").arg(home.texts.join("none"));
    refused(&home, seal, &["none is not there"]);
}

/// Else private keys would lie in the working folder.
#[test]
fn a_config_folder_that_is_set_and_empty_is_not_set() {
    let home = folder();
    let [place, config] = ["place", "config"].map(|name| home.path().join(name));
    std::fs::create_dir(&place).unwrap();
    let mut init = kzarchive();
    init.env("KZARCHIVE_CONFIG", "").env("HOME", home.path()).env("XDG_CONFIG_HOME", &config);
    init.current_dir(&place).args(["init", "--origin", "example.com/a", "it"]);
    let made = run(init);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(config.join("kzarchive/keys").is_dir());
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1, "the archive, and no keys");
}

/// What lies where a copy would go is neither opened nor overwritten, and no copy goes out of the archive.
#[test]
fn what_lies_in_the_way_of_a_copy() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    write(&home.root, "archive/b/a.txt", "Another text.\n");
    fifo(&home.root.join("archive/f/a.txt"));
    std::fs::create_dir_all(home.root.join("archive/s")).unwrap();
    symlink(&text, home.root.join("archive/s/a.txt")).unwrap();
    let elsewhere = home.texts.join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, home.root.join("archive/out")).unwrap();
    for (into, why) in
        [("b", "is there already"), ("f", "not a regular file"), ("s", "symbolic link"), ("out", "symbolic link")]
    {
        let mut command = home.seal(&[&text]);
        command.args(["--into", into]);
        refused(&home, command, &["a.txt", why]);
    }
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0, "nothing went out of the archive");
}

#[test]
fn a_link_in_place_of_a_folder_of_the_archive() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert_eq!(run(home.seal(&[&text])).status.code(), Some(0));
    for folder in ["archive", "manifests", "keys"] {
        let (at, moved) = (home.root.join(folder), home.texts.join(folder));
        std::fs::rename(&at, &moved).unwrap();
        symlink(&moved, &at).unwrap();
        let output = run(home.command(&["verify"]));
        assert_eq!(output.status.code(), Some(1), "{folder}: {}", said(&output));
        std::fs::remove_file(&at).unwrap();
        std::fs::rename(&moved, &at).unwrap();
    }
}

/// `seal .` would take the log for a text, and stop verifying by that.
#[test]
fn the_archive_is_no_text_of_its_own() {
    let home = Home::new();
    let above = home.root.parent().unwrap();
    for folder in [&home.root, above] {
        refused(&home, home.seal(&[folder]), &["the archive itself lies in it", "name archive/"]);
    }
    for part in ["kzarchive.toml", "manifests", "manifests/checkpoint", "keys/policy"] {
        refused(&home, home.seal(&[&home.root.join(part)]), &[part, "a part of the archive itself"]);
    }
    write(&home.root, "notes/a.txt", "A text.\n");
    assert_eq!(
        run(home.seal(&[&home.root.join("notes")])).status.code(),
        Some(0),
        "others in the same folder are texts"
    );
}

/// Advice that does not help is none.
#[test]
fn only_silence_is_answered_with_advice_on_metadata() {
    let home = Home::new();
    let output = run(home.seal(&[&home.texts.join("none.txt")]));
    assert!(!said(&output).contains("each flag takes a value"), "{}", said(&output));
    let text = home.text("a.txt", "A text.\n");
    let output = run(home.command(&["seal", text.to_str().unwrap()]));
    assert!(said(&output).contains("each flag takes a value"), "{}", said(&output));
}

#[test]
fn nothing_is_written_over_what_an_archive_holds() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert!(run(home.seal(&[&text])).status.success());
    let place = |name: &str| home.root.join(name).to_str().unwrap().to_owned();
    for part in ["archive/a.txt", "archive/new", "manifests/checkpoint", "keys/policy", "kzarchive.toml"] {
        let part = place(part);
        for command in [
            &["report", "-o", &part][..],
            &["report", "--site", &part],
            &["prove", "archive/a.txt", "-o", &part],
            &["man", &part],
            &["reference", &part],
        ] {
            refused(&home, home.command(command), &["is a part of an archive", "name a place beside"]);
        }
    }
    // A bundle has folders of those names.
    refused(&home, home.command(&["prove", "archive/a.txt", "-o", &place("")]), &["is a part of an archive"]);
}

#[test]
fn a_report_replaces_a_file_and_nothing_else() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert!(run(home.seal(&[&text])).status.success());
    let at = |name: &str| home.texts.join(name);
    fifo(&at("fifo.tar"));
    symlink(at("a.txt"), at("link.tar")).unwrap();
    for taken in [at("fifo.tar"), at("link.tar"), "/dev/stdout".into(), "/dev/null".into(), "-".into()] {
        let taken = taken.to_str().unwrap();
        for command in [&["report", "-o", taken][..], &["prove", "archive/a.txt", "-o", taken]] {
            if command[0] == "prove" && !taken.ends_with(".tar") {
                continue;
            }
            refused(&home, home.command(command), &[taken, "is no regular file", "name a file"]);
        }
    }
    for _ in ["first", "again"] {
        let output = run(home.command(&["report", "-o", at("page.html").to_str().unwrap()]));
        assert!(output.status.success(), "{}", said(&output));
    }
    // A key, a salt, an original: nothing brings it back.
    let page = at("a.txt");
    refused(&home, home.command(&["report", "-o", page.to_str().unwrap()]), &["holds something else", "not there yet"]);
    assert_eq!(std::fs::read_to_string(page).unwrap(), "A text.\n");
}
