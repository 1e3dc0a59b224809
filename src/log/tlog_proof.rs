//! Proofs that an entry is in the log, to be verified offline (C2SP tlog-proof, version 1).

use base64ct::{Base64, Encoding};

use crate::digest::Digest;
use crate::log::checkpoint::{Checkpoint, CheckpointError, read_decimal, read_hash, write_hash};
use crate::log::merkle::{MerkleError, leaf_hash, verify_inclusion};
use crate::trust::note;
use crate::trust::policy::Policy;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2^64 entries has no longer way from leaf to root.
const MAX_PATH: usize = 64;
/// The longest proof that is read, in bytes: the extra data of another application and a checkpoint.
pub const MAX_BYTES: usize = 2 * note::MAX_BYTES;

/// A proof that was read and not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Data of the application. Nothing signs it: it must not be believed.
    pub extra: Option<Vec<u8>>,
    /// Where the entry stands, counted from 0.
    pub index: u64,
    /// The inclusion proof, from the leaf's sibling up.
    pub path: Vec<Digest>,
    /// The checkpoint, byte for byte.
    pub checkpoint: Vec<u8>,
}

/// Why a proof is not read, or does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// More than [`MAX_BYTES`].
    #[error("the proof has {0} bytes, more than {MAX_BYTES}")]
    TooLong(usize),
    /// Not this format, or not this version of it.
    #[error("the first line of the proof is not {HEADER}")]
    Header,
    /// The lines above the checkpoint are not UTF-8, or no empty line ends them.
    #[error("the proof has no empty line between its hashes and a checkpoint")]
    NoCheckpoint,
    /// The extra line is not base64 in its one spelling.
    #[error("the extra line of the proof is not 'extra ' and base64")]
    Extra,
    /// The index line.
    #[error("the index line of the proof is not 'index ' and a decimal number without leading zeros")]
    Index,
    /// A hash, counted from 1.
    #[error("hash {0} of the proof is not base64 of 32 bytes")]
    Hash(usize),
    /// More hashes than any tree asks for.
    #[error("the proof has more than {MAX_PATH} hashes")]
    TooManyHashes,
    /// The checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The way from the entry to the checkpoint's root hash.
    #[error(transparent)]
    Inclusion(#[from] MerkleError),
}

impl TlogProof {
    /// Reads a proof strictly; checks nothing of what it says.
    ///
    /// # Errors
    /// Any other spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogProofError> {
        if bytes.len() > MAX_BYTES {
            return Err(TlogProofError::TooLong(bytes.len()));
        }
        let after_header = bytes.strip_prefix(HEADER.as_bytes()).and_then(|rest| rest.strip_prefix(b"\n"));
        let rest = after_header.ok_or(TlogProofError::Header)?;
        // The first empty line: the lines above it have none, the checkpoint has one of its own.
        let end = rest.windows(2).position(|pair| pair == b"\n\n").ok_or(TlogProofError::NoCheckpoint)?;
        let (head, checkpoint) = (&rest[..end], &rest[end + 2..]);
        let head = std::str::from_utf8(head).map_err(|_| TlogProofError::NoCheckpoint)?;
        let mut lines = head.split('\n').peekable();
        let extra = match lines.next_if(|line| line.starts_with("extra")) {
            Some(line) => {
                let base64 = line.strip_prefix("extra ").ok_or(TlogProofError::Extra)?;
                Some(Base64::decode_vec(base64).map_err(|_| TlogProofError::Extra)?)
            }
            None => None,
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(read_decimal);
        let index = index.ok_or(TlogProofError::Index)?;
        let path = lines.zip(1..).map(|(line, at)| read_hash(line).ok_or(TlogProofError::Hash(at)));
        let path = path.take(MAX_PATH + 1).collect::<Result<Vec<_>, _>>()?;
        if path.len() > MAX_PATH {
            return Err(TlogProofError::TooManyHashes);
        }
        Ok(Self { extra, index, path, checkpoint: checkpoint.to_vec() })
    }

