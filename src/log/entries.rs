//! The log itself: `manifests/SHA256SUMS`, one line a manifest, as `sha256sum` writes it.

use std::collections::HashSet;
use std::fmt;

use super::is_conflict_mark;
use crate::digest::{Digest, DigestError};
use crate::log::manifest_name::{ManifestName, ManifestNameError};
use crate::log::merkle::{self, leaf_hash};
use crate::timestamp::Timestamp;

/// The longest log that is read, in bytes: 600,000 entries and more.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// One entry of the log: a manifest's digest and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    digest: Digest,
    name: ManifestName,
}

/// The entries of a log, oldest first. No name stands twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    entries: Vec<Entry>,
    /// The leaf hash of each: roots are asked for again and again.
    leaves: Vec<Digest>,
    names: HashSet<ManifestName>,
}

/// A log that is refused, and the line that is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of SHA256SUMS: {problem}")]
pub struct EntriesError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: EntryProblem,
}

/// What is wrong with a line of the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryProblem {
    /// More than [`MAX_BYTES`].
    #[error("the file is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Said of the last line: an append was cut off.
    #[error("the line does not end with a newline")]
    NoFinalNewline,
    /// Git could not merge two logs, and says so in the file.
    #[error("git left a merge unresolved here")]
    Unmerged,
    /// Not a digest, two spaces and a name.
    #[error("the line should read: <64 hex digits>, two spaces, <name>.json")]
    Form,
    /// The digest.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// The name.
    #[error(transparent)]
    Name(#[from] ManifestNameError),
    /// The name was made for another digest.
    #[error("the name of the manifest does not end with the first 8 digits of the digest")]
    Mismatch,
    /// A manifest is logged twice.
    #[error("the manifest stands on an earlier line already")]
    Duplicate,
}

impl Entry {
    /// The entry of a manifest with this digest, sealed at this time.
    pub fn new(at: Timestamp, digest: Digest) -> Self {
        Self { digest, name: ManifestName::new(at, &digest) }
    }

    /// The manifest's SHA-256.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The manifest's name.
    pub fn name(&self) -> &ManifestName {
        &self.name
    }

    /// The entry's hash in the Merkle tree, taken over its line without the newline.
    pub fn leaf_hash(&self) -> Digest {
        leaf_hash(self.to_string().as_bytes())
    }

    /// Reads a line without its newline.
    ///
    /// # Errors
    /// Any other spelling, or a name that does not fit the digest.
    pub fn parse(line: &[u8]) -> Result<Self, EntryProblem> {
        if is_conflict_mark(line) {
            return Err(EntryProblem::Unmerged);
        }
        let line = std::str::from_utf8(line).map_err(|_| EntryProblem::Form)?;
        // Two spaces: sha256sum's text mode. Its binary mode writes " *", a second spelling.
        let (digest, file_name) = line.split_once("  ").ok_or(EntryProblem::Form)?;
        let digest = digest.parse()?;
        let name = ManifestName::from_file_name(file_name)?;
        // sha256sum -c would not see a swapped name; the log does.
        if name.fits(&digest) { Ok(Self { digest, name }) } else { Err(EntryProblem::Mismatch) }
    }
}

impl fmt::Display for Entry {
    /// The line without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}.json", self.digest, self.name)
    }
}

impl Entries {
    /// Reads the log strictly. An empty file is a log of no entries.
    ///
    /// # Errors
    /// The first line that is not an entry in its one spelling, or repeats one.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntriesError> {
        if bytes.len() > MAX_BYTES {
            return Err(EntriesError { line: 1, problem: EntryProblem::TooLong });
        }
        let mut entries = Self::default();
        for (raw, line) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1..) {
            let read = raw.strip_suffix(b"\n").ok_or(EntryProblem::NoFinalNewline);
            // An entry has one spelling: this is what its leaf hash is taken over.
            let pushed = read.and_then(|raw| entries.append(Entry::parse(raw)?, leaf_hash(raw)));
            pushed.map_err(|problem| EntriesError { line, problem })?;
        }
        Ok(entries)
    }

    /// Appends an entry.
    ///
    /// # Errors
    /// Its name is in the log already.
    pub fn push(&mut self, entry: Entry) -> Result<(), EntryProblem> {
        self.append(entry, entry.leaf_hash())
    }

    fn append(&mut self, entry: Entry, leaf: Digest) -> Result<(), EntryProblem> {
        if !self.names.insert(entry.name) {
            return Err(EntryProblem::Duplicate);
        }
        self.leaves.push(leaf);
        self.entries.push(entry);
        Ok(())
    }

    /// How many there are: the tree size.
    pub fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The entries, oldest first.
    pub fn as_slice(&self) -> &[Entry] {
        &self.entries
    }

    /// True when a manifest of this name is logged.
    pub fn contains(&self, name: &ManifestName) -> bool {
        self.names.contains(name)
    }

    /// Where a manifest stands, counted from 0.
    pub fn position(&self, name: &ManifestName) -> Option<u64> {
        if !self.contains(name) {
            return None;
        }
        self.entries.iter().position(|entry| entry.name == *name).map(|at| at as u64)
    }

    /// The leaf hashes, to make proofs from.
    pub fn leaf_hashes(&self) -> &[Digest] {
        &self.leaves
    }

    /// The Merkle root hash.
    pub fn root(&self) -> Digest {
        merkle::root(&self.leaves)
    }

    /// The root hash when the log had so many entries; none if it never had.
    pub fn root_at(&self, size: u64) -> Option<Digest> {
        Some(merkle::root(self.leaves.get(..usize::try_from(size).ok()?)?))
    }

    /// True when the other log is this one, or this one with entries appended.
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        other.entries.starts_with(&self.entries)
    }

    /// The first line, counted from 1, in which two logs differ as far as both reach.
    pub fn first_difference(&self, other: &Self) -> Option<u64> {
        let differs = |(ours, theirs): (&Entry, &Entry)| ours != theirs;
        self.entries.iter().zip(&other.entries).position(differs).map(|at| at as u64 + 1)
    }
}

