//! The first piece of a file, and how it is read.

use std::io::{Read, Seek, SeekFrom};

use super::PIECE;

/// A file's first piece: most files whole.
pub(super) struct Start {
    pub(super) buffer: Vec<u8>,
    pub(super) read: usize,
}

impl Start {
    /// Reads the beginning of a file of this length, that stands there.
    ///
    /// The buffer is one piece, and for a small file the file: most are, and to clear a quarter of a MiB for each takes longer
    /// than to hash it. It has one byte more than such a file, which shows that this is all of it: to look for more would be
    /// one call of two.
    pub(super) fn read(file: &mut impl Read, length: u64) -> std::io::Result<Self> {
        let room = usize::try_from(length).unwrap_or(PIECE).saturating_add(1).min(PIECE);
        let mut buffer = vec![0; room];
        let wanted = usize::try_from(length).unwrap_or(PIECE).min(room);
        let read = read_full(file, &mut buffer[..wanted])?;
        Ok(Self { buffer, read })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.read]
    }

    /// The file, if this is all of it.
    pub(super) fn whole(&self) -> Option<&[u8]> {
        (self.read < self.buffer.len()).then(|| self.bytes())
    }

    /// Its bytes, to be kept.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.buffer.truncate(self.read);
        std::mem::take(&mut self.buffer)
    }
}

/// Goes back to the start, wherever the file stands: who compared digests before has read it to its end. Gives its length.
pub(super) fn rewound(file: &mut impl Seek) -> std::io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    Ok(length)
}

/// Reads until the buffer is full or the file ends, and says how far it came.
///
/// # Errors
/// What the system says, but for interruptions.
pub fn read_full(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}
