//! Everything that lies under a folder of the archive, without opening any of it.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::look;
use crate::path::{ArchivePath, PathError};

/// Something that lies under the folder; folders themselves are not listed.
#[derive(Debug)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The path of what is no file of an archive.
    other: String,
}

impl Entry {
    /// Its path relative to the archive, as text: bytes that are not UTF-8 replaced. Not fit for a terminal.
    pub fn shown(&self) -> &str {
        if let EntryKind::File(path) = &self.kind { path.as_str() } else { &self.other }
    }
}

/// What was found.
#[derive(Debug)]
pub enum EntryKind {
    /// A regular file under a name that an archive can have.
    File(ArchivePath),
    /// A file whose name cannot be an archive path.
    BadName(PathError),
    /// A symbolic link.
    Symlink,
    /// A FIFO, socket or device.
    Special,
    /// A folder that could not be listed.
    Unreadable(std::io::Error),
}

impl EntryKind {
    /// Why it is no text, in words for who named the folder; nothing of a regular file with a good name.
    pub fn why_no_text(&self) -> Option<String> {
        Some(match self {
            Self::File(_) => return None,
            Self::Symlink => "a symbolic link; name the file itself".to_owned(),
            Self::Special => "not a regular file".to_owned(),
            Self::BadName(why) => why.to_string(),
            Self::Unreadable(why) => why.to_string(),
        })
    }
}

/// Lists what lies under `folder`, a folder of the archive, sorted by name. A folder that is not there is empty.
pub fn walk(root: &Path, folder: &str) -> impl Iterator<Item = Entry> {
    down_to(usize::MAX, root, folder)
}

/// Lists what lies in `folder` itself, sorted by name, and not in the folders that are in it.
pub fn list(root: &Path, folder: &str) -> impl Iterator<Item = Entry> {
    down_to(1, root, folder)
}

fn down_to(depth: usize, root: &Path, folder: &str) -> impl Iterator<Item = Entry> {
    let start = root.join(folder);
    // All that is listed begins with `start`; to compare its parts with those of `root`, for each, takes long.
    let above = start.as_os_str().len() - folder.len();
    let present = is_listed(&start);
    let found = present.then(|| sorted(WalkDir::new(start).max_depth(depth))).into_iter().flatten();
    found.filter_map(move |found| listed(found, above))
}

/// [`walk`] by all threads: each folder that lies in this one is listed beside the others.
pub fn walk_all(root: &Path, folder: &str) -> impl ParallelIterator<Item = Entry> {
    let start = root.join(folder);
    let above = start.as_os_str().len() - folder.len();
    let present = is_listed(&start);
    // Not sorted by the library: it would list each folder to sort it, before it is told to go no deeper.
    let in_it = present.then(|| WalkDir::new(start).min_depth(1).max_depth(1)).into_iter().flatten();
    let mut in_it: Vec<_> = in_it.collect();
    let name = |in_it: &walkdir::Result<DirEntry>| in_it.as_ref().ok().map(|entry| entry.file_name().to_owned());
    in_it.sort_by_cached_key(name);
    in_it.into_par_iter().flat_map_iter(move |in_it| {
        let (folder, other) = match in_it {
            Ok(entry) if entry.file_type().is_dir() => (Some(entry.into_path()), None),
            other => (None, Some(other)),
        };
        // Not through a link that was put in its place meanwhile.
        let below = folder.into_iter().flat_map(|folder| sorted(WalkDir::new(folder).follow_root_links(false)));
        below.chain(other).filter_map(move |found| listed(found, above))
    })
}

/// True unless nothing is there: a folder that cannot be looked at is not empty, and the walk says so.
fn is_listed(folder: &Path) -> bool {
    !matches!(look(folder), Err(error) if error.is_not_found())
}

/// Names in one folder sort as their whole paths do; to cut each path to its name again and again takes longer.
fn sorted(walk: WalkDir) -> walkdir::IntoIter {
    walk.follow_links(false).sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str())).into_iter()
}

/// What was found, by its path without so many bytes at its start; nothing for a folder.
fn listed(found: walkdir::Result<DirEntry>, above: usize) -> Option<Entry> {
    let odd = match found {
        Ok(entry) => {
            let (path, kind) = (below(entry.path(), above), entry.file_type());
            let kind = match std::str::from_utf8(path).map_err(|_| PathError::Encoding).and_then(str::parse) {
                _ if kind.is_dir() => return None,
                _ if kind.is_symlink() => EntryKind::Symlink,
                _ if !kind.is_file() => EntryKind::Special,
                // A listing may be long: a path is kept once.
                Ok(path) => return Some(Entry { kind: EntryKind::File(path), other: String::new() }),
                Err(why) => EntryKind::BadName(why),
            };
            Entry { kind, other: String::from_utf8_lossy(path).into_owned() }
        }
        Err(error) => {
            let path = error.path().map(|path| below(path, above)).unwrap_or_default();
            let other = String::from_utf8_lossy(path).into_owned();
            Entry { kind: EntryKind::Unreadable(error.into()), other }
        }
    };
    Some(odd)
}

/// A path without so many bytes at its start.
fn below(path: &Path, start: usize) -> &[u8] {
    path.as_os_str().as_bytes().get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_all_threads_the_same_is_listed_in_the_same_order() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join("archive").join(name);
        for folder in ["a", "a-b", "a/b/c", "empty", "z"] {
            std::fs::create_dir_all(at(folder)).unwrap();
        }
        for file in ["a.txt", "a/2", "a/10", "a/b/c/deep", "a-b/x", "b", "z/back\\slash", "z/y"] {
            std::fs::write(at(file), "").unwrap();
        }
        std::os::unix::fs::symlink("a", at("link")).unwrap();
        let all: Vec<_> = walk(dir.path(), "archive").map(|entry| format!("{entry:?}")).collect();
        let by_all: Vec<_> = walk_all(dir.path(), "archive").map(|entry| format!("{entry:?}")).collect();
        assert_eq!(by_all, all);
        assert_eq!(all.len(), 9, "{all:?}");
        assert_eq!(walk_all(dir.path(), "none").count(), 0);
        let in_it: Vec<_> = list(dir.path(), "archive/a").map(|entry| entry.shown().to_owned()).collect();
        assert_eq!(in_it, ["archive/a/10", "archive/a/2"], "and nothing deeper");
    }

    #[test]
    fn a_folder_that_cannot_be_looked_at_is_not_empty() {
        let (dir, name) = (tempfile::tempdir().unwrap(), "x".repeat(300));
        let unreadable = |found: Vec<Entry>| matches!(&found[..], [Entry { kind: EntryKind::Unreadable(_), .. }]);
        assert!(unreadable(walk(dir.path(), &name).collect()));
        assert!(unreadable(walk_all(dir.path(), &name).collect()));
        let there = |name: &str| crate::store::is_there(&dir.path().join(name));
        assert!(there(&name).is_err() && !there("none").unwrap() && there(".").unwrap());
    }
}
