//! What reading the figures of archives came to, kept for the next run; it can be deleted at any time.
//!
//! The danger: who may write here can hide findings. No edit of a text: its bytes are hashed in every run, whatever lies here.
//! So a file counts only if it is the user's own and nobody else may write it, and so its folder; what is not so is as if it
//! were not there.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Stat, lstat};
use rustix::process::geteuid;

use super::StoreError;
use super::archive::read_limited;
use super::durable::replace_private;
use super::keyring::file_name;
use super::open::{open_found, regular_file};

/// The largest file: what a million findings come to. None is made larger.
const LIMIT: u64 = 1 << 30;

/// Bits of permission by which others than the owner may write.
const WRITABLE: u32 = 0o022;

/// Where one user keeps what was found on one machine.
#[derive(Clone, Debug)]
pub struct FigureCache(PathBuf);

/// How much of what was found a file holds: each lies in a file of its own, so that one does not replace the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every finding.
    Whole,
    /// Those that are told first.
    First,
}

impl FigureCache {
    /// Under a user's folder for caches.
    pub fn under(folder: &Path) -> Self {
        Self(folder.join("kzarchive").join("figures"))
    }

    /// Where that of an archive is kept.
    pub fn path(&self, origin: &str, extent: Extent) -> PathBuf {
        let extent = match extent {
            Extent::Whole => "whole",
            Extent::First => "first",
        };
        self.0.join(format!("{}.{extent}", file_name(origin)))
    }

    /// What was kept of an archive; nothing where there is none that may be believed so far as this may.
    pub fn read(&self, origin: &str, extent: Extent) -> Option<Vec<u8>> {
        let path = self.path(origin, extent);
        let folder = lstat(&self.0).ok()?;
        if FileType::from_raw_mode(folder.st_mode) != FileType::Directory || !is_own(&folder) {
            return None;
        }
        // Looked at when it is open: what lay there before may have been another file.
        let file = open_found(&path).ok()?;
        let said = regular_file(&file).ok()?;
        if !is_own(&said) {
            return None;
        }
        read_limited(file, &path, LIMIT).ok()
    }

    /// Keeps what was found, in place of what was kept before.
    ///
    /// # Errors
    /// It is too large, or what the system says: then there is none.
    pub fn write(&self, origin: &str, extent: Extent, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(origin, extent);
        if bytes.len() as u64 > LIMIT {
            return Err(StoreError::TooLarge { path, limit: LIMIT });
        }
        // It holds words of texts, which may be for few eyes.
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0).map_err(StoreError::io(&self.0))?;
        replace_private(&path, bytes)
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

    fn cache() -> (tempfile::TempDir, FigureCache, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let cache = FigureCache::under(dir.path());
        cache.write("a.example/../x", Extent::First, b"found").unwrap();
        let path = cache.path("a.example/../x", Extent::First);
        (dir, cache, path)
    }

    fn read(cache: &FigureCache) -> Option<Vec<u8>> {
        cache.read("a.example/../x", Extent::First)
    }

    fn allow(path: &Path, mode: u32) {
        set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_was_kept_is_for_its_user_alone() {
        let (dir, cache, path) = cache();
        assert_eq!(read(&cache).unwrap(), b"found");
        assert_eq!(cache.read("a.example/../x", Extent::Whole), None);
        let mode = |path: &Path| metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(path.parent().unwrap(), dir.path().join("kzarchive/figures"));
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        cache.write("a.example/../x", Extent::First, b"other").unwrap();
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
        let cache = FigureCache::under(dir.path());
        assert!(matches!(cache.write("a", Extent::First, b""), Err(StoreError::Io { .. })));
        assert_eq!(cache.read("a", Extent::First), None);
    }
}
