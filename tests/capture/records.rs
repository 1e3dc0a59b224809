//! What a capture leaves: a WARC file with every exchange as it went over the wire, and an entry that says how it was come by.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use kzarchive::digest::Digest;
use serde_json::json;

use super::server::{Answer, Server, bare, ok, request};
use super::{capture, captured, documents, report};
use crate::support::program::{Home, said};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// The records of a sealed WARC file, put together.
fn unpacked(home: &Home, path: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let file = std::fs::File::open(home.root.join(path)).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut out).unwrap();
    out
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// `warcio check`, by another hand, finds nothing wrong, and checked something.
fn warcio_accepts(file: &Path) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = std::env::var_os("KZARCHIVE_VENV").map_or_else(|| here.join("target/interop-venv"), PathBuf::from);
    let Ok(checked) = Command::new(venv.join("bin/warcio")).args(["check", "-v"]).arg(file).output() else {
        let said = "warcio is not there; tests/interop/install installs it";
        assert!(std::env::var_os("KZARCHIVE_INTEROP").is_none_or(|value| value != "required"), "{said}");
        let _ = writeln!(std::io::stderr(), "SKIPPED: {said}");
        return;
    };
    assert!(checked.status.success(), "{}", said(&checked));
    assert!(said(&checked).matches("digest pass").count() >= 3, "{}", said(&checked));
}

#[test]
fn every_exchange_on_the_way_is_sealed_as_it_went_over_the_wire() {
    let (home, server) = (Home::new(), Server::new());
    let body = gzip(&report("31"));
    let mut chunked = Vec::new();
    for chunk in body.chunks(50) {
        chunked.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunked.extend_from_slice(&[chunk, b"\r\n"].concat());
    }
    let head = "HTTP/1.1 200 Fine\r\nX-Odd:  kept \r\nContent-Type: text/html; charset=utf-8\r\nSet-Cookie: a=b\r\n\
                Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
    let wire = [head.as_bytes(), &chunked, b"0\r\nTrailer: x\r\n\r\n"].concat();
    server.set("/end?a=%20b", Answer::Bytes(wire.clone()));
    server.set("/start", bare("301 Moved", "Location: way/on\r\n"));
    server.set("/way/on", bare("307 Later", &format!("Location: {}\r\n", server.url("/end?a=%20b"))));

    let said = captured(&home, &[&server.url("/start#part")]);
    assert!(said.contains("first "), "{said}");
    let document = &documents(&home)[0];
    let path = document["path"].as_str().unwrap();
    assert!(path.starts_with("archive/captures/127.0.0.1/start-"), "{path}");
    assert_eq!(document["media_type"], "application/warc");
    let retrieval = &document["retrieval"];
    assert_eq!(retrieval["url"], server.url("/start"));
    assert_eq!(retrieval["redirects"], json!([server.url("/way/on")]));
    assert_eq!(retrieval["final_url"], server.url("/end?a=%20b"));
    assert_eq!((&retrieval["method"], &retrieval["retrieved_at_basis"]), (&json!("http"), &json!("observed")));
    assert_eq!((&retrieval["operator"], &retrieval["http_status"]), (&json!("n.k."), &json!(200)));
    assert_eq!(retrieval["tool"], format!("kzarchive/{}", env!("CARGO_PKG_VERSION")));
    assert_eq!(retrieval["http_headers"][0], json!(["X-Odd", "kept"]));
    assert!(!retrieval.to_string().contains("a=b"), "a cookie tells who fetched");
    assert_eq!(document["source"]["title"], "Report from Osh");

    let file = unpacked(&home, path);
    assert!(holds(&file, &wire), "the response is not there byte for byte");
    for part in [
        "GET /end?a=%20b HTTP/1.1\r\nHost: 127.0.0.1:",
        "HTTP/1.1 301 Moved\r\nLocation: way/on\r\n",
        "WARC-IP-Address: 127.0.0.1\r\n",
        &format!("via: {}\r\n", server.url("/way/on")),
    ] {
        assert!(holds(&file, part.as_bytes()), "{part}");
    }
    for (kind, count) in [("warcinfo", 1), ("response", 3), ("request", 3), ("metadata", 2)] {
        let records = memchr::memmem::find_iter(&file, format!("WARC-Type: {kind}\r\n").as_bytes()).count();
        assert_eq!(records, count, "{kind}");
    }
    warcio_accepts(&home.root.join(path));
    let verified = home.command(&["verify", "--deep"]).output().unwrap();
    assert!(verified.status.success(), "{}", crate::support::program::said(&verified));
}

