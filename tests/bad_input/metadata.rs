//! What is said about texts, and how.

use crate::refused;
use crate::support::program::{Home, unknown_flags};

#[test]
fn silence_is_told_for_every_file_and_every_field() {
    let home = Home::new();
    let texts = [home.text("a.txt", "A.\n"), home.text("b.txt", "B.\n")];
    let flags: Vec<_> = unknown_flags().into_iter().step_by(2).collect();
    let mut command = home.command(&["seal"]);
    command.args(&texts);
    let mut parts: Vec<&str> = flags.iter().map(String::as_str).collect();
    assert_eq!(parts.len(), 10);
    parts.extend([
        "2 files cannot be sealed",
        "a.txt: nothing is said about:",
        "b.txt: nothing is said about:",
        "`unknown`",
    ]);
    refused(&home, command, &parts);
}

#[test]
fn values_of_another_form() {
    for (flag, value, why) in [
        ("--retrieved-at", "yesterday", "retrieved_at"),
        ("--method", "fax", "method: one of http"),
        ("--published-at", "13 January", "published_at: a date"),
        ("--language", "English!", "language: a BCP 47 tag"),
        ("--language", "English", "did you mean en?"),
        ("--language", "kz", "did you mean kk?"),
        ("--media-type", "foo", "media_type: one of text/plain, "),
        ("--http-status", "99", "http_status: a number"),
        ("--operator", " ", "nothing is said about: --operator"),
        ("--title", "\u{3000}", "nothing is said about: --title"),
        ("--retrieved-at", "2999-01-01", "retrieved_at: it is later than now"),
        ("--published-at", "2999-01-01", "published_at: 2999-01-01 is later than now"),
        ("--url", "https://user:secret@example.org/", "url: it holds a password"),
        ("--url", "example.org/report", "url: it has no scheme; begin it with https://"),
        ("--memento-url", "web.archive.org/x", "memento_url: it has no scheme"),
    ] {
        let home = Home::new();
        let text = home.text("a.txt", "A.\n");
        let mut command = home.command(&["seal"]);
        let others = unknown_flags().chunks(2).filter(|pair| pair[0] != flag).flatten().cloned().collect::<Vec<_>>();
        command.arg(&text).args(others).args([flag, value]);
        refused(&home, command, &["a.txt", why]);
    }
}

#[test]
fn a_text_is_withheld_for_a_reason() {
    let home = Home::new();
    let mut command = home.seal(&[&home.text("a.txt", "A.\n")]);
    command.args(["--withhold", " "]);
    refused(&home, command, &["--withhold takes a reason, in words"]);
}

#[test]
fn sidecars_that_cannot_be_used() {
    for (sidecar, why) in [
        (&b"title = "[..], "line 1"),
        (b"title = \"a\"\ntitle = \"b\"\n", "line 2"),
        (b"titel = \"a\"\n", "unknown field"),
        (b"title = 1\n", "line 1"),
        (b"title = \"\x1b[2J\"\n", "line 1"),
        (b"title = \"\xff\"\n", "a.txt.meta.toml"),
    ] {
        let home = Home::new();
        let text = home.text("a.txt", "A.\n");
        home.text("a.txt.meta.toml", sidecar);
        refused(&home, home.seal(&[&text]), &["a.txt.meta.toml", why]);
    }
}

#[test]
fn tables_that_cannot_be_used() {
    for (table, why) in [
        (&b"PK\x03\x04\x14\0\x06\0"[..], "it is a workbook, as Excel"),
        (b"path,titel\na.txt,x\n", "column 'titel' is unknown"),
        (b"file,title\na.txt,x\n", "no column 'path'"),
        (b"path,publisher,publisher\na.txt,x,y\n", "column 'publisher' is there more than once"),
        (b"path,title,path\na.txt,x,b.txt\n", "column 'path' is there more than once"),
        (b"path,title\n,x\n", "line 2: no path"),
        (b"path,title\nb.txt,x\n", "line 2"),
        (b"path,title\na.txt,x\na.txt,y\n", "line 3"),
        (b"path,title\na.txt,x,y\n", "line 2"),
        (b"path,title\na.txt,\xff\n", "line 2"),
        (b"path,title\na.txt,\"two\nlines\"\n,x\n", "line 4: no path"),
        (b"path,title\r\n\r\na.txt,x\r\n\r\n,x\r\n", "line 5: no path"),
        (b"path,\"ti\ntle\"\na.txt,x,y\n", "column 'ti"),
    ] {
        let home = Home::new();
        home.text("a.txt", "A.\n");
        let table = home.text("table.csv", table);
        let mut command = home.seal(&[]);
        command.arg("--table").arg(&table);
        refused(&home, command, &["table.csv", why]);
    }
}
