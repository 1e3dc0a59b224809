//! Ed25519 (RFC 8032), strictly: one spelling a key, one acceptance rule a signature.

use std::fmt;

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};

/// An Ed25519 public key that is fit to be believed.
///
/// A key of small order verifies signatures that nobody made, and a second encoding of one point would pass for a second
/// key; neither can become a `PublicKey`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

/// Why 32 bytes are not a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// The y coordinate is not below 2^255 - 19 (RFC 8032 §5.1.3 step 1; libraries commonly reduce it silently).
    #[error("the public key is not in its canonical encoding")]
    NonCanonical,
    /// No curve point has this encoding.
    #[error("the public key is not a point of the curve")]
    NotOnCurve,
    /// The point has small order: anyone can make signatures that it verifies.
    #[error("the public key is weak: its point has small order")]
    Weak,
}

/// The signature was not made by this key over this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the Ed25519 signature does not verify")]
pub struct BadSignature;

impl PublicKey {
    /// Reads the 32 bytes of RFC 8032 §5.1.2.
    ///
    /// # Errors
    /// A second spelling of a point, no point, or a point of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, PublicKeyError> {
        if !is_reduced(bytes) {
            return Err(PublicKeyError::NonCanonical);
        }
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| PublicKeyError::NotOnCurve)?;
        if key.is_weak() {
            return Err(PublicKeyError::Weak);
        }
        Ok(Self(key))
    }

    /// The public key of a secret one. The secret scalar is clamped (RFC 8032 §5.1.5), so the point cannot be weak.
    pub fn of(secret: &SigningKey) -> Self {
        Self(secret.verifying_key())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Checks a signature.
    ///
    /// Strict: the plain check accepts keys and R of small order, so that one signature fits many messages. S must be below
    /// the group order L (RFC 8032 §5.1.7), else every signature has a twin, and R is compared as bytes, so that it has one
    /// spelling.
    ///
    /// # Errors
    /// The signature is not this key's over this message.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), BadSignature> {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).map_err(|_| BadSignature)
    }
}

/// True when the y coordinate, which is all but the topmost bit, is below 2^255 - 19.
fn is_reduced(bytes: &[u8; 32]) -> bool {
    bytes[31] & 0x7f != 0x7f || bytes[1..31].iter().any(|byte| *byte != 0xff) || bytes[0] < 0xed
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey(")?;
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, ")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The eight points of small order, in the encodings that decoders meet (Chalkias, Garillot, Nikolaenko 2020, table 1).
    const SMALL_ORDER: [&str; 8] = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    ];

    fn bytes(hex: &str) -> [u8; 32] {
        *hex.parse::<crate::digest::Digest>().unwrap().as_bytes()
    }

    #[test]
    fn small_order_keys_are_weak() {
        for hex in SMALL_ORDER {
            assert_eq!(PublicKey::from_bytes(&bytes(hex)), Err(PublicKeyError::Weak), "{hex}");
        }
    }

    #[test]
    fn second_spellings_are_refused() {
        for low in 0xed..=0xff {
            for top in [0x7f, 0xff] {
                let mut key = [0xff; 32];
                (key[0], key[31]) = (low, top);
                assert_eq!(PublicKey::from_bytes(&key), Err(PublicKeyError::NonCanonical), "{low:x} {top:x}");
            }
        }
    }

    #[test]
    fn only_what_is_not_below_the_prime_is_a_second_spelling() {
        let with = |low: u8, middle: u8, top: u8| {
            let mut key = [0xff; 32];
            (key[0], key[17], key[31]) = (low, middle, top);
            key
        };
        for good in [with(0xec, 0xff, 0x7f), with(0xff, 0xfe, 0x7f), with(0xff, 0xfe, 0xff), with(0xff, 0xff, 0x7e)] {
            assert!(is_reduced(&good), "{good:x?}");
        }
        assert!(!is_reduced(&with(0xed, 0xff, 0x7f)));
    }

    #[test]
    fn half_of_all_numbers_are_no_point() {
        let mut two = [0; 32];
        two[0] = 2;
        assert_eq!(PublicKey::from_bytes(&two), Err(PublicKeyError::NotOnCurve));
    }
}
