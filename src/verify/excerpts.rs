//! The lines in which findings stand.

mod cut;
mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::findings::{Finding, Lines};
use crate::figures::{Figure, Span, TextPath};
use crate::text::{Charset, decode};

pub use places::Place;

/// Lines of a text with spans marked in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The document.
    pub path: TextPath,
    /// Number of the first line, from 1.
    pub line: usize,
    /// The lines, raw: to be cleaned before they are shown. Of a long one only what is near the marks, with `…` for the rest.
    pub text: String,
    /// What is marked; the first of the first excerpt is the figure itself.
    pub marks: Vec<Mark>,
}

/// Words of an excerpt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where they are in the excerpt.
    pub span: Span,
    /// What to say at them.
    pub label: &'static str,
    /// Where they begin in the text.
    pub from: Place,
    /// Where they end in the text.
    pub to: Place,
}

/// Findings whose lines are looked up together.
const TOGETHER: usize = 512;

/// Looks up the lines of findings; `bytes` gives a text again. Says whether it gave all of them.
pub(super) fn quote(
    findings: &mut [Finding],
    bytes: impl Fn(&str) -> Option<(Vec<u8>, Option<Charset>)> + Sync,
) -> Lines {
    let all = AtomicBool::new(true);
    let bytes = |path: &str| {
        let given = bytes(path);
        if given.is_none() {
            all.store(false, Ordering::Relaxed);
        }
        given
    };
    // In their order, so that findings of one text meet it once.
    findings.par_chunks_mut(TOGETHER).for_each(|findings| quote_together(findings, &bytes));
    if all.into_inner() { Lines::All } else { Lines::Some }
}

