//! The keys that this machine would seal with, and who may seal.

use std::path::Path;

use rayon::prelude::*;

use super::{OPEN_FOLDERS, Said, Surroundings, error, ok, pasted, warning};
use crate::path::ArchivePath;
use crate::store::{Agent, Archive, EntryKind, KeyFile, KeyringError, canonical, layout, look, read_file, walk_all};
use crate::text::holds_private_key;
use crate::timestamp::Timestamp;
use crate::trust::SshPublicKey;
use crate::trust::allowed_signers::Entry;
use crate::trust::sshsig::NAMESPACE;

/// So many days before a key's last one, people are told.
const SOON: i64 = 30;
const DAY: i64 = 24 * 60 * 60;

const NO_ORIGIN: &str = "not looked for: kzarchive.toml does not say whose archive this is";

/// The archivist's key: there, for its owner alone, encrypted, and allowed to seal now.
pub(super) fn archivist(around: &Surroundings<'_>) -> Vec<Said> {
    let Some(path) = &around.archivist_key else { return vec![ok(NO_ORIGIN)] };
    let (key, mut said) = match path.extension().is_some_and(|extension| extension == "pub") {
        true => match held_by_agent(around, path) {
            Ok(key) => (key, Vec::new()),
            Err(why) => return vec![why],
        },
        false => match private(path) {
            Ok((key, encrypted)) => (SshPublicKey::from_key_data(&key).ok(), encrypted.into_iter().collect()),
            Err(why) => return vec![why],
        },
    };
    said.push(match (key, around.believed()) {
        (_, Err(why)) => why,
        (None, _) => error(
            format!("{} is not an Ed25519 key", path.display()),
            "`kzarchive key new FILE` makes one that can seal",
        ),
        (Some(key), Ok(believed)) => match believed.allowed.find(&key, NAMESPACE, around.now) {
            Err(why) => error(
                format!("{}: {why}", path.display()),
                "an archivist who may seal adds it: `kzarchive key add NAME FILE.pub`",
            ),
            Ok(entry) => match ends_soon(entry, around.now) {
                Some(last) => warning(
                    format!("your time as {} ends at {last}", entry.principal()),
                    "`kzarchive key new FILE`, and add that key before then with `kzarchive key add`",
                ),
                None => ok(format!("{} may seal as {}", path.display(), entry.principal())),
            },
        },
    });
    said
}

/// The log's key: there, for its owner alone, encrypted, and the one that the policy names.
pub(super) fn log(around: &Surroundings<'_>) -> Vec<Said> {
    let Some(path) = &around.log_key else { return vec![ok(NO_ORIGIN)] };
    let (key, encrypted) = match private(path) {
        Ok(read) => read,
        Err(why) => return vec![why],
    };
    let mut said: Vec<_> = encrypted.into_iter().collect();
    said.push(match around.believed() {
        Err(why) => why,
        Ok(believed) => {
            let same = |bytes: &[u8; 32]| key.ed25519().is_some_and(|key| key.0 == *bytes);
            match believed.policy.logs().iter().any(|log| same(log.vkey.public_key().as_bytes())) {
                true => ok(format!("{} signs the log", path.display())),
                false => error(
                    format!("{} is not the log's key in keys/policy", path.display()),
                    "name the right one with --log-key or KZARCHIVE_LOG_KEY; if `kzarchive key rotate-log` was \
                     interrupted, run it again",
                ),
            }
        }
    });
    said
}

/// Who may seal: somebody, and for some time to come.
pub(super) fn signers(around: &Surroundings<'_>) -> Vec<Said> {
    let believed = match around.believed() {
        Ok(believed) => believed,
        Err(why) => return vec![why],
    };
    let now = around.now;
    let entries = believed.allowed.entries();
    let may: Vec<_> = entries.iter().filter(|entry| valid(entry, now)).collect();
    if may.is_empty() {
        return vec![error(
            "nobody may seal any more: every line of keys/allowed_signers has ended",
            "begin a new archive with `kzarchive init`, and state in it what this one was",
        )];
    }
    let ending = may.iter().filter_map(|entry| Some((entry, ends_soon(entry, now)?)));
    let mut said: Vec<_> = ending
        .map(|(entry, last)| {
            warning(
                format!("the time of {} ends at {last}", entry.principal()),
                "add another key before then: `kzarchive key add NAME FILE.pub`",
            )
        })
        .collect();
    if said.is_empty() {
        said.push(ok(format!("{} of {} lines in keys/allowed_signers may seal now", may.len(), entries.len())));
    }
    said
}

