//! Where the characters of decoded text stood in the stored bytes.

use std::collections::BTreeSet;

use encoding_rs::{Encoder, UTF_8, UTF_16BE, UTF_16LE};

use super::Charset;

/// Bytes by which ISO-2022-JP goes back to ASCII, the only charset here that has states.
const BACK_TO_ASCII: usize = 3;

/// Where a character of decoded text begins in the stored bytes.
///
/// `offset` is in bytes of `text`, on a character boundary; the result is in bytes of the file. For many of one text, see
/// [`SourceOffsets`].
pub fn source_offset(charset: Charset, text: &str, offset: usize) -> usize {
    SourceOffsets::new(charset, text).at(offset)
}

/// Stored bytes with their places in bytes of the text, both in their order: those at which a character begins, or the text ends.
///
/// All at once, in one pass over the text. For one after the other each would take a pass of its own, as only from the start is it known
/// what a charset with states takes.
pub fn text_offsets(charset: Charset, text: &str, stored: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    if charset == Charset::UTF_8 {
        return stored.iter().filter(|at| text.is_char_boundary(**at)).map(|at| (*at, *at)).collect();
    }
    let mut offsets = SourceOffsets::new(charset, text);
    let mut wanted = stored.iter().copied().peekable();
    let mut found = Vec::with_capacity(stored.len());
    for at in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
        let here = offsets.at(at);
        // In the middle of a character nothing begins.
        while wanted.next_if(|stored| *stored < here).is_some() {}
        if let Some(stored) = wanted.next_if_eq(&here) {
            found.push((stored, at));
        }
        if wanted.peek().is_none() {
            break;
        }
    }
    found
}

/// Where characters of one text begin in the stored bytes, asked for from the first to the last: the text is gone through once.
///
/// To count from the start for each of them takes time with the square of the text's length.
pub struct SourceOffsets<'a> {
    charset: Charset,
    text: &'a str,
    /// What was gone through, in bytes of the text and in stored ones.
    done: (usize, usize),
    encoder: Encoder,
    encoded: Vec<u8>,
}

impl<'a> SourceOffsets<'a> {
    /// From the start of a text that was decoded from this charset.
    pub fn new(charset: Charset, text: &'a str) -> Self {
        Self { charset, text, done: (0, 0), encoder: charset.0.new_encoder(), encoded: Vec::new() }
    }

    /// As [`source_offset`]. One that lies before the last is counted from the start again.
    pub fn at(&mut self, offset: usize) -> usize {
        if offset < self.done.0 {
            *self = Self::new(self.charset, self.text);
        }
        let (text, stored) = self.done;
        let stored = stored + self.length(&self.text[text..offset]);
        self.done = (offset, stored);
        match self.encoder.has_pending_state() {
            true => stored + BACK_TO_ASCII,
            false => stored,
        }
    }

    /// How many bytes a piece was decoded from.
    fn length(&mut self, piece: &str) -> usize {
        #[cfg(test)]
        work::add(piece.len());
        let charset = self.charset.0;
        if charset == UTF_8 {
            return piece.len();
        }
        if charset == UTF_16LE || charset == UTF_16BE {
            return 2 * piece.encode_utf16().count();
        }
        if charset.is_single_byte() {
            return piece.chars().count();
        }
        self.encode(piece)
    }

    fn encode(&mut self, piece: &str) -> usize {
        let (mut length, mut rest) = (0, piece);
        while !rest.is_empty() {
            let room = self.encoder.max_buffer_length_from_utf8_if_no_unmappables(rest.len());
            self.encoded.clear();
            // A character that the charset has not takes up to 10 bytes, and there must be room for one.
            self.encoded.reserve(room.unwrap_or(0).max(64));
            let (_, read, _) = self.encoder.encode_from_utf8_to_vec(rest, &mut self.encoded, false);
            length += self.encoded.len();
            rest = &rest[read..];
        }
        length
    }
}

/// Counts what is gone through, for tests that a text is so but once.
#[cfg(test)]
pub(crate) mod work {
    use std::cell::Cell;

    thread_local!(static BYTES: Cell<usize> = const { Cell::new(0) });

    pub(super) fn add(bytes: usize) {
        BYTES.set(BYTES.get() + bytes);
    }

    /// Bytes of texts that were gone through in this thread meanwhile.
    pub(crate) fn of(deed: impl FnOnce()) -> usize {
        let before = BYTES.get();
        deed();
        BYTES.get() - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_point_into_the_stored_bytes() {
        for (label, text, offset, stored) in [
            ("utf-8", "жx", 2, 2),
            ("utf-16le", "𝄞жx", 6, 6),
            ("windows-1251", "жжx", 4, 2),
            ("shift_jis", "日x", 3, 2),
        ] {
            let charset = Charset::for_label(label).unwrap();
            assert_eq!(source_offset(charset, text, offset), stored, "{label}");
        }
    }

    #[test]
    fn one_pass_counts_as_one_from_the_start_each() {
        let text = "日本 12 人、жж 7 “so” 日\n12 🙂 é".repeat(20);
        for label in ["utf-8", "utf-16be", "windows-1252", "shift_jis", "euc-kr", "gb18030", "big5", "iso-2022-jp"] {
            let charset = Charset::for_label(label).unwrap();
            let mut offsets = SourceOffsets::new(charset, &text);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for at in ends {
                let alone = source_offset(charset, &text, at);
                assert_eq!(offsets.at(at), alone, "{label}, {at}");
                if !matches!(label, "utf-8" | "utf-16be" | "windows-1252") {
                    assert_eq!(alone, charset.0.encode(&text[..at]).0.len(), "{label}, {at}");
                }
            }
            assert_eq!(offsets.at(0), 0, "{label}: back to the start");
        }
    }
}
