//! What people have, and what cannot be sealed as it is: they are told what it is, and what to do.

use crate::refused;
use crate::support::program::{Home, said};
use crate::support::write;

#[test]
fn what_is_no_plain_text_is_told_as_what_it_is() {
    for (name, begins, why) in [
        ("a.docx", &b"PK\x03\x04"[..], "a zip package, as Word (.docx)"),
        ("a.doc", b"\xD0\xCF\x11\xE0", "a document of an older Office"),
        ("a.txt", b"%PDF-1.7\n", "a PDF: give it a name that ends in .pdf"),
        ("a.png", b"\x89PNG\r\n", "a picture (PNG)"),
        ("a.jpg", b"\xFF\xD8\xFF\xE0", "a picture (JPEG)"),
        ("a.txt.gz", b"\x1F\x8B\x08", "a gzip file: unpack it"),
        ("a.bin", b"bin", "byte 3 is NUL"),
    ] {
        let home = Home::new();
        let text = home.text(name, [begins, &[0; 64]].concat());
        refused(&home, home.seal(&[&text]), &[name, why]);
    }
}

#[test]
fn tables_of_spreadsheets_are_read_or_told_line_and_column() {
    let home = Home::new();
    home.text("a.txt", "A.\n");
    let seal = |table: &[u8]| {
        let mut command = home.seal(&[]);
        command.arg("--table").arg(home.text("table.csv", table)).arg("--dry-run");
        command
    };
    for delimiter in [",", ";", "\t"] {
        let table = format!("title{delimiter}path\r\n\"A; B, C\tD\"{delimiter}a.txt\r\n");
        let output = seal(table.as_bytes()).output().unwrap();
        assert!(output.status.success() && said(&output).contains("archive/a.txt"), "{}", said(&output));
    }
    let utf16: Vec<u8> = "\u{feff}path\na.txt\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (table, why) in [
        (&b"path;title\na.txt;\xc4\n"[..], "line 2: column 'title' is not UTF-8; save it as UTF-8"),
        (b"path;\xc4\na.txt;x\n", "line 1: cell 2 is not UTF-8"),
        (b"path;title\na.txt;x;y\n", "line 2: 3 cells, and the table has 2 columns"),
        (&utf16, "the table is UTF-16; save it as UTF-8"),
    ] {
        refused(&home, seal(table), &["table.csv", why]);
    }
}

#[test]
fn what_file_managers_leave_is_passed_over_and_told() {
    let home = Home::new();
    for name in ["a.txt", ".DS_Store", "sub/Thumbs.db", "sub/._b.txt", "sub/.hidden.txt"] {
        home.text(name, format!("The file {name}.\n"));
    }
    let output = home.seal(&[&home.texts]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains(".DS_Store and 2 more: passed over"), "{}", said(&output));
    assert_eq!(said(&output).matches("sealed     ").count(), 2, "{}", said(&output));
    for (path, why) in [
        ("archive/sub/.DS_Store", "left by a file manager, and never sealed: remove it"),
        ("archive/a.txt.meta.toml", "metadata beside a text"),
    ] {
        write(&home.root, path, "x");
        let verdict = home.command(&["verify", "--no-memory", "--no-figures"]).output().unwrap();
        assert!(verdict.status.code() == Some(1) && said(&verdict).contains(why), "{}", said(&verdict));
    }
}
