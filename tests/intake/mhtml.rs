//! Pages that browsers save as one file: one text in every transfer coding, and files that are not what they say.

use base64ct::{Base64, Encoding as _};
use kzarchive::digest::Digest;
use serde_json::json;

use super::pages::{PAGE, TEXT};
use super::{documents, ends, refused, sealed};
use crate::support::program::{Home, said};

const HEAD: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/saved\r\nSubject: T\r\n\
                    Date: Fri, 14 Jan 2022 15:12:00 +0600\r\nMIME-Version: 1.0\r\n";

/// A part of a file.
fn part(fields: &str, body: &str) -> String {
    format!("--b0undary\r\n{fields}\r\n{body}\r\n")
}

fn mhtml(head: &str, parameters: &str, parts: &[String]) -> String {
    let kind =
        format!("Content-Type: multipart/related;\r\n\ttype=\"text/html\";{parameters}\r\n\tboundary=\"b0undary\"\r\n");
    format!("{head}{kind}\r\n{}--b0undary--\r\n", parts.concat())
}

fn page(fields: &str, body: &str) -> String {
    part(&format!("Content-Type: text/html\r\n{fields}Content-Location: https://example.org/part\r\n"), body)
}

fn picture() -> String {
    part(
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://example.org/p\r\n",
        "iVBORw==",
    )
}

/// RFC 2045 §6.7: lines of at most 76 signs.
fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for byte in text.bytes() {
        let sign = match byte {
            b'\n' => "\r\n".to_owned(),
            b'=' | 0..=31 | 127.. => format!("={byte:02X}"),
            byte => char::from(byte).to_string(),
        };
        if column + sign.len() > 75 && byte != b'\n' {
            out += "=\r\n";
            column = 0;
        }
        column = if byte == b'\n' { 0 } else { column + sign.len() };
        out += &sign;
    }
    out
}

fn base64(text: &str) -> String {
    let whole = Base64::encode_string(text.as_bytes());
    whole.as_bytes().chunks(76).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect()
}

#[test]
fn one_text_in_every_transfer_coding() {
    let coded = |coding: &str| format!("Content-Transfer-Encoding: {coding}\r\n");
    let home = Home::new();
    let frame = part("Content-Type: text/html\r\nContent-ID: <frame@x>\r\n", "<p>99 in a frame</p>");
    let start = part("Content-Type: text/html\r\nContent-ID: <start@x>\r\n", PAGE);
    let files = [
        home.text("page.html", PAGE),
        home.text(
            "quoted.mhtml",
            mhtml(HEAD, "", &[page(&coded("quoted-printable"), &quoted_printable(PAGE)), picture()]),
        ),
        home.text("base64.mht", mhtml(HEAD, "", &[page(&coded("base64"), &base64(PAGE)), picture()])),
        home.text("plain.mhtml", mhtml(HEAD, "", &[page(&coded("8bit"), PAGE), picture()])),
        home.text("unsaid.mhtml", mhtml("", "", &[page("", PAGE)])),
        home.text("start.mhtml", mhtml(HEAD, "\r\n\tstart=\"<start@x>\";", &[frame, start])),
    ];
    let documents = sealed(&home, &files.iter().collect::<Vec<_>>());
    assert_eq!(documents.len(), 6);
    for document in &documents {
        assert_eq!(document["text"]["sha256"], Digest::of(TEXT.as_bytes()).to_string(), "{document}");
        assert_eq!(document["text"]["visible"], documents[0]["text"]["visible"]);
    }
    ends(&home, &["verify", "--deep"], 0);
}

