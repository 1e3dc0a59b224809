//! Everything that lies under a folder of the archive, without opening any of it.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

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

/// Lists what lies under `folder`, a folder of the archive, sorted by name. A folder that is not there is empty.
pub fn walk(root: &Path, folder: &str) -> impl Iterator<Item = Entry> {
    let start = root.join(folder);
    let present = start.symlink_metadata().is_ok();
    // All that is listed begins with `start`; to compare its parts with those of `root`, for each, takes long.
    let above = start.as_os_str().len() - folder.len();
    // Names in one folder sort as their whole paths do; to cut each path to its name again and again takes longer.
    let by_path = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let found = present.then(|| WalkDir::new(start).follow_links(false).sort_by(by_path));
    found.into_iter().flatten().filter_map(move |entry| {
        let odd = match entry {
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
    })
}

/// A path without so many bytes at its start.
fn below(path: &Path, start: usize) -> &[u8] {
    path.as_os_str().as_bytes().get(start..).unwrap_or_default()
}
