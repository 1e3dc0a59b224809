//! Attacks on an archive in git, by somebody with write access, the archivist's key, or both: a real repository a row, judged
//! by `kzarchive verify --base`. Each row says by which kinds of failure, and with which exit code, the attack is caught.

#![allow(clippy::unwrap_used)]

mod support;
mod guard {
    pub mod attacks;
    pub mod commands;
    pub mod deeds;
    pub mod git;
    pub mod honest;
    pub mod memory;
    pub mod merges;
    pub mod repository;
    pub mod uncommitted;
}

use std::collections::BTreeSet;

use kzarchive::ledger::Kind;

#[test]
fn every_kind_of_failure_has_a_row() {
    let shown: BTreeSet<&str> = guard::attacks::ROWS.iter().flat_map(|row| row.kinds).map(|kind| kind.name()).collect();
    // What may not be read is another thing for each who reads: tests/bad_input/unreadable.rs.
    let all = Kind::ALL.iter().filter(|kind| **kind != Kind::Unreadable);
    assert_eq!(shown, all.map(|kind| kind.name()).collect());
}
