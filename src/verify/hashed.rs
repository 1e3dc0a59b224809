//! The bytes of documents, each read once through one descriptor, and hashed.
//!
//! Small ones are read several at a time before they are hashed: side by side they take a processor less time than one
//! after the other. Their files are closed as soon as they are read, since there may be hundreds.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::digest::{Digest, Hasher};
use crate::ledger::Sealed;
use crate::store::{Archive, ListedTexts, StoreError};

/// How many documents are worth taking at a time: enough that a processor which hashes sixteen side by side is seldom left with
/// fewer.
pub(super) const TOGETHER: usize = 64;

/// Documents of this size or more are hashed by themselves.
const SMALL: usize = 64 << 10;

/// Files that stay open together: those of large documents, and of small ones that are not what they were.
///
/// The danger: with sixteen readers and a file for each document, an archive that was altered throughout would be told as
/// unreadable, since a process has some thousand files.
const OPEN: usize = 16;

/// Room for documents that are held together. Of those that are larger than most, fewer are.
const ROOM: usize = 16 * SMALL;

/// Memory that is used again from documents to documents.
pub(super) struct Scratch {
    together: Vec<u8>,
    alone: Vec<u8>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { together: vec![0; ROOM], alone: vec![0; 2 * SMALL] }
    }
}

/// Scratch memory that threads leave for those that come after them: there are many batches, and a megabyte of zeros for each
/// thread of each of them took longer than to read some texts.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Scratch>>);

/// Scratch memory, until it is left for others.
pub(super) struct Lent<'a> {
    scratch: Option<Scratch>,
    of: &'a Spare,
}

impl Spare {
    pub fn lend(&self) -> Lent<'_> {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Lent { scratch: Some(left.unwrap_or_default()), of: self }
    }
}

impl Lent<'_> {
    pub fn get(&mut self) -> &mut Scratch {
        self.scratch.get_or_insert_default()
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        // What grew with a large text goes with it.
        let usual = self.scratch.take().filter(|scratch| scratch.alone.len() <= 2 * SMALL);
        self.of.0.lock().unwrap_or_else(PoisonError::into_inner).extend(usual);
    }
}

/// What a document's file holds now.
pub(super) struct Hashed<'a> {
    pub source: Bytes<'a>,
    pub size: u64,
    /// Of a file that is longer than the sealed one, that of its beginning.
    pub digest: Digest,
    /// All of it. Of a document that was not to be kept, or is not of the sealed size, it may be anything.
    pub bytes: &'a [u8],
}

/// From where a document's bytes can be had again. Never by its path: another file may lie there now.
pub(super) enum Bytes<'a> {
    /// As they were read.
    Read(Cursor<&'a [u8]>),
    /// The file, still open.
    File(File),
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Read(bytes) => bytes.read(buffer),
            Self::File(file) => file.read(buffer),
        }
    }
}

impl Seek for Bytes<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match self {
            Self::Read(bytes) => bytes.seek(to),
            Self::File(file) => file.seek(to),
        }
    }
}

