//! Sealed texts that lie elsewhere in the archive, byte for byte: somebody moved or renamed them.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::listing::Listing;
use crate::ledger::{Ledger, Sealed, State};
use crate::path::ArchivePath;
use crate::store::Archive;

/// Where the bytes of missing texts lie.
#[derive(Debug, Default)]
pub(super) struct Moved<'a> {
    /// By the path that no manifest states.
    from: HashMap<&'a str, &'a ArchivePath>,
    /// By the path that was sealed.
    to: HashMap<&'a ArchivePath, &'a str>,
}

impl<'a> Moved<'a> {
    /// Looks for the bytes of missing texts among the files that no manifest states. Only those are hashed that are as long as one
    /// of them.
    pub(super) fn find(archive: &Archive, listing: &'a Listing, ledger: &'a Ledger) -> Self {
        let there: HashSet<&str> = listing.files().collect();
        let mut missing: HashMap<u64, Vec<&Sealed>> = HashMap::new();
        for sealed in expected(ledger).filter(|sealed| !there.contains(sealed.path.as_str())) {
            missing.entry(sealed.size).or_default().push(sealed);
        }
        if missing.is_empty() {
            return Self::default();
        }
        let original = |listed: &'a str| {
            let path = listed.parse().ok().filter(|path| ledger.get(path).is_none())?;
            let length = archive.open(&path).and_then(|file| archive.length(&path, &file)).ok()?;
            let as_long = missing.get(&length)?;
            let digest = archive.digest(&path, length).ok()??;
            as_long.iter().find(|sealed| sealed.digest == digest).map(|sealed| (listed, &sealed.path))
        };
        let files: Vec<&str> = listing.files().collect();
        let pairs: Vec<_> = files.into_par_iter().filter_map(original).collect();
        Self { from: pairs.iter().copied().collect(), to: pairs.into_iter().map(|(new, old)| (old, new)).collect() }
    }

    /// The sealed path whose bytes lie here.
    pub(super) fn original(&self, path: &str) -> Option<&'a ArchivePath> {
        self.from.get(path).copied()
    }

    /// Where the bytes of a missing text lie.
    pub(super) fn place(&self, sealed: &ArchivePath) -> Option<&'a str> {
        self.to.get(sealed).copied()
    }
}

/// What should lie in `archive/`.
pub(super) fn expected(ledger: &Ledger) -> impl Iterator<Item = &Sealed> {
    ledger.iter().filter(|sealed| sealed.state == State::Present && !ledger.is_withdrawn(&sealed.path))
}
