//! Who may change what: the user's private files, and the archive's.

use std::path::PathBuf;

use super::{OPEN_FOLDERS, Said, Surroundings, error, ok, pasted, some, warning};
use crate::store::{Keyring, layout, modes_below};

/// Keys for their owner alone; the memory not to be changed by others.
pub(super) fn private(around: &Surroundings<'_>) -> Vec<Said> {
    let ours = around.config.join("kzarchive");
    let (keys, known) = (ours.join("keys"), ours.join("known"));
    let is_public = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "pub");
    let readable = modes_below(&keys).filter(|(path, mode)| mode.is_file && mode.bits & 0o077 != 0 && !is_public(path));
    let writable = [&ours, &keys, &known].into_iter().flat_map(|folder| modes_below(folder));
    let writable = writable.filter(|(_, mode)| mode.bits & 0o022 != 0);
    let mut said = Vec::new();
    if let Some(names) = names(readable) {
        said.push(error(
            format!("private keys that others may read: {names}"),
            "chmod 600 them, and if this machine has other users, change them",
        ));
    }
    if let Some(names) = names(writable) {
        said.push(error(
            format!("others may change what this machine believes: {names}"),
            format!("chmod -R go-w {}", pasted(&ours)),
        ));
    }
    if let Err(why) = Keyring::under(&around.config).files() {
        said.push(error(why.to_string(), OPEN_FOLDERS));
    }
    if said.is_empty() {
        said.push(ok("keys and memory are this user's alone"));
    }
    said
}

/// Files of the archive that every user of this machine may change.
pub(super) fn shared(around: &Surroundings<'_>) -> Vec<Said> {
    let root = around.archive.root();
    let parts = [layout::SETTINGS, layout::TEXTS, layout::MANIFESTS, layout::KEYS].map(|part| root.join(part));
    let open = parts.iter().flat_map(|part| modes_below(part)).filter(|(_, mode)| mode.bits & 0o002 != 0);
    match names(open) {
        Some(names) => vec![warning(
            format!("every user of this machine may change: {names}"),
            "chmod -R o-w archive manifests keys kzarchive.toml",
        )],
        None => vec![ok("nothing of the archive can be changed by every user of this machine")],
    }
}

fn names<M>(found: impl Iterator<Item = (PathBuf, M)>) -> Option<String> {
    let mut names: Vec<_> = found.map(|(path, _)| path.display().to_string()).collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| some(&names))
}
