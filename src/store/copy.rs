//! Texts on their way into the archive, and salts beside originals.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags, linkat, openat, unlinkat};
#[cfg(target_os = "linux")]
use rustix::fs::{RenameFlags, renameat_with};
use rustix::io::Errno;

use super::durable::TEMPORARY;
use super::{Archive, Lies, OpenError, StoreError, look, open_file, read_file};
use crate::digest::{Digest, Hasher};
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
        Ok(there) => match pump(there, &mut io::sink()).map_err(StoreError::io(path))? {
            (digest, _) if digest == *expected => Ok(true),
            _ => Err(StoreError::Exists(path.to_owned())),
        },
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Copies a text byte for byte; whole or not at all, durable with the next [`super::sync_group`]. A text that is there
/// with these very bytes is left: an earlier run may have been interrupted after the copy.
///
/// Everything is done by way of the opened folder. By its name, a link put there after [`check_way`] would lead the copy out.
pub(crate) fn copy_new(archive: &Archive, from: &Path, to: &ArchivePath, expected: &Digest) -> Result<(), StoreError> {
    let named = archive.root().join(to.as_str());
    if same_or_none(archive.open(to), &named, expected)? {
        return Ok(());
    }
    let source = open_file(from)?;
    let mut copy = Copy::begin(archive.folder_of(to)?).map_err(StoreError::io(&named))?;
    let (digest, _) = pump(source, &mut copy.file).map_err(StoreError::io(&named))?;
    if digest != *expected {
        return Err(StoreError::Io { path: from.to_owned(), source: io::Error::other("changed while it was sealed") });
    }
    match copy.name(to.file_name()) {
        Err(Errno::EXIST) => Err(StoreError::Exists(named)),
        named_so => named_so.map_err(|e| StoreError::Io { path: named, source: e.into() }),
    }
}

/// A copy under a temporary name; it goes with it, unless it is given its own.
struct Copy {
    folder: OwnedFd,
    temporary: String,
    file: File,
}

impl Copy {
    fn begin(folder: OwnedFd) -> io::Result<Self> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        // The lock keeps others from it; only an interrupted run, or somebody who guesses, has taken a name.
        for number in 0..1000 {
            let temporary = format!("{TEMPORARY}{}-{number}", std::process::id());
            match openat(&folder, &temporary, flags, Mode::from_raw_mode(0o644)) {
                Ok(file) => return Ok(Self { file: file.into(), temporary, folder }),
                Err(Errno::EXIST) => {}
                Err(e) => return Err(e.into()),
            }
        }
        Err(Errno::EXIST.into())
    }

    /// Gives it its name, which nothing may have.
    fn name(self, name: &str) -> Result<(), Errno> {
        #[cfg(target_os = "linux")]
        match renameat_with(&self.folder, &self.temporary, &self.folder, name, RenameFlags::NOREPLACE) {
            // File systems that know no such rename.
            Err(Errno::INVAL | Errno::NOSYS) => {}
            renamed => return renamed,
        }
        linkat(&self.folder, &self.temporary, &self.folder, name, AtFlags::empty())
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Not there any more when it was given its name. Where this fails the next run removes it.
        let _ = unlinkat(&self.folder, &self.temporary, AtFlags::empty());
    }
}

fn pump(mut from: File, to: &mut impl Write) -> io::Result<(Digest, u64)> {
    let (mut hasher, mut buffer, mut size) = (Hasher::new(), vec![0; 128 << 10], 0);
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok((hasher.finish(), size)),
            Ok(read) => {
                hasher.update(&buffer[..read]);
                to.write_all(&buffer[..read])?;
                size += read as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

fn salt_path(original: &Path) -> PathBuf {
    let mut name = original.as_os_str().to_owned();
    name.push(".kzsalt");
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
    let path = salt_path(original);
    let io = |source| StoreError::Io { path: path.clone(), source };
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(io)?;
    file.write_all(format!("{salt}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
    super::sync_folder(original.parent().unwrap_or(Path::new(".")))
}

/// Writes one file of an evidence bundle; a file that is there already is never overwritten.
///
/// # Errors
/// A file that is there, or cannot be written.
pub fn write_bundle(to: &Path, name: Option<&crate::path::ArchivePath>, bytes: &[u8]) -> Result<(), StoreError> {
    let path = name.map_or_else(|| to.to_owned(), |name| to.join(name.as_str()));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
    super::write(&path, bytes, super::Existing::Refuse, super::Durability::Now)
}
