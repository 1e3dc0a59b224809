//! The bytes of documents, each read once through one descriptor, and hashed.
//!
//! Small ones are read several at a time before they are hashed: side by side they take a processor less time than one
//! after the other.

use std::fs::File;
use std::io::Read;
use std::ops::Range;

use crate::digest::{Digest, Hasher};
use crate::ledger::Sealed;
use crate::store::{Archive, StoreError};
use crate::text::read_full;

/// How many documents are worth taking at a time. They are held together, and their files are open together.
pub(super) const TOGETHER: usize = 16;

/// Documents above this size are hashed by themselves.
const SMALL: usize = 64 << 10;

/// Memory that is used again from documents to documents.
pub(super) struct Scratch {
    together: Vec<u8>,
    alone: Vec<u8>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { together: vec![0; TOGETHER * SMALL], alone: vec![0; 2 * SMALL] }
    }
}

/// What a document's file holds now.
pub(super) struct Hashed<'a> {
    pub file: File,
    pub size: u64,
    pub digest: Digest,
    /// All of it. Of a document that was not to be kept, or is not of the sealed size, it may be anything.
    pub bytes: &'a [u8],
}

/// Reads and hashes these documents, at most [`TOGETHER`], and calls `judge` with each. Those of `keep` are held whole.
pub(super) fn each<T>(
    archive: &Archive,
    documents: &[&Sealed],
    scratch: &mut Scratch,
    keep: impl Fn(&Sealed) -> bool,
    mut judge: impl FnMut(&Sealed, Result<Hashed<'_>, StoreError>) -> T,
) -> Vec<T> {
    let Scratch { together, alone } = scratch;
    let mut filled = 0;
    let mut open = |sealed: &Sealed| -> Result<Opened, StoreError> {
        let (mut file, length) = archive.open_listed(&sealed.path)?;
        let room = together.get_mut(filled..filled + SMALL).filter(|_| length == sealed.size);
        let Some(room) = room.and_then(|room| room.get_mut(..usize::try_from(length).ok()?)) else {
            return Ok(Opened { file, length, small: None });
        };
        // No last read looks for more: the file was as long when it was opened, and that read would cost each small file a
        // quarter of its system calls.
        let read = read_full(&mut file, room).map_err(StoreError::io(sealed.path.as_str()))?;
        filled += read;
        Ok(Opened { file, length, small: Some(filled - read..filled) })
    };
    let opened: Vec<_> = documents.iter().map(|sealed| open(sealed)).collect();
    let small = |opened: &Result<Opened, StoreError>| opened.as_ref().ok()?.small.clone();
    let bytes: Vec<&[u8]> = opened.iter().map(|opened| &together[small(opened).unwrap_or_default()]).collect();
    let digests = Digest::of_each(&bytes);
    let mut all = Vec::with_capacity(documents.len());
    for (((sealed, opened), bytes), digest) in documents.iter().zip(opened).zip(bytes).zip(digests) {
        let hashed = match opened {
            Ok(Opened { file, small: Some(_), .. }) => Ok(Hashed { file, size: bytes.len() as u64, digest, bytes }),
            Ok(Opened { mut file, length, small: None }) => hash(&mut file, length, alone, sealed.size, keep(sealed))
                .map_err(StoreError::io(sealed.path.as_str()))
                .map(|(size, digest)| {
                    let held = alone.len().min(usize::try_from(size).unwrap_or(usize::MAX));
                    Hashed { file, size, digest, bytes: &alone[..held] }
                }),
            Err(error) => Err(error),
        };
        all.push(judge(sealed, hashed));
    }
    all
}

struct Opened {
    file: File,
    /// When it was opened.
    length: u64,
    /// Where its bytes are, if it is small and of the sealed size.
    small: Option<Range<usize>>,
}

/// Hashes a file piece by piece. With `keep`, the buffer holds all of it afterwards.
///
/// It ends where the file ended when it was opened (`length`), if that is where the sealed one does.
fn hash(
    file: &mut impl Read,
    length: u64,
    buffer: &mut Vec<u8>,
    expected: u64,
    keep: bool,
) -> std::io::Result<(u64, Digest)> {
    let mut hasher = Hasher::new();
    let (mut size, mut filled) = (0u64, 0usize);
    loop {
        if filled == buffer.len() {
            if keep && size <= expected {
                buffer.resize(buffer.len() * 2, 0);
            } else {
                filled = 0;
            }
        }
        let read = match file.read(&mut buffer[filled..]) {
            Ok(0) => return Ok((size, hasher.finish())),
            Ok(read) => read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        hasher.update(&buffer[filled..filled + read]);
        size += read as u64;
        filled += read;
        if size == length && size == expected {
            return Ok((size, hasher.finish()));
        }
    }
}
