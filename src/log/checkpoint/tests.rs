use ed25519_dalek::SigningKey;

use super::*;
use crate::trust::cosignature::Cosigner;

fn signer(name: &str, seed: u8) -> NoteSigner {
    NoteSigner::new(name.parse().unwrap(), SigningKey::from_bytes(&[seed; 32]))
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: "example.org/log".parse().unwrap(), size: 20, root: Digest::of(b"") }
}

fn policy() -> Policy {
    Policy::of_log(signer("example.org/log", 1).vkey())
}

#[test]
fn a_signed_checkpoint_is_read_back() {
    let note = checkpoint().sign(&signer("example.org/log", 1)).unwrap();
    assert!(note.starts_with("example.org/log\n20\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— "));
    let (read, verified) = Checkpoint::read(note.as_bytes(), &policy()).unwrap();
    assert_eq!((read, verified.as_bytes()), (checkpoint(), note.as_bytes()));
    assert_eq!(verified.text(), checkpoint().to_text());
}

#[test]
fn a_log_speaks_for_itself_only() {
    let elsewhere = CheckpointError::OriginMismatch { origin: checkpoint().origin };
    assert_eq!(checkpoint().sign(&signer("example.net/log", 2)), Err(elsewhere.clone()));
    let other = signer("example.net/log", 2);
    let text = checkpoint().to_text();
    let note = assemble(&text, &[other.sign(&text)]).unwrap();
    let both = format!("log {}\nlog {}\nquorum none\n", signer("example.org/log", 1).vkey(), other.vkey());
    let both = Policy::parse(both.as_bytes()).unwrap();
    assert_eq!(Checkpoint::read(note.as_bytes(), &both).unwrap_err(), elsewhere);
    // Nor does a witness speak for the log whose name it bears.
    let witness = Cosigner::new(checkpoint().origin, SigningKey::from_bytes(&[3; 32]));
    let cosigned = witness.cosign(&text, "2022-01-12T10:15:00Z".parse().unwrap());
    let note = assemble(&text, &[other.sign(&text), cosigned]).unwrap();
    let named = format!("log {}\nwitness w {}\nquorum w\n", other.vkey(), witness.vkey());
    let named = Policy::parse(named.as_bytes()).unwrap();
    assert_eq!(Checkpoint::read(note.as_bytes(), &named).unwrap_err(), elsewhere);
}

#[test]
fn what_a_note_claims_is_read_whoever_signed_it() {
    let note = checkpoint().sign(&signer("example.org/log", 7)).unwrap();
    assert_eq!(Checkpoint::claimed(note.as_bytes()), Ok(checkpoint()));
    assert!(matches!(Checkpoint::claimed(b"A text.\n"), Err(CheckpointError::Note(_))));
    let other = assemble("Another note.\n", &[signer("example.org/log", 1).sign("Another note.\n")]).unwrap();
    assert_eq!(Checkpoint::claimed(other.as_bytes()), Err(CheckpointError::Lines));
}

#[test]
fn a_merge_that_git_left_unresolved_is_told_as_such() {
    let note = checkpoint().sign(&signer("example.org/log", 1)).unwrap();
    let marked = note.replace("\n20\n", "\n<<<<<<< HEAD\n20\n=======\n21\n>>>>>>> theirs\n");
    assert_eq!(Checkpoint::read(marked.as_bytes(), &policy()).unwrap_err(), CheckpointError::Unmerged);
}

