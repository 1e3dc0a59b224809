//! Figures of texts that were let go of: counted by what is kept of each, and read again where they are told. So an archive's
//! figures need not all be held, of which a few hundred are told.

use rayon::prelude::*;

use super::findings::{Found, Turn, level};
use crate::figures::{Links, Outline, Reading, TextPath};
use crate::store::{Level, Settings};

/// What is kept of a text's figures.
#[derive(Debug)]
pub(super) struct Outlined {
    pub path: TextPath,
    figures: Box<[Outline]>,
}

impl From<&Reading> for Outlined {
    fn from(reading: &Reading) -> Self {
        Self { path: reading.path.clone(), figures: reading.figures.iter().map(Into::into).collect() }
    }
}

/// A figure that needs an answer, which nobody has given, and that may be told.
#[derive(Clone, Debug)]
pub(super) struct Brief {
    /// The text, by its place among those that came in.
    pub came: usize,
    /// The figure, by its place in its reading.
    pub nth: usize,
    pub path: TextPath,
    start: usize,
    denied: bool,
}

impl Brief {
    /// When it is told.
    pub fn turn(&self) -> Turn {
        ((false, !self.denied), self.path.clone(), self.start)
    }

    /// Counts it among those that are not told.
    pub fn leave_out(&self, found: &mut Found) {
        found.left_out.open += 1;
        found.left_out.denied += u64::from(self.denied);
    }
}

/// Counts the linked figures of these texts, which came in as the so-manieth. Of those that need an answer at most so many are
/// given, the first that are to be told; the others are counted as left out.
pub(super) fn count(
    texts: Vec<(usize, Outlined)>,
    links: &Links,
    settings: &Settings,
    most: usize,
) -> (Found, Vec<Brief>) {
    let add = |(mut found, mut briefs): (Found, Vec<Brief>), (came, mut text): (usize, Outlined)| {
        links.outline_nth(came, &text.path, &mut text.figures);
        for (nth, outline) in text.figures.iter().enumerate() {
            found.tally.counts.add(outline.verdict);
            if let Some(level) = level((outline.verdict, outline.rule), &text.path, settings) {
                let denied = level == Level::Deny;
                found.tally.open += 1;
                found.tally.denied += u64::from(denied);
                briefs.push(Brief { came, nth, path: text.path.clone(), start: outline.start(), denied });
            }
        }
        if briefs.len() > most.saturating_add(SPARE) {
            keep(&mut briefs, most, &mut found);
        }
        (found, briefs)
    };
    let none = || (Found::default(), Vec::new());
    let both = |(mut found, mut briefs): (Found, Vec<Brief>), (other, mut others): (Found, Vec<Brief>)| {
        found.count(other);
        briefs.append(&mut others);
        (found, briefs)
    };
    let (mut found, mut briefs) = texts.into_par_iter().fold(none, add).reduce(none, both);
    keep(&mut briefs, most, &mut found);
    (found, briefs)
}

/// So many are held beside those that are told, so that they need not be put in order for each text.
const SPARE: usize = 4096;

fn keep(briefs: &mut Vec<Brief>, most: usize, found: &mut Found) {
    briefs.sort_by_cached_key(Brief::turn);
    briefs.drain(most.min(briefs.len())..).for_each(|brief| brief.leave_out(found));
}
