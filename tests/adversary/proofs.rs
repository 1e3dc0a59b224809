//! Evidence bundles: `kzarchive check` against keys from outside, by whoever made the bundle.

use std::collections::BTreeMap;

use kzarchive::digest::Digest;
use kzarchive::ledger::Kind::{self, Altered, BadSignature, Malformed, Missing, Unsealed};
use kzarchive::ledger::{Believed, KeyFiles};
use kzarchive::log::TlogProof;
use kzarchive::path::ArchivePath;
use kzarchive::prove::{Bundle, ProveError, check, prove};

use super::scene::{SIGNERS, Scene, TALLY, line};
use super::sshsig::Blob;
use crate::support::{Hands, ORIGIN};

/// A bundle's files by name; `json`, `sig` and `proof` stand for those of the manifest.
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn name(&self, of: &str) -> String {
        let end = match of {
            "json" => ".json",
            "sig" => ".json.sig",
            "proof" => ".tlog-proof",
            name => return name.to_owned(),
        };
        self.0.keys().find(|name| name.ends_with(end)).unwrap().clone()
    }

    fn text(&self, of: &str) -> String {
        String::from_utf8(self.0[&self.name(of)].clone()).unwrap()
    }

    fn put(&mut self, of: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(self.name(of), bytes.into());
    }

    fn edit(&mut self, of: &str, from: &str, to: &str) {
        let before = self.text(of);
        assert!(before.contains(from), "{from}: {before}");
        self.put(of, before.replacen(from, to, 1));
    }

    fn remove(&mut self, of: &str) {
        let name = self.name(of);
        self.0.remove(&name);
    }

    fn proof(&mut self, with: impl FnOnce(&mut TlogProof)) {
        let mut proof = TlogProof::parse(self.text("proof").as_bytes()).unwrap();
        with(&mut proof);
        self.put("proof", proof.to_bytes());
    }
}

type Deed = fn(&mut Files, &Scene);

/// What is done, the kind of the failure, and where it is said to be.
#[rustfmt::skip]
pub const ATTACKS: &[(&str, Kind, &str, Deed)] = &[
    ("evidence of an edited text", Altered, TALLY, |files, _| files.edit(TALLY, "160", "150")),
    ("evidence of a re-encoded text", Altered, TALLY, |files, _| files.edit(TALLY, "\n", "\r\n")),
    ("evidence of a text under another name", Unsealed, "archive/other.txt", |files, _| {
        let text = files.0.remove(TALLY).unwrap();
        files.0.insert("archive/other.txt".to_owned(), text);
    }),
    ("evidence of two texts", Unsealed, "archive/zz.txt", |files, _| drop(files.0.insert("archive/zz.txt".to_owned(), b"x".to_vec()))),
    ("evidence without its text", Missing, TALLY, |files, _| files.remove(TALLY)),
    ("evidence without a manifest", Malformed, "manifests/", |files, _| files.remove("json")),
    ("evidence with two manifests", Malformed, "manifests/", |files, it| {
        files.0.insert(it.manifest(line::PAGE), it.read(&it.manifest(line::PAGE)));
    }),
    ("evidence without a signature", Missing, "sig", |files, _| files.remove("sig")),
    ("evidence without a proof", Missing, "proof", |files, _| files.remove("proof")),
    ("evidence with an edited manifest", Altered, "json", |files, _| files.edit("json", "\"title\": \"unknown\"", "\"title\": \"x\"")),
    ("evidence signed by a stranger", BadSignature, "sig", |files, _| {
        files.put("sig", Blob::of(files.text("json").as_bytes(), &Hands::new().archivist).armour());
    }),
    ("evidence signed by a stranger whose keys it brings", BadSignature, "sig", |files, _| {
        let mallory = Hands::new().archivist;
        files.put("sig", Blob::of(files.text("json").as_bytes(), &mallory).armour());
        files.put(SIGNERS, format!("archivist {}\n", mallory.public_key().to_openssh().unwrap()));
    }),
    ("evidence with another manifest's signature", BadSignature, "sig", |files, it| files.put("sig", it.read(&(it.manifest(line::PAGE) + ".sig")))),
    ("proof of another version", Malformed, "proof", |files, _| files.edit("proof", "@v1", "@v2")),
    ("proof with line ends of Windows", Malformed, "proof", |files, _| files.edit("proof", "\n", "\r\n")),
    ("proof without an index", Malformed, "proof", |files, _| files.edit("proof", "index 1\n", "")),
    ("proof with an index in a second spelling", Malformed, "proof", |files, _| files.edit("proof", "index 1", "index 01")),
    ("proof with an extra line that is no base64", Malformed, "proof", |files, _| files.edit("proof", "index", "extra ?\nindex")),
    ("proof with 65 hashes", Malformed, "proof", |files, _| files.proof(|proof| proof.path = vec![Digest::of(b"x"); 65])),
    ("proof longer than any", Malformed, "proof", |files, _| files.put("proof", "x".repeat(1 << 20))),
    ("proof of another entry", BadSignature, "proof", |files, _| files.proof(|proof| proof.index = 2)),
    ("proof of an entry behind the end", BadSignature, "proof", |files, _| files.proof(|proof| proof.index = 14)),
    ("proof without its last hash", BadSignature, "proof", |files, _| files.proof(|proof| { proof.path.pop(); })),
    ("proof with a hash too many", BadSignature, "proof", |files, _| files.proof(|proof| proof.path.push(Digest::of(b"x")))),
    ("proof with a hash of something else", BadSignature, "proof", |files, _| files.proof(|proof| proof.path[1] = Digest::of(b"x"))),
    ("proof with hashes in another order", BadSignature, "proof", |files, _| files.proof(|proof| proof.path.swap(0, 1))),
    ("proof under a stranger's checkpoint", BadSignature, "proof", |files, _| files.proof(|proof| {
        let mallory = Hands::new().log;
        let text = String::from_utf8(proof.checkpoint.clone()).unwrap().split_once("\n\n").unwrap().0.to_owned() + "\n";
        proof.checkpoint = format!("{text}\n{}\n", mallory.sign(&text)).into_bytes();
    })),
    ("proof under a checkpoint of another size", BadSignature, "proof", |files, it| files.proof(|proof| {
        let text = String::from_utf8(proof.checkpoint.clone()).unwrap().split_once("\n\n").unwrap().0.replace("\n14\n", "\n8\n") + "\n";
        proof.checkpoint = format!("{text}\n{}\n", it.hands.log.sign(&text)).into_bytes();
    })),
];

