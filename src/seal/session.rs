//! A seal run: the lock, what an interrupted run left, and the writes in their order.
//!
//! Texts, manifests, signatures, log, checkpoint: each is durable before the next is written. A crash leaves at worst
//! files that the log does not name yet.

use std::time::Duration;

use super::SealError;
use crate::digest::Digest;
use crate::ledger::{Believed, Ledger, Statements, TrustRoot, read_log, read_manifests};
use crate::log::{Checkpoint, Entries, Entry, ManifestName};
use crate::manifest::{Manifest, TrustStatement, authenticate};
use crate::store::{
    Archive, Durability, EntryKind, Existing, Lock, Settings, TEMPORARY, layout, sync_group, walk, write,
};
use crate::timestamp::Timestamp;
use crate::trust::sshsig::{NAMESPACE, sign};
use crate::trust::{ManifestSigner, NoteSigner, SshPublicKey};

/// The two keys that a seal run needs.
pub struct Keys<'a> {
    /// The archivist's.
    pub archivist: &'a dyn ManifestSigner,
    /// The log's.
    pub log: &'a NoteSigner,
}

/// What an interrupted run had left, and what became of it. Paths relative to the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// A signed manifest that was not logged; it is logged now.
    Logged(String),
    /// A temporary file, or a manifest that nobody signed; it is removed.
    Removed(String),
    /// Log lines that no checkpoint covered; the next one does.
    Covered(u64),
}

/// An archive that is being written, by one process.
pub struct Session<'a> {
    archive: &'a Archive,
    keys: Keys<'a>,
    principal: String,
    settings: Settings,
    now: Timestamp,
    tool: String,
    entries: Entries,
    /// Everything sealed so far.
    pub ledger: Ledger,
    statements: Statements,
    recovered: Vec<Recovered>,
    _lock: Lock,
}

impl<'a> Session<'a> {
    /// Opens an archive for writing: waits for the lock, checks that log and manifests hold, picks up what an interrupted
    /// run left.
    ///
    /// # Errors
    /// See [`SealError`]; nothing was written.
    pub fn open(archive: &'a Archive, keys: Keys<'a>, now: Timestamp, tool: &str) -> Result<Self, SealError> {
        let settings = archive.settings()?;
        let lock = Lock::take(archive, Duration::from_secs(30))?;
        let believed = believed(archive)?;
        let key =
            SshPublicKey::from_key_data(keys.archivist.public_key()).map_err(|error| not_verified("the key", error))?;
        let principal = believed.allowed.find(&key, NAMESPACE, now)?.principal().to_owned();
        let vkey = keys.log.vkey();
        if !believed.policy.logs().iter().any(|log| log.vkey == vkey) || vkey.name().as_str() != settings.origin {
            return Err(SealError::OtherLogKey);
        }
        let mut entries = read_log(archive)?;
        let mut recovered = covered(archive, &believed, &entries)?;
        recovered.extend(leftovers(archive, &believed, &mut entries)?);
        let (mut statements, failures) = read_manifests(archive, &settings.origin, &entries, &believed.allowed);
        if let Some(failure) = failures.into_iter().next() {
            return Err(SealError::NotVerified { path: failure.path, detail: failure.detail });
        }
        let (ledger, twice) = Ledger::of(&mut statements);
        if let Some(path) = twice.first() {
            return Err(not_verified(path, "it is sealed twice with other bytes"));
        }
        let tool = tool.to_owned();
        Ok(Self { archive, keys, principal, settings, now, tool, entries, ledger, statements, recovered, _lock: lock })
    }

    /// What an interrupted run had left.
    pub fn recovered(&self) -> &[Recovered] {
        &self.recovered
    }

    /// The last statement on settings and keys.
    pub fn trust(&self) -> Option<&TrustStatement> {
        self.statements.trust.as_ref()
    }

    pub(super) fn archive(&self) -> &Archive {
        self.archive
    }

    /// The archive's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A manifest in the name of this run, to be filled.
    pub fn manifest(&self) -> Manifest<'_> {
        Manifest::new(&self.settings.origin, self.now, &self.principal, &self.tool)
    }

    /// Writes manifests, signatures, log and checkpoint; gives the manifests' names. Texts must be durable already.
    ///
    /// With no manifest it still logs and covers what an interrupted run left.
    ///
    /// # Errors
    /// See [`SealError`]. What was written before an error is picked up by the next run.
    pub fn commit(&self, manifests: &[Vec<u8>]) -> Result<Vec<ManifestName>, SealError> {
        let folder = self.archive.root().join(layout::MANIFESTS);
        let mut entries = self.entries.clone();
        let mut files = Vec::new();
        for bytes in manifests {
            let entry = Entry::new(self.now, Digest::of(bytes));
            let name = entry.name().file_name();
            let signature = sign(NAMESPACE, bytes, self.keys.archivist)?;
            entries.push(entry).map_err(|_| SealError::AlreadyLogged(name.clone()))?;
            files.push((name, bytes, signature));
        }
        for (name, bytes, _) in &files {
            write(&folder.join(name), bytes, Existing::Refuse, Durability::WithGroup)?;
        }
        // A crash here leaves manifests that nobody signed: the next run removes them.
        sync_if_any(&folder, &files)?;
        for (name, _, signature) in &files {
            write(&folder.join(format!("{name}.sig")), signature.as_bytes(), Existing::Refuse, Durability::WithGroup)?;
        }
        // A crash here leaves signed manifests that the log does not name: the next run logs them.
        sync_if_any(&folder, &files)?;
        let sums: String = entries.as_slice().iter().map(|entry| format!("{entry}\n")).collect();
        let root = self.archive.root();
        write(&root.join(layout::SUMS), sums.as_bytes(), Existing::Replace, Durability::Now)?;
        // A crash here leaves log lines that no checkpoint covers: the next run signs one.
        let checkpoint = checkpoint(&entries, self.keys.log)?;
        write(&root.join(layout::CHECKPOINT), checkpoint.as_bytes(), Existing::Replace, Durability::Now)?;
        Ok(entries.as_slice()[entries.as_slice().len() - files.len()..].iter().map(|entry| *entry.name()).collect())
    }
}

