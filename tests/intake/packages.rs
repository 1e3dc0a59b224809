//! WARC and WACZ: strict about records, and one text however a page was sent.

use std::io::Write;

use kzarchive::digest::Digest;
use serde_json::{Value, json};

use super::pages::{PAGE, TEXT};
use super::{documents, ends, refused, sealed};
use crate::support::program::{Home, said};

/// Members of a package.
pub type Parts = Vec<(String, Vec<u8>)>;

pub fn record(fields: &str, block: &[u8]) -> Vec<u8> {
    let head = format!("WARC/1.1\r\n{fields}Content-Length: {}\r\n\r\n", block.len());
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A response record for `http://example.org/`.
pub fn response(fields: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes(), body].concat();
    let head = "WARC-Type: response\r\nWARC-Target-URI: http://example.org/\r\nWARC-Date: 2022-01-14T09:12:00Z\r\n\
                Content-Type: application/http;msgtype=response\r\n";
    record(head, &block)
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

pub fn zip(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A package with one WARC file of one record, changed after its digests were taken.
pub fn wacz(warc: &[u8], change: impl Fn(&mut Parts)) -> Vec<u8> {
    let index = r#"org,example)/ 20220114091200 {"url":"http://example.org/","offset":"0","filename":"data.warc.gz"}"#;
    let parts = [
        ("archive/data.warc.gz", warc.to_vec()),
        ("indexes/index.cdx", format!("{index}\n").into_bytes()),
        ("pages/pages.jsonl", b"{\"format\":\"json-pages-1.0\"}\n{\"url\":\"http://example.org/\"}\n".to_vec()),
    ];
    let resource =
        |(path, bytes): &(&str, Vec<u8>)| json!({"path": path, "hash": format!("sha256:{}", Digest::of(bytes))});
    let resources: Vec<Value> = parts.iter().map(resource).collect();
    let package = serde_json::to_vec(&json!({"profile": "data-package", "resources": resources})).unwrap();
    let mut parts: Parts = parts.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    parts.push(("datapackage.json".to_owned(), package));
    change(&mut parts);
    zip(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect::<Vec<_>>())
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in body.chunks(100) {
        out.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
    out
}

#[test]
fn one_text_however_it_was_sent_and_packed() {
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let plain = response(html, PAGE.as_bytes());
    let home = Home::new();
    let files = [
        home.text("page.html", PAGE),
        home.text("plain.warc", &plain),
        home.text("packed.warc.gz", gzip(&plain)),
        home.text(
            "chunked.warc",
            response(&format!("{html}Transfer-Encoding: chunked\r\n"), &chunked(PAGE.as_bytes())),
        ),
        home.text("coded.warc", response(&format!("{html}Content-Encoding: gzip\r\n"), &gzip(PAGE.as_bytes()))),
        home.text(
            "both.warc",
            response(
                &format!("{html}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
                &chunked(&gzip(PAGE.as_bytes())),
            ),
        ),
        home.text("whole.wacz", wacz(&gzip(&plain), |_| {})),
    ];
    let documents = sealed(&home, &files.iter().collect::<Vec<_>>());
    assert_eq!(documents.len(), 7);
    for document in &documents {
        assert_eq!(document["text"]["sha256"], Digest::of(TEXT.as_bytes()).to_string(), "{document}");
        assert_eq!(document["text"]["visible"], documents[0]["text"]["visible"]);
    }
    ends(&home, &["verify", "--deep"], 0);
}

#[test]
fn records_tell_how_the_page_was_come_by() {
    let home = Home::new();
    let info = record("WARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\n", b"software: crawler/1\r\n");
    let moved = b"HTTP/1.1 301 Moved\r\nLocation: http://example.org/\r\n\r\n";
    let moved = record("WARC-Type: response\r\nWARC-Target-URI: http://example.org/old\r\n", moved);
    let fields = "Content-Type: text/html\r\nETag: \"1\"\r\nSet-Cookie: who=me\r\n";
    let file = home.text("crawl.warc", [info, moved, response(fields, PAGE.as_bytes())].concat());
    let done = home.command(&["seal", "--operator", "n.k.", "--licence", "unknown"]).arg(&file).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let retrieval = &documents(&home)[0]["retrieval"];
    assert_eq!(
        *retrieval,
        json!({
            "url": "http://example.org/old",
            "final_url": "http://example.org/",
            "retrieved_at": "2022-01-14T09:12:00Z",
            "retrieved_at_basis": "declared",
            "method": "warc-import",
            "tool": "crawler/1",
            "operator": "n.k.",
            "http_status": 200,
            "http_headers": [["Content-Type", "text/html"], ["ETag", "\"1\""]],
        })
    );
}

#[test]
fn of_many_pages_each_is_read_and_nothing_is_said_of_all() {
    let home = Home::new();
    let html =
        |text: &str| response("Content-Type: text/html\r\n", format!("<title>T</title><p>{text}</p>").as_bytes());
    let picture = response("Content-Type: image/png\r\n", b"\x89PNG");
    let crawl = [html("First: 17 dead."), picture, html("Second: 18 dead.")].concat();
    let done = home.command(&["seal", "--operator", "me"]).arg(home.text("crawl.warc", &crawl)).output().unwrap();
    assert!(said(&done).contains("--url"), "{}", said(&done));
    let document = &sealed(&home, &[&home.text("crawl.warc", &crawl)])[0];
    assert_eq!(document["text"]["sha256"], Digest::of(b"First: 17 dead.\n\nSecond: 18 dead.\n").to_string());
}

#[test]
fn records_that_are_not_what_they_say() {
    let page = response("Content-Type: text/html\r\n", b"<p>Of 164.</p>");
    refused("cut.warc", &page[..page.len() - 5], "it is cut off");
    refused("old.warc", String::from_utf8_lossy(&page).replace("WARC/1.1", "WARC/0.9"), "does not begin with WARC/1.0");
    refused("head.warc", "WARC/1.1\r\n", "it has no head");
    refused("length.warc", "WARC/1.1\r\nA: b\r\n\r\n", "no Content-Length");
    for name in ["WARC-Block-Digest", "WARC-Payload-Digest"] {
        let other = format!("WARC/1.1\r\n{name}: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n");
        let lying = String::from_utf8_lossy(&page).replacen("WARC/1.1\r\n", &other, 1);
        refused("digest.warc", lying, &format!("its bytes are not those of its {name}"));
    }
    // The whole file in one member cannot be opened at a record.
    refused("whole.warc.gz", gzip(&[page.clone(), page.clone()].concat()), "not record by record");
    refused("half.warc.gz", &gzip(&page)[..40], "gzip member");
    refused("picture.warc", response("Content-Type: image/png\r\n", b"x"), "no text comes from it");
    let home = Home::new();
    let done = home.seal(&[&home.text("a.warc", &page)]).args(["--charset", "koi8-r"]).output().unwrap();
    assert!(said(&done).contains("--charset: each part"), "{}", said(&done));
}
