//! Checkpoints: the log's size and root hash, signed (C2SP tlog-checkpoint).

use std::fmt;

use base64ct::{Base64, Encoding};

use super::is_conflict_mark;
use crate::digest::Digest;
use crate::trust::key_name::{KeyName, KeyNameError};
use crate::trust::note::{NoteError, UnverifiedNote, VerifiedNote};
use crate::trust::note_signer::{NoteSigner, assemble};
use crate::trust::policy::{Policy, UntrustedNote};
use crate::trust::vkey::{SignatureType, VerifierKey};

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: also the name of the key that signs it.
    pub origin: KeyName,
    /// How many entries the log has.
    pub size: u64,
    /// The Merkle root hash over them.
    pub root: Digest,
}

/// Why a checkpoint is not read, or not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note is not well formed.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The note is not signed as the policy asks.
    #[error(transparent)]
    Untrusted(#[from] UntrustedNote),
    /// Git could not merge two checkpoints, and says so in the file.
    #[error("git left a merge unresolved in it")]
    Unmerged,
    /// Not three lines, or more: extension lines are refused.
    #[error("a checkpoint has three lines: origin, tree size, root hash")]
    Lines,
    /// The origin is not fit to be a key name.
    #[error("the origin of the checkpoint: {0}")]
    Origin(#[from] KeyNameError),
    /// The size is not a decimal number below 2^64, or has a second spelling.
    #[error("the tree size is a decimal number without leading zeros")]
    Size,
    /// The root is not canonical base64 of 32 bytes.
    #[error("the root hash is base64 of 32 bytes")]
    Root,
    /// Signed by a known log, but for another one.
    #[error("the checkpoint is of {origin}, and no key of that name signed it")]
    OriginMismatch {
        /// What the text says.
        origin: KeyName,
    },
    /// The witness's own cosignature is not under it.
    #[error("the checkpoint is not cosigned by this witness")]
    NotCosigned,
}

impl Checkpoint {
    /// Reads a checkpoint that a log of the policy signed, with the quorum met.
    ///
    /// # Errors
    /// See [`CheckpointError`].
    pub fn read(bytes: &[u8], policy: &Policy) -> Result<(Self, VerifiedNote), CheckpointError> {
        if bytes.split(|byte| *byte == b'\n').any(is_conflict_mark) {
            return Err(CheckpointError::Unmerged);
        }
        let note = policy.verify_checkpoint_note(&UnverifiedNote::parse(bytes)?)?;
        Ok((Self::from_note(&note)?, note))
    }

    /// Reads a checkpoint that a log of one of several policies signed; the last is tried first. Without the quorum: what a
    /// log signed it must stand by, cosigned or not.
    ///
    /// # Errors
    /// Why the last does not.
    pub fn read_any(bytes: &[u8], policies: &[Policy]) -> Result<Self, CheckpointError> {
        let mut read = policies
            .iter()
            .rev()
            .map(|policy| Self::read(bytes, &policy.logs_only()).map(|(checkpoint, _)| checkpoint));
        let last = read.next().unwrap_or(Err(CheckpointError::Untrusted(UntrustedNote::NotByLog)));
        last.or_else(|why| read.find_map(Result::ok).ok_or(why))
    }

    /// Reads the text of a note.
    ///
    /// Strict where C2SP lets a reader choose: extension lines are refused. Nobody audits them, this log writes none, and a
    /// line that is skipped would be a place to say two things under one signature.
    ///
    /// # Errors
    /// The text is not a checkpoint, or the log's own key of that name did not sign it: a key that is believed for one log
    /// says nothing about another.
    pub fn from_note(note: &VerifiedNote) -> Result<Self, CheckpointError> {
        let checkpoint = Self::from_text(note.text())?;
        let by_log = note.signatures().iter().filter(|signed| signed.key.signature_type() == SignatureType::Ed25519);
        match by_log.into_iter().any(|signed| *signed.key.name() == checkpoint.origin) {
            true => Ok(checkpoint),
            false => Err(CheckpointError::OriginMismatch { origin: checkpoint.origin }),
        }
    }

    /// Reads the text of a note that a witness cosigned, for that witness to know what it said.
    ///
    /// # Errors
    /// The text is not a checkpoint, or this key did not cosign it.
    pub fn from_cosigned(note: &VerifiedNote, witness: &VerifierKey) -> Result<Self, CheckpointError> {
        let checkpoint = Self::from_text(note.text())?;
        match note.signatures().iter().any(|signed| signed.key == *witness && signed.cosigned_at.is_some()) {
            true => Ok(checkpoint),
            false => Err(CheckpointError::NotCosigned),
        }
    }

    /// The origin that the first line claims, whoever signed it: to find keys by.
    pub fn claimed_origin(note: &UnverifiedNote) -> Option<KeyName> {
        let line = note.as_bytes().split(|byte| *byte == b'\n').next()?;
        std::str::from_utf8(line).ok()?.parse().ok()
    }

    fn from_text(text: &str) -> Result<Self, CheckpointError> {
        let lines: Vec<_> = text.strip_suffix('\n').unwrap_or_default().split('\n').collect();
        let [origin, size, root] = lines.as_slice() else { return Err(CheckpointError::Lines) };
        let size = read_decimal(size).ok_or(CheckpointError::Size)?;
        let root = read_hash(root).ok_or(CheckpointError::Root)?;
        Ok(Self { origin: origin.parse()?, size, root })
    }

    /// What a signed note claims, whoever signed it: to tell a checkpoint from another file.
    ///
    /// # Errors
    /// The note is not well formed, or its text is no checkpoint.
    pub fn claimed(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = UnverifiedNote::parse(bytes)?;
        let raw = String::from_utf8_lossy(note.as_bytes());
        let text = raw.rsplit_once("\n\n").map(|(text, _)| format!("{text}\n"));
        Self::from_text(&text.unwrap_or_default())
    }

    /// The size that the text of a checkpoint claims, whoever signed it.
    pub fn claimed_size(text: &str) -> Option<u64> {
        read_decimal(text.split('\n').nth(1)?)
    }

    /// The note text, with its final newline.
    pub fn to_text(&self) -> String {
        self.to_string()
    }

    /// Signs it: the whole note, as it is written to `manifests/checkpoint`. A log MUST NOT sign a checkpoint that does not
    /// extend all that it has signed; whoever calls this answers for that.
    ///
    /// # Errors
    /// The signer's name is not the origin.
    pub fn sign(&self, signer: &NoteSigner) -> Result<String, CheckpointError> {
        if *signer.name() != self.origin {
            return Err(CheckpointError::OriginMismatch { origin: self.origin.clone() });
        }
        let text = self.to_text();
        Ok(assemble(&text, &[signer.sign(&text)])?)
    }
}

impl fmt::Display for Checkpoint {
    /// The note text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, write_hash(&self.root))
    }
}

/// Reads a decimal number in its one spelling.
pub(super) fn read_decimal(text: &str) -> Option<u64> {
    // Compared as text: the parser also takes signs and leading zeros.
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}

/// Reads the base64 of a hash in its one spelling.
pub(super) fn read_hash(text: &str) -> Option<Digest> {
    let mut bytes = [0; 32];
    // A slice of another length means more or fewer than 32 bytes.
    let read = Base64::decode(text, &mut bytes).ok()?.len();
    (read == 32).then_some(Digest::from_bytes(bytes))
}

pub(super) fn write_hash(hash: &Digest) -> String {
    Base64::encode_string(hash.as_bytes())
}

#[cfg(test)]
mod tests;
