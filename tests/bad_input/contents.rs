//! Bytes from which no text comes, and files too large for memory.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::support::program::{Home, said};
use crate::{refused, run};

#[test]
fn bytes_that_are_no_text() {
    for (bytes, charset, why) in [
        (&b""[..], None, "the file is empty"),
        (b" \n\t\r\n \xc2\xa0", None, "nothing but white space in it"),
        (b"ab\0cd\n", None, "byte 2 is NUL"),
        (b"ab\xffcd\n", Some("utf-8"), "byte 2 cannot be decoded as UTF-8"),
        (b"\xd0\n", Some("utf-8"), "cannot be decoded as UTF-8"),
        (b"\x81\x20\n", Some("shift_jis"), "cannot be decoded as Shift_JIS"),
        (b"plain\n", Some("klingon"), "no charset is called 'klingon'"),
        (b"plain\n", Some("replacement"), "no charset is called"),
        (b"t\0e\0x\0t\0", None, "declare"),
    ] {
        let home = Home::new();
        let text = home.text("bad.txt", bytes);
        let mut command = home.seal(&[&text]);
        command.args(charset.into_iter().flat_map(|charset| ["--charset", charset]));
        refused(&home, command, &["bad.txt", why]);
    }
}

#[test]
fn what_is_no_plain_text_is_not_taken_for_one_by_its_name() {
    for (name, bytes, what) in [
        ("real.txt", &b"%PDF-1.4\n1 0 obj\nendobj\n"[..], "a PDF"),
        ("r.rtf", b"{\\rtf1 12 dead}", "an RTF document"),
        ("index.php", b"\n<!DOCTYPE HTML><p>12 dead", "a web page"),
        ("page", b"<html><body>12 dead", "a web page"),
        ("m.eml", b"Received: from a by b\nSubject: 12 dead\n\nMTIgZGVhZA==\n", "an e-mail"),
    ] {
        let home = Home::new();
        let text = home.text(name, bytes);
        refused(&home, home.seal(&[&text]), &[name, &format!("it begins as {what} does"), "--media-type text/plain"]);
        let mut meant = home.seal(&[&text]);
        let done = run({
            meant.args(["--media-type", "text/plain"]);
            meant
        });
        assert!(done.status.success(), "{}", said(&done));
        // What is sealed is known again, whoever names it, and however.
        let done = run(home.seal(&[&home.root.join("archive")]));
        assert!(done.status.success() && said(&done).contains("is sealed already"), "{}", said(&done));
    }
}

#[test]
fn one_bad_file_keeps_all_from_being_sealed_and_all_are_named() {
    let home = Home::new();
    home.text("a/good.txt", "Good.\n");
    home.text("a/empty.txt", "");
    home.text("a/nul.txt", "\0");
    refused(
        &home,
        home.seal(&[&home.texts]),
        &["2 files cannot be sealed", "empty.txt", "nul.txt", "nothing was written"],
    );
}

#[test]
fn a_private_key_among_the_texts() {
    for label in ["PRIVATE KEY", "OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"] {
        let home = Home::new();
        home.text("a/good.txt", "Good.\n");
        for (name, before) in [("a/notes.txt", "Notes\r\n"), ("a/page.html", "<pre>\n")] {
            home.text(name, format!("{before}-----BEGIN {label}-----\nMC4CAQAw\n-----END {label}-----\n"));
        }
        let parts = ["notes.txt: it holds a private key", "page.html: it holds", "move it out", "compromised"];
        refused(&home, home.seal(&[&home.texts]), &parts);
    }
    let home = Home::new();
    let key = home.config.join("kzarchive/keys/fixtures.example%2Farchive/log");
    refused(&home, home.seal(&[&key]), &["log: it holds a private key"]);
    // In place, too.
    std::fs::copy(key, home.root.join("archive/log")).unwrap();
    refused(&home, home.seal(&[&home.root.join("archive")]), &["log: it holds a private key"]);
}

