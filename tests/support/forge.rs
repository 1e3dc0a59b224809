//! What somebody can do who has a key and writes the files without this program.

use std::path::Path;

use kzarchive::digest::Digest;
use kzarchive::log::{Checkpoint, Entries, Entry};
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::NoteSigner;
use kzarchive::trust::sshsig::{NAMESPACE, sign};
use ssh_key::PrivateKey;

use super::{Hands, write};

const SUMS: &str = "manifests/SHA256SUMS";
const CHECKPOINT: &str = "manifests/checkpoint";

/// The log as it stands.
pub fn log(root: &Path) -> Entries {
    Entries::parse(&std::fs::read(root.join(SUMS)).unwrap()).unwrap()
}

/// Where the manifest of a line lies, counted from 0.
pub fn manifest_path(root: &Path, line: usize) -> String {
    format!("manifests/{}", log(root).as_slice()[line].name().file_name())
}

/// The digest of the manifest that stated settings and keys last.
pub fn last_stated(root: &Path) -> Option<Digest> {
    let stated = |entry: &&Entry| {
        let manifest = std::fs::read(root.join("manifests").join(entry.name().file_name())).unwrap_or_default();
        serde_json::from_slice(&manifest).is_ok_and(|manifest: serde_json::Value| manifest["trust"].is_object())
    };
    log(root).as_slice().iter().rfind(stated).map(|entry| *entry.digest())
}

/// Writes the lines of a log, and signs a checkpoint over them.
pub fn write_log(root: &Path, entries: &Entries, log: &NoteSigner) {
    write(root, SUMS, entries.to_string());
    let checkpoint = Checkpoint { origin: log.name().clone(), size: entries.size(), root: entries.root() };
    write(root, CHECKPOINT, checkpoint.sign(log).unwrap());
}

/// Signs bytes as a manifest, whatever they hold, and writes both; gives the line that would log it.
pub fn write_signed(root: &Path, bytes: &[u8], at: Timestamp, key: &PrivateKey, namespace: &str) -> Entry {
    let entry = Entry::new(at, Digest::of(bytes));
    let path = format!("manifests/{}", entry.name().file_name());
    write(root, &path, bytes);
    write(root, &format!("{path}.sig"), sign(namespace, bytes, key).unwrap());
    entry
}

/// Signs and logs bytes as a manifest, whatever they hold.
pub fn append(root: &Path, bytes: &[u8], at: Timestamp, hands: &Hands) {
    append_as(root, bytes, at, &hands.archivist, NAMESPACE, &hands.log);
}

/// The same with another key, or in another namespace.
pub fn append_as(root: &Path, bytes: &[u8], at: Timestamp, key: &PrivateKey, namespace: &str, signer: &NoteSigner) {
    let entry = write_signed(root, bytes, at, key, namespace);
    let mut entries = log(root);
    entries.push(entry).unwrap();
    write_log(root, &entries, signer);
}

/// Puts other bytes in the place of a manifest that is logged already, signs and logs them there, and signs a checkpoint.
pub fn replace(root: &Path, line: usize, bytes: &[u8], hands: &Hands) {
    let before = log(root);
    let at = before.as_slice()[line].name().at();
    remove_manifest(root, line);
    let entry = write_signed(root, bytes, at, &hands.archivist, NAMESPACE);
    let mut entries = Entries::default();
    for (index, old) in before.as_slice().iter().enumerate() {
        entries.push(if index == line { entry } else { *old }).unwrap();
    }
    write_log(root, &entries, &hands.log);
}

/// Removes a manifest and its signature; the log stays as it is.
pub fn remove_manifest(root: &Path, line: usize) {
    let path = root.join(manifest_path(root, line));
    std::fs::remove_file(&path).unwrap();
    std::fs::remove_file(path.with_extension("json.sig")).unwrap();
}
