#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod capture;
pub mod cli;
pub mod diff;
pub mod digest;
pub mod extract;
pub mod figures;
pub mod holdings;
pub mod ledger;
pub mod log;
pub mod manifest;
pub mod net;
pub mod path;
pub mod prove;
pub mod report;
pub mod seal;
pub mod store;
pub mod text;
pub mod timestamp;
pub mod trust;
pub mod verify;
pub mod witness;
