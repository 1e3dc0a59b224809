//! An archive on disk: where its parts lie.

use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use super::open::{Opener, open_named_folder};
use super::{OpenError, Opened, Settings, SettingsError, StoreError, nearest_with, open_regular, regular_length};
use crate::digest::Digest;
use crate::path::ArchivePath;

/// Bytes that `kzarchive.toml` may have.
pub const SETTINGS_LIMIT: u64 = 1 << 20;

/// Names of an archive's parts, relative to its root.
pub mod layout {
    /// The archive's mark and settings.
    pub const SETTINGS: &str = "kzarchive.toml";
    /// Texts as received.
    pub const TEXTS: &str = "archive";
    /// What the name of a salt adds to that of the original that it lies beside.
    pub const SALT: &str = ".kzsalt";
    /// What the name of a sidecar adds to that of the text whose metadata it holds.
    pub const SIDECAR: &str = ".meta.toml";
    /// What seal runs state.
    pub const MANIFESTS: &str = "manifests";
    /// The log.
    pub const SUMS: &str = "manifests/SHA256SUMS";
    /// The signed note over the log.
    pub const CHECKPOINT: &str = "manifests/checkpoint";
    /// Public keys.
    pub const KEYS: &str = "keys";
    /// Who may seal.
    pub const ALLOWED_SIGNERS: &str = "keys/allowed_signers";
    /// The log's key, witnesses and quorum.
    pub const POLICY: &str = "keys/policy";
}

/// True if file managers leave files of this name in every folder that somebody looks at: nobody means to seal them.
pub fn is_litter(name: &str) -> bool {
    matches!(name, ".DS_Store" | ".directory" | "Thumbs.db" | "desktop.ini") || name.starts_with("._")
}

/// An archive that was found on disk. Nothing in it is verified by that.
#[derive(Debug)]
pub struct Archive {
    root: PathBuf,
    folder: File,
}

impl Archive {
    /// The archive in `start` or in the nearest folder above it.
    ///
    /// # Errors
    /// [`StoreError::NoArchive`], or a folder that cannot be looked at, or opened.
    pub fn find(start: &Path) -> Result<Self, StoreError> {
        let start = std::path::absolute(start).map_err(StoreError::io(start))?;
        match nearest_with(&start, layout::SETTINGS)? {
            Some(root) => Self::at(root),
            None => Err(StoreError::NoArchive(start)),
        }
    }

    /// The archive in this very folder, which somebody named: another one above it is not what was meant.
    ///
    /// # Errors
    /// [`StoreError::NoArchive`]; [`StoreError::ArchiveAbove`] if one lies above; or a folder that cannot be opened.
    pub fn named(folder: &Path) -> Result<Self, StoreError> {
        let found = Self::find(folder)?;
        let named = std::path::absolute(folder).map_err(StoreError::io(folder))?;
        match found.root == named {
            true => Ok(found),
            false => Err(StoreError::ArchiveAbove { folder: named, above: found.root }),
        }
    }

    /// The archive in this very folder, whatever lies in it.
    ///
    /// # Errors
    /// A folder that cannot be opened.
    pub fn at(root: &Path) -> Result<Self, StoreError> {
        let folder = open_named_folder(root).map_err(StoreError::io(root))?;
        Ok(Self { root: root.to_owned(), folder })
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Opens a sealed text.
    ///
    /// # Errors
    /// See [`super::OpenError`].
    pub fn open(&self, path: &ArchivePath) -> Result<File, StoreError> {
        self.open_part(path.as_str())
    }

    /// Opens texts that [`super::walk`] has just listed as regular files, one after the other.
    pub fn listed(&self) -> ListedTexts<'_> {
        ListedTexts { archive: self, opener: Opener::new(self.folder.as_fd()) }
    }

    /// The length in bytes of a text that [`ListedTexts::open`] opened.
    ///
    /// # Errors
    /// See [`super::OpenError`]: it is not a regular file any more.
    pub fn length(&self, path: &ArchivePath, file: &File) -> Result<u64, StoreError> {
        regular_length(file).map_err(|source| self.not_opened(path, source))
    }

    fn not_opened(&self, path: &ArchivePath, source: OpenError) -> StoreError {
        StoreError::Open { path: self.root.join(path.as_str()), source }
    }

    fn open_part(&self, path: &str) -> Result<File, StoreError> {
        open_regular(&self.folder, path).map_err(|source| StoreError::Open { path: self.root.join(path), source })
    }

    /// The folder in which a text lies, made if it is not there. What is written by way of it stays in the archive, whatever is
    /// put in its place meanwhile.
    pub(super) fn folder_of(&self, path: &ArchivePath) -> Result<std::os::fd::OwnedFd, StoreError> {
        let folders = path.as_str().rsplit_once('/').map_or("", |(folders, _)| folders);
        super::open::open_folder(&self.folder, folders)
            .map_err(|source| StoreError::Open { path: self.root.join(folders), source })
    }

