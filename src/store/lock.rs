//! One writer at a time, and readers who know whether one was at work.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::open::open_named_folder;
use super::{Archive, StoreError, layout};

/// Held while an archive is written. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its drop")] File);

impl Lock {
    /// Takes the lock, waiting up to `patience` for another writer.
    ///
    /// # Errors
    /// [`StoreError::Locked`], or a folder that cannot be opened.
    pub fn take(archive: &Archive, patience: Duration) -> Result<Self, StoreError> {
        Self::on(&archive.root().join(layout::MANIFESTS), archive.root(), patience)
    }

    /// Keeps writers out while an archive is read, waiting up to `patience` for one that is at work. Readers keep no reader out.
    ///
    /// # Errors
    /// As [`Lock::take`]; and file systems that know no locks.
    pub fn against_writers(archive: &Archive, patience: Duration) -> Result<Self, StoreError> {
        let folder = archive.root().join(layout::MANIFESTS);
        Self::by(FlockOperation::NonBlockingLockShared, &folder, archive.root(), patience)
    }

    /// The lock of a writer on any folder; `shown` is what the error names.
    pub(super) fn on(path: &Path, shown: &Path, patience: Duration) -> Result<Self, StoreError> {
        Self::by(FlockOperation::NonBlockingLockExclusive, path, shown, patience)
    }

    fn by(operation: FlockOperation, path: &Path, shown: &Path, patience: Duration) -> Result<Self, StoreError> {
        let folder = open_named_folder(path).map_err(StoreError::io(path))?;
        let start = Instant::now();
        loop {
            match flock(&folder, operation) {
                Ok(()) => return Ok(Self(folder)),
                Err(Errno::WOULDBLOCK) if start.elapsed() < patience => std::thread::sleep(Duration::from_millis(50)),
                Err(Errno::WOULDBLOCK) => return Err(StoreError::Locked(shown.to_owned())),
                Err(Errno::INTR) => {}
                Err(e) => return Err(StoreError::Io { path: path.to_owned(), source: e.into() }),
            }
        }
    }
}

/// Tells whether somebody may have written to an archive while it was read.
///
/// The danger: between the first file that a seal run names and its checkpoint an archive is neither as it was nor as it will be, and
/// that looks like tampering.
pub struct Watch<'a> {
    archive: &'a Archive,
    was_locked: bool,
    before: Option<State>,
}

/// What a seal run does not leave as it was. It makes files in `manifests/` before anything else of it can be seen.
type State = (SystemTime, Vec<u8>);

impl<'a> Watch<'a> {
    /// Begins before the first file is read.
    pub fn over(archive: &'a Archive) -> Self {
        Self { archive, was_locked: is_locked(archive), before: state(archive) }
    }

    /// True if a writer holds the lock, or held it when the watch began, or came and went since.
    pub fn saw_a_writer(&self) -> bool {
        self.was_locked || is_locked(self.archive) || state(self.archive) != self.before
    }
}

fn is_locked(archive: &Archive) -> bool {
    matches!(Lock::against_writers(archive, Duration::ZERO), Err(StoreError::Locked(_)))
}

fn state(archive: &Archive) -> Option<State> {
    let modified = archive.root().join(layout::MANIFESTS).metadata().and_then(|folder| folder.modified()).ok()?;
    Some((modified, archive.read(layout::CHECKPOINT, crate::trust::note::MAX_BYTES as u64).ok()?))
}