fn sync_if_any<T>(folder: &std::path::Path, files: &[T]) -> Result<(), SealError> {
    match files.len() {
        0 => Ok(()),
        _ => Ok(sync_group(folder)?),
    }
}

/// The signed note over a log.
pub(super) fn checkpoint(entries: &Entries, log: &NoteSigner) -> Result<String, SealError> {
    let checkpoint = Checkpoint { origin: log.name().clone(), size: entries.size(), root: entries.root() };
    Ok(checkpoint.sign(log)?)
}

fn not_verified(path: impl ToString, detail: impl ToString) -> SealError {
    SealError::NotVerified { path: path.to_string(), detail: detail.to_string() }
}

/// The archive's own keys: who seals in it holds them.
fn believed(archive: &Archive) -> Result<Believed, SealError> {
    let root = TrustRoot::from_folder(&archive.root().join(layout::KEYS))?;
    root.parse().map_err(|(path, why)| not_verified(path, why))
}

/// Compares log and checkpoint: the log may be longer, after a crash, and else must be what was signed.
fn covered(archive: &Archive, believed: &Believed, entries: &Entries) -> Result<Vec<Recovered>, SealError> {
    let bytes = archive.read(layout::CHECKPOINT, 64 << 10)?;
    // Without the quorum: the checkpoint of the last run may wait for its witnesses still.
    let (checkpoint, _) = Checkpoint::read(&bytes, &believed.policy.logs_only())
        .map_err(|error| not_verified(layout::CHECKPOINT, error))?;
    match entries.root_at(checkpoint.size) {
        Some(root) if root == checkpoint.root && entries.size() > checkpoint.size => {
            Ok(vec![Recovered::Covered(entries.size() - checkpoint.size)])
        }
        Some(root) if root == checkpoint.root => Ok(Vec::new()),
        _ => Err(not_verified(layout::SUMS, "its lines are not those that the checkpoint signs")),
    }
}

/// Removes what was never complete, and appends signed manifests that are not logged yet.
///
/// What is found is never signed: that would put our signature under a file that somebody else may have put there.
fn leftovers(archive: &Archive, believed: &Believed, entries: &mut Entries) -> Result<Vec<Recovered>, SealError> {
    let mut recovered = Vec::new();
    let listing: Vec<_> =
        [layout::TEXTS, layout::MANIFESTS].iter().flat_map(|part| walk(archive.root(), part)).collect();
    for entry in &listing {
        let EntryKind::File(path) = &entry.kind else { continue };
        let shown = entry.shown.clone();
        if path.file_name().starts_with(TEMPORARY) {
            archive.remove(path)?;
            recovered.push(Recovered::Removed(shown));
            continue;
        }
        if !path.as_str().starts_with(layout::MANIFESTS) {
            continue;
        }
        let Ok(name) = ManifestName::from_file_name(path.file_name()) else { continue };
        if entries.contains(&name) {
            continue;
        }
        let bytes = archive.read(path.as_str(), crate::manifest::MAX_BYTES as u64)?;
        let logged = Entry::new(name.at(), Digest::of(&bytes));
        let signature = archive.read(&format!("{path}.sig"), crate::trust::sshsig::MAX_BYTES as u64);
        match signature {
            Ok(signature) => {
                let checked = authenticate(&bytes, &signature, logged.digest(), name.at(), &believed.allowed);
                let read = checked.map_err(|error| error.to_string()).and_then(|authentic| match authentic.read() {
                    Ok(_) if *logged.name() == name => Ok(()),
                    Ok(_) => Err("its name is not that of its bytes".to_owned()),
                    Err(error) => Err(error.to_string()),
                });
                read.map_err(|why| not_verified(&shown, format!("the log does not name it, and {why}")))?;
                entries.push(logged).map_err(|error| not_verified(&shown, error))?;
                recovered.push(Recovered::Logged(shown));
            }
            Err(error) if error.is_not_found() => {
                archive.remove(path)?;
                recovered.push(Recovered::Removed(shown));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(recovered)
}
