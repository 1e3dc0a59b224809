//! Keys that are believed, and where they come from.

use std::path::{Path, PathBuf};

use crate::store::{Archive, StoreError, is_there, layout};
use crate::trust::{AllowedSigners, Policy};

const LIMIT: u64 = 1 << 20;

/// Where believed keys come from.
#[derive(Clone, Debug)]
pub enum TrustRoot {
    /// From the archive that is judged: it can only be found to agree with itself.
    FirstContact,
    /// From outside.
    Given(KeyFiles),
    /// From this machine: they were accepted when the archive was verified here before.
    Known(KeyFiles),
    /// From a revision that is believed, not from the one that is judged.
    Base(KeyFiles),
}

impl TrustRoot {
    /// The keys that come from outside of what is judged.
    pub fn files(&self) -> Option<&KeyFiles> {
        match self {
            Self::FirstContact => None,
            Self::Given(files) | Self::Known(files) | Self::Base(files) => Some(files),
        }
    }
}

/// The two files in `keys/`, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFiles {
    /// Who may seal.
    pub allowed_signers: Vec<u8>,
    /// Whose checkpoints hold.
    pub policy: Vec<u8>,
}

/// Keys that are believed.
#[derive(Clone, Debug)]
pub struct Believed {
    /// Who may seal.
    pub allowed: AllowedSigners,
    /// Whose checkpoints hold.
    pub policy: Policy,
    /// Both as they were read.
    pub files: KeyFiles,
}

impl KeyFiles {
    /// Where in a folder that somebody named the two files lie: in itself, or in its `keys/`.
    ///
    /// # Errors
    /// A folder that cannot be looked at.
    pub fn place(folder: &Path) -> Result<PathBuf, StoreError> {
        let is_itself = is_there(&folder.join("allowed_signers"))?;
        Ok(if is_itself { folder.to_owned() } else { folder.join(layout::KEYS) })
    }

    /// Reads believed keys from a folder: `allowed_signers` and `policy`, or an archive's or bundle's folder with `keys/`.
    ///
    /// # Errors
    /// A file that is not there or cannot be read.
    pub fn from_folder(folder: &Path) -> Result<Self, StoreError> {
        let from = Archive::at(&Self::place(folder)?)?;
        Ok(Self { allowed_signers: from.read("allowed_signers", LIMIT)?, policy: from.read("policy", LIMIT)? })
    }

    /// The keys of an archive itself, for commands that write to it or only look.
    ///
    /// # Errors
    /// A file that is not there or cannot be read.
    pub fn of_archive(archive: &Archive) -> Result<Self, StoreError> {
        Ok(Self {
            allowed_signers: archive.read(layout::ALLOWED_SIGNERS, LIMIT)?,
            policy: archive.read(layout::POLICY, LIMIT)?,
        })
    }

    /// Parses them.
    ///
    /// # Errors
    /// The file and why it cannot be used.
    pub fn parse(self) -> Result<Believed, (&'static str, String)> {
        let allowed =
            AllowedSigners::parse(&self.allowed_signers).map_err(|e| (layout::ALLOWED_SIGNERS, e.to_string()))?;
        let policy = Policy::parse(&self.policy).map_err(|e| (layout::POLICY, e.to_string()))?;
        Ok(Believed { allowed, policy, files: self })
    }
}
