//! What was read of archives, kept for the next run; it can be deleted at any time.
//!
//! The danger: who may write here can hide findings, or have a path sealed twice. No edit of a text: its bytes are hashed in every
//! `verify`, whatever lies here. So a file counts only if it is the user's own and nobody else may write it, and so its folder; what
//! is not so is as if it were not there.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Stat, lstat};
use rustix::process::geteuid;

use super::StoreError;
use super::archive::read_onto;
use super::durable::replace_private;
use super::keyring::file_name;
use super::open::{open_found, regular_file};
use crate::digest::Digest;

/// The largest file: what a million findings come to. None is made larger.
const LIMIT: u64 = 1 << 30;

/// Bits of permission by which others than the owner may write.
const WRITABLE: u32 = 0o022;

/// Where one user keeps what was read on one machine.
#[derive(Clone, Debug)]
pub struct Cache(PathBuf);

/// What a file holds of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Every finding.
    AllFindings,
    /// The findings that are told first: in a file of their own, so that one does not replace the other.
    FirstFindings,
    /// Which manifest states a path.
    Paths,
}

impl Kept {
    /// Its folder, and what its name has behind that of the archive.
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::AllFindings => ("figures", "whole"),
            Self::FirstFindings => ("figures", "first"),
            Self::Paths => ("log", "paths"),
        }
    }
}

/// Bytes of digests before what is kept.
const DIGESTS: usize = 64;

/// Bytes that are to be kept, behind room for what tells whether they may be believed.
#[derive(Debug)]
pub struct Room(Vec<u8>);

impl Room {
    /// Bytes appended by `with`.
    pub fn filled<E>(with: impl FnOnce(Vec<u8>) -> Result<Vec<u8>, E>) -> Result<Self, E> {
        with(vec![0; DIGESTS]).map(Self)
    }

    /// What is kept.
    pub fn bytes(&self) -> &[u8] {
        &self.0[DIGESTS..]
    }
}

impl Cache {
    /// Under a user's folder for caches.
    pub fn under(folder: &Path) -> Self {
        Self(folder.join("kzarchive"))
    }

    /// Where that of an archive is kept.
    pub fn path(&self, origin: &str, kept: Kept) -> PathBuf {
        let (folder, name) = kept.place();
        self.0.join(folder).join(format!("{}.{name}", file_name(origin)))
    }

    /// What was kept of an archive, if it was made of what `key` is the digest of; nothing where there is none that may be believed
    /// so far as this may.
    pub fn recall(&self, origin: &str, kept: Kept, key: &Digest) -> Option<Room> {
        let room = Room(self.read(&self.path(origin, kept))?);
        let digests = room.0.get(..DIGESTS)?;
        let (made_of, whole) = digests.split_at(DIGESTS / 2);
        // The second tells what a crash or a disk did to it. Who can write it can write that, too.
        (made_of == key.as_bytes() && whole == Digest::of(room.bytes()).as_bytes()).then_some(room)
    }

    fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let folder = lstat(path.parent()?).ok()?;
        if FileType::from_raw_mode(folder.st_mode) != FileType::Directory || !is_own(&folder) {
            return None;
        }
        // Looked at when it is open: what lay there before may have been another file.
        let file = open_found(path).ok()?;
        let said = regular_file(&file).ok()?;
        if !is_own(&said) {
            return None;
        }
        // Room for all of it at once: to grow step by step is to copy it.
        let mut bytes =
            Vec::with_capacity(usize::try_from(said.st_size).ok().filter(|size| *size as u64 <= LIMIT)? + 1);
        read_onto(&mut bytes, file, path, LIMIT).ok()?;
        Some(bytes)
    }

    /// Keeps what was made of what `key` is the digest of, in place of what was kept before.
    ///
    /// # Errors
    /// It is too large, or what the system says: then there is none.
    pub fn keep(&self, origin: &str, kept: Kept, key: &Digest, mut room: Room) -> Result<(), StoreError> {
        let path = self.path(origin, kept);
        if room.0.len() as u64 > LIMIT {
            return Err(StoreError::TooLarge { path, limit: LIMIT });
        }
        let whole = Digest::of(room.bytes());
        room.0[..DIGESTS / 2].copy_from_slice(key.as_bytes());
        room.0[DIGESTS / 2..DIGESTS].copy_from_slice(whole.as_bytes());
        // It holds words of texts, which may be for few eyes.
        let folder = path.parent().unwrap_or(&self.0);
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(StoreError::io(folder))?;
        replace_private(&path, &room.0)
    }
}

