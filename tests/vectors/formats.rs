//! The examples of FORMAT.md are real: they verify as they stand there, and their vectors are right.

use std::fmt::Write as _;

use kzarchive::digest::Digest;
use kzarchive::log::merkle::{leaf_hash, verify_inclusion};
use kzarchive::log::{AddCheckpoint, Checkpoint, Entries, TlogProof};
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::policy::SimplePolicy;
use kzarchive::trust::sshsig::{NAMESPACE, sign};
use kzarchive::trust::{AllowedSigners, NoteSigner, Policy, UnverifiedSignature, VerifierKey};
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

const TRUST: &str = include_str!("../../src/trust/FORMAT.md");
const LOG: &str = include_str!("../../src/log/FORMAT.md");

/// The fenced blocks, each with its final newline.
fn blocks(text: &str) -> Vec<&str> {
    text.split("```text\n").skip(1).map(|rest| rest.split_once("```\n").unwrap().0).collect()
}

/// The values of the table of vectors.
fn vectors(text: &str) -> Vec<&str> {
    text.lines().rev().filter_map(|line| line.strip_suffix("` |")?.rsplit_once("| `").map(|(_, value)| value)).collect()
}

#[test]
fn the_trust_examples_verify() {
    let [allowed, policy, signature, ..] = blocks(TRUST)[..] else { panic!("three files") };
    let allowed = AllowedSigners::parse(allowed.as_bytes()).unwrap();
    assert_eq!(allowed.entries()[0].to_string() + "\n", blocks(TRUST)[0]);
    let read = UnverifiedSignature::parse(signature.as_bytes()).unwrap();
    let at: Timestamp = "2022-01-12T10:15:00Z".parse().unwrap();
    let signer = read.verify(b"{}\n", NAMESPACE, &allowed, at).unwrap();
    let archivist = PrivateKey::from(Ed25519Keypair::from_seed(&[1; 32]));
    assert_eq!(sign(NAMESPACE, b"{}\n", &archivist).unwrap(), signature);
    let secret = ed25519_dalek::SigningKey::from_bytes(&[2; 32]);
    let log = NoteSigner::new("archive.example/kazakhstan".parse().unwrap(), secret).vkey();
    assert_eq!(SimplePolicy(&log).to_string(), policy);
    assert_eq!(Policy::parse(policy.as_bytes()).unwrap(), Policy::of_log(log.clone()));
    assert_eq!(vectors(TRUST), [log.id().to_string(), signer.key.fingerprint()]);
}

#[test]
fn the_log_examples_verify() {
    let [sums, checkpoint, proof, request, vkey] = blocks(LOG)[..] else { panic!("four files and a key") };
    let vkey: VerifierKey = vkey.trim_end().parse().unwrap();
    let policy = Policy::of_log(vkey);
    let log = Entries::parse(sums.as_bytes()).unwrap();
    let (read, _) = Checkpoint::read(checkpoint.as_bytes(), &policy).unwrap();
    assert_eq!((read.size, read.root), (log.size(), log.root()));
    let digests: Vec<_> = log.as_slice().iter().map(|entry| *entry.digest()).collect();
    assert_eq!(digests, [Digest::of(b"{}\n"), Digest::of(b"[]\n")]);
    let proof = TlogProof::parse(proof.as_bytes()).unwrap();
    let lines: Vec<_> = sums.lines().collect();
    assert_eq!(proof.verify(lines[0].as_bytes(), &policy), Ok(read.clone()));
    assert!(proof.verify(lines[1].as_bytes(), &policy).is_err());
    assert_eq!(verify_inclusion(&leaf_hash(lines[0].as_bytes()), 0, 2, &proof.path, &read.root), Ok(()));
    let asked = AddCheckpoint::parse(request.as_bytes()).unwrap();
    assert_eq!((asked.to_bytes(), asked.checkpoint.as_slice()), (request.as_bytes().to_vec(), checkpoint.as_bytes()));
    let last = Checkpoint { size: 1, root: log.root_at(1).unwrap(), ..read.clone() };
    assert_eq!(kzarchive::witness::consistent(asked.old_size, &asked.proof, &read, Some(&last)), Ok(()));
    let mut leaves = log.leaf_hashes().iter().fold(String::new(), |mut all, leaf| {
        writeln!(all, "{leaf}").unwrap();
        all
    });
    write!(leaves, "{}\n{}", log.root(), Entries::default().root()).unwrap();
    assert_eq!(vectors(LOG).into_iter().rev().collect::<Vec<_>>(), leaves.lines().collect::<Vec<_>>());
}
