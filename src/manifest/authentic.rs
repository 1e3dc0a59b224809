//! The only way to a manifest: digest and signature first, then the form.

use super::{FormError, Manifest};
use crate::digest::Digest;
use crate::timestamp::Timestamp;
use crate::trust::sshsig::{Message, NAMESPACE, SignatureError};
use crate::trust::{AllowedSigners, UnverifiedSignature};

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
    let message = Message::new(bytes);
    let found = message.digest();
    let signer =
        UnverifiedSignature::parse(signature).and_then(|signature| signature.verify(message, NAMESPACE, allowed, at));
    match (found == *logged, signer) {
        (true, signer) => Ok(Authentic { bytes, principal: signer?.principal, sealed_at: at }),
        (false, Ok(signer)) => Err(AuthenticationError::ReSealed { principal: signer.principal }),
        (false, Err(_)) => Err(AuthenticationError::Altered { found }),
    }
}

impl<'a> Authentic<'a> {
    /// Reads what it states, and compares what it says of itself with its name and its signature.
    ///
    /// # Errors
    /// See [`FormError`].
    pub fn read(&self) -> Result<Manifest<'a>, FormError> {
        let manifest = Manifest::parse(self.bytes)?;
        if manifest.sealed_at != self.sealed_at {
            return Err(FormError::Name);
        }
        if *manifest.sealed_by != *self.principal {
            return Err(FormError::Signer);
        }
        Ok(manifest)
    }
}
