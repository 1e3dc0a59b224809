//! What goes wrong with files.

use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::OpenError;

/// A file or folder that could not be used. Paths print raw: who prints an error cleans it for the terminal.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was to be read or written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Not a regular file, or outside the archive.
    #[error("{}: {source}", path.display())]
    Open {
        /// What was to be opened.
        path: PathBuf,
        /// Why not.
        source: OpenError,
    },
    /// No `kzarchive.toml` here or in a folder above.
    #[error("no archive here: {} has no kzarchive.toml, nor has a folder above it", .0.display())]
    NoArchive(PathBuf),
    /// A folder was named that is none, in one that is.
    #[error("no archive here: {} has no kzarchive.toml; the archive above it is {}", folder.display(), above.display())]
    ArchiveAbove {
        /// What was named.
        folder: PathBuf,
        /// The nearest folder above that is an archive.
        above: PathBuf,
    },
    /// There is an archive already.
    #[error("{} is an archive already", .0.display())]
    AlreadyAnArchive(PathBuf),
    /// A file that would be written is there already.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// What was to be written there would lie among texts, manifests or keys, or in the place of the settings.
    #[error("{} is a part of an archive, and nothing else is written there", .0.display())]
    PartOfArchive(PathBuf),
    /// Standard output, a link, a folder or a device, where a file was to be written.
    #[error("{} is no regular file, and is not replaced by one", .0.display())]
    NotReplaced(PathBuf),
    /// A file that is not of the kind that was to be written over it.
    #[error("{} holds something else, and is not written over; name a file that is not there yet", .0.display())]
    SomethingElse(PathBuf),
    /// A file larger than anything of its kind.
    #[error("{} is larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit for its kind.
        limit: u64,
    },
    /// Somebody else seals in this archive now.
    #[error("another kzarchive writes to {} just now", .0.display())]
    Locked(PathBuf),
}

impl StoreError {
    /// For `map_err`: an I/O error with its path.
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        |source| Self::Io { path, source }
    }

    /// The reason without the path, where the path stands beside it already.
    pub fn why(&self) -> String {
        match self {
            Self::Io { source, .. } => source.to_string(),
            Self::Open { source, .. } => source.to_string(),
            error => error.to_string(),
        }
    }

    /// True if the file is there, and may not be read, or the disk does not give it.
    pub fn is_refused(&self) -> bool {
        let (Self::Io { source, .. } | Self::Open { source: OpenError::Io(source), .. }) = self else { return false };
        is_refused(source)
    }

    /// True if the reason is that the file is not there: the only error that may mean "new".
    pub fn is_not_found(&self) -> bool {
        self.kind() == Some(io::ErrorKind::NotFound)
    }

    /// True if the file is not there, or its path leads through another file, where nothing can lie.
    pub fn is_absence(&self) -> bool {
        matches!(self.kind(), Some(io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
    }

    fn kind(&self) -> Option<io::ErrorKind> {
        match self {
            Self::Io { source, .. } | Self::Open { source: OpenError::Io(source), .. } => Some(source.kind()),
            _ => None,
        }
    }
}

/// True if the system does not give what is there.
fn is_refused(error: &io::Error) -> bool {
    let trouble = [Errno::IO, Errno::STALE, Errno::MFILE, Errno::NFILE, Errno::NOMEM].map(Errno::raw_os_error);
    error.kind() == io::ErrorKind::PermissionDenied || error.raw_os_error().is_some_and(|code| trouble.contains(&code))
}
