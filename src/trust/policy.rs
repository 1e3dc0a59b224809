//! Which logs and witnesses are believed: `keys/policy` (C2SP tlog-policy).

mod parse;

use std::fmt;

pub use parse::{MAX_BYTES, PolicyError, PolicyErrorKind};

use crate::trust::key_name::KeyName;
use crate::trust::note::{NoteError, UnverifiedNote, VerifiedNote};
use crate::trust::vkey::{SignatureType, VerifierKey};

/// Logs, witnesses, and how many of the witnesses must have cosigned a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    /// What a group or the quorum can name, in order of definition: a group refers only to earlier ones.
    rules: Vec<Rule>,
    quorum: Quorum,
}

/// A log that is believed. The key name is its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The key that signs its checkpoints.
    pub vkey: VerifierKey,
    /// Where to reach it; octets as written.
    pub url: Option<Vec<u8>>,
}

/// A witness that is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its name within the policy: opaque octets, not the key name.
    pub name: Vec<u8>,
    /// The key that makes its cosignatures.
    pub vkey: VerifierKey,
    /// Where to reach it; octets as written.
    pub url: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    /// Met by a cosignature of this one of the witnesses.
    Witness(usize),
    /// Met when at least so many of the members are, each an index of an earlier rule.
    Group { threshold: usize, members: Vec<usize> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quorum {
    None,
    Rule(usize),
}

/// Why a note is not believed under a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UntrustedNote {
    /// The signatures.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Only witnesses signed it.
    #[error("the checkpoint is signed by none of the policy's logs")]
    NotByLog,
    /// Too few witnesses, or not those that the quorum asks for. Says who of the policy's witnesses did not cosign.
    #[error("the checkpoint's cosignatures do not meet the policy's quorum; it is not cosigned by {}", list(.0))]
    NoQuorum(Vec<KeyName>),
}

fn list(names: &[KeyName]) -> String {
    names.iter().map(KeyName::as_str).collect::<Vec<_>>().join(", ")
}

impl Policy {
    /// The simple case: one log, no witnesses.
    pub fn of_log(vkey: VerifierKey) -> Self {
        let logs = vec![Log { vkey, url: None }];
        Self { logs, witnesses: Vec::new(), rules: Vec::new(), quorum: Quorum::None }
    }

    /// This policy with its logs, and no witness asked: for the log itself, whose new checkpoint nobody can have cosigned yet, and for
    /// its witnesses.
    pub fn logs_only(&self) -> Self {
        Self { logs: self.logs.clone(), witnesses: Vec::new(), rules: Vec::new(), quorum: Quorum::None }
    }

    /// Reads a policy strictly.
    ///
    /// # Errors
    /// Anything but a policy with exactly one quorum; names the line.
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyError> {
        parse::parse(bytes)
    }

    /// The logs, as written.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The witnesses, as written.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Do cosignatures of these keys meet the quorum? Keys count as the policy knows them: by their public key.
    pub fn satisfied_by(&self, cosigners: &[&VerifierKey]) -> bool {
        let Quorum::Rule(quorum) = self.quorum else { return true };
        let cosigned = |witness: &Witness| {
            cosigners.iter().any(|key| {
                key.signature_type() == SignatureType::CosignatureV1 && key.public_key() == witness.vkey.public_key()
            })
        };
        let mut met: Vec<bool> = Vec::with_capacity(self.rules.len());
        for rule in &self.rules {
            met.push(match rule {
                Rule::Witness(at) => self.witnesses.get(*at).is_some_and(cosigned),
                Rule::Group { threshold, members } => {
                    members.iter().filter(|at| met.get(**at) == Some(&true)).count() >= *threshold
                }
            });
        }
        met.get(quorum) == Some(&true)
    }

    /// Checks a note: signed by a log, cosigned as the quorum asks. Whether its text is a checkpoint, and of the origin
    /// whose key signed it, is for the log's module to say.
    ///
    /// # Errors
    /// See [`UntrustedNote`].
    pub fn verify_checkpoint_note(&self, note: &UnverifiedNote) -> Result<VerifiedNote, UntrustedNote> {
        let logs = self.logs.iter().map(|log| &log.vkey);
        let known: Vec<_> = logs.chain(self.witnesses.iter().map(|witness| &witness.vkey)).cloned().collect();
        let verified = note.verify(&known)?;
        let keys: Vec<_> = verified.signatures().iter().map(|signature| &signature.key).collect();
        // A log's key has another signature type than a witness's, so that none passes for the other.
        if !keys.iter().any(|key| key.signature_type() == SignatureType::Ed25519) {
            return Err(UntrustedNote::NotByLog);
        }
        match self.satisfied_by(&keys) {
            true => Ok(verified),
            false => {
                let silent = self.witnesses.iter().map(|witness| &witness.vkey);
                let silent = silent.filter(|vkey| keys.iter().all(|key| key.public_key() != vkey.public_key()));
                Err(UntrustedNote::NoQuorum(silent.map(|vkey| vkey.name().clone()).collect()))
            }
        }
    }
}

/// Writes `log <vkey>` and `quorum none`: the policy of an archive without witnesses.
#[derive(Clone, Debug)]
pub struct SimplePolicy<'a>(pub &'a VerifierKey);

impl fmt::Display for SimplePolicy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "log {}\nquorum none", self.0)
    }
}

#[cfg(test)]
mod tests;
