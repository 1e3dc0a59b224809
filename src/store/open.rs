//! Opens a file that lies beneath a folder, and nothing else.
//!
//! The dangers: a symlink put in place of a text leads outside the archive; opening a FIFO waits for ever; opening a device
//! can have effects. So every part of the path is resolved without following links, and what is not a regular file is not
//! opened.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, fstat, mkdirat, openat, statat};
use rustix::io::Errno;

/// Why a file was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A symbolic link, or a link among the folders of its path.
    #[error("is a symbolic link, or lies behind one")]
    Symlink,
    /// A folder, FIFO, socket or device. It was not opened.
    #[error("is not a regular file")]
    NotRegular,
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
}

const FLAGS: OFlags =
    OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

const FOLDER_FLAGS: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// Opens `path`, relative to `folder`, for reading.
///
/// # Errors
/// See [`OpenError`].
pub fn open_regular(folder: impl AsFd, path: &str) -> Result<File, OpenError> {
    // Looked at before it is opened: for a device the opening itself can do something.
    let before = statat(&folder, path, AtFlags::SYMLINK_NOFOLLOW).map_err(io::Error::from)?;
    regular(FileType::from_raw_mode(before.st_mode))?;
    let file = open_listed(folder, path)?;
    // It may have been exchanged since it was looked at.
    regular_length(&file)?;
    Ok(file)
}

/// Opens `path` as [`open_regular`] does, where a listing of its folder has just shown a regular file: two calls less. It may have been
/// exchanged since: [`regular_length`] says what it is now. Where the bytes that come from it are those that are expected, nobody need ask.
///
/// # Errors
/// See [`OpenError`].
fn open_listed(folder: impl AsFd, path: &str) -> Result<File, OpenError> {
    // NONBLOCK keeps a FIFO from hanging.
    Ok(File::from(open_beneath(&folder, path, FLAGS)?))
}

/// Opens files that a listing has just shown to be regular, one after the other. While they lie in one folder, that is looked up
/// once: an opening by which no part may lead outside takes the system longer than a plain one.
pub(super) struct Opener<'a> {
    beneath: BorrowedFd<'a>,
    /// The folder in which the last one lay.
    folder: Option<(String, OwnedFd)>,
}

impl<'a> Opener<'a> {
    /// Opens what lies beneath this folder.
    pub(super) fn new(beneath: BorrowedFd<'a>) -> Self {
        Self { beneath, folder: None }
    }

    /// As [`open_listed`]. Where the folder is put elsewhere meanwhile, and another in its place, files of the one that was there
    /// may be opened.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub(super) fn open_listed(&mut self, path: &str) -> Result<File, OpenError> {
        let (folder, name) = match path.rsplit_once('/') {
            Some((folder, name)) if !matches!(name, "" | "." | "..") => (folder, name),
            _ => return open_listed(self.beneath, path),
        };
        if self.folder.as_ref().is_none_or(|(last, _)| last != folder) {
            let opened = open_beneath(self.beneath, folder, FOLDER_FLAGS);
            self.folder = opened.ok().map(|opened| (folder.to_owned(), opened));
        }
        // One part, and no link: it leads nowhere else.
        match self.folder.as_ref().and_then(|(_, opened)| openat(opened, name, FLAGS, Mode::empty()).ok()) {
            Some(file) => Ok(File::from(file)),
            // Asked by its whole path, it is told what is wrong.
            None => open_listed(self.beneath, path),
        }
    }
}

/// The length of a file that was opened, if it is a regular one.
///
/// # Errors
/// See [`OpenError`].
pub fn regular_length(file: &File) -> Result<u64, OpenError> {
    regular_file(file).map(|said| u64::try_from(said.st_size).unwrap_or(0))
}

/// What the system says of a file that was opened, if it is a regular one.
pub(super) fn regular_file(file: &File) -> Result<Stat, OpenError> {
    let said = fstat(file).map_err(io::Error::from)?;
    regular(FileType::from_raw_mode(said.st_mode)).map(|()| said)
}

/// Opens a regular file at a path that a person named: its folders are followed wherever they lead, what it ends in is not.
///
/// # Errors
/// See [`OpenError`].
pub(super) fn open_named(path: &Path) -> Result<File, OpenError> {
    let before = statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW).map_err(io::Error::from)?;
    regular(FileType::from_raw_mode(before.st_mode))?;
    let file = open_found(path)?;
    regular_file(&file).map(|_| file)
}

