//! Private keys, the archivist's and the log's: both in OpenSSH's own file format, so that one tool and one kind of
//! passphrase serve for both.
//!
//! Where the files lie and who may read them is the store's concern.

use std::ops::Deref;

use ed25519_dalek::SigningKey;
use ssh_key::rand_core::CryptoRngCore;
use ssh_key::{Algorithm, LineEnding, PrivateKey};

use crate::trust::cosignature::Cosigner;
use crate::trust::key_name::KeyName;
use crate::trust::note_signer::NoteSigner;

/// The longest private key file that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;

/// Why a private key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Not an OpenSSH private key, or a damaged one.
    #[error("the file is not an OpenSSH private key")]
    Malformed,
    /// RSA, ECDSA, or a hardware key, whose secret is not in the file.
    #[error("the private key is not of type ssh-ed25519")]
    KeyType,
    /// It wants its passphrase first.
    #[error("the private key is encrypted")]
    Encrypted,
    /// It has no passphrase.
    #[error("the private key is not encrypted")]
    NotEncrypted,
    /// The passphrase does not open it.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// An empty passphrase: OpenSSH takes it for none.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
}

/// Makes a new Ed25519 key, for an archivist or for a log.
///
/// # Errors
/// Does not fail; the type is the library's.
pub fn generate(rng: &mut impl CryptoRngCore, comment: &str) -> Result<PrivateKey, SecretError> {
    let mut key = PrivateKey::random(rng, Algorithm::Ed25519).map_err(|_| SecretError::KeyType)?;
    key.set_comment(comment);
    Ok(key)
}

/// Reads a private key file, encrypted or not.
///
/// # Errors
/// Not an OpenSSH file, or not Ed25519.
pub fn read(file: &[u8]) -> Result<PrivateKey, SecretError> {
    if file.len() > MAX_BYTES {
        return Err(SecretError::Malformed);
    }
    let key = PrivateKey::from_openssh(file).map_err(|error| match error {
        // ECDSA; RSA is decoded, and refused below.
        ssh_key::Error::AlgorithmUnknown => SecretError::KeyType,
        _ => SecretError::Malformed,
    })?;
    match key.algorithm() {
        Algorithm::Ed25519 => Ok(key),
        _ => Err(SecretError::KeyType),
    }
}

/// Writes the text of a private key file. It is wiped from memory when dropped.
///
/// # Errors
/// Does not fail for a key that was read or generated here.
pub fn write(key: &PrivateKey) -> Result<impl Deref<Target = String>, SecretError> {
    key.to_openssh(LineEnding::LF).map_err(|_| SecretError::Malformed)
}

/// Encrypts a key with a passphrase, as ssh-keygen does (bcrypt, AES-256-CTR).
///
/// # Errors
/// It is encrypted already, or the passphrase is empty.
pub fn encrypt(key: &PrivateKey, rng: &mut impl CryptoRngCore, passphrase: &str) -> Result<PrivateKey, SecretError> {
    if passphrase.is_empty() {
        return Err(SecretError::EmptyPassphrase);
    }
    key.encrypt(rng, passphrase).map_err(|_| SecretError::Encrypted)
}

/// Opens a key with its passphrase.
///
/// # Errors
/// It is not encrypted, or not with this passphrase.
pub fn decrypt(key: &PrivateKey, passphrase: &str) -> Result<PrivateKey, SecretError> {
    if !key.is_encrypted() {
        return Err(SecretError::NotEncrypted);
    }
    // The comment is inside the encrypted part, and the public half is checked against it.
    key.decrypt(passphrase).map_err(|_| SecretError::WrongPassphrase)
}

/// Makes a log's signer of a key: the origin is not in the file, it is what the archive says.
///
/// # Errors
/// The key is encrypted, or not Ed25519.
pub fn note_signer(key: &PrivateKey, origin: KeyName) -> Result<NoteSigner, SecretError> {
    Ok(NoteSigner::new(origin, signing_key(key)?))
}

/// Makes a witness's signer of a key, which must be used for nothing else: cosignature/v1 does not cover the name.
///
/// # Errors
/// The key is encrypted, or not Ed25519.
pub fn cosigner(key: &PrivateKey, name: KeyName) -> Result<Cosigner, SecretError> {
    Ok(Cosigner::new(name, signing_key(key)?))
}

