//! A verdict as JUnit XML, which GitLab, Jenkins and others show: a suite for each check, a case for what it found.
//!
//! JUnit has no warnings: a figure that is only shown is a case that passed and says so in its output.

use std::fmt::Write as _;

use super::clean::clean;
use super::ranked::{Item, Severity, cut, ranked};
use crate::verify::{Check, CheckName, Outcome, Verdict};

/// Cases of one suite: a viewer that loads a million of them shows none.
const CASES: usize = 5000;
/// A text of this many characters is whole.
const TEXT: usize = 1000;

/// A verdict as one XML document.
pub fn junit(verdict: &Verdict) -> String {
    let suites: Vec<Suite> = verdict.checks.iter().map(|check| suite(verdict, check)).collect();
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"kzarchive\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
        sum(|suite| suite.cases),
        sum(|suite| suite.failures),
        sum(|suite| suite.skipped),
    );
    for suite in &suites {
        let _ = write!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>\n",
            suite.name, suite.cases, suite.failures, suite.skipped, suite.xml
        );
    }
    out + "</testsuites>\n"
}

/// A check's cases, written, and how many of them are what.
struct Suite {
    name: &'static str,
    xml: String,
    cases: usize,
    failures: usize,
    skipped: usize,
}

impl Suite {
    /// Adds a case; `inside` is XML.
    fn case(&mut self, name: &str, file: Option<&str>, inside: &str) {
        let file = file.map(|file| format!(" file=\"{}\"", xml(file))).unwrap_or_default();
        let _ = writeln!(
            self.xml,
            "    <testcase classname=\"kzarchive.{}\" name=\"{}\"{file}>{inside}</testcase>",
            self.name,
            xml(name)
        );
        self.cases += 1;
    }
}

fn suite(verdict: &Verdict, check: &Check) -> Suite {
    let mut suite = Suite { name: check.check.name(), xml: String::new(), cases: 0, failures: 0, skipped: 0 };
    let items: Vec<Item<'_>> = match check.check {
        CheckName::Figures => ranked(verdict).into_iter().filter(|item| matches!(item, Item::Finding(_))).collect(),
        name => verdict.failures_of(name).map(Item::Failure).collect(),
    };
    match &check.outcome {
        Outcome::NotChecked(why) => {
            suite.case(suite.name, None, &format!("<skipped message=\"{}\"/>", xml(why)));
            suite.skipped += 1;
        }
        Outcome::Passed(why) => suite.case(suite.name, None, &output(why)),
        // A check that failed and names nothing still failed.
        Outcome::Failed(why) if items.is_empty() => {
            suite.case(suite.name, None, &failure(suite.name, why));
            suite.failures += 1;
        }
        Outcome::Failed(_) => {}
    }
    for item in items.iter().take(CASES) {
        add(&mut suite, *item);
    }
    if items.len() > CASES {
        let why = format!("{} more, which `kzarchive verify --findings all` lists", items.len() - CASES);
        suite.case("left out", None, &format!("<skipped message=\"{}\"/>", xml(&why)));
        suite.skipped += 1;
    }
    suite
}

fn add(suite: &mut Suite, item: Item<'_>) {
    let place = item.line().map_or_else(|| item.path().to_owned(), |line| format!("{}:{line}", item.path()));
    let inside = match item.severity() {
        Severity::Error => failure(item.rule(), &item.message()),
        Severity::Warning => output(&item.message()),
    };
    suite.failures += usize::from(item.severity() == Severity::Error);
    suite.case(&format!("{} {place}", item.rule()), Some(item.path()), &inside);
}

fn failure(kind: &str, why: &str) -> String {
    let why = xml(why);
    format!("<failure type=\"{kind}\" message=\"{why}\">{why}</failure>")
}

fn output(text: &str) -> String {
    format!("<system-out>{}</system-out>", xml(text))
}

/// Text for an element or an attribute. XML 1.0 §2.2 has no way to write most control characters, not even escaped.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in cut(&clean(text), TEXT).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // For `]]>`, which may not stand in text.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // In an attribute a reader turns a plain newline into a space.
            '\n' => out.push_str("&#10;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use snapbox::{assert_data_eq, str};

    #[test]
    fn what_is_shown() {
        assert_data_eq!(
            junit(&sample::plain()),
            str![[r#"
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kzarchive" tests="3" failures="1" errors="0" skipped="1">
  <testsuite name="trust" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="kzarchive.trust" name="trust"><skipped message="nothing to compare with"/></testcase>
  </testsuite>
  <testsuite name="documents" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="kzarchive.documents" name="altered archive/a.txt:3" file="archive/a.txt"><failure type="altered" message="not as sealed: line 3">not as sealed: line 3</failure></testcase>
  </testsuite>
  <testsuite name="complete" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="kzarchive.complete" name="complete"><system-out>nothing unsealed, nothing missing</system-out></testcase>
  </testsuite>
</testsuites>

"#]]
        );
    }

    #[test]
    fn figures_are_cases_and_only_denied_ones_fail() {
        let mut verdict = sample::hostile();
        verdict.checks.push(Check { check: CheckName::Figures, outcome: Outcome::Failed("1 denied".to_owned()) });
        let out = junit(&verdict);
        let suite = "<testsuite name=\"figures\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"0\">";
        assert!(out.contains(suite), "{out}");
        assert!(out.contains("<testsuites name=\"kzarchive\" tests=\"8\" failures=\"3\" errors=\"0\" skipped=\"1\">"));
    }

    #[test]
    fn a_check_that_failed_fails_with_nothing_to_name() {
        let mut verdict = sample::plain();
        (verdict.failures, verdict.failed) = (Vec::new(), Vec::new());
        assert!(junit(&verdict).contains("<failure type=\"documents\" message=\"1 failure\">"));
    }

    #[test]
    fn no_document_writes_an_element_or_what_xml_forbids() {
        let out = junit(&sample::hostile());
        let forbidden = |c: char| (c.is_control() && c != '\n') || ('\u{fffe}'..='\u{ffff}').contains(&c);
        assert!(!out.contains(forbidden), "{out}");
        assert!(!out.contains("<script") && !out.contains("]]>") && !out.contains("<!--"), "{out}");
        assert_eq!(xml("a&<>\"'\nb\u{0}\u{fffe}"), "a&amp;&lt;&gt;&quot;&apos;&#10;b\u{fffd}\u{fffd}");
    }

    #[test]
    fn a_long_suite_is_cut() {
        let mut verdict = sample::many(5001);
        verdict.checks = vec![Check { check: CheckName::Figures, outcome: Outcome::Passed("read".to_owned()) }];
        let out = junit(&verdict);
        assert!(
            out.contains("<skipped message=\"1 more, which `kzarchive verify --findings all` lists\"/>"),
            "{}",
            out.len()
        );
        assert_eq!(out.matches("<testcase ").count(), 5002);
    }
}
