//! Witnesses: somebody else who has seen the log, and says so under its checkpoint (C2SP tlog-witness, cosignature/v1).
//!
//! A witness signs a checkpoint only if it extends the last one that it signed for that log. So a log that shows one history
//! to some and another to others needs every witness of a quorum on its side.

mod attach;
mod judge;
mod state;
mod submit;

pub use attach::{AttachError, attach};
pub use judge::{Authentic, Refused, authenticate, consistent};
pub use state::{Contradiction, Cosigned, Offered, Witness, WitnessError};
pub use submit::{MAX_ANSWER, SIZE_TYPE, Submission, SubmissionError, SubmitError};
