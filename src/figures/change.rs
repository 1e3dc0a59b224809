//! Two captures of one page: which figures were changed in place between them.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{DefaultHasher, Hasher};

use super::figure::{Figure, Label, Related, Relation};
use super::read::Reading;
use super::related::said;
use super::text_path::TextPath;

/// Two texts that are the same page at two times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captures {
    /// The text that was captured first.
    pub earlier: TextPath,
    /// The other one.
    pub later: TextPath,
}

/// Gives each figure its shape: its sentence without numbers, and its place among the sentence's figures.
///
/// Two captures differ in spaces and line ends more often than in words, so spaces count as one.
pub(super) fn shapes(text: &str, figures: &mut [Figure]) {
    let mut shape = String::new();
    for inside in figures.chunk_by_mut(|one, other| one.sentence == other.sentence) {
        shape.clear();
        let mut at = inside[0].sentence.start;
        let mut words = |piece: &str, end: &str| {
            for word in piece.split_whitespace() {
                shape.push_str(word);
                shape.push(' ');
            }
            shape.push_str(end);
        };
        for figure in &*inside {
            words(text.get(at..figure.start).unwrap_or_default(), "#");
            at = figure.end;
        }
        words(text.get(at..inside[0].sentence.end).unwrap_or_default(), ".");
        let mut hash = DefaultHasher::new();
        hash.write(shape.as_bytes());
        let sentence = hash.finish();
        for (place, figure) in (0u64..).zip(inside) {
            figure.shape = sentence.wrapping_add(place);
        }
    }
}

/// Which figures differ between captures of a page: `changed-since` points from the later to the earlier number.
///
/// Sentences are the same when they are word for word but for their numbers; one that was rewritten is not compared,
/// and nothing is said of it. A later count in a new sentence is news, a number changed in place is a silent edit.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pairs: Vec<Captures>,
    /// The readings of the captures, while they come in.
    readings: HashMap<TextPath, Option<Reading>>,
    /// By text: a figure's place, and the number that stood or stands there in the other capture.
    found: HashMap<TextPath, Vec<(usize, Related)>>,
}

impl Changes {
    pub fn new(captures: &[Captures]) -> Self {
        let paths = captures.iter().flat_map(|pair| [pair.earlier.clone(), pair.later.clone()]);
        let readings = paths.map(|path| (path, None)).collect();
        Self { pairs: captures.to_vec(), readings, found: HashMap::new() }
    }

    /// Takes in the figures of a text, if it is a capture.
    pub fn add(&mut self, reading: &Reading) {
        if let Some(kept) = self.readings.get_mut(&reading.path) {
            *kept = Some(reading.clone());
        }
    }

    /// Compares the captures; the readings are let go of.
    pub fn compared(mut self) -> Self {
        let readings = std::mem::take(&mut self.readings);
        let reading = |path: &TextPath| readings.get(path).and_then(Option::as_ref);
        for pair in &self.pairs {
            let (Some(earlier), Some(later)) = (reading(&pair.earlier), reading(&pair.later)) else { continue };
            for (old, new) in differing(earlier, later) {
                let place = |reading: &Reading, at: usize, relation| {
                    let figure = &reading.figures[at];
                    Related { path: figure.path.clone(), start: figure.start, end: figure.end, relation }
                };
                let since = place(earlier, old, Relation::ChangedSince);
                let to = place(later, new, Relation::ChangedTo);
                self.found.entry(pair.later.clone()).or_default().push((new, since));
                self.found.entry(pair.earlier.clone()).or_default().push((old, to));
            }
        }
        self
    }

    /// How figures of a text stand to those of another capture, each by its place in its reading.
    pub fn relations_of(&self, path: &TextPath) -> impl Iterator<Item = (usize, Relation)> {
        self.found.get(path).into_iter().flatten().map(|(at, related)| (*at, related.relation))
    }

    /// Tells the figures of a text. To be called when all else is told: of two figures that differ so, nothing else is said.
    pub fn apply(&self, reading: &mut Reading) {
        for (at, related) in self.found.get(&reading.path).into_iter().flatten() {
            if let Some(figure) = reading.figures.get_mut(*at) {
                tell(figure, related.clone());
            }
        }
    }
}

/// Figures of two captures that have the same sentence and two values, by their places in the readings, in the order of the
/// later one.
pub fn differing(earlier: &Reading, later: &Reading) -> Vec<(usize, usize)> {
    let (earlier, later) = (&earlier.figures, &later.figures);
    let mut by_shape: BTreeMap<u64, VecDeque<usize>> = BTreeMap::new();
    for (at, figure) in earlier.iter().enumerate() {
        by_shape.entry(figure.shape).or_default().push_back(at);
    }
    let mut pairs = Vec::new();
    for (new, figure) in later.iter().enumerate() {
        // In order, so that a sentence printed twice meets its own copy.
        let Some(old) = by_shape.get_mut(&figure.shape).and_then(VecDeque::pop_front) else { continue };
        if earlier[old].value != figure.value {
            pairs.push((old, new));
        }
    }
    pairs
}

