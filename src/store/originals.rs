//! A folder outside the archive in which withheld texts are kept.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::walk::{EntryKind, walk};
use super::{StoreError, layout, open_regular};
use crate::digest::Digest;

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
        let folder = File::open(root).map_err(StoreError::io(root))?;
        let mut by_name = BTreeMap::<_, Vec<String>>::new();
        for entry in walk(root, "") {
            if let EntryKind::File(path) = entry.kind {
                by_name.entry(path.file_name().to_owned()).or_default().push(path.as_str().to_owned());
            }
        }
        Ok(Self { root: root.to_owned(), folder, by_name })
    }

    /// Files of this name, wherever they lie in the folder.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn named(&self, name: &str) -> Result<Vec<File>, StoreError> {
        let paths = self.by_name.get(name).into_iter().flatten();
        paths.map(|path| self.open_one(path)).collect()
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
