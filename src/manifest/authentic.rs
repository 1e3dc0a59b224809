//! The only way to a manifest: digest and signature first, then the form, and last whether the signer may seal.

use super::{FormError, Manifest};
use crate::digest::Digest;
use crate::timestamp::Timestamp;
use crate::trust::sshsig::{Message, NAMESPACE, SignatureError};
use crate::trust::{AllowedSigners, SshPublicKey, UnverifiedSignature};

/// A manifest's bytes, after digest and signature were checked; its form was not yet.
#[derive(Debug)]
pub struct Authentic<'a> {
    bytes: &'a [u8],
    principal: String,
    sealed_at: Timestamp,
}

/// Why a manifest's bytes are not believed.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// Other bytes than the log names, and nobody allowed signed them.
    #[error("its bytes are not those that the log names (SHA-256 {found})")]
    Altered {
        /// What they hash to.
        found: Digest,
    },
    /// Other bytes than the log names, and yet signed by somebody allowed.
    #[error("its bytes are not those that the log names, and '{}' has signed them anew", .principal.escape_debug())]
    ReSealed {
        /// Who.
        principal: String,
    },
    /// The bytes are those of the log, the signature does not hold.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

/// What a signature file says of a manifest's bytes. Whether the key may seal is open: that may hang on what earlier
/// manifests state, so it is asked last, in the order of the log.
#[derive(Debug)]
pub struct Signed<'a> {
    bytes: &'a [u8],
    found: Digest,
    as_logged: bool,
    key: Result<SshPublicKey, SignatureError>,
    sealed_at: Timestamp,
}

impl<'a> Signed<'a> {
    /// Checks a manifest's bytes against its line in the log (digest, and the time in its name), and their signature by the key
    /// that the signature names.
    pub fn of(message: impl Into<Message<'a>>, signature: &[u8], logged: &Digest, at: Timestamp) -> Self {
        let message = message.into();
        let (bytes, found) = (message.bytes(), message.digest());
        let key = UnverifiedSignature::parse(signature).and_then(|signature| signature.by_claimed(message, NAMESPACE));
        Self { bytes, found, as_logged: found == *logged, key, sealed_at: at }
    }

    /// What the bytes state. Nobody has said yet that their signer may state it.
    pub fn claim<T>(self, read: impl FnOnce(Result<Manifest<'a>, FormError>) -> T) -> Claim<T> {
        let stated = read(parse(self.bytes, self.sealed_at));
        self.with(stated)
    }

    fn with<T>(self, stated: T) -> Claim<T> {
        Claim { found: self.found, as_logged: self.as_logged, key: self.key, sealed_at: self.sealed_at, stated }
    }
}

/// What an unbelieved manifest states; [`Claim::believe`] is the way to it.
#[derive(Debug)]
pub struct Claim<T> {
    found: Digest,
    as_logged: bool,
    key: Result<SshPublicKey, SignatureError>,
    sealed_at: Timestamp,
    stated: T,
}

impl<T> Claim<T> {
    /// When it says it was sealed.
    pub fn sealed_at(&self) -> Timestamp {
        self.sealed_at
    }

    /// What is stated, by whomever: good for nothing but to decide what else is to be read.
    pub fn unbelieved(&self) -> &T {
        &self.stated
    }

    /// What is stated, and the principal who signed it, if that key may seal both at the time that the manifest claims and
    /// at this one, before which it cannot have been logged.
    ///
    /// # Errors
    /// See [`AuthenticationError`].
    pub fn believe(self, allowed: &AllowedSigners, at: Timestamp) -> Result<(T, String), AuthenticationError> {
        let signer = self.key.and_then(|key| {
            allowed.find(&key, NAMESPACE, self.sealed_at)?;
            Ok(allowed.find(&key, NAMESPACE, at)?.principal().to_owned())
        });
        match (self.as_logged, signer) {
            (true, signer) => Ok((self.stated, signer?)),
            (false, Ok(principal)) => Err(AuthenticationError::ReSealed { principal }),
            (false, Err(_)) => Err(AuthenticationError::Altered { found: self.found }),
        }
    }
}

/// Checks a manifest's bytes against its line in the log and its signature.
///
/// `logged` and `at` are the digest of its line in the log, and the time in its name: for that time the signer must be
/// allowed.
///
/// # Errors
/// See [`AuthenticationError`].
pub fn authenticate<'a>(
    bytes: &'a [u8],
    signature: &[u8],
    logged: &Digest,
    at: Timestamp,
    allowed: &AllowedSigners,
) -> Result<Authentic<'a>, AuthenticationError> {
    let ((), principal) = Signed::of(bytes, signature, logged, at).with(()).believe(allowed, at)?;
    Ok(Authentic { bytes, principal, sealed_at: at })
}

/// A manifest that was believed before, read once more: by the digest in a log that was believed, too. Nothing if its bytes
/// are no longer those, so that nobody can slip others in between.
pub fn reread<'a>(bytes: &'a [u8], logged: &Digest) -> Option<Manifest<'a>> {
    (Digest::of(bytes) == *logged).then(|| Manifest::parse(bytes).ok()).flatten()
}

fn parse(bytes: &[u8], sealed_at: Timestamp) -> Result<Manifest<'_>, FormError> {
    let manifest = Manifest::parse(bytes)?;
    if manifest.sealed_at != sealed_at {
        return Err(FormError::Name);
    }
    Ok(manifest)
}

impl<'a> Authentic<'a> {
    /// Reads what it states, and compares what it says of itself with its name and its signature.
    ///
    /// # Errors
    /// See [`FormError`].
    pub fn read(&self) -> Result<Manifest<'a>, FormError> {
        let manifest = parse(self.bytes, self.sealed_at)?;
        if *manifest.sealed_by != *self.principal {
            return Err(FormError::Signer);
        }
        Ok(manifest)
    }
}
