//! Other hands' code agrees with ours on random inputs, and no input makes ours panic or read one thing in two spellings.

#![allow(clippy::unwrap_used)]

#[path = "cross_checks/merkle.rs"]
mod merkle;
#[path = "cross_checks/notes.rs"]
mod notes;
#[path = "cross_checks/spelling.rs"]
mod spelling;
