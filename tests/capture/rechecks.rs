//! Every address again: each outcome, what is told of it, and the exit code.

use serde_json::{Value, json};

use super::server::{Server, bare, html};
use super::{captured, documents, page, recheck, report};
use crate::support::program::{Home, said};
use crate::support::snapshot;

/// An archive with one text of this address.
fn holding(paths: &[&str]) -> (Home, Server) {
    let (home, server) = (Home::new(), Server::new());
    let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    for path in paths {
        server.set(path, html(&report("31")));
    }
    captured(&home, &urls.iter().map(String::as_str).collect::<Vec<_>>());
    (home, server)
}

#[test]
fn texts_that_stand_are_passed_over_and_nothing_is_sealed() {
    let (home, server) = holding(&["/a", "/b"]);
    let before = snapshot(&home.root);
    assert_eq!(recheck(&home, &[], 0), "2 addresses: 2 unchanged\n");
    let page = String::from_utf8(report("31")).unwrap();
    server.set("/b", html(page.replace("</html>", "<!-- built today --></html>").as_bytes()));
    assert_eq!(recheck(&home, &[], 0), "2 addresses: 1 unchanged, 1 re-encoded\n");
    assert!(snapshot(&home.root) == before);
    assert_eq!(recheck(&home, &["/a"], 0), "1 address: 1 unchanged\n");
    assert!(recheck(&home, &["elsewhere.example"], 2).contains("no sealed text has such an address"));
    let none = Home::new();
    assert_eq!(recheck(&none, &[], 0), "no sealed text has an address\n");
}

#[test]
fn what_publishers_changed_or_removed_is_told() {
    let (home, server) = holding(&["/silent", "/told", "/gone", "/same"]);
    server.set("/silent", html(&report("13")));
    let told = page(&[
        "The mayor said on 3 May 2021 that 31 people were killed in the city over the week.",
        "Updated: the hospital, whose doctors asked not to be named, now has beds for all those who were wounded.",
    ]);
    server.set("/told", html(&told));
    server.set("/gone", bare("410 Gone", ""));
    let before = snapshot(&home.root);
    let told = recheck(&home, &[], 1);
    for words in [
        "altered      http",
        "nothing on the page says so",
        "figure: `31` is now `13`",
        "the page says so: Updated: the hospital",
        "the server answers with status 410",
        "4 addresses: 1 unchanged, 2 altered, 1 gone; 1 altered without a word about it",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("/same"), "{told}");

    let json: Value = serde_json::from_str(&recheck(&home, &["--format", "json"], 1)).unwrap();
    assert_eq!(json["schema"], "kzarchive-recheck/1");
    super::keeps_to("src/report/recheck.schema.json", &home.text("recheck.json", json.to_string()));
    assert_eq!((&json["summary"]["altered"], &json["summary"]["not-compared"]), (&json!(2), &json!(0)));
    let of = |path: &str| {
        let all = json["addresses"].as_array().unwrap();
        all.iter().find(|one| one["url"] == server.url(path)).unwrap()
    };
    let silent = &of("/silent")["altered"];
    assert_eq!((&silent["silent"], &silent["weight"]), (&json!(true), &json!("substantive")));
    assert_eq!(silent["figures"], json!([{"was": "31", "is": "13"}]));
    assert_eq!(silent["changes"][0], json!({"weight": "substantive", "line": 3, "removed": "31", "added": "13"}));
    assert_eq!(of("/told")["altered"]["silent"], false);
    assert_eq!((&of("/gone")["outcome"], &of("/same")["outcome"]), (&json!("gone"), &json!("unchanged")));
    assert!(snapshot(&home.root) == before, "a recheck without --seal wrote something");
}

#[test]
fn what_was_altered_is_sealed_when_asked_for() {
    let (home, server) = holding(&["/a", "/b"]);
    server.set("/a", html(&report("13")));
    let usage = recheck(&home, &["--seal"], 2);
    assert!(usage.contains("--operator"), "{usage}");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let sealed = recheck(&home, &["--seal", "--operator", "n.k."], 1);
    assert!(sealed.contains("sealed     archive/captures/127.0.0.1/a-"), "{sealed}");
    assert_eq!(documents(&home).len(), 1);
    assert!(documents(&home)[0]["supersedes"]["path"].as_str().unwrap().contains("/a-"));
    // The newest text counts from now on.
    assert_eq!(recheck(&home, &[], 0), "2 addresses: 2 unchanged\n");
}

#[test]
fn what_cannot_be_fetched_or_compared_says_nothing_of_the_publisher() {
    let (home, server) = holding(&["/a"]);
    server.set("/a", bare("503 Busy", ""));
    let failed = recheck(&home, &[], 2);
    assert!(failed.contains("failed       http") && failed.contains("status 503"), "{failed}");
    server.set("/a", html(&report("31")));
    let path = home.root.join(documents(&home)[0]["path"].as_str().unwrap());
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[1..]).unwrap();
    let not = recheck(&home, &[], 2);
    assert!(not.contains("not compared http") && not.contains("not those that were sealed"), "{not}");
}

#[test]
fn texts_kept_elsewhere_and_texts_made_by_hand() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/page", html(&report("31")));
    let url = server.url("/page");
    let text = "Report from Osh\n\nThe mayor said on 3 May 2021 that 31 people were killed in the city over the week.\n\n\
                The hospital, whose doctors asked not to be named, said that it had no beds left for those who were wounded.\n";
    let seal = |name: &str, text: &str, url: &str, more: &[&str]| {
        let file = home.text(name, text);
        let flags = ["seal", "--url", url, "--retrieved-at", "2022-01-14", "--method", "paste", "--title", "T"];
        let done = home.command(&flags).args(&super::UNKNOWN[1..]).args(more).arg(file).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
    };
    seal("pasted.txt", &text.replace("\n\n", "\n"), &url, &[]);
    assert_eq!(recheck(&home, &[], 0), "1 address: 1 re-encoded\n");
    server.set("/kept", html(&report("31")));
    seal("kept.txt", text, &server.url("/kept"), &["--withhold", "a witness"]);
    seal("committed.txt", text, &server.url("/page?"), &["--withhold", "a witness", "--commit"]);
    server.set("/page?", html(&report("31")));
    let told = recheck(&home, &[], 2);
    assert!(told.contains("only a commitment is sealed"), "{told}");
    assert!(told.contains("3 addresses: 2 re-encoded, 1 not compared"), "{told}");
    server.set("/kept", html(&report("13")));
    server.set("/page", html(&report("13")));
    let told = recheck(&home, &["/kept", "pasted.txt"], 1);
    assert!(told.contains("nobody can say here in which lines"), "{told}");
    assert!(told.contains("the sealed text was saved by other means"), "{told}");
}
