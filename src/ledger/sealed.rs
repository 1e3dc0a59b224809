//! What the archive should hold: every sealed path once, with what was sealed there.

use std::collections::{HashMap, HashSet};

use super::manifests::Statements;
use crate::digest::Digest;
use crate::manifest::{Content, Document};
use crate::path::ArchivePath;
use crate::text::{Charset, EXTRACTOR, LineDigests, PROFILE};

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
    /// Where lines change.
    pub lines: Option<Box<LineDigests<'static>>>,
    /// The charset, if this version can derive the text again.
    pub charset: Option<Charset>,
    /// The manifest's place in the log, counted from 0.
    pub manifest: usize,
    /// For reading figures.
    pub about: Box<About>,
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
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published_at: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
}

impl Sealed {
    pub(super) fn of(document: &Document<'_>, manifest: usize) -> Option<Self> {
        let (state, size, digest, text) = match document.content()? {
            Content::Present { size, sha256, text } => (State::Present, size, sha256, Some(text)),
            Content::Withheld { size, sha256, text, .. } => (State::Withheld, size, sha256, Some(text)),
            Content::Committed { commitment, .. } => (State::Committed, 0, commitment, None),
        };
        let ours = text.as_ref().filter(|text| *text.profile == *PROFILE && *text.extractor == *EXTRACTOR);
        let source = &document.source;
        let owned = |value: &crate::manifest::Known<crate::manifest::Str<'_>>| value.value().map(|v| v.to_string());
        Some(Self {
            path: document.path.clone(),
            digest,
            size,
            state,
            charset: ours.and_then(|text| Charset::for_label(&text.charset).ok()),
            lines: ours.and_then(|text| text.lines.clone()).map(|lines| Box::new(lines.into_owned())),
            text: text.map(|text| text.sha256),
            manifest,
            about: Box::new(About {
                publisher: owned(&source.publisher),
                published_at: owned(&source.published_at),
                language: owned(&source.language),
            }),
        })
    }
}

/// Sealed documents by path.
#[derive(Debug, Default)]
pub struct Ledger {
    documents: Vec<Sealed>,
    by_path: HashMap<ArchivePath, usize>,
    /// Texts taken down.
    pub withdrawn: u64,
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
        let (mut ledger, mut contradictions) = (Self::default(), Vec::new());
        for sealed in statements.sealed.drain(..) {
            match ledger.by_path.get(&sealed.path) {
                // Two people may seal one file on two branches: that is one statement, made twice.
                Some(&at) if ledger.documents[at].digest == sealed.digest => {}
                Some(_) => contradictions.push(Contradiction::SealedTwice(sealed.path)),
                None => {
                    ledger.by_path.insert(sealed.path.clone(), ledger.documents.len());
                    ledger.documents.push(sealed);
                }
            }
        }
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

    /// What was sealed under a path.
    pub fn get(&self, path: &ArchivePath) -> Option<&Sealed> {
        self.by_path.get(path).map(|&at| &self.documents[at])
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
