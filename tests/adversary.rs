//! Faults that verifying must find: one at a time, made at run time from one good archive, each with the kinds and places of all
//! its failures. The attacker has write access, and where a row says `signed`, both private keys.
//!
//! The good archive passes before every group of rows, and so does what the attacker's tools make when they change nothing:
//! else a row could be found for the wrong reason.

#![allow(clippy::unwrap_used)]

mod support;
mod adversary {
    pub mod checkpoints;
    pub mod completeness;
    pub mod fields;
    pub mod good;
    pub mod layout;
    pub mod log;
    pub mod policy;
    pub mod proofs;
    pub mod scene;
    pub mod settings;
    pub mod signatures;
    pub mod signers;
    pub mod spelling;
    pub mod sshsig;
    pub mod statements;
    pub mod texts;
    pub mod unknown_keys;
}

use std::collections::BTreeSet;

/// The promise of `docs/reliability.md`; each group's rows run as tests of their own.
#[test]
fn there_are_at_least_500_and_no_two_have_one_name() {
    use adversary::*;
    let attacks = [
        texts::ATTACKS,
        layout::ATTACKS,
        fields::ATTACKS,
        statements::ATTACKS,
        log::ATTACKS,
        checkpoints::ATTACKS,
        signatures::ATTACKS,
        signers::ATTACKS,
        policy::ATTACKS,
        settings::ATTACKS,
    ];
    let mut names: Vec<&str> = attacks.iter().flat_map(|group| group.iter()).map(|attack| attack.name).collect();
    for group in [fields::MALFORMED, statements::MALFORMED] {
        names.extend(group.iter().map(|row| row.0));
    }
    names.extend(spelling::MALFORMED.iter().map(|row| row.0));
    names.extend(unknown_keys::PLACES.iter().flat_map(|row| [row.0, row.1]));
    names.extend(proofs::ATTACKS.iter().map(|row| row.0));
    let different: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(different.len(), names.len(), "two rows have one name");
    assert!(names.len() >= 500, "only {}", names.len());
    println!("{} faults", names.len());
}
