//! The examples of the C2SP documents.

use ed25519_dalek::SigningKey;
use kzarchive::log::tlog_proof::TlogProofError;
use kzarchive::log::{AddCheckpoint, Checkpoint, TlogProof};
use kzarchive::trust::cosignature::Cosigner;
use kzarchive::trust::note::{NoteError, SignatureLine};
use kzarchive::trust::{NoteSigner, Policy, UnverifiedNote, VerifierKey};

/// The fenced blocks of a Markdown text, each with its final newline.
fn fenced(text: &str) -> Vec<&str> {
    text.split("```\n").skip(1).step_by(2).collect()
}

fn example(file: &str, start: &str) -> Option<String> {
    let text = super::shared_text(file)?;
    let found = fenced(&text).into_iter().find(|block| block.starts_with(start));
    Some(found.unwrap_or_else(|| panic!("{file} has no example that starts with {start:?}")).to_owned())
}

#[test]
fn the_signed_note_verifies_under_its_vkey() {
    let Some(text) = super::shared_text("specs/signed-note.md") else { return };
    let vkey = text.lines().find_map(|line| line.strip_prefix("    example.com/foo+")).unwrap();
    let vkey: VerifierKey = format!("example.com/foo+{vkey}").parse().unwrap();
    let note = example("specs/signed-note.md", "This is an example message.").unwrap();
    let verified = UnverifiedNote::parse(note.as_bytes()).unwrap().verify(std::slice::from_ref(&vkey)).unwrap();
    assert_eq!(verified.text(), "This is an example message.\n");
    assert_eq!(verified.signatures()[0].key, vkey);
    let changed = note.replace("example message", "example massage");
    let error = UnverifiedNote::parse(changed.as_bytes()).unwrap().verify(std::slice::from_ref(&vkey)).unwrap_err();
    assert_eq!(error, NoteError::BadSignature(vkey.name().clone(), vkey.id()));
}

#[test]
fn the_other_notes_are_read_and_tell_who_claims_to_have_signed() {
    for (file, start, names) in [
        ("specs/signed-note.md", "Ognuno", ["quasimodo.example/salvatore"].as_slice()),
        ("specs/tlog-checkpoint.md", "example.com/behind-the-sofa", &["example.com/behind-the-sofa"]),
        (
            "specs/tlog-cosignature.md",
            "example.com/behind-the-sofa",
            &["example.com/behind-the-sofa", "witness.example.com/w1"],
        ),
    ] {
        let Some(note) = example(file, start) else { return };
        let note = UnverifiedNote::parse(note.as_bytes()).unwrap();
        assert_eq!(note.claimed_signers().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names, "{file}");
    }
}

#[test]
fn the_policy_has_its_two_levels() {
    let Some(example) = example("specs/tlog-policy.md", "log <vkey>\n\nwitness") else { return };
    let secret = |seed: u8| SigningKey::from_bytes(&[seed; 32]);
    let witness = |seed: u8| Cosigner::new("w.example".parse().unwrap(), secret(seed)).vkey();
    // The example leaves out the keys: fill in the log's, then one a witness.
    let log = NoteSigner::new("log.example".parse().unwrap(), secret(100)).vkey();
    let mut text = example.replacen("<vkey>", &log.to_string(), 1);
    for seed in 1..=6 {
        text = text.replacen("<vkey>", &witness(seed).to_string(), 1);
    }
    let policy = Policy::parse(text.as_bytes()).unwrap();
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 6));
    let names: Vec<_> = policy.witnesses().iter().map(|witness| witness.name.as_slice()).collect();
    assert_eq!(names, [b"X1", b"X2", b"X3", b"Y1", b"Y2", b"Y3"]);
    // Two of X (the first three) and any of Y.
    for chosen in 0..64_u32 {
        let keys: Vec<_> = (0..6).filter(|at| chosen >> at & 1 == 1).map(|at| witness(at as u8 + 1)).collect();
        let wanted = (chosen & 0b111).count_ones() >= 2 && chosen & 0b11_1000 != 0;
        assert_eq!(policy.satisfied_by(&keys.iter().collect::<Vec<_>>()), wanted, "{chosen:06b}");
    }
}

#[test]
fn the_proof_is_read_and_written_back() {
    let Some(example) = example("specs/tlog-proof.md", "c2sp.org/tlog-proof@v1\n") else { return };
    let proof = TlogProof::parse(example.as_bytes()).unwrap();
    assert_eq!((proof.index, proof.path.len()), (73_894, 5));
    assert!(proof.extra.as_ref().unwrap().starts_with(b"age-v1.2.1-darwin-arm64.tar.gz"));
    assert!(proof.checkpoint.starts_with(b"example.com/fancylog\n109482\n"));
    assert_eq!(String::from_utf8(proof.to_bytes()).unwrap(), example);
    // The example cuts its signatures short for show: checking gets no further than the note.
    let log = NoteSigner::new("example.com/fancylog".parse().unwrap(), SigningKey::from_bytes(&[1; 32])).vkey();
    let error = proof.verify(b"", &Policy::of_log(log)).unwrap_err();
    assert_eq!(error, TlogProofError::Checkpoint(NoteError::SignatureLine(5).into()));
}

/// Blocks that are indented, as tlog-witness writes its examples.
fn indented(text: &str, start: &str) -> Option<String> {
    let lines = text.lines().skip_while(|line| line.strip_prefix("    ").is_none_or(|line| !line.starts_with(start)));
    let block = lines.take_while(|line| line.is_empty() || line.starts_with("    "));
    let block: String = block.map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect();
    (!block.is_empty()).then(|| block.trim_end_matches('\n').to_owned() + "\n")
}

#[test]
fn the_request_to_a_witness_is_read_and_written() {
    let Some(text) = super::shared_text("specs/tlog-witness.md") else { return };
    let request = indented(&text, "old ").unwrap();
    let read = AddCheckpoint::parse(request.as_bytes()).unwrap();
    assert_eq!((read.old_size, read.proof.len()), (20_852_014, 4));
    assert_eq!(read.to_bytes(), request.as_bytes());
    let note = UnverifiedNote::parse(&read.checkpoint).unwrap();
    assert_eq!(Checkpoint::claimed_origin(&note).unwrap().as_str(), "example.com/behind-the-sofa");
}

#[test]
fn the_answer_of_a_witness_is_signature_lines() {
    let Some(text) = super::shared_text("specs/tlog-witness.md") else { return };
    let answer = indented(&text, "— witness.example/w1 CMp").unwrap();
    let lines: Vec<SignatureLine> = answer.lines().map(|line| line.parse().unwrap()).collect();
    let names: Vec<_> = lines.iter().map(|line| line.claimed_signer().0.as_str()).collect();
    assert_eq!(names, ["witness.example/w1", "witness.example/w1", "witness.example/w2"]);
    assert_eq!(lines.iter().map(|line| format!("{line}\n")).collect::<String>(), answer);
}
