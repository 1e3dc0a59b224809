//! From keys that are believed to the keys of today: each step is a `trust` statement that the keys before it allow.
//!
//! Two dangers. Whoever held a key that was retired can still sign, and can write any time into what it signs: so a manifest
//! must also be allowed after the last `trust` statement before it in the log. And a keyring that somebody else begins with may
//! be handed over to the one that is believed: so everything logged before the believed keyring was stated is judged by
//! the believed keyring, too.

use super::{Believed, KeyFiles};
use crate::manifest::TrustStatement;
use crate::timestamp::Timestamp;
use crate::trust::Policy;

/// Keys as the log changes them.
#[derive(Clone, Debug)]
pub struct Chain {
    believed: Believed,
    /// True once the log has stated the keys that were believed to begin with.
    met: bool,
    changed_at: Option<Timestamp>,
    policies: Vec<Policy>,
}

impl Chain {
    /// Begins with keys that are believed, before the log's first entry.
    pub fn new(believed: Believed) -> Self {
        let policies = vec![believed.policy.clone()];
        Self { believed, met: false, changed_at: None, policies }
    }

    /// The keys that hold now.
    pub fn believed(&self) -> &Believed {
        &self.believed
    }

    /// True if the log has stated the keys that were believed to begin with.
    pub fn met(&self) -> bool {
        self.met
    }

    /// Every policy that the log has stated so far: an earlier checkpoint may be signed by a key that was replaced since.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The time at which the signer of the next manifest must be allowed, beside the time `claimed` at which it says that
    /// it was sealed.
    pub fn judged_at(&self, claimed: Timestamp) -> Timestamp {
        let after = self.changed_at.and_then(|at| Timestamp::from_unix(at.unix() + 1).ok());
        after.map_or(claimed, |after| after.max(claimed))
    }

    /// The time now, or that of the last change of keys if the clock is behind it: what is stated now must not end before
    /// it began.
    pub fn not_before(&self, now: Timestamp) -> Timestamp {
        self.changed_at.map_or(now, |at| at.max(now))
    }

    /// Takes the step that a believed manifest states.
    ///
    /// # Errors
    /// The stated keys cannot be used, and why; the keys stay as they are.
    pub fn step(&mut self, stated: &TrustStatement<'_>, sealed_at: Timestamp) -> Result<(), String> {
        let files = KeyFiles {
            allowed_signers: stated.allowed_signers.as_bytes().to_owned(),
            policy: stated.policy.as_bytes().to_owned(),
        };
        let is_believed = files == self.believed.files;
        let next = files.parse().map_err(|(path, why)| format!("it states a {path} that cannot be used: {why}"))?;
        self.changed_at = self.changed_at.max(Some(sealed_at));
        self.policies.push(next.policy.clone());
        if self.met {
            self.believed = next;
        }
        self.met |= is_believed;
        Ok(())
    }
}
