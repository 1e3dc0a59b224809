//! Servers and addresses that mean harm: a clear error in bounded time, and the archive as before.

use std::io::Write;
use std::time::{Duration, Instant};

use super::capture;
use super::server::{Answer, Server, bare, ok};
use crate::support::program::{Home, raw_controls, said};
use crate::support::snapshot;

/// Capturing this is refused with these words, in time, and the archive stays as it was.
fn refused(answer: Answer, more: &[&str], words: &str) {
    let (home, server) = (Home::new(), Server::new());
    server.set("/", answer);
    let before = snapshot(&home.root);
    let begun = Instant::now();
    let done = capture(&home, &[&["--timeout", "3"], more, &[&server.url("/")]].concat());
    assert_eq!(done.status.code(), Some(2), "{words}: {}", said(&done));
    assert!(said(&done).contains(words), "{words}: {}", said(&done));
    assert!(begun.elapsed() < Duration::from_secs(25), "{words}");
    assert!(raw_controls(&done).is_empty(), "{words}");
    assert!(snapshot(&home.root) == before, "{words}: the archive changed");
}

#[test]
fn servers_without_end() {
    let endless: fn(&mut std::net::TcpStream) = |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>");
        while stream.write_all(&[b'a'; 1 << 16]).is_ok() {}
    };
    refused(Answer::Writes(endless), &["--max-size", "2"], "longer than 2097152 bytes");
    let chunks: fn(&mut std::net::TcpStream) = |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while stream.write_all(b"1\r\na\r\n1\r\nb\r\n").is_ok() {}
    };
    refused(Answer::Writes(chunks), &["--max-size", "1"], "longer than 1048576 bytes");
    let head: fn(&mut std::net::TcpStream) = |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"A: b\r\n").is_ok() {}
    };
    refused(Answer::Writes(head), &[], "its head is too long");
    let interim: fn(&mut std::net::TcpStream) = |stream| {
        while stream.write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n").is_ok() {}
    };
    refused(Answer::Writes(interim), &[], "took more than 3 seconds");
}

#[test]
fn servers_that_are_slow() {
    let drip: fn(&mut std::net::TcpStream) = |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        while stream.write_all(b"a").is_ok() {
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    refused(Answer::Writes(drip), &[], "took more than 3 seconds");
    let silent: fn(&mut std::net::TcpStream) = |_| std::thread::sleep(Duration::from_secs(30));
    refused(Answer::Writes(silent), &[], "took more than 3 seconds");
}

#[test]
fn servers_that_lie_about_what_they_send() {
    let bytes = |text: &str| Answer::Bytes(text.as_bytes().to_vec());
    let short = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\n<p>not all</p>";
    refused(bytes(short), &[], "ended before it was whole");
    let two = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd";
    refused(bytes(two), &[], "several lengths");
    let both = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    refused(bytes(both), &[], "a length and a transfer coding");
    refused(bytes("SSH-2.0-OpenSSH_9.9\r\n"), &[], "not an HTTP response");
    let paint = "HTTP/1.1 200 OK\r\nX: \x1b[2J\r\n\r\n";
    refused(bytes(paint), &[], "its head is malformed");
    let split = "HTTP/1.1 200 OK\r\nX: a\nWARC-Type: response\r\n\r\n";
    refused(bytes(split), &[], "a line of its head ends without CR");
    let coded =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: \x7fzstd\r\nContent-Length: 1\r\n\r\na";
    refused(bytes(coded), &[], "malformed");
    let bomb = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..40 {
            gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        let body = gzip.finish().unwrap();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.into_bytes(), body].concat()
    };
    refused(Answer::Bytes(bomb), &[], "larger than 32 MiB once it is decompressed");
}

#[test]
fn redirects_that_lead_astray() {
    let to = |location: &str| bare("302 Found", &format!("Location: {location}\r\n"));
    refused(to("/"), &[], "redirected in a circle");
    refused(to("file:///etc/passwd"), &[], "only http: and https: are fetched, and this is file:");
    refused(to("http://user:word@example.org/"), &[], "holds a name or a password");
    refused(to("http://"), &[], "redirected to an address that is not followed");
    refused(bare("302 Found", ""), &[], "does not say where to");
    refused(to("/a\r\nLocation: /b"), &["--max-redirects", "0"], "redirected more than 0 times");
    let home = Home::new();
    let server = Server::new();
    for n in 0..5 {
        server.set(&format!("/{n}"), bare("302 Found", &format!("Location: /{}\r\n", n + 1)));
    }
    let done = capture(&home, &["--max-redirects", "3", &server.url("/0")]);
    assert!(said(&done).contains("redirected more than 3 times"), "{}", said(&done));
}

#[test]
fn addresses_that_are_not_fetched() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/", Answer::Bytes(ok("text/plain", b"a secret of this machine")));
    let port = server.url("").rsplit(':').next().unwrap().to_owned();
    for (url, words) in [
        ("file:///etc/passwd".to_owned(), "this is file:"),
        ("http://user:word@example.org/".to_owned(), "a password"),
        ("http://example.org/a\r\nHost: b".to_owned(), "white space or control characters"),
        ("example.org".to_owned(), "begin it with https://"),
        (format!("http://127.0.0.1:{port}/"), "not on the public internet"),
        (format!("http://localhost:{port}/"), "not on the public internet"),
        (format!("http://0x7f000001:{port}/"), "not on the public internet"),
        (format!("http://[::ffff:127.0.0.1]:{port}/"), "not on the public internet"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "not on the public internet"),
        ("http://no-such-name.invalid/".to_owned(), "is not found"),
    ] {
        let done = home.command(&["capture", "--operator", "n.k.", &url]).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{url}");
        assert!(said(&done).contains(words), "{url}: {}", said(&done));
    }
    assert!(server.asked().is_empty(), "a private machine was asked: {:?}", server.asked());
    let agent = capture(&home, &["--user-agent", "a\r\nX: y", &server.url("/")]);
    assert!(said(&agent).contains("one line of ASCII"), "{}", said(&agent));
}
