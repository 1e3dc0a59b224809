//! OpenSSH signatures over manifests (PROTOCOL.sshsig), as `ssh-keygen -Y sign` makes them.

mod message;
mod sign;

use ssh_key::{Algorithm, LineEnding, SshSig};

use crate::digest::Digest;
use crate::timestamp::Timestamp;
use crate::trust::allowed_signers::{AllowedSigners, WhyNot};
use crate::trust::ed25519::BadSignature;
use crate::trust::ssh_key::{SshPublicKey, SshPublicKeyError};

pub use message::Message;
pub use sign::{KeyInMemory, ManifestSigner, SignError, sign, sign_sha256};

/// The namespace of manifest signatures. A signature made for git, for mail or for a login is in another one and can
/// never be taken for one over a manifest.
pub const NAMESPACE: &str = "kzarchive-manifest";

/// The longest signature file that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;

/// A signature file that was read and not checked yet.
#[derive(Clone, Debug)]
pub struct UnverifiedSignature {
    inner: SshSig,
    key: SshPublicKey,
}

/// Who signed: what allowed_signers says of the key that made a signature which verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The first name of the key's line.
    pub principal: String,
    /// The key.
    pub key: SshPublicKey,
}

/// Why a signature is not read, or not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not an SSHSIG of version 1, in SHA-256 or SHA-512, that OpenSSH would write.
    #[error("the signature file is not an OpenSSH signature")]
    Malformed,
    /// A signature, but not in the bytes that OpenSSH writes: other line breaks, text around it, spare bytes inside.
    #[error("the signature file is not spelled as ssh-keygen -Y sign writes it")]
    Spelling,
    /// The key in it.
    #[error("the key in the signature file is refused: {0}")]
    Key(#[from] SshPublicKeyError),
    /// Made for something else.
    #[error("the signature is made for another namespace than {expected}")]
    WrongNamespace {
        /// What it should be made for.
        expected: String,
    },
    /// The key that made it may not sign this, or not at this time.
    #[error(transparent)]
    NotAllowed(#[from] WhyNot),
    /// The key did not sign this message.
    #[error("the signature does not verify")]
    BadSignature,
    /// A hardware key signed without being touched, or says something that this version cannot judge.
    #[error("the hardware key was not touched, or set flags that are not known")]
    Presence,
}

impl From<BadSignature> for SignatureError {
    fn from(_: BadSignature) -> Self {
        Self::BadSignature
    }
}

impl UnverifiedSignature {
    /// Reads a signature file in its one spelling; checks nothing of what it says.
    ///
    /// # Errors
    /// Any file that `ssh-keygen -Y sign` would not have written with a key that is supported.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignatureError> {
        if bytes.len() > MAX_BYTES {
            return Err(SignatureError::Malformed);
        }
        let inner = SshSig::from_pem(bytes).map_err(|error| match error {
            // ECDSA and what came after this version; RSA is decoded, and refused below.
            ssh_key::Error::AlgorithmUnknown => SshPublicKeyError::KeyType.into(),
            _ => SignatureError::Malformed,
        })?;
        // The crate lets version 0 and reserved data through; OpenSSH refuses the one and the other has no meaning.
        if inner.version() != SshSig::VERSION || !inner.reserved().is_empty() {
            return Err(SignatureError::Malformed);
        }
        let key = SshPublicKey::from_key_data(inner.public_key())?;
        // One spelling: ssh-keygen skips blanks and what follows the armour, and decoders skip what follows a field. Then a
        // changed byte would go unseen.
        if inner.to_pem(LineEnding::LF).map_or(true, |pem| pem.as_bytes() != bytes) {
            return Err(SignatureError::Spelling);
        }
        Ok(Self { inner, key })
    }

    /// Who claims to have signed. Only a claim: to find a key by, or to show.
    pub fn claimed_key(&self) -> &SshPublicKey {
        &self.key
    }

    /// Checks that an allowed signer signed this message, in this namespace, at a time when that was allowed.
    ///
    /// The time is the signer's own word (the manifest's name): a signature carries none.
    ///
    /// # Errors
    /// In this order: wrong namespace, bad signature, then why the key may not sign this. So an `Expired` says that the
    /// signature itself is good.
    pub fn verify<'m>(
        &self,
        message: impl Into<Message<'m>>,
        namespace: &str,
        allowed: &AllowedSigners,
        at: Timestamp,
    ) -> Result<Signer, SignatureError> {
        let key = self.by_claimed(message, namespace)?;
        let principal = allowed.find(&key, namespace, at)?.principal().to_owned();
        Ok(Signer { principal, key })
    }

    /// Checks that the key which the file names signed this message in this namespace. Whether that key may is another
    /// question.
    ///
    /// # Errors
    /// It did not.
    pub fn by_claimed<'m>(
        &self,
        message: impl Into<Message<'m>>,
        namespace: &str,
    ) -> Result<SshPublicKey, SignatureError> {
        if self.inner.namespace() != namespace {
            return Err(SignatureError::WrongNamespace { expected: namespace.to_owned() });
        }
        self.check(&message.into())?;
        Ok(self.key.clone())
    }

    /// The signature alone, by the key that it names. The ssh-key crate is not asked: its check is not the strict one.
    fn check(&self, message: &Message<'_>) -> Result<(), SignatureError> {
        self.check_data(&message::signed_data(self.inner.namespace(), self.inner.hash_alg(), message)?)
    }

    fn check_data(&self, data: &[u8]) -> Result<(), SignatureError> {
        let signature = self.inner.signature();
        match (signature.algorithm(), self.key.application()) {
            (Algorithm::Ed25519, None) => {
                let signature = signature.as_bytes().try_into().map_err(|_| SignatureError::Malformed)?;
                Ok(self.key.public_key().verify(data, signature)?)
            }
            (Algorithm::SkEd25519, Some(application)) => self.check_hardware(application, data),
            _ => Err(SignatureError::Malformed),
        }
    }

    /// A hardware key signs SHA-256 of the application, flags, counter, and SHA-256 of the data (PROTOCOL.u2f).
    fn check_hardware(&self, application: &str, data: &[u8]) -> Result<(), SignatureError> {
        const USER_PRESENT: u8 = 0x01;
        const USER_VERIFIED: u8 = 0x04;
        let Some((signature, rest @ [flags, ..])) = self.inner.signature_bytes().split_first_chunk::<64>() else {
            return Err(SignatureError::Malformed);
        };
        let application = Digest::of(application.as_bytes());
        let data = Digest::of(data);
        let signed = [application.as_bytes().as_slice(), rest, data.as_bytes()].concat();
        self.key.public_key().verify(&signed, signature)?;
        // After the signature, which covers the flags: so `Presence` is the key's own word. Other flags announce data that is
        // not there.
        if flags & USER_PRESENT == 0 || flags & !(USER_PRESENT | USER_VERIFIED) != 0 {
            return Err(SignatureError::Presence);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
