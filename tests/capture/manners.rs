//! Manners: no host is asked too often, and nobody else is told what is archived.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::server::{Answer, Server, bare, html};
use super::{captured, documents, report};
use crate::support::program::{Home, said};

#[test]
fn one_host_is_asked_once_in_a_while() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/a", html(&report("31")));
    server.set("/b", bare("302 Found", "Location: /c\r\n"));
    server.set("/c", html(&report("31")));
    let began = Instant::now();
    captured(&home, &["--delay", "0.4", &server.url("/a"), &server.url("/b")]);
    let again = Instant::now();
    let recheck = home.command(&["recheck", "--allow-private", "--delay", "0.4"]).output().unwrap();
    assert!(recheck.status.success(), "{}", said(&recheck));
    let asked = server.asked();
    assert_eq!(asked.len(), 6);
    // From the start of the program: a server on a busy machine may note a request late, and never early.
    for (began, run) in [began, again].into_iter().zip(asked.chunks(3)) {
        for (pauses, (_, at)) in (0..).zip(run) {
            assert!(*at - began >= pauses * Duration::from_millis(390), "{asked:?}");
        }
    }
}

#[test]
fn a_web_archive_is_asked_only_when_a_person_says_so() {
    let (home, server, gate) = (Home::new(), Server::new(), Server::new());
    let url = server.url("/");
    server.set("/", html(&report("31")));
    captured(&home, &[&url]);
    assert!(gate.asked().is_empty());
    let copy = "http://archive.example/20210504/copy";
    let at = format!("/gate/{url}");
    let ask = |answer: Answer| {
        gate.set(&at, answer);
        std::thread::sleep(Duration::from_millis(1100));
        let told = captured(&home, &["--memento", &gate.url("/gate/"), &url]);
        (documents(&home)[0]["retrieval"]["memento_url"].clone(), told)
    };
    let redirect = bare("302 Found", &format!("Vary: accept-datetime\r\nLocation: {copy}\r\n"));
    assert_eq!(ask(redirect).0, copy);
    let own = "Memento-Datetime: Tue, 04 May 2021 10:00:00 GMT\r\nContent-Location: /copy/1\r\n";
    assert_eq!(ask(bare("200 OK", own)).0, gate.url("/copy/1"));
    for (none, words) in [
        (bare("404 Not Found", ""), "named no copy"),
        (bare("200 OK", ""), "named no copy"),
        (bare("302 Found", "Location: javascript:alert(1)\r\n"), "only http: and https:"),
    ] {
        let (sealed, told) = ask(none);
        assert!(sealed.is_null());
        assert!(told.contains("it is sealed without") && told.contains(words), "{told}");
    }
    // The copy itself is not fetched.
    assert!(gate.asked().iter().all(|(path, _)| *path == at));
}

/// Refuses the first request, and asks for a second's time; the next ones get a page.
fn busy_at_first(stream: &mut TcpStream) {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let answer = match ASKED.fetch_add(1, Ordering::SeqCst) {
        0 => bare("503 Service Unavailable", "Retry-After: 1\r\n"),
        _ => html(&report("31")),
    };
    if let Answer::Bytes(bytes) = answer {
        drop(stream.write_all(&bytes));
    }
}

#[test]
fn a_server_that_asks_for_time_gets_it() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/", Answer::Writes(busy_at_first));
    let began = Instant::now();
    captured(&home, &["--delay", "0", &server.url("/")]);
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].1 - began >= Duration::from_millis(990), "{asked:?}");
}

#[test]
fn one_that_asks_for_too_much_time_is_left_alone() {
    for wait in ["3600", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let (home, server, other) = (Home::new(), Server::new(), Server::new());
        server.set("/", bare("429 Too Many Requests", &format!("Retry-After: {wait}\r\n")));
        other.set("/", bare("302 Found", &format!("Location: {}\r\n", server.url("/b"))));
        let mut capture = home.command(&["capture", "--allow-private", "--operator", "n.k.", "--delay", "0"]);
        let output = capture.args([server.url("/"), server.url("/a"), other.url("/")]).output().unwrap();
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert_eq!(told.matches("asks for a pause of").count(), 3, "{told}");
        assert!(told.contains("the longest allowed is 120 (--max-wait)"), "{told}");
        assert_eq!(server.asked().len(), 1, "asked once, and not for its other addresses");
    }
}

#[test]
fn a_server_that_goes_on_asking_for_time_is_asked_twice() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/", bare("429 Too Many Requests", "Retry-After: 0\r\n"));
    let mut capture = home.command(&["capture", "--allow-private", "--operator", "n.k.", "--delay", "0"]);
    let output = capture.arg(server.url("/")).output().unwrap();
    assert!(said(&output).contains("status 429"), "{}", said(&output));
    assert_eq!(server.asked().len(), 2);
}
