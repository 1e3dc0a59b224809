//! Captures: a page as its server sent it, in a WARC file, and what changed since an earlier one.
//!
//! [`visit`] follows an address to its page, [`warc`] writes down every exchange on the way, [`compare`] tells an edit from
//! another wrapping of the same words.

mod compare;
mod earlier;
mod memento;
mod notices;
mod outcome;
mod retry_after;
mod visit;
mod warc;

pub use compare::{Alteration, Captured, Compared, compare};
pub use earlier::{Earlier, EarlierText, earlier};
pub use memento::{MementoError, memento};
pub use outcome::{Checked, Outcome};
pub use retry_after::retry_after;
pub use visit::{Hop, Turns, Visit, VisitError, visit};
pub use warc::{place, warc};
