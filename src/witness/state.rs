//! A witness with its key and memory: decides, remembers, and only then signs.

use std::path::PathBuf;
use std::time::Duration;

use super::judge::{Authentic, Refused, authenticate, consistent};
use crate::digest::Digest;
use crate::log::checkpoint::{Checkpoint, CheckpointError};
use crate::log::merkle::consistency_proof;
use crate::log::{AddCheckpoint, Entries};
use crate::store::{OriginState, StoreError, WitnessState};
use crate::timestamp::Timestamp;
use crate::trust::Policy;
use crate::trust::cosignature::Cosigner;
use crate::trust::note::{SignatureLine, UnverifiedNote, VerifiedNote};
use crate::trust::note_signer::replace_line;

/// How long one request waits for another about the same log.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who cosigns.
pub struct Witness {
    /// Its key.
    pub cosigner: Cosigner,
    /// The logs that it knows, by their keys.
    pub logs: Policy,
    /// What it cosigned before.
    pub state: WitnessState,
}

/// A checkpoint with the witness's word on it.
#[derive(Clone, Debug)]
pub struct Cosigned {
    /// What was cosigned.
    pub checkpoint: Checkpoint,
    /// What was cosigned before that, if anything was.
    pub last: Option<Checkpoint>,
    /// The cosignature.
    pub line: SignatureLine,
}

/// What a witness is shown when it has the log itself, and need not be given a proof.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    /// The checkpoint's bytes.
    pub checkpoint: &'a [u8],
    /// The log.
    pub entries: &'a Entries,
}

/// Why a witness has not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// By the rules.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The log contradicts what it showed before. Both checkpoints are kept as evidence, in this folder.
    #[error("{why}; evidence is kept in {}", evidence.display())]
    Contradiction {
        /// How.
        why: Contradiction,
        /// What the protocol answers to it.
        answer: Refused,
        /// Where the evidence lies.
        evidence: PathBuf,
    },
    /// The log that lies beside the checkpoint is not the one that it signs.
    #[error("manifests/SHA256SUMS is not the log that the checkpoint signs")]
    OtherLog,
    /// The memory.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What lies in the memory was not cosigned by this key, or is damaged. Without a memory nothing can be cosigned.
    #[error("the state in {folder} is not what this witness cosigned: {why}")]
    State {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        why: CheckpointError,
    },
}

/// How a log contradicts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// Two histories.
    #[error("forked: the log of {now} lines does not begin with the {then} lines that this witness cosigned")]
    Forked {
        /// Lines that were cosigned last.
        then: u64,
        /// Lines of the log that is shown.
        now: u64,
    },
    /// A shorter history.
    #[error("rolled back: this witness has cosigned {then} lines, the log has {now}")]
    RolledBack {
        /// Lines that were cosigned last.
        then: u64,
        /// Lines of the log that is shown.
        now: u64,
    },
}

impl Witness {
    /// Answers a request of the protocol.
    ///
    /// # Errors
    /// See [`WitnessError`]. Then nothing was signed, and the memory is as before.
    pub fn add_checkpoint(&self, body: &[u8], now: Timestamp) -> Result<Cosigned, WitnessError> {
        let request = AddCheckpoint::parse(body).map_err(Refused::from)?;
        let shown = authenticate(&request.checkpoint, &self.logs)?;
        let held = self.hold(&shown)?;
        let last = self.last(&held)?;
        if let Some((note, last)) = &last {
            // Whatever the proof: these two notes alone show that the log signed two histories. A proof that fails shows
            // nothing, for anyone can send one.
            if last.size == shown.checkpoint.size && last.root != shown.checkpoint.root {
                let why = Contradiction::Forked { then: last.size, now: last.size };
                let judged = consistent(request.old_size, &request.proof, &shown.checkpoint, Some(last));
                let answer = judged.err().unwrap_or(Refused::Forked { size: last.size });
                return Err(contradiction(&held, why, answer, &[note, shown.note.known_part().as_bytes()]));
            }
        }
        consistent(request.old_size, &request.proof, &shown.checkpoint, last.as_ref().map(|(_, last)| last))?;
        self.sign(&held, shown, last.map(|(_, last)| last), now)
    }

