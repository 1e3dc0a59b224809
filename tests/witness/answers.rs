//! What a log makes of a witness's answers.

use std::cell::RefCell;

use kzarchive::digest::Digest;
use kzarchive::log::{AddCheckpoint, Checkpoint};
use kzarchive::log::{Entries, Entry};
use kzarchive::net::{NetError, Response};
use kzarchive::trust::VerifierKey;
use kzarchive::trust::note::SignatureLine;
use kzarchive::witness::{SIZE_TYPE, Submission, SubmissionError, SubmitError, Witness, WitnessError};

use super::parties::{Home, Log, cosigner, now};
use crate::support::minute;

fn entries(size: u8) -> Entries {
    let mut entries = Entries::default();
    (0..size).for_each(|at| entries.push(Entry::new(minute(at.into()), Digest::of(&[at]))).unwrap());
    entries
}

fn checkpoint(log: &Log, entries: &Entries) -> Vec<u8> {
    let checkpoint = Checkpoint { origin: log.signer.name().clone(), size: entries.size(), root: entries.root() };
    checkpoint.sign(&log.signer).unwrap().into_bytes()
}

fn submission(log: &Log, size: u8) -> Submission {
    Submission::new(&checkpoint(log, &entries(size)), &entries(size), &log.policy()).unwrap()
}

fn response(status: u16, body: &str) -> Response {
    let content_type = if status == 409 { SIZE_TYPE } else { "text/plain" };
    Response { status, content_type: Some(content_type.to_owned()), body: body.as_bytes().to_vec() }
}

/// As the server answers, without a network.
fn by(witness: &Witness) -> impl Fn(&[u8]) -> Result<Response, NetError> {
    |body| {
        Ok(match witness.add_checkpoint(body, now()) {
            Ok(cosigned) => response(200, &format!("{}\n", cosigned.line)),
            Err(WitnessError::Refused(refused @ kzarchive::witness::Refused::Conflict { last, .. })) => {
                response(refused.status(), &format!("{last}\n"))
            }
            Err(WitnessError::Refused(refused)) => response(refused.status(), ""),
            Err(other) => panic!("{other}"),
        })
    }
}

fn names(lines: &[SignatureLine]) -> Vec<&str> {
    lines.iter().map(|line| line.claimed_signer().0.as_str()).collect()
}

#[test]
fn a_witness_is_asked_until_the_old_size_is_its_own() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    let known = [witness.cosigner.vkey()];
    for size in [3, 3, 8] {
        assert_eq!(names(&submission(&log, size).ask(&known, &by(&witness)).unwrap()), ["witness.example/w1"]);
    }
}

#[test]
fn a_witness_that_saw_more_or_something_else_is_a_contradiction() {
    let (home, log) = (Home::new(), Log::new());
    let witness = home.witness(log.policy());
    let known = [witness.cosigner.vkey()];
    submission(&log, 8).ask(&known, &by(&witness)).unwrap();
    let error = submission(&log, 3).ask(&known, &by(&witness)).unwrap_err();
    assert!(matches!(error, SubmitError::Ahead { theirs: 8, ours: 3 }) && error.is_contradiction());
    // The witness has cosigned eight other lines.
    let home = Home::new();
    let witness = home.witness(log.policy());
    witness.add_checkpoint(&log.request(0, 8).to_bytes(), now()).unwrap();
    let error = submission(&log, 9).ask(&known, &by(&witness)).unwrap_err();
    assert!(matches!(error, SubmitError::NotAnExtension) && error.is_contradiction());
}

