//! Signed notes, compared with the signed_note crate.

use ed25519_dalek::SigningKey;
use kzarchive::digest::Digest;
use kzarchive::log::Checkpoint;
use kzarchive::trust::note_signer::assemble;
use kzarchive::trust::{NoteSigner, Policy, UnverifiedNote};
use proptest::prelude::*;
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};

/// A reader of theirs that knows our key.
fn their_verifiers(signer: &NoteSigner) -> VerifierList {
    VerifierList::new(vec![Box::new(StandardVerifier::new(&signer.vkey().to_string()).unwrap())])
}

/// A text that a note may have, with empty lines and letters of many bytes.
fn some_text() -> impl Strategy<Value = String> {
    "([ -~а-я—]{0,20}\n){1,6}"
}

fn some_name() -> impl Strategy<Value = String> {
    "[a-zа-я0-9./-]{1,20}"
}

proptest! {
    #[test]
    fn they_open_ours(text in some_text(), name in some_name(), seed in any::<[u8; 32]>()) {
        let signer = NoteSigner::new(name.parse().unwrap(), SigningKey::from_bytes(&seed));
        let ours = assemble(&text, &[signer.sign(&text)]).unwrap();
        let theirs = Note::from_bytes(ours.as_bytes()).unwrap();
        prop_assert_eq!(theirs.text(), text.as_bytes());
        let (verified, unverified) = theirs.verify(&their_verifiers(&signer)).unwrap();
        prop_assert_eq!((verified.len(), unverified.len()), (1, 0));
        prop_assert_eq!(theirs.to_bytes(), ours.into_bytes());
    }

    #[test]
    fn we_open_theirs(text in some_text(), name in some_name()) {
        let (secret, vkey) = signed_note::generate_key(&mut ssh_key::rand_core::OsRng, &name);
        let mut theirs = Note::new(text.as_bytes(), &[]).unwrap();
        theirs.add_sigs(&[&StandardSigner::new(&secret).unwrap()]).unwrap();
        let vkey: kzarchive::trust::VerifierKey = vkey.parse().unwrap();
        let ours = UnverifiedNote::parse(&theirs.to_bytes()).unwrap().verify(std::slice::from_ref(&vkey)).unwrap();
        prop_assert_eq!(ours.text(), text);
        prop_assert_eq!(&ours.signatures()[0].key, &vkey);
    }

    /// Whatever bytes a note is changed to: what we accept, they accept too.
    #[test]
    fn we_are_never_the_laxer(
        text in some_text(),
        at in any::<prop::sample::Index>(),
        put in prop::collection::vec(any::<u8>(), 0..3),
        cut in 0..3_usize,
    ) {
        let signer = NoteSigner::new("example.org/log".parse().unwrap(), SigningKey::from_bytes(&[1; 32]));
        let mut note = assemble(&text, &[signer.sign(&text)]).unwrap().into_bytes();
        let at = at.index(note.len());
        note.splice(at..note.len().min(at + cut), put);
        let we = UnverifiedNote::parse(&note).ok().and_then(|note| note.verify(&[signer.vkey()]).ok());
        if let Some(we) = we {
            let they = Note::from_bytes(&note).unwrap();
            prop_assert!(they.verify(&their_verifiers(&signer)).is_ok());
            prop_assert_eq!(they.text(), we.text().as_bytes());
        }
    }

    #[test]
    fn they_open_our_checkpoints(size in any::<u64>(), root in any::<[u8; 32]>()) {
        let signer = NoteSigner::new("example.org/log".parse().unwrap(), SigningKey::from_bytes(&[1; 32]));
        let checkpoint = Checkpoint { origin: signer.name().clone(), size, root: Digest::from_bytes(root) };
        let note = checkpoint.sign(&signer).unwrap();
        let theirs = Note::from_bytes(note.as_bytes()).unwrap();
        prop_assert!(theirs.verify(&their_verifiers(&signer)).is_ok());
        let (read, _) = Checkpoint::read(note.as_bytes(), &Policy::of_log(signer.vkey())).unwrap();
        prop_assert_eq!(read, checkpoint);
    }
}
