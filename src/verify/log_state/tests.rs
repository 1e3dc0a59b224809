use ed25519_dalek::SigningKey;

use super::*;
use crate::digest::Digest;
use crate::log::Entry;
use crate::trust::NoteSigner;

fn signer() -> NoteSigner {
    NoteSigner::new("example.org/log".parse().unwrap(), SigningKey::from_bytes(&[1; 32]))
}

fn log(texts: &[&str]) -> Entries {
    let mut entries = Entries::default();
    for text in texts {
        let at = "2022-01-12T10:15:00Z".parse().unwrap();
        entries.push(Entry::new(at, Digest::of(text.as_bytes()))).unwrap();
    }
    entries
}

fn checkpoint(entries: &Entries) -> Checkpoint {
    Checkpoint { origin: signer().name().clone(), size: entries.size(), root: entries.root() }
}

/// What is said of a log, where one was seen before of which the first so many lines were signed.
fn extended(seen: &[&str], signed: usize, kept: bool, now: &[&str]) -> Result<u64, (Kind, String)> {
    let signed = checkpoint(&log(&seen[..signed])).sign(&signer()).unwrap();
    let kept = kept.then(|| log(seen).to_string().into_bytes());
    let earlier = Earlier { from: "the log seen before".to_owned(), checkpoint: signed.into_bytes(), log: kept };
    extends(&earlier, &[Policy::of_log(signer().vkey())], &log(now))
}

#[test]
fn a_log_that_grew_extends_what_was_seen() {
    for kept in [true, false] {
        assert_eq!(extended(&["a", "b"], 2, kept, &["a", "b"]), Ok(2));
        assert_eq!(extended(&["a", "b"], 2, kept, &["a", "b", "c", "d", "e"]), Ok(2));
    }
    assert_eq!(extended(&["a", "b", "c"], 2, true, &["a", "b", "c", "d"]), Ok(2), "an unsigned line is there still");
}

#[test]
fn lines_that_are_gone_are_told_and_counted() {
    let (kind, said) = extended(&["a", "b", "c", "d", "e"], 2, true, &["a", "b"]).unwrap_err();
    assert_eq!(kind, Kind::RolledBack);
    assert!(said.contains("has 3 lines more"), "{said}");
    let (kind, said) = extended(&["a", "b", "c"], 3, false, &["a", "b"]).unwrap_err();
    assert_eq!(kind, Kind::RolledBack);
    assert!(said.contains("has 3 lines, this one has 2"), "{said}");
}

#[test]
fn another_history_is_a_fork_with_the_earlier_log_and_with_its_checkpoint_alone() {
    for (kept, why) in [(true, "line 2 is not that of"), (false, "its first 2 lines are not those of")] {
        let (kind, said) = extended(&["a", "b"], 2, kept, &["a", "x", "c"]).unwrap_err();
        assert_eq!(kind, Kind::Forked);
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn an_earlier_log_that_was_not_signed_is_not_believed() {
    let other = Earlier {
        from: "the log seen before".to_owned(),
        checkpoint: checkpoint(&log(&["a", "b"])).sign(&signer()).unwrap().into_bytes(),
        log: Some(log(&["a", "x"]).to_string().into_bytes()),
    };
    let found = extends(&other, &[Policy::of_log(signer().vkey())], &log(&["a", "b"]));
    assert_eq!(found.map_err(|(kind, _)| kind), Err(Kind::Altered));
}

#[test]
fn a_checkpoint_of_another_archive_is_told_as_that_and_the_log_not_blamed() {
    let other = NoteSigner::new("other.example/log".parse().unwrap(), SigningKey::from_bytes(&[2; 32]));
    let signed = Checkpoint { origin: other.name().clone(), ..checkpoint(&log(&["a"])) }.sign(&other).unwrap();
    let from = |checkpoint| Earlier { from: "the checkpoint in c".to_owned(), checkpoint, log: None };
    let policies = [Policy::of_log(signer().vkey()), Policy::of_log(signer().vkey())];
    let (kind, said) = extends(&from(signed.clone().into_bytes()), &policies, &log(&["a"])).unwrap_err();
    assert_eq!(kind, Kind::BadSignature);
    assert_eq!(
        said,
        "the checkpoint in c is of another origin, other.example/log, and the keys here are of example.org/log"
    );
    // Of this origin, and by a key that is not believed.
    let forged = signed.replace("other.example/log", "example.org/log");
    let (_, said) = extends(&from(forged.into_bytes()), &policies, &log(&["a"])).unwrap_err();
    assert!(said.starts_with("the checkpoint in c cannot be believed: "), "{said}");
}

#[test]
fn lines_behind_the_checkpoint_are_counted() {
    let mut docket = Docket::default();
    check_root(&log(&["a", "b", "c", "d", "e"]), &checkpoint(&log(&["a", "b"])), &mut docket);
    let [(CheckName::Log, failure)] = &docket.failures[..] else { panic!("one failure") };
    assert_eq!(failure.kind, Kind::Unsealed);
    assert!(failure.detail.starts_with("3 lines behind the checkpoint"), "{}", failure.detail);
}
