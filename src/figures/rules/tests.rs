//! Every page's examples, run.

use super::super::{Captures, Reading, Text, link, read};
use super::*;

struct Example {
    wants: Vec<String>,
    texts: Vec<(String, String)>,
}

fn examples(page: &str) -> Vec<Example> {
    let blocks = page.split("```figure\n").skip(1).map(|block| block.split("\n```").next().unwrap());
    blocks
        .map(|block| {
            let mut example = Example { wants: Vec::new(), texts: Vec::new() };
            for line in block.lines() {
                if let Some(name) = line.strip_prefix("---") {
                    let name = if name.trim().is_empty() { "text" } else { name.trim() };
                    example.texts.push((name.to_owned(), String::new()));
                } else if let Some((_, text)) = example.texts.last_mut() {
                    *text += line;
                    *text += "\n";
                } else {
                    example.wants.push(line.to_owned());
                }
            }
            example
        })
        .collect()
}

/// `"40" -> hedged, hedged-unverified, source "the ministry"`, perhaps with `name: ` before it.
fn check(readings: &[Reading], want: &str, rule: &str) -> bool {
    let (left, right) = want.split_once(" -> ").expect("an expectation has an arrow");
    let (name, number) = left.split_once(": ").unwrap_or(("", left));
    let number = number.trim_matches('"');
    let mut figures = readings.iter().filter(|r| name.is_empty() || r.path == name).flat_map(|r| &r.figures);
    let figure = figures.find(|f| f.text == number).unwrap_or_else(|| panic!("{rule}: no figure {number}"));
    let (verdict, source) = right.split_once(", source ").unwrap_or((right, ""));
    let (verdict, named) = verdict.split_once(", ").unwrap_or((verdict, rule));
    let shown = serde_json::to_value(figure.verdict).unwrap();
    assert_eq!(shown, verdict, "{rule}: {want}, but {} by {}", shown, figure.rule);
    if !source.is_empty() {
        let text = figure.source.as_ref().map_or("", |s| &s.text);
        assert_eq!(text, source.trim_matches('"'), "{rule}: {want}");
    }
    if named != "any" && named == figure.rule { named == rule } else { named == "any" && { false } }
}

#[test]
fn the_examples_of_every_page_hold_and_show_its_rule() {
    for rule in rules() {
        let examples = examples(rule.page);
        assert!(!examples.is_empty(), "{} has no example", rule.name);
        let mut fired = false;
        for example in examples {
            let mut readings: Vec<Reading> = example
                .texts
                .iter()
                .map(|(path, text)| read(&Text { path, text, published: None, publisher: None, language: Some("en") }))
                .collect();
            let stated = super::super::link::tests_stated(rule.name, &readings);
            let pair =
                |readings: &[Reading]| Captures { earlier: readings[0].path.clone(), later: readings[1].path.clone() };
            let captures: Vec<Captures> = (rule.name == CHANGED_SINCE).then(|| pair(&readings)).into_iter().collect();
            link(&mut readings, &stated, &captures);
            for want in &example.wants {
                fired |= check(&readings, want, rule.name);
            }
            for figure in readings.iter().flat_map(|reading| &reading.figures) {
                let rule = rules().find(|rule| rule.name == figure.rule).unwrap();
                assert_eq!(figure.verdict, rule.verdict, "{}", rule.name);
            }
        }
        assert!(fired, "no example of {} shows it", rule.name);
    }
}

#[test]
fn every_page_has_its_parts() {
    for rule in rules() {
        assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
        for part in ["## Why it matters", "## Examples", "## Limits", "## How to answer it"] {
            assert!(rule.page.contains(part), "{} lacks {part}", rule.name);
        }
        assert!(!rule.summary.is_empty());
    }
    assert!(explain("no-such-rule").is_none());
}
