//! Whether a witness cosigns: over values, in the order of C2SP tlog-witness.

use crate::digest::Digest;
use crate::log::add_checkpoint::AddCheckpointError;
use crate::log::checkpoint::{Checkpoint, CheckpointError};
use crate::log::merkle::{MerkleError, verify_consistency};
use crate::trust::Policy;
use crate::trust::note::{NoteError, UnverifiedNote, VerifiedNote};
use crate::trust::policy::UntrustedNote;

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a request.
    #[error(transparent)]
    Request(#[from] AddCheckpointError),
    /// Signed by its log, and not a checkpoint that is understood here.
    #[error(transparent)]
    Checkpoint(CheckpointError),
    /// No log of this origin is known.
    #[error("no log of this origin is known to the witness")]
    UnknownOrigin,
    /// No believed key of the origin signed it, or a line of one fails.
    #[error("the checkpoint is not signed by a key that the witness believes for its origin: {0}")]
    Untrusted(UntrustedNote),
    /// A proof from a later tree to an earlier one.
    #[error("the old size {old} is larger than the checkpoint's, {new}")]
    Backwards {
        /// What the request says.
        old: u64,
        /// The checkpoint's size.
        new: u64,
    },
    /// The proof does not start at the last checkpoint that was cosigned.
    #[error("the last checkpoint that the witness cosigned has size {last}, not {old}")]
    Conflict {
        /// The size of the last one; 0 without one.
        last: u64,
        /// What the request says.
        old: u64,
    },
    /// A tree of no entries has one root hash (RFC 6962 §2.1).
    #[error("the root hash of a log of no entries is that of nothing")]
    EmptyRoot,
    /// A proof from the empty tree, of which nothing can be proved.
    #[error("a proof from size 0 has no hashes")]
    ProofOfNothing,
    /// The checkpoint does not extend the last one, as far as this proof goes.
    #[error("the checkpoint does not extend the last one that the witness cosigned: {0}")]
    Inconsistent(MerkleError),
    /// Two checkpoints of one size and with two root hashes: the log signed two histories.
    #[error(
        "the log signed two histories: at size {size} it has one root hash here, and had another when last cosigned"
    )]
    Forked {
        /// The size.
        size: u64,
    },
}

impl Refused {
    /// The HTTP status that the document asks for.
    pub fn status(&self) -> u16 {
        match self {
            Self::Request(_) | Self::Checkpoint(_) | Self::Backwards { .. } => 400,
            Self::Untrusted(_) => 403,
            Self::UnknownOrigin => 404,
            Self::Conflict { .. } => 409,
            Self::EmptyRoot | Self::ProofOfNothing | Self::Inconsistent(_) | Self::Forked { .. } => 422,
        }
    }
}

/// A checkpoint that a believed log signed.
#[derive(Clone, Debug)]
pub struct Authentic {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, with the log's lines among its verified ones.
    pub note: VerifiedNote,
}

/// Checks who signed a checkpoint. Witnesses and quorum of the policy play no part: those are for others to ask.
///
/// # Errors
/// It is no note, or not of a believed log.
pub fn authenticate(bytes: &[u8], logs: &Policy) -> Result<Authentic, Refused> {
    let form = |error: NoteError| Refused::Checkpoint(error.into());
    let note = UnverifiedNote::parse(bytes).map_err(form)?;
    // A claim, to find the keys by; they are checked below, and the origin against their name.
    let origin = Checkpoint::claimed_origin(&note).ok_or(Refused::UnknownOrigin)?;
    if !logs.logs().iter().any(|log| *log.vkey.name() == origin) {
        return Err(Refused::UnknownOrigin);
    }
    let note = logs.logs_only().verify_checkpoint_note(&note).map_err(Refused::Untrusted)?;
    match Checkpoint::from_note(&note) {
        Ok(checkpoint) => Ok(Authentic { checkpoint, note }),
        Err(CheckpointError::OriginMismatch { .. }) => Err(Refused::Untrusted(UntrustedNote::NotByLog)),
        Err(error) => Err(Refused::Checkpoint(error)),
    }
}

