//! The bytes of a sealed text, if they are the sealed ones: whoever takes a text into memory whole has it from here.
//!
//! The dangers: in the place of a text somebody puts a link that leads elsewhere, a FIFO that waits for ever, a sparse file of
//! terabytes, or a file that grows while it is read. What is no regular file of the archive is not opened ([`Archive::open`]), and of a
//! file no more is read than shows that it is longer than what was sealed. What was sealed may be of terabytes itself: a sparse file
//! costs nothing to seal, so there is a limit beside.

use super::Sealed;
use crate::digest::Digest;
use crate::extract::Extractor;
use crate::store::{Archive, StoreError, read_as};
use crate::text::Charset;

/// Why a sealed text's bytes are not had. Says it of a file that was named before: `it is not there`.
#[derive(Debug, thiserror::Error)]
pub enum ReadSealedError {
    /// The text that was sealed is larger than what is held in memory. Nothing was read.
    #[error("it is larger than {} MiB, and not held in memory", .0 >> 20)]
    TooLarge(u64),
    /// The file holds more than was sealed.
    #[error("it is longer than what was sealed")]
    Longer,
    /// Other bytes.
    #[error("its bytes are not those that were sealed")]
    Altered,
    /// It is not there, is no regular file, or cannot be read.
    #[error("{}", why(.0))]
    Store(#[from] StoreError),
}

fn why(error: &StoreError) -> String {
    if error.is_not_found() { "it is not there".to_owned() } else { error.why() }
}

/// Reads a text that is to be looked at, and compares it with what was sealed.
///
/// # Errors
/// See [`ReadSealedError`]; [`Sealed::may_be_read`] says which texts are too large.
pub fn read_sealed(archive: &Archive, sealed: &Sealed) -> Result<Vec<u8>, ReadSealedError> {
    read_sealed_within(archive, sealed, sealed.most_read())
}

/// Reads a text of at most `limit` bytes, and compares it with what was sealed.
///
/// # Errors
/// See [`ReadSealedError`].
pub fn read_sealed_within(archive: &Archive, sealed: &Sealed, limit: u64) -> Result<Vec<u8>, ReadSealedError> {
    if sealed.size > limit {
        return Err(ReadSealedError::TooLarge(limit));
    }
    let bytes = archive.read(sealed.path.as_str(), sealed.size).map_err(|error| match error {
        StoreError::TooLarge { .. } => ReadSealedError::Longer,
        error => ReadSealedError::Store(error),
    })?;
    if Digest::of(&bytes) == sealed.digest { Ok(bytes) } else { Err(ReadSealedError::Altered) }
}

/// What figures and quotations of a text count bytes of, with its charset: the bytes as stored, or the text that is extracted from
/// them. Nothing if none comes from them here.
///
/// The danger: by another extractor than was sealed, or by none, these would be bytes of another text, and a signed quotation of them
/// would hold for nobody who has the right one.
pub fn quotable(bytes: Vec<u8>, sealed: &Sealed) -> Option<(Vec<u8>, Option<Charset>)> {
    match sealed.extractor? {
        Extractor::Plain => Some((bytes, sealed.charset)),
        extractor => {
            let (text, charset) = read_as(extractor, &bytes, sealed.charset)?;
            Some((text.into_owned().into_bytes(), Some(charset)))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::ledger::{About, LARGEST_READ, State};

    const TEXT: &[u8] = b"12 killed";

    fn sealed() -> Sealed {
        Sealed {
            path: "archive/a.txt".parse().unwrap(),
            digest: Digest::of(TEXT),
            size: TEXT.len() as u64,
            state: State::Present,
            text: None,
            visible: None,
            charset: None,
            extractor: Some(Extractor::Plain),
            manifest: 0,
            about: About::default().into(),
            page: None,
        }
    }

    #[test]
    fn what_took_a_texts_place_is_told_and_never_read_to_its_end() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("archive")).unwrap();
        let (archive, file) = (Archive::at(dir.path()).unwrap(), dir.path().join("archive/a.txt"));
        let read = || read_sealed(&archive, &sealed()).map_err(|error| error.to_string());
        let refused = |why: &str| assert_eq!(read(), Err(why.to_owned()));
        refused("it is not there");
        fs::write(&file, TEXT).unwrap();
        assert_eq!(read().unwrap(), TEXT);
        fs::write(&file, b"13 killed").unwrap();
        refused("its bytes are not those that were sealed");
        fs::write(&file, b"12 kill").unwrap();
        refused("its bytes are not those that were sealed");
        // Read whole it would take a terabyte of memory.
        fs::File::options().write(true).open(&file).unwrap().set_len(1 << 40).unwrap();
        refused("it is longer than what was sealed");
        fs::remove_file(&file).unwrap();
        fs::write(dir.path().join("elsewhere"), TEXT).unwrap();
        symlink("../elsewhere", &file).unwrap();
        refused("is a symbolic link, or lies behind one");
        fs::remove_file(&file).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        refused("is not a regular file");
    }

    #[test]
    fn what_was_sealed_too_large_for_memory_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::at(dir.path()).unwrap();
        let read = |size, extractor| read_sealed(&archive, &Sealed { size, extractor: Some(extractor), ..sealed() });
        for (size, extractor, is_opened) in [
            (LARGEST_READ, Extractor::Plain, true),
            (LARGEST_READ + 1, Extractor::Plain, false),
            (LARGEST_READ + 1, Extractor::Warc, true),
            (1 << 40, Extractor::Warc, false),
        ] {
            let error = read(size, extractor).unwrap_err();
            assert_eq!(matches!(error, ReadSealedError::Store(_)), is_opened, "{size}, {extractor:?}: {error}");
        }
        let error = read_sealed_within(&archive, &sealed(), 8).unwrap_err();
        assert!(matches!(error, ReadSealedError::TooLarge(8)));
    }
}
