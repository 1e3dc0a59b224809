//! The log: signed as it stands, whole, and an extension of what was seen before.

use std::collections::BTreeSet;

use super::{CheckName, Docket, count, read_part};
use crate::ledger::Kind;
use crate::log::checkpoint::CheckpointError;
use crate::log::entries::{EntriesError, EntryProblem};
use crate::log::{Checkpoint, Entries};
use crate::store::{Archive, layout};
use crate::trust::Policy;
use crate::trust::note::{self, NoteError};
use crate::trust::policy::UntrustedNote;

/// A state of the log that was seen before, and that this one must extend.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Which log, in words: `the log of …`.
    pub from: String,
    /// The signed note.
    pub checkpoint: Vec<u8>,
    /// The log itself, if it was kept: then the new one must begin with it, byte for byte.
    pub log: Option<Vec<u8>>,
}

/// Reads the log's lines, if they can be read at all.
pub(super) fn read_entries(archive: &Archive, docket: &mut Docket) -> Option<Entries> {
    let limit = crate::log::entries::MAX_BYTES as u64;
    let bytes = read_part(archive, layout::SUMS, limit, CheckName::Log, docket)?;
    let unread = |error: EntriesError| {
        let advice = if error.problem == EntryProblem::Unmerged { REBASE } else { "" };
        docket.fail(CheckName::Log, Kind::Malformed, layout::SUMS, format!("{error}{advice}"));
    };
    Entries::parse(&bytes).map_err(unread).ok()
}

/// Why nothing that a key signs is checked.
const NO_KEYS: &str = "the keys cannot be read";

/// What to do about a merge that git could not make.
const REBASE: &str = "; `kzarchive rebase` puts one log behind the other and signs the checkpoint";

/// Checks the checkpoint's signatures, and that it signs this log; gives the number of lines that it signs.
pub(super) fn check(
    archive: &Archive,
    origin: Option<&str>,
    policy: Option<&Policy>,
    entries: Option<&Entries>,
    docket: &mut Docket,
) -> Option<u64> {
    let checkpoint = match policy {
        Some(policy) => check_checkpoint(archive, origin, policy, docket),
        None => {
            docket.not_checked(CheckName::Checkpoint, NO_KEYS);
            None
        }
    };
    match (entries, &checkpoint) {
        (Some(entries), Some(checkpoint)) => {
            check_root(entries, checkpoint, docket);
            docket.end(CheckName::Log, format!("{}, root hash as signed", count(entries.size(), "manifest")));
        }
        (None, _) => docket.end(CheckName::Log, ""),
        (Some(_), None) => docket.not_checked(CheckName::Log, "there is no checkpoint to compare it with"),
    }
    checkpoint.map(|checkpoint| checkpoint.size)
}

/// Checks that the log, and what of it is signed, extends every state that was seen before.
pub(super) fn check_append_only(
    earlier: &[Earlier],
    policies: &[Policy],
    entries: Option<&Entries>,
    signed: Option<u64>,
    docket: &mut Docket,
) {
    let check = CheckName::AppendOnly;
    let Some(entries) = entries else {
        return docket.not_checked(check, "the log cannot be read");
    };
    if earlier.is_empty() {
        let why = "no earlier checkpoint is known; give one with --checkpoint, or a revision with --base";
        return docket.not_checked(check, why);
    }
    // Not one key: a good checkpoint would look like a forged one.
    if policies.is_empty() {
        return docket.not_checked(check, NO_KEYS);
    }
    for earlier in earlier {
        match (extends(earlier, policies, entries), signed) {
            (Err((kind, detail)), _) => docket.fail(check, kind, layout::SUMS, detail),
            (Ok(then), Some(now)) if now < then => {
                let detail = format!("it signs {now} lines; that of {} signs {then}", earlier.from);
                docket.fail(check, Kind::RolledBack, layout::CHECKPOINT, detail);
            }
            (Ok(_), _) => {}
        }
    }
    let all: Vec<&str> = earlier.iter().map(|earlier| earlier.from.as_str()).collect();
    docket.end(check, format!("the log extends {}", all.join(" and ")));
}

