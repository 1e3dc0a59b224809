//! Why nothing was sealed.

use crate::ledger::LogError;
use crate::log::checkpoint::CheckpointError;
use crate::manifest::FormError;
use crate::store::{SettingsError, StoreError};
use crate::trust::allowed_signers::WhyNot;
use crate::trust::sshsig::SignError;

/// `1 file`, `2 files`: a file can be refused for several reasons.
pub fn files(refused: &[Refusal]) -> String {
    let files: std::collections::BTreeSet<_> = refused.iter().map(|refusal| refusal.file.as_str()).collect();
    match files.len() {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    }
}

/// One file that cannot be sealed, and why. Not fit for a terminal: it names the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file as it was given.
    pub file: String,
    /// Why not, and what would help.
    pub why: String,
}

/// How the refusal of a text begins of which not all is said that must be.
pub(super) const SILENCE: &str = "nothing is said about: ";

impl Refusal {
    /// True if metadata would help.
    pub fn is_silence(&self) -> bool {
        self.why.starts_with(SILENCE)
    }
}

/// Why a seal run wrote nothing.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The archive's settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The archive does not verify: sealing on would put a signature over somebody's edit.
    #[error("the archive does not verify, and nothing is sealed on top of that: {path}: {detail}")]
    NotVerified {
        /// Where.
        path: String,
        /// What.
        detail: String,
    },
    /// A change of keys under which something that was sealed would not be believed any more.
    #[error("with its keys so changed the archive would not verify, and nothing was written: {path}: {detail}")]
    WouldNotVerify {
        /// Where.
        path: String,
        /// What.
        detail: String,
    },
    /// The archivist's key may not seal here.
    #[error("the key may not seal in this archive: {0}")]
    NotAllowed(#[from] WhyNot),
    /// The log's key is not the one in `keys/policy`.
    #[error("the log key is not the one that keys/policy names for this archive")]
    OtherLogKey,
    /// The key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The checkpoint could not be made.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The manifest cannot be written in its form.
    #[error(transparent)]
    Form(#[from] FormError),
    /// Files that cannot be sealed; all of them.
    #[error("{} cannot be sealed, and nothing was written", files(.0))]
    Refused(Vec<Refusal>),
    /// A name that cannot be an origin.
    #[error("the origin: {0}")]
    Origin(#[from] crate::trust::key_name::KeyNameError),
    /// A folder that an archive would be made in holds parts of one.
    #[error("{0} is there already: left by an interrupted init, or part of something else; move it away first")]
    Leftover(String),
    /// A name that cannot stand in `allowed_signers`.
    #[error("the name of the archivist: {0}")]
    Principal(#[from] crate::trust::allowed_signers::NameError),
    /// A manifest whose name the log has already.
    #[error("the log names {0} already")]
    AlreadyLogged(String),
}
