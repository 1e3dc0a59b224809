//! Files outside an archive that people name: texts to be sealed, tables, keys to believe, bundles.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use super::archive::read_limited;
use super::open::{open_found, open_named, regular_file};
use super::{Durability, Existing, OpenError, Output, StoreError, write};
use crate::timestamp::Timestamp;

/// Opens a regular file; a link in its place is not followed.
///
/// # Errors
/// See [`OpenError`].
pub fn open_file(path: &Path) -> Result<File, StoreError> {
    let refused = |source| StoreError::Open { path: path.to_owned(), source };
    open_named(path).map_err(refused)
}

/// A file, and what the system said of it when it was opened.
#[derive(Debug)]
pub struct Opened {
    /// The file, at its start.
    pub file: File,
    /// Bytes.
    pub length: u64,
    /// When it was changed last, if the system tells it.
    pub modified: Option<Timestamp>,
}

/// Opens a path at which [`super::look`] or [`super::walk`] has just found a regular file, with fewer calls than [`open_file`].
///
/// # Errors
/// See [`OpenError`].
pub fn open_found_file(path: &Path) -> Result<Opened, StoreError> {
    let refused = |source| StoreError::Open { path: path.to_owned(), source };
    open_found(path).and_then(Opened::of).map_err(refused)
}

impl Opened {
    /// Asks what was opened: nothing but a regular file will do.
    pub(super) fn of(file: File) -> Result<Self, OpenError> {
        let said = regular_file(&file)?;
        let length = u64::try_from(said.st_size).unwrap_or(0);
        Ok(Self { file, length, modified: Timestamp::from_unix(said.st_mtime).ok() })
    }
}

/// Reads a file that a person named, of at most `limit` bytes. A link to a regular file is followed, as people expect of
/// what they name; a FIFO or device is not opened.
///
/// # Errors
/// Nothing there, not a regular file, or too large.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, StoreError> {
    let meta = fs::metadata(path).map_err(StoreError::io(path))?;
    if !meta.is_file() {
        return Err(StoreError::Open { path: path.to_owned(), source: OpenError::NotRegular });
    }
    read_limited(File::open(path).map_err(StoreError::io(path))?, path, limit)
}

/// Opens a stream of a file that a person named, for readers that stop by themselves.
///
/// # Errors
/// As [`read_file`], but for the size.
pub fn stream_file(path: &Path) -> Result<impl Read + use<>, StoreError> {
    let meta = fs::metadata(path).map_err(StoreError::io(path))?;
    if !meta.is_file() {
        return Err(StoreError::Open { path: path.to_owned(), source: OpenError::NotRegular });
    }
    File::open(path).map_err(StoreError::io(path))
}

/// Writes a file that a person, or git, named, whole or not at all.
///
/// # Errors
/// What the system says.
pub fn replace_file(to: &Output, bytes: &[u8]) -> Result<(), StoreError> {
    write(to.path(), bytes, Existing::Replace, Durability::Now)
}

/// Writes one of many files of a folder, whole or not at all; durable with the next [`super::sync_group`].
///
/// # Errors
/// What the system says.
pub fn place_file(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write(path, bytes, Existing::Refuse, Durability::WithGroup)
}

/// Makes a folder for many files; one that holds anything is refused, so that nothing old is taken for a part of the new.
///
/// # Errors
/// [`StoreError::Exists`], or what the system says.
pub fn make_empty_folder(to: &Output) -> Result<(), StoreError> {
    let path = to.path();
    make_folder(path)?;
    match fs::read_dir(path).map_err(StoreError::io(path))?.next() {
        Some(_) => Err(StoreError::Exists(path.to_owned())),
        None => Ok(()),
    }
}

/// A new folder that nobody else can read, for files on their way. It is removed with what it holds, unless it is kept.
///
/// # Errors
/// What the system says.
pub fn scratch() -> Result<tempfile::TempDir, StoreError> {
    tempfile::Builder::new()
        .prefix("kzarchive-")
        .tempdir()
        .map_err(StoreError::io(Path::new("the folder for temporary files")))
}

/// A new file without a name, which nobody else can open and which is gone with the process.
///
/// # Errors
/// What the system says.
pub fn scratch_file() -> Result<fs::File, StoreError> {
    tempfile::tempfile().map_err(StoreError::io(Path::new("the folder for temporary files")))
}

/// How many bytes this process had to fetch from disks so far; nothing where the system does not say (proc(5), `/proc/pid/io`).
pub fn bytes_from_disk() -> Option<u64> {
    let counts = fs::read_to_string("/proc/self/io").ok()?;
    counts.lines().find_map(|line| line.strip_prefix("read_bytes: "))?.parse().ok()
}

/// Adds to the end of a file that a person or a runner named; it is made if it is not there.
///
/// # Errors
/// What the system says.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let opened = fs::OpenOptions::new().append(true).create(true).open(path);
    opened.and_then(|mut file| file.write_all(bytes)).map_err(StoreError::io(path))
}

/// Makes a folder, and those above it.
///
/// # Errors
/// What the system says.
pub fn make_folder(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(StoreError::io(path))
}
