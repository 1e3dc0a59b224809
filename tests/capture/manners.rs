//! Manners: no host is asked too often, and nobody else is told what is archived.

use std::time::Duration;

use super::server::{Answer, Server, bare, html};
use super::{captured, documents, report};
use crate::support::program::{Home, said};

#[test]
fn one_host_is_asked_once_in_a_while() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/a", html(&report("31")));
    server.set("/b", bare("302 Found", "Location: /c\r\n"));
    server.set("/c", html(&report("31")));
    captured(&home, &["--delay", "0.4", &server.url("/a"), &server.url("/b")]);
    let recheck = home.command(&["recheck", "--allow-private", "--delay", "0.4"]).output().unwrap();
    assert!(recheck.status.success(), "{}", said(&recheck));
    let asked = server.asked();
    assert_eq!(asked.len(), 6);
    for run in asked.chunks(3) {
        for pair in run.windows(2) {
            assert!(pair[1].1 - pair[0].1 >= Duration::from_millis(390), "{asked:?}");
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
