//! The commit under test: git has the same bytes in it as the work tree that was checked.
//!
//! The danger: attributes and filters change files on their way from a commit to the work tree. Then what was checked here
//! is not what the next one clones.

use std::collections::{HashMap, HashSet};

use super::{CheckName, Docket, count};
use crate::digest::{Digest, Hasher};
use crate::ledger::{Kind, Ledger, State, Statements};
use crate::log::Entries;
use crate::path::ArchivePath;
use crate::store::{Archive, Commit, GitError, Repository, TreeEntry, TreeKind, layout, look};

const CHECK: CheckName = CheckName::Commit;

/// The largest file beside texts and manifests that is compared.
const LIMIT: u64 = 64 << 20;

/// A commit that is to be compared with the work tree.
#[derive(Clone, Debug)]
pub struct CommitUnderTest<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The commit.
    pub head: Commit,
    /// The revision by which it is judged: texts that are the same there were judged when they came in.
    pub base: Commit,
}

/// What a file of the commit must be.
enum Expected {
    /// It may be left unread where the base has the very same object: its digest never changes.
    Fixed(Digest),
    /// It is read in any case.
    Now(Digest),
}

/// What is known of the archive by now.
pub(super) struct Known<'a> {
    pub archive: &'a Archive,
    pub entries: &'a Entries,
    pub ledger: &'a Ledger,
    pub statements: &'a Statements,
}

pub(super) fn check(known: &Known<'_>, under_test: &CommitUnderTest<'_>, docket: &mut Docket) {
    if let Err(error) = compare(known, under_test, docket) {
        // Closed, not open: a commit that cannot be read is not one that holds.
        docket.fail(CHECK, Kind::Missing, ".git", error.to_string());
        docket.end(CHECK, "");
    }
}

fn compare(known: &Known<'_>, under_test: &CommitUnderTest<'_>, docket: &mut Docket) -> Result<(), GitError> {
    let Known { archive, entries, ledger, statements } = *known;
    let repository = under_test.repository;
    let tree = repository.tree(&under_test.head)?;
    let base = repository.tree(&under_test.base)?;
    let unchanged: HashSet<(&str, &str)> = base.iter().map(|e| (e.path.as_str(), e.object.as_str())).collect();
    let manifests: HashMap<String, Digest> = entries
        .as_slice()
        .iter()
        .map(|entry| (format!("{}/{}", layout::MANIFESTS, entry.name().file_name()), *entry.digest()))
        .collect();

    let mut seen = HashSet::new();
    let mut wanted: Vec<(&TreeEntry, Digest)> = Vec::new();
    for entry in tree.iter().filter(|entry| of_archive(&entry.path)) {
        seen.insert(entry.path.as_str());
        let special = match entry.kind {
            TreeKind::Blob => None,
            TreeKind::Symlink => Some("in the commit it is a symbolic link"),
            TreeKind::Submodule => Some("in the commit it is a submodule: its files are in another repository"),
        };
        if let Some(what) = special {
            fail(docket, Kind::Unsealed, &entry.path, what);
            continue;
        }
        match expected(archive, entry, ledger, &manifests) {
            Some(Expected::Fixed(_)) if unchanged.contains(&(entry.path.as_str(), entry.object.as_str())) => {}
            Some(Expected::Fixed(digest) | Expected::Now(digest)) => wanted.push((entry, digest)),
            None if statements.unread > 0 => {}
            None => fail(docket, Kind::Unsealed, &entry.path, "the commit has it, and no manifest states it"),
        }
    }
    missing(known, &seen, docket);

    let objects: Vec<&str> = wanted.iter().map(|(entry, _)| entry.object.as_str()).collect();
    let mut buffer = vec![0; 128 << 10];
    repository.blobs(&objects, |index, blob| {
        let (entry, expected) = wanted[index];
        let mut hasher = Hasher::new();
        loop {
            match blob.read(&mut buffer)? {
                0 => break,
                read => hasher.update(&buffer[..read]),
            }
        }
        if hasher.finish() != expected {
            let detail = "the commit has other bytes than the work tree: not committed, or changed by git on the way \
                          (.gitattributes, autocrlf, a filter)";
            fail(docket, Kind::Altered, &entry.path, detail);
        }
        Ok(())
    })?;
    let (read, all) = (count(wanted.len() as u64, "file"), seen.len() - wanted.len());
    docket.end(CHECK, format!("{read} of the commit as in the work tree; {all} more are the base's, unchanged"));
    Ok(())
}

/// True for files that belong to an archive; others beside it are nobody's business.
fn of_archive(path: &str) -> bool {
    let folders = [layout::TEXTS, layout::MANIFESTS, layout::KEYS];
    // A submodule or link can stand in the place of a whole folder.
    path == layout::SETTINGS || path.split('/').next().is_some_and(|first| folders.contains(&first))
}

fn expected(
    archive: &Archive,
    entry: &TreeEntry,
    ledger: &Ledger,
    manifests: &HashMap<String, Digest>,
) -> Option<Expected> {
    if let Some(digest) = manifests.get(&entry.path) {
        return Some(Expected::Fixed(*digest));
    }
    if entry.path.starts_with("archive/") {
        let path = entry.path.parse::<ArchivePath>().ok()?;
        let sealed = ledger.get(&path).filter(|sealed| sealed.state == State::Present && !ledger.is_withdrawn(&path));
        return sealed.map(|sealed| Expected::Fixed(sealed.digest));
    }
    archive.read(&entry.path, LIMIT).ok().map(|bytes| Expected::Now(Digest::of(&bytes)))
}

/// What the work tree has and the commit has not.
fn missing(known: &Known<'_>, seen: &HashSet<&str>, docket: &mut Docket) {
    let Known { archive, ledger, statements, .. } = *known;
    // What is in neither was reported before.
    let only_here = |path: &str| !seen.contains(path) && look(&archive.root().join(path)).is_ok();
    let detail = "it is not in the commit: not added, or ignored";
    let present = ledger.iter().filter(|s| s.state == State::Present && !ledger.is_withdrawn(&s.path));
    for sealed in present.filter(|sealed| only_here(sealed.path.as_str())) {
        fail(docket, Kind::Missing, sealed.path.as_str(), detail);
    }
    let mut files: Vec<String> = statements.files.iter().map(|name| format!("{}/{name}", layout::MANIFESTS)).collect();
    files.sort_unstable();
    let own = [layout::SETTINGS, layout::SUMS, layout::CHECKPOINT, layout::ALLOWED_SIGNERS, layout::POLICY];
    for path in files.iter().map(String::as_str).chain(own).filter(|path| only_here(path)) {
        fail(docket, Kind::Missing, path, detail);
    }
}

/// Reports what the work tree has not shown already.
fn fail(docket: &mut Docket, kind: Kind, path: &str, detail: &str) {
    if !docket.failures.iter().any(|(_, failure)| failure.path == path) {
        docket.fail(CHECK, kind, path, detail);
    }
}
