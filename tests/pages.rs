//! The pages of `kzarchive report`, opened in Chromium: no error, no request, no barrier, and texts that are text.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::program::{Home, raw_controls, said};

/// Markup, addresses and signs that change the order of letters, as a title and in a text.
const HOSTILE: &str =
    "<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) \u{202e}txet\u{202c} &amp; </title>";

/// An archive with all that a page shows: figures of every verdict, versions, hostile names, a text kept elsewhere.
fn archive() -> Home {
    let home = Home::new();
    let run = |arguments: &[&str]| {
        let output = home.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    let seal = |file: &Path, more: &[&str]| {
        let output = home.seal(&[file]).args(more).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    seal(
        &home.text(
            "withdrawn.txt",
            "Taldyk, 14 January 2021.\n\nOfficials in Peru reported over 160 deaths (a count that was later rescinded).\n\
             The hospital in Peru said on 15 January 2021 that 31 people were injured.\n\
             The union said on 17 January 2021 that 44 people in Peru were injured.\n",
        ),
        &[],
    );
    seal(
        &home.text("repeats.txt", "Taldyk, 16 January 2021. The unrest in Peru caused 164 civilian casualties.\n"),
        &[],
    );
    let hostile = format!("{HOSTILE}\n\nAt least 12 people {HOSTILE} were killed in Peru on 13 January 2021.\n");
    let file = home.text("hostile.txt", &hostile);
    let mut command = home.command(&["seal"]);
    command.args([
        "--title",
        "<script>alert(4)</script>",
        "--url",
        "javascript:alert(5)",
        "--publisher",
        "\"><b>x</b>",
    ]);
    let flags = support::program::unknown_flags();
    let others = flags.chunks(2).filter(|pair| !["--title", "--url", "--publisher"].contains(&pair[0].as_str()));
    let output = command.args(others.flatten()).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    seal(&home.text("kept.txt", "Kept elsewhere: 9 people were killed.\n"), &["--withhold", "<i>ours</i>"]);
    let newer = home.text("newer.txt", "Taldyk, 16 January 2021. The unrest in Peru caused 146  civilian injuries.\n");
    let mut supersede = home.command(&["supersede", "archive/repeats.txt"]);
    let output = supersede.arg(&newer).args(support::program::unknown_flags()).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    run(&["verify"]);
    home
}

/// Where the tools lie, or nothing, said loudly, where they are not installed.
fn tools() -> Option<PathBuf> {
    let folder = std::env::var_os("KZARCHIVE_PAGES_TOOLS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages-tools"), PathBuf::from);
    let there = folder.join("node_modules/axe-core").exists()
        && Command::new("node").arg("--version").output().is_ok()
        && Command::new("chromium").arg("--version").output().is_ok();
    if !there {
        assert!(
            std::env::var_os("KZARCHIVE_INTEROP").is_none_or(|value| value != "required"),
            "run tests/pages/install"
        );
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "SKIPPED pages in a browser: run tests/pages/install");
        return None;
    }
    Some(folder)
}