/// A server with a certificate of its own, for one request.
fn secured(names: &[&str]) -> (u16, String, Vec<u8>) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let (pem, der) = (made.cert.pem(), made.cert.der().to_vec());
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![der.clone().into()], key).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut tls = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::Stream::new(&mut tls, &mut stream);
            let asked = request(&mut stream);
            // Without a length, and without TLS's farewell: as when somebody cuts the line.
            let answer = match asked.starts_with("GET /cut") {
                true => b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>half a pa".to_vec(),
                false => ok("text/html", &report("31")),
            };
            let _ = stream.write_all(&answer).and_then(|()| stream.flush());
        }
    });
    (port, pem, der)
}

#[test]
fn the_certificate_is_recorded_and_one_that_is_not_believed_stops_it() {
    let home = Home::new();
    let (port, pem, der) = secured(&["localhost"]);
    let ca = home.text("ca.pem", pem);
    let url = format!("https://localhost:{port}/");
    let ca = ca.to_str().unwrap();
    captured(&home, &["--ca", ca, &url]);
    let document = &documents(&home)[0];
    let file = unpacked(&home, document["path"].as_str().unwrap());
    let recorded = format!("tls-certificate-sha256: {}\r\ntls-version: TLSv1_3\r\n", Digest::of(&der));
    assert!(holds(&file, recorded.as_bytes()));
    warcio_accepts(&home.root.join(document["path"].as_str().unwrap()));

    let log = std::fs::read(home.root.join("manifests/SHA256SUMS")).unwrap();
    for (more, url, words) in [
        (&[][..], url.clone(), "UnknownIssuer"),
        (&["--ca", ca], format!("https://127.0.0.1:{port}/"), "not valid for name"),
        (&["--ca", ca], format!("{url}cut"), "ended before it was whole"),
    ] {
        let done = capture(&home, &[more, &[&url]].concat());
        assert_eq!(done.status.code(), Some(2));
        assert!(said(&done).contains(words), "{words}: {}", said(&done));
    }
    assert_eq!(std::fs::read(home.root.join("manifests/SHA256SUMS")).unwrap(), log);
}

#[test]
fn texts_of_other_kinds_are_captured_by_what_the_server_calls_them() {
    let (home, server) = (Home::new(), Server::new());
    let text = "Задержаны 9 900 человек.\n";
    let old = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    server.set("/statement", Answer::Bytes(ok("text/plain; charset=windows-1251", &old)));
    captured(&home, &["--title", "T", &server.url("/statement")]);
    let document = &documents(&home)[0];
    assert_eq!(document["text"]["sha256"], Digest::of(text.as_bytes()).to_string());
    assert_eq!(document["text"]["charset"], "windows-1251");
    // Nobody guesses what an answer is that does not say it.
    let silent = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len());
    server.set("/silent", Answer::Bytes(silent.into_bytes()));
    let done = capture(&home, &["--title", "T", &server.url("/silent")]);
    assert!(done.status.code() == Some(2) && said(&done).contains("no text comes from it"), "{}", said(&done));
}

#[test]
fn what_is_not_all_said_is_kept_and_can_be_sealed_later() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/", super::server::html(&report("31")));
    let scratch = home.texts.join("scratch");
    std::fs::create_dir(&scratch).unwrap();
    let mut command = home.command(&["capture", "--allow-private", "--operator", "n.k.", &server.url("/")]);
    let done = command.env("TMPDIR", &scratch).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    for words in [
        "nothing is said about: --publisher --author",
        "what was fetched and not sealed is kept in",
        "holds for all addresses",
    ] {
        assert!(said(&done).contains(words), "{}", said(&done));
    }
    // The page is gone; what came is not.
    server.set("/", bare("410 Gone", ""));
    let kept = walkdir::WalkDir::new(&scratch).into_iter().flatten().find(|e| e.file_type().is_file()).unwrap();
    let done = home.seal(&[kept.path()]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let done = capture(&home, &[&server.url("/")]);
    assert!(said(&done).contains("the server answers with status 410"), "{}", said(&done));
}
