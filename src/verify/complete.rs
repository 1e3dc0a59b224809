//! Nothing unsealed and nothing missing: what lies in the archive against what was sealed.

use std::collections::{HashMap, HashSet};

use super::listing::Listing;
use super::moved::{Moved, expected};
use super::{CheckName, Docket};
use crate::ledger::{Kind, Ledger, Sealed, State, Statements};
use crate::path::ArchivePath;
use crate::store::{Archive, Entry, EntryKind, is_litter, layout, walk};

/// Compares a listing of `archive/` with the ledger; gives the sealed documents that are there as regular files.
pub(super) fn check<'a>(
    (archive, listing): (&Archive, Listing),
    ledger: &'a Ledger,
    statements: &Statements,
    docket: &mut Docket,
) -> Vec<&'a Sealed> {
    let mut present = Vec::new();
    let mut look_alikes = None;
    let mut moved = None;
    let mut reported = HashSet::new();
    let mut find = ledger.finder();
    for path in listing.files() {
        let detail = match find(path) {
            Some(sealed) if ledger.is_withdrawn(&sealed.path) => "it was withdrawn, and lies here again".to_owned(),
            Some(sealed) if sealed.state == State::Present => {
                present.push(sealed);
                continue;
            }
            Some(_) => "it was sealed as withheld, and lies here".to_owned(),
            // What an unread manifest sealed is not known: only `not checked` would be true of these.
            None if statements.unread > 0 => continue,
            None => {
                let moved = moved.get_or_insert_with(|| Moved::find(archive, &listing, ledger));
                unsealed(path, look_alikes.get_or_insert_with(|| keys(ledger)), moved)
            }
        };
        docket.fail(CheckName::Complete, Kind::Unsealed, path, detail);
        reported.insert(path.to_owned());
    }
    for entry in &listing.others {
        let (kind, detail) = match &entry.kind {
            // A listing has these among its files.
            EntryKind::File(_) => continue,
            EntryKind::Symlink => irregular(ledger, entry, "a symbolic link; it was not followed"),
            EntryKind::Special => irregular(ledger, entry, "not a regular file; it was not opened"),
            EntryKind::BadName(why) => (Kind::Unsealed, format!("its name cannot be sealed: {why}")),
            EntryKind::Unreadable(why) => unlisted(why),
        };
        docket.fail(CheckName::Complete, kind, entry.shown(), detail);
        reported.insert(entry.shown().to_owned());
    }
    // A listing names a path once: where as many are found as are sealed, none is missing.
    if expected(ledger).count() > present.len() {
        let unlisted: Vec<&str> = listing
            .others
            .iter()
            .filter(|entry| matches!(entry.kind, EntryKind::Unreadable(_)))
            .map(|entry| entry.shown().trim_end_matches('/'))
            .collect();
        let found: HashSet<&ArchivePath> = present.iter().map(|sealed| &sealed.path).collect();
        let there = |path: &ArchivePath| found.contains(path) || reported.contains(path.as_str());
        let mut by_name = Vec::new();
        for sealed in expected(ledger).filter(|sealed| !there(&sealed.path)) {
            // A folder that may not be listed may still be entered: what can be opened by its name is judged.
            let below = |folder: &&str| sealed.path.as_str().strip_prefix(*folder).is_some_and(|b| b.starts_with('/'));
            if unlisted.iter().any(below) {
                by_name.push(sealed);
                continue;
            }
            let elsewhere = moved.as_ref().and_then(|moved| moved.place(&sealed.path));
            let detail = match elsewhere {
                Some(path) => format!("it was sealed, and is not there; its bytes lie at {path}: move it back"),
                None => "it was sealed, and is not there".to_owned(),
            };
            docket.fail(CheckName::Documents, Kind::Missing, sealed.path.as_str(), detail);
        }
        present.append(&mut by_name);
    }
    present
}

fn irregular(ledger: &Ledger, entry: &Entry, what: &str) -> (Kind, String) {
    let sealed = entry.shown().parse::<ArchivePath>().ok().is_some_and(|path| ledger.get(&path).is_some());
    if sealed { (Kind::Missing, format!("in its place is {what}")) } else { (Kind::Unsealed, what.to_owned()) }
}