/// Opens a path that was just looked at, and found to be a regular file: one call less than [`open_named`]. [`regular_file`] says what
/// it is now.
///
/// # Errors
/// See [`OpenError`].
pub(super) fn open_found(path: &Path) -> Result<File, OpenError> {
    Ok(File::from(openat(CWD, path, FLAGS, Mode::empty()).map_err(errno)?))
}

/// Opens a folder that a person named, or one of the archive's to lock or to sync it; links are followed: an archive may lie behind
/// one. The danger: to open a FIFO that was put in its place waits for ever. What is no folder is not opened.
pub(super) fn open_named_folder(path: &Path) -> io::Result<File> {
    let flags = FOLDER_FLAGS.difference(OFlags::NOFOLLOW).union(OFlags::NONBLOCK);
    Ok(File::from(openat(CWD, path, flags, Mode::empty())?))
}

/// Opens the folder at `path`, relative to `folder`, and makes it and those above it if they are not there. No link is followed.
///
/// # Errors
/// See [`OpenError`].
pub(super) fn open_folder(folder: impl AsFd, path: &str) -> Result<OwnedFd, OpenError> {
    let mut at = openat(&folder, ".", FOLDER_FLAGS, Mode::empty()).map_err(errno)?;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        match mkdirat(&at, part, Mode::from_raw_mode(0o777)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(e) => return Err(errno(e)),
        }
        // O_DIRECTORY on a link gives ENOTDIR.
        at = openat(&at, part, FOLDER_FLAGS, Mode::empty())
            .map_err(|e| if e == Errno::NOTDIR { OpenError::Symlink } else { errno(e) })?;
    }
    Ok(at)
}

fn regular(kind: FileType) -> Result<(), OpenError> {
    match kind {
        FileType::RegularFile => Ok(()),
        FileType::Symlink => Err(OpenError::Symlink),
        _ => Err(OpenError::NotRegular),
    }
}

fn errno(e: Errno) -> OpenError {
    match e {
        Errno::LOOP | Errno::XDEV => OpenError::Symlink,
        e => OpenError::Io(e.into()),
    }
}

