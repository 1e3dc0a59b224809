//! What this machine accepted last of each archive: its checkpoint and its keys, kept as `known_hosts` is. To seal is to accept
//! the log that is signed, and no keys.
//!
//! The danger: who is given an old or another log in place of the one that was there before sees nothing wrong in it. So what
//! was accepted is kept, only "not found" means that an archive is new, and a state that contradicts it is kept beside it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::keyring::file_name;
use super::{Durability, Existing, Lock, Mistake, StoreError, make_folder, read_file, write};
use crate::digest::Digest;

const LIMIT: u64 = 4 << 20;

/// The memory of one user on one machine.
#[derive(Clone, Debug)]
pub struct Known(PathBuf);

/// What was accepted of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The archive's origin.
    pub origin: String,
    /// How many lines the log had.
    pub size: u64,
    /// The signed note.
    pub checkpoint: String,
    /// The keys by which it was accepted; empty, and the policy, too, if no keys were: then only the log is known.
    pub allowed_signers: String,
    /// The policy by which it was accepted.
    pub policy: String,
}

/// A memory that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KnownError {
    /// A file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not as this program writes it. Nobody is told that the archive is new.
    #[error("{} is not what kzarchive has written there: {mistake}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        mistake: Box<Mistake>,
    },
}

impl Accepted {
    /// True if keys were accepted, too.
    pub fn has_keys(&self) -> bool {
        !self.policy.is_empty()
    }
}

impl Known {
    /// The memory under a user's config folder.
    pub fn under(config: &Path) -> Self {
        Self(config.join("kzarchive").join("known"))
    }

    /// Where an archive's state is kept.
    pub fn path(&self, origin: &str) -> PathBuf {
        self.0.join(file_name(origin) + ".toml")
    }

    /// What was accepted of an archive; nothing if this is the first contact.
    ///
    /// # Errors
    /// See [`KnownError`].
    pub fn read(&self, origin: &str) -> Result<Option<Accepted>, KnownError> {
        let path = self.path(origin);
        let bytes = match read_file(&path, LIMIT) {
            Ok(bytes) => bytes,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let text = String::from_utf8_lossy(&bytes);
        // Line and column: in the parser's own words the lines of the file would be among those of the message.
        let form = |error| KnownError::Form { path, mistake: Box::new(Mistake::of(&text, &error)) };
        toml::from_str(&text).map(Some).map_err(form)
    }

    /// Keeps what was accepted. A smaller log never replaces a larger one: two runs at once may end in either order.
    ///
    /// # Errors
    /// See [`KnownError`]; what was kept before is still there.
    pub fn remember(&self, accepted: &Accepted) -> Result<(), KnownError> {
        let _lock = self.lock()?;
        self.replace(self.read(&accepted.origin)?.as_ref(), accepted)
    }

    /// Keeps a checkpoint over so many lines that was signed here. The keys stay those that were accepted: nobody has judged those that
    /// the archive has now.
    ///
    /// # Errors
    /// As [`Known::remember`].
    pub fn remember_signed(&self, origin: &str, size: u64, checkpoint: &str) -> Result<(), KnownError> {
        let _lock = self.lock()?;
        let before = self.read(origin)?;
        let (allowed_signers, policy) =
            before.as_ref().map(|before| (before.allowed_signers.clone(), before.policy.clone())).unwrap_or_default();
        let (origin, checkpoint) = (origin.to_owned(), checkpoint.to_owned());
        self.replace(before.as_ref(), &Accepted { origin, size, checkpoint, allowed_signers, policy })
    }

    fn lock(&self) -> Result<Lock, KnownError> {
        make_folder(&self.0)?;
        Ok(Lock::on(&self.0, &self.0, Duration::from_secs(10))?)
    }

    fn replace(&self, before: Option<&Accepted>, accepted: &Accepted) -> Result<(), KnownError> {
        if before.is_some_and(|before| before.size > accepted.size || before == accepted) {
            return Ok(());
        }
        // Strings and one number always have a form.
        let text = toml::to_string(accepted).unwrap_or_default();
        // A crash here leaves the old state, and after it the new one.
        Ok(write(&self.path(&accepted.origin), text.as_bytes(), Existing::Replace, Durability::Now)?)
    }

    /// Keeps a checkpoint that contradicts what was accepted, as evidence; gives its path.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_evidence(&self, origin: &str, checkpoint: &[u8]) -> Result<PathBuf, StoreError> {
        let digest = Digest::of(checkpoint).to_string();
        let path = self.0.join(format!("{}.contradicting-{}", file_name(origin), &digest[..16]));
        match write(&path, checkpoint, Existing::Refuse, Durability::Now) {
            Ok(()) | Err(StoreError::Exists(_)) => Ok(path),
            Err(error) => Err(error),
        }
    }

