//! The archive as a base revision has it: the keys, settings and log by which a branch is judged.

use super::KeyFiles;
use crate::log::entries::MAX_BYTES;
use crate::store::{Commit, GitError, Part, Repository, Settings, SettingsError, layout};

const LIMIT: u64 = 1 << 20;

/// What a base revision says; nothing of it comes from the branch.
#[derive(Clone, Debug)]
pub struct Base {
    /// Origin and lint levels.
    pub settings: Settings,
    /// Whose signatures hold.
    pub keys: KeyFiles,
    /// The log.
    pub log: Vec<u8>,
    /// The checkpoint over it.
    pub checkpoint: Vec<u8>,
}

/// Why a branch cannot be judged by a base.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// Git.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The base's settings.
    #[error("in the base, {0}")]
    Settings(#[from] SettingsError),
    /// There is an archive, and a part of it is not there, or is far too large.
    #[error("the base has an archive here, but no {0} that can be read")]
    Incomplete(&'static str),
}

impl Base {
    /// Reads the archive of a commit; nothing if it has none here.
    ///
    /// # Errors
    /// See [`BaseError`].
    pub fn read(repository: &Repository, commit: &Commit) -> Result<Option<Self>, BaseError> {
        let paths = [
            (layout::SETTINGS, LIMIT),
            (layout::ALLOWED_SIGNERS, LIMIT),
            (layout::POLICY, LIMIT),
            (layout::SUMS, MAX_BYTES as u64),
            (layout::CHECKPOINT, LIMIT),
        ];
        let parts = repository.parts(commit, paths)?;
        // Any part makes it an archive: else a base whose mark was removed would pass for a new beginning.
        if parts.iter().all(|part| *part == Part::Absent) {
            return Ok(None);
        }
        let [settings, allowed_signers, policy, log, checkpoint] = parts;
        let whole = |part: Part, path| part.bytes().ok_or(BaseError::Incomplete(path));
        Ok(Some(Self {
            settings: Settings::parse(&whole(settings, layout::SETTINGS)?)?,
            keys: KeyFiles {
                allowed_signers: whole(allowed_signers, layout::ALLOWED_SIGNERS)?,
                policy: whole(policy, layout::POLICY)?,
            },
            log: whole(log, layout::SUMS)?,
            checkpoint: whole(checkpoint, layout::CHECKPOINT)?,
        }))
    }
}
