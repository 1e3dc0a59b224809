//! A verdict as GitHub's workflow commands, which show as annotations of a pull request.
//!
//! The danger: a runner obeys commands wherever they stand in a log, `::name::` at the beginning of a line, and the older
//! `##[name]` anywhere in one. A document or a file name must not be able to write one: what is inside of a command is
//! `%`-escaped, and no other line begins with words that are not ours or holds `##[`.

use std::fmt::Write as _;

use super::clean::clean_line;
use super::ranked::{Item, Severity, Unit, cut, ranked};
use super::snippet::Paint;
use super::text::checks_and_answer;
use crate::verify::Verdict;

/// GitHub shows ten errors and ten warnings of a step; ten in all are what somebody reads.
const ANNOTATIONS: usize = 10;
/// A message of this many characters is shown whole.
const MESSAGE: usize = 1000;

/// A verdict as annotations, the worst first, followed by its checks.
///
/// `folder` is the archive's folder within the repository, empty or with a `/` at its end: annotations name files as the
/// repository has them.
pub fn github(verdict: &Verdict, folder: &str) -> String {
    let items = ranked(verdict);
    let mut out = String::new();
    for item in items.iter().take(ANNOTATIONS) {
        annotation(&mut out, *item, folder);
    }
    if let Some(more) = items.len().checked_sub(ANNOTATIONS).filter(|more| *more > 0) {
        let _ = writeln!(out, "and {more} more, which `kzarchive verify --findings all` lists");
    }
    // The first line is the archive's name for itself: not one to begin a line with.
    out + &harmless(&format!("archive {}", checks_and_answer(verdict, Paint::Plain)))
}

fn annotation(out: &mut String, item: Item<'_>, folder: &str) {
    let command = match item.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let _ = write!(out, "::{command} file={}", property(&format!("{folder}{}", item.path())));
    if let Some(region) = item.region(Unit::CodePoint) {
        let _ = write!(out, ",line={},endLine={}", region.line, region.end_line);
        // GitHub takes columns only where both ends are in one line.
        if region.line == region.end_line {
            let _ = write!(out, ",col={},endColumn={}", region.column, region.end_column);
        }
    } else if let Some(line) = item.line() {
        let _ = write!(out, ",line={line}");
    }
    let message = match item {
        Item::Failure(_) => item.message(),
        Item::Finding(_) => format!("{} (kzarchive explain {})", item.message(), item.rule()),
    };
    let title = format!("kzarchive: {}", item.rule());
    let _ = writeln!(out, ",title={}::{}", property(&title), data(&message));
}

/// A message: `%`, and what ends a line.
///
/// Source: `@actions/core`, `escapeData` and `escapeProperty`.
fn data(text: &str) -> String {
    cut(&clean_line(text), MESSAGE).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace("##[", "## [")
}

/// The value of a property: what ends one, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Lines that no runner takes for a command.
fn harmless(text: &str) -> String {
    text.replace("##[", "## [")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use snapbox::{assert_data_eq, str};

    #[test]
    fn no_document_writes_a_command() {
        let out = github(&sample::hostile(), "sub/");
        let commands: Vec<&str> = out.lines().filter(|line| line.trim_start().starts_with("::")).collect();
        assert_eq!(commands.len(), 6, "{out}");
        assert!(commands.iter().all(|line| line.starts_with("::error file=") || line.starts_with("::warning file=")));
        // A property ends at the first `::` behind the command.
        assert!(commands.iter().all(|line| line[2..].split_once("::").unwrap().0.contains("title=kzarchive%3A ")));
        assert!(!out.contains("##["), "{out}");
        assert!(!out.contains('\u{1b}') && !out.contains('\r'), "{out}");
    }

    #[test]
    fn what_is_shown() {
        assert_data_eq!(
            github(&sample::plain(), ""),
            str![[r#"
::error file=archive/a.txt,line=3,title=kzarchive%3A altered::not as sealed: line 3
::error file=archive/b.txt,line=2,endLine=2,col=16,endColumn=18,title=kzarchive%3A unattributed-own-voice::12: nobody is named for this figure (kzarchive explain unattributed-own-voice)
archive a.example/osh
  trust        not checked  nothing to compare with
  documents    failed       1 failure
  complete     passed       nothing unsealed, nothing missing

error: could not verify a.example/osh; 1 failure (altered); 1 unchanged since sealed, 0 withheld, 0 withdrawn (first contact: by the archive's own keys)

"#]]
        );
    }

    #[test]
    fn ten_at_most_and_the_rest_is_counted() {
        let out = github(&sample::many(25), "");
        assert_eq!(out.lines().filter(|line| line.starts_with("::")).count(), 10);
        assert!(out.contains("and 15 more"), "{out}");
        assert!(!github(&sample::many(10), "").contains(" more"));
    }

    #[test]
    fn escapes_are_those_of_the_runner() {
        assert_eq!(data("100%0A, a:b"), "100%250A, a:b");
        assert_eq!(property("100%, a:b"), "100%25%2C a%3Ab");
        assert_eq!(data("x\n::error::y"), "x\u{fffd}::error::y");
    }
}
