//! After two people sealed side by side: our manifests go behind theirs, and the checkpoint is signed anew.
//!
//! Nothing of theirs is touched: their log is the beginning of the new one, byte for byte.

use std::time::Duration;

use super::collisions::brought;
use super::recovery::{Pending, restore_keys, temporaries};
use super::session::{checkpoint, not_verified};
use super::{Keys, SealError};
use crate::ledger::{Contradiction, KeyFiles, Kind, Ledger, read_manifests};
use crate::log::{Checkpoint, Entries};
use crate::store::{Archive, Durability, Existing, Lock, layout, write};

/// Two logs that have grown side by side.
#[derive(Clone, Debug)]
pub struct Sides {
    /// The log that others have seen.
    pub theirs: Entries,
    /// The signed note over it.
    pub their_checkpoint: Vec<u8>,
    /// The log that gives way.
    pub ours: Entries,
}

/// What is said where both sides changed whom to believe.
const BOTH_STATE_KEYS: &str = "both sides have stated settings or keys, and only one statement can follow the last that both have; \
                               begin again from theirs, seal your texts there, and make your change of settings or keys there";

/// Puts what only `ours` has behind `theirs`.
pub fn merged(theirs: &Entries, ours: &Entries) -> Entries {
    let mut merged = theirs.clone();
    for entry in ours.as_slice() {
        // What both have is not appended again.
        let _ = merged.push(*entry);
    }
    merged
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebased {
    /// So many manifests were put behind theirs.
    pub appended: u64,
    /// The new checkpoint.
    pub checkpoint: String,
}

/// Writes the merged log and its checkpoint.
///
/// # Errors
/// Their log is not what their checkpoint signs, or the two together do not hold; nothing was written.
pub fn rebase(archive: &Archive, keys: &Keys<'_>, sides: &Sides) -> Result<Rebased, SealError> {
    let settings = archive.settings()?;
    let _lock = Lock::take(archive, Duration::from_secs(30))?;
    let own = KeyFiles::of_archive(archive)?.parse().map_err(|(path, why)| not_verified(path, why))?;
    let entries = merged(&sides.theirs, &sides.ours);
    let (mut statements, failures) = read_manifests(archive, Some(&settings.origin), &entries, &own);
    if let Some(failure) = failures.into_iter().next() {
        // Each statement is a whole keyring: ours behind theirs would bring back a key that they retired.
        let detail = match failure.kind {
            Kind::KeySwapped => BOTH_STATE_KEYS.to_owned(),
            _ => failure.detail,
        };
        return Err(SealError::NotVerified { path: failure.path, detail });
    }
    let theirs = Checkpoint::read_any(&sides.their_checkpoint, statements.chain.policies());
    let theirs = theirs.map_err(|error| not_verified("their checkpoint", error))?;
    if (theirs.size, theirs.root) != (sides.theirs.size(), sides.theirs.root()) {
        return Err(not_verified("their log", "its lines are not those that their checkpoint signs"));
    }
    let (ledger, contradictions) = Ledger::of(&mut statements);
    if let Some(Contradiction::SealedTwice(path) | Contradiction::NoSuchEntry(path)) = contradictions.first() {
        let why = "both sides have sealed it, with other bytes; seal ours again under a path of its own";
        return Err(not_verified(path, why));
    }
    if let Some((ours, theirs)) = brought(&ledger, sides.theirs.size()) {
        let why = format!(
            "its path differs from {theirs}, which they sealed, only by case or Unicode form; seal ours again under a path of its own"
        );
        return Err(not_verified(ours, why));
    }
    if !statements.chain.believed().policy.logs().iter().any(|log| log.vkey == keys.log.vkey()) {
        return Err(SealError::OtherLogKey);
    }
    let root = archive.root();
    let checkpoint = checkpoint(&entries, keys.log)?;
    write(&root.join(layout::SUMS), entries.to_string().as_bytes(), Existing::Replace, Durability::Now)?;
    // A crash here leaves the new log under an old checkpoint, or one with conflict marks: the same command finishes it.
    write(&root.join(layout::CHECKPOINT), checkpoint.as_bytes(), Existing::Replace, Durability::Now)?;
    let mut pending = Pending::default();
    restore_keys(&own, &statements.chain, &mut pending)?;
    temporaries(archive, &mut pending);
    pending.spare(&ledger, Vec::new());
    pending.carry_out(archive)?;
    Ok(Rebased { appended: entries.size() - sides.theirs.size(), checkpoint })
}
