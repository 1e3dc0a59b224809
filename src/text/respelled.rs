//! How a file was spelled anew without a word of it changing: what editors, git and file systems do, told by undoing it.
//!
//! It is never guessed: a cause is told only if without it the bytes are the sealed ones.

use std::borrow::Cow;
use std::fmt;

use memchr::memmem;
use unicode_normalization::UnicodeNormalization;

/// Larger files are not tried: each cause is a copy of the file.
const LARGEST: usize = 1 << 20;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// One thing that was done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Respelling {
    /// LF became CR LF.
    CrLf,
    /// CR LF became LF.
    Lf,
    /// A byte order mark was put before it.
    MarkAdded,
    /// Its byte order mark is gone.
    MarkRemoved,
    /// A newline was put at its end.
    NewlineAdded(Newline),
    /// The newline at its end is gone.
    NewlineRemoved(Newline),
    /// Its letters were composed.
    Nfc,
    /// Its letters were taken apart.
    Nfd,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newline {
    /// As on Unix.
    Lf,
    /// As on Windows.
    CrLf,
}

use Respelling::{CrLf, Lf, MarkAdded, MarkRemoved, NewlineAdded, NewlineRemoved, Nfc, Nfd};

impl fmt::Display for Respelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CrLf => "line endings are CRLF, and LF was sealed",
            Lf => "line endings are LF, and CRLF was sealed",
            MarkAdded => "a byte order mark was added at the start",
            MarkRemoved => "the byte order mark at the start is gone",
            NewlineAdded(_) => "a newline was added at the end",
            NewlineRemoved(_) => "the newline at the end is gone",
            Nfc => "letters are in Unicode form NFC, and NFD was sealed",
            Nfd => "letters are in Unicode form NFD, and NFC was sealed",
        })
    }
}

impl Respelling {
    /// A command that undoes it. The file is called FILE: a name could hold what a shell runs.
    pub fn undo(self) -> &'static str {
        match self {
            CrLf => r"sed -i 's/\r$//' FILE",
            Lf => r"sed -i 's/$/\r/' FILE",
            MarkAdded => r"sed -i '1s/^\xEF\xBB\xBF//' FILE",
            MarkRemoved => r"sed -i '1s/^/\xEF\xBB\xBF/' FILE",
            NewlineAdded(Newline::Lf) => "truncate -s -1 FILE",
            NewlineAdded(Newline::CrLf) => "truncate -s -2 FILE",
            NewlineRemoved(Newline::Lf) => r"printf '\n' >>FILE",
            NewlineRemoved(Newline::CrLf) => r"printf '\r\n' >>FILE",
            Nfc => "uconv -f utf-8 -t utf-8 -x any-nfd FILE >COPY && mv COPY FILE",
            Nfd => "uconv -f utf-8 -t utf-8 -x any-nfc FILE >COPY && mv COPY FILE",
        }
    }

    /// The bytes before it was done, were it done; nothing if it cannot have been.
    fn undone(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let composed = |to: fn(&str) -> String| {
            let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_ascii())?;
            Some(to(text).into_bytes())
        };
        match self {
            CrLf => memmem::find(bytes, b"\r\n").map(|_| without_cr(bytes)),
            Lf => memchr::memchr(b'\n', bytes).map(|_| with_cr(&without_cr(bytes))),
            MarkAdded => bytes.strip_prefix(MARK).map(<[u8]>::to_vec),
            MarkRemoved => (!bytes.starts_with(MARK)).then(|| [MARK, bytes].concat()),
            // A lone CR at the end would be half of a newline.
            NewlineAdded(newline) if newline == Newline::of(bytes) => {
                bytes.strip_suffix(newline.bytes()).map(<[u8]>::to_vec)
            }
            NewlineRemoved(newline) if newline == Newline::of(bytes) => Some([bytes, newline.bytes()].concat()),
            NewlineAdded(_) | NewlineRemoved(_) => None,
            Nfc => composed(|text| text.nfd().collect()),
            Nfd => composed(|text| text.nfc().collect()),
        }
    }
}

impl Newline {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
        }
    }

    /// How the lines of a file end.
    fn of(bytes: &[u8]) -> Self {
        if memmem::find(bytes, b"\r\n").is_some() { Self::CrLf } else { Self::Lf }
    }
}

