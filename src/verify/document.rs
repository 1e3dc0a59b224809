//! One document: are its bytes the sealed ones, and if not, is its text?

use std::io::{Read, Seek};

use super::altered::{Wrong, difference, other_bytes, outside_text};
use super::docket::kind_of;
use super::hashed::{self, Hashed, Scratch};
use super::reading::NotRead;
use super::sealed_lines::SealedLines;
use super::{Depth, Figures, Progress, Request, reading};
use crate::extract::{ExtractError, Extracted, Extractor};
use crate::figures::Reading;
use crate::ledger::{Kind, LARGEST_READ, Sealed};
use crate::store::{Archive, derive_as};
use crate::text::{CharsetBasis, Derived};

/// Times the sealed size above which an altered text is not read for the lines that differ.
const ABSURD: u64 = 16;

/// What looking at a document gave.
#[derive(Debug)]
pub(super) enum Looked {
    /// Its bytes are the sealed ones.
    Intact(Option<Box<Reading>>),
    /// They are, and its figures could not be read.
    Unread(NotRead),
    /// They are not.
    Failed(Box<Wrong>),
}

impl Looked {
    fn failed(kind: Kind, why: impl Into<String>) -> Self {
        Self::Failed(Box::new(Wrong::new(kind, why)))
    }
}

