use ed25519_dalek::SigningKey;

use super::*;
use crate::trust::cosignature::Cosigner;
use crate::trust::note_signer::{NoteSigner, assemble};
use crate::trust::vkey::VerifierKeyError;

fn secret(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn log(seed: u8) -> NoteSigner {
    NoteSigner::new("example.org/log".parse().unwrap(), secret(seed))
}

fn witness(seed: u8) -> Cosigner {
    Cosigner::new(format!("witness.example/{seed}").parse().unwrap(), secret(seed))
}

/// The shape of the example of C2SP tlog-policy.
fn two_levels() -> String {
    let mut text = format!("log {}\n\n# operated by X\n", log(1).vkey());
    for (name, seed) in [("X1", 11), ("X2", 12), ("X3", 13), ("Y1", 21), ("Y2", 22), ("Y3", 23)] {
        text += &format!("  witness\t{name} {} https://w.example/ \n", witness(seed).vkey());
    }
    text + "group X 2 X1 X2 X3\ngroup Y any Y1 Y2 Y3\ngroup both all X Y\nquorum both\n"
}

fn kind(text: &str) -> (usize, PolicyErrorKind) {
    let error = Policy::parse(text.as_bytes()).unwrap_err();
    (error.line, error.kind)
}

#[test]
fn the_quorum_counts_each_witness_in_one_way() {
    let policy = Policy::parse(two_levels().as_bytes()).unwrap();
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 6));
    assert_eq!(policy.witnesses()[0].url.as_deref(), Some(b"https://w.example/".as_slice()));
    let satisfied = |seeds: &[u8]| {
        let keys: Vec<_> = seeds.iter().map(|seed| witness(*seed).vkey()).collect();
        policy.satisfied_by(&keys.iter().collect::<Vec<_>>())
    };
    assert!(satisfied(&[11, 13, 22]));
    assert!(satisfied(&[11, 12, 13, 21, 22, 23]));
    assert!(!satisfied(&[11, 22]), "one of X");
    assert!(!satisfied(&[11, 11, 22]), "one of X, twice");
    assert!(!satisfied(&[11, 12]), "none of Y");
    assert!(!satisfied(&[]));
    assert!(!satisfied(&[31, 32, 33]), "strangers");
    let as_logs = [log(11).vkey(), log(12).vkey(), log(21).vkey()];
    assert!(!policy.satisfied_by(&as_logs.iter().collect::<Vec<_>>()), "the witnesses' keys, but not as cosigners");
}

#[test]
fn a_checkpoint_needs_a_log_and_the_quorum() {
    let policy =
        Policy::parse(format!("log {}\nwitness w {}\nquorum w\n", log(1).vkey(), witness(11).vkey()).as_bytes())
            .unwrap();
    let text = "example.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    let at = "2022-01-12T10:15:00Z".parse().unwrap();
    let verify = |lines: &[_]| {
        let note = assemble(text, lines).unwrap();
        policy
            .verify_checkpoint_note(&UnverifiedNote::parse(note.as_bytes()).unwrap())
            .map(|note| note.signatures().len())
    };
    assert_eq!(verify(&[log(1).sign(text), witness(11).cosign(text, at)]), Ok(2));
    let silent = UntrustedNote::NoQuorum(vec![witness(11).vkey().name().clone()]);
    assert_eq!(verify(&[log(1).sign(text)]), Err(silent.clone()));
    assert_eq!(verify(&[log(1).sign(text), witness(12).cosign(text, at)]), Err(silent));
    let note = UnverifiedNote::parse(assemble(text, &[log(1).sign(text)]).unwrap().as_bytes()).unwrap();
    assert!(policy.logs_only().verify_checkpoint_note(&note).is_ok(), "the log itself asks no witness");
    assert_eq!(verify(&[witness(11).cosign(text, at)]), Err(UntrustedNote::NotByLog));
    assert!(matches!(verify(&[log(2).sign(text)]), Err(UntrustedNote::Note(NoteError::NoKnownKey(_)))));
}

#[test]
fn a_quorum_that_is_not_met_names_the_silent() {
    let silent = [11, 12].map(|seed| witness(seed).vkey().name().clone()).to_vec();
    let said = UntrustedNote::NoQuorum(silent).to_string();
    assert!(said.ends_with("not cosigned by witness.example/11, witness.example/12"), "{said}");
}