#[test]
fn every_refusal_fires() {
    use CheckpointError as E;
    let good = checkpoint().to_text();
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    for (bad, why) in [
        ("example.org/log\n20\n".to_owned(), E::Lines),
        (format!("{good}extension\n"), E::Lines),
        (format!("{good}\n"), E::Lines),
        ("\n".to_owned(), E::Lines),
        (good.replace("example.org", "example org"), E::Origin(KeyNameError::Space)),
        (good.replace("example.org/log", ""), E::Origin(KeyNameError::Empty)),
        (good.replace("\n20\n", "\n020\n"), E::Size),
        (good.replace("\n20\n", "\n+20\n"), E::Size),
        (good.replace("\n20\n", "\n20 \n"), E::Size),
        (good.replace("\n20\n", "\n\n"), E::Size),
        (good.replace("\n20\n", "\n18446744073709551616\n"), E::Size),
        (good.replace(root, ""), E::Root),
        (good.replace("SuFU=", "SuFV="), E::Root),
        (good.replace("SuFU=", "SuFU"), E::Root),
        (good.replace(root, "AAAA"), E::Root),
        (good.replace(root, &format!("AAAA{root}")), E::Root),
    ] {
        let note = assemble(&bad, &[signer("example.org/log", 1).sign(&bad)]).unwrap();
        assert_eq!(Checkpoint::read(note.as_bytes(), &policy()).unwrap_err(), why, "{bad:?}");
    }
    assert_eq!(Checkpoint::read(b"", &policy()).unwrap_err(), E::Note(NoteError::NoFinalNewline));
    let stranger = checkpoint().sign(&signer("example.org/log", 2)).unwrap();
    assert!(matches!(Checkpoint::read(stranger.as_bytes(), &policy()), Err(E::Untrusted(_))));
}

#[test]
fn a_log_stands_by_what_it_signed_under_any_of_its_policies() {
    let note = checkpoint().sign(&signer("example.org/log", 1)).unwrap();
    let other = Policy::of_log(signer("example.org/log", 2).vkey());
    let witness = Cosigner::new("w".parse().unwrap(), SigningKey::from_bytes(&[3; 32]));
    let asks = format!("log {}\nwitness w {}\nquorum w\n", signer("example.org/log", 1).vkey(), witness.vkey());
    let asks = Policy::parse(asks.as_bytes()).unwrap();
    assert!(Checkpoint::read(note.as_bytes(), &asks).is_err(), "the quorum is not met");
    for policies in [vec![policy(), other.clone()], vec![other.clone(), policy()], vec![asks]] {
        assert_eq!(Checkpoint::read_any(note.as_bytes(), &policies), Ok(checkpoint()));
    }
    for policies in [vec![], vec![other]] {
        let read = Checkpoint::read_any(note.as_bytes(), &policies);
        assert!(matches!(read, Err(CheckpointError::Untrusted(_))), "{read:?}");
    }
}

#[test]
fn a_witness_knows_what_it_cosigned_itself() {
    let (log, text) = (signer("example.org/log", 1), checkpoint().to_text());
    let [ours, theirs] = [3, 4].map(|seed| Cosigner::new("w".parse().unwrap(), SigningKey::from_bytes(&[seed; 32])));
    let at = "2022-01-12T10:15:00Z".parse().unwrap();
    let note = assemble(&text, &[log.sign(&text), ours.cosign(&text, at)]).unwrap();
    let note = UnverifiedNote::parse(note.as_bytes()).unwrap();
    let verified = note.verify(&[log.vkey(), ours.vkey()]).unwrap();
    assert_eq!(Checkpoint::from_cosigned(&verified, &ours.vkey()), Ok(checkpoint()));
    for not_it in [theirs.vkey(), log.vkey()] {
        assert_eq!(Checkpoint::from_cosigned(&verified, &not_it), Err(CheckpointError::NotCosigned));
    }
    assert_eq!(Checkpoint::claimed_origin(&note), Some(checkpoint().origin));
}

#[test]
fn a_claimed_size_is_the_second_line() {
    assert_eq!(Checkpoint::claimed_size(&checkpoint().to_text()), Some(20));
    for none in ["", "example.org/log\n", "example.org/log\n020\n", "20\nx\n"] {
        assert_eq!(Checkpoint::claimed_size(none), None, "{none:?}");
    }
}

#[test]
fn the_largest_size_is_read() {
    let most = Checkpoint { size: u64::MAX, ..checkpoint() };
    assert_eq!(Checkpoint::from_text(&most.to_text()), Ok(most));
}
