//! The table. `rows!` makes a test of each row, so that a failing attack is named by the test runner.

use kzarchive::ledger::Kind::{self, *};
use kzarchive::trust::sshsig::NAMESPACE;

use super::deeds::{public, relogged, replaced, restated, retimed, retired, stated, statement, stranger, stranger_log};
use super::repository::{Repo, Row, kinds, run};
use crate::support::program::said;
use crate::support::{Hands, Made, ORIGIN, PRINCIPAL, forge, minute};

macro_rules! rows {
    ($($name:ident: $kinds:expr, $deed:expr;)*) => {
        pub const ROWS: &[Row] = &[$(
            Row { name: stringify!($name), kinds: { const KINDS: &[Kind] = &$kinds; KINDS }, exit: 1, arguments: &[], deed: $deed },
        )*];

        $(#[test]
        fn $name() {
            run(ROWS.iter().find(|row| row.name == stringify!($name)).unwrap());
        })*
    };
}

const TALLY: &str = "archive/tally.txt";

rows! {
    text_edited: [Altered], |repo| repo.edit(TALLY, "26", "27");
    text_written_in_another_encoding: [ReEncoded], |repo| {
        let wide: Vec<u8> = format!("\u{feff}{}", repo.read(TALLY)).encode_utf16().flat_map(u16::to_le_bytes).collect();
        repo.write(TALLY, wide);
    };
    text_edited_and_resealed_in_place_with_the_right_key: [Forked], |repo| {
        repo.edit(TALLY, "26", "27");
        let manifest = restated(repo, 1, TALLY);
        forge::replace(repo.root(), 1, manifest.as_bytes(), &repo.0.hands);
    };
    text_edited_and_sealed_once_more_with_the_right_key: [Altered, ReSealed], |repo| {
        repo.edit(TALLY, "26", "27");
        let at = repo.0.next_minute();
        let manifest = retimed(&restated(repo, 1, TALLY), at);
        forge::append(repo.root(), manifest.as_bytes(), at, &repo.0.hands);
    };
    manifest_edited_and_signed_with_the_right_key_under_its_old_name: [ReSealed], |repo| {
        let path = forge::manifest_path(repo.root(), 1);
        let bytes = repo.read(&path).replace("unknown", "somebody");
        repo.write(&path, &bytes);
        let signature = kzarchive::trust::sshsig::sign(NAMESPACE, bytes.as_bytes(), &repo.0.hands.archivist).unwrap();
        repo.write(&format!("{path}.sig"), signature);
    };
    document_dropped: [Missing], |repo| repo.remove(TALLY);
    document_and_its_manifest_dropped: [Deleted], |repo| {
        repo.remove(TALLY);
        forge::remove_manifest(repo.root(), 1);
    };
    manifest_dropped: [Deleted], |repo| forge::remove_manifest(repo.root(), 1);
    last_log_line_removed_and_signed: [RolledBack, Unsealed], |repo| relogged(repo, |entries| { entries.pop(); });
    inner_log_line_removed_and_signed: [Forked, Unsealed], |repo| relogged(repo, |entries| { entries.remove(1); });
    log_line_removed: [Deleted, RolledBack, Unsealed], |repo| {
        let log = repo.read("manifests/SHA256SUMS");
        let lines: Vec<&str> = log.split_inclusive('\n').collect();
        repo.write("manifests/SHA256SUMS", lines[..2].concat());
    };
    log_lines_reordered_and_signed: [Forked], |repo| relogged(repo, |entries| entries.swap(1, 2));
    log_lines_reordered: [Altered, Forked], |repo| {
        let log = repo.read("manifests/SHA256SUMS");
        let lines: Vec<&str> = log.split_inclusive('\n').collect();
        repo.write("manifests/SHA256SUMS", [lines[0], lines[2], lines[1]].concat());
    };
    log_line_replaced_and_signed: [Forked], |repo| {
        let manifest = repo.read(&forge::manifest_path(repo.root(), 2)).replace("reply.txt", "other.txt");
        std::fs::rename(repo.root().join("archive/reply.txt"), repo.root().join("archive/other.txt")).unwrap();
        forge::replace(repo.root(), 2, manifest.as_bytes(), &repo.0.hands);
    };
    checkpoint_rolled_back: [RolledBack, Unsealed], |repo| {
        let before = repo.read("manifests/SHA256SUMS");
        relogged(repo, |entries| { entries.pop(); });
        repo.write("manifests/SHA256SUMS", before);
    };
    everything_rolled_back: [RolledBack], |repo| {
        forge::remove_manifest(repo.root(), 2);
        repo.remove("archive/reply.txt");
        relogged(repo, |entries| { entries.pop(); });
    };
    everything_begun_anew_with_the_same_keys: [Forked], |repo| {
        let hands = Hands { archivist: repo.0.hands.archivist.clone(), log: repo.0.hands.log.clone() };
        let other = Made::by(hands);
        other.seal("tally.txt", "The ministry said that 27 people were killed.\n");
        replaced(repo, &other);
    };
    everything_begun_anew_with_other_keys: [BadSignature, Forked, KeySwapped], |repo| {
        let other = Made::new();
        other.seal("tally.txt", "The ministry said that 27 people were killed.\n");
        replaced(repo, &other);
    };
    log_key_swapped: [BadSignature, KeySwapped], |repo| {
        let mallory = stranger_log();
        repo.write("keys/policy", format!("log {}\nquorum none\n", mallory.vkey()));
        forge::write_log(repo.root(), &forge::log(repo.root()), &mallory);
    };
    log_key_swapped_by_a_statement_of_a_stranger: [BadSignature, KeySwapped], |repo| {
        let (mallory, log) = (stranger(), stranger_log());
        repo.write("keys/policy", format!("log {}\nquorum none\n", log.vkey()));
        let statement = statement(repo, "mallory");
        forge::append_as(repo.root(), &statement, repo.0.next_minute(), &mallory, NAMESPACE, &log);
    };
    archivist_added_by_somebody_not_trusted: [BadSignature, KeySwapped], |repo| {
        let mallory = stranger();
        let line = format!("mallory namespaces=\"{NAMESPACE}\" {}\n", public(&mallory));
        repo.write("keys/allowed_signers", repo.read("keys/allowed_signers") + &line);
        let statement = statement(repo, "mallory");
        forge::append_as(repo.root(), &statement, repo.0.next_minute(), &mallory, NAMESPACE, &repo.0.hands.log);
    };
    keys_edited_with_no_statement: [KeySwapped], |repo| {
        let line = format!("mallory namespaces=\"{NAMESPACE}\" {}\n", public(&stranger()));
        repo.write("keys/allowed_signers", repo.read("keys/allowed_signers") + &line);
    };
    signature_of_another_manifest: [BadSignature], |repo| {
        let [one, other] = [1, 2].map(|line| forge::manifest_path(repo.root(), line) + ".sig");
        repo.write(&one, repo.read(&other));
    };
    signature_for_another_purpose: [BadSignature], |repo| {
        let statement = statement(repo, PRINCIPAL);
        let hands = &repo.0.hands;
        forge::append_as(repo.root(), &statement, repo.0.next_minute(), &hands.archivist, "file", &hands.log);
    };
    signature_stripped_and_everything_hashed_again: [Altered, BadSignature, Forked], |repo| {
        repo.edit(TALLY, "26", "27");
        let manifest = restated(repo, 1, TALLY);
        let checkpoint = repo.read("manifests/checkpoint");
        forge::replace(repo.root(), 1, manifest.as_bytes(), &repo.0.hands);
        repo.remove(&(forge::manifest_path(repo.root(), 1) + ".sig"));
        repo.write("manifests/checkpoint", checkpoint);
    };
    manifest_that_is_none_signed_and_logged: [Malformed], |repo| {
        forge::append(repo.root(), b"{}\n", repo.0.next_minute(), &repo.0.hands);
    };
    withdrawal_of_a_figure_that_quotes_what_nobody_wrote: [Malformed], |repo| {
        stated(repo, |manifest| {
            let quotation = |text: &str| kzarchive::manifest::Quotation {
                path: TALLY.parse().unwrap(),
                sha256: kzarchive::digest::Digest::of(repo.read(TALLY).as_bytes()),
                start: 0,
                end: text.len() as u64,
                text: text.to_owned().into(),
            };
            manifest.rescissions = vec![kzarchive::manifest::Rescission {
                figure: quotation("The ministry"),
                withdrawn_by: kzarchive::manifest::Known::Unknown,
                reason: "an error".into(),
                evidence: quotation("It was wrong"),
            }];
        });
    };
    withdrawal_of_a_text_that_was_never_sealed: [Malformed], |repo| {
        stated(repo, |manifest| {
            manifest.withdrawals = vec![kzarchive::manifest::Withdrawal {
                path: TALLY.parse().unwrap(),
                sha256: kzarchive::digest::Digest::of(b"another text"),
                reason: "an error".into(),
            }];
        });
        repo.write(TALLY, repo.read(TALLY));
    };
    settings_that_cannot_be_read: [Malformed], |repo| repo.write("kzarchive.toml", "origin = \n");
    settings_edited_with_no_statement: [Altered], |repo| {
        repo.write("kzarchive.toml", repo.read("kzarchive.toml") + "[lint]\nunattributed-own-voice = \"allow\"\n");
    };
    symlink_in_place_of_a_text: [Missing], |repo| {
        repo.remove(TALLY);
        std::os::unix::fs::symlink("reply.txt", repo.root().join(TALLY)).unwrap();
    };
    unsealed_file_added: [Unsealed], |repo| repo.write("archive/new.txt", "New.\n");
    path_that_differs_only_by_case: [Unsealed], |repo| repo.write("archive/Tally.txt", "New.\n");
    path_that_differs_only_by_unicode_form: [Unsealed], |repo| {
        repo.0.seal("caf\u{e9}.txt", "A text.\n");
        repo.write("archive/cafe\u{301}.txt", "Another.\n");
    };
    folders_that_some_file_system_takes_for_the_archives: [Unsealed], |repo| {
        for path in ["Archive/t.txt", "archive./t.txt", "archive\u{200c}/t.txt", "Keys/policy", "MANIFESTS/SHA256SUMS"] {
            repo.write(path, "Other.\n");
        }
    };
    settings_that_some_file_system_takes_for_the_archives: [Unsealed], |repo| {
        repo.write("Kzarchive.toml", "origin = \"archive.example/other\"\n");
    };
    text_changed_on_the_way_by_a_filter: [Altered], |repo| {
        repo.git(&["config", "filter.x.clean", "sed s/26/27/"]);
        repo.git(&["config", "filter.x.smudge", "sed s/27/26/"]);
        repo.write("archive/.gitattributes", "");
        repo.remove("archive/.gitattributes");
        repo.write(".gitattributes", "archive/** filter=x\n");
        std::fs::write(repo.root().join(TALLY), repo.read(TALLY)).unwrap();
        repo.git(&["add", "--renormalize", "."]);
    };
    line_ends_changed_on_the_way_by_attributes: [Altered], |repo| {
        repo.write(".gitattributes", "archive/** text eol=crlf\n");
        repo.git(&["add", "--renormalize", "."]);
    };
    text_not_in_the_commit: [Missing], |repo| {
        repo.0.seal("new.txt", "A new text.\n");
        repo.write(".gitignore", "new.txt\n");
    };
    replace_refs: [Altered], |repo| {
        let original = repo.git(&["rev-parse", &format!("HEAD:{TALLY}")]);
        let before = repo.read(TALLY);
        repo.edit(TALLY, "26", "27");
        repo.commit("edited");
        let edited = repo.git(&["rev-parse", &format!("HEAD:{TALLY}")]);
        repo.git(&["replace", &edited, &original]);
        // As a checkout under the replacement gives it.
        repo.write(TALLY, before);
        assert!(repo.git(&["cat-file", "blob", &format!("HEAD:{TALLY}")]).contains("26"), "git itself is deceived");
        repo.git(&["update-index", "--assume-unchanged", TALLY]);
    };
    submodule_in_the_archive: [Unsealed], |repo| {
        let commit = repo.git(&["rev-parse", "HEAD"]);
        repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},archive/sub")]);
        std::fs::create_dir(repo.root().join("archive/sub")).unwrap();
    };
    log_dropped: [Missing], |repo| repo.remove("manifests/SHA256SUMS");
    retired_key_signs_for_a_time_when_it_was_good: [BadSignature], |repo| {
        let mallory = retired(repo);
        let at = minute(3);
        let manifest = retimed(&repo.read(&forge::manifest_path(repo.root(), 2)), at).replace("reply.txt", "other.txt");
        let manifest = manifest.replace(&format!("\"{PRINCIPAL}\""), "\"mallory\"");
        forge::append_as(repo.root(), manifest.as_bytes(), at, &mallory, NAMESPACE, &repo.0.hands.log);
    };
    keyring_that_was_put_aside_brings_a_retired_key_back: [KeySwapped], |repo| {
        retired(repo);
        let added = forge::log(repo.root()).as_slice().len() - 2;
        let at = repo.0.next_minute();
        let put_aside = retimed(&repo.read(&forge::manifest_path(repo.root(), added)), at);
        let signers = serde_json::from_str::<serde_json::Value>(&put_aside).unwrap()["trust"]["allowed_signers"].clone();
        repo.write("keys/allowed_signers", signers.as_str().unwrap());
        forge::append(repo.root(), put_aside.as_bytes(), at, &repo.0.hands);
    };
    origin_changed_and_sealed: [Malformed], |repo| {
        repo.edit("kzarchive.toml", ORIGIN, "archive.example/other");
        let statement = statement(repo, PRINCIPAL);
        forge::append(repo.root(), &statement, repo.0.next_minute(), &repo.0.hands);
    };
    retired_key_signs_now: [BadSignature], |repo| {
        let mallory = retired(repo);
        let statement = statement(repo, "mallory");
        forge::append_as(repo.root(), &statement, repo.0.next_minute(), &mallory, NAMESPACE, &repo.0.hands.log);
    };
}

