//! Signing notes with an Ed25519 key that is in memory.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::trust::ed25519::PublicKey;
use crate::trust::key_name::KeyName;
use crate::trust::note::{NoteError, SignatureLine, UnverifiedNote};
use crate::trust::vkey::{SignatureType, VerifierKey};

/// A log's key: signs note texts.
#[derive(Clone)]
pub struct NoteSigner {
    key: SigningKey,
    vkey: VerifierKey,
}

impl NoteSigner {
    /// Names a secret key.
    pub fn new(name: KeyName, key: SigningKey) -> Self {
        let vkey = VerifierKey::new(name, SignatureType::Ed25519, PublicKey::of(&key));
        Self { key, vkey }
    }

    /// The public side, to be pinned.
    pub fn vkey(&self) -> VerifierKey {
        self.vkey.clone()
    }

    /// The key name; for a log the origin.
    pub fn name(&self) -> &KeyName {
        self.vkey.name()
    }

    /// Signs a note text, which ends with a newline. The same text always gives the same line.
    pub fn sign(&self, text: &str) -> SignatureLine {
        let signature = self.key.sign(text.as_bytes()).to_vec();
        SignatureLine { name: self.vkey.name().clone(), id: self.vkey.id(), signature }
    }
}

impl fmt::Debug for NoteSigner {
    /// Shows the public side only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoteSigner({})", self.vkey)
    }
}

/// Puts text and signature lines together.
///
/// # Errors
/// What comes out would not be read as a note with this text: it has no final newline, a control character, is too long.
pub fn assemble(text: &str, lines: &[SignatureLine]) -> Result<String, NoteError> {
    if !text.ends_with('\n') {
        return Err(NoteError::NoFinalNewline);
    }
    let mut note = format!("{text}\n");
    for line in lines {
        note.push_str(&format!("{line}\n"));
    }
    UnverifiedNote::parse(note.as_bytes()).map(|_| note)
}

/// Adds a signature line at the end of a note; the other lines stay byte for byte.
pub fn add_line(note: &UnverifiedNote, line: &SignatureLine) -> String {
    format!("{}{line}\n", String::from_utf8_lossy(note.as_bytes()))
}

/// Adds a signature line at the end, in the place of an earlier one of the same key; the other lines stay byte for byte.
pub fn replace_line(note: &UnverifiedNote, line: &SignatureLine) -> String {
    let raw = String::from_utf8_lossy(note.as_bytes());
    let end_of_text = raw.rfind("\n\n").map_or(0, |at| at + 2);
    let mut out = raw[..end_of_text].to_owned();
    for old in raw[end_of_text..].split_inclusive('\n') {
        let parsed = old.trim_end_matches('\n').parse::<SignatureLine>();
        if !parsed.is_ok_and(|parsed| parsed.claimed_signer() == line.claimed_signer()) {
            out.push_str(old);
        }
    }
    out.push_str(&format!("{line}\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assemble_refuses_what_would_not_be_read() {
        let signer = NoteSigner::new("n".parse().unwrap(), SigningKey::from_bytes(&[1; 32]));
        let with = |text: &str| assemble(text, &[signer.sign(text)]).map(|_| ());
        assert_eq!(with("text\n"), Ok(()));
        assert_eq!(with("text"), Err(NoteError::NoFinalNewline));
        assert_eq!(with("te\u{7}xt\n"), Err(NoteError::Control(2)));
        assert_eq!(assemble("text\n", &[]), Err(NoteError::NoSignatures));
    }

    #[test]
    fn a_key_s_line_is_replaced_and_others_stay() {
        let signer = |name: &str, seed| NoteSigner::new(name.parse().unwrap(), SigningKey::from_bytes(&[seed; 32]));
        let (ours, theirs) = (signer("n", 1), signer("m", 2));
        let note = assemble("a\n\nb\n", &[ours.sign("old\n"), theirs.sign("a\n\nb\n")]).unwrap();
        let note = UnverifiedNote::parse(note.as_bytes()).unwrap();
        let lines = [theirs.sign("a\n\nb\n"), ours.sign("a\n\nb\n")];
        assert_eq!(replace_line(&note, &lines[1]), assemble("a\n\nb\n", &lines).unwrap());
    }

    #[test]
    fn a_line_of_the_text_is_not_replaced() {
        let signer = NoteSigner::new("n".parse().unwrap(), SigningKey::from_bytes(&[1; 32]));
        let text = format!("{}\n\nКонецъ.\n", signer.sign("quoted\n"));
        let note = assemble(&text, &[signer.sign("old\n")]).unwrap();
        let note = UnverifiedNote::parse(note.as_bytes()).unwrap();
        let line = signer.sign(&text);
        assert_eq!(replace_line(&note, &line), assemble(&text, &[line]).unwrap());
    }

    #[test]
    fn a_signer_shows_no_secret() {
        let signer = NoteSigner::new("n".parse().unwrap(), SigningKey::from_bytes(&[1; 32]));
        assert_eq!(format!("{signer:?}"), format!("NoteSigner({})", signer.vkey()));
    }
}