/// Private keys lie outside of the archive and of the repository around it: this machine's, and anybody's that got among what is
/// sealed.
pub(super) fn place(around: &Surroundings<'_>) -> Vec<Said> {
    let around_it = around.repository.as_ref().map_or(around.archive.root(), |repository| repository.top());
    let keys = [&around.archivist_key, &around.log_key].into_iter().flatten();
    let private = keys.filter(|path| path.extension().is_none_or(|extension| extension != "pub"));
    let inside = private.filter(|path| lies_in(path, around_it));
    let mut said: Vec<_> = inside
        .map(|path| {
            error(
                format!("{} lies in what is published: a commit would carry it out", path.display()),
                "move it out, and if it was ever committed, change it: `kzarchive key retire`, `kzarchive key rotate-log`",
            )
        })
        .collect();
    said.extend(keys_among_parts(around.archive));
    if said.is_empty() {
        said.push(ok("no private key lies in the archive or in its repository"));
    }
    said
}

/// Files that hold a private key, among texts, manifests and public keys.
fn keys_among_parts(archive: &Archive) -> Vec<Said> {
    let parts = [layout::TEXTS, layout::MANIFESTS, layout::KEYS].into_par_iter();
    let files = parts.flat_map(|part| walk_all(archive.root(), part)).filter_map(|entry| match entry.kind {
        EntryKind::File(path) => Some(path),
        _ => None,
    });
    // What cannot be read is told by `verify`.
    let holds_key = |path: &ArchivePath| archive.open(path).is_ok_and(|file| holds_private_key(file).unwrap_or(false));
    let with_key = files.filter(holds_key).map(|path| {
        error(
            format!("{path} holds a private key, and lies in what is published"),
            "move it out; if it was ever published or committed, the key is compromised: replace it wherever it is used \
             (`kzarchive key retire`, `kzarchive key rotate-log`), and if the file is sealed, `kzarchive withdraw` it",
        )
    });
    with_key.collect()
}

fn lies_in(path: &Path, folder: &Path) -> bool {
    canonical(path).ok().zip(canonical(folder).ok()).is_some_and(|(path, folder)| path.starts_with(folder))
}

/// A private key's public half, and a warning if it is not encrypted.
fn private(path: &Path) -> Result<(ssh_key::public::KeyData, Option<Said>), Said> {
    match look(path) {
        Ok(_) => {}
        Err(why) if why.is_absence() => {
            return Err(warning(
                format!("{} is not there: this machine can verify, and is not set up for sealing", path.display()),
                "to seal here, copy the key to this place, or name it with --key and --log-key",
            ));
        }
        // It may well be there, where nobody may look.
        Err(why) => return Err(error(format!("it cannot be told whether the key is there: {why}"), OPEN_FOLDERS)),
    }
    let file = KeyFile::read(path).map_err(|why| {
        let next = match &why {
            KeyringError::Exposed { path, .. } => format!("if nobody else has used it: chmod 600 {}", pasted(path)),
            KeyringError::KeyType(_) => "`kzarchive key new FILE` makes one that can seal".to_owned(),
            _ => "put back the copy that you keep elsewhere".to_owned(),
        };
        error(why.to_string(), next)
    })?;
    let open = (!file.key.is_encrypted()).then(|| {
        warning(
            format!("{} has no passphrase: whoever can read the file can sign in your name", path.display()),
            format!("ssh-keygen -p -f {}", pasted(path)),
        )
    });
    Ok((file.key.public_key().key_data().clone(), open))
}

fn held_by_agent(around: &Surroundings<'_>, path: &Path) -> Result<Option<SshPublicKey>, Said> {
    let unreadable = |why: String| error(format!("{}: {why}", path.display()), "name a public key with --key");
    let text = read_file(path, 1 << 16).map_err(|why| unreadable(why.why()))?;
    let key = ssh_key::PublicKey::from_openssh(&String::from_utf8_lossy(&text));
    let key = key.map_err(|why| unreadable(why.to_string()))?;
    let Some(socket) = &around.agent else {
        return Err(error(
            "the key is an agent's, and SSH_AUTH_SOCK is not set",
            "eval \"$(ssh-agent)\"; ssh-add FILE",
        ));
    };
    match Agent::connect(socket).and_then(|agent| agent.key(key.key_data())) {
        Ok(_) => Ok(SshPublicKey::from_key_data(key.key_data()).ok()),
        Err(why) => {
            Err(error(why.to_string(), "`ssh-add -l` lists the keys that the agent holds; `ssh-add FILE` adds one"))
        }
    }
}

fn valid(entry: &Entry, now: Timestamp) -> bool {
    let from = entry.valid_after().is_none_or(|first| first <= now);
    let until = entry.valid_before().is_none_or(|last| now <= last);
    from && until && entry.namespaces().is_none_or(|names| names.iter().any(|name| name == NAMESPACE))
}

fn ends_soon(entry: &Entry, now: Timestamp) -> Option<Timestamp> {
    entry.valid_before().filter(|last| last.unix() - now.unix() < SOON * DAY)
}
