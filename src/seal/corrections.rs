//! Corrections that rewrite nothing: a text is taken down, or a newer one takes its place; the old entry stays.

use super::{SealError, Session};
use crate::digest::Digest;
use crate::ledger::State;
use crate::manifest::{EntryRef, Withdrawal};
use crate::path::ArchivePath;
use crate::store::Archive;

/// Why a text cannot be corrected so.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// No entry of this path.
    #[error("no manifest states {0}")]
    NotSealed(ArchivePath),
    /// It was withdrawn before.
    #[error("{0} was withdrawn already")]
    Withdrawn(ArchivePath),
    /// A newer text has taken its place already.
    #[error("{older} is superseded by {newer} already; supersede that one")]
    Superseded {
        /// The older text.
        older: ArchivePath,
        /// The newer one.
        newer: ArchivePath,
    },
    /// It would take its own place.
    #[error("the newer text would have the path of the older one, {0}; nothing was written")]
    Itself(ArchivePath),
    /// What should take its place is sealed already: a manifest states what a text supersedes when it seals that text.
    #[error("{newer} is sealed already, and not in place of {older}; nothing was written")]
    NewerSealed {
        /// The older text.
        older: ArchivePath,
        /// The newer one.
        newer: ArchivePath,
    },
    /// The file has other bytes than were sealed: they would be lost.
    #[error("{0} is not as it was sealed, and its bytes would be lost; see `kzarchive verify`")]
    Altered(ArchivePath),
    /// The manifest, or a file.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What the file of a withdrawn text must be to be removed: the bytes that were sealed.
#[derive(Clone, Copy, Debug)]
pub struct Removable {
    size: u64,
    digest: Digest,
}

/// Lays out the statement that a text is taken down; none if an interrupted run has sealed it, and only the file is left. With
/// it comes what the file must be to be removed, if it lies in the archive.
///
/// # Errors
/// See [`CorrectionError`]. A file that has other bytes than were sealed is refused before anything is stated.
pub fn withdraw(
    session: &Session<'_>,
    path: &ArchivePath,
    reason: &str,
) -> Result<(Option<Removable>, Option<Vec<u8>>), CorrectionError> {
    let sealed = session.ledger.get(path).ok_or_else(|| CorrectionError::NotSealed(path.clone()))?;
    let here = match session.archive().digest(path, sealed.size) {
        Ok(Some(digest)) if digest == sealed.digest && sealed.state == State::Present => {
            Some(Removable { size: sealed.size, digest })
        }
        Ok(_) => return Err(CorrectionError::Altered(path.clone())),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(SealError::from(error).into()),
    };
    if session.ledger.is_withdrawn(path) {
        return match here {
            Some(_) => Ok((here, None)),
            None => Err(CorrectionError::Withdrawn(path.clone())),
        };
    }
    let mut manifest = session.manifest();
    let withdrawal = Withdrawal { path: path.clone(), sha256: sealed.digest, reason: reason.into() };
    manifest.withdrawals = vec![withdrawal];
    Ok((here, Some(manifest.into_bytes().map_err(SealError::from)?)))
}

/// Removes the file of a withdrawn text; durable when it returns.
///
/// # Errors
/// It is not what was sealed: then it stays.
pub fn remove_withdrawn(archive: &Archive, path: &ArchivePath, sealed: &Removable) -> Result<(), CorrectionError> {
    match archive.digest(path, sealed.size) {
        Ok(Some(digest)) if digest == sealed.digest => Ok(archive.remove(path).map_err(SealError::from)?),
        Ok(_) => Err(CorrectionError::Altered(path.clone())),
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(SealError::from(error).into()),
    }
}

/// The entry that a newer text supersedes, which is to be sealed under this path.
///
/// # Errors
/// See [`CorrectionError`].
pub fn superseded(
    session: &Session<'_>,
    older: &ArchivePath,
    newer: &ArchivePath,
) -> Result<EntryRef, CorrectionError> {
    let sealed = session.ledger.get(older).ok_or_else(|| CorrectionError::NotSealed(older.clone()))?;
    if older == newer {
        return Err(CorrectionError::Itself(older.clone()));
    }
    match session.ledger.successor(older) {
        Some(newer) => Err(CorrectionError::Superseded { older: older.clone(), newer: newer.clone() }),
        None if session.ledger.get(newer).is_some() => {
            Err(CorrectionError::NewerSealed { older: older.clone(), newer: newer.clone() })
        }
        None => Ok(EntryRef { path: older.clone(), sha256: sealed.digest }),
    }
}