    /// Where evidence on an archive is kept, sorted.
    pub fn evidence(&self, origin: &str) -> Vec<PathBuf> {
        let prefix = format!("{}.contradicting-", file_name(origin));
        let entries =
            walkdir::WalkDir::new(&self.0).min_depth(1).max_depth(1).sort_by_file_name().into_iter().flatten();
        let ours = |entry: &walkdir::DirEntry| entry.file_name().to_string_lossy().starts_with(&prefix);
        entries.filter(ours).map(walkdir::DirEntry::into_path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(size: u64) -> Accepted {
        let text = |text: &str| text.to_owned();
        let (checkpoint, allowed_signers, policy) = (text("c\n"), text("a\n"), text("p\n"));
        Accepted { origin: text("a.example/../x"), size, checkpoint, allowed_signers, policy }
    }

    #[test]
    fn only_growth_replaces_what_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let known = Known::under(dir.path());
        assert_eq!(known.read("a.example/../x").unwrap(), None);
        for (given, kept) in [(3, 3), (5, 5), (4, 5)] {
            known.remember(&accepted(given)).unwrap();
            assert_eq!(known.read("a.example/../x").unwrap(), Some(accepted(kept)));
        }
        assert!(known.path("a.example/../x").starts_with(dir.path().join("kzarchive/known")));
    }

    #[test]
    fn what_was_signed_is_known_and_its_keys_only_if_they_were_accepted() {
        let dir = tempfile::tempdir().unwrap();
        let (known, origin) = (Known::under(dir.path()), "a.example/../x");
        known.remember_signed(origin, 1, "s\n").unwrap();
        let signed = known.read(origin).unwrap().unwrap();
        assert!(!signed.has_keys() && (signed.size, &*signed.checkpoint) == (1, "s\n"));
        known.remember(&accepted(1)).unwrap();
        known.remember_signed(origin, 2, "t\n").unwrap();
        let signed = known.read(origin).unwrap().unwrap();
        assert_eq!(signed, Accepted { size: 2, checkpoint: "t\n".to_owned(), ..accepted(1) });
        assert!(signed.has_keys());
    }

    #[test]
    fn a_damaged_memory_is_no_first_contact() {
        let dir = tempfile::tempdir().unwrap();
        let known = Known::under(dir.path());
        known.remember(&accepted(1)).unwrap();
        let path = known.path("a.example/../x");
        std::fs::write(&path, "").unwrap();
        assert!(matches!(known.read("a.example/../x"), Err(KnownError::Form { .. })));
        assert!(matches!(known.remember(&accepted(2)), Err(KnownError::Form { .. })));
        std::fs::write(&path, "origin = 'a'\nsize = 'many'\ncheckpoint = ''\n").unwrap();
        let told = known.read("a.example/../x").unwrap_err().to_string();
        assert!(told.contains("has written there: line 2, column 8: ") && !told.contains('\n'), "{told:?}");
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        assert!(matches!(known.read("a.example/../x"), Err(KnownError::Store(_))));
    }

    #[test]
    fn contradicting_checkpoints_are_kept_apart() {
        let dir = tempfile::tempdir().unwrap();
        let known = Known::under(dir.path());
        known.remember(&accepted(1)).unwrap();
        let one = known.keep_evidence("a.example/../x", b"one").unwrap();
        assert_eq!(known.keep_evidence("a.example/../x", b"one").unwrap(), one);
        assert_ne!(known.keep_evidence("a.example/../x", b"two").unwrap(), one);
        assert_eq!(known.evidence("a.example/../x").len(), 2);
        assert!(known.evidence("a.example/../x").contains(&one) && known.evidence("a.example/..").is_empty());
        assert_eq!(std::fs::read(one).unwrap(), b"one");
        assert_eq!(known.read("a.example/../x").unwrap(), Some(accepted(1)));
    }
}
