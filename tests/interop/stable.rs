//! What is written is the same, byte for byte, for the same texts, keys and time; and what is written stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ed25519_dalek::SigningKey;
use kzarchive::seal::{Given, Init, Keys, Metadata, Run, Session, collect, init};
use kzarchive::trust::NoteSigner;
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

use super::example::{Example, ORIGIN, PRINCIPAL};
use super::tools::success;

const TOOL: &str = "kzarchive/0.0.0";
const TEXT: &str = "The ministry said that 164 people were killed.\n";

/// All files of a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// Makes an archive of one text, with keys and times that are always the same.
fn make(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let archivist = PrivateKey::from(Ed25519Keypair::from_seed(&[1; 32]));
    let log = NoteSigner::new(ORIGIN.parse().unwrap(), SigningKey::from_bytes(&[2; 32]));
    let keys = || Keys { archivist: &archivist, log: &log };
    let root = folder.join("root");
    fs::create_dir(&root).unwrap();
    let now = "2022-01-15T10:00:00Z".parse().unwrap();
    let archive =
        init(&Init { folder: &root, origin: ORIGIN, principal: PRINCIPAL, keys: keys(), now, tool: TOOL }).unwrap();
    fs::write(folder.join("tally.txt"), TEXT).unwrap();
    let mut flags = Metadata::default();
    for (key, value) in [
        ("url", "https://example.org/tally"),
        ("retrieved_at", "2022-01-14T09:12:00Z"),
        ("method", "browser"),
        ("operator", "n.k."),
        ("publisher", "Жарық & \"Co\""),
        ("title", "A tally"),
        ("author", "unknown"),
        ("published_at", "2022-01-13"),
        ("language", "en"),
        ("licence", "unknown"),
    ] {
        *flags.get_mut(key).unwrap() = Some(value.to_owned());
    }
    let given = Given { paths: vec![folder.join("tally.txt")], flags, ..Given::default() };
    let session = Session::open(&archive, keys(), "2022-01-15T10:00:01Z".parse().unwrap(), TOOL).unwrap();
    let collected = collect(&session, &given).unwrap();
    let run = Run { session: &session, withhold: None, salt: &|| [0; 32], progress: &|_| () };
    let mut sealing = run.prepare(collected, |bytes| session.stage(&bytes)).unwrap();
    sealing.commit(&session).unwrap();
    drop(session);
    files(&root)
}

#[test]
fn the_same_texts_keys_and_time_give_the_same_bytes() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [one, other] = folders.each_ref().map(|folder| make(folder.path()));
    assert_eq!(one, other);
    // And the same as when this was written: a change here is a change of the format, for FORMAT.md and CHANGELOG.md.
    let text = |path: &str| String::from_utf8(one[path].clone()).unwrap();
    snapbox::assert_data_eq!(text("manifests/SHA256SUMS"), snapbox::file!["stable/SHA256SUMS"].raw());
    snapbox::assert_data_eq!(text("manifests/checkpoint"), snapbox::file!["stable/checkpoint"].raw());
    let last = text("manifests/SHA256SUMS").lines().last().unwrap().split_once("  ").unwrap().1.to_owned();
    snapbox::assert_data_eq!(text(&format!("manifests/{last}")), snapbox::file!["stable/manifest.json"].raw());
    snapbox::assert_data_eq!(text(&format!("manifests/{last}.sig")), snapbox::file!["stable/manifest.json.sig"].raw());
}

#[test]
fn sealing_again_changes_no_byte_and_more_texts_only_add() {
    let example = Example::new();
    success(&example.seal("one.txt", TEXT, &[]));
    let before = files(&example.root());
    assert!(success(&example.seal("one.txt", TEXT, &[])).contains("unchanged"));
    success(&example.kzarchive(&["verify"]));
    assert_eq!(files(&example.root()), before);
    success(&example.seal("two.txt", "Another text.\n", &[]));
    let after = files(&example.root());
    for (path, bytes) in &before {
        match path.as_str() {
            "manifests/checkpoint" => assert_ne!(&after[path], bytes),
            "manifests/SHA256SUMS" => assert!(after[path].starts_with(bytes) && after[path].len() > bytes.len()),
            _ => assert_eq!(&after[path], bytes, "{path}"),
        }
    }
}
