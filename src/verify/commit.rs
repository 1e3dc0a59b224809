//! The commit under test: git has the same bytes in it as the work tree that was checked.
//!
//! The danger: attributes and filters change files on their way from a commit to the work tree. Then what was checked here
//! is not what the next one clones.

mod names;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use self::names::{Belongs, are_taken_for_one};
use super::docket::kind_of;
use super::{CheckName, Docket, count};
use crate::digest::Digest;
use crate::ledger::{Kind, Ledger, Sealed, State, Statements};
use crate::log::Entries;
use crate::store::{
    Archive, Beside, Commit, GitError, Repository, StoreError, Tree, TreeEntry, TreeKind, is_there, layout,
};

const CHECK: CheckName = CheckName::Commit;

/// The largest file beside texts and manifests that is compared.
const LIMIT: u64 = 64 << 20;

/// Where texts lie.
const TEXTS: &str = "archive/";

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
    let mut report = Report::new(docket);
    if let Err(error) = compare(known, under_test, &mut report) {
        // Closed, not open: a commit that cannot be read is not one that holds.
        docket.fail(CHECK, Kind::Missing, ".git", error.to_string());
        docket.end(CHECK, "");
    }
}

fn compare(known: &Known<'_>, under_test: &CommitUnderTest<'_>, report: &mut Report<'_>) -> Result<(), GitError> {
    let repository = under_test.repository;
    let (tree, base) = rayon::join(|| repository.tree(&under_test.head), || repository.tree(&under_test.base));
    let (tree, base) = (tree?, base?);
    names_beside(under_test, report)?;
    let seen = look(known, &tree, &base, report);
    // A tree names a path once: where it has as many texts as are sealed, it has all.
    if seen.texts != known.ledger.iter().filter(|sealed| is_here(known.ledger, sealed)).count() {
        missing_texts(known, &tree, report);
    }
    missing(known, &seen.others, report);
    compare_bytes(repository, &seen.wanted, report)?;
    let (read, all) = (count(seen.wanted.len() as u64, "file"), seen.files - seen.wanted.len());
    report.docket.end(CHECK, format!("{read} of the commit as in the work tree; {all} more are the base's, unchanged"));
    Ok(())
}

/// Reports names beside the archive's folder that some file systems take for its own.
fn names_beside(under_test: &CommitUnderTest<'_>, report: &mut Report<'_>) -> Result<(), GitError> {
    let repository = under_test.repository;
    for (path, own) in repository.beside_archive(&under_test.head)? {
        if are_taken_for_one(path.rsplit('/').next().unwrap_or_default(), &own) {
            let what = format!("it lies beside the archive, and some file systems take its name for that of {own}");
            report.fail(Kind::Unsealed, &format!("{}{path}", repository.way_up()), &what);
        }
    }
    Ok(())
}

/// What was seen of a commit's files before any of them was read.
#[derive(Default)]
struct Seen<'a> {
    /// How many are the archive's.
    files: usize,
    /// How many of these are sealed texts.
    texts: usize,
    /// The paths of the others.
    others: HashSet<String>,
    /// Those whose bytes are to be compared, with the digest that they must have.
    wanted: Vec<(TreeEntry<'a>, Digest)>,
}

/// Looks at all files of a commit, and reports those that should not be there.
fn look<'a>(known: &Known<'_>, tree: &'a Tree, base: &'a Tree, report: &mut Report<'_>) -> Seen<'a> {
    let Known { archive, entries, ledger, statements } = *known;
    let manifests: HashMap<String, Digest> = entries
        .as_slice()
        .iter()
        .map(|entry| (format!("{}/{}", layout::MANIFESTS, entry.name().file_name()), *entry.digest()))
        .collect();
    let mut seen = Seen::default();
    let mut find = ledger.finder();
    for (entry, beside) in tree.beside(base) {
        match Belongs::of(&entry.path) {
            Belongs::Archive => seen.files += 1,
            Belongs::Elsewhere => continue,
            Belongs::TakenFor(own) => {
                report.fail(Kind::Unsealed, &entry.path, &format!("some file systems take its name for that of {own}"));
                continue;
            }
        }
        let sealed = if entry.path.starts_with(TEXTS) {
            find(&entry.path).filter(|sealed| is_here(ledger, sealed))
        } else {
            None
        };
        match sealed {
            Some(_) => seen.texts += 1,
            None => drop(seen.others.insert(entry.path.to_string())),
        }
        if let Some(what) = why_no_file(entry.kind) {
            report.fail(Kind::Unsealed, &entry.path, what);
            continue;
        }
        match expected(archive, &entry.path, sealed, &manifests) {
            Err(error) => {
                let why = format!("the commit has it, and in the work tree it cannot be read: {}", error.why());
                report.fail(kind_of(&error), &entry.path, &why);
            }
            Ok(Some(Expected::Fixed(_))) if beside == Beside::Same => {}
            Ok(Some(Expected::Fixed(digest) | Expected::Now(digest))) => seen.wanted.push((entry, digest)),
            Ok(None) if statements.unread > 0 => {}
            Ok(None) => report.fail(Kind::Unsealed, &entry.path, "the commit has it, and no manifest states it"),
        }
    }
    seen
}

/// What is said of something in a commit that is no file.
fn why_no_file(kind: TreeKind) -> Option<&'static str> {
    match kind {
        TreeKind::Blob => None,
        TreeKind::Symlink => Some("in the commit it is a symbolic link"),
        TreeKind::Submodule => Some("in the commit it is a submodule: its files are in another repository"),
    }
}