#[cfg(target_os = "linux")]
fn open_beneath(folder: impl AsFd, path: &str, flags: OFlags) -> Result<OwnedFd, OpenError> {
    use rustix::fs::{ResolveFlags, openat2};
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match openat2(&folder, path, flags, Mode::empty(), resolve) {
        // Kernels before 5.6, and sandboxes that do not know the call.
        Err(Errno::NOSYS | Errno::PERM) => open_by_parts(folder, path, flags),
        opened => opened.map_err(errno),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_beneath(folder: impl AsFd, path: &str, flags: OFlags) -> Result<OwnedFd, OpenError> {
    open_by_parts(folder, path, flags)
}

/// Opens what lies beneath a folder with one call a part of its path, where openat2 is missing.
fn open_by_parts(folder: impl AsFd, path: &str, flags: OFlags) -> Result<OwnedFd, OpenError> {
    let (folders, name) = path.rsplit_once('/').map_or((None, path), |(folders, name)| (Some(folders), name));
    let mut at: Option<OwnedFd> = None;
    for part in folders.into_iter().flat_map(|folders| folders.split('/')).chain([name]) {
        if matches!(part, "" | "." | "..") {
            return Err(OpenError::NotRegular);
        }
    }
    for part in folders.into_iter().flat_map(|folders| folders.split('/')) {
        let opened = match &at {
            Some(fd) => openat(fd, part, FOLDER_FLAGS, Mode::empty()),
            None => openat(&folder, part, FOLDER_FLAGS, Mode::empty()),
        };
        // O_DIRECTORY on a link gives ENOTDIR.
        at = Some(opened.map_err(|e| if e == Errno::NOTDIR { OpenError::Symlink } else { errno(e) })?);
    }
    match &at {
        Some(fd) => openat(fd, name, flags, Mode::empty()).map_err(errno),
        None => openat(&folder, name, flags, Mode::empty()).map_err(errno),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn folder() -> (tempfile::TempDir, File) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        std::fs::write(dir.path().join("sub/a"), "a").unwrap();
        let fd = File::open(dir.path()).unwrap();
        (dir, fd)
    }

    fn fifo(path: &Path) {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn a_regular_file_opens() {
        let (_dir, fd) = folder();
        assert!(open_regular(&fd, "sub/a").is_ok());
        assert!(open_by_parts(&fd, "sub/a", FLAGS).is_ok());
    }

    #[test]
    fn links_fifos_folders_and_ways_out_do_not() {
        let (dir, fd) = folder();
        let at = |name: &str| dir.path().join(name);
        symlink("sub/a", at("link")).unwrap();
        symlink("sub", at("folder-link")).unwrap();
        symlink("/etc/hostname", at("sub/out")).unwrap();
        fifo(&at("fifo"));
        for (path, symlink) in
            [("link", true), ("folder-link/a", true), ("sub/out", true), ("fifo", false), ("sub", false)]
        {
            match open_regular(&fd, path) {
                Err(OpenError::Symlink) => assert!(symlink, "{path}"),
                Err(OpenError::NotRegular) => assert!(!symlink, "{path}"),
                other => panic!("{path}: {other:?}"),
            }
            match open_named(&at(path)) {
                Ok(_) => assert_eq!(path, "folder-link/a"),
                Err(OpenError::Symlink) => assert!(symlink, "{path}"),
                Err(OpenError::NotRegular) => assert!(!symlink, "{path}"),
                other => panic!("{path}: {other:?}"),
            }
        }
        assert!(open_regular(&fd, "sub/../../x").is_err());
        assert!(matches!(open_by_parts(&fd, "folder-link/a", FLAGS), Err(OpenError::Symlink)));
        assert!(matches!(open_by_parts(&fd, "link", FLAGS), Err(OpenError::Symlink)));
        assert!(matches!(open_by_parts(&fd, "../x", FLAGS), Err(OpenError::NotRegular)));
        assert!(matches!(open_regular(&fd, "none"), Err(OpenError::Io(e)) if e.kind() == io::ErrorKind::NotFound));
    }

    #[test]
    fn a_folder_that_is_named_opens_and_what_is_none_does_not_hang() {
        let (dir, _) = folder();
        let at = |name: &str| dir.path().join(name);
        symlink("sub", at("folder-link")).unwrap();
        fifo(&at("fifo"));
        symlink("fifo", at("fifo-link")).unwrap();
        assert!(["sub", "folder-link"].into_iter().all(|name| open_named_folder(&at(name)).is_ok()));
        for name in ["fifo", "fifo-link", "sub/a"] {
            let error = open_named_folder(&at(name)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::NotADirectory, "{name}");
        }
    }

    #[test]
    fn files_of_one_folder_open_one_after_the_other_and_none_by_way_of_a_link() {
        let (dir, fd) = folder();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("top"), "t").unwrap();
        std::fs::create_dir(at("other")).unwrap();
        std::fs::write(at("other/b"), "b").unwrap();
        symlink("a", at("sub/link")).unwrap();
        fifo(&at("sub/fifo"));
        let mut opener = Opener::new(fd.as_fd());
        let mut read = |path: &str| std::io::read_to_string(opener.open_listed(path)?).map_err(OpenError::Io);
        for (path, text) in [("sub/a", "a"), ("other/b", "b"), ("top", "t"), ("sub/a", "a"), ("sub/fifo", "")] {
            assert_eq!(read(path).unwrap(), text, "{path}: a FIFO is opened, and does not hang");
        }
        assert!(matches!(read("sub/link"), Err(OpenError::Symlink)));
        assert!(read("sub/..").is_err() && read("sub/.").is_err() && read("sub/").is_err() && read("../x").is_err());
        assert!(matches!(read("sub/none"), Err(OpenError::Io(e)) if e.kind() == io::ErrorKind::NotFound));

        // While the next file lies in the same folder, that is the folder which was opened, whatever has its name now.
        assert_eq!(read("sub/a").unwrap(), "a");
        std::fs::rename(at("sub"), at("moved")).unwrap();
        symlink("other", at("sub")).unwrap();
        std::fs::write(at("other/a"), "led elsewhere").unwrap();
        assert_eq!(read("sub/a").unwrap(), "a");
        assert_eq!(read("other/b").unwrap(), "b");
        assert!(matches!(read("sub/a"), Err(OpenError::Symlink)), "looked up again");
    }
}
