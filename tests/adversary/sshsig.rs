//! Signatures as OpenSSH's PROTOCOL.sshsig lays them out, made by hand: also those that no tool would make.

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::Digest as _;
use ssh_key::PrivateKey;

/// What goes into one; [`Blob::of`] gives a good one.
pub struct Blob {
    pub magic: &'static [u8],
    pub version: u32,
    pub key_type: &'static [u8],
    pub key: Vec<u8>,
    pub namespace: &'static [u8],
    pub reserved: &'static [u8],
    pub hash: &'static [u8],
    pub signature_type: &'static [u8],
    pub signature: Vec<u8>,
    pub after: &'static [u8],
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// What an Ed25519 key signs, by PROTOCOL.sshsig.
pub fn message(namespace: &[u8], reserved: &[u8], bytes: &[u8]) -> Vec<u8> {
    let hash = sha2::Sha256::digest(bytes);
    [b"SSHSIG".to_vec(), string(namespace), string(reserved), string(b"sha256"), string(&hash)].concat()
}

pub fn secret(key: &PrivateKey) -> SigningKey {
    SigningKey::from_bytes(&key.key_data().ed25519().unwrap().private.to_bytes())
}

impl Blob {
    /// A good signature of these bytes.
    pub fn of(bytes: &[u8], key: &PrivateKey) -> Self {
        Self::over(message(b"kzarchive-manifest", b"", bytes), key)
    }

    /// A signature of a message, whatever it says.
    pub fn over(message: Vec<u8>, key: &PrivateKey) -> Self {
        let key = secret(key);
        Self {
            magic: b"SSHSIG",
            version: 1,
            key_type: b"ssh-ed25519",
            key: key.verifying_key().to_bytes().to_vec(),
            namespace: b"kzarchive-manifest",
            reserved: b"",
            hash: b"sha256",
            signature_type: b"ssh-ed25519",
            signature: key.sign(&message).to_vec(),
            after: b"",
        }
    }

    /// The file.
    pub fn armour(&self) -> String {
        let key = [string(self.key_type), string(&self.key)].concat();
        let signature = [string(self.signature_type), string(&self.signature)].concat();
        let blob = [
            self.magic,
            &self.version.to_be_bytes(),
            &string(&key),
            &string(self.namespace),
            &string(self.reserved),
            &string(self.hash),
            &string(&signature),
            self.after,
        ]
        .concat();
        armour(&blob, 70)
    }
}

/// Base64 in lines of so many characters between the two lines of an SSH signature.
pub fn armour(blob: &[u8], width: usize) -> String {
    use base64ct::{Base64, Encoding as _};
    let base64 = Base64::encode_string(blob);
    let lines: Vec<&str> = base64.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}