    /// Cosigns the checkpoint of a log that is at hand.
    ///
    /// # Errors
    /// See [`WitnessError`]. Then nothing was signed, and the memory is as before.
    pub fn cosign(&self, offered: Offered<'_>, now: Timestamp) -> Result<Cosigned, WitnessError> {
        let shown = authenticate(offered.checkpoint, &self.logs)?;
        let (size, entries) = (shown.checkpoint.size, offered.entries);
        if entries.root_at(size) != Some(shown.checkpoint.root) {
            return Err(WitnessError::OtherLog);
        }
        let held = self.hold(&shown)?;
        let last = self.last(&held)?;
        let mut proof = Vec::new();
        if let Some((note, last)) = &last {
            let why = match entries.root_at(last.size) {
                _ if last.size > size => Some(Contradiction::RolledBack { then: last.size, now: size }),
                Some(root) if root == last.root => None,
                _ => Some(Contradiction::Forked { then: last.size, now: size }),
            };
            if let Some(why) = why {
                let log = entries.to_string();
                let answer = match why {
                    Contradiction::Forked { then, .. } => Refused::Forked { size: then },
                    Contradiction::RolledBack { then, now } => Refused::Conflict { last: then, old: now },
                };
                let offered = shown.note.known_part();
                return Err(contradiction(&held, why, answer, &[note, offered.as_bytes(), log.as_bytes()]));
            }
            // Of an empty log there is no proof, and none is asked for.
            let leaves = entries.leaf_hashes();
            let covered = usize::try_from(size).ok().and_then(|size| leaves.get(..size)).unwrap_or_default();
            proof = consistency_proof(covered, last.size).unwrap_or_default();
        }
        let last = last.map(|(_, last)| last);
        // The same judge as for strangers: one place decides.
        consistent(last.as_ref().map_or(0, |last| last.size), &proof, &shown.checkpoint, last.as_ref())?;
        self.sign(&held, shown, last, now)
    }

    /// The last note of a log by the hash of its origin, to be published.
    ///
    /// # Errors
    /// The memory cannot be read.
    pub fn published(&self, origin_hash: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.state.published(origin_hash)
    }

    fn hold(&self, shown: &Authentic) -> Result<OriginState, StoreError> {
        self.state.hold(shown.checkpoint.origin.as_str(), PATIENCE)
    }

    fn last(&self, held: &OriginState) -> Result<Option<(Vec<u8>, Checkpoint)>, WitnessError> {
        let Some(note) = held.last()? else { return Ok(None) };
        // Verified like a stranger's: a state that somebody wrote back would be a rollback.
        let vkey = self.cosigner.vkey();
        let verified = |note: &[u8]| -> Result<VerifiedNote, CheckpointError> {
            Ok(UnverifiedNote::parse(note)?.verify(std::slice::from_ref(&vkey))?)
        };
        let read = verified(&note).and_then(|verified| Checkpoint::from_cosigned(&verified, &vkey));
        let folder = self.state.folder().to_owned();
        Ok(Some((note, read.map_err(|why| WitnessError::State { folder, why })?)))
    }

    fn sign(
        &self,
        held: &OriginState,
        shown: Authentic,
        last: Option<Checkpoint>,
        now: Timestamp,
    ) -> Result<Cosigned, WitnessError> {
        let line = self.cosigner.cosign(shown.note.text(), now);
        let known = shown.note.known_part();
        let known = UnverifiedNote::parse(known.as_bytes()).map_err(|error| Refused::Checkpoint(error.into()))?;
        // The memory before the signature leaves: a crash after this line leaves a cosignature that nobody has seen, one
        // before it a signature that does not exist. The other way round the witness would forget what it has said.
        held.record(replace_line(&known, &line).as_bytes())?;
        Ok(Cosigned { checkpoint: shown.checkpoint, last, line })
    }
}

fn contradiction(held: &OriginState, why: Contradiction, answer: Refused, evidence: &[&[u8]]) -> WitnessError {
    match held.keep(evidence) {
        Ok(evidence) => WitnessError::Contradiction { why, answer, evidence },
        Err(error) => error.into(),
    }
}
