#![doc = include_str!("FORMAT.md")]

pub mod add_checkpoint;
pub mod checkpoint;
pub mod entries;
pub mod manifest_name;
pub mod merkle;
pub mod tlog_proof;

pub use add_checkpoint::AddCheckpoint;
pub use checkpoint::Checkpoint;
pub use entries::{Entries, Entry};
pub use manifest_name::ManifestName;
pub use tlog_proof::TlogProof;
