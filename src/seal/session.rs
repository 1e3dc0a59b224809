//! A seal run: the lock, what an interrupted run left, and the writes in their order.
//!
//! Texts, manifests, signatures, log, checkpoint: each is durable before the next is written. A crash leaves at worst
//! files that the log does not name yet.

use std::time::Duration;

use rayon::prelude::*;

use super::SealError;
use super::recovery::{Pending, Recovered, covered, leftovers, restore_keys};
use crate::digest::Digest;
use crate::ledger::{Contradiction, KeyFiles, Ledger, read_log, read_manifests};
use crate::log::{Checkpoint, Entries, Entry, ManifestName};
use crate::manifest::{Manifest, Rescission, TrustStatement};
use crate::store::{
    self, Archive, Durability, Existing, Lock, Settings, Staged, layout, stage, sync_group, walk_all, write,
};
use crate::timestamp::Timestamp;
use crate::trust::sshsig::{NAMESPACE, sign_sha256};
use crate::trust::{ManifestSigner, NoteSigner, SshPublicKey};

/// The two keys that a seal run needs.
pub struct Keys<'a> {
    /// The archivist's.
    pub archivist: &'a dyn ManifestSigner,
    /// The log's.
    pub log: &'a NoteSigner,
}

/// So many seconds two clocks may differ and still count as the same.
const SKEW: i64 = 60;

/// A manifest whose bytes are written, under a temporary name; they go with it, unless [`Session::commit`] gives them their own.
pub struct StagedManifest {
    entry: Entry,
    file: Staged,
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
    trust: TrustStatement<'static>,
    rescissions: Vec<Rescission<'static>>,
    at: Timestamp,
    recovered: Vec<Recovered>,
    pending: Pending,
    texts: Vec<store::Entry>,
    _lock: Lock,
}

impl<'a> Session<'a> {
    /// Opens an archive for writing: waits for the lock, checks that log and manifests hold, finds what an interrupted
    /// run left, which [`Session::commit`] puts right.
    ///
    /// # Errors
    /// See [`SealError`]; nothing was written.
    pub fn open(archive: &'a Archive, keys: Keys<'a>, now: Timestamp, tool: &str) -> Result<Self, SealError> {
        let settings = archive.settings()?;
        let lock = Lock::take(archive, Duration::from_secs(30))?;
        let own = KeyFiles::of_archive(archive)?.parse().map_err(|(path, why)| not_verified(path, why))?;
        let mut entries = read_log(archive)?;
        let logged = entries.size();
        let mut pending = Pending::default();
        let texts: Vec<_> = walk_all(archive.root(), layout::TEXTS).collect();
        let mut recovered = leftovers(archive, &texts, &own, &mut entries, &mut pending)?;
        let (mut statements, failures) = read_manifests(archive, Some(&settings.origin), &entries, &own);
        if let Some(failure) = failures.into_iter().next() {
            return Err(SealError::NotVerified { path: failure.path, detail: failure.detail });
        }
        recovered.extend(covered(archive, &statements.chain, &entries, logged)?);
        recovered.extend(restore_keys(&own, &statements.chain, &mut pending)?);
        let trust = statements.trust.take();
        let trust = trust.ok_or_else(|| not_verified(layout::KEYS, "no manifest states which keys these should be"))?;

        let believed = statements.chain.believed();
        let key =
            SshPublicKey::from_key_data(keys.archivist.public_key()).map_err(|error| not_verified("the key", error))?;
        // A run in the very second of a change of keys, or by a clock that is a little behind it, counts as the second after:
        // else readers could not tell which came first. A clock that is far behind is told as it is.
        let judged_at = statements.chain.judged_at(now);
        let now = if judged_at.unix() - now.unix() <= SKEW { judged_at } else { now };
        // As the next reader will ask, so that nothing is written which is not believed.
        believed.allowed.find(&key, NAMESPACE, now)?;
        let principal = believed.allowed.find(&key, NAMESPACE, judged_at)?.principal().to_owned();
        let at = statements.chain.not_before(now);
        let vkey = keys.log.vkey();
        if !believed.policy.logs().iter().any(|log| log.vkey == vkey) || vkey.name().as_str() != settings.origin {
            return Err(SealError::OtherLogKey);
        }
        let (ledger, contradictions) = Ledger::of(&mut statements);
        match contradictions.first() {
            Some(Contradiction::SealedTwice(path)) => {
                return Err(not_verified(path, "it is sealed twice with other bytes"));
            }
            Some(Contradiction::NoSuchEntry(path)) => {
                return Err(not_verified(path, "it is said to be withdrawn or superseded, and was never sealed so"));
            }
            None => {}
        }
        let tool = tool.to_owned();
        Ok(Self {
            archive,
            keys,
            principal,
            settings,
            now,
            tool,
            entries,
            ledger,
            trust,
            rescissions: statements.rescissions,
            at,
            recovered,
            pending,
            texts,
            _lock: lock,
        })
    }

