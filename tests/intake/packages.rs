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
fn another_date_or_address_of_a_record_is_altered() {
    let home = Home::new();
    let record = String::from_utf8(response("Content-Type: text/html\r\n", PAGE.as_bytes())).unwrap();
    sealed(&home, &[&home.text("page.warc", &record)]);
    for (from, to) in [("2022-01-14", "2022-01-04"), ("http://example.org/", "http://example.net/")] {
        std::fs::write(home.root.join("archive/page.warc"), record.replacen(from, to, 1)).unwrap();
        let told = ends(&home, &["verify"], 1);
        assert!(told.contains("error[altered]: its text is the sealed one"), "{told}");
    }
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
        home.text("older.warc", String::from_utf8_lossy(&plain).replace("WARC/1.1", "WARC/1.0")),
        home.text("older.warc.gz", gzip(String::from_utf8_lossy(&plain).replace("WARC/1.1", "WARC/1.0").as_bytes())),
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
    assert_eq!(documents.len(), 9);
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
fn the_way_of_redirects_is_told_and_a_circle_of_them_ends() {
    let to = |from: &str, location: &str| {
        let block = format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n");
        record(&format!("WARC-Type: response\r\nWARC-Target-URI: {from}\r\n"), block.as_bytes())
    };
    let page = response("Content-Type: text/html\r\n", PAGE.as_bytes());
    let home = Home::new();
    // Relative addresses, and one that leads in.
    let way = [
        to("http://old.example/a?b", "c/d"),
        to("http://old.example/c/d", "//example.org"),
        page.clone(),
        to("http://example.org/other", "http://example.org/else"),
    ];
    let seal = |name: &str, warc: &[u8]| {
        let file = home.text(name, warc);
        let flags = ["seal", "--operator", "me", "--licence", "unknown"];
        let done = home.command(&flags).arg(&file).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
        documents(&home)[0]["retrieval"].clone()
    };
    let retrieval = seal("way.warc", &way.concat());
    assert_eq!(retrieval["url"], "http://old.example/a?b");
    assert_eq!(retrieval["redirects"], json!(["http://old.example/c/d"]));
    assert_eq!(retrieval["final_url"], "http://example.org/");
    let circle = [to("http://example.org/", "/b"), to("http://example.org/b", "/"), page].concat();
    let retrieval = seal("circle.warc", &circle);
    assert_eq!((&retrieval["url"], &retrieval["redirects"]), (&json!("http://example.org/b"), &Value::Null));
}

/// Coded by node's zlib.
const BROTLI: &str = "1b4600402d0e7893e9728f91f4d37562844acf1c32b8e2f14996b0b2028169b234373a8c0107ec092e3c4e378ae5b2498c\
                      c8f6c4f3406161a6b17d369e47faa3034d";

#[test]
fn brotli_comes_off_and_half_of_it_does_not() {
    let coded: Vec<u8> =
        (0..BROTLI.len()).step_by(2).map(|at| u8::from_str_radix(&BROTLI[at..at + 2], 16).unwrap()).collect();
    let fields = "Content-Type: text/html\r\nContent-Encoding: br\r\n";
    let home = Home::new();
    let document = &sealed(&home, &[&home.text("br.warc", response(fields, &coded))])[0];
    let text = "Over 9,900 people were detained, the police said.\n";
    assert_eq!(document["text"]["sha256"], Digest::of(text.as_bytes()).to_string());
    refused("half.warc", response(fields, &coded[..30]), "does not decompress");
    refused("unknown.warc", response("Content-Type: text/html\r\nContent-Encoding: zstd\r\n", b"x"), "coded as 'zstd'");
}

/// A key of openssl's, and its signature over a text, in DER.
fn by_openssl(curve: &str, text: &str) -> (Vec<u8>, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("text"), text).unwrap();
    let openssl = |arguments: &str| {
        let done =
            std::process::Command::new("openssl").args(arguments.split(' ')).current_dir(dir.path()).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
    };
    openssl(&format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{curve} -out key"));
    openssl("pkey -in key -pubout -outform DER -out public");
    openssl("dgst -sha256 -sign key -out signature text");
    let read = |name| std::fs::read(dir.path().join(name)).unwrap();
    (read("public"), read("signature"))
}

/// The two numbers of a DER signature, each of a fixed length, as browsers write them.
fn fixed(der: &[u8], length: usize) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 2);
    for _ in 0..2 {
        let end = at + 2 + usize::from(der[at + 1]);
        let number = &der[at + 2..end];
        let plain = &number[number.len().saturating_sub(length)..];
        out.extend(std::iter::repeat_n(0, length - plain.len()).chain(plain.iter().copied()));
        at = end;
    }
    out
}

