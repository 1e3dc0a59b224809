//! What must hold for any bytes at all: the fuzz targets call these, and so does `tests/fuzz_corpus.rs` over the kept corpus.

#![allow(dead_code, clippy::unwrap_used)]

use kzarchive::digest::Digest;
use kzarchive::extract::{Extractor, extract};
use kzarchive::figures::{Span, Text, read};
use kzarchive::ledger::{Failure, Kind};
use kzarchive::log::{Checkpoint, TlogProof};
use kzarchive::manifest::Signed;
use kzarchive::path::reorders_or_hides;
use kzarchive::report::{self, Paint};
use kzarchive::store::{Settings, SettingsError};
use kzarchive::text::{decode, derive, normalise};
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::{AllowedSigners, NoteSigner, Policy, UnverifiedNote};
use kzarchive::verify::findings::{Excerpt, Mark, Place};
use kzarchive::verify::{Check, CheckName, DocumentCounts, Judged, LeftOut, Outcome, TrustBasis, Verdict};
use unicode_normalization::is_nfc;

/// A manifest that is read is written back byte for byte: there is one spelling.
pub fn manifest(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let at = text.split_once("\"sealed_at\": \"").and_then(|(_, rest)| rest.get(..20)?.parse::<Timestamp>().ok());
    let at = at.unwrap_or_else(|| Timestamp::from_unix(0).unwrap());
    Signed::of(bytes, b"", &Digest::of(bytes), at).claim(|read| {
        if let Ok(manifest) = read {
            assert_eq!(manifest.into_bytes().unwrap(), bytes, "a second spelling");
        }
    });
}

/// A note that is read has the bytes that came, and a checkpoint that is believed is what stands in it.
pub fn note(bytes: &[u8]) {
    let key = ed25519_dalek::SigningKey::from_bytes(&[2; 32]);
    let signer = NoteSigner::new("archive.example/kazakhstan".parse().unwrap(), key);
    let Ok(note) = UnverifiedNote::parse(bytes) else { return };
    assert_eq!(note.as_bytes(), bytes);
    assert!(note.claimed_signers().count() >= 1);
    if let Ok(verified) = note.verify(&[signer.vkey()]) {
        assert!(bytes.starts_with(verified.text().as_bytes()) && verified.text().ends_with('\n'));
        let again = UnverifiedNote::parse(verified.known_part().as_bytes()).unwrap();
        assert_eq!(
            again.verify(&[signer.vkey()]).unwrap().text(),
            verified.text(),
            "what is kept of it still verifies"
        );
    }
    if let Ok((checkpoint, _)) = Checkpoint::read(bytes, &Policy::of_log(signer.vkey())) {
        assert!(bytes.starts_with(format!("{}\n", checkpoint.to_text()).as_bytes()), "a second spelling");
    }
}

/// A proof that is read is written back byte for byte.
pub fn proof(bytes: &[u8]) {
    if let Ok(proof) = TlogProof::parse(bytes) {
        assert_eq!(proof.to_bytes(), bytes, "a second spelling");
    }
}

/// Every signer that is read is read again from how it is written, and nobody has a name that means others.
pub fn allowed_signers(bytes: &[u8]) {
    let Ok(signers) = AllowedSigners::parse(bytes) else { return };
    for entry in signers.entries() {
        let again = AllowedSigners::parse(format!("{entry}\n").as_bytes()).unwrap();
        assert_eq!(again.entries(), std::slice::from_ref(entry));
        let odd = |c: char| c.is_control() || reorders_or_hides(c) || "*?!\"'\\ ,".contains(c);
        assert!(entry.principals().iter().all(|name| !name.is_empty() && !name.contains(odd)));
        let namespaces = entry.namespaces().unwrap_or_default();
        assert!(namespaces.iter().all(|name| !name.is_empty() && !name.contains(odd)));
    }
}

