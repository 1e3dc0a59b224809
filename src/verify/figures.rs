//! The figures of texts that are as they were sealed: read, or remembered from a run over the same texts.

use super::findings::{self, Found, Lines};
use super::linked::Linking;
use super::looking::{Looking, Seen};
use super::remembered::{Inputs, Slot};
use super::{Figures, Request};
use crate::figures::{Captures, StatedRescission};
use crate::ledger::{Sealed, Statements};
use crate::log::Entries;
use crate::store::{Archive, Cache, Settings};

/// What figures are judged by.
pub(super) struct Basis<'a> {
    pub settings: &'a Settings,
    present: &'a [&'a Sealed],
    statements: &'a Statements,
    rescissions: Vec<StatedRescission>,
    captures: Vec<Captures>,
}

/// What is known of the figures.
pub(super) enum TextFigures<'a> {
    /// They were read; and where to remember what they come to, if that may be, with how many texts are in other letters.
    Read(Box<Linking>, Option<Slot<'a>>, u64),
    /// They were read before, and came to this.
    Remembered(Found),
}

impl<'a> Basis<'a> {
    /// For the texts that are there.
    pub fn new(settings: &'a Settings, present: &'a [&'a Sealed], statements: &'a Statements) -> Self {
        let captures = findings::recaptured(present.iter().copied(), statements);
        Self { settings, present, statements, rescissions: findings::stated(&statements.rescissions), captures }
    }

    /// Looks at all texts, and takes in the figures of those that are as they were sealed, holding so many of them; or recalls
    /// what they came to.
    pub fn look(
        &self,
        (archive, entries): (&Archive, &Entries),
        request: &Request<'_>,
        (held, remembered): (usize, Option<&'a Cache>),
    ) -> (Seen, TextFigures<'_>) {
        let slot = remembered.filter(|_| request.figures == Figures::Read).map(|cache| self.slot(cache, request));
        let mut recalled = slot.as_ref().and_then(Slot::recall);
        let figures = if recalled.is_some() { Figures::Skip } else { request.figures };
        let mut linking = Linking::new(&self.rescissions, &self.captures, held);
        let mut looking = Looking::new(archive, entries, request);
        let mut seen = looking.look(self.present, figures, &mut linking);
        if !seen.failures.is_empty() && recalled.take().is_some() {
            // What is remembered was found in these texts as they were sealed. They are not.
            seen = looking.read_after_all(self.present, seen, &mut linking);
        }
        let figures = match recalled {
            Some(found) => {
                seen.unstated = found.unstated;
                TextFigures::Remembered(found)
            }
            // A text that could not be read today may be read tomorrow: its extractor ran out of time, or of memory.
            None => {
                let slot = slot.filter(|_| seen.failures.is_empty() && seen.unread == 0);
                TextFigures::Read(Box::new(linking), slot, seen.unstated)
            }
        };
        (seen, figures)
    }

    fn slot(&self, cache: &'a Cache, request: &Request<'_>) -> Slot<'_> {
        let inputs = Inputs {
            settings: self.settings,
            texts: self.present,
            rescissions: &self.rescissions,
            captures: &self.captures,
            reviews: &self.statements.reviews,
            depth: request.depth,
            told: request.findings,
        };
        Slot::new(cache, &self.settings.origin, inputs)
    }

    /// Which figures need an answer.
    pub fn find(&self, archive: &Archive, request: &Request<'_>, figures: TextFigures<'_>) -> Found {
        let (linking, slot, unstated) = match figures {
            TextFigures::Read(linking, slot, unstated) => (linking, slot, unstated),
            TextFigures::Remembered(found) => return found,
        };
        let (links, held, let_go) = linking.finish();
        let sealed = (self.present, self.statements);
        let found = findings::find(archive, self.settings, (&links, held, let_go), sealed, request.findings);
        let found = Found { unstated, ..found };
        // Without its lines a finding would be shown so for ever.
        if let Some(slot) = slot.filter(|_| found.lines == Lines::All) {
            slot.remember(&found);
        }
        found
    }
}