fn signing_key(key: &PrivateKey) -> Result<SigningKey, SecretError> {
    if key.is_encrypted() {
        return Err(SecretError::Encrypted);
    }
    let pair = key.key_data().ed25519().ok_or(SecretError::KeyType)?;
    SigningKey::try_from(pair).map_err(|_| SecretError::Malformed)
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding as _};
    use ssh_key::rand_core::OsRng;

    use super::*;

    fn origin() -> KeyName {
        "example.org/log".parse().unwrap()
    }

    #[test]
    fn a_key_survives_its_file_and_its_passphrase() {
        let key = generate(&mut OsRng, "log of example.org").unwrap();
        let file = write(&key).unwrap();
        assert_eq!(read(file.as_bytes()).unwrap(), key);
        let locked = encrypt(&key, &mut OsRng, "пароль").unwrap();
        let locked = read(write(&locked).unwrap().as_bytes()).unwrap();
        let opened = decrypt(&locked, "пароль").unwrap();
        assert_eq!(opened.comment(), "log of example.org");
        assert_eq!(
            note_signer(&opened, origin()).unwrap().sign("text\n"),
            note_signer(&key, origin()).unwrap().sign("text\n")
        );
    }

    /// A file whose key says that it is of another type, which no part of this program reads.
    fn of_another_type(file: &str) -> String {
        let base64: String = file.lines().filter(|line| !line.starts_with('-')).collect();
        let (blob, named) = (Base64::decode_vec(&base64).unwrap(), b"\0\0\0\x33\0\0\0\x0bssh-ed25519");
        let at = blob.windows(named.len()).position(|part| part == named).unwrap();
        let ecdsa = b"\0\0\0\x3b\0\0\0\x13ecdsa-sha2-nistp256";
        let blob = [&blob[..at], ecdsa, &blob[at + named.len()..]].concat();
        let base64 = Base64::encode_string(&blob);
        let lines: Vec<_> = base64.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n", lines.join("\n"))
    }

    #[test]
    fn every_refusal_fires() {
        let key = generate(&mut OsRng, "").unwrap();
        let locked = encrypt(&key, &mut OsRng, "a").unwrap();
        assert_eq!(decrypt(&locked, "b"), Err(SecretError::WrongPassphrase));
        assert_eq!(decrypt(&key, "a"), Err(SecretError::NotEncrypted));
        assert_eq!(encrypt(&locked, &mut OsRng, "a"), Err(SecretError::Encrypted));
        assert_eq!(encrypt(&key, &mut OsRng, ""), Err(SecretError::EmptyPassphrase));
        assert_eq!(note_signer(&locked, origin()).unwrap_err(), SecretError::Encrypted);
        assert_eq!(read(b"ssh-ed25519 AAAA"), Err(SecretError::Malformed));
        assert_eq!(read(&[b'a'; MAX_BYTES + 1]), Err(SecretError::Malformed));
        let long = |comment: usize| {
            let mut key = key.clone();
            key.set_comment("c".repeat(comment));
            write(&key).unwrap().to_string()
        };
        // The first lengths on both sides of the limit: no key file has exactly so many bytes.
        let (longest, longer) = (long(11_829), long(11_830));
        assert!(longest.len() < MAX_BYTES && longer.len() > MAX_BYTES, "{} {}", longest.len(), longer.len());
        assert!(read(longest.as_bytes()).is_ok());
        assert_eq!(read(longer.as_bytes()), Err(SecretError::Malformed));
        assert_eq!(read(of_another_type(&write(&key).unwrap()).as_bytes()), Err(SecretError::KeyType));
        let public = ssh_key::public::SkEd25519::new(*key.public_key().key_data().ed25519().unwrap(), "ssh:");
        let hardware = PrivateKey::from(ssh_key::private::SkEd25519::new(public, 1, [0_u8; 4].as_slice()).unwrap());
        assert_eq!(read(write(&hardware).unwrap().as_bytes()), Err(SecretError::KeyType));
        assert_eq!(note_signer(&hardware, origin()).unwrap_err(), SecretError::KeyType);
    }
}
