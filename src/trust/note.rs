//! Signed notes: a text and the signatures under it (C2SP signed-note).

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};

use crate::timestamp::Timestamp;
use crate::trust::cosignature;
use crate::trust::key_name::{KeyId, KeyName};
use crate::trust::vkey::{SignatureType, VerifierKey};

/// The longest note that is read, in bytes. C2SP asks for 16 signatures at the least, post-quantum ones of nearly 5 kB each
/// among them, and base64 makes those a third longer.
pub const MAX_BYTES: usize = 128 * 1024;
/// The most signatures that a note may carry.
pub const MAX_SIGNATURES: usize = 64;

/// A note whose signatures nobody has checked yet. Its text is out of reach on purpose.
#[derive(Clone, Debug)]
pub struct UnverifiedNote {
    raw: String,
    text_len: usize,
    lines: Vec<SignatureLine>,
}

/// A note that at least one known key signed, and under which no known key's signature failed.
///
/// [`UnverifiedNote::verify`] is the only way to one.
#[derive(Clone, Debug)]
pub struct VerifiedNote {
    raw: String,
    text_len: usize,
    signatures: Vec<VerifiedSignature>,
}

/// A signature that verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedSignature {
    /// Whose.
    pub key: VerifierKey,
    /// When, for a cosignature: the witness's own word.
    pub cosigned_at: Option<Timestamp>,
}

/// One signature line: `— <key name> <base64 of key ID and signature>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine {
    pub(super) name: KeyName,
    pub(super) id: KeyId,
    pub(super) signature: Vec<u8>,
}

/// Why a note is not read, or not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// More than [`MAX_BYTES`].
    #[error("the note has {0} bytes, more than {MAX_BYTES}")]
    TooLong(usize),
    /// Not UTF-8.
    #[error("the note is not UTF-8 at byte {0}")]
    Encoding(usize),
    /// An ASCII control character other than newline.
    #[error("the note has a control character at byte {0}")]
    Control(usize),
    /// No empty line between a text and signatures.
    #[error("the note has no text followed by an empty line and signatures")]
    NoSignatures,
    /// The last line is cut off.
    #[error("the note does not end with a newline")]
    NoFinalNewline,
    /// More than [`MAX_SIGNATURES`].
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// A line under the text is not a signature line; counted from 1.
    #[error("line {0} of the note is not a signature line")]
    SignatureLine(usize),
    /// None of the keys that are believed signed it. Says who did, as far as the note itself tells.
    #[error("the note is signed by none of the known keys, only by {}", names(.0))]
    NoKnownKey(Vec<(KeyName, KeyId)>),
    /// A line has the name and key ID of a known key, and is not that key's signature.
    #[error("the signature of known key {0} (key ID {1}) does not verify")]
    BadSignature(KeyName, KeyId),
    /// A known key's line stands twice: two spellings of one note.
    #[error("known key {0} (key ID {1}) has two signature lines")]
    DuplicateSignature(KeyName, KeyId),
}

fn names(signers: &[(KeyName, KeyId)]) -> String {
    signers.iter().map(|(name, id)| format!("{name} (key ID {id})")).collect::<Vec<_>>().join(", ")
}

