//! What we write opens with tools that we did not write, and what they write opens here.
//!
//! `tests/interop/install` installs the tools. A test whose tool is missing says on standard error what it skipped;
//! under `KZARCHIVE_INTEROP=required` it fails instead.

#![allow(clippy::unwrap_used)]

#[path = "interop/by_hand.rs"]
mod by_hand;
#[path = "interop/example.rs"]
mod example;
#[path = "interop/formats.rs"]
mod formats;
#[path = "interop/keys.rs"]
mod keys;
#[path = "interop/notes.rs"]
mod notes;
#[path = "interop/openssh.rs"]
mod openssh;
#[path = "interop/proofs.rs"]
mod proofs;
#[path = "interop/schemas.rs"]
mod schemas;
#[path = "interop/stable.rs"]
mod stable;
#[path = "interop/terminal.rs"]
mod terminal;
#[path = "interop/tools.rs"]
mod tools;
