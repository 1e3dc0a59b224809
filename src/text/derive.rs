//! One pass over a file: its digest, and the digest of the text in it.

mod start;

use std::io::{Read, Seek, SeekFrom};

pub use self::start::read_full;
use self::start::{Start, rewound};
use super::decode::{Piece, PieceDecoder, detected, detector, without_nul};
use super::lines::LineHasher;
use super::whole::{Text, Unhashed, Whole};
use super::{Charset, CharsetBasis, LineDigests, Normaliser, TextError};
use crate::digest::{Digest, Hasher};

const PIECE: usize = 256 << 10;

/// A text of this size is not held until others can be hashed beside it.
const LARGE: usize = 64 << 10;

/// What a file's bytes are and what text they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Number of bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub raw: Digest,
    /// SHA-256 of the normalised text.
    pub text: Digest,
    /// Where lines change; see [`LineDigests`].
    pub lines: LineDigests<'static>,
    /// The charset used.
    pub charset: Charset,
    /// On what grounds.
    pub basis: CharsetBasis,
}

/// Reads a file from its start to its end, in bounded memory, and derives its text.
///
/// # Errors
/// See [`TextError`]. The position of `file` is undefined afterwards.
pub fn derive(file: &mut (impl Read + Seek), declared: Option<Charset>) -> Result<Derived, TextError> {
    let length = rewound(file)?;
    read_opened(file, length, declared).map(Unhashed::hash)
}

/// Reads a file that stands at its start, and had this many bytes when it was opened, and derives its text, but for what may be hashed
/// beside others by [`hash_together`](super::hash_together). What is added to the file meanwhile may be left out, as it would be a moment
/// earlier.
///
/// # Errors
/// As [`derive()`].
pub fn read_opened(
    file: &mut (impl Read + Seek),
    length: u64,
    declared: Option<Charset>,
) -> Result<Unhashed, TextError> {
    let mut start = Start::read(file, length)?;
    let (charset, basis) = match (Charset::by_bom(start.bytes()), declared) {
        (Some(charset), _) => (charset, CharsetBasis::Bom),
        (None, Some(charset)) => (charset, CharsetBasis::Declared),
        (None, None) => (Charset::UTF_8, CharsetBasis::Utf8),
    };
    match passes(file, &mut start, charset, basis) {
        Err(TextError::Undecodable { .. }) if basis == CharsetBasis::Utf8 => {
            let charset = detect(file)?;
            let length = rewound(file)?;
            let mut start = Start::read(file, length)?;
            passes(file, &mut start, charset, CharsetBasis::Detected)
        }
        done => done,
    }
}

fn passes(
    file: &mut (impl Read + Seek),
    start: &mut Start,
    charset: Charset,
    basis: CharsetBasis,
) -> Result<Unhashed, TextError> {
    if let Some(bytes) = start.whole() {
        let text = Text::of(bytes, charset)?;
        let whole = Unhashed::Whole(Whole::new(start.take(), text, charset, basis));
        return Ok(if start.read < LARGE { whole } else { Unhashed::Hashed(whole.hash()) });
    }
    let (Sums { size, raw, text }, lines) = in_pieces(file, start, charset)?;
    Ok(Unhashed::Hashed(Derived { size, raw, text, lines, charset, basis }))
}

/// One pass, and a second one for texts of more than 256 lines, whose run length is known only at the end.
fn in_pieces(
    file: &mut (impl Read + Seek),
    start: &mut Start,
    charset: Charset,
) -> Result<(Sums, LineDigests<'static>), TextError> {
    let first = pass(file, start, charset, 1)?;
    if let Some(lines) = first.digests {
        return Ok((first.sums, lines));
    }
    let length = rewound(file)?;
    *start = Start::read(file, length)?;
    let second = pass(file, start, charset, LineDigests::every_for(first.lines))?;
    // The file changed between the passes if this fails: then it is not one text.
    let lines = second.digests.filter(|_| second.sums == first.sums);
    Ok((first.sums, lines.ok_or_else(|| std::io::Error::other("the file changed while it was read"))?))
}

/// Size and digest of the bytes, and the digest of the text in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sums {
    size: u64,
    raw: Digest,
    text: Digest,
}

struct Pass {
    sums: Sums,
    lines: usize,
    digests: Option<LineDigests<'static>>,
}

/// Sums up a file piece by piece; `start` holds its last one afterwards.
fn pass(file: &mut (impl Read + Seek), start: &mut Start, charset: Charset, every: usize) -> Result<Pass, TextError> {
    let (mut raw, mut text, mut line_digests, mut lines) = (Hasher::new(), Hasher::new(), LineHasher::new(every), 0);
    let mut normaliser = Normaliser::new(|piece: &str| {
        text.update(piece.as_bytes());
        line_digests.update(piece);
        lines += memchr::memchr_iter(b'\n', piece.as_bytes()).count();
    });
    let mut decoder = PieceDecoder::new(charset);
    let mut size = 0;
    loop {
        let piece = if start.whole().is_some() { Piece::Last } else { Piece::Inner };
        let bytes = start.bytes();
        raw.update(bytes);
        let decoded = decoder.decoded(bytes, size, piece)?;
        without_nul(charset, decoded, size)?;
        normaliser.push(decoded)?;
        size += bytes.len() as u64;
        if piece == Piece::Last {
            break;
        }
        start.read = read_full(file, &mut start.buffer)?;
    }
    normaliser.finish();
    Ok(Pass { sums: Sums { size, raw: raw.finish(), text: text.finish() }, lines, digests: line_digests.finish() })
}

