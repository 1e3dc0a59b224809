//! Texts on their way into the archive, and salts beside originals.

use std::fs::{self, File};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{AtFlags, Mode, OFlags, linkat, openat, unlinkat};
#[cfg(target_os = "linux")]
use rustix::fs::{RenameFlags, renameat_with};
use rustix::io::Errno;

use super::durable::TEMPORARY;
use super::{Archive, Lies, OpenError, Output, StoreError, layout, look, open_file, read_file};
use crate::digest::Digest;
use crate::path::ArchivePath;

/// Whether a text can be copied to a path of the archive: nothing is there, or these very bytes are.
///
/// The dangers: a link among the folders leads the copy out of the archive, a FIFO in its place waits for ever.
pub(crate) fn check_way(archive: &Archive, path: &ArchivePath, expected: &Digest) -> Result<(), StoreError> {
    for (end, _) in path.as_str().match_indices('/') {
        let folder = archive.root().join(&path.as_str()[..end]);
        match look(&folder) {
            Ok(Lies::Folder) => {}
            Ok(Lies::Symlink) => return Err(StoreError::Open { path: folder, source: OpenError::Symlink }),
            Ok(_) => return Err(StoreError::Exists(folder)),
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    same_or_none(archive.open(path), &archive.root().join(path.as_str()), expected).map(drop)
}

/// True if a file that was opened has these bytes, false if there is none.
fn same_or_none(there: Result<File, StoreError>, path: &Path, expected: &Digest) -> Result<bool, StoreError> {
    match there {
        Ok(mut there) => match Digest::of_stream(&mut there).map_err(StoreError::io(path))? {
            digest if digest == *expected => Ok(true),
            _ => Err(StoreError::Exists(path.to_owned())),
        },
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// A copy of a text whose bytes are written, under a temporary name; it goes with it, unless it is given its own. See
/// [`super::Staged`].
///
/// Everything is done by way of opened folders. By its name, a link put there after [`check_way`] would lead the copy out.
pub(crate) struct StagedCopy<'a> {
    archive: &'a Archive,
    to: &'a ArchivePath,
    temporary: String,
}

/// Copies a text byte for byte. Nothing is copied if it is there with these very bytes: an earlier run may have been interrupted
/// after the copy.
pub(crate) fn stage_copy<'a>(
    archive: &'a Archive,
    from: &Path,
    to: &'a ArchivePath,
    expected: &Digest,
) -> Result<Option<StagedCopy<'a>>, StoreError> {
    let named = archive.root().join(to.as_str());
    if same_or_none(archive.open(to), &named, expected)? {
        return Ok(None);
    }
    let mut source = open_file(from)?;
    let folder = archive.folder_of(to)?;
    let (temporary, mut copy) = new_file(&folder).map_err(StoreError::io(&named))?;
    let staged = StagedCopy { archive, to, temporary };
    let digest = Digest::of_copied(&mut source, &mut copy).map_err(StoreError::io(&named))?;
    if digest != *expected {
        return Err(StoreError::Io { path: from.to_owned(), source: io::Error::other("changed while it was sealed") });
    }
    Ok(Some(staged))
}

fn new_file(folder: &OwnedFd) -> io::Result<(String, File)> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    loop {
        let name = format!("{TEMPORARY}{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        match openat(folder, &name, flags, Mode::from_raw_mode(0o644)) {
            Ok(file) => return Ok((name, file.into())),
            // Left by a run of the same number.
            Err(Errno::EXIST) => {}
            Err(e) => return Err(e.into()),
        }
    }
}

impl StagedCopy<'_> {
    /// Gives it its name, which nothing may have; durable with the next [`super::sync_group`].
    pub(crate) fn place(mut self) -> Result<(), StoreError> {
        let folder = self.archive.folder_of(self.to)?;
        let named = || self.archive.root().join(self.to.as_str());
        match rename_new(&folder, &self.temporary, self.to.file_name()) {
            Ok(()) => {
                // It has no temporary name any more that could be removed.
                self.temporary.clear();
                Ok(())
            }
            Err(Errno::EXIST) => Err(StoreError::Exists(named())),
            Err(e) => Err(StoreError::Io { path: named(), source: e.into() }),
        }
    }
}

fn rename_new(folder: &OwnedFd, from: &str, to: &str) -> Result<(), Errno> {
    #[cfg(target_os = "linux")]
    match renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE) {
        // File systems that know no such rename.
        Err(Errno::INVAL | Errno::NOSYS) => {}
        renamed => return renamed,
    }
    linkat(folder, from, folder, to, AtFlags::empty())?;
    unlinkat(folder, from, AtFlags::empty())
}

impl Drop for StagedCopy<'_> {
    fn drop(&mut self) {
        if self.temporary.is_empty() {
            return;
        }
        // Where this fails the next run removes it.
        let _ = self.archive.folder_of(self.to).map(|folder| unlinkat(folder, &self.temporary, AtFlags::empty()));
    }
}

fn salt_path(original: &Path) -> PathBuf {
    let mut name = original.as_os_str().to_owned();
    name.push(layout::SALT);
    name.into()
}

/// The salt beside an original, if there is one.
pub(crate) fn read_salt(original: &Path) -> Result<Option<[u8; 32]>, StoreError> {
    let path = salt_path(original);
    let bytes = match read_file(&path, 4096) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
    };
    match String::from_utf8_lossy(&bytes).trim_end().parse::<Digest>() {
        Ok(salt) => Ok(Some(*salt.as_bytes())),
        Err(error) => Err(StoreError::Io { path, source: io::Error::other(format!("not a salt: {error}")) }),
    }
}

/// Writes a salt beside an original, readable by its owner alone. Durable when it returns: without it a commitment proves
/// nothing.
pub(crate) fn write_salt(original: &Path, salt: &str) -> Result<(), StoreError> {
    // Never a part of it: the next run would take that for somebody's file, and refuse.
    super::write_new(&salt_path(original), format!("{salt}\n").as_bytes(), 0o600)
}

/// Writes one file of an evidence bundle; a file that is there already is never overwritten.
///
/// # Errors
/// A file that is there, or cannot be written.
pub fn write_bundle(to: &Output, bytes: &[u8]) -> Result<(), StoreError> {
    let path = to.path();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
    super::write(path, bytes, super::Existing::Refuse, super::Durability::Now)
}
