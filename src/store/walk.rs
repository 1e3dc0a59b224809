//! Everything that lies under a folder of the archive, without opening any of it.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use crate::path::ArchivePath;

/// Something that lies under the folder; folders themselves are not listed.
#[derive(Debug)]
pub struct Entry {
    /// Its path relative to the archive, as text: bytes that are not UTF-8 replaced. Not fit for a terminal.
    pub shown: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What was found.
#[derive(Debug)]
pub enum EntryKind {
    /// A regular file under a name that an archive can have.
    File(ArchivePath),
    /// A file whose name cannot be an archive path.
    BadName(crate::path::PathError),
    /// A symbolic link.
    Symlink,
    /// A FIFO, socket or device.
    Special,
    /// A folder that could not be listed.
    Unreadable(std::io::Error),
}

/// Lists what lies under `folder`, a folder of the archive, sorted by name. A folder that is not there is empty.
pub fn walk(root: &Path, folder: &str) -> impl Iterator<Item = Entry> {
    let root = root.to_owned();
    let start = root.join(folder);
    let present = start.symlink_metadata().is_ok();
    // Names in one folder sort as their whole paths do; to cut each path to its name again and again takes longer.
    let by_path = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let found = present.then(|| WalkDir::new(start).follow_links(false).sort_by(by_path));
    found.into_iter().flatten().filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => {
            let path = entry.path().strip_prefix(&root).unwrap_or(entry.path());
            let kind = match entry.file_type() {
                kind if kind.is_symlink() => EntryKind::Symlink,
                kind if !kind.is_file() => EntryKind::Special,
                _ => match path.to_str().ok_or(crate::path::PathError::Encoding).and_then(str::parse) {
                    Ok(path) => EntryKind::File(path),
                    Err(why) => EntryKind::BadName(why),
                },
            };
            Some(Entry { shown: path.to_string_lossy().into_owned(), kind })
        }
        Err(error) => {
            let shown =
                error.path().map(|path| path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned());
            Some(Entry { shown: shown.unwrap_or_default(), kind: EntryKind::Unreadable(error.into()) })
        }
    })
}
