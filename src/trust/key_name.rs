//! Key names and key IDs of signed notes (C2SP signed-note, section "Format").

use std::fmt;
use std::str::FromStr;

use crate::path::reorders_or_hides;

/// The name of a key in a signed note; for a log it is the origin. Usually a URL without its scheme.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyName(String);

/// Why text is not a key name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyNameError {
    /// Nothing.
    #[error("a key name is not empty")]
    Empty,
    /// A Unicode space, which would end the name within a signature line.
    #[error("a key name has no space")]
    Space,
    /// `+`, which would end the name within a vkey.
    #[error("a key name has no '+'")]
    Plus,
    /// A control character, or one that reorders or hides text: key names are shown to people to be compared.
    #[error("a key name has no character that a reader cannot see")]
    Hidden,
}

impl KeyName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyNameError;

    fn from_str(text: &str) -> Result<Self, KeyNameError> {
        if text.is_empty() {
            return Err(KeyNameError::Empty);
        }
        for c in text.chars() {
            match c {
                '+' => return Err(KeyNameError::Plus),
                // The control spaces (tab, newline, U+0085) count as spaces: they are Unicode White_Space.
                c if c.is_whitespace() => return Err(KeyNameError::Space),
                c if c.is_control() || reorders_or_hides(c) => return Err(KeyNameError::Hidden),
                _ => {}
            }
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key ID: tells the keys of one name apart. It is short and easily matched on purpose by an attacker, so it finds a
/// key and never proves one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_fires() {
        let name = |text: &str| text.parse::<KeyName>().map(|name| name.to_string());
        assert_eq!(name("example.org/архив"), Ok("example.org/архив".to_owned()));
        for (bad, why) in [
            ("", KeyNameError::Empty),
            ("a b", KeyNameError::Space),
            ("a\u{a0}b", KeyNameError::Space),
            ("a\u{3000}b", KeyNameError::Space),
            ("a\nb", KeyNameError::Space),
            ("a+b", KeyNameError::Plus),
            ("a\u{1b}b", KeyNameError::Hidden),
            ("a\u{202e}b", KeyNameError::Hidden),
        ] {
            assert_eq!(name(bad), Err(why), "{bad:?}");
        }
    }
}
