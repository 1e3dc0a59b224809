//! What the archive should hold: every sealed path once, with what was sealed there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::captures::Page;
use super::manifests::Statements;
use crate::digest::Digest;
use crate::extract::{Extractor, LARGEST_FILE};
use crate::manifest::{Document, Presence};
use crate::path::ArchivePath;
use crate::text::{Charset, PROFILE};

/// Texts above this size are hashed, and neither read for figures nor for words that are quoted.
pub const LARGEST_READ: u64 = 64 << 20;

/// What was sealed under a path, in little memory.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The path.
    pub path: ArchivePath,
    /// Of the bytes; for a committed text the commitment.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// Where the text is, and how it is stated.
    pub state: State,
    /// Of the normalised text.
    pub text: Option<Digest>,
    /// Of all that a page shows, where the text is the main part of it. Most texts are no pages: those pay for a pointer.
    pub visible: Option<Box<Digest>>,
    /// The charset, if this version can derive the text again.
    pub charset: Option<Charset>,
    /// How the text was derived, if this version can do it again.
    pub extractor: Option<Extractor>,
    /// The manifest's place in the log, counted from 0.
    pub manifest: usize,
    /// For reading figures.
    pub about: Arc<About>,
    /// The page that it is a capture of, as far as known.
    pub page: Option<Page>,
}

/// Where a sealed text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the archive.
    Present,
    /// Elsewhere, with its digest.
    Withheld,
    /// Elsewhere, with a salted commitment.
    Committed,
}

/// What the metadata say that matters to the reading of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published_at: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
}

impl Sealed {
    /// True if it may be held in memory as a whole. The danger: a sparse file of terabytes costs nothing to seal.
    pub fn may_be_read(&self) -> bool {
        self.size <= self.most_read()
    }

    /// Bytes that a text of its kind may have to be held in memory.
    pub(super) fn most_read(&self) -> u64 {
        match self.extractor {
            None | Some(Extractor::Plain) => LARGEST_READ,
            // Packages are large for what text is in them.
            Some(_) => LARGEST_FILE,
        }
    }

    /// The documents of a manifest; nothing if one of them contradicts itself. Where the same is said of one after the other,
    /// as of most that are sealed together, it is kept once.
    pub(super) fn all(documents: Vec<Document<'_>>, manifest: usize) -> Option<Vec<Self>> {
        let mut last = Arc::default();
        documents.into_iter().map(|document| Self::of(document, manifest, &mut last)).collect()
    }

    fn of(document: Document<'_>, manifest: usize, last: &mut Arc<About>) -> Option<Self> {
        let text = document.text();
        let (state, (size, digest)) = match (document.presence(), document.bytes()) {
            (Presence::Present, Some(bytes)) => (State::Present, bytes),
            (Presence::Withheld, Some(bytes)) => (State::Withheld, bytes),
            (Presence::Withheld, None) => (State::Committed, (0, document.digest()?)),
            (Presence::Present, None) => return None,
        };
        let ours = text.filter(|text| *text.profile == *PROFILE && Extractor::for_name(&text.extractor).is_some());
        let source = &document.source;
        let owned = |value: &crate::manifest::Known<crate::manifest::Str<'_>>| value.value().map(|v| v.to_string());
        let about = About {
            publisher: owned(&source.publisher),
            published_at: owned(&source.published_at),
            language: owned(&source.language),
        };
        if about != **last {
            *last = Arc::new(about);
        }
        Some(Self {
            digest,
            size,
            state,
            charset: ours.and_then(|text| Charset::for_label(&text.charset).ok()),
            extractor: ours.and_then(|text| Extractor::for_name(&text.extractor)),
            visible: text.and_then(|text| text.visible).map(Box::new),
            text: text.map(|text| text.sha256),
            manifest,
            about: last.clone(),
            page: Page::of(&document.retrieval),
            path: document.path,
        })
    }
}

/// Sealed documents by path.
#[derive(Debug, Default)]
pub struct Ledger {
    documents: Vec<Sealed>,
    /// Places in `documents`, in the order of paths: a map would hold every path a second time.
    by_path: Vec<u32>,
    /// Texts taken down.
    pub withdrawn: u64,
    /// Paths that were sealed again with the same bytes. What was stated first counts.
    ///
    /// The danger: a key that may seal can state another publisher or date for a text that was sealed long ago. Two people who
    /// sealed one file on two branches do the same in good faith, so it is no failure, and must not pass in silence either.
    pub restated: Vec<ArchivePath>,
    withdrawn_paths: HashSet<ArchivePath>,
    successors: HashMap<ArchivePath, ArchivePath>,
}

/// A statement that contradicts what was stated before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// A path was sealed a second time with other bytes. The first sealing counts.
    SealedTwice(ArchivePath),
    /// A text is withdrawn, or said to be superseded, that was never sealed so. The statement counts for nothing.
    NoSuchEntry(ArchivePath),
}

