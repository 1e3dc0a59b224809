//! A folder outside the archive in which withheld texts are kept.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::open::open_named_folder;
use super::walk::{EntryKind, walk};
use super::{StoreError, layout, open_regular};
use crate::digest::Digest;
use crate::path::ArchivePath;

/// Files of a folder of originals, by name.
#[derive(Debug)]
pub struct Originals {
    root: PathBuf,
    folder: File,
    by_name: BTreeMap<String, Vec<String>>,
}

impl Originals {
    /// Lists the folder.
    ///
    /// # Errors
    /// A folder that cannot be opened.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let folder = open_named_folder(root).map_err(StoreError::io(root))?;
        let mut by_name = BTreeMap::<_, Vec<String>>::new();
        for entry in walk(root, "") {
            if let EntryKind::File(path) = entry.kind {
                by_name.entry(path.file_name().to_owned()).or_default().push(path.as_str().to_owned());
            }
        }
        Ok(Self { root: root.to_owned(), folder, by_name })
    }

    /// The originals that a sealed path may mean: files of its name, and of these the ones that lie under most of its folders.
    ///
    /// The danger: an original that was altered would pass by an old copy of it, or by another text of its name.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn of(&self, sealed: &ArchivePath) -> Result<Vec<File>, StoreError> {
        let paths = self.by_name.get(sealed.file_name()).map_or(&[][..], Vec::as_slice);
        let nearest = paths.iter().map(|path| nearness(path, sealed)).max();
        let meant = paths.iter().filter(|path| Some(nearness(path, sealed)) == nearest);
        meant.map(|path| self.open_one(path)).collect()
    }

    /// The salt that lies beside files of this name, as 64 hex digits in `<name>.kzsalt`.
    ///
    /// # Errors
    /// A file that cannot be read. Content that is no salt is passed over.
    pub fn salts(&self, name: &str) -> Result<Vec<[u8; 32]>, StoreError> {
        let mut salts = Vec::new();
        for path in self.by_name.get(&format!("{name}{}", layout::SALT)).into_iter().flatten() {
            let bytes = super::archive::read_limited(self.open_one(path)?, &self.root.join(path), 4096)?;
            let text = String::from_utf8_lossy(&bytes);
            salts.extend(text.trim_end().parse::<Digest>().ok().map(|digest| *digest.as_bytes()));
        }
        Ok(salts)
    }

    fn open_one(&self, path: &str) -> Result<File, StoreError> {
        open_regular(&self.folder, path).map_err(|source| StoreError::Open { path: self.root.join(path), source })
    }
}

/// How many of its last parts a path of an original shares with a sealed one; one more than any if it shares all.
fn nearness(path: &str, sealed: &ArchivePath) -> usize {
    let below = sealed.as_str().split_once('/').map_or(sealed.as_str(), |(_, below)| below);
    match path == below || path == sealed.as_str() {
        true => usize::MAX,
        false => path.rsplit('/').zip(below.rsplit('/')).take_while(|(one, other)| one == other).count(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_original_under_its_own_folders_is_meant() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["w.txt", "x/w.txt", "old/x/w.txt", "old/w.txt", "old/y/w.txt", "archive/z/w.txt"] {
            let file = dir.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, path).unwrap();
        }
        let originals = Originals::open(dir.path()).unwrap();
        let of = |sealed: &str| {
            let files = originals.of(&sealed.parse().unwrap()).unwrap();
            let mut read: Vec<_> =
                files.into_iter().map(|file| std::io::read_to_string(file.take(99)).unwrap()).collect();
            read.sort();
            read
        };
        assert_eq!(of("archive/w.txt"), ["w.txt"]);
        assert_eq!(of("archive/x/w.txt"), ["x/w.txt"]);
        assert_eq!(of("archive/y/w.txt"), ["old/y/w.txt"]);
        assert_eq!(of("archive/z/w.txt"), ["archive/z/w.txt"]);
        assert_eq!(of("archive/q/w.txt").len(), 6, "no folder says which is meant");
        assert!(of("archive/none.txt").is_empty());
    }
}
