//! Private keys in what is read: a text that holds one is not to be published.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::LazyLock;

use memchr::memmem;

/// How the line begins behind which a key stands: RFC 7468 §2 and RFC 9580 §6.2.1.
const BEGIN: &[u8] = b"-----BEGIN ";
/// What its label holds, whatever the kind of the key.
const LABEL: &[u8] = b"PRIVATE KEY";
/// How that line ends; the second is OpenPGP's.
const ENDS: [&[u8]; 2] = [b"-----", b" BLOCK-----"];
/// Longer than any such line.
const LONGEST: usize = 128;

/// A reader that looks for private keys in all that comes through it.
#[derive(Debug)]
pub struct KeyWatch<R> {
    inner: R,
    /// The end of what came last: a line may be cut in two.
    tail: Vec<u8>,
    found: bool,
}

impl<R> KeyWatch<R> {
    /// Watches a reader that stands at its start.
    pub fn new(inner: R) -> Self {
        Self { inner, tail: start(), found: false }
    }

    /// True if a line came through that begins a private key.
    pub fn found(&self) -> bool {
        self.found
    }

    fn look(&mut self, bytes: &[u8]) {
        self.tail.extend(&bytes[..bytes.len().min(LONGEST)]);
        self.found |= holds_key(&self.tail) || holds_key(bytes);
        if let Some(before) = bytes.len().checked_sub(LONGEST) {
            self.tail.clear();
            self.tail.extend(&bytes[before..]);
        }
        self.tail.drain(..self.tail.len().saturating_sub(LONGEST));
    }
}

impl<R: Read> Read for KeyWatch<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.look(&buffer[..read]);
        Ok(read)
    }
}

impl<R: Seek> Seek for KeyWatch<R> {
    /// What stands before the new place is taken for a line's end.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.tail = start();
        self.inner.seek(to)
    }
}

/// True if a line of this begins a private key.
///
/// # Errors
/// What the reader says.
pub fn holds_private_key(reader: impl Read) -> io::Result<bool> {
    let mut watch = KeyWatch::new(reader);
    let mut buffer = vec![0; 64 << 10];
    while !watch.found {
        match watch.read(&mut buffer) {
            Ok(0) => break,
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(watch.found)
}

/// A text begins with a line.
fn start() -> Vec<u8> {
    let mut tail = Vec::with_capacity(2 * LONGEST);
    tail.push(b'\n');
    tail
}

fn holds_key(bytes: &[u8]) -> bool {
    static FINDER: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(LABEL));
    FINDER.find_iter(bytes).any(|at| {
        let before = &bytes[at.saturating_sub(LONGEST)..at];
        let line = memchr::memrchr2(b'\n', b'\r', before).map(|end| &before[end + 1..]);
        let rest = &bytes[at + LABEL.len()..];
        line.is_some_and(|line| line.starts_with(BEGIN)) && ENDS.iter().any(|end| rest.starts_with(end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes at once.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(buffer.len());
            (&mut self.0).take(length as u64).read(buffer)
        }
    }

    fn found(text: &str, at_once: usize) -> bool {
        holds_private_key(Slow(text.as_bytes(), at_once)).unwrap()
    }

    #[test]
    fn a_key_of_any_kind_is_found_wherever_the_pieces_are_cut() {
        let far = "x\n".repeat(200);
        for kind in ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ", "PGP "] {
            let end = if kind == "PGP " { " BLOCK" } else { "" };
            let line = format!("-----BEGIN {kind}PRIVATE KEY{end}-----");
            for text in
                [line.clone(), format!("{line}\nMC4C\n"), format!("{far}{line}\r\n{far}"), format!("a\r{line}\r")]
            {
                for at_once in [1, 7, 64, 127, 128, 129, 400, 1 << 20] {
                    assert!(found(&text, at_once), "{text:?} by {at_once}");
                }
            }
        }
    }

    #[test]
    fn what_only_speaks_of_keys_is_no_key() {
        for text in [
            "-----BEGIN PUBLIC KEY-----\n",
            "-----BEGIN SSH SIGNATURE-----\n",
            "A file with -----BEGIN PRIVATE KEY----- in it.\n",
            "> -----BEGIN PRIVATE KEY-----\n",
            "-----END PRIVATE KEY-----\n",
            "-----BEGIN of a chapter on the PRIVATE KEY\n",
            "-----BEGIN \nPRIVATE KEY-----\n",
        ] {
            for at_once in [1, 13, 1 << 20] {
                assert!(!found(text, at_once), "{text:?} by {at_once}");
            }
        }
    }

    #[test]
    fn a_reader_that_goes_back_begins_a_line() {
        let mut watch = KeyWatch::new(io::Cursor::new(b"ab-----BEGIN PRIVATE KEY-----"));
        io::copy(&mut watch, &mut io::sink()).unwrap();
        assert!(!watch.found());
        watch.seek(SeekFrom::Start(2)).unwrap();
        io::copy(&mut watch, &mut io::sink()).unwrap();
        assert!(watch.found());
    }
}
