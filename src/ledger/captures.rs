//! Captures of one page: texts that were fetched from one address, or that supersede each other.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU64;

use super::sealed::Sealed;
use crate::manifest::{EntryRef, Retrieval};
use crate::path::ArchivePath;

/// The page that a text is a capture of, in little memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Hash of its address. Two addresses with one hash would be taken for one page: a comparison is made that finds nothing, and
    /// one that should be made may not be.
    address: NonZeroU64,
    /// When it was captured, in seconds; before all others where that is not known.
    at: i64,
}

impl Page {
    /// Where redirects ended, else what was asked for; the part behind `#` names a place within the page.
    pub(super) fn of(retrieval: &Retrieval<'_>) -> Option<Self> {
        let url = retrieval.final_url.as_ref().or(retrieval.url.value())?;
        let address = url.split('#').next().unwrap_or_default().trim_end_matches('/');
        let mut hash = DefaultHasher::new();
        address.hash(&mut hash);
        let address = NonZeroU64::new(hash.finish()).unwrap_or(NonZeroU64::MAX);
        Some(Self { address, at: retrieval.retrieved_at.value().map_or(i64::MIN, |at| at.unix()) })
    }
}

/// Pairs of captures of one page, each the earlier and the next one, in the order of paths.
pub fn captures<'a>(
    sealed: impl Iterator<Item = &'a Sealed>,
    successions: &[(ArchivePath, EntryRef)],
) -> Vec<(ArchivePath, ArchivePath)> {
    // In one list, and not one for each page: most pages have a single capture.
    let mut by_page: Vec<(Page, &Sealed)> = sealed.filter_map(|one| Some((one.page?, one))).collect();
    by_page.sort_unstable_by_key(|(page, one)| (page.address, page.at, one.manifest, &one.path));
    let mut pairs: Vec<(ArchivePath, ArchivePath)> =
        successions.iter().map(|(newer, older)| (older.path.clone(), newer.clone())).collect();
    for captured in by_page.chunk_by(|(one, _), (next, _)| one.address == next.address) {
        pairs.extend(captured.windows(2).map(|two| (two[0].1.path.clone(), two[1].1.path.clone())));
    }
    pairs.sort();
    pairs.dedup();
    pairs
}