/// Spans of stored bytes to be marked, with what to say at each.
pub(super) type Spans = Vec<(Span, &'static str)>;

/// Looks up the lines of a few findings: each text is loaded, and gone through, once for all of them.
fn quote_together(findings: &mut [Finding], bytes: &impl Fn(&str) -> Option<(Vec<u8>, Option<Charset>)>) {
    // By text: the finding's number, and the number of the place within it.
    let mut wanted: BTreeMap<TextPath, Vec<(usize, usize, Spans)>> = BTreeMap::new();
    for (finding, figure) in findings.iter().map(|finding| &finding.figure).enumerate() {
        for (place, (path, spans)) in spans(figure).into_iter().enumerate() {
            wanted.entry(path.clone()).or_default().push((finding, place, spans));
        }
    }
    let mut found: Vec<(usize, usize, Vec<Excerpt>)> = Vec::new();
    for (path, wanted) in wanted {
        let Some((bytes, charset)) = bytes(&path) else { continue };
        let Ok(decoded) = decode(&bytes, charset) else { continue };
        let ends = wanted.iter().flat_map(|(_, _, spans)| spans).flat_map(|(span, _)| [span.start, span.end]);
        let places = places::places(&decoded.text, decoded.charset, &ends.collect::<BTreeSet<_>>());
        for (finding, place, spans) in wanted {
            let mark = |(span, label): (Span, _)| Some((*places.get(&span.start)?, *places.get(&span.end)?, label));
            let marks: Vec<cut::Marked> = spans.into_iter().filter_map(mark).collect();
            found.push((finding, place, cut::excerpts(&path, &decoded.text, &marks)));
        }
    }
    found.sort_by_key(|(finding, place, _)| (*finding, *place));
    for finding in findings.iter_mut() {
        finding.excerpts.clear();
    }
    for (finding, _, excerpts) in found {
        findings[finding].excerpts.extend(excerpts);
    }
}

/// Where these bytes of a file stand in its text, as people count; of those at which a character begins.
pub fn places_of(bytes: &[u8], charset: Option<Charset>, stored: &BTreeSet<usize>) -> BTreeMap<usize, Place> {
    let Ok(decoded) = decode(bytes, charset) else { return BTreeMap::new() };
    let found = places::places(&decoded.text, decoded.charset, stored);
    found.into_iter().map(|(at, found)| (at, found.place)).collect()
}

/// The lines of a text in which these spans of it are.
pub(super) fn excerpts_of(path: &TextPath, text: &str, mut marks: Spans) -> Vec<Excerpt> {
    marks.sort_by_key(|(span, _)| span.start);
    let ends: BTreeSet<usize> = marks.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    let places = places::places(text, Charset::UTF_8, &ends);
    let mark = |(span, label): (Span, _)| Some((*places.get(&span.start)?, *places.get(&span.end)?, label));
    let marks: Vec<cut::Marked> = marks.into_iter().filter_map(mark).collect();
    if marks.is_empty() { Vec::new() } else { cut::excerpts(path, text, &marks) }
}

/// What is to be marked for a figure, by text, its own first.
fn spans(figure: &Figure) -> Vec<(&TextPath, Spans)> {
    let mut by_path: Vec<(&TextPath, Spans)> = vec![(&figure.path, vec![(figure.span(), "")])];
    for label in &figure.labels {
        let path = label.path.as_ref().unwrap_or(&figure.path);
        let mark = (label.span, label.text);
        match by_path.iter_mut().find(|(known, _)| *known == path) {
            Some((_, marks)) => marks.push(mark),
            None => by_path.push((path, vec![mark])),
        }
    }
    by_path
}

#[cfg(test)]
mod tests {
    use super::cut::{AROUND, BETWEEN};
    use super::*;
    use crate::figures::{Reading, Text, read};
    use crate::store::Settings;
    use crate::verify::findings::collect;

    const SAID: &str = "At least 12 people were killed. ";

    fn reading(text: &str) -> Reading {
        read(&Text { path: "a.txt", text, published: None, publisher: None, language: None })
    }

    fn findings(readings: Vec<Reading>, text: &str) -> Vec<Finding> {
        collect(readings, &Settings::plain(), |_| Some((text.as_bytes().to_vec(), None))).findings
    }

    #[test]
    fn of_a_long_line_what_is_near_the_figure_is_held() {
        let text = format!("Osh.\n{}\n", SAID.repeat(2000));
        let findings = findings(vec![reading(&text)], &text);
        assert!(findings.len() > 1000);
        for finding in &findings {
            let [excerpt] = &finding.excerpts[..] else { panic!("{finding:?}") };
            let mark = excerpt.marks[0];
            assert!(excerpt.text.len() < 2 * AROUND + 100, "{}", excerpt.text.len());
            assert_eq!(mark.span.of(&excerpt.text), finding.figure.text);
            assert_eq!((excerpt.line, mark.from.line, mark.from.code_points), (2, 2, finding.figure.start - 5));
        }
        assert!(findings[1000].excerpts[0].text.starts_with('…') && findings[1000].excerpts[0].text.ends_with('…'));
    }

    /// A figure of `text` with a label at these words of it.
    fn labelled(text: &str, words: &str) -> Vec<Excerpt> {
        let mut reading = reading(text);
        let at = text.find(words).unwrap();
        let span = Span::new(at, at + words.len());
        reading.figures[0].labels = vec![crate::figures::Label { path: None, span, text: "here" }];
        findings(vec![reading], text).swap_remove(0).excerpts
    }

    fn marked(excerpts: &[Excerpt]) -> Vec<&str> {
        excerpts.iter().flat_map(|excerpt| excerpt.marks.iter().map(|mark| mark.span.of(&excerpt.text))).collect()
    }

    #[test]
    fn labels_point_at_their_words_wherever_they_are() {
        let figure = ["12", "At least 12"];
        for (between, excerpts) in [
            (" ".to_owned(), 1),
            ("é ".repeat(5000), 1),
            ("\n\n".to_owned(), 1),
            (format!("{}\n{}", "é ".repeat(5000), "x ".repeat(5000)), 2),
            ("line\r\n".repeat(10), 1),
            ("line\n".repeat(BETWEEN), 2),
        ] {
            for text in [format!("{SAID}{between}the LIST\n"), format!("the LIST {between}{SAID}")] {
                let found = labelled(&text, "LIST");
                let marked = marked(&found);
                assert_eq!(found.len(), excerpts, "{text:.80}");
                assert!(figure.contains(&marked[0]) && marked[1] == "LIST", "{marked:?}");
                assert!(found.iter().all(|excerpt| excerpt.text.len() < 2 * BETWEEN), "{text:.80}");
                let mark = found.iter().flat_map(|excerpt| &excerpt.marks).nth(1).unwrap();
                let before = &text[..text.find("LIST").unwrap()];
                let line = before.rsplit('\n').next().unwrap();
                assert_eq!(mark.from.line, 1 + before.matches('\n').count());
                assert_eq!(mark.from.code_points, line.chars().count());
            }
        }
    }

    #[test]
    fn a_mark_over_a_whole_text_is_shown_by_its_beginning() {
        let words = format!("LIST\n{}", "line\n".repeat(BETWEEN));
        let found = labelled(&format!("{SAID}{words}"), &words);
        assert_eq!(marked(&found)[1], "LIST");
        let words = format!("LIST {}END", "word ".repeat(BETWEEN));
        let found = labelled(&format!("{SAID}{words}"), &words);
        let shown = marked(&found)[1];
        assert!(shown.starts_with("LIST") && shown.contains('…') && shown.ends_with("END"), "{shown}");
        assert!(found[0].text.len() < 5 * AROUND);
    }
}
