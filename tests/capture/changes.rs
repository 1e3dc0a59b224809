//! A later capture of one address: linked to the earlier one, and compared with it.

use serde_json::json;

use super::server::{Answer, Server, html, ok};
use super::{capture, captured, documents, page, report};
use crate::support::program::{Home, said};

#[test]
fn a_later_capture_supersedes_and_says_what_changed() {
    let (home, server) = (Home::new(), Server::new());
    let url = server.url("/report");
    server.set("/report", html(&report("31")));
    captured(&home, &[&url]);
    let first = documents(&home)[0].clone();
    let again = |words: &str| {
        // Two captures in one second would have one name.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let done = home.command(&["capture", "--allow-private", "--operator", "b.", &url]).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
        assert!(said(&done).contains(words), "{words}: {}", said(&done));
        (documents(&home)[0].clone(), said(&done))
    };
    let (second, _) = again("unchanged ");
    assert_eq!(second["supersedes"], json!({"path": first["path"], "sha256": first["sha256"]}));
    // What nobody said anew was sealed before; who retrieved it is always said anew.
    assert_eq!(second["origins"]["superseded"], json!(["publisher", "author", "published_at", "language", "licence"]));
    assert_eq!((&second["source"], &second["retrieval"]["operator"]), (&first["source"], &json!("b.")));
    let manifests = walkdir::WalkDir::new(home.root.join("manifests")).into_iter().flatten();
    for manifest in manifests.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "json")) {
        super::keeps_to("src/manifest/manifest.schema.json", manifest.path());
    }

    let spaced = String::from_utf8(report("31")).unwrap().replace("<p>", "<p  class=\"x\">\n");
    server.set("/report", html(spaced.as_bytes()));
    let (third, _) = again("re-encoded ");
    assert_eq!(third["supersedes"]["path"], second["path"]);
    assert_eq!(third["text"]["sha256"], first["text"]["sha256"]);

    server.set("/report", html(&report("13")));
    let (_, told) = again("altered ");
    for words in [
        "nothing on the page says so",
        "2021 that [-31-]{+13+} people were killed",
        "changes: 1 substantive",
        "figure: `31` is now `13`",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let verified = home.command(&["verify", "--deep"]).output().unwrap();
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn one_text_in_another_wrapping_is_no_change() {
    let (home, server) = (Home::new(), Server::new());
    let url = server.url("/");
    // Sealed as a saved page, by hand.
    let saved = home.text("saved.html", report("31"));
    let flags = super::UNKNOWN[1..].iter().copied();
    let seal = ["seal", "--url", &url, "--retrieved-at", "2022-01-14", "--method", "browser"];
    let done = home.command(&seal).args(flags.clone()).arg(&saved).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let cyrillic = ok("text/html; charset=utf-16le", &{
        let text = String::from_utf8(report("31")).unwrap().replace("<meta charset=utf-8>", "");
        text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    });
    server.set("/", html(&report("31")));
    assert!(captured(&home, &[&url]).contains("unchanged "));
    server.set("/", Answer::Bytes(cyrillic));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(captured(&home, &[&url]).contains("re-encoded "));
}

#[test]
fn an_edit_that_says_so_is_not_silent() {
    let (home, server) = (Home::new(), Server::new());
    let url = server.url("/");
    server.set("/", html(&report("31")));
    captured(&home, &[&url]);
    let corrected = page(&[
        "The mayor said on 3 May 2021 that 13 people were killed in the city over the week.",
        "The hospital, whose doctors asked not to be named, said that it had no beds left for those who were wounded.",
        "Correction, 5 May: an earlier version of this report gave a number of people killed that was too high.",
    ]);
    server.set("/", html(&corrected));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let told = captured(&home, &[&url]);
    assert!(told.contains("the page says so: Correction, 5 May"), "{told}");
}

#[test]
fn an_address_named_twice_is_sealed_once_and_one_that_fails_stops_no_other() {
    let (home, server) = (Home::new(), Server::new());
    let (good, picture) = (server.url("/good"), server.url("/picture"));
    server.set("/good", html(&report("31")));
    server.set("/picture", Answer::Bytes(ok("image/png", b"\x89PNG")));
    let done = capture(&home, &[&good, &picture, &server.url("/none"), &format!("{good}#again")]);
    assert_eq!(done.status.code(), Some(2));
    for words in ["2 addresses were not captured", "no text comes from it", "the server answers with status 404"] {
        assert!(said(&done).contains(words), "{words}: {}", said(&done));
    }
    assert_eq!(documents(&home).len(), 1);
    assert!(home.command(&["verify"]).output().unwrap().status.success());
}
