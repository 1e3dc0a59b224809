//! Figures linked across an archive, of which as many are held as may be: the others are read again where they are shown.

use std::collections::HashMap;
use std::ops::Range;

use super::reading::read_bytes;
use super::tally::Tally;
use super::{Check, CheckName, Outcome};
use crate::figures::{Captures, Figure, Linker, Links, Reading, StatedRescission, TextPath};
use crate::ledger::Sealed;

/// Takes in the figures of texts while these are looked at.
#[derive(Debug)]
pub(super) struct Linking {
    linker: Linker,
    held: Vec<Reading>,
    let_go: usize,
    figures: usize,
    most: usize,
}

impl Linking {
    /// Holds at most so many figures.
    pub fn new(stated: &[StatedRescission], captures: &[Captures], most: usize) -> Self {
        Self { linker: Linker::new(stated, captures), held: Vec::new(), let_go: 0, figures: 0, most }
    }

    /// Takes in the figures of a text. Of one that has none, as most have, nothing is kept.
    pub fn add(&mut self, reading: Reading) {
        if reading.figures.is_empty() {
            return;
        }
        self.linker.add(&reading);
        self.figures += reading.figures.len();
        if self.figures <= self.most {
            self.held.push(reading);
        } else {
            self.let_go += 1;
        }
    }

    /// How the figures stand to each other, and those that were held, which are still to be told; and which texts came in behind
    /// them.
    pub fn finish(self) -> (Links, Vec<Reading>, Range<usize>) {
        let held = self.held.len();
        (self.linker.finish(), self.held, held..held + self.let_go)
    }
}

/// The linked figures of an archive, text by text.
#[derive(Debug)]
pub struct Linked {
    links: Links,
    held: HashMap<TextPath, Reading>,
    unread: Option<String>,
}

impl Linked {
    pub(super) fn new(linking: Linking, unread: Option<String>) -> Self {
        let (links, held, _) = linking.finish();
        Self { links, held: held.into_iter().map(|reading| (reading.path.clone(), reading)).collect(), unread }
    }

    /// Links figures, and holds all of them.
    pub fn of(readings: Vec<Reading>, stated: &[StatedRescission], captures: &[Captures]) -> Self {
        let mut linking = Linking::new(stated, captures, usize::MAX);
        readings.into_iter().for_each(|reading| linking.add(reading));
        Self::new(linking, None)
    }

    /// The figures of a text, from its bytes as they were sealed. One of which none were taken in is not read for them.
    pub fn figures(&self, bytes: &[u8], sealed: &Sealed) -> Vec<Figure> {
        let path = TextPath::from(sealed.path.as_str());
        if !self.links.has_figures(&path) {
            return Vec::new();
        }
        let held = self.held.get(&path).cloned();
        let reading = held.or_else(|| read_bytes(bytes, sealed)).map(|mut reading| {
            self.links.apply(&mut reading);
            reading.figures
        });
        reading.unwrap_or_default()
    }

    /// The check of all figures, when they have been counted.
    pub fn check(&self, tally: Tally) -> Check {
        check(tally, self.unread.as_deref())
    }
}

/// How reading figures ended; `unread` says of which texts it could not be done.
pub(super) fn check(tally: Tally, unread: Option<&str>) -> Check {
    let outcome = match (tally.outcome(), unread) {
        (Outcome::Passed(why), Some(unread)) => Outcome::NotChecked(format!("{why}; {unread}")),
        (outcome, _) => outcome,
    };
    Check { check: CheckName::Figures, outcome }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Text, read};

    #[test]
    fn no_more_figures_are_held_than_may_be_and_all_are_linked() {
        let text = "LIMA, 3 May 2018.\n\nThe ministry said 12 people were killed in Peru.";
        let reading = |path: &str| read(&Text { path, text, published: None, publisher: None, language: None });
        let mut linking = Linking::new(&[], &[], 2);
        ["a.txt", "b.txt", "c.txt"].into_iter().for_each(|path| linking.add(reading(path)));
        let (links, held, let_go) = linking.finish();
        assert_eq!(let_go, 2..3);
        assert_eq!(held.iter().map(|reading| reading.path.as_str()).collect::<Vec<_>>(), ["a.txt", "b.txt"]);
        let mut again = reading("c.txt");
        links.apply(&mut again);
        assert!(again.figures[0].related.iter().any(|related| related.path == "a.txt"), "{again:?}");
    }

    #[test]
    fn a_text_is_read_for_its_figures_only_if_some_were_taken_in() {
        let text = "LIMA, 3 May 2018.\n\nThe ministry said 12 people were killed in Peru.";
        let of = |text| Text { path: "archive/a.txt", text, published: None, publisher: None, language: None };
        let sealed = crate::verify::altered::tests::sealed(crate::text::Charset::UTF_8);
        let figures = |taken_in, most| {
            let mut linking = Linking::new(&[], &[], most);
            linking.add(read(&of(taken_in)));
            Linked::new(linking, None).figures(text.as_bytes(), &sealed).len()
        };
        assert_eq!([figures(text, 9), figures(text, 0), figures("Nothing.", 9)], [1, 1, 0]);
    }
}