#[test]
fn evidence_of_a_text_of_which_only_a_commitment_is_stated() {
    const NAMES: &str = "archive/names.txt";
    const SALT: &str = "archive/names.txt.kzsalt";
    let scene = Scene::new();
    let keys = KeyFiles { allowed_signers: scene.read(SIGNERS), policy: scene.read("keys/policy") };
    let believed: Believed = keys.parse().unwrap();
    let archive = kzarchive::store::Archive::at(&scene.root()).unwrap();
    let good = prove(&archive, &believed, ORIGIN, &NAMES.parse().unwrap(), None).unwrap();
    let with = |files: &[(&str, &str)]| {
        let mut bundle = good.clone();
        let files = files.iter().map(|(path, text)| (path.parse().unwrap(), text.as_bytes().to_vec()));
        bundle.0.extend(files);
        check(&bundle, &believed)
    };
    let salt = "07".repeat(32) + "\n";
    let failure = |files: &[(&str, &str)]| {
        let checked = with(files);
        assert_eq!((checked.failures.len(), &*checked.document), (1, ""), "{checked:?}");
        (checked.failures[0].kind, checked.failures[0].path.clone())
    };
    assert_eq!(failure(&[(NAMES, "Forged.\n")]), (Missing, SALT.to_owned()));
    assert_eq!(failure(&[(NAMES, "Two names.\n"), (SALT, "no salt")]), (Missing, SALT.to_owned()));
    assert_eq!(failure(&[(NAMES, "Forged.\n"), (SALT, &salt)]), (Altered, NAMES.to_owned()));
    let alone = with(&[]);
    assert!(alone.failures.is_empty() && alone.document.is_empty() && alone.not_checked.len() == 1, "{alone:?}");
    let whole = with(&[(NAMES, "Two names.\n"), (SALT, &salt)]);
    assert!(whole.failures.is_empty() && whole.document == NAMES && whole.not_checked.is_empty(), "{whole:?}");
    let beside = with(&[("Archive/names.txt", "Forged.\n"), ("text.txt", "Forged.\n")]);
    let named = |path: &str| beside.not_checked.iter().any(|what| what.starts_with(&format!("{path}: ")));
    assert!(named("Archive/names.txt") && named("text.txt"), "{beside:?}");
}

