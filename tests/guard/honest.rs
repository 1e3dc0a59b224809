//! What must pass: new texts, changed keys, merges and corrections, each judged by the base as an attack would be.

use kzarchive::seal::{Sides, rebase, rotate_log};
use kzarchive::trust::sshsig::NAMESPACE;
use kzarchive::trust::{SshPublicKey, secret};

use super::deeds::{change, stranger};
use super::repository::{Repo, kinds};
use crate::support::program::{kzarchive, said};
use crate::support::{Hands, Made, ORIGIN, PRINCIPAL, TOOL, forge, snapshot};

fn passes(repo: &Repo, arguments: &[&str]) {
    repo.commit("pull");
    let output = repo.verify(arguments);
    assert_eq!(kinds(&output), Default::default(), "{}", said(&output));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn new_text() {
    let repo = Repo::new();
    repo.0.seal("new.txt", "A new text.\n");
    passes(&repo, &["--base", "main"]);
    // The base may be far behind, and the branch need not change the archive.
    repo.write("README", "beside the archive\n");
    passes(&repo, &["--base", "main"]);
}

#[test]
fn archive_in_a_folder_of_the_repository() {
    let repo = Repo::new();
    let inner = repo.root().join("inner [x]");
    let made = Made::new();
    made.seal("tally.txt", "The ministry said that 26 people were killed.\n");
    crate::support::restore(&inner, &crate::support::snapshot(&made.root));
    repo.commit("inner");
    let verify = |arguments: &[&str]| {
        let mut command = kzarchive();
        command.arg("-C").arg(&inner).args(["verify", "--format", "json"]).args(arguments).output().unwrap()
    };
    let output = verify(&["--base", "main"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("--genesis"), "{}", said(&output));
    assert_eq!(verify(&["--base", "main", "--genesis"]).status.code(), Some(0));
    assert_eq!(verify(&["--base", "pull"]).status.code(), Some(0));
    std::fs::write(inner.join("archive/tally.txt"), "27\n").unwrap();
    assert_eq!(kinds(&verify(&["--base", "pull"])), ["altered".to_owned()].into());
}

#[test]
fn archivist_added_by_an_archivist_and_retired_later() {
    let repo = Repo::new();
    let bob = stranger();
    let key = SshPublicKey::from_key_data(bob.public_key().key_data()).unwrap();
    change(&repo.0, |signers, at| kzarchive::seal::add_signer(signers, "bob", key, at).unwrap());
    let hands = Hands { archivist: bob, log: repo.0.hands.log.clone() };
    let sealed = |name: &str, by: &Hands| {
        let archive = repo.0.archive();
        let file = repo.0.outside.join(name);
        std::fs::write(&file, name).unwrap();
        let session = kzarchive::seal::Session::open(&archive, by.keys(), repo.0.next_minute(), TOOL)?;
        let mut sealing = crate::support::prepared(&session, vec![file], crate::support::unknown(), None);
        sealing.commit(&session)
    };
    sealed("by-bob.txt", &hands).unwrap();
    passes(&repo, &["--base", "main"]);
    change(&repo.0, |signers, at| kzarchive::seal::retire_signer(signers, "bob", at).unwrap());
    sealed("by-ada.txt", &repo.0.hands).unwrap();
    passes(&repo, &["--base", "main"]);
    let refused = sealed("late.txt", &hands).unwrap_err().to_string();
    assert!(refused.contains("the key of bob was valid only until"), "{refused}");
}

/// Seals a text with these hands.
fn sealed_by(repo: &Repo, name: &str, by: &Hands) -> Result<(), kzarchive::seal::SealError> {
    let archive = repo.0.archive();
    let file = repo.0.outside.join(name);
    std::fs::write(&file, name).unwrap();
    let session = kzarchive::seal::Session::open(&archive, by.keys(), repo.0.next_minute(), TOOL)?;
    let mut sealing = crate::support::prepared(&session, vec![file], crate::support::unknown(), None);
    sealing.commit(&session).map(drop)
}

#[test]
fn archivist_whose_clock_was_ahead_is_retired_and_all_they_sealed_holds() {
    let repo = Repo::new();
    let bob = stranger();
    let key = SshPublicKey::from_key_data(bob.public_key().key_data()).unwrap();
    change(&repo.0, |signers, at| kzarchive::seal::add_signer(signers, "bob", key, at).unwrap());
    let hands = Hands { archivist: bob, log: repo.0.hands.log.clone() };
    let a_day = 24 * 60;
    repo.0.set_minute(a_day);
    sealed_by(&repo, "tomorrow.txt", &hands).unwrap();
    // The keys are stated by the clock that is ahead, too; then everybody's is right again.
    change(&repo.0, |signers, _| format!("{signers}# a day ahead\n"));
    repo.0.set_minute(20);
    sealed_by(&repo, "today.txt", &hands).unwrap();
    change(&repo.0, |signers, at| kzarchive::seal::retire_signer(signers, "bob", at).unwrap());
    passes(&repo, &["--base", "main"]);
    for minute in [22, a_day, 2 * a_day] {
        repo.0.set_minute(minute);
        let refused = sealed_by(&repo, "late.txt", &hands).unwrap_err().to_string();
        assert!(refused.contains("the key of bob was valid only until"), "{refused}");
    }
    repo.0.set_minute(23);
    repo.0.seal("by-ada.txt", "By Ada.\n");
    passes(&repo, &["--base", "main"]);
}

#[test]
fn keys_under_which_what_was_sealed_would_not_hold_are_not_stated() {
    let repo = Repo::new();
    let bob = stranger();
    let key = SshPublicKey::from_key_data(bob.public_key().key_data()).unwrap();
    let mut added = None;
    change(&repo.0, |signers, at| {
        added = Some(kzarchive::timestamp::Timestamp::from_unix(at.unix() + 30).unwrap());
        kzarchive::seal::add_signer(signers, "bob", key, at).unwrap()
    });
    sealed_by(&repo, "by-bob.txt", &Hands { archivist: bob, log: repo.0.hands.log.clone() }).unwrap();
    let log = forge::log(repo.root()).to_string();
    let archive = repo.0.archive();
    let session = kzarchive::seal::Session::open(&archive, repo.0.hands.keys(), repo.0.next_minute(), TOOL).unwrap();
    let signers = session.trust().allowed_signers.to_string();
    let too_early = kzarchive::seal::retire_signer(&signers, "bob", added.unwrap()).unwrap();
    let policy = session.trust().policy.to_string();
    let refused = session.change_keys(too_early, policy.clone(), None).unwrap_err().to_string();
    assert!(refused.contains("with its keys so changed the archive would not verify"), "{refused}");
    // Nor those under which the statement itself would not hold.
    let own = kzarchive::seal::retire_signer(&signers, PRINCIPAL, added.unwrap()).unwrap();
    assert!(session.change_keys(own, policy, None).is_err());
    assert_eq!(forge::log(repo.root()).to_string(), log);
    drop(session);
    passes(&repo, &["--base", "main"]);
}

#[test]
fn manifest_of_tomorrow_that_nobody_logged_is_not_picked_up() {
    let repo = Repo::new();
    let line = forge::log(repo.root()).as_slice()[1];
    let stated = repo.read(&forge::manifest_path(repo.root(), 1));
    let [now, tomorrow] = [20, 24 * 60].map(crate::support::minute);
    let ahead = stated.replace(&line.name().at().to_string(), &tomorrow.to_string());
    let key = &repo.0.hands.archivist;
    let name = *forge::write_signed(repo.root(), ahead.as_bytes(), tomorrow, key, NAMESPACE).name();
    let open = |at| kzarchive::seal::Session::open(&repo.0.archive(), repo.0.hands.keys(), at, TOOL).map(drop);
    let refused = open(now).unwrap_err().to_string();
    assert!(refused.contains(&name.to_string()) && refused.contains("dated later than now"), "{refused}");
    assert!(!forge::log(repo.root()).contains(&name));
    open(tomorrow).unwrap();
}

/// An archivist signed it once and threw it away; who may write the files puts it back.
#[test]
fn manifest_that_was_thrown_away_is_not_picked_up() {
    let repo = Repo::new();
    repo.0.seal("thrown-away.txt", "Thrown away.\n");
    let thrown_away = snapshot(repo.root());
    let name = forge::log(repo.root()).as_slice().last().unwrap().name().file_name();
    repo.git(&["reset", "-q", "--hard"]);
    repo.git(&["clean", "-fdq"]);
    repo.0.seal("more.txt", "More.\n");
    for path in [format!("manifests/{name}"), format!("manifests/{name}.sig"), "archive/thrown-away.txt".to_owned()] {
        repo.write(&path, &thrown_away[&path]);
    }
    let log = forge::log(repo.root());
    let archive = repo.0.archive();
    let opened = kzarchive::seal::Session::open(&archive, repo.0.hands.keys(), repo.0.next_minute(), TOOL);
    let refused = opened.map(drop).unwrap_err().to_string();
    assert!(refused.contains(&name) && refused.contains("more was sealed since"), "{refused}");
    assert_eq!(forge::log(repo.root()), log);
}

#[test]
fn sealed_text_with_a_temporary_name_stays() {
    let repo = Repo::new();
    repo.0.seal("kept.txt", "Kept.\n");
    let line = forge::log(repo.root()).as_slice().len() - 1;
    let at = forge::log(repo.root()).as_slice()[line].name().at().to_string();
    let now = repo.0.next_minute();
    let stated = repo.read(&forge::manifest_path(repo.root(), line));
    let stated = stated.replace(&at, &now.to_string()).replace("archive/kept.txt", "archive/.kzarchive-tmp-kept");
    forge::append(repo.root(), stated.as_bytes(), now, &repo.0.hands);
    repo.write("archive/.kzarchive-tmp-kept", "Kept.\n");
    repo.0.seal("more.txt", "More.\n");
    assert_eq!(repo.read("archive/.kzarchive-tmp-kept"), "Kept.\n");
    passes(&repo, &["--base", "main"]);
}

/// A note may have 64 signatures and 128 KiB; those of keys that nobody here knows are passed over.
#[test]
fn checkpoint_with_many_large_cosignatures() {
    let repo = Repo::new();
    repo.0.seal("one.txt", "One.\n");
    let line = |n: u32| format!("— witness-{n}.example {}\n", "QUJD".repeat(500));
    let note = repo.read("manifests/checkpoint") + &(0..60).map(line).collect::<String>();
    assert!(note.len() > 100 << 10 && note.len() <= kzarchive::trust::note::MAX_BYTES);
    repo.write("manifests/checkpoint", &note);
    passes(&repo, &["--base", "main"]);
    let (archive, path) = (repo.0.archive(), "archive/one.txt".parse().unwrap());
    let believed = kzarchive::ledger::KeyFiles::of_archive(&archive).unwrap().parse().unwrap();
    let bundle = kzarchive::prove::prove(&archive, &believed, ORIGIN, &path, None).unwrap();
    assert_eq!(kzarchive::prove::check(&bundle, &believed).failures, []);
    let theirs = forge::log(repo.root());
    let sides = Sides { their_checkpoint: note.into_bytes(), ours: theirs.clone(), theirs };
    rebase(&archive, &repo.0.hands.keys(), &sides).unwrap();
    repo.0.seal("two.txt", "Two.\n");
    passes(&repo, &["--base", "main"]);
}

#[test]
fn log_key_rotated() {
    let repo = Repo::new();
    let new = secret::note_signer(&stranger(), ORIGIN.parse().unwrap()).unwrap();
    let archive = repo.0.archive();
    let session = kzarchive::seal::Session::open(&archive, repo.0.hands.keys(), repo.0.next_minute(), TOOL).unwrap();
    let policy = rotate_log(&session.trust().policy, &repo.0.hands.log.vkey(), &new.vkey()).unwrap();
    session.change_keys(session.trust().allowed_signers.to_string(), policy, Some(&new)).unwrap();
    drop(session);
    passes(&repo, &["--base", "main"]);
    let old = kzarchive::seal::Session::open(&archive, repo.0.hands.keys(), repo.0.next_minute(), TOOL);
    assert!(old.is_err_and(|error| error.to_string().contains("log key")));
}

#[test]
fn change_of_keys_that_was_interrupted_is_finished_by_the_next_run() {
    let repo = Repo::new();
    let before = repo.read("keys/allowed_signers");
    let key = SshPublicKey::from_key_data(stranger().public_key().key_data()).unwrap();
    change(&repo.0, |signers, at| kzarchive::seal::add_signer(signers, "bob", key, at).unwrap());
    let after = repo.read("keys/allowed_signers");
    repo.write("keys/allowed_signers", before);
    repo.commit("cut off");
    assert_eq!(kinds(&repo.verify(&["--base", "main"])), ["key-swapped".to_owned()].into());
    repo.0.seal("new.txt", "A new text.\n");
    assert_eq!(repo.read("keys/allowed_signers"), after);
    passes(&repo, &["--base", "main"]);
}

#[test]
fn both_sides_sealed_and_the_merge_is_rebased() {
    let repo = Repo::new();
    repo.0.seal("one.txt", "One.\n");
    repo.commit("one");
    repo.git(&["checkout", "-q", "main"]);
    repo.0.seal("two.txt", "Two.\n");
    repo.commit("two");
    let theirs = forge::log(repo.root());
    let their_checkpoint = repo.read("manifests/checkpoint").into_bytes();
    repo.git(&["checkout", "-q", "pull"]);
    let ours = forge::log(repo.root());
    let merge = super::repository::git(repo.root()).args(["merge", "-q", "main"]).output().unwrap();
    assert!(!merge.status.success(), "the logs conflict");
    let sides = Sides { theirs: theirs.clone(), their_checkpoint, ours: ours.clone() };
    assert_eq!(rebase(&repo.0.archive(), &repo.0.hands.keys(), &sides).unwrap().appended, 1);
    let merged = forge::log(repo.root());
    assert!(theirs.is_prefix_of(&merged) && merged.size() == 5);
    passes(&repo, &["--base", "main"]);
    // A log that its checkpoint does not sign is nobody's.
    let forged = Sides { theirs: ours, ..sides };
    assert!(rebase(&repo.0.archive(), &repo.0.hands.keys(), &forged).is_err());
    assert_eq!(forge::log(repo.root()), merged);
}