#[test]
fn every_other_answer_is_told() {
    let log = Log::new();
    let known = [cosigner("witness.example/w1", 7).vkey()];
    let ask = |answer: Response| submission(&log, 3).ask(&known, &|_| Ok(answer.clone())).unwrap_err();
    assert!(matches!(ask(response(403, "")), SubmitError::KeyNotBelieved));
    assert!(matches!(ask(response(404, "")), SubmitError::UnknownLog));
    assert!(matches!(ask(response(422, "")), SubmitError::NotAnExtension));
    for status in [100, 201, 301, 400, 500] {
        assert!(matches!(ask(response(status, "")), SubmitError::Status(told) if told == status));
    }
    assert!(matches!(ask(response(200, "")), SubmitError::NoLines), "nobody is named in nothing");
    assert!(matches!(ask(response(409, "02\n")), SubmitError::Conflict));
    assert!(matches!(ask(response(409, "0\n")), SubmitError::Conflict), "the size that was asked with");
    let untyped = Response { content_type: Some("text/plain".to_owned()), ..response(409, "2\n") };
    assert!(matches!(ask(untyped), SubmitError::Conflict));
    assert!(matches!(ask(response(409, "4\n")), SubmitError::Ahead { theirs: 4, ours: 3 }));
    let sizes = RefCell::new([1, 2, 1, 2].into_iter());
    let moving = |_: &[u8]| Ok(response(409, &format!("{}\n", sizes.borrow_mut().next().unwrap())));
    assert!(matches!(submission(&log, 3).ask(&known, &moving), Err(SubmitError::Busy)));
    let away = |_: &[u8]| Err(NetError::TooLong);
    assert!(matches!(submission(&log, 3).ask(&known, &away), Err(SubmitError::Net(_))));
}

#[test]
fn only_verified_cosignatures_of_known_witnesses_are_taken() {
    let log = Log::new();
    let asked = submission(&log, 3);
    let text = Checkpoint::read(&checkpoint(&log, &entries(3)), &log.policy()).unwrap().0.to_text();
    let (ours, stranger) = (cosigner("witness.example/w1", 7), cosigner("stranger.example", 8));
    let known = [ours.vkey()];
    let lines = |lines: &[SignatureLine]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let take = |body: &str, known: &[VerifierKey]| asked.cosignatures(body.as_bytes(), known);
    let (good, strange) = (ours.cosign(&text, now()), stranger.cosign(&text, now()));
    let taken = take(&lines(&[strange.clone(), good.clone()]), &known).unwrap();
    assert_eq!(taken, std::slice::from_ref(&good));
    assert!(
        matches!(take(&lines(&[strange]), &known), Err(SubmitError::NoKnownKey(names)) if names == ["stranger.example"])
    );
    let of_another = ours.cosign(&text.replace("\n3\n", "\n4\n"), now());
    assert!(matches!(take(&lines(&[of_another]), &known), Err(SubmitError::Answer(_))));
    assert!(matches!(take(&lines(&[good.clone(), good]), &known), Err(SubmitError::Answer(_))));
    for bad in ["", "<html>\n", "— no line"] {
        assert!(take(bad, &known).is_err(), "{bad:?}");
    }
    // The log's own line under the answer is no cosignature.
    let own = lines(&[log.signer.sign(&text)]);
    assert!(take(&own, &known).is_err());
}

#[test]
fn only_a_log_and_its_checkpoint_are_submitted() {
    let log = Log::new();
    let new = |checkpoint: &[u8], size| Submission::new(checkpoint, &entries(size), &log.policy()).map(drop);
    let of_three = checkpoint(&log, &entries(3));
    assert_eq!(new(&of_three, 3), Ok(()));
    assert_eq!(new(&of_three, 4), Ok(()), "lines behind the checkpoint wait for the next one");
    assert_eq!(new(&of_three, 2), Err(SubmissionError::OtherLog));
    assert_eq!(new(&log.checkpoint(3), 3), Err(SubmissionError::OtherLog));
    let stranger = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let stranger = kzarchive::trust::NoteSigner::new(log.signer.name().clone(), stranger);
    let stranger = checkpoint(&Log { signer: stranger, history: 0 }, &entries(3));
    assert!(matches!(new(&stranger, 3), Err(SubmissionError::Checkpoint(_))));
    assert!(matches!(submission(&log, 3).request(4), Err(SubmissionError::Proof(_))));
    let first: AddCheckpoint = submission(&log, 3).request(0).unwrap();
    assert!(first.proof.is_empty());
}
