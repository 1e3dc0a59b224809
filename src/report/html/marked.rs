//! A text with its figures and their sources marked.

use super::links;
use super::words::{Html, class, escape};
use crate::figures::{Figure, Span};
use crate::holdings::Shown;

/// The most of one text that a page shows, in bytes: a browser must still open it.
pub(super) const MOST_TEXT: usize = 1 << 20;

/// A span of the text, and what is marked there.
struct Mark<'a> {
    span: Span,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Figure(&'a Figure),
    Source,
    Evidence,
}

/// The text by paragraphs, each figure a link to what is said of it.
pub(super) fn text(shown: &Shown, figures: &[Figure], number: usize) -> Html {
    let marks = marks(shown, figures);
    let text = shown.text();
    let end = floor(text, MOST_TEXT);
    let (mut out, mut at, mut next) = (String::new(), 0, 0);
    for line in text[..end].split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
        if span.of(text).trim().is_empty() {
            continue;
        }
        // Marks are in the order of their beginnings: those that end before this line are of no use to the next ones.
        while next < marks.len() && marks[next].span.end <= span.start {
            next += 1;
        }
        out += "<p><bdi dir=\"auto\">";
        line_marked(text, span, &marks[next..], Some(number), &mut out);
        out += "</bdi></p>\n";
    }
    if end < text.len() {
        out += &format!("<p class=\"aside\">The text goes on; only its first {MOST_TEXT} bytes are shown here.</p>");
    }
    Html(out)
}

/// The sentence of one figure, with the figure, who says so and the words of doubt marked.
pub(super) fn sentence(shown: &Shown, figure: &Figure) -> Html {
    let mut out = String::from("<bdi dir=\"auto\">");
    if let Some(span) = shown.span(figure.sentence) {
        let span = Span::new(span.start, floor(shown.text(), span.end.min(span.start + 4096)));
        line_marked(shown.text(), span, &marks(shown, std::slice::from_ref(figure)), None, &mut out);
    }
    Html(out + "</bdi>")
}

fn floor(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn marks<'a>(shown: &Shown, figures: &'a [Figure]) -> Vec<Mark<'a>> {
    let mut marks = Vec::new();
    let mut add = |span: Span, kind| marks.extend(shown.span(span).map(|span| Mark { span, kind }));
    for figure in figures {
        let whole = figure.modifier.map_or(figure.span(), |modifier| {
            let (start, end) = (modifier.start.min(figure.start), modifier.end.max(figure.end));
            // A modifier far away is not marked together with its number: what lies between is not the figure.
            if end - start > 80 { figure.span() } else { Span::new(start, end) }
        });
        add(whole, Kind::Figure(figure));
        if let Some(source) = &figure.source {
            add(source.span, Kind::Source);
        }
        figure.hedges.iter().for_each(|hedge| add(*hedge, Kind::Evidence));
        for label in figure.labels.iter().filter(|label| label.path.is_none()) {
            add(label.span, Kind::Evidence);
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
    marks
}

/// One line, cut where a mark begins or ends; where several lie over each other, a figure comes before a source.
fn line_marked(text: &str, line: Span, marks: &[Mark<'_>], number: Option<usize>, out: &mut String) {
    let here: Vec<&Mark<'_>> =
        marks.iter().take_while(|mark| mark.span.start < line.end).filter(|mark| mark.span.overlaps(line)).collect();
    let mut cuts: Vec<usize> = here.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
    cuts.extend([line.start, line.end]);
    cuts.retain(|cut| (line.start..=line.end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        let over =
            |wanted: fn(&Kind<'_>) -> bool| here.iter().find(|mark| mark.span.overlaps(piece) && wanted(&mark.kind));
        let figure = over(|kind| matches!(kind, Kind::Figure(_)));
        match figure.or_else(|| over(|kind| matches!(kind, Kind::Source))).or_else(|| over(|_| true)) {
            Some(Mark { kind: Kind::Figure(figure), .. }) => {
                *out += &format!("<mark class=\"{}\">", class(figure.verdict));
                match number {
                    Some(number) => {
                        *out += &format!("<a href=\"{}\">", links::figure(number, figure.start));
                        escape(piece.of(text), out);
                        *out += "</a>";
                    }
                    None => escape(piece.of(text), out),
                }
                *out += "</mark>";
            }
            Some(Mark { kind, .. }) => {
                let class = if matches!(kind, Kind::Source) { "source" } else { "evidence" };
                *out += &format!("<span class=\"{class}\">");
                escape(piece.of(text), out);
                *out += "</span>";
            }
            None => escape(piece.of(text), out),
        }
    }
}
