//! Signatures of WACZ packages (WACZ Signing and Verification 0.1.0): over the digest of `datapackage.json`, by a key that the
//! package names itself, or by the certificate of a domain.

use base64ct::{Base64, Encoding};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA256_ASN1, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::digest::Digest;

/// What a package's own signature says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackageSignature {
    /// There is none.
    Absent,
    /// It holds for a key that the package names itself; nobody vouches for that key.
    Holds {
        /// SHA-256 of the key (SubjectPublicKeyInfo, DER).
        key: Digest,
    },
    /// It does not hold.
    Broken,
    /// It was not checked.
    NotChecked {
        /// Who is said to have signed.
        by: String,
    },
}

impl std::fmt::Display for PackageSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent => f.write_str("it carries no signature"),
            Self::Holds { key } => {
                write!(f, "its signature holds, by a key that it names itself and nobody vouches for (SHA-256 {key})")
            }
            Self::Broken => f.write_str("its signature does not hold"),
            Self::NotChecked { by } => write!(f, "it says that it was signed by {by}; that was not checked"),
        }
    }
}

/// Judges `datapackage-digest.json`, of which `stated` is the digest that it states and that holds.
pub(super) fn judge(file: &Value, stated: &str) -> PackageSignature {
    let signed = &file["signedData"];
    if signed.is_null() {
        return PackageSignature::Absent;
    }
    // Signed for another package, and copied into this one.
    if signed["hash"].as_str() != Some(stated) {
        return PackageSignature::Broken;
    }
    if let Some(domain) = signed["domain"].as_str() {
        // Its certificate has ended long before most packages are read: a time stamp would have to be judged, too.
        return PackageSignature::NotChecked { by: domain.to_owned() };
    }
    let bytes = |key: &str| signed[key].as_str().and_then(|text| Base64::decode_vec(text).ok());
    let Some((key, signature)) = bytes("publicKey").zip(bytes("signature")) else { return PackageSignature::Broken };
    match holds(&key, &signature, stated.as_bytes()) {
        None => PackageSignature::NotChecked { by: "a key of a kind that is not known here".to_owned() },
        Some(true) => PackageSignature::Holds { key: Digest::of(&key) },
        Some(false) => PackageSignature::Broken,
    }
}

/// SubjectPublicKeyInfo of an uncompressed point (RFC 5480), up to the point.
const P256: &[u8] =
    b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
const P384: &[u8] = b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00";

/// Whether a signature holds, by ECDSA with SHA-256; nothing for another kind of key. Browsers write a signature as two numbers
/// of fixed length (IEEE P1363), other programs in DER.
fn holds(key: &[u8], signature: &[u8], message: &[u8]) -> Option<bool> {
    let by = |algorithm: &'static dyn VerificationAlgorithm, point: &[u8], signature: &[u8]| {
        UnparsedPublicKey::new(algorithm, point).verify(message, signature).is_ok()
    };
    if let Some(point) = key.strip_prefix(P256) {
        let fixed = signature.len() == 64 && by(&ECDSA_P256_SHA256_FIXED, point, signature);
        return Some(fixed || by(&ECDSA_P256_SHA256_ASN1, point, signature));
    }
    let point = key.strip_prefix(P384)?;
    let fixed = signature.len() == 96 && by(&ECDSA_P384_SHA256_ASN1, point, &der(signature));
    Some(fixed || by(&ECDSA_P384_SHA256_ASN1, point, signature))
}

/// Two numbers of fixed length as a DER sequence (RFC 3279 §2.2.3). Both are short: no length takes more than a byte.
fn der(fixed: &[u8]) -> Vec<u8> {
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let mut numbers = Vec::new();
    for number in [r, s] {
        let plain = number.iter().position(|byte| *byte != 0).map_or(&number[number.len() - 1..], |at| &number[at..]);
        let sign: &[u8] = if plain[0] & 0x80 == 0 { &[] } else { &[0] };
        let length = u8::try_from(sign.len() + plain.len()).unwrap_or_default();
        numbers.extend_from_slice(&[&[0x02, length], sign, plain].concat());
    }
    let length = u8::try_from(numbers.len()).unwrap_or_default();
    [&[0x30, length][..], &numbers].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_fixed_length_as_der() {
        assert_eq!(der(&[0, 1, 0, 0x80]), [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80]);
        assert_eq!(der(&[0, 0, 1, 2]), [0x30, 7, 2, 1, 0, 2, 2, 1, 2]);
    }
}
