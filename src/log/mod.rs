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

/// True if a line is one of those with which git marks what it could not merge. No log and no checkpoint has such a line.
fn is_conflict_mark(line: &[u8]) -> bool {
    line.starts_with(b"<<<<<<< ") || line.starts_with(b">>>>>>> ")
}