/// What a browser saw of pages, in light and dark.
fn look(tools: &Path, pages: &[PathBuf]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/look.mjs");
    let output = Command::new("node").arg(script).arg(tools).args(pages).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn good(seen: &Value) {
    let none = |key: &str| assert_eq!(seen[key], serde_json::json!([]), "{key} of {}", seen["url"]);
    ["said", "requests", "barriers", "out", "dead"].into_iter().for_each(none);
    assert_eq!((&seen["scripts"], &seen["wide"]), (&Value::from(0), &Value::from(false)), "{}", seen["url"]);
    assert_eq!(seen["styled"], true, "the style sheet is let in by the page's own policy");
    assert!(seen["checked"].as_u64().unwrap() > 15, "axe looked at the page");
}

fn report(home: &Home, name: &str) -> (PathBuf, i32) {
    let file = home.texts.join(name);
    let output = home.command(&["report", "--no-memory", "-o"]).arg(&file).output().unwrap();
    assert!(raw_controls(&output).is_empty());
    (file, output.status.code().unwrap())
}

#[test]
fn a_browser_sees_no_error_no_request_and_no_barrier() {
    let Some(tools) = tools() else { return };
    let home = archive();
    let (page, exit) = report(&home, "report.html");
    assert_eq!(exit, 0);
    for seen in look(&tools, &[page]) {
        good(&seen);
        let text = seen["text"].as_str().unwrap();
        for shown in [
            "<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) ⟨U+202E⟩txet⟨U+202C⟩ &amp; </title>",
            "<script>alert(4)</script>",
            "javascript:alert(5)",
            "\"><b>x</b>",
            "<i>ours</i>",
            "Unchanged since sealed",
            "What this does not prove",
        ] {
            assert!(text.contains(shown), "{shown}");
        }
        assert!(!text.contains("Kept elsewhere: 9"), "a withheld text is not shown");
    }
}

#[test]
fn a_broken_archive_is_told_on_its_page() {
    let home = archive();
    std::fs::write(home.root.join("archive/withdrawn.txt"), "Quite another text: 7 people were killed.\n").unwrap();
    let (page, exit) = report(&home, "broken.html");
    let html = std::fs::read_to_string(&page).unwrap();
    assert_eq!(exit, 1);
    assert!(html.contains("Not intact: 1 failure") && html.contains("archive/withdrawn.txt"));
    assert!(!html.contains("Quite another text"), "only what was verified is shown");
    if let Some(tools) = tools() {
        look(&tools, &[page]).iter().for_each(good);
    }
    std::fs::write(home.root.join("manifests/SHA256SUMS"), "nonsense\n").unwrap();
    let (page, exit) = report(&home, "no-log.html");
    assert_eq!(exit, 1);
    assert!(std::fs::read_to_string(page).unwrap().contains("Not intact"));
}

#[test]
fn the_same_archive_gives_the_same_bytes() {
    let home = archive();
    let [one, two] = ["one.html", "two.html"].map(|name| std::fs::read(report(&home, name).0).unwrap());
    assert_eq!(one, two);
    let html = String::from_utf8(one).unwrap();
    assert!(html.contains("<del>164") && html.contains("<ins>146"), "versions are compared");
    assert!(
        html.contains("<s class=\"value\"><bdi dir=\"auto\">over 160</bdi></s>"),
        "a withdrawn figure is struck through"
    );
    let raw = html.chars().find(|c| (c.is_control() && *c != '\n') || kzarchive::path::reorders_or_hides(*c));
    assert_eq!(raw, None, "nothing raw reaches the page");
}

/// A site in a folder of its own; every file of it by name.
fn site(home: &Home, name: &str) -> (PathBuf, std::collections::BTreeMap<String, Vec<u8>>) {
    let folder = home.texts.join(name);
    let output = home.command(&["report", "--no-memory", "--site"]).arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let named =
        files.map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(file).unwrap()));
    (folder.clone(), named.collect())
}

#[test]
fn a_site_is_the_same_on_many_pages() {
    let home = archive();
    let (folder, files) = site(&home, "site");
    assert_eq!(site(&home, "again").1, files, "the same bytes");
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "d1.html",
            "d2.html",
            "d3.html",
            "d4.html",
            "d5.html",
            "documents-1.html",
            "figures.html",
            "index.html",
            "style.css"
        ]
    );
    // Every address leads to a page that is there, and to a place that is on it.
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = String::from_utf8(bytes.clone()).unwrap();
        for href in html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let (page, place) = href.split_once('#').unwrap_or((href, ""));
            let page = if page.is_empty() { name } else { page };
            let target = files.get(page).unwrap_or_else(|| panic!("{name} leads to {href}"));
            let target = String::from_utf8_lossy(target);
            assert!(place.is_empty() || target.contains(&format!("id=\"{place}\"")), "{name} leads to {href}");
        }
    }
    let refused = home.command(&["report", "--no-memory", "--site"]).arg(&folder).output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "nothing old is taken for a part of the new");
    if let Some(tools) = tools() {
        let pages: Vec<PathBuf> =
            names.iter().filter(|name| name.ends_with(".html")).map(|name| folder.join(name)).collect();
        for mut seen in look(&tools, &pages) {
            // The style sheet is the one thing that a page of a site asks for.
            assert_eq!(seen["requests"].as_array().unwrap().len(), 1);
            assert!(seen["requests"][0].as_str().unwrap().ends_with("/style.css"));
            seen["requests"] = serde_json::json!([]);
            good(&seen);
        }
    }
}
