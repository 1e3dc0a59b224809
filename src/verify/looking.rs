//! Looks at the documents of an archive, many at a time, and takes in the figures of those that are as they were sealed.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::document::{self, Looked};
use super::excerpts::Excerpt;
use super::linked::Linking;
use super::readers::Readers;
use super::reading::NotRead;
use super::sealed_lines::SealedLines;
use super::{Figures, Progress, Request, hashed};
use crate::ledger::{Failure, Sealed};
use crate::log::Entries;
use crate::store::Archive;

/// Documents looked at before their figures are taken in: so many texts' figures are held until then.
const BATCH: usize = 1024;

/// Documents that are looked at first, to see whether they come from a disk.
const FIRST: usize = 512;

/// Altered documents of which lines are held to be shown: an archive may have 100,000 of them.
const SHOWN: usize = 200;

/// By what documents are looked at.
pub(super) struct Looking<'a> {
    archive: &'a Archive,
    entries: &'a Entries,
    request: &'a Request<'a>,
    readers: Readers,
    spare: hashed::Spare,
}

/// What was seen.
#[derive(Default)]
pub(super) struct Seen {
    /// Documents that are as they were sealed.
    pub intact: u64,
    /// Of those, texts whose figures could not be read though this version derives them.
    pub unread: u64,
    /// Of those, texts that state no language, and are in none that is read by their letters or words.
    pub unstated: u64,
    /// What is wrong with the others.
    pub failures: Vec<Failure>,
    /// Lines of the first of them, by path.
    pub lines: HashMap<String, Vec<Excerpt>>,
}

impl<'a> Looking<'a> {
    pub fn new(archive: &'a Archive, entries: &'a Entries, request: &'a Request<'a>) -> Self {
        Self { archive, entries, request, readers: Readers::default(), spare: hashed::Spare::default() }
    }

    /// Looks at documents; their figures go to `linking` in the order of the documents.
    pub fn look(&mut self, documents: &[&Sealed], figures: Figures, linking: &mut Linking) -> Seen {
        let Self { archive, entries, request, readers, spare } = self;
        let mut seen = Seen::default();
        let (first, behind) = documents.split_at(FIRST.min(documents.len()));
        // Without figures there is nothing to take in, and no reason to wait for one another.
        let batch = if figures == Figures::Read { BATCH } else { behind.len().max(1) };
        let mut looked: (&[&Sealed], Vec<Looked>) = (&[], Vec::new());
        for some in first.chunks(FIRST).chain(behind.chunks(batch)) {
            let before = std::mem::take(&mut looked);
            let look = || {
                readers.work(some.iter().map(|sealed| sealed.size).sum(), || {
                    // Each thread takes the next few when it is done with some: of shares that are dealt beforehand, one is
                    // done long before the others.
                    let mut looked: Vec<_> = some
                        .chunks(together(some.len()))
                        .enumerate()
                        .par_bridge()
                        .map_init(
                            || (spare.lend(), SealedLines::new(archive, entries)),
                            |(scratch, lines), (at, few)| {
                                (at, document::check(archive, few, (request, figures), scratch.get(), lines))
                            },
                        )
                        .collect();
                    looked.sort_unstable_by_key(|(at, _)| *at);
                    looked.into_iter().flat_map(|(_, looked)| looked).collect()
                })
            };
            // One takes in what was seen before, which nobody can help it with, while the others look on.
            let ((), now) = rayon::join(|| seen.take_in(before, linking), look);
            looked = (some, now);
        }
        seen.take_in(looked, linking);
        seen
    }

    /// Reads the figures of those documents that were intact when they were looked at without. What changed since then has failed,
    /// too; what failed then stays so.
    pub fn read_after_all(&mut self, documents: &[&Sealed], seen: Seen, linking: &mut Linking) -> Seen {
        let failed: HashSet<&str> = seen.failures.iter().map(|failure| &*failure.path).collect();
        let intact: Vec<&Sealed> =
            documents.iter().copied().filter(|sealed| !failed.contains(sealed.path.as_str())).collect();
        (self.request.progress)(Progress::Total((documents.len() + intact.len()) as u64));
        let mut again = self.look(&intact, Figures::Read, linking);
        again.failures.splice(0..0, seen.failures);
        again.lines.extend(seen.lines);
        again
    }
}

impl Seen {
    fn take_in(&mut self, (documents, looked): (&[&Sealed], Vec<Looked>), linking: &mut Linking) {
        documents.iter().zip(looked).for_each(|(sealed, looked)| self.add(sealed, looked, linking));
    }

    fn add(&mut self, sealed: &Sealed, looked: Looked, linking: &mut Linking) {
        match looked {
            Looked::Intact(reading) => {
                self.intact += 1;
                reading.into_iter().for_each(|reading| linking.add(*reading));
            }
            Looked::Unread(NotRead::NoText) => {
                self.intact += 1;
                self.unread += u64::from(sealed.extractor.is_some());
            }
            Looked::Unread(NotRead::Unstated) => {
                self.intact += 1;
                self.unstated += 1;
            }
            Looked::Failed(wrong) => {
                let path = sealed.path.as_str();
                self.failures.push(Failure::new(wrong.kind, path, wrong.why).at_line(wrong.line).with_help(wrong.help));
                if !wrong.excerpts.is_empty() && self.lines.len() < SHOWN {
                    self.lines.insert(path.to_owned(), wrong.excerpts);
                }
            }
        }
    }
}

/// How many documents a thread takes at a time: of few, which may be large, so few that every thread has some.
fn together(documents: usize) -> usize {
    documents.div_ceil(4 * rayon::current_num_threads()).clamp(1, hashed::TOGETHER)
}