/// Reads and hashes these documents, and calls `judge` with each. Those of `keep` are held whole meanwhile.
pub(super) fn each<T>(
    archive: &Archive,
    documents: &[&Sealed],
    scratch: &mut Scratch,
    keep: impl Fn(&Sealed) -> bool,
    mut judge: impl FnMut(&Sealed, Result<Hashed<'_>, StoreError>) -> T,
) -> Vec<T> {
    let Scratch { together, alone } = scratch;
    let (mut listed, mut rest) = (archive.listed(), documents);
    let mut all = Vec::with_capacity(documents.len());
    while !rest.is_empty() {
        let (mut filled, mut open_files) = (0, 0);
        let mut opened = Vec::with_capacity(TOGETHER);
        for sealed in &rest[..fitting(rest)] {
            let one = open(archive, &mut listed, sealed, together, &mut filled);
            open_files += usize::from(matches!(one, Ok(Opened::Whole(..))));
            opened.push(one);
            if open_files == OPEN {
                break;
            }
        }
        let some;
        (some, rest) = rest.split_at(opened.len());
        let small = |opened: &Result<Opened, StoreError>| match opened {
            Ok(Opened::Small(range)) => range.clone(),
            _ => 0..0,
        };
        let bytes: Vec<&[u8]> = opened.iter().map(|opened| &together[small(opened)]).collect();
        let digests = Digest::of_each(&bytes);
        for (((sealed, opened), bytes), digest) in some.iter().zip(opened).zip(bytes).zip(digests) {
            let hashed = match opened {
                Ok(Opened::Small(_)) => {
                    Ok(Hashed { source: Bytes::Read(Cursor::new(bytes)), size: bytes.len() as u64, digest, bytes })
                }
                Ok(Opened::Whole(mut file, length)) => hash(&mut file, length, alone, sealed.size, keep(sealed))
                    .map_err(StoreError::io(sealed.path.as_str()))
                    .map(|(size, digest)| {
                        let held = alone.len().min(usize::try_from(size).unwrap_or(usize::MAX));
                        Hashed { source: Bytes::File(file), size, digest, bytes: &alone[..held] }
                    }),
                Err(error) => Err(error),
            };
            all.push(judge(sealed, hashed));
        }
    }
    all
}

/// How many of these documents the memory holds together: one at least.
fn fitting(documents: &[&Sealed]) -> usize {
    let mut filled = 0;
    let fits = |sealed: &&&Sealed| {
        filled += room(sealed).unwrap_or(0);
        filled <= ROOM
    };
    documents.iter().take_while(fits).count().max(1)
}

/// What a small document takes. A byte more than there should be: a read that leaves it empty met the end of the file.
fn room(sealed: &Sealed) -> Option<usize> {
    usize::try_from(sealed.size).ok().filter(|size| *size < SMALL).map(|size| size + 1)
}

enum Opened {
    /// It is small, as long as the sealed one, and its bytes are there.
    Small(Range<usize>),
    /// It has yet to be read; and its length when it was opened.
    Whole(File, u64),
}

/// Opens a document. One that is small is read at once, behind what is `filled` already.
fn open(
    archive: &Archive,
    listed: &mut ListedTexts<'_>,
    sealed: &Sealed,
    together: &mut [u8],
    filled: &mut usize,
) -> Result<Opened, StoreError> {
    let mut file = listed.open(&sealed.path)?;
    if let Some(room) = room(sealed)
        && let Some(buffer) = together.get_mut(*filled..*filled + room)
        && file.read(buffer).is_ok_and(|read| read + 1 == room)
    {
        let start = *filled;
        *filled += room - 1;
        return Ok(Opened::Small(start..*filled));
    }
    // It is large, or not what it was, or the read was cut short: it is read from its beginning. First it must be a file:
    // a FIFO or a device was put in its place since the listing, and need not end.
    let length = archive.length(&sealed.path, &file)?;
    file.rewind().map_err(StoreError::io(sealed.path.as_str()))?;
    Ok(Opened::Whole(file, length))
}

/// Hashes a file piece by piece. With `keep`, the buffer holds all of it afterwards.
///
/// It ends where the file ended when it was opened (`length`), if that is where the sealed one does; and behind the sealed size
/// in any case: what is longer is altered, and can be a sparse file of terabytes.
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
        if size > expected || (size == length && size == expected) {
            return Ok((size, hasher.finish()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::altered::tests::sealed;
    use super::*;
    use crate::text::Charset;

    #[test]
    fn as_many_documents_are_held_together_as_there_is_room_for() {
        let fitting = |size| {
            let sealed = Sealed { size, ..sealed(Charset::UTF_8) };
            fitting(&[&sealed; 20])
        };
        assert_eq!([fitting(0), fitting(SMALL as u64 - 1), fitting(SMALL as u64), fitting(u64::MAX)], [20, 16, 20, 20]);
    }

    #[test]
    fn scratch_memory_is_used_again_unless_it_grew() {
        let spare = Spare::default();
        let left = || spare.0.lock().unwrap().len();
        {
            let (mut one, _other) = (spare.lend(), spare.lend());
            one.get().together[0] = 7;
            assert_eq!(left(), 0, "what is lent is lent to nobody else");
        }
        assert_eq!(left(), 2);
        let mut two = [spare.lend(), spare.lend()];
        assert_eq!(two.iter_mut().map(|lent| lent.get().together[0]).sum::<u8>(), 7);
        two[0].get().alone.push(0);
        drop(two);
        assert_eq!(left(), 1, "a large text's memory is not held on");
    }

    #[test]
    fn a_file_is_read_no_further_than_shows_that_it_is_too_long() {
        for keep in [true, false] {
            let mut buffer = vec![0; 16];
            let (size, _) = hash(&mut std::io::repeat(b'a'), u64::MAX, &mut buffer, 40, keep).unwrap();
            assert!((41..=41 + buffer.len() as u64).contains(&size), "{size}");
            // A piece ends where the sealed text does, and the file does not.
            let (size, _) = hash(&mut std::io::repeat(b'a').take(60), 60, &mut buffer, 48, keep).unwrap();
            assert!(size > 48, "what was added behind a text is no part of it: {size}");
            let (size, digest) = hash(&mut std::io::repeat(b'a').take(48), 48, &mut buffer, 48, keep).unwrap();
            assert_eq!((size, digest), (48, Digest::of(&[b'a'; 48])));
        }
    }

    /// Fails in these ways, one after the other, then gives bytes.
    struct Failing(Vec<std::io::ErrorKind>);

    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            match self.0.pop() {
                Some(kind) => Err(kind.into()),
                None => std::io::repeat(b'a').take(8).read(buffer),
            }
        }
    }

    #[test]
    fn a_read_that_is_interrupted_is_tried_again_and_no_other() {
        use std::io::ErrorKind::{Interrupted, Other};
        let read = |errors: &[std::io::ErrorKind]| {
            hash(&mut Failing(errors.to_vec()), 8, &mut vec![0; 16], 8, false).map_err(|error| error.kind())
        };
        assert_eq!(read(&[Interrupted, Interrupted]), Ok((8, Digest::of(b"aaaaaaaa"))));
        assert_eq!(read(&[Other]), Err(Other));
    }
}
