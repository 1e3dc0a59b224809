//! Timestamped cosignatures of witnesses (C2SP tlog-cosignature, cosignature/v1).

use ed25519_dalek::{Signer as _, SigningKey};

use crate::timestamp::Timestamp;
use crate::trust::ed25519::{BadSignature, PublicKey};
use crate::trust::key_name::KeyName;
use crate::trust::note::SignatureLine;
use crate::trust::vkey::{SignatureType, VerifierKey};

/// A witness's key: says at what time it saw a checkpoint.
pub struct Cosigner {
    key: SigningKey,
    vkey: VerifierKey,
}

impl Cosigner {
    /// Names a secret key. It must sign nothing else: cosignature/v1 does not cover the name.
    pub fn new(name: KeyName, key: SigningKey) -> Self {
        let vkey = VerifierKey::new(name, SignatureType::CosignatureV1, PublicKey::of(&key));
        Self { key, vkey }
    }

    /// The public side, to be pinned.
    pub fn vkey(&self) -> VerifierKey {
        self.vkey.clone()
    }

    /// Cosigns the text of a checkpoint.
    pub fn cosign(&self, text: &str, at: Timestamp) -> SignatureLine {
        // Not before 1970, so that the cast keeps the value.
        let seconds = at.unix().unsigned_abs();
        let signature = self.key.sign(message(seconds, text).as_bytes());
        let signature = [seconds.to_be_bytes().as_slice(), &signature.to_bytes()].concat();
        SignatureLine { name: self.vkey.name().clone(), id: self.vkey.id(), signature }
    }
}

/// The signed message: the header keeps it apart from a plain note signature, the time binds the timestamp.
fn message(seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// Checks a `timestamped_signature`: eight bytes of POSIX time, big-endian, and an Ed25519 signature.
///
/// # Errors
/// It has another length, a time past the year 9999, or was not made by this key over this text.
pub fn verify(key: &PublicKey, text: &str, timestamped_signature: &[u8]) -> Result<Timestamp, BadSignature> {
    let (seconds, signature) = timestamped_signature.split_first_chunk().ok_or(BadSignature)?;
    let seconds = u64::from_be_bytes(*seconds);
    let signature = signature.try_into().map_err(|_| BadSignature)?;
    key.verify(message(seconds, text).as_bytes(), signature)?;
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_unix(seconds).ok()).ok_or(BadSignature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::note::{UnverifiedNote, VerifiedSignature};
    use crate::trust::note_signer::assemble;

    const TEXT: &str = "example.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

    fn cosigner() -> Cosigner {
        Cosigner::new("witness.example".parse().unwrap(), SigningKey::from_bytes(&[7; 32]))
    }

    #[test]
    fn a_cosignature_verifies_and_tells_its_time() {
        let at = "2022-01-12T10:15:00Z".parse().unwrap();
        let note = assemble(TEXT, &[cosigner().cosign(TEXT, at)]).unwrap();
        let verified = UnverifiedNote::parse(note.as_bytes()).unwrap().verify(&[cosigner().vkey()]).unwrap();
        assert_eq!(verified.signatures(), [VerifiedSignature { key: cosigner().vkey(), cosigned_at: Some(at) }]);
    }

    #[test]
    fn text_time_and_length_are_covered() {
        let line = cosigner().cosign(TEXT, "2022-01-12T10:15:00Z".parse().unwrap()).signature;
        let key = PublicKey::of(&cosigner().key);
        assert!(verify(&key, TEXT, &line).is_ok());
        assert_eq!(verify(&key, &TEXT.replace("\n0\n", "\n1\n"), &line), Err(BadSignature));
        let mut later = line.clone();
        later[7] ^= 1;
        assert_eq!(verify(&key, TEXT, &later), Err(BadSignature));
        assert_eq!(verify(&key, TEXT, &line[..71]), Err(BadSignature));
        assert_eq!(verify(&key, TEXT, &[]), Err(BadSignature));
    }

    #[test]
    fn a_time_that_cannot_be_is_refused() {
        let key = SigningKey::from_bytes(&[7; 32]);
        for seconds in [u64::MAX, 1 << 62] {
            let signature = key.sign(message(seconds, TEXT).as_bytes()).to_bytes();
            let signature = [seconds.to_be_bytes().as_slice(), &signature].concat();
            assert_eq!(verify(&PublicKey::of(&key), TEXT, &signature), Err(BadSignature));
        }
    }

    #[test]
    fn a_plain_signature_is_no_cosignature() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signature = [0_u64.to_be_bytes().as_slice(), &key.sign(TEXT.as_bytes()).to_bytes()].concat();
        assert_eq!(verify(&PublicKey::of(&key), TEXT, &signature), Err(BadSignature));
    }
}
