//! Faults: every file system call of a command made to fail by `strace`, one at a time, and all that come after one; the command
//! killed at it; disks that are full; writes that write a part.
//!
//! What must hold, whatever fails: exit 0 means that the new state is there and verifies; any other end means that the log is
//! the old one or the new one, that the old checkpoint is a prefix, and that the next run, undisturbed, brings the archive to
//! the new state. A run that injects nothing shows nothing: faults are counted, and a planted bug must be caught.
//!
//! The bounded sweep runs with all tests; `cargo test --test faults -- --ignored` fails every call with every error.

#![allow(clippy::unwrap_used)]

mod support;
mod faults {
    pub mod commands;
    pub mod full;
    pub mod halves;
    pub mod limit;
    mod midst;
    pub mod powercut;
    pub mod strace;
    pub mod sweep;
    mod tests;
}