fn check_checkpoint(
    archive: &Archive,
    origin: Option<&str>,
    policy: &Policy,
    docket: &mut Docket,
) -> Option<Checkpoint> {
    let check = CheckName::Checkpoint;
    let bytes = read_part(archive, layout::CHECKPOINT, note::MAX_BYTES as u64, check, docket);
    let read = bytes.as_deref().map(|bytes| Checkpoint::read(bytes, policy));
    docket.judged.checkpoint = bytes;
    let checkpoint = match read {
        None => None,
        Some(Ok((checkpoint, _))) if origin.is_some_and(|origin| checkpoint.origin.as_str() != origin) => {
            docket.fail(check, Kind::Malformed, layout::CHECKPOINT, "its origin is not the one in kzarchive.toml");
            None
        }
        Some(Ok((checkpoint, _))) => Some(checkpoint),
        Some(Err(error)) => {
            docket.fail(check, kind_of(&error), layout::CHECKPOINT, format!("{error}{}", advice(&error)));
            None
        }
    };
    // Met by nobody, too, where none is asked for: a reader must not take that for somebody's word.
    let quorum =
        if policy.satisfied_by(&[]) { "its policy asks for no witness" } else { "the quorum of its witnesses is met" };
    docket.end(check, format!("signed by the log; {quorum}"));
    checkpoint
}

/// What to do about it, where that is known.
fn advice(error: &CheckpointError) -> &'static str {
    match error {
        CheckpointError::Untrusted(UntrustedNote::NoQuorum(_)) => {
            "; `kzarchive witness submit` asks witnesses that have an address, others run `kzarchive witness cosign`"
        }
        CheckpointError::Unmerged => REBASE,
        _ => "",
    }
}

fn kind_of(error: &CheckpointError) -> Kind {
    match error {
        CheckpointError::Untrusted(_) | CheckpointError::OriginMismatch { .. } => Kind::BadSignature,
        CheckpointError::Note(NoteError::BadSignature { .. }) => Kind::BadSignature,
        _ => Kind::Malformed,
    }
}

fn check_root(entries: &Entries, checkpoint: &Checkpoint, docket: &mut Docket) {
    let (lines, signed) = (entries.size(), checkpoint.size);
    let (kind, detail) = match entries.root_at(signed) {
        None => {
            (Kind::Deleted, format!("the checkpoint counts {signed} lines, the log has {lines}: lines were removed"))
        }
        Some(root) if root != checkpoint.root => (
            Kind::Altered,
            "its lines are not those that the checkpoint signs: replaced or put in another order".to_owned(),
        ),
        Some(_) if lines > signed => {
            let more = count(lines - signed, "line");
            (
                Kind::Unsealed,
                format!("{more} behind the checkpoint: a seal run was interrupted; `kzarchive seal` finishes it"),
            )
        }
        Some(_) => return,
    };
    docket.fail(CheckName::Log, kind, layout::SUMS, detail);
}

/// Gives the number of lines that the earlier checkpoint signs.
fn extends(earlier: &Earlier, policies: &[Policy], entries: &Entries) -> Result<u64, (Kind, String)> {
    let from = &earlier.from;
    let checkpoint = Checkpoint::read_any(&earlier.checkpoint, policies).map_err(|error| {
        let why = other_origin(&earlier.checkpoint, policies).unwrap_or_else(|| format!("cannot be believed: {error}"));
        (kind_of(&error), format!("{from} {why}"))
    })?;
    let (then, now) = (checkpoint.size, entries.size());
    if let Some(log) = &earlier.log {
        let log = Entries::parse(log).map_err(|error| (Kind::Malformed, format!("{from}: {error}")))?;
        if log.root_at(then) != Some(checkpoint.root) {
            return Err((Kind::Altered, format!("{from} is not the one that its checkpoint signs")));
        }
        if let Some(line) = entries.first_difference(&log) {
            let detail = format!("line {line} is not that of {from}: removed, replaced or put in another order");
            return Err((Kind::Forked, format!("{detail}; the log's history was rewritten")));
        }
        if now < log.size() {
            let more = count(log.size() - now, "line");
            return Err((Kind::RolledBack, format!("{from} has {more} more: merge it, then `kzarchive rebase`")));
        }
    }
    match entries.root_at(then) {
        None => Err((Kind::RolledBack, format!("{from} has {then} lines, this one has {now}"))),
        Some(root) if root != checkpoint.root => {
            let detail = format!("its first {then} lines are not those of {from}");
            Err((Kind::Forked, format!("{detail}: the log's history was rewritten")))
        }
        Some(_) => Ok(then),
    }
}

/// What is said of a checkpoint that claims to be of a log of which no key is known: that is not the fault of this one. It is a failure
/// all the same, for the whole archive may have been put in another's place.
fn other_origin(checkpoint: &[u8], policies: &[Policy]) -> Option<String> {
    let theirs = Checkpoint::claimed(checkpoint).ok()?.origin;
    let ours: BTreeSet<&str> = policies.iter().flat_map(Policy::logs).map(|log| log.vkey.name().as_str()).collect();
    let named: Vec<&str> = ours.iter().copied().collect();
    (!ours.contains(theirs.as_str()))
        .then(|| format!("is of another origin, {theirs}, and the keys here are of {}", named.join(" and ")))
}

#[cfg(test)]
mod tests;
