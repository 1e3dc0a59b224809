//! A verdict for people.

use std::collections::HashMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use rayon::prelude::*;

use super::clean::clean_line;
use super::ranked::Item;
use super::snippet::{Paint, failure, finding};
use crate::figures::ruleset;
use crate::ledger::{Failure, Kind};
use crate::verify::findings::{Excerpt, Finding};
use crate::verify::{Check, LeftOut, Outcome, TrustBasis, Verdict};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default().bold();

const NOTE: Style = AnsiColor::Green.on_default().bold();

/// Findings laid out at once, on all processors: what is laid out and not yet in the text stays small.
const TOGETHER: usize = 4096;

/// A verdict as text: failures, findings, how many more there are, then every check, and the answer last.
pub fn verdict_text(verdict: &Verdict, paint: Paint) -> String {
    let mut out = failure_lines(&verdict.failures, &verdict.lines, paint);
    let mut findings: Vec<&Finding> = verdict.findings.iter().collect();
    findings.sort_by_key(|finding| finding.rank());
    for some in findings.chunks(TOGETHER) {
        let shown: Vec<String> = some
            .par_iter()
            // Answered ones are said shortly.
            .map(|one| answered(one, paint).unwrap_or_else(|| finding(one, paint) + "\n\n"))
            .collect();
        out.extend(shown);
    }
    out += &left_out(verdict.left_out, paint);
    out += &checks_and_answer(verdict, paint);
    out
}

/// What makes the exit code other than 0, and nothing else: failures and denied findings.
pub fn verdict_failures(verdict: &Verdict, paint: Paint) -> String {
    let denied = verdict.findings.iter().filter(|finding| finding.is_denied());
    let shown: String = denied.map(|denied| finding(denied, paint) + "\n\n").collect();
    let denied = verdict.left_out.denied;
    let more = left_out(LeftOut { open: denied, denied, answered: 0 }, paint);
    failure_lines(&verdict.failures, &verdict.lines, paint) + &shown + &more
}

