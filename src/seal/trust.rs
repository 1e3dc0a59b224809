//! Changes of trust: who may seal, and which key signs the log. Each is a `trust` statement, signed under the old keys.
//!
//! A line is never taken out of `allowed_signers`: what was sealed under it must stay verifiable. It ends.

use super::{SealError, Session};
use crate::ledger::{Believed, KeyFiles, read_manifests};
use crate::log::ManifestName;
use crate::manifest::TrustStatement;
use crate::store::{Durability, Existing, layout, write};
use crate::timestamp::Timestamp;
use crate::trust::allowed_signers::{Entry, NameError};
use crate::trust::sshsig::NAMESPACE;
use crate::trust::{AllowedSigners, NoteSigner, SshPublicKey, VerifierKey};

/// Why keys cannot be changed so.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The name cannot stand in `allowed_signers`.
    #[error("the name of the archivist: {0}")]
    Name(#[from] NameError),
    /// The key may seal already.
    #[error("this key may seal already, as {0}")]
    Already(String),
    /// Nobody of this name, and no such key, may seal now.
    #[error("nobody called '{0}' may seal now, nor has a key that may this fingerprint")]
    NoSuchSigner(String),
    /// Nobody could seal any more, nor change that.
    #[error("'{0}' is the last one who may seal; add another first")]
    LastSigner(String),
    /// It is the key already.
    #[error("the new log key is the old one")]
    SameLogKey,
    /// `keys/policy` has no line that ends in this key, or more than one.
    #[error("keys/policy does not name the log key on one line")]
    Policy,
}

/// `allowed_signers` with one more archivist, who may seal from `at` on.
///
/// # Errors
/// See [`TrustError`].
pub fn add_signer(signers: &str, name: &str, key: SshPublicKey, at: Timestamp) -> Result<String, TrustError> {
    let now = parsed(signers);
    if let Ok(entry) = now.find(&key, NAMESPACE, after(at)) {
        return Err(TrustError::Already(entry.principal().to_owned()));
    }
    let entry = Entry::new(name, key)?.for_namespace(NAMESPACE)?.valid_from(at);
    Ok(format!("{signers}{entry}\n"))
}

/// `allowed_signers` in which an archivist, by name or by a key's fingerprint, may seal until `at` and no longer.
///
/// # Errors
/// See [`TrustError`].
pub fn retire_signer(signers: &str, who: &str, at: Timestamp) -> Result<String, TrustError> {
    let named = |entry: &Entry| entry.principals().iter().any(|name| name == who) || entry.key().fingerprint() == who;
    let (mut text, mut ended, mut left) = (String::new(), 0, 0);
    for line in signers.split_inclusive('\n') {
        // Each line is one entry, a comment or empty: it parses alone as it parses in the file.
        let entry = parsed(line).entries().first().cloned();
        let active = entry.filter(|entry| entry.valid_before().is_none_or(|last| last > at));
        match active {
            Some(entry) if named(&entry) => {
                text += &format!("{}\n", entry.valid_until(at));
                ended += 1;
            }
            other => {
                // One for other things than manifests, or for later, is nobody who can add another.
                let may_seal = |entry: Entry| parsed(line).find(entry.key(), NAMESPACE, after(at)).is_ok();
                left += usize::from(other.is_some_and(may_seal));
                text += line;
            }
        }
    }
    match (ended, left) {
        (0, _) => Err(TrustError::NoSuchSigner(who.to_owned())),
        (_, 0) => Err(TrustError::LastSigner(who.to_owned())),
        _ => Ok(text),
    }
}

/// A policy in which another key signs the log. Witnesses and quorum stay.
///
/// # Errors
/// See [`TrustError`].
pub fn rotate_log(policy: &str, old: &VerifierKey, new: &VerifierKey) -> Result<String, TrustError> {
    let (old, new) = (old.to_string(), new.to_string());
    match policy.matches(&old).count() {
        _ if old == new => Err(TrustError::SameLogKey),
        1 => Ok(policy.replacen(&old, &new, 1)),
        _ => Err(TrustError::Policy),
    }
}

/// The file was parsed when the session was opened; what does not parse now allows nobody.
fn parsed(signers: &str) -> AllowedSigners {
    AllowedSigners::parse(signers.as_bytes()).unwrap_or_default()
}

fn after(at: Timestamp) -> Timestamp {
    Timestamp::from_unix(at.unix() + 1).unwrap_or(at)
}

