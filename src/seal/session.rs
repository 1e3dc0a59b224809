//! A seal run: the lock, and what an interrupted run left.

mod commit;

pub use commit::StagedManifest;
pub(super) use commit::checkpoint;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rayon::prelude::*;

use super::SealError;
use super::recovery::{Pending, Recovered, beside, covered, has_copies, is_in_order, leftovers, restore_keys};
use crate::digest::Digest;
use crate::ledger::{Account, Contradiction, KeyFiles, Ledger, Scope, read_log};
use crate::log::{Checkpoint, Entries};
use crate::manifest::{Manifest, Rescission, TrustStatement};
use crate::store::{self, Archive, Cache, Lock, Settings, layout, walk_all};
use crate::timestamp::Timestamp;
use crate::trust::sshsig::NAMESPACE;
use crate::trust::{ManifestSigner, NoteSigner, SshPublicKey};

/// The two keys that a seal run needs.
pub struct Keys<'a> {
    /// The archivist's.
    pub archivist: &'a dyn ManifestSigner,
    /// The log's.
    pub log: &'a NoteSigner,
}

/// So many seconds two clocks may differ and still count as the same.
pub(super) const SKEW: i64 = 60;

/// An archive that is being written, by one process.
pub struct Session<'a> {
    archive: &'a Archive,
    keys: Keys<'a>,
    key: SshPublicKey,
    principal: String,
    settings: Settings,
    now: Timestamp,
    tool: String,
    entries: Entries,
    /// What was sealed so far, of the paths within the scope.
    pub ledger: Ledger,
    trust: TrustStatement<'static>,
    trust_from: Option<Digest>,
    rescissions: Vec<Rescission<'static>>,
    ends_at: Timestamp,
    recovered: Vec<Recovered>,
    pending: Pending,
    texts: Mutex<Option<Vec<store::Entry>>>,
    signed: Mutex<Option<String>>,
    _lock: Lock,
}

impl<'a> Session<'a> {
    /// Opens an archive for writing: waits for the lock, checks that log and manifests hold, finds what an interrupted
    /// run left, which [`Session::commit`] puts right.
    ///
    /// # Errors
    /// See [`SealError`]; nothing was written.
    pub fn open(archive: &'a Archive, keys: Keys<'a>, now: Timestamp, tool: &str) -> Result<Self, SealError> {
        Self::open_for((Scope::Everything, None), archive, keys, now, tool)
    }

    /// Opens an archive as [`Session::open`] does, for what is stated of some paths. With a cache, manifests that were read before and state nothing of those are not
    /// read again. If nothing lies in `manifests/`, in `keys/` and where these texts are to be copied that an interrupted run left,
    /// `archive/` is not listed, either: a run makes files in `manifests/` before anything in `archive/`, and they go last.
    ///
    /// # Errors
    /// See [`SealError`]; nothing was written.
    pub fn open_for(
        (scope, cache): (Scope<'_>, Option<&Cache>),
        archive: &'a Archive,
        keys: Keys<'a>,
        now: Timestamp,
        tool: &str,
    ) -> Result<Self, SealError> {
        let settings = archive.settings()?;
        let lock = Lock::take(archive, Duration::from_secs(30))?;
        let own = KeyFiles::of_archive(archive)?.parse().map_err(|(path, why)| not_verified(path, why))?;
        let mut entries = read_log(archive)?;
        let logged = entries.size();
        let mut pending = Pending::default();
        let beside = beside(archive);
        let (scope, texts, mut recovered) = match scope {
            Scope::Paths(paths) if is_in_order(&beside, &entries) && !has_copies(archive, paths)? => {
                (scope, None, Vec::new())
            }
            _ => {
                let texts: Vec<_> = walk_all(archive.root(), layout::TEXTS).collect();
                let listed = texts.iter().chain(&beside);
                let recovered = leftovers(archive, listed, (&own, now), &mut entries, &mut pending)?;
                (Scope::Everything, Some(texts), recovered)
            }
        };
        let account = Account::read(archive, &settings.origin, &entries, &own, (scope, cache));
        let Account { mut statements, ledger, failures, contradictions } = account;
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
        let ends_at = statements.chain.ends_at(now);
        let vkey = keys.log.vkey();
        if !believed.policy.logs().iter().any(|log| log.vkey == vkey) || vkey.name().as_str() != settings.origin {
            return Err(SealError::OtherLogKey);
        }
        match contradictions.first() {
            Some(Contradiction::SealedTwice(path)) => {
                return Err(not_verified(path, "it is sealed twice with other bytes"));
            }
            Some(Contradiction::NoSuchEntry(path)) => {
                return Err(not_verified(path, "it is said to be withdrawn or superseded, and was never sealed so"));
            }
            None => {}
        }
        let recovered = pending.spare(&ledger, recovered);
        let tool = tool.to_owned();
        Ok(Self {
            archive,
            keys,
            key,
            principal,
            settings,
            now,
            tool,
            entries,
            ledger,
            trust,
            trust_from: statements.trust_from,
            rescissions: statements.rescissions,
            ends_at,
            recovered,
            pending,
            texts: Mutex::new(texts),
            signed: Mutex::default(),
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

    /// The next one, which says the same and that it replaces the last.
    pub fn next_trust(&self) -> TrustStatement<'static> {
        TrustStatement { replaces: self.trust_from, ..self.trust.clone() }
    }

    /// Figures that were stated to be withdrawn before: all of them, if the scope was everything.
    pub fn rescissions(&self) -> &[Rescission<'static>] {
        &self.rescissions
    }

    /// The time of this run.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The last second of a key that this run retires: no earlier than anything that was sealed so far, by whatever clock.
    pub fn ends_at(&self) -> Timestamp {
        self.ends_at
    }

    /// True if the log begins with what an earlier checkpoint of it signs.
    pub fn extends(&self, earlier: &Checkpoint) -> bool {
        earlier.origin.as_str() == self.settings.origin && self.entries.root_at(earlier.size) == Some(earlier.root)
    }

    /// The checkpoint that was written last in this session, if one was.
    pub fn signed(&self) -> Option<String> {
        self.signed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn has_signed(&self, checkpoint: String) {
        *self.signed.lock().unwrap_or_else(PoisonError::into_inner) = Some(checkpoint);
    }

    /// What lay in `archive/` when the session was opened, if it was listed, for whoever asks first: a copy would be as large.
    pub(super) fn take_texts(&self) -> Option<Vec<store::Entry>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn entries(&self) -> &Entries {
        &self.entries
    }

    /// The archivist's public key.
    pub(super) fn key(&self) -> &SshPublicKey {
        &self.key
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
}

pub(super) fn not_verified(path: impl ToString, detail: impl ToString) -> SealError {
    SealError::NotVerified { path: path.to_string(), detail: detail.to_string() }
}