/// Checks that a checkpoint extends the last one that was cosigned; `last` is `None` if there was none.
///
/// # Errors
/// It does not, or the proof does not show it.
pub fn consistent(
    old_size: u64,
    proof: &[Digest],
    checkpoint: &Checkpoint,
    last: Option<&Checkpoint>,
) -> Result<(), Refused> {
    if old_size > checkpoint.size {
        return Err(Refused::Backwards { old: old_size, new: checkpoint.size });
    }
    let last_size = last.map_or(0, |last| last.size);
    if old_size != last_size {
        return Err(Refused::Conflict { last: last_size, old: old_size });
    }
    if checkpoint.size == 0 && checkpoint.root != Digest::of(b"") {
        return Err(Refused::EmptyRoot);
    }
    match last {
        Some(last) if last.size == checkpoint.size && last.root != checkpoint.root => {
            Err(Refused::Forked { size: last.size })
        }
        Some(last) if last.size > 0 => {
            verify_consistency(last.size, &last.root, checkpoint.size, &checkpoint.root, proof)
                .map_err(Refused::Inconsistent)
        }
        // Every log extends the empty one.
        _ if proof.is_empty() => Ok(()),
        _ => Err(Refused::ProofOfNothing),
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;
    use crate::log::merkle::{consistency_proof, leaf_hash, root};
    use crate::trust::NoteSigner;
    use crate::trust::note_signer::assemble;

    fn signer(name: &str, seed: u8) -> NoteSigner {
        NoteSigner::new(name.parse().unwrap(), SigningKey::from_bytes(&[seed; 32]))
    }

    fn leaves(size: u8) -> Vec<Digest> {
        (0..size).map(|leaf| leaf_hash(&[leaf])).collect()
    }

    fn checkpoint(size: u8) -> Checkpoint {
        Checkpoint { origin: "example.org/log".parse().unwrap(), size: size.into(), root: root(&leaves(size)) }
    }

    #[test]
    fn an_honest_log_is_cosigned_from_any_size_to_any_later_one() {
        for (old, new) in (0..20).flat_map(|old| (old..20).map(move |new| (old, new))) {
            let proof = consistency_proof(&leaves(new), old.into()).unwrap_or_default();
            let last = checkpoint(old);
            assert_eq!(consistent(old.into(), &proof, &checkpoint(new), Some(&last)), Ok(()), "{old} {new}");
        }
        assert_eq!(consistent(0, &[], &checkpoint(7), None), Ok(()), "never seen before");
    }

    #[test]
    fn every_refusal_of_a_proof_fires() {
        use Refused as R;
        let (last, new) = (checkpoint(3), checkpoint(7));
        let proof = consistency_proof(&leaves(7), 3).unwrap();
        let other = |checkpoint: &Checkpoint| Checkpoint { root: Digest::of(b"other"), ..checkpoint.clone() };
        let nothing = checkpoint(0);
        let hash = [Digest::of(b"")];
        let check = |old, proof: &[Digest], new: &Checkpoint, last: Option<&Checkpoint>, why: R, status| {
            assert_eq!((consistent(old, proof, new, last), why.status()), (Err(why.clone()), status));
        };
        check(8, &proof, &new, Some(&last), R::Backwards { old: 8, new: 7 }, 400);
        check(0, &[], &new, Some(&last), R::Conflict { last: 3, old: 0 }, 409);
        check(2, &proof, &new, Some(&last), R::Conflict { last: 3, old: 2 }, 409);
        check(3, &proof, &new, None, R::Conflict { last: 0, old: 3 }, 409);
        check(2, &[], &checkpoint(2), Some(&last), R::Conflict { last: 3, old: 2 }, 409);
        check(0, &[], &other(&nothing), None, R::EmptyRoot, 422);
        check(0, &[], &other(&nothing), Some(&nothing), R::EmptyRoot, 422);
        check(0, &hash, &new, None, R::ProofOfNothing, 422);
        check(0, &hash, &nothing, Some(&nothing), R::ProofOfNothing, 422);
        check(3, &[], &other(&last), Some(&last), R::Forked { size: 3 }, 422);
        check(3, &proof, &other(&new), Some(&last), R::Inconsistent(MerkleError::Root), 422);
        check(3, &proof, &new, Some(&other(&last)), R::Inconsistent(MerkleError::OldRoot), 422);
        let found = proof.len() - 1;
        let short = R::Inconsistent(MerkleError::Length { expected: proof.len(), found });
        check(3, &proof[1..], &new, Some(&last), short, 422);
        check(3, &hash, &last, Some(&last), R::Inconsistent(MerkleError::Length { expected: 0, found: 1 }), 422);
    }

    #[test]
    fn every_refusal_of_a_signer_fires() {
        let (ours, other) = (signer("example.org/log", 1), signer("example.net/log", 2));
        let both = format!("log {}\nlog {}\nquorum none\n", ours.vkey(), other.vkey());
        let both = Policy::parse(both.as_bytes()).unwrap();
        let text = checkpoint(3).to_text();
        let status = |text: &str, by: &NoteSigner| {
            let note = assemble(text, &[by.sign(text)]).unwrap();
            authenticate(note.as_bytes(), &both).map(|known| known.checkpoint).map_err(|refused| refused.status())
        };
        assert_eq!(status(&text, &ours), Ok(checkpoint(3)));
        assert_eq!(status(&text.replace("example.org", "example.com"), &ours), Err(404));
        assert_eq!(status(&text.replace("example.org", "example org"), &ours), Err(404));
        assert_eq!(status(&text, &signer("example.org/log", 3)), Err(403), "a key that is not believed");
        assert_eq!(status(&text, &other), Err(403), "the key of another log");
        assert_eq!(status(&format!("{text}extension\n"), &ours), Err(400));
        assert_eq!(authenticate(b"no note", &both).unwrap_err().status(), 400);
        let forged = assemble(&text, &[ours.sign("another text\n")]).unwrap();
        assert_eq!(authenticate(forged.as_bytes(), &both).unwrap_err().status(), 403);
    }
}
