//! Whose keys are believed, and whether the archive's own keys are the ones that it stated.
//!
//! The danger: whoever can write the archive can write `keys/`. Believed keys come from outside; without any, this is first
//! contact, and the verdict says so.

use std::path::Path;

use super::{CheckName, Docket, Kind, TrustBasis, read_part};
use crate::digest::Digest;
use crate::manifest::TrustStatement;
use crate::store::{Archive, StoreError, layout};
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
        let keys = if folder.join("allowed_signers").exists() { folder.to_owned() } else { folder.join(layout::KEYS) };
        let from = Archive::at(&keys)?;
        let allowed_signers = from.read("allowed_signers", LIMIT)?;
        let policy = from.read("policy", LIMIT)?;
        Ok(Self::Given { allowed_signers, policy })
    }

    /// On what it rests.
    pub fn basis(&self) -> TrustBasis {
        match self {
            Self::FirstContact => TrustBasis::FirstContact,
            Self::Given { .. } => TrustBasis::Given,
        }
    }
}

/// Parses the believed keys, and compares the archive's own with them.
pub(super) fn believed(archive: &Archive, root: &TrustRoot, docket: &mut Docket) -> Option<Believed> {
    let check = CheckName::Trust;
    let own_signers = read_part(archive, layout::ALLOWED_SIGNERS, LIMIT, check, docket);
    let own_policy = read_part(archive, layout::POLICY, LIMIT, check, docket);
    let (signers, policy) = match root {
        TrustRoot::FirstContact => (own_signers?, own_policy?),
        TrustRoot::Given { allowed_signers, policy } => {
            let pairs = [(layout::ALLOWED_SIGNERS, own_signers, allowed_signers), (layout::POLICY, own_policy, policy)];
            for (path, own, given) in pairs {
                if own.is_some_and(|own| own != *given) {
                    docket.fail(
                        check,
                        Kind::KeySwapped,
                        path,
                        "it is not the file that you said you believe (--trust)",
                    );
                }
            }
            (allowed_signers.clone(), policy.clone())
        }
    };
    let allowed = AllowedSigners::parse(&signers)
        .map_err(|e| docket.fail(check, Kind::Malformed, layout::ALLOWED_SIGNERS, e.to_string()));
    let policy = Policy::parse(&policy).map_err(|e| docket.fail(check, Kind::Malformed, layout::POLICY, e.to_string()));
    Some(Believed { allowed: allowed.ok()?, policy: policy.ok()? })
}

/// Compares settings and keys with the last statement that the log has of them, and ends the check.
pub(super) fn check_statement(archive: &Archive, stated: Option<&TrustStatement>, docket: &mut Docket) {
    let check = CheckName::Trust;
    match stated {
        None => docket.fail(
            check,
            Kind::KeySwapped,
            layout::KEYS,
            "no manifest of the log states which keys these should be",
        ),
        Some(stated) => {
            let parts = [
                (layout::SETTINGS, stated.settings, Kind::Altered, "if the change is yours: kzarchive seal --settings"),
                (
                    layout::ALLOWED_SIGNERS,
                    stated.allowed_signers,
                    Kind::KeySwapped,
                    "restore it from a copy that you trust",
                ),
                (layout::POLICY, stated.policy, Kind::KeySwapped, "restore it from a copy that you trust"),
            ];
            for (path, digest, kind, advice) in parts {
                let now = archive.read(path, LIMIT).ok().map(|bytes| Digest::of(&bytes));
                if now.is_some_and(|now| now != digest) {
                    docket.fail(
                        check,
                        kind,
                        path,
                        format!("it is not the file that the last trust statement seals; {advice}"),
                    );
                }
            }
        }
    }
}

/// Ends the check with what was compared.
pub(super) fn end(root: &TrustRoot, docket: &mut Docket) {
    let failed = docket.failures.iter().any(|failure| failure.check == CheckName::Trust);
    match root {
        TrustRoot::FirstContact if !failed => docket.not_checked(
            CheckName::Trust,
            "first contact: the keys are the archive's own; compare fingerprints (kzarchive key show) or give --trust",
        ),
        _ => docket.end(CheckName::Trust, "the archive's keys are those that you believe, and that it stated"),
    }
}
