//! What a witness cosigned last, log by log: `<folder>/<SHA-256 of the origin>/checkpoint`, the signed note.
//!
//! The names are those under which C2SP tlog-witness serves the notes, so that the folder can be published as it is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::archive::read_limited;
use super::{Durability, Existing, Lock, StoreError, is_there, make_folder, open_file, sync_folder, sync_group, write};
use crate::digest::Digest;

const CHECKPOINT: &str = "checkpoint";
const EVIDENCE: &str = "evidence";
/// No note that is read is longer.
const LIMIT: u64 = 1 << 20;

/// The memory of a witness.
#[derive(Clone, Debug)]
pub struct WitnessState(PathBuf);

/// The memory of a witness of one log, held against all other processes and threads.
#[derive(Debug)]
pub struct OriginState {
    folder: PathBuf,
    _lock: Lock,
}

impl WitnessState {
    /// The memory in this folder, which is made when first needed.
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Takes hold of the memory of one log: what is read then is the last word until it is let go.
    ///
    /// # Errors
    /// [`StoreError::Locked`], or a folder that cannot be made or opened.
    pub fn hold(&self, origin: &str, patience: Duration) -> Result<OriginState, StoreError> {
        let folder = self.0.join(Digest::of(origin.as_bytes()).to_string());
        make_folder(&folder)?;
        let lock = Lock::on(&folder, &folder, patience)?;
        Ok(OriginState { folder, _lock: lock })
    }

    /// The last note of a log by the hash of its origin, as it is published.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn published(&self, origin_hash: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        read(&self.0.join(origin_hash.to_string()).join(CHECKPOINT))
    }
}

impl OriginState {
    /// The last note, if there was one.
    ///
    /// # Errors
    /// A file that is there and cannot be read: never to be taken for "no note yet", which would allow a rollback.
    pub fn last(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read(&self.folder.join(CHECKPOINT))
    }

    /// Records a note; durable when it returns.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn record(&self, note: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(CHECKPOINT);
        let first = !is_there(&path)?;
        write(&path, note, Existing::Replace, Durability::Now)?;
        // The folders above may be as new as the note, and without them it is lost in a power cut.
        if first { sync_group(&self.folder) } else { Ok(()) }
    }

    /// Keeps what proves that a log contradicted itself, under a name that its bytes give; gives the folder.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn keep(&self, evidence: &[&[u8]]) -> Result<PathBuf, StoreError> {
        let folder = self.folder.join(EVIDENCE);
        make_folder(&folder)?;
        for bytes in evidence {
            match write(&folder.join(Digest::of(bytes).to_string()), bytes, Existing::Refuse, Durability::Now) {
                // Kept before.
                Err(StoreError::Exists(_)) | Ok(()) => {}
                Err(error) => return Err(error),
            }
        }
        sync_folder(&self.folder)?;
        Ok(folder)
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match open_file(path) {
        Ok(file) => read_limited(file, path, LIMIT).map(Some),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "example.org/log";
    const SOON: Duration = Duration::from_millis(1);

    #[test]
    fn a_note_is_held_recorded_and_published() {
        let dir = tempfile::tempdir().unwrap();
        let state = WitnessState::at(&dir.path().join("a/b"));
        assert_eq!(state.published(&Digest::of(ORIGIN.as_bytes())).unwrap(), None);
        let held = state.hold(ORIGIN, SOON).unwrap();
        assert_eq!(held.last().unwrap(), None);
        held.record(b"1").unwrap();
        held.record(b"2").unwrap();
        assert_eq!(held.last().unwrap().as_deref(), Some(b"2".as_slice()));
        assert!(matches!(state.hold(ORIGIN, SOON), Err(StoreError::Locked(_))));
        assert!(state.hold("example.org/other", SOON).is_ok(), "each log has a lock of its own");
        drop(held);
        assert_eq!(state.hold(ORIGIN, SOON).unwrap().last().unwrap().as_deref(), Some(b"2".as_slice()));
        assert_eq!(state.published(&Digest::of(ORIGIN.as_bytes())).unwrap().as_deref(), Some(b"2".as_slice()));
    }

    #[test]
    fn evidence_is_kept_once_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let held = WitnessState::at(dir.path()).hold(ORIGIN, SOON).unwrap();
        let folder = held.keep(&[b"1", b"2"]).unwrap();
        assert_eq!(held.keep(&[b"2", b"1"]).unwrap(), folder);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let held = WitnessState::at(dir.path()).hold(ORIGIN, SOON).unwrap();
        std::os::unix::fs::symlink("/nowhere", held.folder.join(CHECKPOINT)).unwrap();
        assert!(held.last().is_err());
    }
}