    /// Reads one of the archive's own files whole.
    ///
    /// # Errors
    /// As [`Archive::open`], and [`StoreError::TooLarge`] beyond `limit` bytes.
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, StoreError> {
        read_limited(self.open_part(path)?, &self.root.join(path), limit)
    }

    /// Appends one of the archive's own files to a buffer; with an error, part of the file may be.
    ///
    /// # Errors
    /// As [`Archive::read`].
    pub fn read_onto(&self, buffer: &mut Vec<u8>, path: &str, limit: u64) -> Result<(), StoreError> {
        read_onto(buffer, self.open_part(path)?, &self.root.join(path), limit)
    }

    /// SHA-256 of a text as it is now, if it has this many bytes; nothing of one that has more or fewer. The danger: a sparse file of
    /// terabytes in its place takes hours to read, and one that grows has no end.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn digest(&self, path: &ArchivePath, size: u64) -> Result<Option<Digest>, StoreError> {
        let file = self.open(path)?;
        if self.length(path, &file)? != size {
            return Ok(None);
        }
        // What was added since is no part of it, and what was cut off gives another digest.
        Digest::of_stream(&mut file.take(size)).map(Some).map_err(StoreError::io(self.root.join(path.as_str())))
    }

    /// Removes a file that is no part of the archive, or no more; durable when it returns.
    pub(crate) fn remove(&self, path: &ArchivePath) -> Result<(), StoreError> {
        let file = self.root.join(path.as_str());
        std::fs::remove_file(&file).map_err(StoreError::io(&file))?;
        super::sync_folder(file.parent().unwrap_or(&self.root))
    }

    /// Reads and parses `kzarchive.toml`.
    ///
    /// # Errors
    /// A file that cannot be read, or is not of the form.
    pub fn settings(&self) -> Result<Settings, SettingsError> {
        let bytes = self.read(layout::SETTINGS, SETTINGS_LIMIT)?;
        Settings::parse(&bytes)
    }
}

/// Opens texts of an archive that were just listed as regular files.
pub struct ListedTexts<'a> {
    archive: &'a Archive,
    opener: Opener<'a>,
}

impl ListedTexts<'_> {
    /// Opens one. What it is now, [`Archive::length`] says.
    ///
    /// # Errors
    /// See [`super::OpenError`].
    pub fn open(&mut self, path: &ArchivePath) -> Result<File, StoreError> {
        self.opener.open_listed(path.as_str()).map_err(|source| self.archive.not_opened(path, source))
    }

    /// Opens one, and asks the system what it is.
    ///
    /// # Errors
    /// See [`super::OpenError`].
    pub fn open_asking(&mut self, path: &ArchivePath) -> Result<Opened, StoreError> {
        let file = self.open(path)?;
        Opened::of(file).map_err(|source| self.archive.not_opened(path, source))
    }
}

/// Reads a file of at most `limit` bytes.
pub(super) fn read_limited(file: File, path: &Path, limit: u64) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    read_onto(&mut bytes, file, path, limit)?;
    Ok(bytes)
}

/// Appends a file of at most `limit` bytes to a buffer.
pub(super) fn read_onto(buffer: &mut Vec<u8>, file: File, path: &Path, limit: u64) -> Result<(), StoreError> {
    let read = file.take(limit + 1).read_to_end(buffer).map_err(StoreError::io(path))?;
    if read as u64 > limit {
        return Err(StoreError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_length_is_not_hashed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("archive")).unwrap();
        let (archive, path) = (Archive::at(folder.path()).unwrap(), "archive/a".parse().unwrap());
        std::fs::write(folder.path().join("archive/a"), "12").unwrap();
        assert_eq!(archive.digest(&path, 2).unwrap(), Some(Digest::of(b"12")));
        assert!([0, 1, 3].into_iter().all(|size| archive.digest(&path, size).unwrap().is_none()));
        std::fs::File::options().write(true).open(folder.path().join("archive/a")).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(archive.digest(&path, 2).unwrap(), None, "a terabyte of nothing");
    }

    #[test]
    fn a_folder_that_is_named_is_meant_and_none_above_it() {
        let folder = tempfile::tempdir().unwrap();
        let above = folder.path().join("above");
        let sub = above.join("sub");
        std::fs::create_dir_all(&sub).unwrap();
        assert!(matches!(Archive::named(&sub), Err(StoreError::NoArchive(_))));
        std::fs::write(above.join(layout::SETTINGS), "").unwrap();
        assert_eq!(Archive::find(&sub).unwrap().root(), above);
        let refused = Archive::named(&sub).unwrap_err();
        let StoreError::ArchiveAbove { folder, above: found } = refused else { panic!("{refused}") };
        assert_eq!((folder, &found), (sub.clone(), &above));
        for same in [above.clone(), above.join("."), above.join("")] {
            assert_eq!(Archive::named(&same).unwrap().root(), above, "{}", same.display());
        }
        std::fs::write(sub.join(layout::SETTINGS), "").unwrap();
        assert_eq!(Archive::named(&sub).unwrap().root(), sub);
    }
}
