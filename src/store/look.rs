//! What lies under a name, without opening it.
//!
//! The danger: what cannot be looked at is not gone, and who took it for gone would write in its place.

use std::fs;
use std::path::{Path, PathBuf};

use super::StoreError;

/// What lies under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; it was not followed.
    Symlink,
    /// A FIFO, socket or device.
    Special,
}

/// Looks at what lies under a name, without opening it.
///
/// # Errors
/// Nothing is there, or it may not be looked at.
pub fn look(path: &Path) -> Result<Lies, StoreError> {
    let kind = fs::symlink_metadata(path).map_err(StoreError::io(path))?.file_type();
    Ok(match kind {
        kind if kind.is_file() => Lies::File,
        kind if kind.is_dir() => Lies::Folder,
        kind if kind.is_symlink() => Lies::Symlink,
        _ => Lies::Special,
    })
}

/// True if something lies under a name.
///
/// # Errors
/// It may not be looked at.
pub fn is_there(path: &Path) -> Result<bool, StoreError> {
    match look(path) {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// The nearest folder, from `start` upwards, in which something lies under a name; none if there is no such folder. Who passed over a
/// folder that cannot be looked at would work in one above it, or in none.
///
/// # Errors
/// One of them may not be looked at.
pub fn nearest_with<'a>(start: &'a Path, name: &str) -> Result<Option<&'a Path>, StoreError> {
    for folder in start.ancestors() {
        match look(&folder.join(name)) {
            Ok(_) => return Ok(Some(folder)),
            Err(error) if error.is_absence() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// The path with all links and `..` resolved.
///
/// # Errors
/// Nothing is there.
pub fn canonical(path: &Path) -> Result<PathBuf, StoreError> {
    fs::canonicalize(path).map_err(StoreError::io(path))
}

/// The path of a file with the links among its folders and `..` resolved. [`look`] has shown that it is no link itself, and none is
/// followed there. A link that is put
/// there meanwhile would lead to any file of this machine.
///
/// # Errors
/// Its folder is not there, or it has no name.
pub fn canonical_file(path: &Path) -> Result<PathBuf, StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let none = || StoreError::Io { path: path.to_owned(), source: std::io::ErrorKind::NotFound.into() };
    Ok(canonical(folder)?.join(path.file_name().ok_or_else(none)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link that leads to itself is what the system will not look through, whoever asks.
    #[test]
    fn a_folder_that_cannot_be_looked_at_is_not_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::write(at("a/mark"), "").unwrap();
        std::os::unix::fs::symlink(at("a/loop"), at("a/loop")).unwrap();
        let nearest = |name: &str, mark: &str| nearest_with(&at(name), mark).map(|found| found.map(Path::to_owned));
        for name in ["a", "a/b", "a/b/none", "a/mark/below"] {
            assert_eq!(nearest(name, "mark").unwrap(), Some(at("a")), "{name}");
        }
        assert_eq!(nearest("a/b", "no such mark").unwrap(), None);
        for name in ["a/loop", "a/loop/below"] {
            assert!(nearest(name, "mark").is_err(), "{name}");
        }
    }
}
