//! What a commit has, as git lists it: a hundred thousand lines, kept as they came and taken apart where they are looked at.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Commit, GitError, Repository};

/// The files of a commit in the archive's folder, in the order of their paths' bytes, each once.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Lines that end with NUL: mode, kind and object, a tab, the path from the repository's folder on.
    listing: Vec<u8>,
    /// Of each path, the folder of the archive.
    prefix: String,
}

/// What a commit has under a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry<'a> {
    /// Relative to the archive; `U+FFFD` where it is not UTF-8, so that it is no archive path.
    pub path: Cow<'a, str>,
    /// What it is.
    pub kind: TreeKind,
    /// The object's name.
    pub object: &'a str,
}

/// What can lie in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeKind {
    /// A file.
    Blob,
    /// A symbolic link.
    Symlink,
    /// A submodule.
    Submodule,
}

/// Whether another commit has the same under the same path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The same object, of the same kind: the same bytes, since a repository keeps one object of a name.
    Same,
    /// Another one, or none.
    Other,
}

/// A line, taken apart.
#[derive(Clone, Copy)]
struct Line<'a> {
    whole: &'a [u8],
    about: &'a str,
    path: &'a [u8],
}

impl Repository {
    /// All files of a commit in the archive's folder.
    ///
    /// # Errors
    /// See [`GitError`]. A tree that names a path twice, or in another order than git's, is none: somebody made it by hand, and
    /// what counts its files would count wrong.
    pub fn tree(&self, commit: &Commit) -> Result<Tree, GitError> {
        // The prefix is a folder's name, not a pattern.
        self.listed(commit, &[if self.prefix().is_empty() { "." } else { self.prefix() }])
    }

    /// Those of a commit's files that lie at some paths, which are relative to the archive.
    ///
    /// # Errors
    /// As [`Repository::tree`].
    pub fn tree_of(&self, commit: &Commit, paths: &[&str]) -> Result<Tree, GitError> {
        let paths: Vec<String> = paths.iter().map(|path| format!("{}{path}", self.prefix())).collect();
        self.listed(commit, &paths.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What lies beside the archive's folder and beside each folder above it, by its path from the repository's folder on, and the
    /// name of the folder that it lies beside.
    ///
    /// # Errors
    /// As [`Repository::tree`].
    pub fn beside_archive(&self, commit: &Commit) -> Result<Vec<(String, String)>, GitError> {
        let (mut all, mut above) = (Vec::new(), String::new());
        for own in self.prefix().split_terminator('/') {
            let folder = format!("{}:{above}", commit.name());
            let mut command = self.command(&["ls-tree", "-z", "--full-tree", "--name-only", &folder]);
            let listing = command.current_dir(self.top()).output().map_err(GitError::Git)?;
            if !listing.status.success() {
                return Err(GitError::Object(commit.name().to_owned()));
            }
            let names = listing.stdout.split(|byte| *byte == 0).map(String::from_utf8_lossy);
            let others = names.filter(|name| !name.is_empty() && name != own);
            all.extend(others.map(|name| (format!("{above}{name}"), own.to_owned())));
            above += own;
            above.push('/');
        }
        Ok(all)
    }

    fn listed(&self, commit: &Commit, paths: &[&str]) -> Result<Tree, GitError> {
        let arguments = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit.name(), "--"];
        let mut command = self.command(&[&arguments, paths].concat());
        let listing = command.current_dir(self.top()).output().map_err(GitError::Git)?;
        let tree = Tree { listing: listing.stdout, prefix: self.prefix().to_owned() };
        match listing.status.success() && tree.is_well_formed() {
            true => Ok(tree),
            false => Err(GitError::Object(commit.name().to_owned())),
        }
    }
}

impl Tree {
    /// All entries.
    pub fn entries(&self) -> impl Iterator<Item = TreeEntry<'_>> {
        self.lines().map(|line| self.entry(line))
    }

    /// All entries, each with whether another commit has the same.
    pub fn beside<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (TreeEntry<'a>, Beside)> {
        let mut others = other.lines().peekable();
        self.lines().map(move |line| {
            while others.next_if(|other| other.path < line.path).is_some() {}
            let same = others.next_if(|other| other.path == line.path).is_some_and(|other| other.whole == line.whole);
            (self.entry(line), if same { Beside::Same } else { Beside::Other })
        })
    }

