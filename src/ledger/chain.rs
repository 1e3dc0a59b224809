//! From keys that are believed to the keys of today: each step is a `trust` statement that the keys before it allow.
//!
//! Two dangers. Whoever held a key that was retired can still sign, and can write any time into what it signs: so a manifest
//! counts as later than all that the log holds up to the last `trust` statement before it, whatever time it claims. And a keyring
//! that somebody else begins with may be handed over to the one that is believed: so everything logged before the believed
//! keyring was stated is judged by the believed keyring, too.

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
    /// The latest time for which a manifest had to be allowed so far.
    latest: Option<Timestamp>,
    /// The first second after the last change of keys, and after all that was logged before it.
    from: Option<Timestamp>,
    policies: Vec<Policy>,
}

impl Chain {
    /// Begins with keys that are believed, before the log's first entry.
    pub fn new(believed: Believed) -> Self {
        let policies = vec![believed.policy.clone()];
        Self { believed, met: false, latest: None, from: None, policies }
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
        self.from.map_or(claimed, |from| from.max(claimed))
    }

    /// The last second of a key that is retired now: what it signed so far must stay valid, by whatever clock it was sealed,
    /// and so must the statement that retires it.
    pub fn ends_at(&self, now: Timestamp) -> Timestamp {
        let stated = self.judged_at(now);
        self.latest.map_or(stated, |latest| latest.max(stated))
    }

    /// Takes note of the time at which a believed manifest was judged.
    pub fn logged(&mut self, judged_at: Timestamp) {
        self.latest = self.latest.max(Some(judged_at));
    }

    /// Takes note of a manifest that was believed before, and states no keys, by the time at which it says it was sealed.
    pub fn pass(&mut self, claimed: Timestamp) {
        self.logged(self.judged_at(claimed));
    }

    /// Takes the step that a believed manifest states, the last one that was [`Chain::logged`].
    ///
    /// # Errors
    /// The stated keys cannot be used, or there is no second after them; and why. The keys stay as they are.
    pub fn step(&mut self, stated: &TrustStatement<'_>) -> Result<(), String> {
        let files = KeyFiles {
            allowed_signers: stated.allowed_signers.as_bytes().to_owned(),
            policy: stated.policy.as_bytes().to_owned(),
        };
        let is_believed = files == self.believed.files;
        let next = files.parse().map_err(|(path, why)| format!("it states a {path} that cannot be used: {why}"))?;
        // Else what follows would be judged by the time that it claims.
        let from = self.latest.map(|latest| latest.next().ok_or("no second is left after it, for what follows it"));
        self.from = from.transpose()?.or(self.from);
        self.policies.push(next.policy.clone());
        if self.met {
            self.believed = next;
        }
        self.met |= is_believed;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::NoteSigner;

    fn policy() -> String {
        let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
        format!("log {}\nquorum none\n", NoteSigner::new("a.example".parse().unwrap(), key).vkey())
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn stated() -> TrustStatement<'static> {
        let settings = crate::digest::Digest::of(b"");
        TrustStatement { settings, allowed_signers: "".into(), policy: policy().into(), replaces: None }
    }

    fn chain() -> Chain {
        let files = KeyFiles { allowed_signers: Vec::new(), policy: policy().into_bytes() };
        Chain::new(files.parse().unwrap())
    }

    fn log(chain: &mut Chain, claimed: Timestamp) -> Timestamp {
        let judged_at = chain.judged_at(claimed);
        chain.logged(judged_at);
        judged_at
    }

    #[test]
    fn what_follows_a_change_of_keys_counts_as_later_than_all_before_it() {
        let (early, late) = (at("2022-01-12T10:00:00Z"), at("2022-01-13T10:00:00Z"));
        let mut chain = chain();
        assert_eq!(log(&mut chain, late), late);
        assert_eq!(log(&mut chain, early), early, "before a change of keys the time that is claimed is all there is");
        chain.step(&stated()).unwrap();
        let ends = chain.ends_at(early);
        assert_eq!(log(&mut chain, early), at("2022-01-13T10:00:01Z"));
        assert_eq!(ends, at("2022-01-13T10:00:01Z"));
        chain.step(&stated()).unwrap();
        assert_eq!(chain.judged_at(early), at("2022-01-13T10:00:02Z"), "by a second more: the key has ended");
        assert_eq!(chain.ends_at(at("2022-01-14T10:00:00Z")), at("2022-01-14T10:00:00Z"));
    }

    #[test]
    fn after_the_last_second_no_keys_are_stated() {
        let mut chain = chain();
        log(&mut chain, at("9999-12-31T23:59:59Z"));
        assert!(chain.step(&stated()).unwrap_err().contains("no second is left"));
        assert_eq!(chain.judged_at(at("2022-01-12T10:00:00Z")), at("2022-01-12T10:00:00Z"), "no step was taken");
    }
}
