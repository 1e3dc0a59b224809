//! When and where: the window of time and the places by which figures of different texts may mean one event.

mod date;
mod places;
#[cfg(test)]
mod tests;
mod when;
mod written;

pub use date::{Date, Window};
pub use places::Places;
pub(super) use places::places;
pub(super) use when::{Calendar, window};
pub(super) use written::{Written, dates};
