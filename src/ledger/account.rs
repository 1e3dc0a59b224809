//! What a log states: of everything, or of some paths alone, so far as what was read before tells where that stands.

use std::collections::HashSet;

use super::index::{Index, Slot};
use super::manifests::{Read, Stated, read_at, read_manifests};
use super::{Believed, Contradiction, Failure, Ledger, Statements};
use crate::log::Entries;
use crate::path::ArchivePath;
use crate::store::{Archive, Cache};

/// How much of what a log states somebody wants to know.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// All of it.
    Everything,
    /// What it states of these paths, and of the keys. More may come with it; of figures and findings not all does.
    Paths(&'a [ArchivePath]),
}

/// What a log states, and what is wrong with it.
#[derive(Debug)]
pub struct Account {
    /// All but the documents.
    pub statements: Statements,
    /// The documents.
    pub ledger: Ledger,
    /// Manifests that do not hold.
    pub failures: Vec<Failure>,
    /// Statements that contradict earlier ones.
    pub contradictions: Vec<Contradiction>,
}

impl Account {
    /// Reads what a log states. With a cache, manifests that were read before and state nothing within the scope are not read again,
    /// and what is wrong with them is not found: that takes [`Scope::Everything`].
    pub fn read(
        archive: &Archive,
        origin: &str,
        entries: &Entries,
        believed: &Believed,
        (scope, cache): (Scope<'_>, Option<&Cache>),
    ) -> Self {
        let (Scope::Paths(paths), Some(cache)) = (scope, cache) else {
            return Self::of(read_manifests(archive, Some(origin), entries, believed));
        };
        let slot = Slot { cache, origin, believed };
        let index = Index::recall(slot, entries);
        // Where most of the log lies behind it, little is spared by it.
        let read = match 2 * index.lines() < entries.as_slice().len() {
            true => read_manifests(archive, Some(origin), entries, believed),
            false => read_about(archive, origin, entries, believed, (paths, &index)),
        };
        let index = index.extended(entries, &read.0);
        let account = Self::of(read);
        if let Some(index) = index.filter(|_| account.failures.is_empty() && account.contradictions.is_empty()) {
            index.keep(slot);
        }
        account
    }

    fn of((mut statements, failures): (Statements, Vec<Failure>)) -> Self {
        let (ledger, contradictions) = Ledger::of(&mut statements);
        Self { statements, ledger, failures, contradictions }
    }
}

/// Reads the manifests that the index is not over, and those that it names for the paths and for all that the others state: so that
/// nothing contradicts what was stated before it, unseen.
fn read_about(
    archive: &Archive,
    origin: &str,
    entries: &Entries,
    believed: &Believed,
    (paths, index): (&[ArchivePath], &Index),
) -> (Statements, Vec<Failure>) {
    let log = entries.as_slice();
    let behind: Vec<usize> = (index.lines()..log.len()).collect();
    let new = read_at(archive, Some(origin), entries, &behind);
    let stated = new.iter().filter_map(|read| read.as_ref().ok()?.unbelieved().as_ref().ok());
    let within: HashSet<ArchivePath> = paths.iter().chain(stated.flat_map(Stated::paths)).cloned().collect();
    let places: Vec<usize> = index.places(within.iter()).into_iter().collect();
    let old = read_at(archive, Some(origin), entries, &places);
    let mut read = places.into_iter().zip(old).chain(behind.into_iter().zip(new)).peekable();
    let (mut all, mut failures) = (Statements::none(believed), Vec::new());
    for (place, entry) in log.iter().enumerate() {
        match read.next_if(|(at, _): &(usize, Read)| *at == place) {
            Some((_, read)) => all.take(entry, place, read, &mut failures),
            None => all.chain.pass(entry.name().at()),
        }
    }
    // What else these manifests correct was sealed by others, which were not read.
    all.withdrawals.retain(|withdrawal| within.contains(&withdrawal.path));
    all.successions.retain(|(_, older)| within.contains(&older.path));
    (all, failures)
}