impl Session<'_> {
    /// Seals a change of keys, under the old ones, and writes the files in `keys/`. With `log`, that key signs the log from
    /// now on.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn change_keys(
        &self,
        allowed_signers: String,
        policy: String,
        log: Option<&NoteSigner>,
    ) -> Result<Vec<ManifestName>, SealError> {
        let files =
            KeyFiles { allowed_signers: allowed_signers.clone().into_bytes(), policy: policy.clone().into_bytes() };
        // Nothing is sealed that the next run could not read.
        let next = files.clone().parse();
        let next = next.map_err(|(path, detail)| SealError::NotVerified { path: path.to_owned(), detail })?;
        let (allowed_signers, policy) = (allowed_signers.into(), policy.into());
        let trust = TrustStatement { allowed_signers, policy, ..self.next_trust() };
        self.check_under(&next, &trust)?;
        let mut manifest = self.manifest();
        manifest.trust = Some(trust);
        let bytes = manifest.into_bytes()?;
        let manifests = vec![self.stage(&bytes)?];
        let names = match log {
            Some(log) => self.commit_under(log, || Ok(()), manifests)?,
            None => self.commit(manifests)?,
        };
        // A crash here leaves the old files under the new statement: the next run writes what was stated.
        let root = self.archive().root();
        for (path, bytes) in [(layout::ALLOWED_SIGNERS, &files.allowed_signers), (layout::POLICY, &files.policy)] {
            write(&root.join(path), bytes, Existing::Replace, Durability::Now)?;
        }
        Ok(names)
    }

    /// Checks that whoever will begin with the next keys will believe all that was sealed so far, and what states them.
    fn check_under(&self, next: &Believed, trust: &TrustStatement<'_>) -> Result<(), SealError> {
        let unfit = |path: String, detail| SealError::WouldNotVerify { path, detail };
        let origin = &self.settings().origin;
        let (mut statements, failures) = read_manifests(self.archive(), Some(origin), self.entries(), next);
        if let Some(failure) = failures.into_iter().next() {
            return Err(unfit(failure.path, failure.detail));
        }
        let judged_at = statements.chain.judged_at(self.now());
        next.allowed.find(self.key(), NAMESPACE, self.now())?;
        next.allowed.find(self.key(), NAMESPACE, judged_at)?;
        statements.chain.logged(judged_at);
        statements.chain.step(trust).map_err(|why| unfit(layout::KEYS.to_owned(), why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SshPublicKey {
        let pair = ssh_key::private::Ed25519Keypair::from_seed(&[seed; 32]);
        SshPublicKey::from_key_data(&ssh_key::public::KeyData::Ed25519(pair.public)).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn signers() -> String {
        format!("# who may seal\n{}\n", Entry::new("ada", key(1)).unwrap().for_namespace(NAMESPACE).unwrap())
    }

    #[test]
    fn an_added_archivist_may_seal_from_then_on() {
        let then = at("2022-01-12T10:00:00Z");
        let text = add_signer(&signers(), "bob", key(2), then).unwrap();
        assert!(text.starts_with(&signers()));
        let parsed = AllowedSigners::parse(text.as_bytes()).unwrap();
        assert!(parsed.find(&key(2), NAMESPACE, then).is_ok());
        assert!(parsed.find(&key(2), NAMESPACE, at("2022-01-12T09:59:59Z")).is_err());
        assert!(matches!(add_signer(&text, "eve", key(2), then), Err(TrustError::Already(who)) if who == "bob"));
        assert!(matches!(add_signer(&text, "*", key(3), then), Err(TrustError::Name(NameError::Pattern))));
    }

    #[test]
    fn a_retired_archivist_may_not_seal_any_more_and_the_line_stays() {
        let (then, later) = (at("2022-01-12T10:00:00Z"), at("2022-01-13T10:00:00Z"));
        let both = add_signer(&signers(), "bob", key(2), then).unwrap();
        for who in ["ada".to_owned(), key(1).fingerprint()] {
            let text = retire_signer(&both, &who, later).unwrap();
            let parsed = AllowedSigners::parse(text.as_bytes()).unwrap();
            assert!(text.starts_with("# who may seal\n"));
            assert!(parsed.find(&key(1), NAMESPACE, later).is_ok());
            assert!(parsed.find(&key(1), NAMESPACE, after(later)).is_err());
            assert!(parsed.find(&key(2), NAMESPACE, after(later)).is_ok());
            assert!(matches!(retire_signer(&text, "ada", after(later)), Err(TrustError::NoSuchSigner(_))));
            assert!(matches!(retire_signer(&text, "bob", after(later)), Err(TrustError::LastSigner(_))));
        }
        assert!(matches!(retire_signer(&both, "eve", later), Err(TrustError::NoSuchSigner(_))));
    }

    #[test]
    fn who_cannot_seal_now_is_nobody_to_leave_an_archive_to() {
        let (then, later) = (at("2022-01-12T10:00:00Z"), at("2023-01-12T10:00:00Z"));
        let line = |name, seed: u8| Entry::new(name, key(seed)).unwrap();
        let git = format!("{}{}\n", signers(), line("bob", 2).for_namespace("git").unwrap());
        let future = format!("{}{}\n", signers(), line("bob", 2).for_namespace(NAMESPACE).unwrap().valid_from(later));
        for signers in [git, future] {
            assert!(matches!(retire_signer(&signers, "ada", then), Err(TrustError::LastSigner(_))), "{signers}");
            let more = add_signer(&signers, "eve", key(3), then).unwrap();
            assert!(retire_signer(&more, "ada", then).is_ok());
        }
    }

    #[test]
    fn only_the_log_key_changes_in_the_policy() {
        let vkey = |seed| {
            let key = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
            NoteSigner::new("a.example".parse().unwrap(), key).vkey()
        };
        let policy = format!("# the log\nlog {} https://a.example\nquorum none\n", vkey(1));
        let changed = rotate_log(&policy, &vkey(1), &vkey(2)).unwrap();
        assert_eq!(changed, format!("# the log\nlog {} https://a.example\nquorum none\n", vkey(2)));
        assert!(matches!(rotate_log(&policy, &vkey(1), &vkey(1)), Err(TrustError::SameLogKey)));
        assert!(matches!(rotate_log(&policy, &vkey(3), &vkey(2)), Err(TrustError::Policy)));
    }
}
