//! OpenSSH public keys of archivists: Ed25519, in memory or on a hardware key.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use ssh_key::public::{Ed25519PublicKey, KeyData, SkEd25519};

use crate::path::reorders_or_hides;
use crate::trust::ed25519::{PublicKey, PublicKeyError};

const ED25519: &str = "ssh-ed25519";
const SK_ED25519: &str = "sk-ssh-ed25519@openssh.com";

/// An archivist's public key: `ssh-ed25519`, or `sk-ssh-ed25519@openssh.com` for one that lives in hardware.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SshPublicKey {
    key: PublicKey,
    /// Of a hardware key only: what it was made for, such as `ssh:`.
    application: Option<String>,
}

/// Why an OpenSSH public key is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SshPublicKeyError {
    /// Not `keytype base64`, or more than one line.
    #[error("a public key reads <keytype> <base64>")]
    Form,
    /// RSA, ECDSA, a certificate, or a name that is no key type.
    #[error("the key type must be {ED25519} or {SK_ED25519}")]
    KeyType,
    /// Not base64 in its one spelling.
    #[error("the key is not canonical base64")]
    Base64,
    /// The bytes are not a key, have another type inside than outside, or go on after the key.
    #[error("the bytes of the key are not an OpenSSH public key of the type that is named")]
    Blob,
    /// The Ed25519 key in it.
    #[error(transparent)]
    Key(#[from] PublicKeyError),
    /// A hardware key that was not made for SSH: a web site's login would sign for it.
    #[error("the application of a hardware key starts with ssh: and has no control character")]
    Application,
}

impl SshPublicKey {
    /// Takes over a key from the ssh-key crate.
    ///
    /// # Errors
    /// Another type of key, or an Ed25519 key that is not fit to be believed.
    pub fn from_key_data(data: &KeyData) -> Result<Self, SshPublicKeyError> {
        match data {
            KeyData::Ed25519(key) => Ok(Self { key: PublicKey::from_bytes(&key.0)?, application: None }),
            KeyData::SkEd25519(sk) => {
                let application = sk.application();
                let hidden = |c: char| c.is_control() || reorders_or_hides(c);
                if !application.starts_with("ssh:") || application.contains(hidden) {
                    return Err(SshPublicKeyError::Application);
                }
                let key = PublicKey::from_bytes(&sk.public_key().0)?;
                Ok(Self { key, application: Some(application.to_owned()) })
            }
            _ => Err(SshPublicKeyError::KeyType),
        }
    }

    /// Reads a `.pub` file: one line with type, base64, and a comment that is dropped.
    ///
    /// # Errors
    /// See [`SshPublicKeyError`].
    pub fn from_openssh(line: &str) -> Result<Self, SshPublicKeyError> {
        let line = line.trim_end();
        // A second line would pass for a part of the comment, and its key be dropped without a word.
        if line.contains(char::is_control) {
            return Err(SshPublicKeyError::Form);
        }
        let mut items = line.splitn(3, ' ');
        match (items.next(), items.next()) {
            (Some(key_type), Some(base64)) => Self::from_parts(key_type, base64),
            _ => Err(SshPublicKeyError::Form),
        }
    }

    /// Reads key type and base64.
    pub(super) fn from_parts(key_type: &str, base64: &str) -> Result<Self, SshPublicKeyError> {
        if key_type != ED25519 && key_type != SK_ED25519 {
            return Err(SshPublicKeyError::KeyType);
        }
        let bytes = Base64::decode_vec(base64).map_err(|_| SshPublicKeyError::Base64)?;
        let blob = ssh_key::PublicKey::from_bytes(&bytes).map_err(|_| SshPublicKeyError::Blob)?;
        let key = Self::from_key_data(blob.key_data())?;
        // Compared as bytes, so that a key has one spelling whatever the decoder lets through.
        if key.key_type() != key_type || blob.to_bytes() != Ok(bytes) {
            return Err(SshPublicKeyError::Blob);
        }
        Ok(key)
    }

    /// `ssh-ed25519` or `sk-ssh-ed25519@openssh.com`.
    pub fn key_type(&self) -> &'static str {
        match self.application {
            None => ED25519,
            Some(_) => SK_ED25519,
        }
    }

    /// The Ed25519 key in it.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// What a hardware key was made for, such as `ssh:`; none for a key in memory.
    pub fn application(&self) -> Option<&str> {
        self.application.as_deref()
    }

    /// As the ssh-key crate has it.
    pub fn key_data(&self) -> KeyData {
        let key = Ed25519PublicKey(*self.key.as_bytes());
        match &self.application {
            None => KeyData::Ed25519(key),
            Some(application) => KeyData::SkEd25519(SkEd25519::new(key, application.clone())),
        }
    }

    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    pub fn fingerprint(&self) -> String {
        self.key_data().fingerprint(ssh_key::HashAlg::Sha256).to_string()
    }
}

impl FromStr for SshPublicKey {
    type Err = SshPublicKeyError;

    fn from_str(text: &str) -> Result<Self, SshPublicKeyError> {
        Self::from_openssh(text)
    }
}

impl fmt::Display for SshPublicKey {
    /// `keytype base64`, without a comment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = ssh_key::PublicKey::from(self.key_data()).to_openssh().map_err(|_| fmt::Error)?;
        f.write_str(text.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another hand's key: from the documentation of the ssh-key crate.
    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

    fn encoded(data: KeyData) -> String {
        ssh_key::PublicKey::from(data).to_openssh().unwrap()
    }

    #[test]
    fn a_key_round_trips_and_has_its_known_fingerprint() {
        let key = SshPublicKey::from_openssh(&format!("{KEY} user@example.com\n")).unwrap();
        assert_eq!(key.to_string(), KEY);
        assert_eq!(key.fingerprint(), "SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ");
        assert_eq!(SshPublicKey::from_key_data(&key.key_data()), Ok(key));
    }

    #[test]
    fn a_hardware_key_round_trips() {
        let ed25519 = *KEY.parse::<SshPublicKey>().unwrap().public_key().as_bytes();
        let text = encoded(KeyData::SkEd25519(SkEd25519::new(Ed25519PublicKey(ed25519), "ssh:")));
        let key: SshPublicKey = text.parse().unwrap();
        assert_eq!((key.key_type(), key.application()), (SK_ED25519, Some("ssh:")));
        assert_eq!(key.to_string(), text);
    }

    #[test]
    fn every_refusal_fires() {
        use SshPublicKeyError as E;
        let sk = |application: &str| {
            let ed25519 = *KEY.parse::<SshPublicKey>().unwrap().public_key().as_bytes();
            encoded(KeyData::SkEd25519(SkEd25519::new(Ed25519PublicKey(ed25519), application)))
        };
        for (bad, why) in [
            ("ssh-ed25519".to_owned(), E::Form),
            (format!("{KEY} one\n{KEY} two\n"), E::Form),
            (KEY.replace("ssh-ed25519", "ssh-rsa"), E::KeyType),
            (KEY.replace("ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com"), E::KeyType),
            (KEY.replace("Sqti", "Sq*i"), E::Base64),
            (KEY.replace("ssh-ed25519", SK_ED25519), E::Blob),
            (format!("{KEY}AAAA"), E::Blob),
            (KEY[..60].to_owned(), E::Blob),
            (encoded(KeyData::Ed25519(Ed25519PublicKey([0; 32]))), E::Key(PublicKeyError::Weak)),
            (sk("https://example.com"), E::Application),
            (sk("ssh:\u{7}"), E::Application),
        ] {
            assert_eq!(bad.parse::<SshPublicKey>(), Err(why), "{bad:?}");
        }
    }
}
