//! The writes of a seal run, in their order: texts, manifests, signatures, log, checkpoint.
//!
//! Each is durable before the next gets its name. A crash leaves at worst files that the log does not name yet.

use std::panic::resume_unwind;

use rayon::prelude::*;

use super::Session;
use crate::digest::Digest;
use crate::log::{Checkpoint, Entries, Entry, ManifestName};
use crate::seal::SealError;
use crate::store::{Durability, Existing, Staged, layout, stage, sync_group, write};
use crate::trust::NoteSigner;
use crate::trust::sshsig::{NAMESPACE, sign_sha256};

/// A manifest whose bytes are written, under a temporary name; they go with it, unless [`Session::commit`] gives them their own.
pub struct StagedManifest {
    entry: Entry,
    file: Staged,
}

impl Session<'_> {
    /// Writes a manifest's bytes beside where they will stand, so that nobody need keep them until [`Session::commit`].
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn stage(&self, manifest: &[u8]) -> Result<StagedManifest, SealError> {
        let entry = Entry::new(self.now, Digest::of(manifest));
        let file = self.archive.root().join(layout::MANIFESTS).join(entry.name().file_name());
        Ok(StagedManifest { entry, file: stage(file, manifest)? })
    }
    /// Names manifests, writes signatures, log and checkpoint; gives the manifests' names.
    ///
    /// With no manifest it still logs and covers what an interrupted run left.
    ///
    /// # Errors
    /// See [`SealError`]. What was written before an error is picked up by the next run.
    pub fn commit(&self, manifests: Vec<StagedManifest>) -> Result<Vec<ManifestName>, SealError> {
        self.commit_behind(|| Ok(()), manifests)
    }

    /// Logs manifests behind texts that are not written yet: nothing gets its name before `texts` has made them durable.
    pub(in crate::seal) fn commit_behind(
        &self,
        texts: impl FnOnce() -> Result<(), SealError> + Send,
        manifests: Vec<StagedManifest>,
    ) -> Result<Vec<ManifestName>, SealError> {
        self.commit_under(self.keys.log, texts, manifests)
    }

    /// Logs manifests under a checkpoint that another log key signs: the one that the manifests hand over to.
    pub(in crate::seal) fn commit_under(
        &self,
        log: &NoteSigner,
        texts: impl FnOnce() -> Result<(), SealError> + Send,
        manifests: Vec<StagedManifest>,
    ) -> Result<Vec<ManifestName>, SealError> {
        let folder = self.archive.root().join(layout::MANIFESTS);
        let (stated, manifests): (Vec<_>, Vec<_>) = manifests.into_iter().map(|one| (one.entry, one.file)).unzip();
        let names: Vec<ManifestName> = stated.iter().map(|entry| *entry.name()).collect();
        let sign = |entry: &Entry| {
            let signature = sign_sha256(NAMESPACE, entry.digest(), self.keys.archivist)?;
            Ok(stage(folder.join(format!("{}.sig", entry.name().file_name())), signature.as_bytes())?)
        };
        let (texts, signatures) = std::thread::scope(|scope| {
            // A thread besides those that sign: it waits for the disk, and no processor waits with it.
            let texts = scope.spawn(texts);
            let signatures: Result<Vec<Staged>, SealError> = stated.par_iter().map(sign).collect();
            (texts.join().unwrap_or_else(|panic| resume_unwind(panic)), signatures)
        });
        texts?;
        let signatures = signatures?;
        self.pending.carry_out(self.archive)?;
        let mut entries = self.entries.clone();
        for entry in stated {
            let name = entry.name().file_name();
            entries.push(entry).map_err(|_| SealError::AlreadyLogged(name))?;
        }
        // A crash here leaves temporary files: the next run removes them.
        sync_if_any(&folder, &names)?;
        manifests.into_iter().try_for_each(Staged::place)?;
        // A crash here leaves manifests that nobody signed: the next run removes them.
        sync_if_any(&folder, &names)?;
        signatures.into_iter().try_for_each(Staged::place)?;
        // A crash here leaves signed manifests that the log does not name: the next run logs them.
        sync_if_any(&folder, &names)?;
        let sums: String = entries.as_slice().iter().map(|entry| format!("{entry}\n")).collect();
        let root = self.archive.root();
        write(&root.join(layout::SUMS), sums.as_bytes(), Existing::Replace, Durability::Now)?;
        // A crash here leaves log lines that no checkpoint covers: the next run signs one.
        let checkpoint = checkpoint(&entries, log)?;
        write(&root.join(layout::CHECKPOINT), checkpoint.as_bytes(), Existing::Replace, Durability::Now)?;
        self.has_signed(checkpoint);
        Ok(names)
    }
}

fn sync_if_any<T>(folder: &std::path::Path, files: &[T]) -> Result<(), SealError> {
    match files.len() {
        0 => Ok(()),
        _ => Ok(sync_group(folder)?),
    }
}

/// The signed note over a log.
pub(in crate::seal) fn checkpoint(entries: &Entries, log: &NoteSigner) -> Result<String, SealError> {
    let checkpoint = Checkpoint { origin: log.name().clone(), size: entries.size(), root: entries.root() };
    Ok(checkpoint.sign(log)?)
}
