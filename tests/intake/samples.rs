//! Samples that other hands' tools make when the tests run, and the seeds of the shared folder in every dress.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use kzarchive::digest::Digest;
use kzarchive::text::normalise;

use super::pages::{PAGE, TEXT};
use super::{refused, sealed};
use crate::support::program::Home;

/// The venv's python, if `tests/interop/install` has made one with what is needed.
fn python() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = std::env::var_os("KZARCHIVE_VENV").map_or_else(|| here.join("target/interop-venv"), PathBuf::from);
    let python = venv.join("bin/python3");
    let there = Command::new(&python).args(["-c", "import reportlab, warcio, wacz"]).output();
    if there.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let said = "reportlab, warcio and wacz are not there; tests/interop/install installs them";
    assert!(std::env::var_os("KZARCHIVE_INTEROP").is_none_or(|value| value != "required"), "{said}");
    let _ = writeln!(std::io::stderr(), "SKIPPED: {said}");
    None
}

fn sample(python: &Path, arguments: &[&Path]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/intake/samples.py");
    let made = Command::new(python).arg(script).args(arguments).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn seeds() -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("shared");
    let folder = std::env::var_os("KZARCHIVE_SHARED").map_or_else(beside, PathBuf::from).join("seeds");
    let Ok(listing) = std::fs::read_dir(&folder) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no seeds; set KZARCHIVE_SHARED to the folder that has them");
        return Vec::new();
    };
    let mut seeds: Vec<_> =
        listing.map(|entry| entry.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    seeds.sort();
    seeds
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A page of the text: paragraphs where empty lines part it, line breaks where lines end, and no white space that a page
/// would not show.
fn page(text: &str) -> String {
    let paragraphs: String = text
        .trim_end()
        .split("\n\n")
        .map(|part| format!("<p>{}</p>\n", escaped(part).replace("  ", " &nbsp;").replace('\n', "<br>")))
        .collect();
    format!("<!doctype html><meta charset=utf-8><title>T</title><article>{paragraphs}</article>")
}

#[test]
fn the_seeds_in_every_dress_give_one_text() {
    let python = python();
    for seed in seeds() {
        let text = normalise(&std::fs::read_to_string(&seed).unwrap()).unwrap();
        let wanted = Digest::of(text.as_bytes()).to_string();
        let home = Home::new();
        let utf16 = |to: fn(u16) -> [u8; 2]| {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(to).collect::<Vec<u8>>()
        };
        let mut files = vec![
            home.text("utf8.txt", &text),
            home.text("crlf.txt", text.replace('\n', "\r\n")),
            home.text("utf16le.txt", utf16(u16::to_le_bytes)),
            home.text("utf16be.txt", utf16(u16::to_be_bytes)),
            home.text("page.html", page(&text)),
        ];
        let (old, _, lossy) = encoding_rs::WINDOWS_1252.encode(&text);
        if !lossy {
            home.text("old.txt.meta.toml", "charset = \"windows-1252\"\n");
            files.push(home.text("old.txt", old));
            if let Some(python) = &python {
                let pdf = home.texts.join("print.pdf");
                sample(python, &[Path::new("pdf"), &files[0], &pdf]);
                files.push(pdf);
            }
        }
        for document in sealed(&home, &files.iter().collect::<Vec<_>>()) {
            let path = document["path"].as_str().unwrap();
            assert_eq!(document["text"]["sha256"], wanted, "{} as {path}", seed.display());
        }
    }
}

#[test]
fn reportlab_writes_what_is_read_and_a_picture_has_no_text() {
    let Some(python) = python() else { return };
    let home = Home::new();
    let text = home.text("a.txt", "The ministry said that 164 people were killed.\n\nOver 9,900 were detained.\n");
    let [pdf, picture] = ["a.pdf", "b.pdf"].map(|name| home.texts.join(name));
    sample(&python, &[Path::new("pdf"), &text, &pdf]);
    let documents = sealed(&home, &[&text, &pdf]);
    assert_eq!(documents[0]["text"]["sha256"], documents[1]["text"]["sha256"]);
    assert_eq!(documents[1]["text"]["charset_basis"], "document");
    sample(&python, &[Path::new("picture"), &picture]);
    refused("b.pdf", std::fs::read(&picture).unwrap(), "no text layer");
}

#[test]
fn warcio_writes_what_is_read() {
    let Some(python) = python() else { return };
    let home = Home::new();
    let (page, crawl) = (home.text("page.html", PAGE), home.texts.join("crawl.warc.gz"));
    sample(&python, &[Path::new("warc"), &page, &crawl]);
    let document = &sealed(&home, &[&crawl])[0];
    assert_eq!(document["text"]["sha256"], Digest::of(TEXT.as_bytes()).to_string());
    assert_eq!(document["retrieval"]["http_headers"][0][1], "text/html; charset=utf-8");
}

#[test]
fn py_wacz_writes_what_is_read() {
    let Some(python) = python() else { return };
    let home = Home::new();
    let (page, crawl) = (home.text("page.html", PAGE), home.texts.join("crawl.warc.gz"));
    sample(&python, &[Path::new("warc"), &page, &crawl]);
    let package = home.texts.join("crawl.wacz");
    let wacz = python.with_file_name("wacz");
    let made = Command::new(wacz).arg("create").arg(&crawl).arg("--detect-pages").arg("-o").arg(&package).output();
    let made = made.unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let done = home.seal(&[&package]).output().unwrap();
    assert!(done.status.success(), "{}", crate::support::program::said(&done));
    assert!(crate::support::program::said(&done).contains("it carries no signature"));
    let document = &super::documents(&home)[0];
    assert_eq!(document["text"]["sha256"], Digest::of(TEXT.as_bytes()).to_string());
}

/// What a browser shows when its scripts have run, as `--dump-dom` and "save page" write it.
#[test]
fn chromium_saves_what_is_read() {
    let home = Home::new();
    let written =
        PAGE.replace("<p>The ministry said that 164", "<p id=late>Loading…</p><p hidden>The ministry said that 164");
    let script = "<script>late.textContent = document.querySelector('p[hidden]').textContent</script></body>";
    let page = home.text("page.html", written.replace("</body>", script));
    let browser = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"];
    let profile = format!("--user-data-dir={}", home.texts.join("profile").display());
    let saved = Command::new("chromium").args(browser).arg(profile).arg(format!("file://{}", page.display())).output();
    let Ok(saved) = saved else {
        let said = "chromium is not there; tests/pages/install installs it";
        assert!(std::env::var_os("KZARCHIVE_INTEROP").is_none_or(|value| value != "required"), "{said}");
        let _ = writeln!(std::io::stderr(), "SKIPPED: {said}");
        return;
    };
    let document = &sealed(&home, &[&home.text("saved.html", &saved.stdout)])[0];
    assert_eq!(document["text"]["sha256"], Digest::of(TEXT.as_bytes()).to_string());
    assert_eq!(document["sha256"], Digest::of(&saved.stdout).to_string());
}

/// What "Save as: single file" writes, taken by the browser's own protocol, which is the same code.
#[test]
fn chromium_saves_one_file_that_is_read() {
    let tools = std::env::var_os("KZARCHIVE_PAGES_TOOLS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages-tools"), PathBuf::from);
    if !tools.join("node_modules/playwright-core").exists()
        || Command::new("chromium").arg("--version").output().is_err()
    {
        let said = "chromium and playwright-core are not there; tests/pages/install installs them";
        assert!(std::env::var_os("KZARCHIVE_INTEROP").is_none_or(|value| value != "required"), "{said}");
        let _ = writeln!(std::io::stderr(), "SKIPPED: {said}");
        return;
    }
    let home = Home::new();
    let page = home.text("page.html", PAGE.replace("</article>", "<p>Naïve “quotes” — 26 = 20 + 6.</p></article>"));
    let saved = home.texts.join("saved.mhtml");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/intake/snapshot.mjs");
    let made = Command::new("node").arg(script).arg(&tools).args([&page, &saved]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let documents = sealed(&home, &[&page, &saved]);
    assert_eq!(documents[1]["text"]["extractor"], kzarchive::extract::Extractor::Mhtml.name());
    assert_eq!(documents[1]["text"]["sha256"], documents[0]["text"]["sha256"]);
    assert!(normalise(&std::fs::read_to_string(&saved).unwrap()).unwrap().contains("=E2=80=9Cquotes"), "it is coded");
}
