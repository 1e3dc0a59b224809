//! A verdict as SARIF 2.1.0 (OASIS, 2020), which code scanning and editors read.
//!
//! Kept within what GitHub takes: 5,000 results are shown, 25,000 rules and results read, 20 tags a rule, 10 MB when
//! compressed. What is left out is said in a notification.

mod result;
mod words;

use std::collections::HashMap;

use serde_json::{Value, json};

use self::result::result;
use self::words::{message, plain};
use super::clean::{clean, escaped};
use super::ranked::{Item, ranked};
use crate::figures::{Verdict as Standing, explain, rules, ruleset};
use crate::ledger::Kind;
use crate::verify::Verdict;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Results that GitHub shows of a run.
const RESULTS: usize = 5000;

/// A verdict as one SARIF log, indented, with a final newline. `folder` is as in [`super::github`].
///
/// # Errors
/// None that a verdict can cause.
pub fn sarif(verdict: &Verdict, folder: &str) -> serde_json::Result<String> {
    let mut items = ranked(verdict);
    // Last: where there are too many, those that nobody answered are shown.
    items.extend(verdict.findings.iter().filter(|finding| !finding.is_open()).map(Item::Finding));
    let mut seen = HashMap::new();
    let results: Vec<Value> = items.iter().take(RESULTS).map(|item| result(*item, folder, &mut seen)).collect();
    let left_out = items.len() - results.len();
    let notifications: Vec<Value> = (left_out > 0)
        .then(|| {
            notification(&format!("{left_out} more results were left out: `kzarchive verify --findings all` lists all"))
        })
        .into_iter()
        .collect();
    let ruleset = ruleset();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "kzarchive",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": descriptors(),
            }},
            "columnKind": "utf16CodeUnits",
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "results": results,
            "properties": {
                "origin": &*clean(&verdict.origin),
                "verified": verdict.verified(),
                "trust": verdict.trust,
                "ruleset": ruleset.to_string(),
            },
        }],
    });
    Ok(escaped(serde_json::to_string_pretty(&log)?) + "\n")
}

fn notification(text: &str) -> Value {
    json!({"level": "warning", "message": {"text": text}})
}

/// The kinds of failure, then the rules on figures.
fn rule_ids() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().map(Kind::name).chain(rules().map(|rule| rule.name))
}

fn descriptors() -> Vec<Value> {
    let kinds = Kind::ALL.into_iter().map(|kind| {
        json!({
            "id": kind.name(),
            "shortDescription": {"text": kind.meaning()},
            "help": {"text": plain(kind.page()), "markdown": kind.page()},
            "defaultConfiguration": {"level": "error"},
            "properties": {"tags": ["integrity"]},
        })
    });
    let figures = rules().map(|rule| {
        json!({
            "id": rule.name,
            "shortDescription": {"text": message(rule.summary)},
            "help": {"text": plain(explain(rule.name).unwrap_or_default()), "markdown": rule.page},
            "defaultConfiguration": {"level": level(rule.verdict)},
            "properties": {"tags": ["figures"]},
        })
    });
    kinds.chain(figures).collect()
}