#[test]
fn the_simple_policy_round_trips() {
    let vkey = log(1).vkey();
    let text = SimplePolicy(&vkey).to_string();
    assert_eq!(text, format!("log {vkey}\nquorum none\n"));
    assert_eq!(Policy::parse(text.as_bytes()), Ok(Policy::of_log(vkey)));
    assert!(Policy::of_log(log(1).vkey()).satisfied_by(&[]));
}

#[test]
fn a_log_may_have_an_address() {
    let vkey = log(1).vkey();
    let policy = Policy::parse(format!("log {vkey} https://log.example/\nquorum none\n").as_bytes()).unwrap();
    assert_eq!(policy.logs(), [Log { vkey, url: Some(b"https://log.example/".to_vec()) }]);
}

#[test]
fn names_are_octets() {
    let mut text = format!("witness K {}\nwitness ", witness(11).vkey()).into_bytes();
    text.extend_from_slice(b"\xff\xfe ");
    text.extend_from_slice(format!("{}\ngroup g all K ", witness(12).vkey()).as_bytes());
    text.extend_from_slice(b"\xff\xfe\nquorum g\n");
    assert_eq!(Policy::parse(&text).unwrap().witnesses()[1].name, b"\xff\xfe");
}

#[test]
fn every_refusal_fires_and_names_its_line() {
    use PolicyErrorKind as K;
    let (log_key, one, two) = (log(1).vkey(), witness(11).vkey(), witness(12).vkey());
    let witnesses = format!("witness a {one}\nwitness b {two}\n");
    let renamed = VerifierKey::new("other".parse().unwrap(), SignatureType::Ed25519, *log_key.public_key());
    let fires = |text: String, line: usize, why: K| assert_eq!(kind(&text), (line, why), "{text:?}");
    fires(" ".repeat(MAX_BYTES + 1), 1, K::TooLong);
    let longest = format!("#{}\nquorum none\n", "x".repeat((256 << 10) - "#\nquorum none\n".len()));
    assert!(Policy::parse(longest.as_bytes()).is_ok(), "as long as may be");
    fires("quorum none".into(), 1, K::NoFinalNewline);
    fires("quorum none\r\n".into(), 1, K::Octet(b'\r'));
    fires("quorum none\n# \x7f\n".into(), 2, K::Octet(0x7f));
    fires("Quorum none\n".into(), 1, K::Keyword);
    fires("log\n".into(), 1, K::Items(super::parse::LOG));
    fires(format!("log {log_key} url more\n"), 1, K::Items(super::parse::LOG));
    fires("witness w\n".into(), 1, K::Items(super::parse::WITNESS));
    fires(format!("{witnesses}group g all\n"), 3, K::Items(super::parse::GROUP));
    fires("group g\n".into(), 1, K::Items(super::parse::GROUP));
    fires("quorum none none\n".into(), 1, K::Items(super::parse::QUORUM));
    fires("log vkey\n".into(), 1, K::Key(VerifierKeyError::Form));
    fires(format!("log {one}\n"), 1, K::NotLogKey);
    fires(format!("witness w {log_key}\n"), 1, K::NotWitnessKey);
    fires(format!("log {log_key}\nlog {renamed}\n"), 2, K::DuplicateKey);
    fires(format!("witness a {one}\nwitness b {one}\n"), 2, K::DuplicateKey);
    fires(format!("witness a {one}\nwitness a {two}\n"), 2, K::DuplicateName);
    fires(format!("{witnesses}group a any b\n"), 3, K::DuplicateName);
    fires(format!("witness none {one}\n"), 1, K::Reserved);
    fires(format!("{witnesses}group g any none\n"), 3, K::Reserved);
    fires("quorum w\n".into(), 1, K::Undefined);
    fires(format!("witness a {one}\ngroup g all a g\n"), 2, K::Undefined);
    fires(format!("{witnesses}group g any a a\n"), 3, K::SecondMembership);
    fires(format!("{witnesses}group g any a\ngroup h any b a\n"), 4, K::SecondMembership);
    for k in ["0", "3", "02", "+1", "-1", "ANY", "99999999999999999999"] {
        fires(format!("{witnesses}group g {k} a b\n"), 3, K::Threshold);
    }
    fires("quorum none\nquorum none\n".into(), 2, K::SecondQuorum);
    fires(format!("log {log_key}\n"), 1, K::NoQuorum);
    fires(String::new(), 1, K::NoQuorum);
    let error = Policy::parse(b"log \xff\nquorum none\n").unwrap_err();
    assert_eq!(error, PolicyError { line: 1, kind: K::KeyEncoding });
}