#[test]
fn charsets_of_parts_and_of_pages() {
    let text = "Министерство сообщило, что 164 человека погибли в городе за неделю.";
    let (old, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let old: String = old.iter().map(|byte| format!("={byte:02X}=\r\n")).collect();
    let coded = "Content-Transfer-Encoding: quoted-printable\r\n";
    let by_part =
        part(&format!("Content-Type: text/html; charset=\"windows-1251\"\r\n{coded}"), &format!("<p>{old}</p>"));
    let by_page = page(coded, &format!("<meta charset=3Dwindows-1251><p>{old}</p>"));
    let home = Home::new();
    let files = ["part.mhtml", "page.mhtml"].map(|name| {
        home.text(name, mhtml(HEAD, "", std::slice::from_ref(if name == "part.mhtml" { &by_part } else { &by_page })))
    });
    for document in sealed(&home, &files.iter().collect::<Vec<_>>()) {
        assert_eq!(document["text"]["sha256"], Digest::of(format!("{text}\n").as_bytes()).to_string(), "{document}");
        assert_eq!(document["text"]["charset"], "windows-1251");
    }
}

#[test]
fn what_the_browser_wrote_is_told_as_the_documents_own() {
    let home = Home::new();
    let seal = |name: &str, head: &str| {
        let file =
            home.text(name, mhtml(head, "", &[part("Content-Type: text/html\r\n", "<title>T</title><p>17 dead.</p>")]));
        let flags = [
            "seal",
            "--operator",
            "n.k.",
            "--publisher",
            "unknown",
            "--author",
            "unknown",
            "--published-at",
            "unknown",
        ];
        let more = ["--language", "en", "--licence", "unknown", "--title", "T"];
        home.command(&flags).args(more).arg(&file).output().unwrap()
    };
    let done = seal("page.mhtml", HEAD);
    assert!(done.status.success(), "{}", said(&done));
    let document = &documents(&home)[0];
    assert_eq!(
        document["retrieval"],
        json!({
            "url": "https://example.org/saved",
            "retrieved_at": "2022-01-14T09:12:00Z",
            "retrieved_at_basis": "declared",
            "method": "browser",
            "operator": "n.k.",
        })
    );
    assert_eq!(document["origins"]["document"], json!(["url", "retrieved_at", "method"]));
    assert_eq!(document["media_type"], "multipart/related");
    // Where a file of one's own was saved, its address is nobody's business.
    let local = seal("local.mhtml", &HEAD.replace("https://example.org/saved", "file:///home/aigerim/page.html"));
    assert!(!local.status.success());
    assert!(said(&local).contains("--url") && !said(&local).contains("aigerim"), "{}", said(&local));
}

#[test]
fn files_that_are_not_what_they_say() {
    let whole = mhtml(HEAD, "", &[page("", PAGE)]);
    let coded =
        |coding: &str, body: &str| mhtml(HEAD, "", &[page(&format!("Content-Transfer-Encoding: {coding}\r\n"), body)]);
    for (name, bytes, words) in [
        ("cut.mhtml", whole[..whole.len() - 40].to_owned(), "it is cut off"),
        ("end.mhtml", whole.replace("--b0undary--", ""), "it is cut off"),
        ("boundary.mhtml", whole.replace("\tboundary=\"b0undary\"", "\tx=y"), "not a readable page in one file"),
        ("html.mhtml", PAGE.to_owned(), "not a readable page in one file"),
        ("mail.mhtml", "Subject: a\r\n\r\nOnly a letter.\r\n".to_owned(), "it has no parts"),
        ("picture.mhtml", mhtml(HEAD, "", &[picture(), page("", PAGE)]), "its first part is no page"),
        ("start.mhtml", mhtml(HEAD, "\r\n\tstart=\"<x>\";", &[page("", PAGE)]), "its first part is no page"),
        ("uu.mhtml", coded("x-uuencode", PAGE), "the transfer coding"),
        ("quoted.mhtml", coded("quoted-printable", "<p>1=ZZ64 dead.</p>"), "the transfer coding"),
        ("base64.mhtml", coded("base64", "<p>164 dead.</p>"), "the transfer coding"),
        ("nothing.mhtml", mhtml(HEAD, "", &[page("", "<script>164</script>")]), "no text comes from it"),
        ("deep.mhtml", mhtml(HEAD, "", &[page("", &"<b>".repeat(10_000))]), "nested more than 512 deep"),
    ] {
        refused(name, bytes, words);
    }
    let utf8 = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    refused("charset.mhtml", mhtml(HEAD, "", &[part(utf8, "<p>=CF=F0=E8 164</p>")]), "cannot be decoded as UTF-8");
}

/// A letter in a letter in a letter, and more parts than anybody reads: an answer, and not a stack that ends.
#[test]
fn parts_without_end() {
    let mut nested = mhtml("", "", &[page("", "<p>17 dead.</p>")]);
    for _ in 0..2_000 {
        nested = format!("Content-Type: message/rfc822\r\n\r\n{nested}");
    }
    refused("nested.mhtml", nested, "not a readable page in one file");
    let deep: String =
        (0..5_000).map(|n| format!("Content-Type: multipart/related; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
    refused("multiparts.mhtml", deep, "not a readable page in one file");
    let many = [vec![page("", "<p>17 dead.</p>")], vec![picture(); 50_000]].concat();
    let home = Home::new();
    let document = &sealed(&home, &[&home.text("many.mhtml", mhtml(HEAD, "", &many))])[0];
    assert_eq!(document["text"]["sha256"], Digest::of(b"17 dead.\n").to_string());
}
