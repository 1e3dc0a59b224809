//! Two captures of one page: which figures changed between them.

use std::collections::{BTreeMap, VecDeque};

use super::figure::{Figure, Value};
use super::read::{Reading, Text, read};
use super::span::Span;

/// A figure whose sentence stands in both captures with another number.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ChangedSince {
    /// Where the figure stands in the earlier capture.
    pub earlier: Span,
    /// What it was.
    pub was: Value,
    /// Where it stands in the later capture.
    pub later: Span,
    /// What it is.
    pub is: Value,
}

/// The figures that differ between two captures of a page, in the order of the later one.
///
/// Sentences are the same when they are word for word but for their numbers; one that was rewritten is not compared,
/// and nothing is said of it. A later count in a new sentence is news, a number changed in place is a silent edit.
pub fn changed_since(earlier: &Text<'_>, later: &Text<'_>) -> Vec<ChangedSince> {
    let before = shapes(earlier, &read(earlier));
    let after = shapes(later, &read(later));
    let mut by_shape: BTreeMap<&(String, usize), VecDeque<&Figure>> = BTreeMap::new();
    for (shape, figure) in &before {
        by_shape.entry(shape).or_default().push_back(figure);
    }
    let mut changes = Vec::new();
    for (shape, figure) in &after {
        // In order, so that a sentence printed twice meets its own copy.
        let Some(old) = by_shape.get_mut(shape).and_then(VecDeque::pop_front) else { continue };
        if old.value != figure.value {
            changes.push(ChangedSince { earlier: old.span(), was: old.value, later: figure.span(), is: figure.value });
        }
    }
    changes
}

/// Each figure with its sentence, numbers left out, and its place among the sentence's figures.
fn shapes(text: &Text<'_>, reading: &Reading) -> Vec<((String, usize), Figure)> {
    let mut shapes = Vec::new();
    for inside in reading.figures.chunk_by(|one, other| one.sentence == other.sentence) {
        let sentence = inside[0].sentence;
        let mut shape = String::new();
        let mut at = sentence.start;
        for figure in inside {
            shape += text.text.get(at..figure.start).unwrap_or_default();
            shape.push('#');
            at = figure.end;
        }
        shape += text.text.get(at..sentence.end).unwrap_or_default();
        let places = inside.iter().enumerate();
        shapes.extend(places.map(|(place, figure)| ((shape.clone(), place), figure.clone())));
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Text<'_> {
        Text { path: "page.txt", text, published: None, publisher: None, language: None }
    }

    #[test]
    fn a_number_changed_in_place_is_told_with_both_values() {
        let earlier = "The mayor said 31 people and 4 guards were killed. Nine homes burned.";
        let later = "Update. The mayor said 13 people and 4 guards were killed. Nine homes burned.";
        let changes = changed_since(&text(earlier), &text(later));
        assert_eq!(changes.len(), 1);
        let shown = |value: &Value| value.low.unwrap().to_string();
        assert_eq!((shown(&changes[0].was), shown(&changes[0].is)), ("31".to_owned(), "13".to_owned()));
        assert_eq!((changes[0].earlier.of(earlier), changes[0].later.of(later)), ("31", "13"));
    }

    #[test]
    fn a_new_sentence_is_news_and_no_change() {
        let earlier = "The mayor said 31 people were killed.";
        let later = "The mayor said 31 people were killed. On Monday she said that 33 people had died.";
        assert_eq!(changed_since(&text(earlier), &text(later)), []);
    }
}