/// A policy means the same with a comment more, all its witnesses meet its quorum, and none meet only one that asks for none.
pub fn policy(bytes: &[u8]) {
    let Ok(policy) = Policy::parse(bytes) else { return };
    if bytes.len() + 16 < kzarchive::trust::policy::MAX_BYTES {
        assert_eq!(Policy::parse(&[bytes, b"# a comment\n"].concat()).as_ref(), Ok(&policy));
    }
    let all: Vec<_> = policy.witnesses().iter().map(|witness| &witness.vkey).collect();
    assert!(policy.satisfied_by(&all), "every witness cosigned, and the quorum is not met");
    let asks = !policy.satisfied_by(&[]);
    assert!(!asks || !all.is_empty(), "a quorum that nobody can meet");
}

/// Rules of settings stand where they are said to stand; a comment more changes nothing; mistakes are at a place of the text.
pub fn config(bytes: &[u8]) {
    match Settings::parse(bytes) {
        Ok(settings) => {
            let text = std::str::from_utf8(bytes).unwrap();
            for (rule, span) in settings.rules() {
                assert!(text.get(span.clone()).is_some(), "the span of {rule} is in the text: {span:?}");
            }
            let again = Settings::parse(&[bytes, b"\n# a comment\n"].concat()).unwrap();
            let levels = |settings: &Settings| {
                let rules: Vec<String> = settings.rules().map(|(rule, _)| rule.to_owned()).collect();
                rules.into_iter().map(|rule| settings.level(&rule, "archive/a.txt")).collect::<Vec<_>>()
            };
            assert_eq!(levels(&again), levels(&settings));
        }
        Err(SettingsError::Form(mistake)) => {
            assert!(mistake.text().get(mistake.span()).is_some(), "a mistake is at a place of the text");
            assert!(mistake.line() >= 1);
            let shown = report::mistake(&mistake, report::Weight::Error, ["origin"], Paint::Plain);
            assert_clean(&shown);
        }
        Err(_) => {}
    }
}

/// Normalising twice changes nothing, what comes out is as the profile says, and reading in pieces gives the same.
pub fn normaliser(bytes: &[u8]) {
    let Ok(decoded) = decode(bytes, None) else { return };
    let Ok(text) = normalise(&decoded.text) else { return };
    assert_eq!(normalise(&text).unwrap(), text, "normalising twice");
    assert!(is_nfc(&text), "NFC");
    let odd = ['\r', '\u{a0}', '\u{202f}', '\u{2007}', '\u{feff}'];
    assert!(!text.contains(odd) && !text.contains("\n\n\n") && !text.contains(" \n"), "{text:?}");
    assert!(text.is_empty() || text.ends_with('\n'));
    let derived = derive(&mut std::io::Cursor::new(bytes), None).unwrap();
    assert_eq!(derived.text, Digest::of(text.as_bytes()), "in pieces and as a whole");
    assert_eq!(derived.charset.name(), decoded.charset.name());
}

/// Figures stand on boundaries of characters, say what the text says there, come in order, and are the same a second time.
pub fn figures(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let one = || read(&Text { path: "a.txt", text, published: None, publisher: None, language: None });
    let reading = one();
    let mut last = 0;
    for figure in &reading.figures {
        assert_eq!(text.get(figure.start..figure.end), Some(figure.text.as_str()), "a figure is what stands there");
        assert!(figure.start >= last && figure.end > figure.start, "figures are in order");
        last = figure.start;
        if let Some(source) = &figure.source {
            assert!(source.text.is_empty() || text.contains(&source.text), "a source is words of the text");
        }
    }
    let json = |reading: &kzarchive::figures::Reading| {
        report::jsonl(std::slice::from_ref(reading), |_| report::Beside::default()).unwrap()
    };
    assert_eq!(json(&reading), json(&one()), "the same text, the same figures");
}

