//! What an archive states and may be believed: its manifests, read after digest and signature were checked, and the
//! ledger of sealed paths that they add up to.

mod account;
mod base;
mod captures;
mod chain;
mod failure;
mod index;
mod manifests;
mod read_sealed;
mod sealed;
mod trust_root;

pub use account::{Account, Scope};
pub use base::{Base, BaseError};
pub use captures::{Page, captures};
pub use chain::Chain;
pub use failure::{Failure, Kind};
pub use manifests::{LogError, Reviewed, Statements, read_log, read_manifests};
pub use read_sealed::{ReadSealedError, quotable, read_sealed, read_sealed_within};
pub use sealed::{About, Contradiction, LARGEST_READ, Ledger, Sealed, State};
pub use trust_root::{Believed, KeyFiles, TrustRoot};
