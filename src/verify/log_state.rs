//! The log: signed as it stands, whole, and an extension of what was seen before.

use super::{CheckName, Docket, count, read_part};
use crate::ledger::{Believed, Kind};
use crate::log::checkpoint::CheckpointError;
use crate::log::{Checkpoint, Entries};
use crate::store::{Archive, Settings, layout};
use crate::trust::note::NoteError;
use crate::trust::policy::UntrustedNote;

const CHECKPOINT_LIMIT: u64 = 64 << 10;

/// Checks checkpoint, log and an earlier checkpoint; gives the log's entries if they can be read at all.
pub(super) fn check(
    archive: &Archive,
    settings: &Settings,
    believed: Option<&Believed>,
    earlier: Option<&[u8]>,
    docket: &mut Docket,
) -> Option<Entries> {
    let checkpoint = match believed {
        Some(believed) => check_checkpoint(archive, settings, believed, docket),
        None => {
            docket.not_checked(CheckName::Checkpoint, "the keys cannot be read");
            None
        }
    };
    let entries = read_entries(archive, docket);
    match (&entries, &checkpoint) {
        (Some(entries), Some(checkpoint)) => {
            check_root(entries, checkpoint, docket);
            docket.end(CheckName::Log, format!("{}, root hash as signed", count(entries.size(), "manifest")));
        }
        (None, _) => docket.end(CheckName::Log, ""),
        (Some(_), None) => docket.not_checked(CheckName::Log, "there is no checkpoint to compare it with"),
    }
    match (earlier, believed, &entries) {
        (None, ..) => {
            docket.not_checked(CheckName::AppendOnly, "no earlier checkpoint is known; give one with --checkpoint")
        }
        (Some(earlier), Some(believed), Some(entries)) => {
            check_extends(earlier, believed, entries, docket);
            docket.end(CheckName::AppendOnly, "the log extends the earlier checkpoint");
        }
        (Some(_), ..) => docket.not_checked(CheckName::AppendOnly, "the log or the keys cannot be read"),
    }
    entries
}

fn check_checkpoint(
    archive: &Archive,
    settings: &Settings,
    believed: &Believed,
    docket: &mut Docket,
) -> Option<Checkpoint> {
    let check = CheckName::Checkpoint;
    let bytes = read_part(archive, layout::CHECKPOINT, CHECKPOINT_LIMIT, check, docket);
    let read = bytes.map(|bytes| Checkpoint::read(&bytes, &believed.policy));
    let checkpoint = match read {
        None => None,
        Some(Ok((checkpoint, _))) if checkpoint.origin.as_str() != settings.origin => {
            docket.fail(check, Kind::Malformed, layout::CHECKPOINT, "its origin is not the one in kzarchive.toml");
            None
        }
        Some(Ok((checkpoint, _))) => Some(checkpoint),
        Some(Err(error)) => {
            docket.fail(check, kind_of(&error), layout::CHECKPOINT, format!("{error}{}", advice(&error)));
            None
        }
    };
    docket.end(check, "signed by the log, quorum met");
    checkpoint
}

/// What to do about it, where that is known.
fn advice(error: &CheckpointError) -> &'static str {
    match error {
        CheckpointError::Untrusted(UntrustedNote::NoQuorum(_)) => {
            "; `kzarchive witness submit` asks witnesses that have an address, others run `kzarchive witness cosign`"
        }
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

fn read_entries(archive: &Archive, docket: &mut Docket) -> Option<Entries> {
    let limit = crate::log::entries::MAX_BYTES as u64;
    let bytes = read_part(archive, layout::SUMS, limit, CheckName::Log, docket)?;
    Entries::parse(&bytes).map_err(|e| docket.fail(CheckName::Log, Kind::Malformed, layout::SUMS, e.to_string())).ok()
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

fn check_extends(earlier: &[u8], believed: &Believed, entries: &Entries, docket: &mut Docket) {
    let check = CheckName::AppendOnly;
    // Without the quorum: what the log signed, it must stand by, cosigned or not.
    let earlier = match Checkpoint::read(earlier, &believed.policy.logs_only()) {
        Ok((earlier, _)) => earlier,
        Err(error) => {
            return docket.fail(check, kind_of(&error), "--checkpoint", format!("the earlier checkpoint: {error}"));
        }
    };
    let (then, now) = (earlier.size, entries.size());
    match entries.root_at(then) {
        None => {
            let detail = format!("an earlier checkpoint counts {then} lines, the log has {now}");
            docket.fail(check, Kind::RolledBack, layout::SUMS, detail);
        }
        Some(root) if root != earlier.root => {
            let detail = format!(
                "its first {then} lines are not those of the earlier checkpoint: the log's history was rewritten"
            );
            docket.fail(check, Kind::Forked, layout::SUMS, detail);
        }
        Some(_) => {}
    }
}
