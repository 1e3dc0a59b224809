//! What a witness remembers, and what it refuses for it.

use kzarchive::digest::Digest;
use kzarchive::log::Checkpoint;
use kzarchive::trust::note_signer::assemble;
use kzarchive::trust::{NoteSigner, Policy, UnverifiedNote};
use kzarchive::witness::{Contradiction, WitnessError};

use super::parties::{Home, Log, ask, cosigner, now};
use crate::support::ORIGIN;

#[test]
fn a_log_is_followed_from_nothing_on() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    let genesis = ask(&witness, &log.request(0, 0)).unwrap();
    assert_eq!((genesis.checkpoint.size, genesis.last), (0, None));
    for (old, new) in [(0, 1), (1, 1), (1, 2), (2, 7), (7, 8)] {
        let cosigned = ask(&witness, &log.request(old, new)).unwrap();
        assert_eq!((cosigned.checkpoint.size, cosigned.last.unwrap().size), (new, old));
    }
}

#[test]
fn the_cosignature_verifies_and_the_memory_holds_it() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    let line = ask(&witness, &log.request(0, 5)).unwrap().line;
    let note = format!("{}{line}\n", String::from_utf8(log.checkpoint(5)).unwrap());
    let verified = UnverifiedNote::parse(note.as_bytes()).unwrap().verify(&[witness.cosigner.vkey()]).unwrap();
    assert_eq!(verified.signatures()[0].cosigned_at, Some(now()));
    let published = witness.published(&Digest::of(ORIGIN.as_bytes())).unwrap();
    assert_eq!(published, Some(note.into_bytes()), "the log's line and the witness's, as C2SP asks");
}

#[test]
fn lines_of_strangers_are_not_remembered() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    let mut request = log.request(0, 5);
    let text = String::from_utf8(request.checkpoint.clone()).unwrap().split("\n\n").next().unwrap().to_owned() + "\n";
    let line = cosigner("stranger.example", 9).cosign(&text, now());
    request.checkpoint.extend(format!("{line}\n").bytes());
    ask(&witness, &request).unwrap();
    let kept = witness.published(&Digest::of(ORIGIN.as_bytes())).unwrap().unwrap();
    assert!(!String::from_utf8(kept).unwrap().contains("stranger"));
}

#[test]
fn what_is_refused_changes_no_memory() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    ask(&witness, &log.request(0, 5)).unwrap();
    let before = home.files();
    let mut refused = Vec::new();
    let mut refuse = |request, status| {
        assert_eq!(ask(&witness, &request).unwrap_err(), status);
        refused.push(status);
    };
    refuse(log.request(0, 7), 409);
    refuse(log.request(4, 7), 409);
    refuse(log.request(6, 7), 409);
    refuse(log.request(3, 3), 409);
    refuse(kzarchive::log::AddCheckpoint { old_size: 8, ..log.request(5, 7) }, 400);
    refuse(log.forked().request(5, 7), 422);
    refuse(kzarchive::log::AddCheckpoint { proof: Vec::new(), ..log.request(5, 7) }, 422);
    let other = NoteSigner::new(ORIGIN.parse().unwrap(), ed25519_dalek::SigningKey::from_bytes(&[2; 32]));
    refuse(Log { signer: other, history: 0 }.request(5, 7), 403);
    let elsewhere = NoteSigner::new("else.example".parse().unwrap(), ed25519_dalek::SigningKey::from_bytes(&[1; 32]));
    refuse(Log { signer: elsewhere, history: 0 }.request(0, 7), 404);
    assert_eq!(refused.len(), 9);
    assert_eq!(home.files(), before);
}

#[test]
fn a_root_of_nothing_that_is_none_is_refused_at_genesis() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    let text = format!("{ORIGIN}\n0\n{}\n", "A".repeat(43) + "=");
    let note = assemble(&text, &[log.signer.sign(&text)]).unwrap();
    let request = kzarchive::log::AddCheckpoint { checkpoint: note.into_bytes(), ..log.request(0, 0) };
    assert_eq!(ask(&witness, &request).unwrap_err(), 422);
    let request = kzarchive::log::AddCheckpoint { proof: vec![Digest::of(b"")], ..log.request(0, 5) };
    assert_eq!(ask(&witness, &request).unwrap_err(), 422, "nothing proves that a log extends the empty one");
}

#[test]
fn one_size_with_two_roots_is_kept_as_evidence_whatever_the_proof() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    ask(&witness, &log.request(0, 5)).unwrap();
    let cosigned = witness.published(&Digest::of(ORIGIN.as_bytes())).unwrap().unwrap();
    let fork = log.forked();
    for (old, status) in [(5, 422), (0, 409), (4, 409)] {
        let error = witness.add_checkpoint(&fork.request(old, 5).to_bytes(), now()).unwrap_err();
        let WitnessError::Contradiction { why, answer, evidence } = error else { panic!("{error}") };
        assert_eq!((why, answer.status()), (Contradiction::Forked { then: 5, now: 5 }, status));
        let kept: Vec<_> = crate::support::snapshot(&evidence).into_values().collect();
        assert_eq!(kept.len(), 2);
        assert!(kept.contains(&cosigned) && kept.contains(&fork.checkpoint(5)));
    }
    let still = witness.published(&Digest::of(ORIGIN.as_bytes())).unwrap();
    assert_eq!(still, Some(cosigned), "the memory is as before");
}

#[test]
fn a_memory_that_this_witness_did_not_write_stops_it() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    ask(&witness, &log.request(0, 5)).unwrap();
    let path = home.state.join(Digest::of(ORIGIN.as_bytes()).to_string()).join("checkpoint");
    let good = std::fs::read(&path).unwrap();
    // An earlier checkpoint without the cosignature, another witness's, an edited one, an empty file.
    let text = Checkpoint::read(&log.checkpoint(3), &log.policy()).unwrap().0.to_text();
    let other = assemble(&text, &[log.signer.sign(&text), cosigner("witness.example/w1", 8).cosign(&text, now())]);
    let edited = String::from_utf8(good.clone()).unwrap().replacen("\n5\n", "\n3\n", 1);
    for bad in [log.checkpoint(3), other.unwrap().into_bytes(), edited.into_bytes(), Vec::new()] {
        std::fs::write(&path, &bad).unwrap();
        let error = witness.add_checkpoint(&log.request(3, 7).to_bytes(), now()).unwrap_err();
        assert!(matches!(error, WitnessError::State { .. }), "{error}");
    }
    std::fs::write(&path, good).unwrap();
    assert!(ask(&witness, &log.request(5, 7)).is_ok());
}

#[test]
fn one_witness_keeps_many_logs_apart() {
    let (home, log) = (Home::new(), Log::new());
    let other = NoteSigner::new("else.example".parse().unwrap(), ed25519_dalek::SigningKey::from_bytes(&[2; 32]));
    let other = Log { signer: other, history: 3 };
    let both = format!("log {}\nlog {}\nquorum none\n", log.signer.vkey(), other.signer.vkey());
    let witness = home.witness(Policy::parse(both.as_bytes()).unwrap());
    ask(&witness, &log.request(0, 5)).unwrap();
    ask(&witness, &other.request(0, 2)).unwrap();
    ask(&witness, &log.request(5, 6)).unwrap();
    ask(&witness, &other.request(2, 9)).unwrap();
}
