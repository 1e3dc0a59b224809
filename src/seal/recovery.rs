//! What an interrupted run left, and what becomes of it.

use std::collections::BTreeSet;

use super::SealError;
use super::session::{SKEW, not_verified};
use crate::digest::Digest;
use crate::ledger::{Believed, Chain, Ledger};
use crate::log::{Checkpoint, Entries, Entry, ManifestName};
use crate::manifest::authenticate;
use crate::path::ArchivePath;
use crate::store::{self, Archive, Durability, EntryKind, Existing, TEMPORARY, is_there, layout, list, walk, write};
use crate::timestamp::Timestamp;

/// What an interrupted run had left, and what became of it. Paths relative to the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// A signed manifest that was not logged, and what it states, counted; it is logged now.
    Logged(String, String),
    /// A temporary file, or a manifest that nobody signed; it is removed.
    Removed(String),
    /// Log lines that no checkpoint covered; the next one does.
    Covered(u64),
    /// A file in `keys/` that was not the one last stated; it is now.
    Keys(&'static str),
}

/// What is put right before the next commit writes anything; a run that writes nothing leaves it as it lies.
#[derive(Debug, Default)]
pub(super) struct Pending {
    remove: Vec<ArchivePath>,
    keys: Vec<(&'static str, Vec<u8>)>,
}

impl Pending {
    /// Leaves what was sealed where it lies, whatever it is called; gives what else was found.
    pub(super) fn spare(&mut self, ledger: &Ledger, recovered: Vec<Recovered>) -> Vec<Recovered> {
        let is_sealed = |path: &str| path.parse().is_ok_and(|path| ledger.get(&path).is_some());
        self.remove.retain(|path| !is_sealed(path.as_str()));
        let is_spared = |one: &Recovered| matches!(one, Recovered::Removed(path) if is_sealed(path));
        recovered.into_iter().filter(|one| !is_spared(one)).collect()
    }

