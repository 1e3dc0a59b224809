//! A verdict as a job summary in Markdown, which GitHub shows beside a run.
//!
//! The danger: Markdown is HTML. A document must not bring a link, an image, a mention or a heading into a page that people
//! read as ours. So every word that is not ours stands in a code span or a fenced block whose fence is longer than any run
//! of backticks in it (CommonMark 0.31 §6.1, §4.5): nothing in there is anything but text.

use std::fmt::Write as _;

use super::clean::clean_line;
use super::ranked::{Item, cut, ranked};
use super::snippet::Paint;
use super::text::checks_and_answer;
use crate::verify::Verdict;

/// So many are listed: GitHub takes 1 MiB of a step.
const LISTED: usize = 200;
/// A text of this many characters is shown whole.
const SHOWN: usize = 300;

/// A verdict in Markdown.
pub fn markdown(verdict: &Verdict) -> String {
    let heading = match (verdict.verified(), verdict.denied()) {
        (true, false) => "verified: unchanged since sealed",
        (true, true) => "unchanged since sealed, but figures are denied",
        (false, _) => "not verified",
    };
    let mut out = format!("## kzarchive: {heading}\n\n{}\n", block(&checks_and_answer(verdict, Paint::Plain)));
    let items = ranked(verdict);
    let (failures, findings): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| matches!(item, Item::Failure(_)));
    list(&mut out, "What does not hold", &failures);
    list(&mut out, "Figures to answer", &findings);
    out
}

fn list(out: &mut String, heading: &str, items: &[Item<'_>]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "### {heading}: {}\n", items.len());
    for item in items.iter().take(LISTED) {
        let place = match item.line() {
            Some(line) => format!("{}:{line}", item.path()),
            None => item.path().to_owned(),
        };
        let _ = writeln!(out, "- **{}** {} {}", item.rule(), span(&place), span(&item.message()));
    }
    if items.len() > LISTED {
        let _ = writeln!(out, "\nand {} more, which `kzarchive verify --findings all` lists", items.len() - LISTED);
    }
    out.push('\n');
}

/// A code span that its content cannot end.
fn span(text: &str) -> String {
    let text = cut(&clean_line(text), SHOWN);
    let fence = "`".repeat(longest_run(&text) + 1);
    // One space on each side is not part of the content, and keeps its backticks apart from ours.
    format!("{fence} {text} {fence}")
}

/// A fenced block that its content cannot end.
fn block(text: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use snapbox::{assert_data_eq, str};

    /// What is left of a line when its code spans are taken out, by CommonMark's rule: a span ends at the next run of
    /// backticks of the same length.
    fn outside(line: &str) -> String {
        let (mut out, mut rest) = (String::new(), line);
        while let Some(at) = rest.find('`') {
            let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
            out += &rest[..at];
            rest = &rest[at + run..];
            let mut from = 0;
            loop {
                let begin = from + rest[from..].find('`').expect("the span ends");
                let length = rest[begin..].len() - rest[begin..].trim_start_matches('`').len();
                from = begin + length;
                if length == run {
                    break;
                }
            }
            rest = &rest[from..];
        }
        out + rest
    }

    #[test]
    fn nothing_of_a_document_stands_outside_of_code() {
        let out = markdown(&sample::hostile());
        let items: Vec<String> = out.lines().filter(|line| line.starts_with("- ")).map(outside).collect();
        assert_eq!(items.len(), 6, "{out}");
        for item in items {
            assert!(item.chars().all(|c| c.is_ascii_lowercase() || "-* ".contains(c)), "{item:?}");
        }
        // The block: its fence comes back once, at its end.
        let fence = out.lines().find(|line| line.ends_with("text")).unwrap().trim_end_matches("text");
        assert_eq!(out.lines().filter(|line| line.starts_with(fence)).count(), 2, "{out}");
        assert!(fence.len() > 3, "the sample's origin holds a fence of three");
        assert!(!out.contains('\u{1b}'));
    }

    #[test]
    fn spans_cannot_be_ended() {
        assert_eq!(span("a`b"), "`` a`b ``");
        assert_eq!(span("``"), "``` `` ```");
        assert_eq!(outside(&span("a``b` <img>")), "");
    }

    #[test]
    fn what_is_shown() {
        assert_data_eq!(
            markdown(&sample::plain()),
            str![[r#"
## kzarchive: not verified

```text
a.example/osh
  trust        not checked  nothing to compare with
  documents    failed       1 failure
  complete     passed       nothing unsealed, nothing missing

error: could not verify a.example/osh; 1 failure (altered); 1 unchanged since sealed, 0 withheld, 0 withdrawn (first contact: by the archive's own keys)
```

### What does not hold: 1

- **altered** ` archive/a.txt:3 ` ` not as sealed: line 3 `

### Figures to answer: 1

- **unattributed-own-voice** ` archive/b.txt:2 ` ` 12: nobody is named for this figure `


"#]]
        );
    }

    #[test]
    fn a_long_list_is_cut_and_small() {
        let out = markdown(&sample::many(30_000));
        assert!(out.contains("and 29800 more"), "{}", out.len());
        assert!(out.len() < 1 << 20);
    }
}
