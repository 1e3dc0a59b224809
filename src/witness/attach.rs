//! Cosignatures into `manifests/checkpoint`.

use std::time::Duration;

use crate::log::checkpoint::{Checkpoint, CheckpointError};
use crate::store::{Archive, Durability, Existing, Lock, StoreError, layout, write};
use crate::trust::Policy;
use crate::trust::note::{self, SignatureLine, UnverifiedNote};
use crate::trust::note_signer::replace_line;

/// Why cosignatures were not written.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// Files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The checkpoint does not hold.
    #[error("manifests/checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// Somebody sealed while the witness was asked.
    #[error("manifests/checkpoint has changed: something was sealed meanwhile; ask the witness again")]
    Changed,
}

/// Adds cosignatures to the checkpoint, each in the place of an earlier one of its key; durable when it returns.
///
/// # Errors
/// See [`AttachError`]. Then the file is as before.
pub fn attach(
    archive: &Archive,
    policy: &Policy,
    cosigned: &Checkpoint,
    lines: &[SignatureLine],
) -> Result<(), AttachError> {
    // Against a seal run that would write a new checkpoint between reading and writing: it would be rolled back.
    let _lock = Lock::take(archive, Duration::from_secs(30))?;
    let bytes = archive.read(layout::CHECKPOINT, note::MAX_BYTES as u64)?;
    let (now, signed) = Checkpoint::read(&bytes, &policy.logs_only())?;
    if now != *cosigned {
        return Err(AttachError::Changed);
    }
    let mut note = String::from_utf8_lossy(signed.as_bytes()).into_owned();
    for line in lines {
        note = replace_line(&UnverifiedNote::parse(note.as_bytes()).map_err(CheckpointError::from)?, line);
    }
    UnverifiedNote::parse(note.as_bytes()).map_err(CheckpointError::from)?;
    Ok(write(&archive.root().join(layout::CHECKPOINT), note.as_bytes(), Existing::Replace, Durability::Now)?)
}
