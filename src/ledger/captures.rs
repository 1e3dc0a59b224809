//! Captures of one page: texts that were fetched from one address, or that supersede each other.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::sealed::Sealed;
use crate::manifest::{EntryRef, Retrieval};
use crate::path::ArchivePath;

/// The page that a text is a capture of, in little memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Hash of its address. Two addresses with one hash cost a comparison of their sentences and no more.
    address: u64,
    /// When it was captured, in seconds; the first where that is not known.
    at: Option<i64>,
}

impl Page {
    /// Where redirects ended, else what was asked for; the part behind `#` names a place within the page.
    pub(super) fn of(retrieval: &Retrieval<'_>) -> Option<Self> {
        let url = retrieval.final_url.as_ref().or(retrieval.url.value())?;
        let address = url.split('#').next().unwrap_or_default().trim_end_matches('/');
        let mut hash = DefaultHasher::new();
        address.hash(&mut hash);
        Some(Self { address: hash.finish(), at: retrieval.retrieved_at.value().map(|at| at.unix()) })
    }
}

/// Pairs of captures of one page, each the earlier and the next one, in the order of paths.
pub fn captures<'a>(
    sealed: impl Iterator<Item = &'a Sealed>,
    successions: &[(ArchivePath, EntryRef)],
) -> Vec<(ArchivePath, ArchivePath)> {
    let mut by_page: HashMap<u64, Vec<&Sealed>> = HashMap::new();
    for one in sealed {
        if let Some(page) = one.page {
            by_page.entry(page.address).or_default().push(one);
        }
    }
    let mut pairs: Vec<(ArchivePath, ArchivePath)> =
        successions.iter().map(|(newer, older)| (older.path.clone(), newer.clone())).collect();
    for captured in by_page.values_mut().filter(|captured| captured.len() > 1) {
        captured.sort_by_key(|one| (one.page.and_then(|page| page.at), one.manifest, &one.path));
        pairs.extend(captured.windows(2).map(|two| (two[0].path.clone(), two[1].path.clone())));
    }
    pairs.sort();
    pairs.dedup();
    pairs
}