/// The level of a rule by which a figure stands so. Of those that say that nothing is to do, no result names one.
fn level(standing: Standing) -> &'static str {
    match standing {
        Standing::Ok => "none",
        Standing::Unattributed
        | Standing::Hedged
        | Standing::Rescinded
        | Standing::RepeatsRescinded
        | Standing::Conflicting => "warning",
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use super::super::sample;
    use super::words::uri;
    use super::*;
    use crate::verify::findings::Finding;

    fn run(verdict: &Verdict) -> Value {
        let log: Value = serde_json::from_str(&sarif(verdict, "sub/").unwrap()).unwrap();
        log["runs"][0].clone()
    }

    fn prints(verdict: &Verdict) -> Vec<String> {
        let run = run(verdict);
        let of = |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned();
        run["results"].as_array().unwrap().iter().map(of).collect()
    }

    #[test]
    fn what_is_shown() {
        let mut results = run(&sample::plain())["results"].clone();
        for result in results.as_array_mut().unwrap() {
            // It moves when a rule comes in; the next test follows it.
            result.as_object_mut().unwrap().remove("ruleIndex").unwrap();
        }
        let results = serde_json::to_string_pretty(&results).unwrap();
        assert_data_eq!(
            results,
            str![[r#"
[
  {
    "level": "error",
    "locations": [
      {
        "physicalLocation": {
          "artifactLocation": {
            "uri": "sub/archive/a.txt"
          },
          "region": {
            "startLine": 3
          }
        }
      }
    ],
    "message": {
      "text": "not as sealed: line 3"
    },
    "partialFingerprints": {
      "primaryLocationLineHash": "19990066cfb2f075:1"
    },
    "ruleId": "altered"
  },
  {
    "level": "error",
    "locations": [
      {
        "physicalLocation": {
          "artifactLocation": {
            "uri": "sub/archive/b.txt"
          },
          "region": {
            "endColumn": 18,
            "endLine": 2,
            "startColumn": 16,
            "startLine": 2
          }
        }
      }
    ],
    "message": {
      "text": "12: nobody is named for this figure"
    },
    "partialFingerprints": {
      "primaryLocationLineHash": "27155917de488857:1"
    },
    "ruleId": "unattributed-own-voice"
  }
]
"#]]
        );
    }

    #[test]
    fn every_result_names_its_rule() {
        let run = run(&sample::hostile());
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), Kind::ALL.len() + crate::figures::rules().count());
        let ids: std::collections::BTreeSet<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rules.len(), "a rule and a kind share a name");
    }

    #[test]
    fn a_rule_by_which_nothing_is_to_do_has_no_level() {
        let run = run(&sample::plain());
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let level = |id: &str| {
            let rule = rules.iter().find(|rule| rule["id"] == id).unwrap();
            rule["defaultConfiguration"]["level"].as_str().unwrap()
        };
        for (id, expected) in [
            ("attributed-saying", "none"),
            ("no-source-needed", "none"),
            ("not-stated", "none"),
            ("unattributed-own-voice", "warning"),
            ("changed-since", "warning"),
            ("altered", "error"),
        ] {
            assert_eq!(level(id), expected, "{id}");
        }
    }

    #[test]
    fn no_document_brings_a_link_a_scheme_or_a_control() {
        let text = sarif(&sample::hostile(), "").unwrap();
        assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || crate::path::reorders_or_hides(c)));
        assert_eq!(message("[l](http://e) {0} \\"), "\\[l\\](http://e) {{0}} \\\\");
        assert_eq!(uri("javascript:x/é y"), "javascript%3Ax/%C3%A9%20y");
        assert_eq!(uri("//host/x"), "host/x");
    }

    #[test]
    fn a_fingerprint_outlives_lines_that_come_in_before() {
        let (before, mut moved, mut said_otherwise) = (sample::plain(), sample::plain(), sample::plain());
        let excerpt = &mut moved.findings[0].excerpts[0];
        excerpt.text.insert_str(0, "   ");
        excerpt.line += 40;
        excerpt.marks[0].span = crate::figures::Span::new(18, 20);
        (excerpt.marks[0].from.line, excerpt.marks[0].to.line) = (42, 42);
        moved.failures[0].line = Some(44);
        said_otherwise.findings[0].excerpts[0].text.push_str(" there");
        assert_eq!(prints(&before), prints(&moved));
        assert_ne!(prints(&before)[1], prints(&said_otherwise)[1]);
        let mut twice = sample::plain();
        twice.findings.push(Finding { ..twice.findings[0].clone() });
        let prints = prints(&twice);
        assert_eq!(prints[1].replace(":1", ":2"), prints[2], "alike, and told apart");
    }

    #[test]
    fn an_answered_finding_is_suppressed() {
        let mut verdict = sample::plain();
        verdict.findings[0].answer = Some(sample::answer());
        let run = run(&verdict);
        let suppressed = &run["results"][1]["suppressions"][0];
        assert_eq!(suppressed["justification"], "ok, says n.k.: the list \\[of 12 May\\] bears it out");
        assert_eq!(run["results"][0].get("suppressions"), None);
    }

    #[test]
    fn within_the_limits() {
        let verdict = sample::many(6000);
        let text = sarif(&verdict, "").unwrap();
        assert!(text.len() < 10 << 20, "{} bytes, before they are compressed", text.len());
        let run = run(&verdict);
        assert_eq!(run["results"].as_array().unwrap().len(), 5000);
        let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(said.as_str().unwrap().starts_with("1000 more results were left out"), "{said}");
    }
}
