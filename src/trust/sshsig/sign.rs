//! Making signatures, with a key in memory or behind an agent.

use ed25519_dalek::{Signer as _, SigningKey};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, Signature, SshSig};

use crate::digest::Digest;
use crate::trust::sshsig::message::signed_data_by_sha256;
use crate::trust::sshsig::{Message, UnverifiedSignature};

/// Something that signs with an archivist's key: the key itself, an agent, a hardware key. Several threads may ask it at once.
pub trait ManifestSigner: Sync {
    /// The key it signs with.
    fn public_key(&self) -> &KeyData;

    /// Signs bytes as they are; for SSHSIG these are not the message but [`SshSig::signed_data`].
    ///
    /// # Errors
    /// It cannot or will not.
    fn sign_data(&self, data: &[u8]) -> Result<Signature, SignError>;
}

/// Why there is no signature.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The private key wants its passphrase first.
    #[error("the private key is encrypted")]
    Encrypted,
    /// The key in memory is not Ed25519, or its two halves do not belong together.
    #[error("the private key cannot sign: it must be an Ed25519 key")]
    KeyType,
    /// The agent or the device behind the signer failed or refused.
    #[error("the signer did not sign")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What it signed does not verify by its own key: a fault, or the wrong key.
    #[error("the signer's signature does not verify by its own public key")]
    Faulty,
}

impl ManifestSigner for PrivateKey {
    fn public_key(&self) -> &KeyData {
        self.public_key().key_data()
    }

    fn sign_data(&self, data: &[u8]) -> Result<Signature, SignError> {
        KeyInMemory::new(self)?.sign_data(data)
    }
}

/// A private key that was taken apart: its halves are compared once, which takes as long as to sign with it.
pub struct KeyInMemory {
    public: KeyData,
    secret: SigningKey,
}

impl KeyInMemory {
    /// Takes a key apart.
    ///
    /// # Errors
    /// It is encrypted, or no Ed25519 key, or its halves do not belong together.
    pub fn new(key: &PrivateKey) -> Result<Self, SignError> {
        if key.is_encrypted() {
            return Err(SignError::Encrypted);
        }
        let pair = key.key_data().ed25519().ok_or(SignError::KeyType)?;
        let secret = SigningKey::try_from(pair).map_err(|_| SignError::KeyType)?;
        Ok(Self { public: key.public_key().key_data().clone(), secret })
    }
}

impl ManifestSigner for KeyInMemory {
    fn public_key(&self) -> &KeyData {
        &self.public
    }

    fn sign_data(&self, data: &[u8]) -> Result<Signature, SignError> {
        Signature::new(Algorithm::Ed25519, self.secret.sign(data).to_vec()).map_err(|_| SignError::Faulty)
    }
}

/// Signs a message in a namespace: the text of the signature file, byte for byte what `ssh-keygen -Y sign -O hashalg=sha256`
/// writes.
///
/// Deterministic for a key in memory: the same message gives the same file. What comes out has been verified, so that a
/// faulty device never seals anything.
///
/// # Errors
/// See [`SignError`].
pub fn sign<'m>(
    namespace: &str,
    message: impl Into<Message<'m>>,
    signer: &dyn ManifestSigner,
) -> Result<String, SignError> {
    sign_sha256(namespace, &message.into().digest(), signer)
}

/// Signs a message of which this is the SHA-256.
///
/// # Errors
/// See [`SignError`].
pub fn sign_sha256(namespace: &str, sha256: &Digest, signer: &dyn ManifestSigner) -> Result<String, SignError> {
    // Not ssh-keygen's default of SHA-512: the log names the manifest by its SHA-256, so another hash could make nothing
    // safer, and whoever verifies would have to hash every manifest a second time.
    let data = signed_data_by_sha256(namespace, sha256).map_err(|_| SignError::Faulty)?;
    let signature = signer.sign_data(&data)?;
    let signature = SshSig::new(signer.public_key().clone(), namespace, HashAlg::Sha256, signature)
        .map_err(|_| SignError::Faulty)?;
    let armour = signature.to_pem(LineEnding::LF).map_err(|_| SignError::Faulty)?;
    match UnverifiedSignature::parse(armour.as_bytes()).and_then(|read| read.check_data(&data)) {
        Ok(()) => Ok(armour),
        Err(_) => Err(SignError::Faulty),
    }
}