    pub(super) fn carry_out(&self, archive: &Archive) -> Result<(), SealError> {
        for path in &self.remove {
            match archive.remove(path) {
                Err(error) if !error.is_not_found() => return Err(error.into()),
                _ => {}
            }
        }
        for (path, bytes) in &self.keys {
            write(&archive.root().join(path), bytes, Existing::Replace, Durability::Now)?;
        }
        Ok(())
    }
}

/// Compares log and checkpoint: the log may be longer, after a crash, and else must be what was signed. `logged` lines were
/// in the log when it was opened.
pub(super) fn covered(
    archive: &Archive,
    chain: &Chain,
    entries: &Entries,
    logged: u64,
) -> Result<Option<Recovered>, SealError> {
    let bytes = archive.read(layout::CHECKPOINT, crate::trust::note::MAX_BYTES as u64)?;
    let checkpoint = Checkpoint::read_any(&bytes, chain.policies());
    let checkpoint = checkpoint.map_err(|error| not_verified(layout::CHECKPOINT, error))?;
    match entries.root_at(checkpoint.size) {
        Some(root) if root == checkpoint.root && logged > checkpoint.size => {
            Ok(Some(Recovered::Covered(logged - checkpoint.size)))
        }
        Some(root) if root == checkpoint.root => Ok(None),
        _ => Err(not_verified(layout::SUMS, "its lines are not those that the checkpoint signs")),
    }
}

/// The files in `keys/` are to be put right, if a change of keys was interrupted after it was sealed.
pub(super) fn restore_keys(own: &Believed, chain: &Chain, pending: &mut Pending) -> Result<Vec<Recovered>, SealError> {
    if !chain.met() {
        return Err(not_verified(
            layout::KEYS,
            "the log does not state these keys; restore them from a copy you trust",
        ));
    }
    let stated = &chain.believed().files;
    let pairs = [
        (layout::ALLOWED_SIGNERS, &own.files.allowed_signers, &stated.allowed_signers),
        (layout::POLICY, &own.files.policy, &stated.policy),
    ];
    let mut recovered = Vec::new();
    for (path, _, stated) in pairs.into_iter().filter(|(_, here, stated)| here != stated) {
        pending.keys.push((path, stated.clone()));
        recovered.push(Recovered::Keys(path));
    }
    Ok(recovered)
}

/// True if it lies in this folder itself. The danger: what lies in a folder of its own there, as a copy that somebody made, was left
/// by no run of ours, and is neither removed nor logged.
fn lies_in(path: &ArchivePath, folder: &str) -> bool {
    path.as_str().rsplit_once('/').is_some_and(|(above, _)| above == folder)
}

/// True if a run of ours can have left it: texts are copied to any folder of `archive/`, all else is written in its folder itself.
fn is_temporary(path: &ArchivePath) -> bool {
    let is_text = path.as_str().split_once('/').is_some_and(|(top, _)| top == layout::TEXTS);
    path.file_name().starts_with(TEMPORARY)
        && (is_text || lies_in(path, layout::MANIFESTS) || lies_in(path, layout::KEYS))
}

/// Finds temporary files that an interrupted run left, to be removed.
pub(super) fn temporaries(archive: &Archive, pending: &mut Pending) {
    let everywhere = [layout::TEXTS, layout::MANIFESTS, layout::KEYS];
    for entry in everywhere.into_iter().flat_map(|part| walk(archive.root(), part)) {
        if let EntryKind::File(path) = entry.kind
            && is_temporary(&path)
        {
            pending.remove.push(path);
        }
    }
}

/// What lies in `manifests/` and `keys/`.
pub(super) fn beside(archive: &Archive) -> Vec<store::Entry> {
    [layout::MANIFESTS, layout::KEYS].into_iter().flat_map(|part| walk(archive.root(), part)).collect()
}

/// True if nothing lies there that an interrupted run left, and every manifest of the log is there with its signature.
pub(super) fn is_in_order(beside: &[store::Entry], entries: &Entries) -> bool {
    let (mut manifest, mut logged, mut signed) = ("", 0, 0);
    let is_known = beside.iter().all(|entry| {
        let EntryKind::File(path) = &entry.kind else { return false };
        // A copy in a folder of its own stands for no manifest.
        if !lies_in(path, layout::MANIFESTS) && !lies_in(path, layout::KEYS) {
            return false;
        }
        let name = path.file_name();
        // A signature is listed right behind its manifest.
        if name.strip_suffix(".sig").is_some_and(|signs| signs == manifest) {
            signed += 1;
        } else if let Ok(found) = ManifestName::from_file_name(name) {
            manifest = name;
            logged += 1;
            return entries.contains(&found);
        }
        !name.starts_with(TEMPORARY)
    });
    is_known && logged == entries.size() && signed == logged
}

/// True if an interrupted run left the beginning of a copy where one of these texts is to be copied: it may have been unable to
/// remove it, when it removed what it had in `manifests/`.
pub(super) fn has_copies(archive: &Archive, paths: &[ArchivePath]) -> Result<bool, SealError> {
    let mut folders = BTreeSet::new();
    for path in paths {
        if !is_there(&archive.root().join(path.as_str()))? {
            folders.extend(path.as_str().rsplit_once('/').map(|(folder, _)| folder));
        }
    }
    let mut listed = folders.iter().flat_map(|folder| list(archive.root(), folder));
    Ok(listed.any(|entry| matches!(&entry.kind, EntryKind::File(path) if is_temporary(path))))
}

/// What is said of a signed manifest that no interrupted run can have left.
const PUT_ASIDE: &str = "more was sealed since it was signed; remove it and its .sig, and seal again what it sealed, unless you know \
                         that it was thrown away on purpose; the log's last line is of";

/// Finds what was never complete, to be removed, and appends signed manifests that are not logged yet. `listed` is what lies in
/// `manifests/` and `keys/`, and in `archive/` so far as somebody looked.
///
/// What is dated later than `now` is not appended: logged, it would put the end of every key that is retired from then on into
/// the future.
///
/// What is older than the last line of the log is not appended, either. The next run after an interrupted one finishes it, so that
/// nothing comes between; but somebody may have put a statement back that an archivist signed once and threw away.
///
/// What is found is never signed: that would put our signature under a file that somebody else may have put there.
pub(super) fn leftovers<'a>(
    archive: &Archive,
    listed: impl Iterator<Item = &'a store::Entry>,
    (believed, now): (&Believed, Timestamp),
    entries: &mut Entries,
    pending: &mut Pending,
) -> Result<Vec<Recovered>, SealError> {
    let mut recovered = Vec::new();
    let last = entries.as_slice().last().map(|entry| entry.name().at());
    for entry in listed {
        let EntryKind::File(path) = &entry.kind else { continue };
        if is_temporary(path) {
            pending.remove.push(path.clone());
            recovered.push(Recovered::Removed(path.as_str().to_owned()));
            continue;
        }
        if !lies_in(path, layout::MANIFESTS) {
            continue;
        }
        let Ok(name) = ManifestName::from_file_name(path.file_name()) else { continue };
        if entries.contains(&name) {
            continue;
        }
        let shown = entry.shown().to_owned();
        let bytes = archive.read(path.as_str(), crate::manifest::MAX_BYTES as u64)?;
        let logged = Entry::new(name.at(), Digest::of(&bytes));
        let signature = archive.read(&format!("{path}.sig"), crate::trust::sshsig::MAX_BYTES as u64);
        match signature {
            // After a power cut a name can be there before its bytes are.
            Ok(signature) if signature.is_empty() || bytes.is_empty() => {
                let signature = format!("{path}.sig").parse().map_err(|error| not_verified(&shown, error))?;
                pending.remove.extend([signature, path.clone()]);
                recovered.push(Recovered::Removed(shown));
            }
            Ok(signature) => {
                let checked = authenticate(&bytes, &signature, logged.digest(), name.at(), &believed.allowed);
                let read = checked.map_err(|error| error.to_string()).and_then(|authentic| match authentic.read() {
                    Ok(manifest) if *logged.name() == name => Ok(manifest.summary()),
                    Ok(_) => Err("its name is not that of its bytes".to_owned()),
                    Err(error) => Err(error.to_string()),
                });
                let read = read.and_then(|summary| match last {
                    _ if name.at().unix() - now.unix() > SKEW => Err(format!("it is dated later than now, {now}")),
                    Some(last) if name.at() < last => Err(format!("{PUT_ASIDE}, {last}")),
                    _ => Ok(summary),
                });
                let summary =
                    read.map_err(|why| not_verified(&shown, format!("the log does not name it, and {why}")))?;
                entries.push(logged).map_err(|error| not_verified(&shown, error))?;
                recovered.push(Recovered::Logged(shown, summary));
            }
            Err(error) if error.is_not_found() => {
                pending.remove.push(path.clone());
                recovered.push(Recovered::Removed(shown));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(recovered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporaries_are_ours_where_a_run_makes_them() {
        let is_ours = |folder: &str| is_temporary(&format!("{folder}/{TEMPORARY}x1").parse().unwrap());
        assert!(["archive", "archive/a/b", "manifests", "keys"].into_iter().all(is_ours));
        assert!(!["manifests/backup", "keys/old/er", "archives"].into_iter().any(is_ours));
        assert!(!is_temporary(&"archive/a.txt".parse().unwrap()));
    }

    #[test]
    fn a_place_that_cannot_be_looked_at_is_not_taken_for_empty() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("archive/a")).unwrap();
        std::os::unix::fs::symlink("loop", dir.path().join("archive/loop")).unwrap();
        let archive = Archive::at(dir.path()).unwrap();
        let found = |path: &str| has_copies(&archive, &[path.parse().unwrap()]);
        assert!(!found("archive/a/b.txt").unwrap());
        assert!(found("archive/loop/b.txt").is_err());
        std::fs::write(dir.path().join("archive/a").join(format!("{TEMPORARY}x1")), "").unwrap();
        assert!(found("archive/a/b.txt").unwrap());
    }
}
