//! Places that people name for something new: a report, a bundle, pages.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Lies, StoreError, inside, look};

/// A place where writing destroys no evidence: it is no part of an archive, and nothing lies there that a file could not replace.
///
/// The dangers: a report that is written over a sealed text, and a FIFO or device that becomes a file.
#[derive(Clone, Debug)]
pub struct Output(PathBuf);

impl Output {
    /// A place for a file: nothing is there, or a regular file.
    ///
    /// # Errors
    /// [`StoreError::PartOfArchive`], [`StoreError::NotReplaced`], or what the system says.
    pub fn file(path: &Path) -> Result<Self, StoreError> {
        let free = Self::folder(path)?;
        match look(path) {
            // For many programs it is standard output: here it would be a file of that name.
            _ if path == Path::new("-") => Err(StoreError::NotReplaced(path.to_owned())),
            Ok(Lies::File) => Ok(free),
            Ok(_) => Err(StoreError::NotReplaced(path.to_owned())),
            Err(error) if error.is_not_found() => Ok(free),
            Err(error) => Err(error),
        }
    }

    /// A place for a file that may take an older one's place if that begins as one does: it has `mark` in its first 4 KiB.
    ///
    /// The danger: `-o` and the name of a secret key, a salt or an original, which nothing brings back.
    ///
    /// # Errors
    /// As [`Output::file`], and [`StoreError::SomethingElse`].
    pub fn file_like(path: &Path, mark: &str) -> Result<Self, StoreError> {
        let place = Self::file(path)?;
        let mut beginning = Vec::new();
        match std::fs::File::open(path) {
            Ok(file) => file.take(4096).read_to_end(&mut beginning).map_err(StoreError::io(path))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(place),
            Err(error) => return Err(StoreError::io(path)(error)),
        };
        match beginning.is_empty() || memchr::memmem::find(&beginning, mark.as_bytes()).is_some() {
            true => Ok(place),
            false => Err(StoreError::SomethingElse(path.to_owned())),
        }
    }

    /// A place for a folder of files.
    ///
    /// # Errors
    /// [`StoreError::PartOfArchive`], or what the system says.
    pub fn folder(path: &Path) -> Result<Self, StoreError> {
        match inside(path)? {
            Some(place) if place.is_part() => Err(StoreError::PartOfArchive(path.to_owned())),
            _ => Ok(Self(path.to_owned())),
        }
    }

    /// A file in this folder.
    ///
    /// # Errors
    /// As [`Output::file`]: the folder may be that of an archive.
    pub fn join(&self, name: &str) -> Result<Self, StoreError> {
        Self::file(&self.0.join(name))
    }

    /// The path as it was named.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_alike_or_empty_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("file");
        let replaced = |holds: &str| {
            std::fs::write(&at, holds).unwrap();
            Output::file_like(&at, "mark").is_ok()
        };
        assert_eq!(["", "a mark", "secret", &(" ".repeat(4096) + "mark")].map(replaced), [true, true, false, false]);
        assert!(matches!(Output::file_like(&at, "mark"), Err(StoreError::SomethingElse(_))));
        std::fs::remove_file(&at).unwrap();
        assert!(Output::file_like(&at, "mark").is_ok());
    }

    #[test]
    fn a_file_goes_where_nothing_is_or_a_regular_file() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("file"), "").unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        std::os::unix::fs::symlink(at("file"), at("link")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(at("fifo")).status().unwrap().success());
        for free in ["file", "new", "none/new", "folder/new"] {
            assert_eq!(Output::file(&at(free)).unwrap().path(), at(free));
        }
        let devices = ["/dev/null", "/dev/stdout", "-"].map(PathBuf::from);
        for taken in ["folder", "link", "fifo"].map(at).iter().chain(&devices) {
            assert!(matches!(Output::file(taken), Err(StoreError::NotReplaced(_))), "{}", taken.display());
        }
        assert!(Output::folder(&at("folder")).is_ok());
    }

    #[test]
    fn nothing_goes_among_the_parts_of_an_archive() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("kzarchive.toml"), "").unwrap();
        std::fs::create_dir(at("archive")).unwrap();
        std::fs::write(at("archive/a.txt"), "").unwrap();
        for part in ["archive/a.txt", "archive/new", "manifests/checkpoint", "keys/policy", "kzarchive.toml", "keys"] {
            for output in [Output::file(&at(part)), Output::folder(&at(part))] {
                assert!(matches!(output, Err(StoreError::PartOfArchive(_))), "{part}");
            }
        }
        let root = Output::folder(dir.path()).unwrap();
        assert!(root.join("page.html").is_ok());
        assert!(matches!(root.join("keys/policy"), Err(StoreError::PartOfArchive(_))));
    }
}