#[test]
fn the_signature_of_a_package_is_told() {
    use base64ct::{Base64, Encoding as _};

    let warc = gzip(&response("Content-Type: text/html\r\n", b"<p>Of 164.</p>"));
    let told = |signed: &dyn Fn(&str) -> Value| {
        let whole = wacz(&warc, |parts| {
            let package = parts.iter().find(|(name, _)| name == "datapackage.json").unwrap();
            let hash = format!("sha256:{}", Digest::of(&package.1));
            let file = json!({"path": "datapackage.json", "hash": hash, "signedData": signed(&hash)});
            parts.push(("datapackage-digest.json".to_owned(), serde_json::to_vec(&file).unwrap()));
        });
        let home = Home::new();
        let done = home.seal(&[&home.text("a.wacz", whole)]).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
        assert!(crate::support::program::raw_controls(&done).is_empty());
        said(&done)
    };
    let signed = |hash: &str, key: &[u8], signature: &[u8]| json!({"hash": hash, "publicKey": Base64::encode_string(key), "signature": Base64::encode_string(signature)});
    assert!(told(&|_| Value::Null).contains("it carries no signature"));
    for (curve, length) in [("P-256", 32), ("P-384", 48)] {
        let holds = "its signature holds, by a key that it names itself and nobody vouches for";
        let der = told(&|hash| {
            let (key, signature) = by_openssl(curve, hash);
            signed(hash, &key, &signature)
        });
        assert!(der.contains(holds), "{curve}: {der}");
        let plain = told(&|hash| {
            let (key, signature) = by_openssl(curve, hash);
            signed(hash, &key, &fixed(&signature, length))
        });
        assert!(plain.contains(holds), "{curve}: {plain}");
        let broken = told(&|hash| {
            let (key, signature) = by_openssl(curve, "another text");
            signed(hash, &key, &signature)
        });
        assert!(broken.contains("its signature does not hold"), "{curve}: {broken}");
    }
    let copied = told(&|_| {
        let (key, signature) = by_openssl("P-256", "sha256:00");
        signed("sha256:00", &key, &signature)
    });
    assert!(copied.contains("its signature does not hold"), "{copied}");
    let ed25519 = told(&|hash| signed(hash, &[0x30, 0x2a, 0x30, 0x05], &[0; 64]));
    assert!(ed25519.contains("a key of a kind that is not known here; that was not checked"), "{ed25519}");
    let domain = told(&|hash| json!({"hash": hash, "domain": "exa\u{1b}[2Jmple.org", "signature": "AA=="}));
    assert!(domain.contains("mple.org; that was not checked"), "{domain}");
}

#[test]
fn an_index_that_does_not_agree_with_its_records() {
    let digest = "sha256:".to_owned() + &Digest::of(b"<p>Of 164.</p>").to_string();
    let warc = gzip(&response("Content-Type: text/html\r\n", b"<p>Of 164.</p>"));
    let stated = {
        let record = response("Content-Type: text/html\r\n", b"<p>Of 164.</p>");
        let fields = format!("WARC/1.1\r\nWARC-Payload-Digest: {digest}\r\n");
        gzip(String::from_utf8_lossy(&record).replacen("WARC/1.1\r\n", &fields, 1).as_bytes())
    };
    let line = |json: &str| format!("org,example)/ 20220114091200 {json}\n");
    let good = r#"{"url":"http://example.org/","offset":0,"filename":"data.warc.gz"}"#;
    let with = |warc: &[u8], name: &str, index: Vec<u8>| {
        let parts = [("archive/data.warc.gz", warc.to_vec()), (name, index)];
        let resources: Vec<Value> = parts
            .iter()
            .map(|(path, bytes)| json!({"path": path, "hash": format!("sha256:{}", Digest::of(bytes))}))
            .collect();
        let package = serde_json::to_vec(&json!({"profile": "data-package", "resources": resources})).unwrap();
        zip(&[parts[0].clone(), parts[1].clone(), ("datapackage.json", package)])
    };
    let home = Home::new();
    let own = line(&good.replace("data.warc.gz\"", &format!("data.warc.gz\",\"digest\":\"{digest}\"")));
    let files = [
        home.text("plain.wacz", with(&warc, "indexes/index.cdxj", line(good).into_bytes())),
        home.text(
            "packed.wacz",
            with(&warc, "indexes/index.cdx.gz", gzip(("!meta\n".to_owned() + &line(good)).as_bytes())),
        ),
        home.text("digest.wacz", with(&stated, "indexes/index.cdxj", own.into_bytes())),
    ];
    assert_eq!(sealed(&home, &files.iter().collect::<Vec<_>>()).len(), 3);
    for (json, words) in [
        (good.replace(":0", ":7"), "a line names a record that is not there"),
        (good.replace("data.warc", "other.warc"), "a line names a record that is not there"),
        (good.replace(":0", ":-1"), "a line names a record that is not there"),
        ("no json".to_owned(), "a line has no JSON"),
        ("{\"url\":".to_owned(), "EOF while parsing"),
        (good.replace("data.warc.gz\"", "data.warc.gz\",\"digest\":\"sha256:00\""), "another digest than its record"),
    ] {
        refused("bad.wacz", with(&stated, "indexes/index.cdxj", line(&json).into_bytes()), words);
        refused("bad.wacz", with(&stated, "indexes/index.cdx.gz", gzip(line(&json).as_bytes())), words);
    }
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
