//! No reader panics, and each thing that is read has one spelling: what is accepted is what would be written.

use std::sync::LazyLock;

use ed25519_dalek::SigningKey;
use kzarchive::digest::Digest;
use kzarchive::log::merkle::inclusion_proof;
use kzarchive::log::{Checkpoint, Entries, Entry, TlogProof};
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::allowed_signers::Entry as Allowed;
use kzarchive::trust::policy::SimplePolicy;
use kzarchive::trust::sshsig::{NAMESPACE, sign};
use kzarchive::trust::{
    AllowedSigners, NoteSigner, Policy, SshPublicKey, UnverifiedNote, UnverifiedSignature, VerifierKey, secret,
};
use proptest::prelude::*;
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

/// Each kind of file once, well formed.
fn files() -> Vec<Vec<u8>> {
    let signer = NoteSigner::new("example.org/log".parse().unwrap(), SigningKey::from_bytes(&[1; 32]));
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&[2; 32]));
    let at: Timestamp = "2022-01-12T10:15:00Z".parse().unwrap();
    let mut log = Entries::default();
    for text in ["a", "b", "c"] {
        log.push(Entry::new(at, Digest::of(text.as_bytes()))).unwrap();
    }
    let checkpoint = Checkpoint { origin: signer.name().clone(), size: 3, root: log.root() }.sign(&signer).unwrap();
    let path = inclusion_proof(log.leaf_hashes(), 1).unwrap();
    let proof = TlogProof { extra: Some(b"x".to_vec()), index: 1, path, checkpoint: checkpoint.clone().into_bytes() };
    let allowed = Allowed::new("aigul", SshPublicKey::from_key_data(key.public_key().key_data()).unwrap()).unwrap();
    let allowed = allowed.for_namespace(NAMESPACE).unwrap().valid_from(at).valid_until(at);
    vec![
        log.to_string().into_bytes(),
        checkpoint.into_bytes(),
        proof.to_bytes(),
        SimplePolicy(&signer.vkey()).to_string().into_bytes(),
        format!("{allowed}\n").into_bytes(),
        sign(NAMESPACE, b"{}\n", &key).unwrap().into_bytes(),
        signer.vkey().to_string().into_bytes(),
    ]
}

/// Gives bytes to every reader. What one accepts must be what it would write.
fn read_all(bytes: &[u8]) {
    if let Ok(log) = Entries::parse(bytes) {
        assert_eq!(log.to_string().as_bytes(), bytes);
    }
    if let Ok(proof) = TlogProof::parse(bytes) {
        assert_eq!(proof.to_bytes(), bytes);
    }
    if let Ok(note) = UnverifiedNote::parse(bytes) {
        assert_eq!(note.as_bytes(), bytes);
    }
    let _ = Policy::parse(bytes);
    let _ = UnverifiedSignature::parse(bytes);
    let _ = secret::read(bytes);
    if let Ok(allowed) = AllowedSigners::parse(bytes) {
        // Comments and blanks are free here; but what is written of it reads as the same.
        let written: String = allowed.entries().iter().map(|entry| format!("{entry}\n")).collect();
        assert_eq!(AllowedSigners::parse(written.as_bytes()), Ok(allowed));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(vkey) = text.parse::<VerifierKey>() {
            assert_eq!(vkey.to_string(), text);
        }
        let _ = text.parse::<SshPublicKey>();
    }
}

proptest! {
    #[test]
    fn anything_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }

    #[test]
    fn any_text_can_be_read(text in "[ -~\n\t\"—é=+/]{0,300}") {
        read_all(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn anything_like_a_file_can_be_read(
        which in 0..7_usize,
        at in any::<prop::sample::Index>(),
        put in "[ -~\n\t\"=+/é]{0,4}",
        cut in 0..4_usize,
    ) {
        static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(files);
        let mut file = FILES[which].clone();
        let at = at.index(file.len() + 1);
        file.splice(at..file.len().min(at + cut), put.into_bytes());
        read_all(&file);
    }
}