    /// The bytes of the file, which should be named `*.tlog-proof`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = format!("{HEADER}\n");
        if let Some(extra) = &self.extra {
            head.push_str(&format!("extra {}\n", Base64::encode_string(extra)));
        }
        head.push_str(&format!("index {}\n", self.index));
        for hash in &self.path {
            head.push_str(&format!("{}\n", write_hash(hash)));
        }
        head.push('\n');
        [head.as_bytes(), &self.checkpoint].concat()
    }

    /// Checks that an entry is in a log that the policy believes; gives the checkpoint that says so.
    ///
    /// # Errors
    /// The checkpoint is not believed, or the proof does not lead from the entry to it.
    pub fn verify(&self, entry: &[u8], policy: &Policy) -> Result<Checkpoint, TlogProofError> {
        let (checkpoint, _) = Checkpoint::read(&self.checkpoint, policy)?;
        verify_inclusion(&leaf_hash(entry), self.index, checkpoint.size, &self.path, &checkpoint.root)?;
        Ok(checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;
    use crate::log::merkle::{inclusion_proof, root};
    use crate::trust::note_signer::NoteSigner;

    fn signer(seed: u8) -> NoteSigner {
        NoteSigner::new("example.org/log".parse().unwrap(), SigningKey::from_bytes(&[seed; 32]))
    }

    fn policy() -> Policy {
        Policy::of_log(signer(1).vkey())
    }

    fn proof(extra: Option<&[u8]>) -> TlogProof {
        let leaves: Vec<_> = [b"a", b"b", b"c", b"d", b"e"].iter().map(|entry| leaf_hash(*entry)).collect();
        let origin = signer(1).name().clone();
        let checkpoint = Checkpoint { origin, size: 5, root: root(&leaves) }.sign(&signer(1)).unwrap();
        let path = inclusion_proof(&leaves, 2).unwrap();
        TlogProof { extra: extra.map(<[u8]>::to_vec), index: 2, path, checkpoint: checkpoint.into_bytes() }
    }

    #[test]
    fn a_written_proof_is_read_and_holds() {
        for extra in [None, Some(b"".as_slice()), Some(b"extra data".as_slice())] {
            let proof = proof(extra);
            assert_eq!(TlogProof::parse(&proof.to_bytes()), Ok(proof.clone()));
            assert_eq!(proof.verify(b"c", &policy()).map(|checkpoint| checkpoint.size), Ok(5));
        }
    }

    #[test]
    fn a_log_of_one_entry_has_an_empty_path() {
        let root = leaf_hash(b"a");
        let checkpoint = Checkpoint { origin: signer(1).name().clone(), size: 1, root }.sign(&signer(1)).unwrap();
        let proof = TlogProof { extra: None, index: 0, path: vec![], checkpoint: checkpoint.into_bytes() };
        let read = TlogProof::parse(&proof.to_bytes()).unwrap();
        assert!(read.verify(b"a", &policy()).is_ok());
    }

    #[test]
    fn every_refusal_to_believe_fires() {
        let good = proof(None);
        assert_eq!(good.verify(b"d", &policy()), Err(TlogProofError::Inclusion(MerkleError::Root)));
        let index = TlogProof { index: 5, ..good.clone() }.verify(b"c", &policy());
        assert_eq!(index, Err(TlogProofError::Inclusion(MerkleError::Index { index: 5, size: 5 })));
        let stranger = good.verify(b"c", &Policy::of_log(signer(2).vkey()));
        assert!(matches!(stranger, Err(TlogProofError::Checkpoint(_))));
    }

    #[test]
    fn every_refusal_to_read_fires() {
        use TlogProofError as E;
        let good = String::from_utf8(proof(Some(b"x")).to_bytes()).unwrap();
        let first = write_hash(&proof(None).path[0]);
        for (bad, why) in [
            ("x".repeat(MAX_BYTES + 1), E::TooLong(MAX_BYTES + 1)),
            (good.replace("@v1", "@v2"), E::Header),
            (good.replace("@v1\n", "@v1\r\n"), E::Header),
            (format!("{HEADER}\nindex 2\n"), E::NoCheckpoint),
            (good.replace("extra eA==", "extra eB=="), E::Extra),
            (good.replace("extra eA==", "extra  eA=="), E::Extra),
            (good.replace("extra eA==", "extra"), E::Extra),
            (good.replace("extra eA==\n", "extra eA==\nextra eA==\n"), E::Index),
            (good.replace("index 2", "index 02"), E::Index),
            (good.replace("index 2\n", ""), E::Index),
            (good.replace(&first, "AAAA"), E::Hash(1)),
            (good.replace(&first, &format!("{first} ")), E::Hash(1)),
            (good.replace(&first, &vec![first.as_str(); 63].join("\n")), E::TooManyHashes),
        ] {
            assert_eq!(TlogProof::parse(bad.as_bytes()), Err(why), "{bad:?}");
        }
        let latin = [format!("{HEADER}\n").as_bytes(), b"index \xff\n\n"].concat();
        assert_eq!(TlogProof::parse(&latin), Err(E::NoCheckpoint));
    }

    #[test]
    fn the_longest_proof_is_read_and_no_longer_one() {
        let mut proof = TlogProof {
            extra: Some(vec![b'x'; 90_000]),
            index: u64::MAX,
            path: vec![leaf_hash(b"a"); MAX_PATH],
            checkpoint: vec![b'a'; note::MAX_BYTES],
        };
        let short = MAX_BYTES - proof.to_bytes().len();
        proof.checkpoint.resize(note::MAX_BYTES + short, b'a');
        assert_eq!(TlogProof::parse(&proof.to_bytes()), Ok(proof.clone()));
        proof.checkpoint.push(b'a');
        assert_eq!(TlogProof::parse(&proof.to_bytes()), Err(TlogProofError::TooLong(MAX_BYTES + 1)));
    }

    #[test]
    fn no_changed_byte_is_accepted() {
        let (good, policy) = (proof(None).to_bytes(), policy());
        for at in 0..good.len() {
            for flip in [1, 2, 4, 8, 16, 32, 64, 128] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                let result = TlogProof::parse(&bad).and_then(|proof| proof.verify(b"c", &policy));
                assert!(result.is_err(), "byte {at} ^ {flip:#x}");
            }
        }
    }
}
