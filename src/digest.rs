//! SHA-256 digests and their one spelling: 64 lowercase hex digits (FIPS 180-4).

#[cfg(target_arch = "x86_64")]
mod lanes;

use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
///
/// Prints as 64 lowercase hex digits, and reads only that: `SHA256SUMS` and the manifests have one spelling a digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

/// Text that is not a digest in its one spelling.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// Not 64 characters long.
    #[error("a SHA-256 digest has 64 hex digits, this has {0} characters")]
    Length(usize),
    /// A character other than `0-9a-f`; capitals count as such.
    #[error("a SHA-256 digest is written in lowercase hex, character {0} is not")]
    Character(usize),
}

impl Digest {
    /// Hashes bytes that are in memory.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Hashes each of these: the digests in their order. Some processors take half the time for several that they take one
    /// after the other.
    pub fn of_each(messages: &[&[u8]]) -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        if let Some(digests) = lanes::of_each(messages) {
            return digests.into_iter().map(Self).collect();
        }
        messages.iter().map(|message| Self::of(message)).collect()
    }

    /// Hashes a stream to its end.
    ///
    /// # Errors
    /// What reading it says, but for an interrupted call: that is made again.
    pub fn of_stream(from: &mut (impl Read + ?Sized)) -> io::Result<Self> {
        Self::of_copied(from, &mut io::sink())
    }

    /// Hashes a stream to its end, and hands on what was read.
    ///
    /// # Errors
    /// As [`Digest::of_stream`], and what writing says.
    pub fn of_copied(from: &mut (impl Read + ?Sized), to: &mut impl Write) -> io::Result<Self> {
        // Not from the heap: streams are many, and most are short.
        let (mut hasher, mut buffer) = (Hasher::new(), [0; PIECE]);
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok(hasher.finish()),
                Ok(read) => {
                    hasher.update(&buffer[..read]);
                    to.write_all(&buffer[..read])?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Wraps 32 bytes that are a digest already.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first eight hex digits, as used in manifest names.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

/// Bytes of a stream that are read at a time.
const PIECE: usize = 32 << 10;

/// Hashes bytes that arrive in pieces.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl Digest {
    fn hex(&self) -> [u8; 64] {
        let mut hex = [0; 64];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        hex
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.hex()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Not a digit.
const NONE: u8 = 0xff;

/// What each byte is worth as a digit.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        if text.len() != 64 {
            return Err(DigestError::Length(text.chars().count()));
        }
        let mut bytes = [0; 32];
        let mut all = 0;
        for (byte, [high, low]) in bytes.iter_mut().zip(text.as_bytes().as_chunks().0) {
            let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
            *byte = high << 4 | low;
            all |= high | low;
        }
        // Looked at once, at the end: manifests are full of digests.
        if all == NONE {
            let first = text.bytes().position(|c| VALUES[usize::from(c)] == NONE).unwrap_or_default();
            return Err(DigestError::Character(first + 1));
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // At once: by way of a formatter it takes three times as long, and a manifest has two for each document.
        serializer.serialize_str(std::str::from_utf8(&self.hex()).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Digest;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a SHA-256 digest in lowercase hex")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Digest, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nist_vectors() {
        let of = |text: &str| Digest::of(text.as_bytes()).to_string();
        assert_eq!(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(Digest::of(b"abc").short(), "ba7816bf");
    }

    #[test]
    fn pieces_hash_as_the_whole() {
        let mut hasher = Hasher::new();
        hasher.update(b"a");
        hasher.update(b"bc");
        assert_eq!(hasher.finish(), Digest::of(b"abc"));
    }

    /// Gives three bytes at a time; every other call is interrupted, and one of them may fail.
    struct Halting<'a> {
        rest: &'a [u8],
        calls: usize,
        fails_at: usize,
    }

    impl Read for Halting<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.calls += 1;
            match self.calls {
                call if call == self.fails_at => Err(io::ErrorKind::PermissionDenied.into()),
                call if call % 2 == 1 => Err(io::ErrorKind::Interrupted.into()),
                _ => (&mut self.rest).take(3).read(buffer),
            }
        }
    }

    #[test]
    fn a_stream_hashes_as_the_whole_whatever_interrupts_it() {
        let text = b"12 people were killed";
        let mut copy = Vec::new();
        let halting = |fails_at| Halting { rest: text, calls: 0, fails_at };
        assert_eq!(Digest::of_copied(&mut halting(0), &mut copy).unwrap(), Digest::of(text));
        assert_eq!((&*copy, Digest::of_stream(&mut halting(0)).unwrap()), (&text[..], Digest::of(text)));
        assert_eq!(Digest::of_stream(&mut halting(4)).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        let long = vec![7; 3 * PIECE + 1];
        assert_eq!(Digest::of_stream(&mut &*long).unwrap(), Digest::of(&long));
        assert!(Digest::of_copied(&mut &*long, &mut &mut [0; 9][..]).is_err(), "it is not copied whole");
    }

    #[test]
    fn several_hash_as_each_alone() {
        let messages: [&[u8]; 4] = [b"", b"abc", &[7; 200], &[7; 64]];
        assert_eq!(Digest::of_each(&messages), messages.map(Digest::of));
        assert_eq!(Digest::of_each(&[]), []);
    }

    #[test]
    fn only_one_spelling_is_read() {
        let good = Digest::of(b"").to_string();
        assert_eq!(good.parse(), Ok(Digest::of(b"")));
        assert_eq!(good.to_uppercase().parse::<Digest>(), Err(DigestError::Character(1)));
        assert_eq!(good[1..].parse::<Digest>(), Err(DigestError::Length(63)));
        assert_eq!(format!("{good} ").parse::<Digest>(), Err(DigestError::Length(65)));
        assert_eq!("é".repeat(32).parse::<Digest>(), Err(DigestError::Character(1)));
        let other = serde_json::from_str::<Digest>("7").unwrap_err().to_string();
        assert!(other.contains("expected a SHA-256 digest in lowercase hex"), "{other}");
    }
}
