//! One writer at a time.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

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

    /// The same for any folder; `shown` is what the error names.
    pub(super) fn on(path: &Path, shown: &Path, patience: Duration) -> Result<Self, StoreError> {
        let folder = File::open(path).map_err(StoreError::io(path))?;
        let start = Instant::now();
        loop {
            match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Self(folder)),
                Err(Errno::WOULDBLOCK) if start.elapsed() < patience => std::thread::sleep(Duration::from_millis(50)),
                Err(Errno::WOULDBLOCK) => return Err(StoreError::Locked(shown.to_owned())),
                Err(Errno::INTR) => {}
                Err(e) => return Err(StoreError::Io { path: path.to_owned(), source: e.into() }),
            }
        }
    }
}