impl UnverifiedNote {
    /// Reads a note strictly; checks no signature.
    ///
    /// # Errors
    /// Anything that is not a signed note in its one spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_BYTES {
            return Err(NoteError::TooLong(bytes.len()));
        }
        let raw = std::str::from_utf8(bytes).map_err(|error| NoteError::Encoding(error.valid_up_to()))?;
        if let Some(at) = raw.bytes().position(|byte| byte < 0x20 && byte != b'\n') {
            return Err(NoteError::Control(at));
        }
        if !raw.ends_with('\n') {
            return Err(NoteError::NoFinalNewline);
        }
        // The last empty line parts them: the text may have empty lines of its own.
        let text_len = raw.rfind("\n\n").ok_or(NoteError::NoSignatures)? + 1;
        let signatures = &raw[text_len + 1..];
        if signatures.is_empty() {
            return Err(NoteError::NoSignatures);
        }
        if signatures.lines().count() > MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        let first = raw[..text_len].matches('\n').count() + 2;
        let lines = signatures
            .split_terminator('\n')
            .zip(first..)
            .map(|(line, number)| line.parse().map_err(|SignatureLineError| NoteError::SignatureLine(number)))
            .collect::<Result<_, _>>()?;
        Ok(Self { text_len, lines, raw: raw.to_owned() })
    }

    /// The bytes as received.
    pub fn as_bytes(&self) -> &[u8] {
        self.raw.as_bytes()
    }

    /// Who claims to have signed. Only a claim: to find a key by, or to show.
    pub fn claimed_signers(&self) -> impl Iterator<Item = (&KeyName, KeyId)> {
        self.lines.iter().map(|line| (&line.name, line.id))
    }

    /// Checks the signatures of the keys that are believed; lines of other keys are ignored, as C2SP demands.
    ///
    /// # Errors
    /// No known key signed, or a line of a known key fails: the note is then refused even if another key's verifies.
    pub fn verify(&self, known: &[VerifierKey]) -> Result<VerifiedNote, NoteError> {
        let mut signatures: Vec<VerifiedSignature> = Vec::new();
        let text = &self.raw[..self.text_len];
        for line in &self.lines {
            let earlier = signatures.len();
            for key in known.iter().filter(|key| *key.name() == line.name && key.id() == line.id) {
                let Ok(cosigned_at) = line.verify(key, text) else {
                    return Err(NoteError::BadSignature(line.name.clone(), line.id));
                };
                match signatures.iter().position(|seen| seen.key == *key) {
                    Some(at) if at < earlier => {
                        return Err(NoteError::DuplicateSignature(line.name.clone(), line.id));
                    }
                    // The caller named one key twice: that says nothing about the note.
                    Some(_) => {}
                    None => signatures.push(VerifiedSignature { key: key.clone(), cosigned_at }),
                }
            }
        }
        if signatures.is_empty() {
            let claimed = self.claimed_signers().map(|(name, id)| (name.clone(), id));
            return Err(NoteError::NoKnownKey(claimed.collect()));
        }
        Ok(VerifiedNote { raw: self.raw.clone(), text_len: self.text_len, signatures })
    }
}

impl VerifiedNote {
    /// The text that was signed, with its final newline.
    pub fn text(&self) -> &str {
        &self.raw[..self.text_len]
    }

    /// The known keys that signed, in the order of their lines.
    pub fn signatures(&self) -> &[VerifiedSignature] {
        &self.signatures
    }

    /// The whole note as received, lines of unknown keys included.
    pub fn as_bytes(&self) -> &[u8] {
        self.raw.as_bytes()
    }

    /// The note without the lines of unknown keys, which anyone can have added.
    pub fn known_part(&self) -> String {
        let mut note = format!("{}\n", self.text());
        // The empty line before them is no signature line.
        for raw in self.raw[self.text_len..].split_inclusive('\n') {
            let line = raw.trim_end_matches('\n').parse::<SignatureLine>();
            // By name and key ID: of a known key there is one line, and it verified.
            let known = line.is_ok_and(|line| {
                self.signatures.iter().any(|signed| *signed.key.name() == line.name && signed.key.id() == line.id)
            });
            if known {
                note.push_str(raw);
            }
        }
        note
    }
}

/// Not a signature line in its one spelling; the note's error says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signature line reads '— <key name> <base64>'")]
pub struct SignatureLineError;

impl SignatureLine {
    /// Whose it claims to be.
    pub fn claimed_signer(&self) -> (&KeyName, KeyId) {
        (&self.name, self.id)
    }

    fn verify(&self, key: &VerifierKey, text: &str) -> Result<Option<Timestamp>, super::ed25519::BadSignature> {
        match key.signature_type() {
            SignatureType::Ed25519 => {
                let signature = self.signature.as_slice().try_into().map_err(|_| super::ed25519::BadSignature)?;
                key.public_key().verify(text.as_bytes(), signature).map(|()| None)
            }
            SignatureType::CosignatureV1 => cosignature::verify(key.public_key(), text, &self.signature).map(Some),
        }
    }
}

impl FromStr for SignatureLine {
    type Err = SignatureLineError;

    fn from_str(line: &str) -> Result<Self, SignatureLineError> {
        let (name, base64) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(SignatureLineError)?;
        let name = name.parse().map_err(|_| SignatureLineError)?;
        let bytes = Base64::decode_vec(base64).map_err(|_| SignatureLineError)?;
        match bytes.split_first_chunk() {
            Some((id, signature)) if !signature.is_empty() => {
                Ok(Self { name, id: KeyId(u32::from_be_bytes(*id)), signature: signature.to_vec() })
            }
            _ => Err(SignatureLineError),
        }
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.0.to_be_bytes(), self.signature.as_slice()].concat();
        write!(f, "— {} {}", self.name, Base64::encode_string(&bytes))
    }
}

#[cfg(test)]
mod tests;
