//! Sealing: from files and what is known about them to a signed manifest in the log.

mod collect;
mod collisions;
mod corrections;
mod differing;
mod documents;
mod error;
mod init;
mod metadata;
mod prepare;
mod rebase;
mod recovery;
mod session;
mod statements;
mod table;
mod trust;

pub use collect::{Candidate, Collected, Given, SIDECAR, collect, named_paths};
pub use corrections::{CorrectionError, Removable, remove_withdrawn, superseded, withdraw};
pub use differing::Differing;
pub use error::{Refusal, SealError, files};
pub use init::{GIT_ATTRIBUTES, Init, init};
pub use metadata::{FIELDS, Field, Metadata};
pub use prepare::{Listed, Run, Sealing, WithholdAs};
pub use rebase::{Rebased, Sides, merged, rebase};
pub use recovery::Recovered;
pub use session::{Keys, Session, StagedManifest};
pub use statements::{Answered, Place, QuotationError, Words, quote, rescind, restate_settings, review};
pub use table::{Table, read_table};
pub use trust::{TrustError, add_signer, retire_signer, rotate_log};
