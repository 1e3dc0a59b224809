//! Verdicts for the tests of formats.

use std::collections::HashMap;

use crate::figures::{Figure, Reading, Span, Text, Verdict as Standing, read};
use crate::ledger::{Failure, Kind};
use crate::store::Level;
use crate::timestamp::Timestamp;
use crate::verify::answers::Answer;
use crate::verify::findings::{Excerpt, Finding, Mark, Place};
use crate::verify::{Check, CheckName, DocumentCounts, Judged, LeftOut, Outcome, TrustBasis, Verdict};

/// A name and a text that try every way out: newline, escape, HTML, Markdown, XML, workflow commands, placeholders.
pub const HOSTILE: &str = "a\n::error::x\r\n##[add-mask]y ]]> <script>'\"&amp; ` `` ``` [l](http://e.example) {0} \
                           \\ | 50% , : \u{1b}[2J \u{202e} \u{0} \u{fffe} @who www.e.example <!-- 🙂";

fn base(origin: &str) -> Verdict {
    let check = |check, outcome| Check { check, outcome };
    Verdict {
        origin: origin.to_owned(),
        trust: TrustBasis::FirstContact,
        judged: Judged::default(),
        checks: vec![
            check(CheckName::Trust, Outcome::NotChecked("nothing to compare with".to_owned())),
            check(CheckName::Documents, Outcome::Failed("1 failure".to_owned())),
            check(CheckName::Complete, Outcome::Passed("nothing unsealed, nothing missing".to_owned())),
        ],
        failures: Vec::new(),
        failed: Vec::new(),
        lines: HashMap::new(),
        documents: DocumentCounts { intact: 1, failed: 1, ..DocumentCounts::default() },
        figures: None,
        findings: Vec::new(),
        left_out: LeftOut::default(),
    }
}

/// Two figures, one with a source and one without.
pub const TEXT: &str =
    "Taldyk, 5 March 2021.\nThe ministry said that over 160 people were injured. In the quarter 12 people were killed.";

/// An answer of somebody, whose reason a spreadsheet would compute.
pub fn answer_by(by: &str) -> Answer {
    let at = Timestamp::from_unix(0).unwrap();
    Answer { verdict: "ok".to_owned(), reason: "=counted there".to_owned(), by: by.to_owned(), at }
}

/// The figures of [`TEXT`].
pub fn reading(path: &str) -> Reading {
    read(&Text { path, text: TEXT, published: None, publisher: None, language: None })
}

fn figure(path: &str) -> Figure {
    let mut figure = reading(path).figures.pop().expect("two figures");
    // Said here, so that a change of the rules changes nothing about formats.
    figure.verdict = Standing::Unattributed;
    figure.rule = "unattributed-own-voice";
    figure.message = "nobody is named for this figure";
    figure
}

/// A finding in the second line of a text, with a second mark in another one.
fn finding(path: &str, number: &str, level: Level) -> Finding {
    let mut figure = figure(path);
    number.clone_into(&mut figure.text);
    let own = mark(Span::new(15, 15 + number.len()), 2, "");
    let text = format!("In the quarter {number} people");
    let excerpts = vec![Excerpt { path: path.into(), line: 2, text, marks: vec![own] }];
    Finding { level, message: figure.message, figure, id: None, answer: None, of: None, sealed: None, excerpts }
}

/// A mark in an excerpt of one line of ASCII.
fn mark(span: Span, line: usize, label: &'static str) -> Mark {
    let place = |at| Place { line, code_points: at, utf16: at };
    Mark { span, label, from: place(span.start), to: place(span.end) }
}

/// What somebody says of a finding.
pub fn answer() -> Answer {
    Answer {
        verdict: "ok".to_owned(),
        reason: "the list [of 12 May] bears it out".to_owned(),
        by: "n.k.".to_owned(),
        at: Timestamp::from_unix(0).expect("a time"),
    }
}

/// One failure, one finding that is denied.
pub fn plain() -> Verdict {
    let mut verdict = base("a.example/osh");
    verdict.failures = vec![Failure::new(Kind::Altered, "archive/a.txt", "not as sealed: line 3").at_line(Some(3))];
    verdict.failed = vec![CheckName::Documents];
    verdict.findings = vec![finding("archive/b.txt", "12", Level::Deny)];
    verdict
}

/// Everything that comes from outside is hostile: origin, reasons, names, texts, labels.
pub fn hostile() -> Verdict {
    let mut verdict = base(HOSTILE);
    verdict.checks[0].outcome = Outcome::NotChecked(HOSTILE.to_owned());
    verdict.failures = vec![
        Failure::new(Kind::Altered, format!("archive/{HOSTILE}"), HOSTILE).at_line(Some(1)),
        Failure::new(Kind::Unsealed, HOSTILE, HOSTILE).with_help(Some(HOSTILE.to_owned())),
    ];
    verdict.failed = vec![CheckName::Documents, CheckName::Complete];
    let now = Excerpt {
        path: HOSTILE.into(),
        line: 1,
        text: HOSTILE.to_owned(),
        marks: vec![mark(Span::new(0, 1), 1, HOSTILE)],
    };
    verdict.lines.insert(verdict.failures[0].path.clone(), vec![now]);
    let mut repeats = finding(HOSTILE, HOSTILE, Level::Warn);
    (repeats.figure.verdict, repeats.figure.rule) = (Standing::RepeatsRescinded, "repeats-rescinded");
    let marks = vec![mark(Span::new(0, 1), 1, HOSTILE)];
    let other = Excerpt { path: HOSTILE.into(), line: 1, text: HOSTILE.to_owned(), marks };
    repeats.excerpts.push(other);
    let mut placeless = finding(HOSTILE, HOSTILE, Level::Warn);
    placeless.excerpts.clear();
    let denied = finding(HOSTILE, HOSTILE, Level::Deny);
    verdict.findings = vec![finding(HOSTILE, HOSTILE, Level::Warn), placeless, repeats, denied];
    verdict
}

/// So many findings, each in a text of its own, with long words.
pub fn many(count: usize) -> Verdict {
    let mut verdict = base("a.example/osh");
    // For the rest of the test run.
    let long: &'static str = Box::leak("x".repeat(5000).into_boxed_str());
    let model = finding("archive/x.txt", "12", Level::Warn);
    let one = |i: usize| {
        let mut finding = Finding { message: long, ..model.clone() };
        finding.figure.path = format!("archive/{i}.txt").as_str().into();
        finding
    };
    verdict.findings = (0..count).map(one).collect();
    verdict
}
