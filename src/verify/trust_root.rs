//! Whose keys are believed, and whether the archive's own are those to which the log leads from there.
//!
//! The danger: whoever can write the archive can write `keys/`. Believed keys come from outside; without any, this is first
//! contact, and the verdict says so.

use super::{CheckName, Docket, read_part};
use crate::digest::Digest;
use crate::ledger::{Believed, KeyFiles, Kind, Statements, TrustRoot};
use crate::store::{Archive, layout};

const CHECK: CheckName = CheckName::Trust;
const LIMIT: u64 = 1 << 20;

/// The archive's own files on which trust rests, where they can be read.
pub(super) struct Own {
    pub settings: Option<Vec<u8>>,
    allowed_signers: Option<Vec<u8>>,
    policy: Option<Vec<u8>>,
}

impl Own {
    pub(super) fn read(archive: &Archive, docket: &mut Docket) -> Self {
        let mut read = |path| read_part(archive, path, LIMIT, CHECK, docket);
        let own = Self {
            settings: read(layout::SETTINGS),
            allowed_signers: read(layout::ALLOWED_SIGNERS),
            policy: read(layout::POLICY),
        };
        docket.judged.keys = own.keys();
        own
    }

    fn keys(&self) -> Option<KeyFiles> {
        Some(KeyFiles { allowed_signers: self.allowed_signers.clone()?, policy: self.policy.clone()? })
    }
}

/// Parses the believed keys.
pub(super) fn believed(own: &Own, root: &TrustRoot, docket: &mut Docket) -> Option<Believed> {
    let files = match root.files() {
        Some(files) => files.clone(),
        None => own.keys()?,
    };
    files.parse().map_err(|(path, why)| docket.fail(CHECK, Kind::Malformed, path, why)).ok()
}

/// Compares settings and keys with those to which the log leads.
pub(super) fn compare(own: &Own, root: &TrustRoot, statements: &Statements, docket: &mut Docket) {
    const STATED: &str =
        "it is not the file that the last trust statement seals; restore it from a copy that you trust";
    let chain = &statements.chain;
    if chain.met() {
        compare_keys(own, &chain.believed().files, STATED, docket);
    } else if let Some(files) = root.files() {
        // Keys that the log has never stated lead nowhere: they themselves are what `keys/` must be.
        let detail = "it is not the file that you believe, nor does the log lead from that one to it";
        compare_keys(own, files, detail, docket);
    } else if let Some(stated) = &statements.trust {
        let text = |text: &str| text.as_bytes().to_owned();
        let files = KeyFiles { allowed_signers: text(&stated.allowed_signers), policy: text(&stated.policy) };
        compare_keys(own, &files, STATED, docket);
    }
    match &statements.trust {
        Some(stated) => compare_settings(own, stated.settings, docket),
        // It may stand in a manifest that is not believed: nobody has swapped a key by that.
        None if statements.unread > 0 => {}
        None => {
            let detail = "no manifest of the log states which keys these should be";
            docket.fail(CHECK, Kind::KeySwapped, layout::KEYS, detail);
        }
    }
}

fn compare_keys(own: &Own, expected: &KeyFiles, detail: &str, docket: &mut Docket) {
    let pairs = [
        (layout::ALLOWED_SIGNERS, &own.allowed_signers, &expected.allowed_signers),
        (layout::POLICY, &own.policy, &expected.policy),
    ];
    for (path, own, expected) in pairs {
        if own.as_ref().is_some_and(|own| own != expected) {
            docket.fail(CHECK, Kind::KeySwapped, path, detail);
        }
    }
}

fn compare_settings(own: &Own, stated: Digest, docket: &mut Docket) {
    let unreadable = docket.failures.iter().any(|(_, failure)| failure.path == layout::SETTINGS);
    if !unreadable && own.settings.as_ref().is_some_and(|own| Digest::of(own) != stated) {
        let detail = "it is not the file that the last trust statement seals; if the change is yours: \
                      kzarchive seal --settings";
        docket.fail(CHECK, Kind::Altered, layout::SETTINGS, detail);
    }
}

/// Ends the check with what was compared.
pub(super) fn end(root: &TrustRoot, statements: Option<&Statements>, docket: &mut Docket) {
    let failed = docket.failures.iter().any(|(check, _)| *check == CHECK);
    let stated = statements.is_some_and(|statements| statements.trust.is_some());
    let passed = match root {
        _ if failed => "",
        _ if !stated => {
            return docket.not_checked(CHECK, "no manifest that states the keys can be believed");
        }
        TrustRoot::FirstContact => {
            let why = "first contact: the keys are the archive's own; compare fingerprints (kzarchive key show) or give --trust";
            return docket.not_checked(CHECK, why);
        }
        TrustRoot::Given(_) => "the log leads from the keys that you believe to the archive's own",
        TrustRoot::Known(_) => "the log leads from the keys that this machine accepted before to the archive's own",
        TrustRoot::Base(_) => "the log leads from the base's keys to the archive's own",
    };
    docket.end(CHECK, passed);
}
