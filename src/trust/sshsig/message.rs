//! What is signed: a message, and the data that a key signs in its place.

use ssh_key::{HashAlg, SshSig};

use crate::digest::Digest;
use crate::trust::sshsig::SignatureError;

/// A message with its SHA-256, hashed once for the log and for the signature.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    bytes: &'a [u8],
    digest: Digest,
}

impl<'a> Message<'a> {
    /// Hashes a message.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, digest: Digest::of(bytes) }
    }

    /// Hashes several messages, in less time than one after the other.
    pub fn each(messages: &[&'a [u8]]) -> Vec<Self> {
        let digests = Digest::of_each(messages);
        messages.iter().zip(digests).map(|(bytes, digest)| Self { bytes, digest }).collect()
    }

    /// The message.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Its SHA-256.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl<'a> From<&'a [u8]> for Message<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::new(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Message<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Message<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::new(bytes)
    }
}

/// The data that a key signs (PROTOCOL.sshsig, "Blob format" of what is signed): a mark, the namespace, nothing, the
/// hash's name, the message's hash; strings with their length before them.
pub(super) fn signed_data(namespace: &str, hash: HashAlg, message: &Message<'_>) -> Result<Vec<u8>, SignatureError> {
    if hash != HashAlg::Sha256 {
        return SshSig::signed_data(namespace, hash, message.bytes).map_err(|_| SignatureError::Malformed);
    }
    signed_data_by_sha256(namespace, &message.digest)
}

/// What is signed (SSHSIG) for a message of which this is the SHA-256.
pub(super) fn signed_data_by_sha256(namespace: &str, sha256: &Digest) -> Result<Vec<u8>, SignatureError> {
    let mut data = b"SSHSIG".to_vec();
    for part in [namespace.as_bytes(), b"", b"sha256", sha256.as_bytes()] {
        let length = u32::try_from(part.len()).map_err(|_| SignatureError::Malformed)?;
        data.extend(length.to_be_bytes());
        data.extend(part);
    }
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_are_hashed_as_each_alone() {
        let all: [&[u8]; 3] = [b"", b"{}\n", &[7; 300]];
        let told = Message::each(&all).iter().map(|message| (message.bytes(), message.digest())).collect::<Vec<_>>();
        assert_eq!(told, all.map(|bytes| (bytes, Digest::of(bytes))));
    }

    #[test]
    fn what_is_signed_is_what_the_ssh_key_crate_signs() {
        for message in [b"".as_slice(), b"{}\n", &[7; 300]] {
            for namespace in ["kzarchive-manifest", "git"] {
                let theirs = SshSig::signed_data(namespace, HashAlg::Sha256, message).unwrap();
                assert_eq!(signed_data(namespace, HashAlg::Sha256, &message.into()), Ok(theirs));
            }
        }
    }
}
