//! A log that can say anything, and a witness beside it.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use kzarchive::digest::Digest;
use kzarchive::log::merkle::{consistency_proof, leaf_hash, root};
use kzarchive::log::{AddCheckpoint, Checkpoint};
use kzarchive::store::WitnessState;
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::cosignature::Cosigner;
use kzarchive::trust::{NoteSigner, Policy};
use kzarchive::witness::{Cosigned, Witness, WitnessError};

use crate::support::{ORIGIN, folder, minute};

/// A log of numbered entries; another `history` has other entries from the first on.
pub struct Log {
    pub signer: NoteSigner,
    pub history: u8,
}

impl Log {
    pub fn new() -> Self {
        Self { signer: NoteSigner::new(ORIGIN.parse().unwrap(), SigningKey::from_bytes(&[1; 32])), history: 0 }
    }

    /// The same key over other entries.
    pub fn forked(&self) -> Self {
        Self { signer: self.signer.clone(), history: self.history + 1 }
    }

    pub fn policy(&self) -> Policy {
        Policy::of_log(self.signer.vkey())
    }

    fn leaves(&self, size: u64) -> Vec<Digest> {
        (0..size).map(|leaf| leaf_hash(format!("{} {leaf}", self.history).as_bytes())).collect()
    }

    pub fn checkpoint(&self, size: u64) -> Vec<u8> {
        let checkpoint = Checkpoint { origin: self.signer.name().clone(), size, root: root(&self.leaves(size)) };
        checkpoint.sign(&self.signer).unwrap().into_bytes()
    }

    /// What a witness is asked that has cosigned `old` entries.
    pub fn request(&self, old: u64, new: u64) -> AddCheckpoint {
        let proof = consistency_proof(&self.leaves(new), old).unwrap_or_default();
        AddCheckpoint { old_size: old, proof, checkpoint: self.checkpoint(new) }
    }
}

/// A witness's key and memory.
pub struct Home {
    _dir: tempfile::TempDir,
    pub state: PathBuf,
}

impl Home {
    pub fn new() -> Self {
        let dir = folder();
        Self { state: dir.path().join("state"), _dir: dir }
    }

    pub fn witness(&self, logs: Policy) -> Witness {
        Witness { cosigner: cosigner("witness.example/w1", 7), logs, state: WitnessState::at(&self.state) }
    }

    /// All files of the memory, by name.
    pub fn files(&self) -> crate::support::Files {
        if self.state.is_dir() { crate::support::snapshot(&self.state) } else { Default::default() }
    }
}

pub fn cosigner(name: &str, seed: u8) -> Cosigner {
    Cosigner::new(name.parse().unwrap(), SigningKey::from_bytes(&[seed; 32]))
}

pub fn now() -> Timestamp {
    minute(0)
}

/// Asks a witness, and gives the HTTP status of the protocol.
pub fn ask(witness: &Witness, request: &AddCheckpoint) -> Result<Cosigned, u16> {
    witness.add_checkpoint(&request.to_bytes(), now()).map_err(|error| match error {
        WitnessError::Refused(refused) => refused.status(),
        WitnessError::Contradiction { answer, .. } => answer.status(),
        other => panic!("{other}"),
    })
}