impl Ledger {
    /// The ledger, and the statements that contradict it.
    pub fn of(statements: &mut Statements) -> (Self, Vec<Contradiction>) {
        let (mut ledger, mut contradictions) = Self::indexed(std::mem::take(&mut statements.sealed));
        let is_sealed =
            |path: &ArchivePath, digest: &Digest| ledger.get(path).is_some_and(|sealed| sealed.digest == *digest);
        let (mut withdrawn, mut successors) = (HashSet::new(), HashMap::new());
        for withdrawal in &statements.withdrawals {
            match is_sealed(&withdrawal.path, &withdrawal.sha256) {
                true => drop(withdrawn.insert(withdrawal.path.clone())),
                false => contradictions.push(Contradiction::NoSuchEntry(withdrawal.path.clone())),
            }
        }
        for (newer, older) in &statements.successions {
            match is_sealed(&older.path, &older.sha256) {
                true => drop(successors.insert(older.path.clone(), newer.clone())),
                false => contradictions.push(Contradiction::NoSuchEntry(older.path.clone())),
            }
        }
        // What an unbelieved manifest sealed is not known: only of all together can it be said that an entry is not there.
        if statements.unread > 0 {
            contradictions.retain(|contradiction| matches!(contradiction, Contradiction::SealedTwice(_)));
        }
        ledger.withdrawn = withdrawn.len() as u64;
        (Self { withdrawn_paths: withdrawn, successors, ..ledger }, contradictions)
    }

    /// The first sealing of each path, and the later ones with other bytes in their order.
    fn indexed(mut documents: Vec<Sealed>) -> (Self, Vec<Contradiction>) {
        let mut by_path = by_path(&documents);
        let path = |at: u32| &documents[at as usize].path;
        // Beside one another: most paths are cold, and hardly any was sealed twice.
        if !by_path.par_windows(2).any(|two| path(two[0]) == path(two[1])) {
            return (Self { documents, by_path, ..Self::default() }, Vec::new());
        }
        let mut later = Vec::new();
        for same in by_path.chunk_by(|&a, &b| path(a) == path(b)) {
            // Two people may seal one file on two branches: that is one statement, made twice.
            let first = documents[same[0] as usize].digest;
            later.extend(same[1..].iter().map(|&at| (at, documents[at as usize].digest != first)));
        }
        later.sort_unstable();
        let contradicts = later.iter().filter(|(_, differs)| *differs);
        let contradictions = contradicts.map(|&(at, _)| Contradiction::SealedTwice(path(at).clone())).collect();
        let mut restated: Vec<_> =
            later.iter().filter(|(_, differs)| !differs).map(|&(at, _)| path(at).clone()).collect();
        restated.sort_unstable();
        restated.dedup();
        let mut at = 0;
        documents.retain(|_| {
            at += 1;
            later.binary_search_by_key(&(at - 1), |(later, _)| *later).is_err()
        });
        by_path = self::by_path(&documents);
        (Self { documents, by_path, restated, ..Self::default() }, contradictions)
    }

    /// What was sealed under a path.
    pub fn get(&self, path: &ArchivePath) -> Option<&Sealed> {
        Some(&self.documents[self.by_path[self.place(path.as_str())?] as usize])
    }

    /// A path's place in the order of paths.
    fn place(&self, path: &str) -> Option<usize> {
        self.by_path.binary_search_by(|&at| self.documents[at as usize].path.as_str().cmp(path)).ok()
    }

    /// Gives what [`Ledger::get`] gives, sooner for paths that come about in their order: the next is looked at first.
    pub fn finder<'a>(&'a self) -> impl FnMut(&str) -> Option<&'a Sealed> {
        let mut next = 0;
        move |path| {
            let at = |place: usize| -> Option<&'a Sealed> { Some(&self.documents[*self.by_path.get(place)? as usize]) };
            if at(next).is_none_or(|sealed| sealed.path.as_str() != path) {
                next = self.place(path)?;
            }
            next += 1;
            at(next - 1)
        }
    }

    /// All of it, in the order of sealing.
    pub fn iter(&self) -> impl Iterator<Item = &Sealed> {
        self.documents.iter()
    }

    /// The newer text that has taken this one's place.
    pub fn successor(&self, path: &ArchivePath) -> Option<&ArchivePath> {
        self.successors.get(path)
    }

    /// True if the text was taken down.
    pub fn is_withdrawn(&self, path: &ArchivePath) -> bool {
        self.withdrawn_paths.contains(path)
    }
}

/// Places in the order of paths, of one path in the order of sealing.
fn by_path(documents: &[Sealed]) -> Vec<u32> {
    // The log ends below four thousand million documents: its own limit of bytes is lower.
    let mut places: Vec<u32> = (0..u32::try_from(documents.len()).unwrap_or(u32::MAX)).collect();
    places.par_sort_by(|&a, &b| documents[a as usize].path.cmp(&documents[b as usize].path));
    places
}