fn detect(file: &mut (impl Read + Seek)) -> Result<Charset, TextError> {
    file.seek(SeekFrom::Start(0))?;
    let mut detector = detector();
    let mut buffer = vec![0; PIECE];
    loop {
        let read = read_full(file, &mut buffer)?;
        let last = read < buffer.len();
        detector.feed(&buffer[..read], last);
        if last {
            return Ok(detected(&detector));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalise;
    use std::io::Cursor;

    fn of(bytes: &[u8]) -> Derived {
        derive(&mut Cursor::new(bytes), None).unwrap()
    }

    #[test]
    fn vectors_of_the_profile() {
        let abc = "edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb";
        assert_eq!(of(b"abc").text.to_string(), abc);
        assert_eq!(of(b"\xEF\xBB\xBFabc\r\n").text.to_string(), abc);
        assert_eq!(of("e\u{301}\u{a0} \r\r\r\rx".as_bytes()).text, Digest::of("\u{e9}\n\nx\n".as_bytes()));
    }

    #[test]
    fn encodings_of_one_text_give_one_digest() {
        let text = "Министерство внутренних дел сообщило о задержании 12 человек — «всё».\n";
        let utf8 = of(text.as_bytes());
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let (cp1251, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        for (bytes, charset) in [(&utf16[..], "UTF-16LE"), (&cp1251, "windows-1251")] {
            let other = of(bytes);
            assert_eq!((other.text, other.charset.name()), (utf8.text, charset));
            assert_ne!(other.raw, utf8.raw);
        }
    }

    #[test]
    fn a_whole_file_sums_up_as_one_in_pieces() {
        let lines = |count: usize| (0..count).map(|i| format!("line {i} of “café”\n\n")).collect::<String>();
        let many = [10, 127, 128, 129, 200, 256, 257, 600].map(lines);
        let few = ["", "a", "a\n", "\na\n", "\n\n", "a\r\n\r\n\r\nb ", "\u{feff}e\u{301}\n", "a\u{a0}\n\n"]
            .map(str::to_owned);
        for text in many.into_iter().chain(few) {
            for charset in [Charset::UTF_8, Charset::for_label("windows-1251").unwrap()] {
                let bytes = text.as_bytes();
                let mut start = Start { buffer: [bytes, b"?"].concat(), read: bytes.len() };
                let (Sums { size, raw, text: of_text }, lines) =
                    in_pieces(&mut Cursor::new(bytes), &mut start, charset).unwrap();
                let long = Derived { size, raw, text: of_text, lines, charset, basis: CharsetBasis::Declared };
                let whole = Whole::new(bytes.to_vec(), Text::of(bytes, charset).unwrap(), charset, long.basis);
                assert_eq!(Unhashed::Whole(whole).hash(), long, "{text:?}");
            }
        }
    }

    #[test]
    fn the_stored_digest_stands_for_the_text_only_where_they_are_the_same() {
        let clean = of("a é\n\nb\n".as_bytes());
        assert_eq!(clean.text, clean.raw);
        for stored in
            ["a\nb", "a\nb\n\n\n", "a \nb\n", "a\r\nb\n", "\u{feff}a\nb\n", "\na\u{a0}\nb\n", "", "\n", "\n\n"]
        {
            let text = normalise(stored).unwrap();
            let derived = of(stored.as_bytes());
            assert_eq!(derived.text, Digest::of(text.as_bytes()), "{stored:?}");
            assert_eq!(derived.raw == derived.text, text == stored, "{stored:?}");
        }
    }

    #[test]
    fn texts_longer_than_a_piece_are_derived_whole() {
        let text = "Сорок тысяч строк, é and “so on”.\r\n".repeat(40_000);
        let derived = of(text.as_bytes());
        assert_eq!(derived.size, text.len() as u64);
        assert_eq!(derived.raw, Digest::of(text.as_bytes()));
        assert_eq!(derived.text, Digest::of(normalise(&text).unwrap().as_bytes()));
        assert_eq!(derived.lines.every, 256);
    }

    #[test]
    fn a_nul_is_told_whatever_ends_the_lines() {
        for (text, at) in [("a\0b\n", 1), ("a\r\nb\0\n", 4), ("a\n\n\n\0", 4), ("\0", 0)] {
            let nul = derive(&mut Cursor::new(text), None);
            assert!(matches!(nul, Err(TextError::Nul { offset }) if offset == at), "{text:?}");
        }
    }

    #[test]
    fn nul_and_broken_bytes_are_told_beyond_the_first_piece() {
        let mut bytes = vec![b'a'; PIECE + 10];
        bytes[PIECE + 5] = 0;
        let nul = derive(&mut Cursor::new(&bytes), None);
        assert!(matches!(nul, Err(TextError::Nul { offset }) if offset == PIECE as u64 + 5));
        bytes[PIECE + 5] = 0xff;
        let broken = derive(&mut Cursor::new(&bytes), Some(Charset::UTF_8));
        assert!(matches!(broken, Err(TextError::Undecodable { offset, .. }) if offset == PIECE as u64 + 5));
    }
}
