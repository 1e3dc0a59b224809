//! Writes that survive a crash: temporary file, sync, rename, sync of the folder.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::StoreError;
use super::open::open_named_folder;

/// Temporary files begin so; what a crash leaves under this name was never part of the archive.
pub(crate) const TEMPORARY: &str = ".kzarchive-tmp-";

/// The mode of what is in an archive: everybody may read it.
const READABLE: u32 = 0o644;

/// What happens when the file is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    Refuse,
    Replace,
}

/// Whether a write is durable when it returns, or with the next [`sync_group`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    Now,
    WithGroup,
}

/// Writes a file whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8], existing: Existing, durability: Durability) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let io = |source| StoreError::Io { path: path.to_owned(), source: plain(source) };
    let mut file = temporary(folder, READABLE).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    if durability == Durability::Now {
        // A rename can reach the disk before the bytes: after a power cut the name would hold an empty file.
        file.as_file().sync_all().map_err(io)?;
    }
    // A crash before this line leaves a temporary file, after it the whole file.
    let renamed = match existing {
        Existing::Replace => file.persist(path),
        Existing::Refuse => file.persist_noclobber(path),
    };
    match renamed {
        Ok(_) => {}
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => return Err(StoreError::Exists(path.to_owned())),
        Err(e) => return Err(io(e.error)),
    }
    if durability == Durability::Now { sync_folder(folder) } else { Ok(()) }
}

/// Writes a new file with this mode, whole or not at all; durable when it returns.
pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let io = |source| StoreError::Io { path: path.to_owned(), source: plain(source) };
    // The mode is set as the file is made: no moment in which others can open it.
    let mut file = temporary(folder, mode).map_err(io)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(io)?;
    file.persist_noclobber(path).map_err(|e| match e.error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
        _ => io(e.error),
    })?;
    sync_folder(folder)
}

/// Writes a file that nobody else may read, whole or not at all, in place of what was there. Not durable when it returns: for what
/// can be made again, and tells whether it is whole.
pub(super) fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let io = |source| StoreError::Io { path: path.to_owned(), source: plain(source) };
    let mut file = temporary(folder, 0o600).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.persist(path).map(drop).map_err(|e| io(e.error))
}

/// The system's own error: `tempfile` puts the name of a temporary file behind it, which says nothing to anybody.
fn plain(error: io::Error) -> io::Error {
    let said = error.to_string();
    match said.rsplit_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said.to_owned()),
        None => error,
    }
}

/// A new file whose bytes are written, under a temporary name; it goes with it, unless it is given its own.
///
/// Of many files first all bytes are made durable, with one [`sync_group`], and then the names are given. In one step, after a
/// power cut a name would stand for no bytes, or for some of them, and the next run could not tell that from somebody's deed.
pub(crate) struct Staged {
    temporary: tempfile::TempPath,
    to: PathBuf,
}

/// Writes the bytes of a new file.
pub(crate) fn stage(to: PathBuf, bytes: &[u8]) -> Result<Staged, StoreError> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = temporary(folder, READABLE).map_err(|e| StoreError::Io { path: to.clone(), source: plain(e) })?;
    file.write_all(bytes).map_err(StoreError::io(&to))?;
    Ok(Staged { temporary: file.into_temp_path(), to })
}

impl Staged {
    /// Gives it its name; durable with the next [`sync_group`].
    pub(crate) fn place(self) -> Result<(), StoreError> {
        let Self { temporary, to } = self;
        match temporary.persist_noclobber(&to) {
            Ok(()) => Ok(()),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Err(StoreError::Exists(to)),
            Err(e) => Err(StoreError::Io { path: to, source: plain(e.error) }),
        }
    }
}

fn temporary(folder: &Path, mode: u32) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(TEMPORARY)
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
        .tempfile_in(folder)
}

/// Makes a folder's names durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    open_named_folder(folder).and_then(|opened| opened.sync_all()).map_err(StoreError::io(folder))
}

/// Makes everything that was written under `folder` durable, with one call for any number of files.
///
/// # Errors
/// What the system says.
#[cfg(target_os = "linux")]
pub fn sync_group(folder: &Path) -> Result<(), StoreError> {
    let opened = open_named_folder(folder).map_err(StoreError::io(folder))?;
    rustix::fs::syncfs(opened).map_err(|e| StoreError::Io { path: folder.to_owned(), source: e.into() })
}

/// Makes everything that was written under `folder` durable.
///
/// # Errors
/// What the system says.
#[cfg(not(target_os = "linux"))]
pub fn sync_group(folder: &Path) -> Result<(), StoreError> {
    for entry in walkdir::WalkDir::new(folder).follow_links(false) {
        let entry = entry.map_err(|e| StoreError::Io { path: folder.to_owned(), source: e.into() })?;
        let opened = match entry.file_type() {
            kind if kind.is_dir() => open_named_folder(entry.path()),
            kind if kind.is_file() => std::fs::File::open(entry.path()),
            // Nothing of ours; to open a FIFO would wait for ever.
            _ => continue,
        };
        opened.and_then(|file| file.sync_all()).map_err(StoreError::io(entry.path()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_or_refused_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        write(&path, b"1", Existing::Refuse, Durability::Now).unwrap();
        let again = write(&path, b"2", Existing::Refuse, Durability::Now);
        assert!(matches!(again, Err(StoreError::Exists(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"1");
        write(&path, b"2", Existing::Replace, Durability::WithGroup).unwrap();
        sync_group(dir.path()).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"2");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file stays");
    }
    #[test]
    fn an_error_names_the_file_that_was_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let failed = write(&dir.path().join("none/a"), b"1", Existing::Refuse, Durability::Now).unwrap_err();
        assert!(failed.is_not_found() && !failed.to_string().contains(TEMPORARY), "{failed}");
    }
}
