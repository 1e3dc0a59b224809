//! Every byte.

use std::sync::atomic::{AtomicU64, Ordering};

use kzarchive::ledger::Kind;
use rayon::prelude::*;

use crate::failures;
use crate::support::{folder, restore, small, write};

/// How a byte is changed: its lowest bit, its case, its highest bit, its successor.
const CHANGES: [fn(u8) -> u8; 4] = [|b| b ^ 1, |b| b ^ 0x20, |b| b ^ 0x80, |b| b.wrapping_add(1)];
/// Every byte is changed in two of these ways, neighbours in different ones; with this variable set, in all four, and every bit
/// of it by itself.
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
    let all = std::env::var_os(ALL).is_some();
    let ways = if all { CHANGES.len() } else { 2 };
    let own_copy = || {
        let copy = folder();
        restore(copy.path(), &files);
        copy
    };
    let count = AtomicU64::new(0);
    let accepted: Vec<String> = pieces
        .par_iter()
        .map_init(own_copy, |copy, &(path, start)| {
            let good = &files[path];
            let (mut accepted, mut tried) = (Vec::new(), 0);
            let mut changed = good.clone();
            for at in start..good.len().min(start + PIECE) {
                let mut values: Vec<u8> =
                    (0..ways).map(|way| CHANGES[(at + way * 2 + way / 2) % 4](good[at])).collect();
                values.extend((0..if all { 8 } else { 0 }).map(|bit| good[at] ^ (1 << bit)));
                values.sort_unstable();
                values.dedup();
                for value in values {
                    changed[at] = value;
                    write(copy.path(), path, &changed);
                    tried += 1;
                    if !found(path, &failures(copy.path())) {
                        accepted.push(format!("{path}: byte {at}: {:#04x} as {value:#04x}", good[at]));
                    }
                }
                changed[at] = good[at];
            }
            write(copy.path(), path, good);
            count.fetch_add(tried, Ordering::Relaxed);
            accepted
        })
        .flatten()
        .collect();
    println!("{} changes of {} files", count.into_inner(), files.len());
    assert!(accepted.is_empty(), "{} changes were not found:\n{}", accepted.len(), accepted.join("\n"));
}

/// A changed text is reported as just that; elsewhere one change can break several things.
fn found(path: &str, failures: &[kzarchive::ledger::Failure]) -> bool {
    if !path.starts_with("archive/") {
        return !failures.is_empty();
    }
    matches!(failures, [one] if one.path == path && matches!(one.kind, Kind::Altered | Kind::ReEncoded))
}
