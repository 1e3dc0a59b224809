//! Evidence bundles: all that is needed to check one document, alone and offline.
//!
//! ```text
//! archive/…/text.txt                        the document, where it lies in the archive
//! manifests/NAME.json, NAME.json.sig        what was stated of it, and who signed that
//! manifests/NAME.json.tlog-proof            that the statement is in the log (C2SP tlog-proof), with the checkpoint
//! keys/allowed_signers, keys/policy         the archive's keys, for comparison with those that you believe
//! README.txt                                how to check it by hand
//! ```
//!
//! A text of which only a salted commitment is stated can be put beside them with its salt, as `text.txt` and `text.txt.kzsalt`. Other
//! files are named, and prove nothing. At most 64 files and 1 GiB; a tar file names each once.

mod bundle;
mod check;

pub use bundle::{Bundle, BundleError, ProveError, prove};
pub use check::{Checked, check};
