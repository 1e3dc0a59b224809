use super::*;
use crate::trust::note_signer::{NoteSigner, add_line, assemble};

fn signer(seed: u8) -> NoteSigner {
    NoteSigner::new("example.org/log".parse().unwrap(), ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
}

fn note(text: &str, seeds: &[u8]) -> String {
    let lines: Vec<_> = seeds.iter().map(|seed| signer(*seed).sign(text)).collect();
    assemble(text, &lines).unwrap()
}

fn parse(text: &str) -> Result<UnverifiedNote, NoteError> {
    UnverifiedNote::parse(text.as_bytes())
}

#[test]
fn a_signed_text_verifies_and_unknown_keys_are_ignored() {
    let unverified = parse(&note("first\n\nsecond\n", &[1, 2])).unwrap();
    let verified = unverified.verify(&[signer(2).vkey()]).unwrap();
    assert_eq!(verified.text(), "first\n\nsecond\n");
    assert_eq!(verified.signatures(), [VerifiedSignature { key: signer(2).vkey(), cosigned_at: None }]);
    assert_eq!(verified.as_bytes(), unverified.as_bytes());
}

#[test]
fn no_known_key_says_who_signed() {
    let error = parse(&note("text\n", &[1])).unwrap().verify(&[signer(2).vkey()]).unwrap_err();
    assert_eq!(error, NoteError::NoKnownKey(vec![("example.org/log".parse().unwrap(), signer(1).vkey().id())]));
    assert!(error.to_string().ends_with("only by example.org/log (key ID 8f13f9e4)"), "{error}");
}

#[test]
fn one_failing_known_key_refuses_the_note() {
    let good = note("text\n", &[1]);
    let forged = SignatureLine { signature: vec![0; 64], ..signer(2).sign("text\n") };
    let both = parse(&add_line(&parse(&good).unwrap(), &forged)).unwrap();
    let id = signer(2).vkey().id();
    assert_eq!(
        both.verify(&[signer(1).vkey(), signer(2).vkey()]).unwrap_err(),
        NoteError::BadSignature("example.org/log".parse().unwrap(), id)
    );
    assert!(both.verify(&[signer(1).vkey()]).is_ok(), "the forged line is of an unknown key here");
}

#[test]
fn a_signature_of_another_length_fails() {
    let short = SignatureLine { signature: vec![0; 63], ..signer(1).sign("text\n") };
    let note = parse(&assemble("text\n", &[short]).unwrap()).unwrap();
    assert!(matches!(note.verify(&[signer(1).vkey()]), Err(NoteError::BadSignature(..))));
}

#[test]
fn a_known_line_twice_is_refused_and_an_unknown_one_is_not() {
    let twice = parse(&note("text\n", &[1, 2, 2])).unwrap();
    assert!(matches!(twice.verify(&[signer(2).vkey()]), Err(NoteError::DuplicateSignature(..))));
    assert!(twice.verify(&[signer(1).vkey()]).is_ok());
}

#[test]
fn a_key_that_is_known_twice_signs_once() {
    let once = parse(&note("text\n", &[1])).unwrap();
    let verified = once.verify(&[signer(1).vkey(), signer(1).vkey()]).unwrap();
    assert_eq!(verified.signatures().len(), 1);
}

#[test]
fn sixteen_long_signatures_of_strangers_are_room_enough() {
    let long = SignatureLine { signature: vec![7; 5000], ..signer(2).sign("text\n") };
    let lines: Vec<_> = std::iter::once(signer(1).sign("text\n")).chain(std::iter::repeat_n(long, 15)).collect();
    let note = assemble("text\n", &lines).unwrap();
    assert!(parse(&note).unwrap().verify(&[signer(1).vkey()]).is_ok());
}

#[test]
fn a_note_of_the_greatest_length_is_read() {
    let around = note("\n", &[1]).len() - 1;
    let longest = note(&format!("{}\n", "x".repeat(MAX_BYTES - around - 1)), &[1]);
    assert_eq!(longest.len(), MAX_BYTES);
    assert!(parse(&longest).unwrap().verify(&[signer(1).vkey()]).is_ok());
}

#[test]
fn only_notes_are_read() {
    let good = note("text\n", &[1]);
    let base64 = &good[good.rfind(' ').unwrap() + 1..good.len() - 1];
    for (bad, why) in [
        ("x".repeat(MAX_BYTES + 1), NoteError::TooLong(MAX_BYTES + 1)),
        (good.replace("text", "te\txt"), NoteError::Control(2)),
        (good.replace('\n', "\r\n"), NoteError::Control(4)),
        (good.trim_end().to_owned(), NoteError::NoFinalNewline),
        ("text\n".to_owned(), NoteError::NoSignatures),
        ("text\n\n".to_owned(), NoteError::NoSignatures),
        (format!("{good}\n"), NoteError::NoSignatures),
        (note("text\n", &[1; MAX_SIGNATURES]) + good.lines().last().unwrap() + "\n", NoteError::TooManySignatures),
        (good.replace("— ", "- "), NoteError::SignatureLine(3)),
        (good.replace("— ", "—  "), NoteError::SignatureLine(3)),
        (good.replace(base64, &format!("{base64} ")), NoteError::SignatureLine(3)),
        (good.replace("org/log", "org+log"), NoteError::SignatureLine(3)),
        (good.replace(base64, "AAAAAA=="), NoteError::SignatureLine(3)),
        (good.replace(base64, "AAAAAAB="), NoteError::SignatureLine(3)),
    ] {
        assert_eq!(parse(&bad).unwrap_err(), why, "{bad:?}");
    }
    assert_eq!(UnverifiedNote::parse(b"te\xff\n").unwrap_err(), NoteError::Encoding(2));
}

#[test]
fn no_changed_byte_is_accepted() {
    let good = note("text\n", &[1]).into_bytes();
    let known = [signer(1).vkey()];
    for at in 0..good.len() {
        for flip in [1, 2, 4, 8, 16, 32, 64, 128] {
            let mut bad = good.clone();
            bad[at] ^= flip;
            assert!(UnverifiedNote::parse(&bad).and_then(|note| note.verify(&known)).is_err(), "byte {at} ^ {flip:#x}");
        }
    }
}

#[test]
fn the_known_part_has_no_line_of_a_stranger() {
    let all = parse(&note("first\n\nsecond\n", &[1, 2, 3])).unwrap();
    let known = all.verify(&[signer(3).vkey(), signer(1).vkey()]).unwrap().known_part();
    assert_eq!(known, note("first\n\nsecond\n", &[1, 3]));
}