/// Looks at documents that lie in the archive.
pub(super) fn check(
    archive: &Archive,
    documents: &[&Sealed],
    (request, figures): (&Request<'_>, Figures),
    scratch: &mut Scratch,
    lines: &mut SealedLines<'_>,
) -> Vec<Looked> {
    let keep = |sealed: &Sealed| is_read(sealed, figures);
    hashed::each(archive, documents, scratch, keep, |sealed, hashed| {
        let looked = match hashed {
            Ok(hashed) => look(sealed, hashed, (request.depth, figures), lines),
            Err(error) => Looked::failed(kind_of(&error), error.why()),
        };
        (request.progress)(Progress::Document);
        looked
    })
}

/// True if the document's figures are to be read.
fn is_read(sealed: &Sealed, figures: Figures) -> bool {
    figures == Figures::Read && sealed.may_be_read()
}

fn look(
    sealed: &Sealed,
    mut hashed: Hashed<'_>,
    (depth, figures): (Depth, Figures),
    lines: &mut SealedLines<'_>,
) -> Looked {
    if (hashed.size, hashed.digest) != (sealed.size, sealed.digest) {
        return altered(&mut hashed.source, sealed, lines);
    }
    let mut extracted = None;
    if depth == Depth::Texts {
        match text_again(&mut hashed.source, sealed, lines) {
            Ok(found) => extracted = found,
            Err(failed) => return failed,
        }
    }
    let reading = match (figures, is_read(sealed, figures), extracted) {
        (Figures::Skip, ..) => Ok(None),
        (Figures::Read, false, _) => Err(NotRead::NoText),
        // To extract it takes far longer than to read it: once is enough.
        (Figures::Read, true, Some(found)) => reading::read_extracted(&found.text, sealed),
        (Figures::Read, true, None) => reading::read_stored(hashed.bytes, sealed),
    };
    reading.map_or_else(Looked::Unread, |reading| Looked::Intact(reading.map(Box::new)))
}

fn altered(file: &mut (impl Read + Seek), sealed: &Sealed, lines: &mut SealedLines<'_>) -> Looked {
    let Some(extractor) = sealed.extractor.or(sealed.text.is_none().then_some(Extractor::Plain)) else {
        let why =
            "its bytes are not the sealed ones; what derived its text is not in this version, so no lines are compared";
        return Looked::failed(Kind::Altered, why);
    };
    if let Some(length) = absurd(file, sealed) {
        let why = format!(
            "its bytes are not the sealed ones ({} bytes were sealed, {length} are here, too many to compare lines)",
            sealed.size
        );
        return Looked::failed(Kind::Altered, why);
    }
    match text_now(extractor, file, sealed) {
        Ok((now, extracted)) if Some(now.text) == sealed.text => same_text(file, sealed, &now, extracted),
        Ok((now, extracted)) => Looked::Failed(Box::new(difference(file, sealed, lines.of(sealed), &now, extracted))),
        Err(error) => Looked::failed(Kind::Altered, format!("its bytes are not the sealed ones, and {error}")),
    }
}

/// Other bytes, and the text that was sealed. What a page shows beside its main text can have changed all the same.
fn same_text(file: &mut (impl Read + Seek), sealed: &Sealed, now: &Derived, extracted: Option<Extracted>) -> Looked {
    let shown = extracted.and_then(|found| found.visible);
    match sealed.visible.as_deref() {
        Some(visible) if Some(*visible) != shown => Looked::Failed(Box::new(outside_text(
            "its main text is the sealed one; what changed stands outside of it, in what else the page shows",
        ))),
        _ => Looked::Failed(Box::new(other_bytes(file, sealed, now))),
    }
}

/// The file's length, if it is large, and out of all proportion to what was sealed: a sparse file of terabytes costs nothing.
fn absurd(file: &mut (impl Read + Seek), sealed: &Sealed) -> Option<u64> {
    let length = file.seek(std::io::SeekFrom::End(0)).ok()?;
    (length > sealed.size.saturating_mul(ABSURD).max(LARGEST_READ)).then_some(length)
}

/// Derives the text of an altered file: in the charset that the file shows; where that would be guessed, in the sealed one.
fn text_now(
    extractor: Extractor,
    file: &mut (impl Read + Seek),
    sealed: &Sealed,
) -> Result<(Derived, Option<Extracted>), ExtractError> {
    let shown = derive_as(extractor, file, None);
    let is_sure = |now: &Derived| Some(now.text) == sealed.text || now.basis != CharsetBasis::Detected;
    match sealed.charset {
        Some(charset) if !shown.as_ref().is_ok_and(|(now, _)| is_sure(now)) => {
            derive_as(extractor, file, Some(charset)).or_else(|error| shown.map_err(|_| error))
        }
        _ => shown,
    }
}

/// Derives the text again; gives it where it was extracted. Fails if it, or the digests of its lines, are not the sealed ones.
fn text_again(
    file: &mut (impl Read + Seek),
    sealed: &Sealed,
    lines: &mut SealedLines<'_>,
) -> Result<Option<Extracted>, Looked> {
    let Some(extractor) = sealed.extractor else { return Ok(None) };
    let failed = |why: String| Looked::failed(Kind::Malformed, why);
    // Passed over, a charset that nobody knows would keep a text from ever being compared.
    let Some(charset) = sealed.charset else {
        return Err(failed("the bytes are as sealed, but the charset that is stated is none".to_owned()));
    };
    let why = match derive_as(extractor, file, Some(charset)) {
        Ok((now, extracted)) if Some(now.text) == sealed.text => {
            if lines.of(sealed).is_none_or(|stated| *stated == now.lines) {
                return Ok(extracted);
            }
            "bytes and text are as sealed, but the line digests that are stated are those of another text".to_owned()
        }
        Ok(_) => "the bytes are as sealed, but another text comes from them than was sealed".to_owned(),
        Err(error) => format!("the bytes are as sealed, but no text comes from them: {error}"),
    };
    Err(failed(why))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::altered::tests::sealed;
    use super::*;
    use crate::text::Charset;

    fn file(bytes: &[u8]) -> std::fs::File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn an_altered_text_is_read_in_the_sealed_charset_where_it_shows_none() {
        let wide = Charset::for_label("utf-16le").unwrap();
        let cyrillic = Charset::for_label("koi8-r").unwrap();
        let utf16: Vec<u8> = "12 killed".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let now = |bytes: &[u8], charset| {
            text_now(Extractor::Plain, &mut file(bytes), &sealed(charset)).map(|(now, _)| now.charset.name())
        };
        assert_eq!(now(&utf16, wide).unwrap(), "UTF-16LE");
        assert_eq!(now(b"\xC1\xC2 12", cyrillic).unwrap(), "KOI8-R");
        assert_eq!(now("жж 12".as_bytes(), cyrillic).unwrap(), "UTF-8", "it shows what it is");
        let error = now(&[&utf16[..], b"\0\0"].concat(), wide).unwrap_err().to_string();
        assert!(error.starts_with("byte 18 is NUL"), "of the text, not the first of the file: {error}");
    }

    #[test]
    fn a_file_out_of_all_proportion_is_not_read() {
        let long = |length| {
            let mut file = file(b"12 killed\n");
            file.set_len(length).unwrap();
            absurd(&mut file, &sealed(Charset::UTF_8))
        };
        assert_eq!((long(LARGEST_READ), long(1 << 40)), (None, Some(1 << 40)));
    }
}
