//! Texts on their way into the archive, and salts beside originals.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

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
pub(crate) fn copy_new(from: &Path, to: &Path, expected: &Digest) -> Result<(), StoreError> {
    if same_or_none(open_file(to), to, expected)? {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
    let mut copy = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .tempfile_in(folder)
        .map_err(StoreError::io(to))?;
    let source = File::open(from).map_err(StoreError::io(from))?;
    let (digest, _) = pump(source, copy.as_file_mut()).map_err(StoreError::io(to))?;
    if digest != *expected {
        return Err(StoreError::Io { path: from.to_owned(), source: io::Error::other("changed while it was sealed") });
    }
    match copy.persist_noclobber(to) {
        Ok(_) => Ok(()),
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Err(StoreError::Exists(to.to_owned())),
        Err(e) => Err(StoreError::Io { path: to.to_owned(), source: e.error }),
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
