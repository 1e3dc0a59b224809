//! A file that is in memory whole, as most texts are: all that is hashed of it is hashed together, and of several such files, too.

use super::decode::{Piece, PieceDecoder, without_nul};
use super::derive::Derived;
use super::lines::{line_ends, plain_line_ends};
use super::normalise::{is_surely_normal, normalise};
use super::{Charset, CharsetBasis, LineDigests, TextError};
use crate::digest::Digest;

/// A file that was read, and whose text was found to be one. Its digests may be open yet.
#[derive(Debug)]
pub enum Unhashed {
    /// It is in memory.
    Whole(Whole),
    /// It was too large to be held: it was hashed while it was read.
    Hashed(Derived),
}

/// The bytes of a file, and where lines of its text end.
#[derive(Debug)]
pub struct Whole {
    bytes: Vec<u8>,
    text: Text,
    charset: Charset,
    basis: CharsetBasis,
}

/// The normalised text in some bytes.
#[derive(Debug)]
pub(super) struct Text {
    /// Nothing where it is what is stored.
    other: Option<String>,
    ends: Vec<usize>,
}

impl Text {
    pub(super) fn of(bytes: &[u8], charset: Charset) -> Result<Self, TextError> {
        let mut decoder = PieceDecoder::new(charset);
        let decoded = decoder.decoded(bytes, 0, Piece::Last)?;
        // Mostly they are one and the same, and nothing to compare.
        let is_stored = |text: &str| std::ptr::eq(text.as_bytes(), bytes) || text.as_bytes() == bytes;
        match plain_line_ends(decoded.as_bytes()) {
            Some(ends) if is_surely_normal(decoded, &ends) => {
                let other = if is_stored(decoded) { None } else { Some(decoded.to_owned()) };
                return Ok(Self { other, ends });
            }
            Some(_) => {}
            None => without_nul(charset, decoded, 0)?,
        }
        let text = normalise(decoded)?;
        let ends = line_ends(text.as_bytes());
        Ok(Self { other: if is_stored(&text) { None } else { Some(text) }, ends })
    }
}

impl Whole {
    pub(super) fn new(bytes: Vec<u8>, text: Text, charset: Charset, basis: CharsetBasis) -> Self {
        Self { bytes, text, charset, basis }
    }

    fn runs(&self) -> (usize, impl Iterator<Item = &[u8]> + Clone) {
        let text = self.text.other.as_ref().map_or(&*self.bytes, |text| text.as_bytes());
        LineDigests::runs_of(text, &self.text.ends)
    }

    /// What is to be hashed of it.
    fn messages(&self) -> impl Iterator<Item = &[u8]> {
        let other = self.text.other.as_ref().map(|text| text.as_bytes());
        let runs = self.runs().1.filter(|run| !LineDigests::is_empty_line(run));
        std::iter::once(&*self.bytes).chain(other).chain(runs)
    }

    /// From the digests of its messages.
    fn derived(&self, digests: &mut impl Iterator<Item = Digest>) -> Derived {
        let mut next = |bytes: &[u8]| digests.next().unwrap_or_else(|| Digest::of(bytes));
        let raw = next(&self.bytes);
        let text = self.text.other.as_ref().map_or(raw, |text| next(text.as_bytes()));
        let (every, runs) = self.runs();
        let lines = LineDigests::of_runs(every, runs, digests);
        Derived { size: self.bytes.len() as u64, raw, text, lines, charset: self.charset, basis: self.basis }
    }
}

/// Hashes files side by side, in less time than one after the other; gives them in their order.
pub fn hash_together(files: Vec<Unhashed>) -> Vec<Derived> {
    let whole = files.iter().filter_map(Unhashed::whole);
    let mut messages = Vec::with_capacity(whole.clone().map(|whole| whole.text.ends.len() + 2).sum());
    // One text after the other: an iterator over all of them takes longer than to gather what it gives.
    whole.for_each(|whole| whole.messages().for_each(|message| messages.push(message)));
    let mut digests = Digest::of_each(&messages).into_iter();
    let derived = |file: &Unhashed| match file {
        Unhashed::Whole(whole) => whole.derived(&mut digests),
        Unhashed::Hashed(derived) => derived.clone(),
    };
    files.iter().map(derived).collect()
}

impl Unhashed {
    fn whole(&self) -> Option<&Whole> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Hashed(_) => None,
        }
    }

    /// Hashes it alone.
    pub fn hash(self) -> Derived {
        hash_together(vec![self]).swap_remove(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::text::read_opened;

    #[test]
    fn together_files_have_the_digests_that_each_has_alone() {
        let long = "twelve killed\n".repeat(7_000);
        let files: [&[u8]; 6] =
            [b"a\n\nb\n", b"caf\xe9\r\n\r\n12", "e\u{301}\n".as_bytes(), b"", long.as_bytes(), b"a\n\nc\n"];
        let read = |bytes: &[u8]| read_opened(&mut Cursor::new(bytes), bytes.len() as u64, None).unwrap();
        let alone = files.map(|bytes| read(bytes).hash());
        assert_eq!(hash_together(files.map(read).into()), alone);
        assert_eq!(alone.each_ref().map(|one| one.raw), files.map(Digest::of));
        assert!(matches!(read(long.as_bytes()), Unhashed::Hashed(_)), "it is not held");
    }
}
