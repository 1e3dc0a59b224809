//! What a log asks of a witness: a checkpoint, and the proof that it extends the last one (C2SP tlog-witness, `add-checkpoint`).

use crate::digest::Digest;
use crate::log::checkpoint::{read_decimal, read_hash, write_hash};
use crate::trust::note;

/// No tree of fewer than 2^63 entries asks for a longer consistency proof, and the document allows none.
pub const MAX_HASHES: usize = 63;
/// The longest request that is read, in bytes: a note, and 64 lines above it.
pub const MAX_BYTES: usize = note::MAX_BYTES + 4096;

/// A request that was read and not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// How many entries the checkpoint had that the witness cosigned last; 0 if it never did.
    pub old_size: u64,
    /// The consistency proof from there (RFC 6962 §2.1.2).
    pub proof: Vec<Digest>,
    /// The checkpoint, byte for byte.
    pub checkpoint: Vec<u8>,
}

/// Why bytes are not a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddCheckpointError {
    /// More than [`MAX_BYTES`].
    #[error("the request has {0} bytes, more than {MAX_BYTES}")]
    TooLong(usize),
    /// No empty line.
    #[error("the request has no empty line between a proof and a checkpoint")]
    NoCheckpoint,
    /// The first line.
    #[error("the first line of the request is not 'old ' and a decimal number without leading zeros")]
    OldSize,
    /// A hash, counted from 1.
    #[error("hash {0} of the proof is not base64 of 32 bytes")]
    Hash(usize),
    /// More than [`MAX_HASHES`].
    #[error("the proof has more than {MAX_HASHES} hashes")]
    TooManyHashes,
}

impl AddCheckpoint {
    /// Reads a request strictly; checks nothing of what it says.
    ///
    /// # Errors
    /// Any other spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, AddCheckpointError> {
        if bytes.len() > MAX_BYTES {
            return Err(AddCheckpointError::TooLong(bytes.len()));
        }
        // The first empty line: the lines above it have none, the checkpoint has one of its own.
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or(AddCheckpointError::NoCheckpoint)?;
        let (head, checkpoint) = (&bytes[..end], &bytes[end + 2..]);
        let head = std::str::from_utf8(head).map_err(|_| AddCheckpointError::OldSize)?;
        let mut lines = head.split('\n');
        let old_size = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(read_decimal);
        let old_size = old_size.ok_or(AddCheckpointError::OldSize)?;
        let proof = lines.zip(1..).map(|(line, at)| read_hash(line).ok_or(AddCheckpointError::Hash(at)));
        let proof = proof.take(MAX_HASHES + 1).collect::<Result<Vec<_>, _>>()?;
        if proof.len() > MAX_HASHES {
            return Err(AddCheckpointError::TooManyHashes);
        }
        Ok(Self { old_size, proof, checkpoint: checkpoint.to_vec() })
    }

    /// The body of the request.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = format!("old {}\n", self.old_size);
        for hash in &self.proof {
            head.push_str(&format!("{}\n", write_hash(hash)));
        }
        head.push('\n');
        [head.as_bytes(), &self.checkpoint].concat()
    }
}

/// Reads the answer to a wrong old size: the size of the checkpoint that the witness cosigned last.
pub fn read_size(body: &[u8]) -> Option<u64> {
    read_decimal(std::str::from_utf8(body).ok()?.strip_suffix('\n')?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    #[test]
    fn a_request_is_read_back() {
        let request =
            AddCheckpoint { old_size: 5, proof: vec![Digest::of(b"")], checkpoint: b"note\n\nline\n".to_vec() };
        assert_eq!(request.to_bytes(), format!("old 5\n{HASH}\n\nnote\n\nline\n").as_bytes());
        assert_eq!(AddCheckpoint::parse(&request.to_bytes()), Ok(request));
        let first = AddCheckpoint { old_size: 0, proof: Vec::new(), checkpoint: Vec::new() };
        assert_eq!(AddCheckpoint::parse(b"old 0\n\n"), Ok(first));
    }

    #[test]
    fn every_refusal_fires() {
        use AddCheckpointError as E;
        let many = format!("old 1\n{}\nnote\n", format!("{HASH}\n").repeat(64));
        for (bad, why) in [
            ("", E::NoCheckpoint),
            ("old 1\nnote\n", E::NoCheckpoint),
            ("old 01\n\nnote\n", E::OldSize),
            ("old +1\n\nnote\n", E::OldSize),
            ("old 18446744073709551616\n\nnote\n", E::OldSize),
            ("new 1\n\nnote\n", E::OldSize),
            ("old 1 \n\nnote\n", E::OldSize),
            ("old 1\r\n\nnote\n", E::OldSize),
            ("old 1\nAAAA\n\nnote\n", E::Hash(1)),
            (many.as_str(), E::TooManyHashes),
        ] {
            assert_eq!(AddCheckpoint::parse(bad.as_bytes()), Err(why), "{bad:?}");
        }
        let most = many.replacen(&format!("{HASH}\n"), "", 1);
        assert_eq!(AddCheckpoint::parse(most.as_bytes()).map(|request| request.proof.len()), Ok(63));
        assert_eq!(AddCheckpoint::parse(&vec![b'a'; MAX_BYTES + 1]), Err(E::TooLong(MAX_BYTES + 1)));
        assert_eq!(AddCheckpoint::parse(b"old \xff\n\n"), Err(E::OldSize));
    }

    #[test]
    fn the_longest_request_is_read_and_no_longer_one() {
        let request = AddCheckpoint {
            old_size: u64::MAX,
            proof: vec![Digest::of(b""); MAX_HASHES],
            checkpoint: vec![b'a'; note::MAX_BYTES],
        };
        assert_eq!(AddCheckpoint::parse(&request.to_bytes()), Ok(request));
        assert_eq!(AddCheckpoint::parse(&vec![b'a'; MAX_BYTES]), Err(AddCheckpointError::NoCheckpoint));
        let two = 2 * note::MAX_BYTES;
        assert_eq!(AddCheckpoint::parse(&vec![b'a'; two]), Err(AddCheckpointError::TooLong(two)));
    }

    #[test]
    fn a_size_has_one_spelling() {
        assert_eq!(read_size(b"20852163\n"), Some(20_852_163));
        for bad in [b"20852163".as_slice(), b"020\n", b"20\n\n", b"", b"\xff\n"] {
            assert_eq!(read_size(bad), None, "{bad:?}");
        }
    }
}
