//! Two captures of one page in a sealed archive: what was changed in place between them is found and shown.

#![allow(clippy::unwrap_used)]

mod support;

use std::process::Output;

use serde_json::Value;
use support::program::{Home, said};

const EARLIER: &str = "The mayor of Lima said on Friday that 31 people were killed. Nine homes burned, she said.\n";
const LATER: &str = "The mayor of Lima said on Friday that 13 people were killed. Nine homes burned, she said.\n";

/// Flags for a text from an address, captured at an hour.
fn flags<'a>(url: &'a str, hour: &'a str) -> [&'a str; 20] {
    [
        "--url",
        url,
        "--retrieved-at",
        hour,
        "--method",
        "received",
        "--operator",
        "n.k.",
        "--publisher",
        "unknown",
        "--title",
        "unknown",
        "--author",
        "unknown",
        "--published-at",
        "unknown",
        "--language",
        "en",
        "--licence",
        "unknown",
    ]
}

fn run(home: &Home, before: &[&str], file: &str, text: &str, url: &str, hour: &str) -> Output {
    let file = home.text(file, text);
    let output = home.command(before).args(flags(url, hour)).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    output
}

/// What `figures --format jsonl` says of changed figures: number, relation, the number that it points to, rule.
fn changed(home: &Home) -> Vec<String> {
    let output = home.command(&["figures", "--format", "jsonl"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let number = |related: &Value| {
        let there = lines.iter().find(|line| line["path"] == related["path"] && line["start"] == related["start"]);
        there.map(|line| text(&line["text"])).unwrap_or_default()
    };
    let mut told = Vec::new();
    for line in &lines {
        for related in line["related"].as_array().unwrap() {
            let relation = text(&related["relation"]);
            if relation.starts_with("changed") {
                told.push(format!("{} {relation} {} ({})", text(&line["text"]), number(related), text(&line["rule"])));
            }
        }
    }
    told.sort();
    told
}

#[test]
fn captures_of_one_address_are_compared() {
    let home = Home::new();
    // The later capture is sealed first: the time of capture decides.
    run(&home, &["seal"], "b.txt", LATER, "https://a.example/toll#top", "2022-01-09T10:00:00Z");
    run(&home, &["seal"], "a.txt", EARLIER, "https://a.example/toll", "2022-01-08T10:00:00Z");
    run(&home, &["seal"], "c.txt", LATER, "https://b.example/toll", "2022-01-09T10:00:00Z");
    assert_eq!(changed(&home), ["13 changed-since 31 (changed-since)", "31 changed-to 13 (attributed-saying)"]);

    let verify = home.command(&["verify"]).output().unwrap();
    let report = said(&verify);
    assert!(verify.status.success(), "a changed number is a warning: {report}");
    assert!(report.contains("changed-since") && report.contains("that 31 people"), "{report}");
    assert!(report.contains("that 13 people"), "both values are shown: {report}");
}

#[test]
fn a_text_that_supersedes_another_is_compared_with_it() {
    let home = Home::new();
    run(&home, &["seal"], "a.txt", EARLIER, "unknown", "unknown");
    run(&home, &["supersede", "archive/a.txt"], "b.txt", LATER, "unknown", "unknown");
    assert_eq!(changed(&home), ["13 changed-since 31 (changed-since)", "31 changed-to 13 (attributed-saying)"]);
}

#[test]
fn texts_that_only_look_alike_are_not_compared() {
    let home = Home::new();
    run(&home, &["seal"], "a.txt", EARLIER, "https://a.example/toll", "2022-01-08T10:00:00Z");
    run(&home, &["seal"], "b.txt", LATER, "https://b.example/toll", "2022-01-09T10:00:00Z");
    assert_eq!(changed(&home), Vec::<String>::new());
}