/// Sealed paths by what some file systems take for the same name.
fn keys(ledger: &Ledger) -> HashMap<String, ArchivePath> {
    ledger.iter().map(|sealed| (sealed.path.collision_key().into_owned(), sealed.path.clone())).collect()
}

/// What an interrupted run leaves; the next one removes it.
const LEFT: &str = "left by an interrupted run, never part of the archive; `kzarchive seal` removes it";

fn unsealed(listed: &str, look_alikes: &HashMap<String, ArchivePath>, moved: &Moved<'_>) -> String {
    let path = match listed.parse::<ArchivePath>() {
        Ok(path) => path,
        Err(why) => return format!("its name cannot be sealed: {why}"),
    };
    if path.file_name().starts_with(crate::store::TEMPORARY) {
        return LEFT.to_owned();
    }
    if is_litter(path.file_name()) {
        return "left by a file manager, and never sealed: remove it".to_owned();
    }
    if path.file_name().ends_with(layout::SIDECAR) {
        return "metadata beside a text: what it says is sealed with the text; move it out of archive/".to_owned();
    }
    if look_alikes.contains_key(&*path.collision_key()) {
        return "no manifest states it; its name differs from a sealed one only by case or Unicode form".to_owned();
    }
    match moved.original(listed) {
        Some(sealed) => {
            format!("no manifest states it; its bytes are those that were sealed as {sealed}: move it back")
        }
        None => "no manifest states it; `kzarchive seal` seals it".to_owned(),
    }
}

const UNNAMED: &str =
    "the log does not name it: a seal run was interrupted (`kzarchive seal` finishes it), or somebody put it there";

/// No run takes up what lies there, nor removes it.
const NESTED: &str = "it lies in a folder of its own, where kzarchive writes nothing: move it out of manifests/";

/// Files in `manifests/` that do not belong to the log: what an interrupted run leaves, or what somebody put there.
pub(super) fn check_manifests(archive: &Archive, statements: &Statements, docket: &mut Docket) {
    let own = [layout::SUMS, layout::CHECKPOINT];
    for entry in walk(archive.root(), layout::MANIFESTS) {
        let name = entry.shown().strip_prefix("manifests/").unwrap_or(entry.shown());
        if own.contains(&entry.shown()) || statements.files.contains(name) {
            continue;
        }
        let what = match name {
            name if name.starts_with(crate::store::TEMPORARY) => LEFT,
            name if name.contains('/') => NESTED,
            _ => UNNAMED,
        };
        stray(&entry, what, docket);
    }
}

/// Files in `keys/` that no trust statement covers.
///
/// The danger: somebody's next version, or a person, takes a key file for believed because of where it lies.
pub(super) fn check_keys(archive: &Archive, docket: &mut Docket) {
    let own = [layout::ALLOWED_SIGNERS, layout::POLICY];
    for entry in walk(archive.root(), layout::KEYS).filter(|entry| !own.contains(&entry.shown())) {
        stray(&entry, "no trust statement covers it: keys/ holds allowed_signers and policy, and nothing else", docket);
    }
}

/// Reports what lies where it does not belong. The danger: a folder that may not be listed would be told as somebody's deed, and
/// nobody may have put anything there.
fn stray(entry: &Entry, what: &str, docket: &mut Docket) {
    let (kind, detail) = match &entry.kind {
        EntryKind::Unreadable(why) => unlisted(why),
        _ => (Kind::Unsealed, what.to_owned()),
    };
    docket.fail(CheckName::Complete, kind, entry.shown(), detail);
}

fn unlisted(why: &std::io::Error) -> (Kind, String) {
    (Kind::Unreadable, format!("it cannot be listed: {why}"))
}

/// Ends the check.
pub(super) fn end(statements: &Statements, docket: &mut Docket) {
    if statements.unread > 0 && !docket.failures.iter().any(|(check, _)| *check == CheckName::Complete) {
        let why = "some manifests are not believed: what they sealed is not known";
        return docket.not_checked(CheckName::Complete, why);
    }
    docket.end(CheckName::Complete, "nothing unsealed, nothing missing");
}