#[test]
fn two_branches_forked_from_one_another() {
    let repo = Repo::new();
    repo.0.seal("one.txt", "One.\n");
    repo.commit("one");
    repo.git(&["checkout", "-q", "-b", "other", "main"]);
    repo.0.seal("two.txt", "Two.\n");
    repo.commit("two");
    for (base, kinds_now, exit) in [("main", &[][..], 0), ("pull", &["forked"], 1)] {
        let output = repo.verify(&["--base", base]);
        assert_eq!(kinds(&output), kinds_now.iter().map(|kind| (*kind).to_owned()).collect(), "{}", said(&output));
        assert_eq!(output.status.code(), Some(exit));
    }
}

#[test]
fn workflow_that_passes_the_keys_of_the_branch_as_trusted() {
    let repo = Repo::new();
    repo.write("ci/keys/allowed_signers", repo.read("keys/allowed_signers"));
    repo.write("ci/keys/policy", repo.read("keys/policy"));
    repo.commit("pull");
    for trust in ["keys", ".", "ci/keys"] {
        let folder = repo.root().join(trust);
        let output = repo.verify(&["--base", "main", "--trust", folder.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{trust}: {}", said(&output));
        assert!(said(&output).contains("lies in the work tree that is judged"), "{}", said(&output));
    }
}

#[test]
fn settings_loosened_in_the_branch_do_not_judge_it() {
    let repo = Repo::new();
    repo.git(&["checkout", "-q", "main"]);
    let settings = |level: &str| format!("origin = \"{ORIGIN}\"\n[lint]\nunattributed-own-voice = \"{level}\"\n");
    let restate = |level: &str| {
        repo.write("kzarchive.toml", settings(level));
        repo.0.commit(|session, archive| kzarchive::seal::restate_settings(session, archive).unwrap().unwrap());
    };
    restate("deny");
    repo.commit("deny");
    repo.git(&["checkout", "-q", "-B", "pull"]);
    restate("allow");
    repo.0.seal("new.txt", "On Friday 31 people were killed in Aral.\n");
    repo.commit("allow");
    assert_eq!(repo.verify(&["--no-memory"]).status.code(), Some(0), "by its own settings it would pass");
    assert_eq!(repo.verify(&["--base", "main"]).status.code(), Some(3));
}

#[test]
fn shallow_clone_that_lacks_the_base() {
    let repo = Repo::new();
    repo.0.seal("one.txt", "One.\n");
    repo.commit("one");
    let clone = crate::support::folder();
    let (from, to) = (format!("file://{}", repo.root().display()), clone.path().join("it"));
    repo.git(&["clone", "-q", "--depth", "1", "--branch", "pull", &from, to.to_str().unwrap()]);
    let mut command = crate::support::program::kzarchive();
    let output = command.arg("-C").arg(&to).args(["verify", "--base", "origin/main"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("shallow") && said(&output).contains("git fetch --unshallow"), "{}", said(&output));
    let missing = repo.verify(&["--base", "no-such-branch"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(said(&missing).contains("there is no commit 'no-such-branch'"), "{}", said(&missing));
}