/// How many findings are not shown, and how they can be seen; nothing where all are.
fn left_out(left_out: LeftOut, paint: Paint) -> String {
    let head = painted("note", NOTE, paint);
    let (findings, are) = match left_out.all() {
        0 => return String::new(),
        1 => ("1 more finding".to_owned(), "is"),
        more => (format!("{more} more findings"), "are"),
    };
    let part = |count: u64, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let parts: Vec<String> =
        [part(left_out.denied, "denied"), part(left_out.answered, "answered")].into_iter().flatten().collect();
    let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    format!(
        "{head}: {findings}{parts} {are} not shown; what is counted below is all of them\n  \
         = help: `kzarchive verify --findings all` prints them, `--format json` is for programs, \
         `kzarchive report --site DIR` makes pages of them\n\n"
    )
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

/// Failures, each with what was found; `lines` are those of altered documents, by path.
pub fn failure_lines(failures: &[Failure], lines: &HashMap<String, Vec<Excerpt>>, paint: Paint) -> String {
    let shown = |failure: &Failure| lines.get(&failure.path).filter(|_| failure.kind == Kind::Altered);
    let one = |one: &Failure| failure(one, shown(one).map_or(&[], Vec::as_slice), paint) + "\n\n";
    failures.iter().map(one).collect()
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
    let (denied, answered) = (verdict.denied_findings(), verdict.answered_findings());
    let (word, style, rest) = match (verdict.verified(), verdict.failures.len()) {
        (true, _) => ("verified", GOOD, documents),
        (false, 0) => ("not verified", OPEN, format!("some checks could not be made; {documents}")),
        (false, _) => {
            let (origin, failures) = (clean_line(&verdict.origin), failure_counts(&verdict.failures));
            ("error", BAD, format!("could not verify {origin}; {failures}; {documents}"))
        }
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

/// How many failures there are, and of which kinds.
fn failure_counts(failures: &[Failure]) -> String {
    let of = |kind: Kind| failures.iter().filter(|failure| failure.kind == kind).count();
    let counts: Vec<(usize, Kind)> =
        Kind::ALL.map(|kind| (of(kind), kind)).into_iter().filter(|(n, _)| *n > 0).collect();
    let kinds: Vec<String> = counts.iter().map(|(n, kind)| format!("{n} {}", kind.name())).collect();
    match (failures.len(), &counts[..]) {
        (1, [(_, kind)]) => format!("1 failure ({})", kind.name()),
        (all, [(_, kind)]) => format!("{all} failures ({})", kind.name()),
        (all, _) => format!("{all} failures ({})", kinds.join(", ")),
    }
}

fn painted(text: &str, style: Style, paint: Paint) -> String {
    match paint {
        Paint::Styled => format!("{style}{text}{style:#}"),
        Paint::Plain => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::figures::Span;
    use crate::store::Level;
    use crate::verify::findings::{Mark, Place};

    /// The heads of findings and notes, in their order.
    fn heads(text: &str) -> Vec<&str> {
        let words = ["error[", "warning[", "answered[", "note: "];
        text.lines().filter(|line| words.iter().any(|word| line.starts_with(word))).collect()
    }

    #[test]
    fn denied_findings_come_first_and_answered_ones_last() {
        let mut verdict = sample::many(4);
        for finding in &mut verdict.findings {
            finding.excerpts[0].path = finding.figure.path.clone();
        }
        verdict.findings[1].answer = Some(sample::answer());
        verdict.findings[3].level = Level::Deny;
        let out = verdict_text(&verdict, Paint::Plain);
        let heads: Vec<_> = heads(&out).into_iter().map(|head| head.split('[').next().unwrap()).collect();
        assert_eq!(heads, ["error", "warning", "warning", "answered"]);
        let at = |path: &str| out.find(&format!("--> archive/{path}.txt")).unwrap();
        assert!(at("3") < at("0") && at("0") < at("2"), "{out}");
    }

    #[test]
    fn failures_look_as_findings_do_and_are_counted_by_kind() {
        let mut verdict = sample::plain();
        verdict.findings.clear();
        let words = "Osh.\n\nAt least 12 people were killed.";
        let place = |at| Place { line: 3, code_points: at, utf16: at };
        let mark = Mark { span: Span::new(15, 17), label: "figure there now", from: place(9), to: place(11) };
        let excerpt = Excerpt { path: "archive/a.txt".into(), line: 1, text: words.to_owned(), marks: vec![mark] };
        verdict.lines.insert("archive/a.txt".to_owned(), vec![excerpt]);
        let more =
            [(Kind::Missing, "archive/\u{1b}b\n.txt", "it was sealed"), (Kind::ReSealed, "archive/a.txt", "again")];
        verdict.failures.extend(more.map(|(kind, path, detail)| Failure::new(kind, path, detail)));
        verdict.failures[1].help = Some("look\nfor it".to_owned());
        let out = verdict_text(&verdict, Paint::Plain);
        snapbox::assert_data_eq!(
            out,
            snapbox::str![[r#"
error[altered]: not as sealed: line 3
 --> archive/a.txt:3:10
  |
3 | At least 12 people were killed.
  |          ^^ figure there now
  |
  = help: `kzarchive explain altered` says what this means, how it comes about and what to do next

error[missing]: it was sealed
 --> archive/�b�.txt
  = help: look�for it
  = help: `kzarchive explain missing` says what this means, how it comes about and what to do next

error[re-sealed]: again
 --> archive/a.txt
  = help: `kzarchive explain re-sealed` says what this means, how it comes about and what to do next

a.example/osh
  trust        not checked  nothing to compare with
  documents    failed       1 failure
  complete     passed       nothing unsealed, nothing missing

error: could not verify a.example/osh; 3 failures (1 altered, 1 missing, 1 re-sealed); 1 unchanged since sealed, 0 withheld, 0 withdrawn (first contact: by the archive's own keys)

"#]]
        );
    }

    #[test]
    fn what_is_left_out_is_said_once_and_counted() {
        let mut verdict = sample::plain();
        assert!(!verdict_text(&verdict, Paint::Plain).contains("note: "));
        verdict.left_out = LeftOut { open: 5, denied: 2, answered: 3 };
        verdict.figures = Some(crate::verify::FigureCounts::default());
        let out = verdict_text(&verdict, Paint::Plain);
        assert_eq!(
            heads(&out).last(),
            Some(&"note: 8 more findings (2 denied, 3 answered) are not shown; what is counted below is all of them")
        );
        assert!(out.contains("; 3 answered; 3 denied by kzarchive.toml"), "one more is shown: {out}");
        verdict.left_out = LeftOut { open: 1, denied: 0, answered: 0 };
        let out = verdict_text(&verdict, Paint::Plain);
        assert!(out.contains("note: 1 more finding is not shown;"), "{out}");
    }

    #[test]
    fn a_quiet_run_says_what_it_leaves_out_of_what_is_denied() {
        let mut verdict = sample::plain();
        verdict.left_out = LeftOut { open: 5, denied: 0, answered: 3 };
        assert!(!verdict_failures(&verdict, Paint::Plain).contains("note: "));
        verdict.left_out.denied = 2;
        let out = verdict_failures(&verdict, Paint::Plain);
        assert!(out.contains("note: 2 more findings (2 denied) are not shown;"), "{out}");
    }
}