/// True if it is the user's, and others may not write it.
fn is_own(said: &Stat) -> bool {
    said.st_uid == geteuid().as_raw() && said.st_mode & WRITABLE == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{Permissions, metadata, rename, set_permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    const ORIGIN: &str = "a.example/../x";
    const KEPT: Kept = Kept::FirstFindings;

    fn keep(cache: &Cache, bytes: &[u8]) -> Result<(), StoreError> {
        cache.keep(ORIGIN, KEPT, &Digest::of(b"key"), room(bytes))
    }

    fn room(bytes: &[u8]) -> Room {
        Room::filled(|room| Ok::<_, StoreError>([&room, bytes].concat())).unwrap()
    }

    fn cache() -> (tempfile::TempDir, Cache, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::under(dir.path());
        keep(&cache, b"found").unwrap();
        let path = cache.path(ORIGIN, KEPT);
        (dir, cache, path)
    }

    fn read(cache: &Cache) -> Option<Vec<u8>> {
        cache.recall(ORIGIN, KEPT, &Digest::of(b"key")).map(|room| room.bytes().to_vec())
    }

    fn allow(path: &Path, mode: u32) {
        set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_was_kept_is_for_its_user_alone() {
        let (dir, cache, path) = cache();
        assert_eq!(read(&cache).unwrap(), b"found");
        assert!(cache.recall(ORIGIN, Kept::AllFindings, &Digest::of(b"key")).is_none());
        let mode = |path: &Path| metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(path.parent().unwrap(), dir.path().join("kzarchive/figures"));
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        keep(&cache, b"other").unwrap();
        assert_eq!(read(&cache).unwrap(), b"other");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn what_others_may_write_counts_for_nothing() {
        let (_dir, cache, path) = cache();
        for mode in [0o620, 0o602] {
            allow(&path, mode);
            assert_eq!(read(&cache), None, "{mode:o}");
        }
        allow(&path, 0o644);
        assert!(read(&cache).is_some());
        for mode in [0o770, 0o707] {
            allow(path.parent().unwrap(), mode);
            assert_eq!(read(&cache), None, "{mode:o}");
        }
    }

    #[test]
    fn links_and_what_is_no_file_count_for_nothing() {
        let (dir, cache, path) = cache();
        let aside = dir.path().join("aside");
        rename(&path, &aside).unwrap();
        assert_eq!(read(&cache), None, "not there");
        symlink(&aside, &path).unwrap();
        assert_eq!(read(&cache), None, "a link");
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        assert_eq!(read(&cache), None, "a folder");
        std::fs::remove_dir(&path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(read(&cache), None, "a FIFO, which was not waited for");
        let folder = path.parent().unwrap();
        let moved = dir.path().join("moved");
        std::fs::remove_file(&path).unwrap();
        rename(&aside, &path).unwrap();
        assert!(read(&cache).is_some());
        rename(folder, &moved).unwrap();
        symlink(&moved, folder).unwrap();
        assert_eq!(read(&cache), None, "a link in place of the folder");
    }

    #[test]
    fn what_cannot_be_written_is_an_error_for_the_caller_to_pass_over() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("kzarchive"), "").unwrap();
        let cache = Cache::under(dir.path());
        assert!(matches!(keep(&cache, b""), Err(StoreError::Io { .. })));
        assert_eq!(read(&cache), None);
    }

    #[test]
    fn what_was_made_of_something_else_or_is_damaged_counts_for_nothing() {
        let (_dir, cache, path) = cache();
        assert!(cache.recall(ORIGIN, KEPT, &Digest::of(b"other key")).is_none());
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, changed).unwrap();
            assert_eq!(read(&cache), None, "byte {at}");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(read(&cache), None, "cut at {at}");
        }
        std::fs::write(&path, whole).unwrap();
        assert!(read(&cache).is_some());
    }
}