    fn entry<'a>(&self, line: Line<'a>) -> TreeEntry<'a> {
        let (mode, object) = (line.about.split(' ').next(), line.about.rsplit(' ').next());
        let kind = match mode {
            Some("120000") => TreeKind::Symlink,
            Some("160000") => TreeKind::Submodule,
            _ => TreeKind::Blob,
        };
        let path = String::from_utf8_lossy(&line.path[self.prefix.len()..]);
        TreeEntry { path, kind, object: object.unwrap_or_default() }
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let ends = memchr::memchr_iter(0, &self.listing);
        let mut start = 0;
        ends.map_while(move |end| {
            let whole = &self.listing[start..end];
            start = end + 1;
            Line::of(whole)
        })
    }

    /// Every line is one, below the archive's folder, and its path behind the path before it.
    fn is_well_formed(&self) -> bool {
        let (mut last, mut seen) = (None, 0);
        for line in self.lines() {
            let behind = last.is_none_or(|last: &[u8]| last.cmp(line.path) == Ordering::Less);
            if !behind || !line.path.starts_with(self.prefix.as_bytes()) {
                return false;
            }
            last = Some(line.path);
            seen += line.whole.len() + 1;
        }
        // A line that could not be taken apart ends the others.
        seen == self.listing.len()
    }
}

impl<'a> Line<'a> {
    fn of(whole: &'a [u8]) -> Option<Self> {
        let tab = memchr::memchr(b'\t', whole)?;
        let about = std::str::from_utf8(&whole[..tab]).ok()?;
        let has_three_parts = about.bytes().filter(|byte| *byte == b' ').count() == 2;
        has_three_parts.then_some(Self { whole, about, path: &whole[tab + 1..] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(lines: &[&str]) -> Tree {
        let listing = lines.iter().map(|line| format!("{line}\0")).collect::<String>().into_bytes();
        Tree { listing, prefix: "a/".to_owned() }
    }

    #[test]
    fn lines_are_taken_apart() {
        let tree = tree(&["120000 blob 11\ta/l", "100755 blob 22\ta/m\tn o", "160000 commit 33\ta/s"]);
        assert!(tree.is_well_formed());
        let entries: Vec<_> = tree.entries().collect();
        let entry = |path: &'static str, kind, object| TreeEntry { path: path.into(), kind, object };
        let expected = [
            entry("l", TreeKind::Symlink, "11"),
            entry("m\tn o", TreeKind::Blob, "22"),
            entry("s", TreeKind::Submodule, "33"),
        ];
        assert_eq!(entries, expected);
    }

    #[test]
    fn a_path_that_is_no_text_is_no_archive_path() {
        let tree = Tree { listing: b"100644 blob 11\ta/\xff\0".to_vec(), prefix: "a/".to_owned() };
        assert_eq!(tree.entries().next().unwrap().path, "\u{fffd}");
    }

    #[test]
    fn what_git_does_not_write_is_no_tree() {
        let (a, b) = ("100644 blob 11\ta/x", "100644 blob 11\ta/y");
        assert!(tree(&[]).is_well_formed() && tree(&[a, b]).is_well_formed());
        for bad in
            [&[b, a][..], &[a, a], &["100644 blob 11 a/x"], &["100644 blob\ta/x"], &["100644 blob 11\tb/x"], &[a, ""]]
        {
            assert!(!tree(bad).is_well_formed(), "{bad:?}");
        }
        let mut cut = tree(&[a]);
        cut.listing.extend(b"100644 blob");
        assert!(!cut.is_well_formed());
    }

    #[test]
    fn the_same_is_told_from_what_changed_went_and_came() {
        let base = tree(&["100644 blob 11\ta/a", "100644 blob 22\ta/b", "100644 blob 33\ta/c", "100644 blob 44\ta/d"]);
        let head = tree(&[
            "100644 blob 11\ta/a",
            "100644 blob 22\ta/aa",
            "100644 blob 33\ta/b",
            "120000 blob 33\ta/c",
            "100644 blob 44\ta/d",
            "100644 blob 55\ta/e",
        ]);
        let same: Vec<_> =
            head.beside(&base).filter(|(_, beside)| *beside == Beside::Same).map(|(entry, _)| entry.path).collect();
        assert_eq!(same, ["a", "d"]);
        assert_eq!(head.beside(&tree(&[])).filter(|(_, beside)| *beside == Beside::Same).count(), 0);
    }
}
