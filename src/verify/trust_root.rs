//! Whose keys are believed, and whether the archive's own keys are the ones that it stated.
//!
//! The danger: whoever can write the archive can write `keys/`. Believed keys come from outside; without any, this is first
//! contact, and the verdict says so.

use super::{CheckName, Docket, read_part};
use crate::digest::Digest;
use crate::ledger::{Believed, Kind, Statements, TrustRoot};
use crate::manifest::TrustStatement;
use crate::store::{Archive, layout};

const LIMIT: u64 = 1 << 20;

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
    let root = TrustRoot::Given { allowed_signers: signers, policy };
    root.parse().map_err(|(path, why)| docket.fail(check, Kind::Malformed, path, why)).ok()
}

/// Compares settings and keys with the last statement that the log has of them.
pub(super) fn check_statement(archive: &Archive, statements: &Statements, docket: &mut Docket) {
    let check = CheckName::Trust;
    match &statements.trust {
        // It may stand in a manifest that is not believed: nobody has swapped a key by that.
        None if statements.unread > 0 => {}
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
pub(super) fn end(root: &TrustRoot, stated: Option<&TrustStatement>, docket: &mut Docket) {
    let failed = docket.failures.iter().any(|(check, _)| *check == CheckName::Trust);
    match root {
        _ if stated.is_none() && !failed => {
            docket.not_checked(CheckName::Trust, "no manifest that states the keys can be believed");
        }
        TrustRoot::FirstContact if !failed => docket.not_checked(
            CheckName::Trust,
            "first contact: the keys are the archive's own; compare fingerprints (kzarchive key show) or give --trust",
        ),
        _ => docket.end(CheckName::Trust, "the archive's keys are those that you believe, and that it stated"),
    }
}