/// In the order in which they are undone, one of each kind or none: a newline at the end is put there in the sealed line endings,
/// and what takes longest comes first, since it is done only once then.
const KINDS: [&[Respelling]; 4] = [
    &[Nfc, Nfd],
    &[CrLf, Lf],
    &[MarkAdded, MarkRemoved],
    &[
        NewlineAdded(Newline::Lf),
        NewlineAdded(Newline::CrLf),
        NewlineRemoved(Newline::Lf),
        NewlineRemoved(Newline::CrLf),
    ],
];

/// What was done to a file whose sealed bytes `is_sealed` knows, in the order in which it is undone: as few things as explain it.
/// Nothing if something else was done.
pub fn respellings(bytes: &[u8], sealed_size: u64, is_sealed: impl Fn(&[u8]) -> bool) -> Vec<Respelling> {
    if bytes.len() > LARGEST {
        return Vec::new();
    }
    let mut tried: Vec<(Vec<Respelling>, Cow<'_, [u8]>)> = vec![(Vec::new(), bytes.into())];
    for kind in KINDS {
        let mut more = Vec::new();
        for (done, before) in &tried {
            for one in kind {
                let Some(undone) = one.undone(before).filter(|undone| *undone != **before) else { continue };
                more.push(([&done[..], &[*one]].concat(), undone.into()));
            }
        }
        tried.append(&mut more);
    }
    tried.sort_by_key(|(done, _)| done.len());
    // To compare lengths costs nothing, and all but a few differ in it.
    let mut fitting = tried.into_iter().filter(|(_, before)| before.len() as u64 == sealed_size);
    fitting.find(|(_, before)| is_sealed(before)).map(|(done, _)| done).unwrap_or_default()
}

fn without_cr(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memmem::find(rest, b"\r\n") {
        out.extend_from_slice(&rest[..at]);
        out.push(b'\n');
        rest = &rest[at + 2..];
    }
    out.extend_from_slice(rest);
    out
}

fn with_cr(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(words) => {
                out.extend_from_slice(words);
                out.extend_from_slice(b"\r\n");
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(now: &str, sealed: &str) -> Vec<Respelling> {
        respellings(now.as_bytes(), sealed.len() as u64, |bytes| bytes == sealed.as_bytes())
    }

    #[test]
    fn what_editors_and_git_do_is_told_by_name() {
        for (now, sealed, expected) in [
            ("a\r\nb\r\n", "a\nb\n", &[CrLf][..]),
            ("a\nb\n", "a\r\nb\r\n", &[Lf]),
            ("\u{feff}a\n", "a\n", &[MarkAdded]),
            ("a\n", "\u{feff}a\n", &[MarkRemoved]),
            ("a\n", "a", &[NewlineAdded(Newline::Lf)]),
            ("a\r\nb\r\n", "a\r\nb", &[NewlineAdded(Newline::CrLf)]),
            ("a", "a\n", &[NewlineRemoved(Newline::Lf)]),
            ("a\r\nb", "a\r\nb\r\n", &[NewlineRemoved(Newline::CrLf)]),
            ("caf\u{e9}\n", "cafe\u{301}\n", &[Nfc]),
            ("cafe\u{301}\n", "caf\u{e9}\n", &[Nfd]),
            ("\u{feff}a\r\nb\r\n", "a\nb", &[CrLf, MarkAdded, NewlineAdded(Newline::Lf)]),
            ("caf\u{e9}\nb", "\u{feff}cafe\u{301}\r\nb\r\n", &[Nfc, Lf, MarkRemoved, NewlineRemoved(Newline::CrLf)]),
        ] {
            assert_eq!(found(now, sealed), expected, "{now:?} of {sealed:?}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        assert_eq!(found("a  \n", "a\n"), []);
        assert_eq!(found("a\r\nb\n", "a\nb\r\n"), [], "a mixture is not put back");
        assert_eq!(found("b\r\n", "a\n"), [], "of the right length, and another text");
        assert_eq!(found("", "a"), []);
        let large = vec![b'\n'; LARGEST + 1];
        assert_eq!(respellings(&large, LARGEST as u64, |_| true), []);
        assert_eq!(respellings(b"a\xFF\r\n", 3, |bytes| bytes == b"a\xFF\n"), [CrLf], "in any charset");
    }
}
