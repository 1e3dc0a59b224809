//! Which manifests of a log state a path: remembered, so that to seal or prove one text is not to read all that was ever sealed.
//!
//! What the manifests of a log state is fixed by its lines, which hold their digests, and by the keys that are believed. So an index
//! over the first lines holds as long as those are in the log, whatever comes behind them. The danger: the files may have been
//! altered since they were read; that is for `verify` to say, which uses no index.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Believed, Statements};
use crate::digest::Digest;
use crate::log::Entries;
use crate::path::ArchivePath;
use crate::store::{Cache, Kept, Room};

/// Fewer manifests behind an index, or in all, are read as quickly as one is written.
const WORTH: usize = 16;

/// Which of the first manifests of a log state what.
#[derive(Debug, Default)]
pub(super) struct Index {
    head: Head,
    kept: Option<Room>,
    /// Where the rows begin in what was kept. They are looked up there: to take all of them apart takes longer than all else.
    rows: usize,
}

/// An index over more lines of the log than the one that was kept, to be kept in its place.
pub(super) struct Extended {
    head: Head,
    rows: Vec<Row>,
}

/// What stands before the rows.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Head {
    /// How many lines of the log it is over.
    lines: usize,
    /// The Merkle root of these.
    root: Option<Digest>,
    /// Places of the manifests that state keys: who may seal hangs on them.
    keys_stated: Vec<usize>,
}

/// A path's hash, and the place of a manifest that states it, as they are kept: two numbers, the most significant byte first, so
/// that rows sort as their bytes do. Two paths with one hash cost a manifest that is read in vain.
type Row = [u8; 8];

fn row(hash: [u8; 4], place: usize) -> Row {
    // The log ends below four thousand million lines: its own limit of bytes is lower.
    let place = u32::try_from(place).unwrap_or(u32::MAX).to_be_bytes();
    std::array::from_fn(|at| if at < 4 { hash[at] } else { place[at - 4] })
}

fn place(&[_, _, _, _, place @ ..]: &Row) -> usize {
    u32::from_be_bytes(place) as usize
}

/// Where the index of an archive is kept.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    pub cache: &'a Cache,
    pub origin: &'a str,
    pub believed: &'a Believed,
}

impl Slot<'_> {
    /// Of what an index was made, beside the log: the keys that are believed, and the program that believed them.
    fn key(&self) -> Digest {
        let version = [env!("CARGO_PKG_VERSION"), env!("KZARCHIVE_SOURCES")].map(str::as_bytes);
        let files = &self.believed.files;
        let parts = [b"kzarchive-paths/1", version[0], version[1], self.origin.as_bytes()];
        let parts = parts.into_iter().chain([&*files.allowed_signers, &*files.policy]);
        // Each by its digest: none can move into the next unseen.
        let digests: Vec<u8> = parts.flat_map(|part| *Digest::of(part).as_bytes()).collect();
        Digest::of(&digests)
    }
}

impl Index {
    /// What was kept of this log; an index of no lines if nothing was.
    pub fn recall(slot: Slot<'_>, entries: &Entries) -> Self {
        let room = slot.cache.recall(slot.origin, Kept::Paths, &slot.key());
        let root = |lines| entries.root_at(u64::try_from(lines).ok()?);
        let is_of = |index: &Self| root(index.head.lines).is_some_and(|root| index.head.root == Some(root));
        room.and_then(Self::parse).filter(is_of).unwrap_or_default()
    }

    fn parse(room: Room) -> Option<Self> {
        let (head, rows) = postcard::take_from_bytes(room.bytes()).ok()?;
        let rows = room.bytes().len() - rows.len();
        Some(Self { head, kept: Some(room), rows })
    }

    fn rows(&self) -> &[Row] {
        self.kept.as_ref().map_or(&[], |room| room.bytes()[self.rows..].as_chunks().0)
    }

    /// How many lines of the log it is over.
    pub fn lines(&self) -> usize {
        self.head.lines
    }

    /// Places of the manifests that state these paths, or others that some file system takes for them, or keys.
    pub fn places<'a>(&self, paths: impl Iterator<Item = &'a ArchivePath>) -> BTreeSet<usize> {
        let rows = self.rows();
        let of_path = |path: &ArchivePath| {
            let hash = hash(path);
            let first = rows.partition_point(|row| row[..4] < hash[..]);
            rows[first..].iter().take_while(move |row| row[..4] == hash).map(place)
        };
        let of_paths = paths.flat_map(of_path);
        // Who can write what is kept can write a place beyond the log.
        of_paths.chain(self.head.keys_stated.iter().copied()).filter(|place| *place < self.head.lines).collect()
    }

    /// With what the manifests behind it state, if those are many. All of them must be believed, and none may contradict what was
    /// stated before it.
    pub fn extended(&self, entries: &Entries, statements: &Statements) -> Option<Extended> {
        let (lines, before) = (entries.as_slice().len(), self.head.lines);
        if lines - before < WORTH {
            return None;
        }
        let sealed = statements.sealed.par_iter().map(|sealed| (&sealed.path, sealed.manifest));
        let corrected = statements.corrected.par_iter().map(|(path, place)| (path, *place));
        let new = sealed.chain(corrected).filter(|(_, place)| *place >= before);
        let mut rows: Vec<Row> = new.map(|(path, place)| row(hash(path), place)).collect();
        rows.extend_from_slice(self.rows());
        rows.par_sort_unstable();
        rows.dedup();
        let mut keys_stated = self.head.keys_stated.clone();
        keys_stated.extend(statements.keys_stated.iter().filter(|place| **place >= before));
        Some(Extended { head: Head { lines, root: Some(entries.root()), keys_stated }, rows })
    }
}

impl Extended {
    /// Keeps it. That it cannot be kept is no trouble: the next run reads the manifests again.
    pub fn keep(&self, slot: Slot<'_>) {
        let written = |room: Vec<u8>| {
            let mut bytes = postcard::to_extend(&self.head, room)?;
            bytes.extend_from_slice(self.rows.as_flattened());
            Ok::<_, postcard::Error>(bytes)
        };
        if let Ok(room) = Room::filled(written) {
            drop(slot.cache.keep(slot.origin, Kept::Paths, &slot.key(), room));
        }
    }
}

/// Of what a path shares with those that some file system takes for it.
fn hash(path: &ArchivePath) -> [u8; 4] {
    let digest = Digest::of(path.collision_key().as_bytes());
    std::array::from_fn(|at| digest.as_bytes()[at])
}
