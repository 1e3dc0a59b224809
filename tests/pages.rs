//! The pages of `kzarchive report`, opened in Chromium: no error, no request, no barrier, and texts that are text.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
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
    ["said", "requests", "barriers", "cut", "out", "dead"].into_iter().for_each(none);
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
            "Unchanged since sealed, by its own keys",
            "whoever wrote the archive could have written its keys",
            "kept elsewhere and not looked at",
            "log entries, the newest sealed at 20",
            "What this does not prove",
        ] {
            assert!(text.contains(shown), "{shown}");
        }
        assert!(!text.contains("Kept elsewhere: 9"), "a withheld text is not shown");
    }
}

#[test]
fn what_was_not_looked_at_is_not_said_to_be_well() {
    let home = archive();
    // The remembered keys are believed, and the texts that lie elsewhere are shown.
    let file = home.texts.join("known.html");
    let mut command = home.command(&["report", "-o"]);
    assert!(command.arg(&file).arg("--originals").arg(&home.texts).output().unwrap().status.success());
    let html = std::fs::read_to_string(file).unwrap();
    assert!(html.contains("</span> Unchanged since sealed</h2>") && !html.contains("not looked at"), "{html}");
    assert!(!html.contains(">stands<"), "no rule says that a figure is true");
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

/// Files by name.
type Files = BTreeMap<String, Vec<u8>>;

/// A site in a folder of its own; every file of it by name.
fn site(home: &Home, name: &str) -> (PathBuf, Files) {
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
    leads_somewhere(&files);
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

#[test]
fn a_site_says_how_a_finding_is_answered_and_who_did() {
    let home = archive();
    let output = home.command(&["verify", "--no-memory", "--format", "json"]).output().unwrap();
    let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ids: Vec<&str> = verdict["findings"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert!(ids.len() > 1, "{ids:?}");
    let says = |files: &Files, words: &str| files.values().any(|page| String::from_utf8_lossy(page).contains(words));
    let (_, before) = site(&home, "before");
    for id in &ids {
        assert!(says(&before, &format!("kzarchive review {id}<")), "{id}");
    }
    // The figures are counted while their pages are drawn.
    assert!(String::from_utf8_lossy(&before["index.html"]).contains("repeating a withdrawn one"));
    let review = ["review", ids[0], "--verdict", "ok", "--reason", "counted twice over"];
    let output = home.command(&review).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let (_, after) = site(&home, "after");
    assert!(says(&after, "counted twice over"));
    assert!(!says(&after, &format!("kzarchive review {}<", ids[0])), "it is answered");
    assert!(says(&after, &format!("kzarchive review {}<", ids[1])), "the others are not");
}

/// Every address leads to a page that is there, and to a place that is on it.
fn leads_somewhere(files: &Files) {
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
}

fn hrefs(page: &[u8]) -> Vec<String> {
    let html = String::from_utf8(page.to_vec()).unwrap();
    html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The links to the page before and the next one.
fn neighbours(page: &[u8]) -> (Option<String>, Option<String>) {
    let html = String::from_utf8(page.to_vec()).unwrap();
    let named = |word: &str| {
        let link = html.split("<a href=\"").find(|link| link.contains(&format!("\">{word}</a>")))?;
        Some(link.split('"').next().unwrap().to_owned())
    };
    (named("Before"), named("Next"))
}

#[test]
fn more_documents_than_a_page_holds_are_on_several() {
    // Two full pages and a rest.
    const DOCUMENTS: usize = 405;
    let home = Home::new();
    let texts: Vec<_> = (1..=DOCUMENTS)
        .map(|number| {
            home.text(&format!("{number:03}.txt"), format!("The union said that {number} people were killed.\n"))
        })
        .collect();
    let files: Vec<_> = texts.iter().map(PathBuf::as_path).collect();
    assert!(home.seal(&files).output().unwrap().status.success());
    let (_, files) = site(&home, "site");
    leads_somewhere(&files);

    let lists = ["documents-1.html", "documents-2.html", "documents-3.html"];
    assert_eq!(files.keys().filter(|name| name.starts_with("documents-")).collect::<Vec<_>>(), lists);
    let document = |href: &String| href.starts_with('d') && href.as_bytes()[1].is_ascii_digit();
    let listed: Vec<Vec<_>> =
        lists.map(|list| hrefs(&files[list]).into_iter().filter(document).collect::<Vec<_>>()).into();
    assert_eq!(listed.iter().map(Vec::len).collect::<Vec<_>>(), [200, 200, 5]);
    let wanted: Vec<_> = (1..=DOCUMENTS).map(|number| format!("d{number}.html")).collect();
    assert_eq!(listed.concat(), wanted, "each document once, in its order");

    let some = |name: &str| Some(name.to_owned());
    assert_eq!(neighbours(&files[lists[0]]), (None, some(lists[1])));
    assert_eq!(neighbours(&files[lists[1]]), (some(lists[0]), some(lists[2])));
    assert_eq!(neighbours(&files[lists[2]]), (some(lists[1]), None));
    assert_eq!(neighbours(&files["d1.html"]), (None, some("d2.html")));
    assert_eq!(neighbours(&files["d405.html"]), (some("d404.html"), None));

    // Figures of one measure, likewise: the first two hundred with the drawing, the others on pages of their own.
    let more: Vec<_> =
        files.keys().filter(|name| name.ends_with("-2.html") && !name.starts_with("documents")).collect();
    let [second] = more.as_slice() else { panic!("{more:?}") };
    let third = second.replace("-2.", "-3.");
    assert!(hrefs(&files["figures.html"]).contains(second));
    assert_eq!(neighbours(&files[*second]), (some("figures.html"), Some(third.clone())));
    assert_eq!(neighbours(&files[&third]), (Some((*second).clone()), None));
    assert!(!files.contains_key(&second.replace("-2.", "-4.")));
    let rows = |name: &str| String::from_utf8_lossy(&files[name]).matches("<tr").count() - 1;
    assert_eq!([rows("figures.html"), rows(second), rows(&third)], [200, 200, 5]);
}