impl fmt::Display for Entries {
    /// The file, byte for byte.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry::new("2022-01-12T10:15:00Z".parse().unwrap(), Digest::of(text.as_bytes()))
    }

    fn entries(texts: &[&str]) -> Entries {
        let mut entries = Entries::default();
        texts.iter().for_each(|text| entries.push(entry(text)).unwrap());
        entries
    }

    #[test]
    fn the_file_round_trips() {
        let log = entries(&["a", "b"]);
        let line = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  20220112T101500Z-ca978112.json\n";
        assert!(log.to_string().starts_with(line));
        assert_eq!(Entries::parse(log.to_string().as_bytes()), Ok(log));
        assert_eq!(Entries::parse(b"").map(|log| log.size()), Ok(0));
    }

    #[test]
    fn positions_and_earlier_roots_are_found() {
        let log = entries(&["a", "b", "c"]);
        assert_eq!(log.position(entry("c").name()), Some(2));
        assert_eq!(log.position(entry("d").name()), None);
        assert!(log.contains(entry("a").name()) && !log.contains(entry("d").name()));
        assert_eq!(log.root_at(2), Some(entries(&["a", "b"]).root()));
        assert_eq!(log.root_at(3), Some(log.root()));
        assert_eq!(log.root_at(4), None);
        assert_eq!(log.root_at(u64::MAX), None);
    }

    #[test]
    fn only_growth_keeps_the_prefix() {
        let two = entries(&["a", "b"]);
        assert!(two.is_prefix_of(&two));
        assert!(two.is_prefix_of(&entries(&["a", "b", "c"])));
        for other in [entries(&["a"]), entries(&["b", "a"]), entries(&["a", "c", "b"])] {
            assert!(!two.is_prefix_of(&other));
        }
    }

    #[test]
    fn the_first_difference_is_told_by_its_line() {
        let three = entries(&["a", "b", "c"]);
        assert_eq!(three.first_difference(&entries(&["a", "x", "y"])), Some(2));
        assert_eq!(three.first_difference(&entries(&["x", "b", "c"])), Some(1));
        assert_eq!(three.first_difference(&entries(&["a", "b"])), None, "as far as both reach");
    }

    #[test]
    fn every_refusal_fires_and_names_its_line() {
        use EntryProblem as P;
        let (first, good) = (entry("a").to_string(), entry("b").to_string());
        for (bad, why) in [
            (good.clone(), P::NoFinalNewline),
            ("\n".into(), P::Form),
            ("<<<<<<< HEAD\n".into(), P::Unmerged),
            (">>>>>>> theirs\n".into(), P::Unmerged),
            (good.replace("  ", " *") + "\n", P::Form),
            (good.replace("  ", " ") + "\n", P::Form),
            (good.replace("  ", "   ") + "\n", P::Name(ManifestNameError)),
            (good[1..].to_owned() + "\n", P::Digest(DigestError::Length(63))),
            (good.replacen('e', "E", 1) + "\n", P::Digest(DigestError::Character(2))),
            (good.clone() + "\r\n", P::Name(ManifestNameError)),
            (good.replace("2022", "../2022") + "\n", P::Name(ManifestNameError)),
            (good.replace("-3e23", "-3e24") + "\n", P::Mismatch),
            (format!("{first}\n"), P::Duplicate),
        ] {
            let error = Entries::parse(format!("{first}\n{bad}").as_bytes()).unwrap_err();
            assert_eq!(error, EntriesError { line: 2, problem: why }, "{bad:?}");
        }
        assert_eq!(Entries::parse(b"\xff\n").unwrap_err().problem, P::Form);
        assert_eq!(Entries::parse(&vec![b'\n'; MAX_BYTES + 1]).unwrap_err().problem, P::TooLong);
        assert_eq!(Entries::parse(&vec![b'\n'; MAX_BYTES]).unwrap_err().problem, P::Form);
        assert!(600_000 * (first.len() + 1) <= MAX_BYTES, "so many entries are read");
    }
}
