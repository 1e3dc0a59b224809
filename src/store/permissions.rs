//! Who may read and change files, by their permission bits.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// A file's or folder's permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// The nine bits of owner, group and others.
    pub bits: u32,
    /// Whether it is a regular file.
    pub is_file: bool,
}

/// Permissions of a file or folder and of all below it; links are passed over, for theirs say nothing. What cannot be looked
/// at is left out: who may not look there gets no advice on it.
pub fn modes_below(path: &Path) -> impl Iterator<Item = (PathBuf, Mode)> + use<> {
    let entries = WalkDir::new(path).follow_root_links(true).into_iter().flatten();
    entries.filter(|entry| entry.depth() == 0 || !entry.file_type().is_symlink()).filter_map(|entry| {
        let meta = entry.metadata().ok()?;
        Some((entry.into_path(), Mode { bits: meta.permissions().mode() & 0o777, is_file: meta.is_file() }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{Permissions, create_dir, set_permissions, write};

    #[test]
    fn all_below_are_listed_and_links_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        create_dir(at("a")).unwrap();
        write(at("a/b"), "").unwrap();
        std::os::unix::fs::symlink("b", at("a/link")).unwrap();
        set_permissions(at("a"), Permissions::from_mode(0o750)).unwrap();
        set_permissions(at("a/b"), Permissions::from_mode(0o602)).unwrap();
        let found: Vec<_> = modes_below(&at("a")).collect();
        let expected =
            [(at("a"), Mode { bits: 0o750, is_file: false }), (at("a/b"), Mode { bits: 0o602, is_file: true })];
        assert_eq!(found, expected);
        assert_eq!(modes_below(&at("none")).count(), 0);
    }
}
