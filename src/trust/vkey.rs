//! Verifier keys (vkeys): a key name, a key ID and a public key in one line of text (C2SP signed-note).

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};

use crate::digest::Hasher;
use crate::trust::ed25519::{PublicKey, PublicKeyError};
use crate::trust::key_name::{KeyId, KeyName, KeyNameError};

/// What a key signs, and how; the byte that C2SP signed-note assigns to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SignatureType {
    /// Ed25519 over the note text: a log's key.
    Ed25519 = 0x01,
    /// Timestamped Ed25519 over a checkpoint, cosignature/v1: a witness's key.
    CosignatureV1 = 0x04,
}

/// A public key with its name, as it is pinned in a policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    name: KeyName,
    signature_type: SignatureType,
    key: PublicKey,
}

/// Why text is not a vkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifierKeyError {
    /// Not `<name>+<key ID>+<base64>`.
    #[error("a vkey reads <name>+<8 hex digits>+<base64>")]
    Form,
    /// The key name.
    #[error(transparent)]
    Name(#[from] KeyNameError),
    /// The key ID is not eight lowercase hex digits.
    #[error("the key ID of a vkey is 8 lowercase hex digits")]
    IdSpelling,
    /// The key is not base64 in its one spelling.
    #[error("the key of a vkey is not canonical base64")]
    Base64,
    /// A signature type that is not supported, such as ECDSA (2) or ML-DSA-44 (6).
    #[error("signature type {0} is not supported, only 1 (Ed25519) and 4 (cosignature/v1)")]
    UnknownType(u8),
    /// The key is not 32 bytes long.
    #[error("an Ed25519 public key has 32 bytes, this has {0}")]
    KeyLength(usize),
    /// The public key.
    #[error(transparent)]
    Key(#[from] PublicKeyError),
    /// The key ID does not follow from name, type and key.
    #[error("the vkey says key ID {stated}, but its name and key give {computed}")]
    IdMismatch {
        /// As written.
        stated: KeyId,
        /// As computed.
        computed: KeyId,
    },
}

impl VerifierKey {
    /// Names a public key.
    pub fn new(name: KeyName, signature_type: SignatureType, key: PublicKey) -> Self {
        Self { name, signature_type, key }
    }

    /// The key name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key ID: the first four bytes of SHA-256 over name, newline, signature type and public key.
    pub fn id(&self) -> KeyId {
        let mut hasher = Hasher::new();
        hasher.update(self.name.as_str().as_bytes());
        hasher.update(b"\n");
        hasher.update(&[self.signature_type as u8]);
        hasher.update(self.key.as_bytes());
        let digest = hasher.finish();
        let [a, b, c, d, ..] = *digest.as_bytes();
        KeyId(u32::from_be_bytes([a, b, c, d]))
    }

    /// What the key signs.
    pub fn signature_type(&self) -> SignatureType {
        self.signature_type
    }

    /// The public key alone. Two vkeys around the same one are duplicates, whatever their names (C2SP tlog-policy).
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }
}

impl FromStr for VerifierKey {
    type Err = VerifierKeyError;

    fn from_str(text: &str) -> Result<Self, VerifierKeyError> {
        // At most three parts: the base64 may have a '+' of its own.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VerifierKeyError::Form);
        };
        let name = name.parse()?;
        if id.len() != 8 || !id.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(VerifierKeyError::IdSpelling);
        }
        let stated = KeyId(u32::from_str_radix(id, 16).map_err(|_| VerifierKeyError::IdSpelling)?);
        let key = Base64::decode_vec(key).map_err(|_| VerifierKeyError::Base64)?;
        let (signature_type, key) = match key.split_first() {
            Some((0x01, key)) => (SignatureType::Ed25519, key),
            Some((0x04, key)) => (SignatureType::CosignatureV1, key),
            Some((other, _)) => return Err(VerifierKeyError::UnknownType(*other)),
            None => return Err(VerifierKeyError::KeyLength(0)),
        };
        let key: &[u8; 32] = key.try_into().map_err(|_| VerifierKeyError::KeyLength(key.len()))?;
        let vkey = Self { name, signature_type, key: PublicKey::from_bytes(key)? };
        match vkey.id() {
            computed if computed == stated => Ok(vkey),
            computed => Err(VerifierKeyError::IdMismatch { stated, computed }),
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.signature_type as u8];
        key.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.id(), Base64::encode_string(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From C2SP signed-note.
    const EXAMPLE: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    #[test]
    fn the_published_vkey_round_trips() {
        assert_eq!(EXAMPLE.parse::<VerifierKey>().map(|key| key.to_string()), Ok(EXAMPLE.to_owned()));
    }

    #[test]
    fn every_refusal_fires() {
        use VerifierKeyError as E;
        let with = |id: &str, key: &[u8]| format!("example.com/foo+{id}+{}", Base64::encode_string(key));
        let weak = |first: u8| [&[first], [0; 32].as_slice()].concat();
        for (bad, why) in [
            ("example.com/foo+530d903a".to_owned(), E::Form),
            (EXAMPLE.replace("example", "exam ple"), E::Name(KeyNameError::Space)),
            (EXAMPLE.replace("530d903a", "530D903A"), E::IdSpelling),
            (EXAMPLE.replace("530d903a", "+30d903a"), E::IdSpelling),
            (EXAMPLE.replace("530d903a", "30d903a"), E::IdSpelling),
            (format!("{EXAMPLE}="), E::Base64),
            (format!("{EXAMPLE}\n"), E::Base64),
            (with("530d903a", &weak(6)), E::UnknownType(6)),
            (with("530d903a", &[]), E::KeyLength(0)),
            (with("530d903a", &[1, 2, 3]), E::KeyLength(2)),
            (with("530d903a", &weak(1)), E::Key(PublicKeyError::Weak)),
            (
                EXAMPLE.replace("530d903a", "530d903b"),
                E::IdMismatch { stated: KeyId(0x530d_903b), computed: KeyId(0x530d_903a) },
            ),
        ] {
            assert_eq!(bad.parse::<VerifierKey>(), Err(why), "{bad:?}");
        }
    }
}
