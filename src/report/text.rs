//! A verdict for people.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use rayon::prelude::*;

use super::clean::{clean, clean_line};
use super::ranked::Item;
use super::snippet::{Paint, finding};
use crate::figures::ruleset;
use crate::ledger::Failure;
use crate::verify::findings::Finding;
use crate::verify::{Check, Outcome, TrustBasis, Verdict};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default().bold();

/// Findings laid out at once, on all processors: what is laid out and not yet in the text stays small.
const TOGETHER: usize = 4096;

/// A verdict as text: failures, findings, then every check, and the answer last.
pub fn verdict_text(verdict: &Verdict, paint: Paint) -> String {
    let mut out = failure_lines(&verdict.failures, paint);
    // Answered ones are said shortly, behind the others.
    for some in verdict.findings.chunks(TOGETHER) {
        let open = some.par_iter().filter(|finding| finding.is_open());
        let shown: Vec<String> = open.map(|open| finding(open, paint) + "\n\n").collect();
        out.extend(shown);
    }
    for finding in &verdict.findings {
        out += &answered(finding, paint).unwrap_or_default();
    }
    out += &checks_and_answer(verdict, paint);
    out
}

/// What makes the exit code other than 0, and nothing else: failures and denied findings.
pub fn verdict_failures(verdict: &Verdict, paint: Paint) -> String {
    let denied = verdict.findings.iter().filter(|finding| finding.is_denied());
    let denied: String = denied.map(|denied| finding(denied, paint) + "\n\n").collect();
    failure_lines(&verdict.failures, paint) + &denied
}

/// Every check, and the answer last. Each line begins with words of ours or, the first, with the origin.
pub(super) fn checks_and_answer(verdict: &Verdict, paint: Paint) -> String {
    let mut out = format!("{}\n", clean_line(&verdict.origin));
    for check in &verdict.checks {
        check_line(&mut out, check, paint);
    }
    out.push('\n');
    answer(&mut out, verdict, paint);
    out
}

/// Failures, each with what was found.
pub fn failure_lines(failures: &[Failure], paint: Paint) -> String {
    let mut out = String::new();
    for failure in failures {
        let head = painted(&format!("error[{}]", failure.kind.name()), BAD, paint);
        let _ = write!(out, "{head}: {}\n  = {}\n\n", clean_line(&failure.path), clean(&failure.detail));
    }
    out
}

/// An answered finding: what was found, and what a person says of it.
fn answered(finding: &Finding, paint: Paint) -> Option<String> {
    let answer = finding.answer.as_ref()?;
    let head = painted(&format!("answered[{}]", finding.figure.rule), GOOD, paint);
    let line = Item::Finding(finding).line().map(|line| format!(":{line}")).unwrap_or_default();
    let place = format!("{}{line}", clean_line(&finding.figure.path));
    let figure = clean_line(&finding.figure.text);
    Some(format!(
        "{head}: `{figure}` in {place}\n  = {}, says {} ({}): {}\n\n",
        clean_line(&answer.verdict),
        clean_line(&answer.by),
        answer.at,
        clean_line(&answer.reason)
    ))
}

fn check_line(out: &mut String, check: &Check, paint: Paint) {
    let name = check.check.name();
    let (word, style, why) = match &check.outcome {
        Outcome::Passed(why) => ("passed", GOOD, why),
        Outcome::Failed(why) => ("failed", BAD, why),
        Outcome::NotChecked(why) => ("not checked", OPEN, why),
    };
    let padding = " ".repeat(12usize.saturating_sub(word.len()));
    let _ = writeln!(out, "  {name:<12} {}{padding} {}", painted(word, style, paint), clean_line(why));
}

fn answer(out: &mut String, verdict: &Verdict, paint: Paint) {
    let counts = verdict.documents;
    let documents = format!(
        "{} unchanged since sealed, {} withheld, {} withdrawn",
        counts.intact, counts.withheld, counts.withdrawn
    );
    let denied = verdict.findings.iter().filter(|finding| finding.is_denied()).count();
    let answered = verdict.findings.iter().filter(|finding| !finding.is_open()).count();
    let (word, style, rest) = match (verdict.verified(), verdict.failures.len()) {
        (true, _) => ("verified", GOOD, documents),
        (false, 0) => ("not verified", OPEN, format!("some checks could not be made; {documents}")),
        (false, failures) => ("not verified", BAD, format!("{failures} failed; {documents}")),
    };
    let _ = write!(out, "{}: {rest}", painted(word, style, paint));
    if verdict.trust == TrustBasis::FirstContact {
        out.push_str(" (first contact: by the archive's own keys)");
    }
    out.push('\n');
    if let Some(figures) = verdict.figures {
        let _ = write!(
            out,
            "figures: {} read, {} withdrawn, {} repeating a withdrawn one, {} without a source, {} in conflict, {} hedged",
            figures.read,
            figures.rescinded,
            figures.repeats_rescinded,
            figures.unattributed,
            figures.conflicting,
            figures.hedged
        );
        if answered > 0 {
            let _ = write!(out, "; {answered} answered");
        }
        if denied > 0 {
            let _ = write!(out, "; {denied} denied by kzarchive.toml");
        }
        let _ = writeln!(out, " (ruleset {})", ruleset().short());
    }
}

fn painted(text: &str, style: Style, paint: Paint) -> String {
    match paint {
        Paint::Styled => format!("{style}{text}{style:#}"),
        Paint::Plain => text.to_owned(),
    }
}
