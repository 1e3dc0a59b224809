//! Every byte.

use kzarchive::ledger::Kind;
use rayon::prelude::*;

use crate::failures;
use crate::support::{folder, restore, small, write};

/// How a byte is changed: its lowest bit, its case, its highest bit, its successor.
const CHANGES: [fn(u8) -> u8; 4] = [|b| b ^ 1, |b| b ^ 0x20, |b| b ^ 0x80, |b| b.wrapping_add(1)];
/// Every byte is changed in two of these ways, neighbours in different ones; with this variable set, in all four.
const ALL: &str = "KZARCHIVE_TAMPER_ALL";
/// Bytes that one task changes.
const PIECE: usize = 64;

#[test]
fn every_changed_byte_is_found() {
    let made = small();
    let files = made.files();
    assert!(failures(&made.root).is_empty(), "the archive is good before it is changed");
    let pieces: Vec<(&String, usize)> =
        files.iter().flat_map(|(path, bytes)| (0..bytes.len()).step_by(PIECE).map(move |at| (path, at))).collect();
    let ways = if std::env::var_os(ALL).is_some() { CHANGES.len() } else { 2 };
    let own_copy = || {
        let copy = folder();
        restore(copy.path(), &files);
        copy
    };
    let accepted: Vec<String> = pieces
        .par_iter()
        .map_init(own_copy, |copy, &(path, start)| {
            let good = &files[path];
            let mut accepted = Vec::new();
            let mut changed = good.clone();
            for at in start..good.len().min(start + PIECE) {
                let mut values: Vec<u8> =
                    (0..ways).map(|way| CHANGES[(at + way * 2 + way / 2) % 4](good[at])).collect();
                values.sort_unstable();
                values.dedup();
                for value in values {
                    changed[at] = value;
                    write(copy.path(), path, &changed);
                    if !found(path, &failures(copy.path())) {
                        accepted.push(format!("{path}: byte {at}: {:#04x} as {value:#04x}", good[at]));
                    }
                }
                changed[at] = good[at];
            }
            write(copy.path(), path, good);
            accepted
        })
        .flatten()
        .collect();
    assert!(accepted.is_empty(), "{} changes were not found:\n{}", accepted.len(), accepted.join("\n"));
}

/// A changed text is told as just that; elsewhere one change can break several things.
fn found(path: &str, failures: &[kzarchive::ledger::Failure]) -> bool {
    if !path.starts_with("archive/") {
        return !failures.is_empty();
    }
    matches!(failures, [one] if one.path == path && matches!(one.kind, Kind::Altered | Kind::ReEncoded))
}
