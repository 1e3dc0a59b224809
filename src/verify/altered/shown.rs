//! The lines of an altered text that are shown, as they are now: those that were sealed are in no manifest.

use crate::figures::{Figure, Span, TextPath};
use crate::ledger::Sealed;
use crate::text::LineChange;
use crate::verify::excerpts::{Excerpt, excerpts_of};

/// Changes that are shown by their lines.
const CHANGES: usize = 5;

const FIGURE: &str = "figure there now";

/// What is shown of an altered text.
pub(super) struct Shown<'a> {
    pub(super) changes: &'a [LineChange],
    /// How many lines a sealed digest covers.
    pub(super) every: u64,
    pub(super) figures: &'a [Figure],
}

impl Shown<'_> {
    pub(super) fn in_text(&self, text: &str, sealed: &Sealed) -> Vec<Excerpt> {
        // Excerpts count lines by LF.
        let lone_cr = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
        if memchr::memchr_iter(b'\r', text.as_bytes()).any(lone_cr) {
            return Vec::new();
        }
        let lines = Lines::of(text);
        let mut marks: Vec<(Span, &'static str)> = Vec::new();
        for change in self.changes.iter().take(CHANGES) {
            let Some((span, label)) = self.of_change(&lines, *change) else { continue };
            let is_in = |figure: &&Figure| span.start <= figure.start && figure.end <= span.end;
            // Said once of several.
            let labels = std::iter::once(FIGURE).chain(std::iter::repeat(""));
            let figures: Vec<_> =
                self.figures.iter().filter(is_in).zip(labels).map(|(figure, label)| (figure.span(), label)).collect();
            // Of a long paragraph the figures are what to look at first.
            if figures.is_empty() { marks.push((span, label)) } else { marks.extend(figures) }
        }
        excerpts_of(&TextPath::from(sealed.path.as_str()), text, marks)
    }

    /// What is marked for a change, and what is said of it; nothing where no line is left.
    fn of_change(&self, lines: &Lines<'_>, change: LineChange) -> Option<(Span, &'static str)> {
        match change {
            LineChange::Changed { first, last } => {
                let label = if self.every > 1 { "the first change is in these lines" } else { "not as sealed" };
                Some((lines.span(first, last)?, label))
            }
            LineChange::Removed { before, .. } => match lines.span(before, before) {
                Some(span) => {
                    let first = span.of(lines.text).chars().next().map_or(0, char::len_utf8);
                    Some((Span::new(span.start, span.start + first), "lines are gone before this one"))
                }
                None => Some((lines.span(lines.last(), lines.last())?, "lines are gone after this one")),
            },
        }
    }
}

/// Where the lines of a text begin, counted as in `stored_lines`.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
        Self { text, starts: std::iter::once(0).chain(starts).filter(|start| *start < text.len()).collect() }
    }

    fn last(&self) -> u64 {
        self.starts.len() as u64
    }

    /// The words of these lines, without white space around them; nothing if there are none.
    fn span(&self, first: u64, last: u64) -> Option<Span> {
        let start = *self.starts.get(usize::try_from(first).ok()?.checked_sub(1)?)?;
        let end = self.starts.get(usize::try_from(last).ok()?).copied().unwrap_or(self.text.len());
        let lines = self.text.get(start..end)?;
        let words = lines.trim();
        let start = start + (lines.len() - lines.trim_start().len());
        (!words.is_empty()).then(|| Span::new(start, start + words.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures_in;
    use super::super::tests::sealed;
    use super::*;
    use crate::text::Charset;
    use crate::verify::excerpts::Mark;

    /// The words that are marked, what is said of them, and in which line.
    fn marked(text: &str, changes: &[LineChange], every: u64) -> Vec<(String, &'static str, usize)> {
        let figures = figures_in(text, changes, &sealed(Charset::UTF_8));
        let excerpts = Shown { changes, every, figures: &figures }.in_text(text, &sealed(Charset::UTF_8));
        let of = |excerpt: &Excerpt| {
            let mark = |mark: &Mark| (mark.span.of(&excerpt.text).to_owned(), mark.label, mark.from.line);
            excerpt.marks.iter().map(mark).collect::<Vec<_>>()
        };
        excerpts.iter().flat_map(of).collect()
    }

    #[test]
    fn changed_lines_are_marked_and_their_figures_before_them() {
        let text = "Osh.\n\nOn Monday 13 people were killed.\n  So they say. \nEnd.\n";
        let change = |first, last| [LineChange::Changed { first, last }];
        let gone = |before| [LineChange::Removed { before, count: 2 }];
        let one = |words: &str, label, line| vec![(words.to_owned(), label, line)];
        assert_eq!(marked(text, &change(3, 3), 1), one("13", FIGURE, 3));
        assert_eq!(marked(text, &change(4, 4), 1), one("So they say.", "not as sealed", 4));
        assert_eq!(marked(text, &change(4, 5), 1), one("So they say. \nEnd.", "not as sealed", 4));
        assert_eq!(marked(text, &change(4, 7), 4), one("So they say. \nEnd.", "the first change is in these lines", 4));
        assert_eq!(marked(text, &gone(5), 1), one("E", "lines are gone before this one", 5));
        assert_eq!(marked(text, &gone(6), 1), one("End.", "lines are gone after this one", 5));
        assert_eq!(marked(text, &change(2, 2), 1), [], "nothing to see");
        assert_eq!(marked("", &change(1, 1), 1), []);
        assert_eq!(marked("", &gone(1), 1), []);
        let two = [LineChange::Changed { first: 1, last: 1 }, LineChange::Changed { first: 3, last: 3 }];
        let each = [one("12", FIGURE, 1), one("13", FIGURE, 3)].concat();
        assert_eq!(marked("12 people were killed.\nEnd.\n13 people were killed.\n", &two, 1), each, "each in its line");
        // Where a CR stands alone, lines are not counted by LF.
        assert_eq!(marked("a\r\nb\r\n", &change(2, 2), 1), one("b", "not as sealed", 2));
        assert_eq!(marked("a\rb\n", &change(2, 2), 1), []);
        assert_eq!(marked("a\r", &change(1, 1), 1), []);
    }

    #[test]
    fn of_many_changes_a_few_are_shown() {
        let text = "word\n".repeat(1000);
        let changes: Vec<_> = (1..=500).map(|line| LineChange::Changed { first: 2 * line, last: 2 * line }).collect();
        assert_eq!(marked(&text, &changes, 1).len(), CHANGES);
    }
}