/// Reports files whose bytes in the commit are others than they must be.
fn compare_bytes(
    repository: &Repository,
    wanted: &[(TreeEntry<'_>, Digest)],
    report: &mut Report<'_>,
) -> Result<(), GitError> {
    let objects: Vec<&str> = wanted.iter().map(|(entry, _)| entry.object).collect();
    repository.blobs(&objects, |index, blob| {
        let (entry, expected) = &wanted[index];
        if Digest::of_stream(blob)? != *expected {
            let detail = "the commit has other bytes than the work tree: not committed, or changed by git on the way \
                          (.gitattributes, autocrlf, a filter)";
            report.fail(Kind::Altered, &entry.path, detail);
        }
        Ok(())
    })
}

/// A text that the archive should hold.
fn is_here(ledger: &Ledger, sealed: &Sealed) -> bool {
    sealed.state == State::Present && !ledger.is_withdrawn(&sealed.path)
}

/// What a file of the commit must be; nothing if it belongs to nobody here.
fn expected(
    archive: &Archive,
    path: &str,
    sealed: Option<&Sealed>,
    manifests: &HashMap<String, Digest>,
) -> Result<Option<Expected>, StoreError> {
    if path.starts_with(TEXTS) {
        return Ok(sealed.map(|sealed| Expected::Fixed(sealed.digest)));
    }
    if let Some(digest) = manifests.get(path) {
        return Ok(Some(Expected::Fixed(*digest)));
    }
    match archive.read(path, LIMIT) {
        Ok(bytes) => Ok(Some(Expected::Now(Digest::of(&bytes)))),
        // What may not be read here was put there by nobody that we know of.
        Err(error) if error.is_refused() => Err(error),
        Err(_) => Ok(None),
    }
}

/// What is said of what the work tree has and the commit has not.
const NOT_THERE: &str = "it is not in the commit: not added, or ignored";

/// Reports a file that the commit has not, if the work tree has it: what is in neither was reported before.
fn not_in_commit(archive: &Archive, path: &str, report: &mut Report<'_>) {
    match is_there(&archive.root().join(path)) {
        Ok(true) => report.fail(Kind::Missing, path, NOT_THERE),
        Ok(false) => {}
        Err(error) => {
            let why = format!("it is not in the commit, and cannot be looked at in the work tree: {}", error.why());
            report.fail(kind_of(&error), path, &why);
        }
    }
}

/// Texts that the work tree has and the commit has not.
fn missing_texts(known: &Known<'_>, tree: &Tree, report: &mut Report<'_>) {
    let Known { archive, ledger, .. } = *known;
    let seen: HashSet<Cow<'_, str>> = tree.entries().map(|entry| entry.path).collect();
    for sealed in ledger.iter().filter(|sealed| is_here(ledger, sealed)) {
        let path = sealed.path.as_str();
        if !seen.contains(path) {
            not_in_commit(archive, path, report);
        }
    }
}

/// Other files that the work tree has and the commit has not.
fn missing(known: &Known<'_>, seen: &HashSet<String>, report: &mut Report<'_>) {
    let Known { archive, statements, .. } = *known;
    let mut files: Vec<String> = statements.files.iter().map(|name| format!("{}/{name}", layout::MANIFESTS)).collect();
    files.sort_unstable();
    let own = [layout::SETTINGS, layout::SUMS, layout::CHECKPOINT, layout::ALLOWED_SIGNERS, layout::POLICY];
    for path in files.iter().map(String::as_str).chain(own) {
        if !seen.contains(path) {
            not_in_commit(archive, path, report);
        }
    }
}

/// Reports what the work tree has not shown already.
struct Report<'a> {
    docket: &'a mut Docket,
    /// Paths that have a failure.
    told: HashSet<String>,
}

impl<'a> Report<'a> {
    fn new(docket: &'a mut Docket) -> Self {
        let told = docket.failures.iter().map(|(_, failure)| failure.path.clone()).collect();
        Self { docket, told }
    }

    fn fail(&mut self, kind: Kind, path: &str, detail: &str) {
        if self.told.insert(path.to_owned()) {
            self.docket.fail(CHECK, kind, path, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_once_whoever_told_it() {
        let mut docket = Docket::default();
        docket.fail(CheckName::Documents, Kind::Altered, "archive/a", "");
        let mut report = Report::new(&mut docket);
        for path in ["archive/a", "archive/b", "archive/b", "archive/c"] {
            report.fail(Kind::Missing, path, "");
        }
        let paths: Vec<&str> = docket.failures.iter().map(|(_, failure)| failure.path.as_str()).collect();
        assert_eq!(paths, ["archive/a", "archive/b", "archive/c"]);
    }

    #[test]
    fn what_cannot_be_looked_at_is_not_taken_for_what_is_not_there() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("loop", dir.path().join("loop")).unwrap();
        std::fs::write(dir.path().join("here"), "").unwrap();
        let archive = Archive::at(dir.path()).unwrap();
        let mut docket = Docket::default();
        let mut report = Report::new(&mut docket);
        ["here", "none", "loop/a"].into_iter().for_each(|path| not_in_commit(&archive, path, &mut report));
        let told: Vec<(&str, &str)> =
            docket.failures.iter().map(|(_, failure)| (&*failure.path, &*failure.detail)).collect();
        let [("here", here), ("loop/a", looped)] = told[..] else { panic!("{told:?}") };
        assert!(here == NOT_THERE && looped.contains("cannot be looked at"), "{told:?}");
    }
}
