//! What attackers and archivists do in a repository, each deed with the keys that it takes.

use kzarchive::log::{Entries, Entry};
use kzarchive::trust::{NoteSigner, SshPublicKey, secret};
use ssh_key::PrivateKey;
use ssh_key::rand_core::OsRng;

use super::repository::Repo;
use crate::support::{Made, ORIGIN, PRINCIPAL, TOOL, forge, minute, restore, snapshot};

/// A key that was added and retired, both rightly, on `main`.
pub fn retired(repo: &Repo) -> PrivateKey {
    let mallory = stranger();
    let key = SshPublicKey::from_key_data(mallory.public_key().key_data()).unwrap();
    repo.git(&["checkout", "-q", "main"]);
    change(&repo.0, |signers, at| kzarchive::seal::add_signer(signers, "mallory", key, at).unwrap());
    repo.0.set_minute(10);
    change(&repo.0, |signers, at| kzarchive::seal::retire_signer(signers, "mallory", at).unwrap());
    repo.commit("keys");
    repo.git(&["checkout", "-q", "-B", "pull"]);
    mallory
}

/// Changes `allowed_signers` as an archivist does.
pub fn change(made: &Made, with: impl FnOnce(&str, kzarchive::timestamp::Timestamp) -> String) {
    let archive = made.archive();
    let session = kzarchive::seal::Session::open(&archive, made.hands.keys(), made.next_minute(), TOOL).unwrap();
    let signers = with(&session.trust().allowed_signers, session.ends_at());
    session.change_keys(signers, session.trust().policy.to_string(), None).unwrap();
}

/// The manifest of a text, with the digest and size of the text as it is now.
pub fn restated(repo: &Repo, line: usize, path: &str) -> String {
    let manifest = repo.read(&forge::manifest_path(repo.root(), line));
    let bytes = std::fs::read(repo.root().join(path)).unwrap();
    let start = manifest.find("\"sha256\": \"").unwrap() + 11;
    let digest = kzarchive::digest::Digest::of(&bytes);
    format!("{}{digest}{}", &manifest[..start], &manifest[start + 64..])
}

pub fn retimed(manifest: &str, at: kzarchive::timestamp::Timestamp) -> String {
    let start = manifest.find("\"sealed_at\": \"").unwrap() + 14;
    format!("{}{at}{}", &manifest[..start], &manifest[start + 20..])
}

/// A statement of settings and keys as they lie there now.
pub fn statement(repo: &Repo, by: &str) -> Vec<u8> {
    // The time at which the caller appends it: both take the next minute.
    let at = repo.0.next_minute();
    repo.0.set_minute((at.unix() - minute(0).unix()) / 60);
    let mut manifest = kzarchive::manifest::Manifest::new(ORIGIN, at, by, TOOL);
    manifest.trust = Some(kzarchive::manifest::TrustStatement {
        settings: kzarchive::digest::Digest::of(repo.read("kzarchive.toml").as_bytes()),
        allowed_signers: repo.read("keys/allowed_signers").into(),
        policy: repo.read("keys/policy").into(),
        replaces: forge::last_stated(repo.root()),
    });
    manifest.into_bytes().unwrap()
}

/// Seals what an archivist states, whatever it is.
pub fn stated(repo: &Repo, with: impl FnOnce(&mut kzarchive::manifest::Manifest<'static>)) {
    let at = repo.0.next_minute();
    let mut manifest = kzarchive::manifest::Manifest::new(ORIGIN, at, PRINCIPAL, TOOL);
    with(&mut manifest);
    forge::append(repo.root(), &manifest.into_bytes().unwrap(), at, &repo.0.hands);
}

/// Writes the log's lines as `with` leaves them, and signs a checkpoint over them with the right key.
pub fn relogged(repo: &Repo, with: impl FnOnce(&mut Vec<Entry>)) {
    let mut lines = forge::log(repo.root()).as_slice().to_vec();
    with(&mut lines);
    let mut entries = Entries::default();
    lines.into_iter().for_each(|entry| entries.push(entry).unwrap());
    forge::write_log(repo.root(), &entries, &repo.0.hands.log);
}

/// Puts another archive in the place of this one.
pub fn replaced(repo: &Repo, other: &Made) {
    let mut files = snapshot(&other.root);
    files.extend(snapshot(repo.root()).into_iter().filter(|(path, _)| path.starts_with(".git/")));
    restore(repo.root(), &files);
}

pub fn stranger() -> PrivateKey {
    secret::generate(&mut OsRng, "stranger").unwrap()
}

pub fn stranger_log() -> NoteSigner {
    secret::note_signer(&stranger(), ORIGIN.parse().unwrap()).unwrap()
}

pub fn public(key: &PrivateKey) -> String {
    let openssh = key.public_key().to_openssh().unwrap();
    openssh.split(' ').take(2).collect::<Vec<_>>().join(" ")
}
