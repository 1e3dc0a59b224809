//! Keys that are believed, and where they come from.

use std::path::Path;

use crate::store::{Archive, StoreError, layout, look};
use crate::trust::{AllowedSigners, Policy};

const LIMIT: u64 = 1 << 20;

/// Where believed keys come from.
#[derive(Clone, Debug)]
pub enum TrustRoot {
    /// From the archive that is judged: it can only be found to agree with itself.
    FirstContact,
    /// From outside.
    Given {
        /// Bytes of an `allowed_signers` file.
        allowed_signers: Vec<u8>,
        /// Bytes of a `policy` file.
        policy: Vec<u8>,
    },
}

/// Keys that are believed.
#[derive(Clone, Debug)]
pub struct Believed {
    /// Who may seal.
    pub allowed: AllowedSigners,
    /// Whose checkpoints hold.
    pub policy: Policy,
}

impl TrustRoot {
    /// Reads believed keys from a folder: `allowed_signers` and `policy`, or an archive's or bundle's folder with `keys/`.
    ///
    /// # Errors
    /// A file that is not there or cannot be read.
    pub fn from_folder(folder: &Path) -> Result<Self, StoreError> {
        let keys =
            if look(&folder.join("allowed_signers")).is_ok() { folder.to_owned() } else { folder.join(layout::KEYS) };
        let from = Archive::at(&keys)?;
        let allowed_signers = from.read("allowed_signers", LIMIT)?;
        let policy = from.read("policy", LIMIT)?;
        Ok(Self::Given { allowed_signers, policy })
    }

    /// Parses given keys.
    ///
    /// # Errors
    /// The file and why it cannot be used; at first contact there is nothing to parse.
    pub fn parse(&self) -> Result<Believed, (&'static str, String)> {
        let Self::Given { allowed_signers, policy } = self else {
            return Err((layout::KEYS, "no keys were given".to_owned()));
        };
        let allowed = AllowedSigners::parse(allowed_signers).map_err(|e| (layout::ALLOWED_SIGNERS, e.to_string()))?;
        let policy = Policy::parse(policy).map_err(|e| (layout::POLICY, e.to_string()))?;
        Ok(Believed { allowed, policy })
    }
}
