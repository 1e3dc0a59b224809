//! What lies in `archive/`, in little memory: all of it is known at once, beside all that was sealed.

use crate::store::{Entry, EntryKind};

/// A listing. Files come first, in the order in which they were listed.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Their paths, a line each: one that has a line end is none of an archive.
    files: String,
    /// What else was found.
    pub others: Vec<Entry>,
}

impl Listing {
    /// The paths of files whose names an archive can have.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.lines()
    }
}

impl FromIterator<Entry> for Listing {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let mut listing = Self::default();
        for entry in entries {
            match &entry.kind {
                EntryKind::File(path) => {
                    listing.files.push_str(path.as_str());
                    listing.files.push('\n');
                }
                _ => listing.others.push(entry),
            }
        }
        listing
    }
}