#[test]
fn a_text_that_only_speaks_of_keys_or_is_withheld_is_sealed() {
    let home = Home::new();
    let text = home.text("a.txt", "The file began with -----BEGIN PRIVATE KEY-----, they said.\n");
    let output = run(home.seal(&[&text]));
    assert!(output.status.success(), "{}", said(&output));
    let key = home.text("key.txt", "-----BEGIN PRIVATE KEY-----\n");
    let mut withheld = home.seal(&[&key]);
    withheld.args(["--withhold", "it holds a key"]);
    let output = run(withheld);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_text_that_nobody_may_read() {
    let home = Home::new();
    let text = home.text("closed.txt", "A text.\n");
    std::fs::set_permissions(&text, std::fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&text).is_ok() {
        eprintln!("SKIPPED: whoever runs this test, root it seems, may read every file");
        return;
    }
    refused(&home, home.seal(&[&text]), &["closed.txt", "ermission denied"]);
}

/// The same command with little memory: 4 GiB do not fit, nor does a quarter of them.
fn in_little_memory(command: &Command) -> Command {
    limited("-v 900000", command)
}

fn limited(limit: &str, command: &Command) -> Command {
    let mut limited = Command::new("bash");
    let script = format!("ulimit {limit} && exec \"$0\" \"$@\"");
    limited.args(["-c", &script]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}

fn sparse(path: &Path, head: &[u8]) {
    let mut file = File::create(path).unwrap();
    file.write_all(head).unwrap();
    file.set_len(4 << 30).unwrap();
}

#[test]
fn four_gigabytes_in_little_memory() {
    let home = Home::new();
    let text = home.texts.join("huge.txt");
    sparse(&text, b"");
    refused(&home, in_little_memory(&home.seal(&[&text])), &["huge.txt", "byte 0 is NUL"]);
    let lines = "A line of text.\n".repeat(1 << 16);
    sparse(&text, lines.as_bytes());
    refused(&home, in_little_memory(&home.seal(&[&text])), &["huge.txt", &format!("byte {} is NUL", lines.len())]);
}

#[test]
fn more_altered_texts_than_a_process_may_have_files() {
    const TEXTS: usize = 300;
    let home = Home::new();
    for number in 0..TEXTS {
        home.text(&format!("{number}.txt"), format!("Text {number}.\n"));
    }
    assert!(home.seal(&[&home.texts]).status().unwrap().success());
    for number in 0..TEXTS {
        std::fs::write(home.root.join(format!("archive/{number}.txt")), "Another text, and a longer one.\n").unwrap();
    }
    let mut verify = home.command(&["verify", "--no-memory", "--no-figures"]);
    verify.env("RAYON_NUM_THREADS", "2");
    let output = limited("-n 64", &verify).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(said(&output).matches("error[").count(), TEXTS, "{}", said(&output));
    assert_eq!(said(&output).matches("error[altered]").count(), TEXTS);
}

#[test]
fn a_line_without_end() {
    let home = Home::new();
    let text = home.text("long.txt", "ж".repeat(33 << 20));
    refused(&home, in_little_memory(&home.seal(&[&text])), &["long.txt", "a line is longer than 64 MiB"]);
}

#[test]
fn a_terabyte_in_place_of_a_sealed_text() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert_eq!(run(home.seal(&[&text])).status.code(), Some(0));
    let sealed = home.root.join("archive/a.txt");
    sparse(&sealed, b"A text.\n");
    // Read to its end, it would take longer than anybody waits.
    if File::options().write(true).open(&sealed).unwrap().set_len(1 << 40).is_err() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: this file system has no sparse files of 1 TiB; 4 GiB are read");
    }
    let output = run(in_little_memory(&home.command(&["verify"])));
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("altered"), "{}", said(&output));
}

/// A file that is all one string, with no end in sight: limits of size hold before anything is read into memory.
#[test]
fn a_gigabyte_in_place_of_each_part_of_the_archive() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert_eq!(run(home.seal(&[&text])).status.code(), Some(0));
    let manifest = crate::snapshot(&home.root).into_keys().find(|path| path.ends_with(".json")).unwrap();
    let parts =
        ["manifests/SHA256SUMS", "manifests/checkpoint", "keys/allowed_signers", "keys/policy", "kzarchive.toml"];
    let parts = parts.map(str::to_owned).into_iter().chain([manifest.clone(), format!("{manifest}.sig")]);
    for part in parts {
        let path = home.root.join(&part);
        let good = std::fs::read(&path).unwrap();
        let mut file = File::create(&path).unwrap();
        file.write_all(b"{\n  \"schema\": \"").unwrap();
        file.set_len(1 << 30).unwrap();
        let output = run(in_little_memory(&home.command(&["verify", "--no-memory"])));
        assert_eq!(output.status.code(), Some(1), "{part}: {}", said(&output));
        assert!(said(&output).contains(&part), "{part} is named: {}", said(&output));
        std::fs::write(&path, good).unwrap();
    }
    assert_eq!(run(home.command(&["verify", "--no-memory"])).status.code(), Some(0));
}

/// The same for what `seal` reads beside texts: 1 GiB of one JSON string in a page, a table, and a file of metadata.
#[test]
fn a_gigabyte_beside_a_text() {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    let large = |name: &str, head: &[u8]| {
        let path = home.texts.join(name);
        let mut file = File::create(&path).unwrap();
        file.write_all(head).unwrap();
        file.set_len(1 << 30).unwrap();
        path
    };
    let sidecar = large("a.txt.meta.toml", b"title = \"");
    refused(&home, in_little_memory(&home.seal(&[&text])), &["a.txt.meta.toml"]);
    std::fs::remove_file(sidecar).unwrap();
    let table = large("table.csv", b"path,title\na.txt,\"");
    let mut command = home.seal(&[]);
    command.arg("--table").arg(&table);
    refused(&home, in_little_memory(&command), &["table.csv"]);
    let page = large("page.html", b"<script type=\"application/ld+json\">{\"headline\": \"");
    refused(&home, in_little_memory(&home.seal(&[&page])), &["page.html"]);
}