    /// What an interrupted run had left.
    pub fn recovered(&self) -> &[Recovered] {
        &self.recovered
    }

    /// The last statement on settings and keys.
    pub fn trust(&self) -> &TrustStatement<'static> {
        &self.trust
    }

    /// Figures that were stated to be withdrawn before.
    pub fn rescissions(&self) -> &[Rescission<'static>] {
        &self.rescissions
    }

    /// The time of this run, or that of the last change of keys if the clock is behind it.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What lay in `archive/` when the session was opened.
    pub(super) fn texts(&self) -> &[store::Entry] {
        &self.texts
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

    /// Writes a manifest's bytes beside where they will stand, so that nobody need keep them until [`Session::commit`].
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn stage(&self, manifest: &[u8]) -> Result<StagedManifest, SealError> {
        let entry = Entry::new(self.now, Digest::of(manifest));
        let file = self.archive.root().join(layout::MANIFESTS).join(entry.name().file_name());
        Ok(StagedManifest { entry, file: stage(file, manifest)? })
    }

    /// Names manifests, writes signatures, log and checkpoint; gives the manifests' names.
    ///
    /// With no manifest it still logs and covers what an interrupted run left.
    ///
    /// # Errors
    /// See [`SealError`]. What was written before an error is picked up by the next run.
    pub fn commit(&self, manifests: Vec<StagedManifest>) -> Result<Vec<ManifestName>, SealError> {
        self.commit_behind(|| Ok(()), manifests)
    }

    /// The same behind texts that are not written yet: nothing gets its name before `texts` has made them durable.
    pub(super) fn commit_behind(
        &self,
        texts: impl FnOnce() -> Result<(), SealError> + Send,
        manifests: Vec<StagedManifest>,
    ) -> Result<Vec<ManifestName>, SealError> {
        self.commit_under(self.keys.log, texts, manifests)
    }

    /// The same, the checkpoint being signed by another log key: the one that the manifests hand over to.
    pub(super) fn commit_under(
        &self,
        log: &NoteSigner,
        texts: impl FnOnce() -> Result<(), SealError> + Send,
        manifests: Vec<StagedManifest>,
    ) -> Result<Vec<ManifestName>, SealError> {
        let folder = self.archive.root().join(layout::MANIFESTS);
        let (stated, manifests): (Vec<_>, Vec<_>) = manifests.into_iter().map(|one| (one.entry, one.file)).unzip();
        let names: Vec<ManifestName> = stated.iter().map(|entry| *entry.name()).collect();
        let sign = |entry: &Entry| {
            let signature = sign_sha256(NAMESPACE, entry.digest(), self.keys.archivist)?;
            Ok(stage(folder.join(format!("{}.sig", entry.name().file_name())), signature.as_bytes())?)
        };
        // The disk is busy with the texts, and the processor is not.
        let (texts, signatures) =
            rayon::join(texts, || stated.par_iter().map(sign).collect::<Result<Vec<Staged>, SealError>>());
        texts?;
        let signatures = signatures?;
        self.pending.carry_out(self.archive)?;
        let mut entries = self.entries.clone();
        for entry in stated {
            let name = entry.name().file_name();
            entries.push(entry).map_err(|_| SealError::AlreadyLogged(name))?;
        }
        // A crash here leaves temporary files: the next run removes them.
        sync_if_any(&folder, &names)?;
        manifests.into_iter().try_for_each(Staged::place)?;
        // A crash here leaves manifests that nobody signed: the next run removes them.
        sync_if_any(&folder, &names)?;
        signatures.into_iter().try_for_each(Staged::place)?;
        // A crash here leaves signed manifests that the log does not name: the next run logs them.
        sync_if_any(&folder, &names)?;
        let sums: String = entries.as_slice().iter().map(|entry| format!("{entry}\n")).collect();
        let root = self.archive.root();
        write(&root.join(layout::SUMS), sums.as_bytes(), Existing::Replace, Durability::Now)?;
        // A crash here leaves log lines that no checkpoint covers: the next run signs one.
        let checkpoint = checkpoint(&entries, log)?;
        write(&root.join(layout::CHECKPOINT), checkpoint.as_bytes(), Existing::Replace, Durability::Now)?;
        Ok(names)
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

pub(super) fn not_verified(path: impl ToString, detail: impl ToString) -> SealError {
    SealError::NotVerified { path: path.to_string(), detail: detail.to_string() }
}
