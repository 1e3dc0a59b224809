//! Names that cannot stand side by side: on some file systems they are one.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Candidate, Refusal};
use crate::ledger::Ledger;
use crate::path::ArchivePath;

/// Candidates that some file system takes for one another, or for a sealed path; and two files for one path. In their order, with
/// their places.
pub(super) fn collisions(ledger: &Ledger, candidates: &[Candidate]) -> Vec<(usize, Refusal)> {
    let sealed = ledger.iter().map(|sealed| (sealed.path.collision_key(), None, &sealed.path));
    let named = candidates.par_iter().enumerate().map(|(at, one)| (one.path.collision_key(), Some(at), &one.path));
    // Sorted, what is sealed comes before what is not. A folder is listed nearly so: no table is as quick.
    let mut all: Vec<(_, Option<usize>, _)> = sealed.collect();
    all.par_extend(named);
    all.par_sort();
    let mut refused = Vec::new();
    for same in all.chunk_by(|(one, ..), (next, ..)| one == next).filter(|same| same.len() > 1) {
        let mut before = HashMap::<&ArchivePath, &Candidate>::new();
        let mut last = None;
        for &(_, at, path) in same {
            let last = last.replace(path).filter(|last| *last != path);
            let Some(at) = at else { continue };
            if let Some(before) = before.insert(path, &candidates[at]) {
                let before = before.shown();
                refused
                    .push((at, format!("{before} would be sealed as {path}, too; --into DIR gives one another place")));
            }
            if let Some(last) = last {
                refused.push((at, format!("its path differs from {last} only by case or Unicode form")));
            }
        }
    }
    refused.sort_by_key(|(at, _)| *at);
    refused.into_iter().map(|(at, why)| (at, Refusal { file: candidates[at].shown(), why })).collect()
}

/// A path that a manifest at `since` or behind it states, and one before it that some file system takes for the same: two people
/// may have sealed them on two branches, where neither saw the other.
pub(super) fn brought(ledger: &Ledger, since: u64) -> Option<(&ArchivePath, &ArchivePath)> {
    let mut all: Vec<_> =
        ledger.iter().map(|sealed| (sealed.path.collision_key(), sealed.manifest, &sealed.path)).collect();
    all.par_sort();
    let same = all.windows(2).find(|two| two[0].0 == two[1].0 && two[1].1 as u64 >= since)?;
    Some((same[1].2, same[0].2))
}
