//! A finding with the lines it is about, as rustc shows them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Severity, Renderer, Snippet};

use super::clean::{clean, clean_line, clean_with};
use crate::figures::{Verdict, explain};
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
    let mut group = Group::with_title(severity.primary_title(title).id(finding.figure.rule));
    for (index, excerpt) in texts.iter().enumerate() {
        let annotations = excerpt.marks.iter().enumerate().map(|(mark, (range, label))| {
            let kind = if (index, mark) == (0, 0) { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range.clone()).label((!label.is_empty()).then_some(label.as_str()))
        });
        let snippet = Snippet::source(excerpt.text.as_str()).path(excerpt.path.as_str()).line_start(excerpt.line);
        group = group.element(snippet.annotations(annotations));
    }
    let explained = explain(finding.figure.rule).map(|_| format!("`kzarchive explain {}`", finding.figure.rule));
    let help = match (explained, &finding.id) {
        (Some(explain), Some(id)) => {
            Some(format!("{explain} says what this means, `kzarchive review {id}` answers it"))
        }
        (Some(explain), None) => Some(format!("{explain} says what this means and how to answer it")),
        (None, _) => None,
    };
    if let Some(help) = help {
        group = group.element(Severity::HELP.message(help));
    }
    let renderer = match paint {
        Paint::Styled => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    renderer.decor_style(DecorStyle::Ascii).term_width(120).render(&[group])
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
}

impl CleanExcerpt {
    fn of(excerpt: &Excerpt) -> Self {
        let mut offsets: Vec<usize> = excerpt.marks.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
        let text = clean_with(&excerpt.text, &mut offsets.iter_mut().collect::<Vec<_>>());
        let labels = excerpt.marks.iter().map(|(_, label)| clean(label).into_owned());
        let marks = offsets.as_chunks::<2>().0.iter().map(|[start, end]| *start..*end).zip(labels).collect();
        Self { path: clean_line(&excerpt.path).into_owned(), line: excerpt.line, text, marks }
    }
}