/// The text of pages in a WARC file is normalised, and what it says of itself is, too, fit to be sealed.
pub fn warc(bytes: &[u8]) {
    let Ok(found) = extract(Extractor::Warc, bytes, None) else { return };
    assert_eq!(normalise(&found.text).unwrap(), found.text, "an extracted text is normalised");
    assert!(!found.text.trim().is_empty());
    assert_eq!(extract(Extractor::Warc, bytes, None).unwrap(), found, "the same bytes, the same text");
}

/// No report shows words from outside raw, and none lets them become anything but words.
pub fn report(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (path, detail) = text.split_once('\n').unwrap_or((&text, &text));
    let failures: Vec<Failure> = [Kind::Altered, Kind::Unsealed].map(|kind| Failure::new(kind, path, detail)).into();
    let outcome = || Outcome::Failed(detail.to_owned());
    let verdict = Verdict {
        origin: path.to_owned(),
        trust: TrustBasis::FirstContact,
        judged: Judged::default(),
        checks: [CheckName::Trust, CheckName::Documents].map(|check| Check { check, outcome: outcome() }).into(),
        failed: vec![CheckName::Documents; failures.len()],
        lines: [(path.to_owned(), vec![excerpt(path, &text)])].into(),
        failures,
        documents: DocumentCounts::default(),
        figures: None,
        findings: Vec::new(),
        left_out: LeftOut::default(),
    };
    assert_clean(&report::verdict_text(&verdict, Paint::Plain));
    assert_clean(&report::clean(&text));
    for json in [report::verdict_json(&verdict).unwrap(), report::sarif(&verdict, "").unwrap()] {
        assert_clean(&json);
        let _: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    }
    let said: serde_json::Value = serde_json::from_str(&report::verdict_json(&verdict).unwrap()).unwrap();
    assert_eq!(said["failures"][0]["path"], path, "JSON says the same, escaped");
    let junit = report::junit(&verdict);
    assert_clean(&junit);
    for (words, tag) in [("<script", "script"), ("<!--", "comment"), ("<![CDATA[", "CDATA"), ("<!DOCTYPE", "doctype")] {
        assert!(!junit.contains(words), "{tag} in XML");
    }
    let commands = report::github(&verdict, "");
    assert_clean(&commands);
    for line in commands.lines().filter(|line| !line.is_empty()) {
        let ours = ["::error", "::warning", "::notice", "::group", "::endgroup"];
        assert!(!line.starts_with("::") || ours.iter().any(|command| line.starts_with(command)), "{line}");
        assert!(!line.contains("##["), "an older form of commands: {line}");
    }
    let mut page = report::html::Report::new(None, None).finish(&verdict).unwrap();
    page.retain(|c| c != '\n');
    let empty =
        Verdict { failures: Vec::new(), failed: Vec::new(), checks: Vec::new(), origin: String::new(), ..verdict };
    let plain = report::html::Report::new(None, None).finish(&empty).unwrap();
    for tag in ["<script", "<img", "<iframe", "<link", "<style", "<base", "<meta", "<form", "<svg"] {
        let count = |page: &str| page.matches(tag).count();
        assert!(count(&page) <= count(&plain), "{tag} from outside");
    }
    assert_clean(&page);
}

/// All of a text as lines to be shown, the words of its last line marked.
fn excerpt(path: &str, text: &str) -> Excerpt {
    let start = text.rfind('\n').map_or(0, |newline| newline + 1);
    let before = text[..start].matches('\n').count();
    let place = |at: usize| Place { line: 1 + before, code_points: at, utf16: at };
    let words = text[start..].chars().count();
    let mark = Mark { span: Span::new(start, text.len()), label: "not as sealed", from: place(0), to: place(words) };
    Excerpt { path: path.into(), line: 1, text: text.to_owned(), marks: vec![mark] }
}

/// Nothing moves a cursor, hides or reorders.
fn assert_clean(shown: &str) {
    let raw = shown.chars().find(|c| (c.is_control() && *c != '\n') || reorders_or_hides(*c));
    assert_eq!(raw, None, "raw in {:.2000}", shown.escape_debug());
}
