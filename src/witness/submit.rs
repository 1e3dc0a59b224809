//! Asking a witness for its cosignature, as a client of C2SP tlog-witness.

use crate::digest::Digest;
use crate::log::add_checkpoint::read_size;
use crate::log::checkpoint::{Checkpoint, CheckpointError};
use crate::log::merkle::{MerkleError, consistency_proof};
use crate::log::{AddCheckpoint, Entries};
use crate::net::{NetError, Response};
use crate::trust::note::{NoteError, SignatureLine, UnverifiedNote};
use crate::trust::{Policy, VerifierKey};

/// The content type of the answer to a wrong old size.
pub const SIZE_TYPE: &str = "text/x.tlog.size";
/// The longest answer that is read, in bytes: 64 signature lines.
pub const MAX_ANSWER: usize = crate::trust::note::MAX_BYTES;
/// Somebody else may submit at the same time; then the witness's size is another one the next time.
const TRIES: usize = 4;

/// A checkpoint, and the log to prove with that it extends others.
pub struct Submission {
    note: String,
    checkpoint: Checkpoint,
    leaves: Vec<Digest>,
}

/// Why nothing can be submitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// The checkpoint does not hold.
    #[error("manifests/checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The log is not the one that it signs.
    #[error("manifests/SHA256SUMS is not the log that the checkpoint signs")]
    OtherLog,
    /// A proof from a size that the log never had.
    #[error(transparent)]
    Proof(#[from] MerkleError),
}

/// Why there is no cosignature.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The witness could not be asked.
    #[error(transparent)]
    Net(#[from] NetError),
    /// 404.
    #[error("the witness does not know this log: whoever runs it has to add the log's key")]
    UnknownLog,
    /// 403.
    #[error("the witness does not believe the key that signed the checkpoint")]
    KeyNotBelieved,
    /// 422: what the witness cosigned before is not the beginning of this log, or both are one size and differ.
    #[error("the witness refuses: this log does not extend what it cosigned before")]
    NotAnExtension,
    /// 409 with a size beyond ours.
    #[error(
        "the witness has cosigned {theirs} lines of this log, which here has {ours}: here is an older state, or a fork"
    )]
    Ahead {
        /// What the witness said.
        theirs: u64,
        /// Our checkpoint's size.
        ours: u64,
    },
    /// 409 again and again.
    #[error("the witness gave another size on every try; try again later")]
    Busy,
    /// An answer that the protocol does not know.
    #[error("the witness answered with HTTP status {0}, which the protocol does not know here")]
    Status(u16),
    /// 409 without a size in the protocol's form.
    #[error("the witness answered a conflict without its size in the form of the protocol")]
    Conflict,
    /// 200 without signature lines.
    #[error("the witness's answer is not signature lines: {0}")]
    Answer(NoteError),
    /// Nothing is in the answer at all.
    #[error("the answer holds no signature lines")]
    NoLines,
    /// Nothing in the answer is of a key that we know.
    #[error("the answer holds no cosignature of a witness that is known here, only of {}", .0.join(", "))]
    NoKnownKey(Vec<String>),
}

impl SubmitError {
    /// True if it says that this log and the witness's contradict each other.
    pub fn is_contradiction(&self) -> bool {
        matches!(self, Self::NotAnExtension | Self::Ahead { .. })
    }
}

impl Submission {
    /// Takes a checkpoint and its log, after checking that they belong together.
    ///
    /// # Errors
    /// See [`SubmissionError`].
    pub fn new(checkpoint: &[u8], entries: &Entries, policy: &Policy) -> Result<Self, SubmissionError> {
        let (checkpoint, note) = Checkpoint::read(checkpoint, &policy.logs_only())?;
        if entries.root_at(checkpoint.size) != Some(checkpoint.root) {
            return Err(SubmissionError::OtherLog);
        }
        let mut leaves = entries.leaf_hashes().to_vec();
        leaves.truncate(usize::try_from(checkpoint.size).unwrap_or(usize::MAX));
        // Without cosignatures of others: this witness has no use for them.
        Ok(Self { note: note.known_part(), checkpoint, leaves })
    }

    /// The checkpoint that is submitted.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The request for a witness that has cosigned so many lines.
    ///
    /// # Errors
    /// The log has not got so many.
    pub fn request(&self, old_size: u64) -> Result<AddCheckpoint, SubmissionError> {
        let proof = match old_size {
            0 => Vec::new(),
            _ => consistency_proof(&self.leaves, old_size)?,
        };
        Ok(AddCheckpoint { old_size, proof, checkpoint: self.note.clone().into_bytes() })
    }

    /// Asks a witness; `post` sends a body to its `add-checkpoint`. Gives the cosignatures of witnesses that are known.
    ///
    /// # Errors
    /// See [`SubmitError`].
    pub fn ask(
        &self,
        known: &[VerifierKey],
        post: &dyn Fn(&[u8]) -> Result<Response, NetError>,
    ) -> Result<Vec<SignatureLine>, SubmitError> {
        let mut old_size = 0;
        for _ in 0..TRIES {
            let ahead = SubmitError::Ahead { theirs: old_size, ours: self.checkpoint.size };
            let request = self.request(old_size).map_err(|_| ahead)?;
            let response = post(&request.to_bytes())?;
            match response.status {
                200 => return self.cosignatures(&response.body, known),
                403 => return Err(SubmitError::KeyNotBelieved),
                404 => return Err(SubmitError::UnknownLog),
                422 => return Err(SubmitError::NotAnExtension),
                409 => {
                    let typed = response.content_type.as_deref() == Some(SIZE_TYPE);
                    let size = read_size(&response.body).filter(|size| typed && *size != old_size);
                    old_size = size.ok_or(SubmitError::Conflict)?;
                }
                status => return Err(SubmitError::Status(status)),
            }
        }
        Err(SubmitError::Busy)
    }

    /// Reads signature lines as a witness gives them; keeps the cosignatures of witnesses that are known, all verified.
    ///
    /// # Errors
    /// Not signature lines, a line of a known key that fails, or none of a known key.
    pub fn cosignatures(&self, lines: &[u8], known: &[VerifierKey]) -> Result<Vec<SignatureLine>, SubmitError> {
        // As C2SP tlog-witness proposes: put together, and read as a note.
        let together = [self.note.as_bytes(), lines].concat();
        let note = UnverifiedNote::parse(&together).map_err(SubmitError::Answer)?;
        let claimed = || note.claimed_signers().map(|(name, _)| name.to_string());
        let verified = match note.verify(known) {
            Ok(verified) => verified,
            // The first is the log's own.
            Err(NoteError::NoKnownKey(_)) => {
                let others: Vec<_> = claimed().skip(1).collect();
                let none = others.is_empty();
                return Err(if none { SubmitError::NoLines } else { SubmitError::NoKnownKey(others) });
            }
            Err(error) => return Err(SubmitError::Answer(error)),
        };
        // A log's key under a witness's answer says nothing, even if it is believed.
        let cosigned = |line: &SignatureLine| {
            verified.signatures().iter().any(|signed| {
                signed.cosigned_at.is_some() && (signed.key.name(), signed.key.id()) == line.claimed_signer()
            })
        };
        let lines = String::from_utf8_lossy(lines);
        Ok(lines.lines().filter_map(|line| line.parse().ok()).filter(cosigned).collect())
    }
}
