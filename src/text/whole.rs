//! A file that is in memory whole, as most texts are: all that is hashed of it is hashed together.

use std::borrow::Cow;

use super::decode::Piece;
use super::derive::{PieceDecoder, Sums};
use super::lines::line_ends;
use super::normalise::{is_surely_normal, normalise};
use super::{Charset, LineDigests, TextError};
use crate::digest::Digest;

/// Derives the text of a file of these bytes.
pub(super) fn sums(bytes: &[u8], charset: Charset) -> Result<(Sums, LineDigests<'static>), TextError> {
    let mut decoder = PieceDecoder::new(charset);
    let decoded = decoder.next(bytes, 0, Piece::Last)?;
    let mut ends = line_ends(decoded.as_bytes());
    let mut text = Cow::from(decoded);
    if !is_surely_normal(decoded, &ends) {
        text = normalise(decoded)?.into();
        ends = line_ends(text.as_bytes());
    }
    let text = text.as_bytes();

    let (every, runs) = LineDigests::runs_of(text, &ends);
    // Mostly they are one and the same, and nothing to compare.
    let is_stored = std::ptr::eq(text, bytes) || text == bytes;
    let mut messages: Vec<&[u8]> = Vec::with_capacity(2 + runs.len());
    messages.extend([bytes, if is_stored { b"" } else { text }]);
    messages.extend(runs.iter().filter(|run| !LineDigests::is_empty_line(run)));
    let mut digests = Digest::of_each(&messages).into_iter();
    let (raw, text) = (digests.next(), digests.next());
    let raw = raw.unwrap_or_else(|| Digest::of(bytes));
    let text = text.filter(|_| !is_stored).unwrap_or(raw);
    let lines = LineDigests::of_runs(every, &runs, digests);
    Ok((Sums { size: bytes.len() as u64, raw, text }, lines))
}
