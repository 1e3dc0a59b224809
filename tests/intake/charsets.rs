//! One text in many charsets, as plain text and as pages: one digest of the text.

use encoding_rs::Encoding;

use super::{ends, refused, sealed};
use crate::support::program::Home;

/// Has every letter that Kazakh adds to Russian's.
const KAZAKH: &str = "Алматыда 164 адам қаза тапты. Ұлттық ғылым өңірі, әңгіме, үй, һәм ішкі іс.\n";
const RUSSIAN: &str = "Министерство внутренних дел сообщило, что 164 человека погибли в городе за неделю.\n";

fn utf16(text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(to).collect()
}

fn encoded(text: &str, label: &str) -> Vec<u8> {
    let (bytes, _, lossy) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
    assert!(!lossy, "{label}");
    bytes.into_owned()
}

#[test]
fn plain_text() {
    for (text, label) in [(RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "iso-8859-5"), (KAZAKH, "utf-8")] {
        let home = Home::new();
        let files = [
            home.text("utf8.txt", text),
            home.text("utf16le.txt", utf16(text, u16::to_le_bytes)),
            home.text("utf16be.txt", utf16(text, u16::to_be_bytes)),
            home.text("old.txt", encoded(text, label)),
            home.text("old.txt.meta.toml", format!("charset = \"{label}\"\n")),
        ];
        let documents = sealed(&home, &[&files[0], &files[1], &files[2], &files[3]]);
        assert_eq!(documents.len(), 4);
        for document in &documents {
            assert_eq!(document["text"]["sha256"], documents[0]["text"]["sha256"], "{label}: {document}");
        }
    }
}

#[test]
fn windows_1251_and_koi8_r_are_detected() {
    for label in ["windows-1251", "koi8-r"] {
        let home = Home::new();
        let document = &sealed(&home, &[&home.text("old.txt", encoded(RUSSIAN, label))])[0];
        // KOI8-U has all Russian letters where KOI8-R has them: which of the two is no matter.
        let charset = document["text"]["charset"].as_str().unwrap().to_lowercase().replace("koi8-u", "koi8-r");
        assert_eq!(charset, label);
        assert_eq!(document["text"]["charset_basis"], "detected");
        assert_eq!(document["text"]["sha256"], kzarchive::digest::Digest::of(RUSSIAN.as_bytes()).to_string());
    }
}

#[test]
fn pages_that_say_their_charset() {
    let page = |charset: &str, text: &str| format!("<meta charset={charset}><h1>{text}</h1>");
    let home = Home::new();
    let files = [
        home.text("utf8.html", page("utf-8", RUSSIAN)),
        home.text("old.html", encoded(&page("windows-1251", RUSSIAN), "windows-1251")),
        home.text("koi.html", encoded(&page("koi8-r", RUSSIAN), "koi8-r")),
        home.text("iso.html", encoded(&page("iso-8859-5", RUSSIAN), "iso-8859-5")),
        home.text("wide.html", utf16(&page("utf-8", RUSSIAN), u16::to_le_bytes)),
    ];
    let documents = sealed(&home, &files.iter().collect::<Vec<_>>());
    for document in &documents {
        assert_eq!(document["text"]["sha256"], documents[0]["text"]["sha256"], "{document}");
    }
    let basis = |path: &str| {
        let document = documents.iter().find(|document| document["path"] == path).unwrap();
        document["text"]["charset_basis"].clone()
    };
    assert_eq!((basis("archive/old.html"), basis("archive/wide.html")), ("document".into(), "bom".into()));
}

#[test]
fn a_page_that_says_another_charset_than_it_has_is_refused_not_mended() {
    let page = format!("<meta charset=utf-8><p>{RUSSIAN}</p>");
    refused("page.html", encoded(&page, "windows-1251"), "cannot be decoded as UTF-8");
    let home = Home::new();
    let file = home.text("page.html", encoded(&page, "windows-1251"));
    let done = home.seal(&[&file]).args(["--charset", "windows-1251"]).output().unwrap();
    assert!(done.status.success());
}

#[test]
fn figures_are_read_in_the_sealed_charset_and_what_cannot_be_read_is_named() {
    let home = Home::new();
    let text = "At least 12 people were killed.\nThe union said that 164 fled.\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = home.text("wide.txt", &wide);
    let sealing = home.seal(&[&file]).args(["--charset", "utf-16le"]).output().unwrap();
    assert!(sealing.status.success());
    let told = ends(&home, &["figures", "--snippets"], 0);
    assert!(told.contains("1 | At least 12 people were killed.") && told.contains("archive/wide.txt:1:"), "{told}");
    // The same file unsealed shows no charset.
    let unsealed = ends(&home, &["figures", file.to_str().unwrap()], 0);
    assert!(unsealed.contains("wide.txt: no text comes from it, and no figures are read"), "{unsealed}");

    let altered = text.replace("164", "165");
    crate::support::write(
        &home.root,
        "archive/wide.txt",
        altered.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
    );
    let verdict = ends(&home, &["verify"], 1);
    assert!(verdict.contains("not as sealed: line 2; figures there now: `165`"), "{verdict}");
    let told = ends(&home, &["figures"], 0);
    assert!(
        told.contains("archive/wide.txt: its bytes are not those that were sealed, and no figures are read"),
        "{told}"
    );
}