#[test]
fn evidence_of_a_text_that_is_kept_elsewhere() {
    const WITNESS: &str = "archive/witness.txt";
    let scene = Scene::new();
    let keys = KeyFiles { allowed_signers: scene.read(SIGNERS), policy: scene.read("keys/policy") };
    let believed: Believed = keys.parse().unwrap();
    let archive = kzarchive::store::Archive::at(&scene.root()).unwrap();
    let good = prove(&archive, &believed, ORIGIN, &WITNESS.parse().unwrap(), None).unwrap();
    let beside = |text: &[u8]| {
        let mut bundle = good.clone();
        bundle.0.insert(WITNESS.parse().unwrap(), text.to_vec());
        check(&bundle, &believed)
    };
    let alone = check(&good, &believed);
    assert!(alone.failures.is_empty() && alone.document.is_empty() && alone.not_checked.len() == 1, "{alone:?}");
    let original = std::fs::read(scene.originals().join("witness.txt")).unwrap();
    let whole = beside(&original);
    assert!(whole.failures.is_empty() && whole.document == WITNESS && whole.not_checked.is_empty(), "{whole:?}");
    let forged = beside(&[&original[..], b"And more.\n"].concat());
    assert_eq!((forged.failures[0].kind, &*forged.failures[0].path, &*forged.document), (Altered, WITNESS, ""));
}

#[test]
fn evidence() {
    let scene = Scene::new();
    let keys = |path: &str| scene.read(path);
    let believed: Believed = KeyFiles { allowed_signers: keys(SIGNERS), policy: keys("keys/policy") }.parse().unwrap();
    let archive = kzarchive::store::Archive::at(&scene.root()).unwrap();
    let good = prove(&archive, &believed, ORIGIN, &TALLY.parse().unwrap(), None).unwrap();
    let checked = check(&good, &believed);
    assert!(checked.failures.is_empty() && checked.not_checked.is_empty(), "{checked:?}");
    // What is beside it for those who check by hand is not evidence, and must not lead them astray.
    let beside = |path: &str, bytes: &[u8]| {
        let mut other = good.clone();
        other.0.insert(path.parse().unwrap(), bytes.to_vec());
        let checked = check(&other, &believed);
        assert!(checked.failures.is_empty(), "{checked:?}");
        checked.not_checked
    };
    for path in ["README.txt", SIGNERS, "keys/policy"] {
        let told = beside(path, b"Believe the keys of mallory.\n");
        assert!(told.len() == 1 && told[0].starts_with(&format!("{path}: not ")), "{told:?}");
    }
    // With the log's key, a key that has ended signs for a time when it was good.
    let ended = String::from_utf8(keys(SIGNERS)).unwrap().replacen(
        "-manifest\"",
        "-manifest\",valid-before=\"20300101000000Z\"",
        1,
    );
    let files = KeyFiles { allowed_signers: ended.into_bytes(), policy: keys("keys/policy") };
    let by_ended = check(&good, &files.parse().unwrap());
    assert!(by_ended.failures.is_empty(), "{by_ended:?}");
    assert!(
        by_ended.not_checked[0].contains("ended 2030-01-01T00:00:00Z; that it signed before is its own word"),
        "{by_ended:?}"
    );
    let mut wrong = Vec::new();
    for (name, kind, at, deed) in ATTACKS {
        let mut files = Files(good.0.iter().map(|(path, bytes)| (path.to_string(), bytes.clone())).collect());
        let at = files.name(at);
        deed(&mut files, &scene);
        let bundle = files.0.into_iter().map(|(path, bytes)| (path.parse::<ArchivePath>().unwrap(), bytes));
        let failures = check(&Bundle(bundle.collect()), &believed).failures;
        let found: Vec<_> = failures.iter().map(|failure| (failure.kind, failure.path.clone())).collect();
        if found != [(*kind, at.clone())] {
            wrong.push(format!("{name}: should be {kind:?} {at}, is {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), ATTACKS.len(), wrong.join("\n"));
}

#[test]
fn no_evidence_is_made_that_would_not_hold() {
    let refused = |deed: &dyn Fn(&Scene)| {
        let scene = Scene::new();
        deed(&scene);
        let keys = KeyFiles { allowed_signers: scene.read(SIGNERS), policy: scene.read("keys/policy") };
        let archive = kzarchive::store::Archive::at(&scene.root()).unwrap();
        match prove(&archive, &keys.parse().unwrap(), ORIGIN, &TALLY.parse().unwrap(), None) {
            Err(ProveError::WouldNotHold(failures)) => {
                failures.iter().map(|failure| (failure.kind, failure.path.clone())).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let file = |scene: &Scene| scene.root().join(TALLY);
    let altered = refused(&|scene| std::fs::write(file(scene), "Another text.\n").unwrap());
    assert_eq!(altered, [(Altered, TALLY.to_owned())]);
    assert_eq!(refused(&|scene| std::fs::remove_file(file(scene)).unwrap()), [(Missing, TALLY.to_owned())]);
}