fn tell(figure: &mut Figure, related: Related) {
    if related.relation == Relation::ChangedSince {
        if let Some(said) = said(figure.verdict, related.relation) {
            said.set(figure);
        }
        let span = super::span::Span::new(related.start, related.end);
        figure.labels.push(Label { path: Some(related.path.clone()), span, text: "what it said before" });
    }
    relate(figure, related);
}

fn relate(figure: &mut Figure, related: Related) {
    let same = |r: &Related| r.path == related.path && (r.start, r.end) == (related.start, related.end);
    figure.related.retain(|r| !same(r) || matches!(r.relation, Relation::Repeats | Relation::RepeatedBy));
    figure.related.push(related);
    figure.related.sort();
}

#[cfg(test)]
mod tests {
    use super::super::figure::Verdict;
    use super::super::{Text, link, read};
    use super::*;

    /// Both captures, linked and compared.
    fn compared(earlier: &str, later: &str) -> Vec<Reading> {
        let of = |path: &str, text: &str| read(&Text { path, text, published: None, publisher: None, language: None });
        let mut readings = vec![of("earlier.txt", earlier), of("later.txt", later)];
        link(&mut readings, &[], &[Captures { earlier: "earlier.txt".into(), later: "later.txt".into() }]);
        readings
    }

    fn changes(readings: &[Reading]) -> Vec<(String, Relation, String)> {
        let figures = readings.iter().flat_map(|r| &r.figures);
        let of = |related: &Related| {
            let there =
                readings.iter().flat_map(|r| &r.figures).find(|f| f.path == related.path && f.start == related.start);
            there.map(|f| f.text.clone()).unwrap_or_default()
        };
        figures
            .flat_map(|f| f.related.iter().map(move |r| (f.text.clone(), r.relation, of(r))))
            .filter(|(_, relation, _)| matches!(relation, Relation::ChangedSince | Relation::ChangedTo))
            .collect()
    }

    #[test]
    fn a_number_changed_in_place_is_told_with_both_values() {
        let earlier = "The mayor said 31 people and 4 guards were killed. Nine homes burned.";
        let later = "Update. The mayor said 13 people  and 4 guards were\nkilled. Nine homes burned.";
        let readings = compared(earlier, later);
        let told = |a: &str, relation, b: &str| (a.to_owned(), relation, b.to_owned());
        assert_eq!(
            changes(&readings),
            [told("31", Relation::ChangedTo, "13"), told("13", Relation::ChangedSince, "31")]
        );
        let later = &readings[1].figures[0];
        assert_eq!((later.verdict, later.rule), (Verdict::Conflicting, "changed-since"));
        assert_eq!(readings[0].figures[0].verdict, Verdict::Ok, "what was said first was not changed");
    }

    #[test]
    fn each_number_of_a_sentence_is_compared_with_its_own_and_a_sentence_in_other_words_with_none() {
        let readings = compared("The mayor said 31 men and 4 women died.", "The mayor said 13 men and 5 women died.");
        let later: Vec<_> = changes(&readings).into_iter().filter(|(_, r, _)| *r == Relation::ChangedSince).collect();
        let told = |a: &str, b: &str| (a.to_owned(), Relation::ChangedSince, b.to_owned());
        assert_eq!(later, [told("13", "31"), told("5", "4")]);
        let other_words = compared("The mayor said 31 men died.", "By noon the governor had counted 33 dead men.");
        assert_eq!(changes(&other_words), []);
    }

    #[test]
    fn of_two_figures_that_differ_so_nothing_else_is_said_but_that_one_repeats_the_other() {
        let of = |path: &str, text: &str| {
            let text = format!("LIMA, 3 May 2018.\n\n{text}");
            read(&Text { path, text: &text, published: None, publisher: None, language: None })
        };
        let related = |earlier: &str, later: &str| {
            let third = of("third.txt", "The union said 31 people were killed in Peru.");
            let mut readings = vec![of("earlier.txt", earlier), of("later.txt", later), third];
            link(&mut readings, &[], &[Captures { earlier: "earlier.txt".into(), later: "later.txt".into() }]);
            let all = readings[1].figures[0].related.iter();
            all.map(|related| (related.path.to_string(), related.relation)).collect::<Vec<_>>()
        };
        let to = |path: &str, relation| (path.to_owned(), relation);
        assert_eq!(
            related("The mayor said 35 people were killed in Peru.", "The mayor said 31 people were killed in Peru."),
            [to("earlier.txt", Relation::ChangedSince), to("third.txt", Relation::Same)]
        );
        let withdrawn = "The mayor said over 30 people were killed in Peru. On Monday she withdrew that figure.";
        let both = related(withdrawn, "The mayor said over 31 people were killed in Peru.");
        for relation in [Relation::Repeats, Relation::ChangedSince] {
            assert!(both.contains(&to("earlier.txt", relation)), "{both:?}");
        }
    }

    #[test]
    fn a_graver_verdict_stays() {
        let readings = compared("31 people were killed.", "13 people were killed.");
        assert_eq!(readings[1].figures[0].verdict, Verdict::Unattributed);
        assert_eq!(changes(&readings).len(), 2);
    }

    #[test]
    fn a_new_sentence_is_news_and_no_change() {
        let earlier = "The mayor said 31 people were killed.";
        let later = "The mayor said 31 people were killed. On Monday she said that 33 people had died.";
        assert_eq!(changes(&compared(earlier, later)), []);
    }
}
