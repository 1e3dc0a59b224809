//! The text of a stored file, whatever its kind: derived as it was sealed, or is going to be.

use std::borrow::Cow;
use std::io::{Cursor, Read, Seek};

use super::extract_within;
use crate::digest::Digest;
use crate::extract::{ExtractError, Extracted, Extractor, LARGEST_FILE};
use crate::text::{Charset, Derived, TextError, Unhashed, decode, derive, read_opened};

/// Reads a file from its start, and derives its text; of files that are no plain text, what was extracted, too.
///
/// # Errors
/// See [`ExtractError`].
pub fn derive_as(
    extractor: Extractor,
    file: &mut (impl Read + Seek),
    declared: Option<Charset>,
) -> Result<(Derived, Option<Extracted>), ExtractError> {
    let length = file.seek(std::io::SeekFrom::End(0)).map_err(TextError::from)?;
    file.rewind().map_err(TextError::from)?;
    read_opened_as(extractor, file, length, declared).map(|(text, extracted)| (text.hash(), extracted))
}

/// Reads a file that was just opened, and had this many bytes then, and derives its text as [`derive_as`] does, but for what may be hashed
/// beside others.
///
/// # Errors
/// See [`ExtractError`].
pub fn read_opened_as(
    extractor: Extractor,
    file: &mut (impl Read + Seek),
    length: u64,
    declared: Option<Charset>,
) -> Result<(Unhashed, Option<Extracted>), ExtractError> {
    if extractor == Extractor::Plain {
        return Ok((read_opened(file, length, declared)?, None));
    }
    // A sparse file of a terabyte is no page: its size is asked for before it is read.
    if length > LARGEST_FILE {
        return Err(ExtractError::TooLarge(LARGEST_FILE));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(TextError::from)?;
    let extracted = extract_within(extractor, &bytes, declared)?;
    let text = derive(&mut Cursor::new(extracted.text.as_bytes()), Some(Charset::UTF_8))?;
    let charset = Charset::for_label(&extracted.charset)?;
    let (size, raw) = (bytes.len() as u64, Digest::of(&bytes));
    Ok((Unhashed::Hashed(Derived { size, raw, charset, basis: extracted.basis, ..text }), Some(extracted)))
}

/// The text to be read for figures and shown to people, and the charset of which its offsets count bytes: the stored one for
/// plain text; UTF-8 for a text that was extracted, whose offsets are its own. Nothing if no text comes from the bytes.
pub fn read_as(extractor: Extractor, bytes: &[u8], declared: Option<Charset>) -> Option<(Cow<'_, str>, Charset)> {
    match extractor {
        Extractor::Plain => decode(bytes, declared).ok().map(|decoded| (decoded.text, decoded.charset)),
        _ => extract_within(extractor, bytes, declared).ok().map(|found| (found.text.into(), Charset::UTF_8)),
    }
}
