//! Findings and failures with the lines they are about, as rustc shows them.

use std::borrow::Cow;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Severity, Origin, Renderer, Snippet};

use super::clean::{clean, clean_line, clean_with};
use crate::figures::{Verdict, explain};
use crate::ledger::Failure;
use crate::store::Level;
use crate::verify::findings::{Excerpt, Finding};

/// Whether a report may use colour. The writer at the edge still strips it where the terminal has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Colours and styles.
    Styled,
    /// Characters only.
    Plain,
}

/// A finding as text.
pub fn finding(finding: &Finding, paint: Paint) -> String {
    let severity = match finding.level {
        Level::Deny => Severity::ERROR,
        Level::Warn | Level::Allow => Severity::WARNING,
    };
    let title = title(finding, paint);
    let texts: Vec<CleanExcerpt> = finding.excerpts.iter().map(CleanExcerpt::of).collect();
    let explained = explain(finding.figure.rule).map(|_| format!("`kzarchive explain {}`", finding.figure.rule));
    let help = match (explained, &finding.id) {
        (Some(explain), Some(id)) => {
            Some(format!("{explain} says what this means, `kzarchive review {id}` answers it"))
        }
        (Some(explain), None) => Some(format!("{explain} says what this means and how to answer it")),
        (None, _) => None,
    };
    let group = Group::with_title(severity.primary_title(title).id(finding.figure.rule));
    // The figure itself is what it is about; the other marks say why.
    rendered(group, &texts, |index, mark| (index, mark) == (0, 0), help, paint)
}

/// A failure as text, with lines of the file as it is now where there are some.
pub(super) fn failure(failure: &Failure, lines: &[Excerpt], paint: Paint) -> String {
    let kind = failure.kind.name();
    let texts: Vec<CleanExcerpt> = lines.iter().map(CleanExcerpt::of).collect();
    let mut group = Group::with_title(Severity::ERROR.primary_title(clean_line(&failure.detail)).id(kind));
    if texts.is_empty() {
        let line = failure.line.map(|line| format!(":{line}")).unwrap_or_default();
        group = group.element(Origin::path(format!("{}{line}", clean_line(&failure.path))));
    }
    let explain = format!("`kzarchive explain {kind}` says what this means, how it comes about and what to do next");
    let help = failure.help.as_deref().map(|help| clean_line(help).into_owned());
    let shown = rendered(group, &texts, |_, _| true, help.into_iter().chain([explain]), paint);
    // Without line numbers nothing would be indented.
    if texts.is_empty() { shown.replace('\n', "\n ") } else { shown }
}

/// A title with the excerpts below it, and what helps. `is_primary` is asked for each mark, by excerpt and mark.
fn rendered<'a>(
    mut group: Group<'a>,
    texts: &'a [CleanExcerpt],
    is_primary: impl Fn(usize, usize) -> bool,
    help: impl IntoIterator<Item = String>,
    paint: Paint,
) -> String {
    for (index, excerpt) in texts.iter().enumerate() {
        let annotations = excerpt.marks.iter().enumerate().map(|(mark, (range, label))| {
            let kind = if is_primary(index, mark) { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range.clone()).label((!label.is_empty()).then_some(label.as_str()))
        });
        let snippet = Snippet::source(excerpt.text.as_str()).line_start(excerpt.line).annotations(annotations);
        let path = match excerpt.cut_at {
            Some(_) => Cow::from(sign(index)),
            None => excerpt.path.as_str().into(),
        };
        group = group.element(snippet.path(path));
    }
    group = group.elements(help.into_iter().map(|help| Severity::HELP.message(help)));
    let renderer = match paint {
        Paint::Styled => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    let rendered = renderer.decor_style(DecorStyle::Ascii).term_width(120).render(&[group]);
    texts.iter().enumerate().fold(rendered, |rendered, (index, excerpt)| excerpt.located(index, rendered))
}

/// What stands for the path of an excerpt whose line is cut: the renderer would count what is shown of the line. No clean text
/// has such a character.
fn sign(index: usize) -> String {
    format!("\u{2060}{index}\u{2060}")
}

/// The message, with the figure in front: struck out where it was withdrawn.
fn title(finding: &Finding, paint: Paint) -> String {
    let figure = clean(&finding.figure.text).into_owned();
    let struck = match (finding.figure.verdict, paint) {
        (Verdict::Rescinded | Verdict::RepeatsRescinded, Paint::Styled) => format!("\u{1b}[9m{figure}\u{1b}[29m"),
        (Verdict::Rescinded | Verdict::RepeatsRescinded, Paint::Plain) => format!("~~{figure}~~"),
        _ => format!("`{figure}`"),
    };
    format!("{struck}: {}", clean(finding.message))
}

struct CleanExcerpt {
    path: String,
    line: usize,
    text: String,
    marks: Vec<(std::ops::Range<usize>, String)>,
    /// Line and column of its place, if the line is cut before it.
    cut_at: Option<(usize, usize)>,
}

impl CleanExcerpt {
    fn of(excerpt: &Excerpt) -> Self {
        let mut offsets: Vec<usize> = excerpt.marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
        let text = clean_with(&excerpt.text, &mut offsets.iter_mut().collect::<Vec<_>>());
        let labels = excerpt.marks.iter().map(|mark| clean(mark.label).into_owned());
        let marks = offsets.as_chunks::<2>().0.iter().map(|[start, end]| *start..*end).zip(labels).collect();
        let path = clean_line(&excerpt.path).into_owned();
        Self { path, line: excerpt.line, text, marks, cut_at: cut_at(excerpt) }
    }

    /// Puts path, line and column where [`sign`] and the renderer's own count stand.
    fn located(&self, index: usize, rendered: String) -> String {
        let sign = sign(index);
        match (self.cut_at, rendered.split_once(&sign)) {
            (Some((line, column)), Some((before, behind))) => {
                let behind = behind.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
                format!("{before}{}:{line}:{column}{behind}", self.path)
            }
            _ => rendered,
        }
    }
}

/// Line and column of an excerpt's first mark, if that line is cut before it.
fn cut_at(excerpt: &Excerpt) -> Option<(usize, usize)> {
    let mark = excerpt.marks.first()?;
    let before = excerpt.text.get(..mark.span.start)?;
    let shown = before.rsplit('\n').next().unwrap_or_default().chars().count();
    (shown != mark.from.code_points).then_some((mark.from.line, mark.from.code_points + 1))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_line_that_is_cut_keeps_its_column() {
        let mut one = sample::plain().findings.swap_remove(0);
        let excerpt = &mut one.excerpts[0];
        excerpt.text.replace_range(..2, "…");
        let mark = &mut excerpt.marks[0];
        (mark.span.start, mark.span.end) = (mark.span.start + 1, mark.span.end + 1);
        mark.from.code_points += 5000;
        snapbox::assert_data_eq!(
            finding(&one, Paint::Plain),
            snapbox::str![[r#"
error[unattributed-own-voice]: `12`: nobody is named for this figure
 --> archive/b.txt:2:5016
  |
2 | … the quarter 12 people
  |               ^^
  |
  = help: `kzarchive explain unattributed-own-voice` says what this means and how to answer it
"#]]
        );
    }
}
