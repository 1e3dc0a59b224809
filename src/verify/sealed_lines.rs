//! The line digests that were sealed, read from their manifests once more where they are needed: of altered documents, and of all
//! with `--deep`.
//!
//! Most documents are not altered: to hold the line digests of all would take more memory than all else that is held.

use std::collections::HashMap;

use crate::ledger::Sealed;
use crate::log::Entries;
use crate::manifest::{MAX_BYTES, reread};
use crate::path::ArchivePath;
use crate::store::{Archive, layout};
use crate::text::LineDigests;

/// So many manifests are kept for the next documents, which often are of the same ones.
const KEPT: usize = 64;

type OfDocuments = HashMap<ArchivePath, LineDigests<'static>>;

/// Looks line digests up.
pub(super) struct SealedLines<'a> {
    archive: &'a Archive,
    entries: &'a Entries,
    kept: HashMap<usize, OfDocuments>,
}

impl<'a> SealedLines<'a> {
    /// Nothing is read yet.
    pub fn new(archive: &'a Archive, entries: &'a Entries) -> Self {
        Self { archive, entries, kept: HashMap::new() }
    }

    /// Those of a document; nothing if none were sealed, or if the manifest was altered since it was believed.
    pub fn of(&mut self, sealed: &Sealed) -> Option<&LineDigests<'static>> {
        if self.kept.len() >= KEPT && !self.kept.contains_key(&sealed.manifest) {
            self.kept.clear();
        }
        let (archive, entries) = (self.archive, self.entries);
        let read = || read(archive, entries, sealed.manifest).unwrap_or_default();
        self.kept.entry(sealed.manifest).or_insert_with(read).get(&sealed.path)
    }
}

fn read(archive: &Archive, entries: &Entries, manifest: usize) -> Option<OfDocuments> {
    let entry = entries.as_slice().get(manifest)?;
    let path = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
    let bytes = archive.read(&path, MAX_BYTES as u64).ok()?;
    let manifest = reread(&bytes, entry.digest())?;
    let lines = manifest
        .documents
        .iter()
        .filter_map(|document| Some((document.path.clone(), document.text()?.lines.clone()?.into_owned())));
    Some(lines.collect())
}
