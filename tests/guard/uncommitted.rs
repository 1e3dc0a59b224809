//! What the commit has and the work tree has not, and the other way round: each is told at its place, and nothing else.

use kzarchive::digest::Digest;
use kzarchive::manifest::Withdrawal;

use super::deeds::stated;
use super::repository::Repo;
use crate::support::forge;
use crate::support::program::said;

const TALLY: &str = "archive/tally.txt";

/// Kind and path of each failure, of the commit that `deed` leaves.
#[track_caller]
fn found(deed: impl FnOnce(&Repo)) -> Vec<(String, String)> {
    let repo = Repo::new();
    deed(&repo);
    let output = repo.verify(&["--base", "main"]);
    let verdict: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no verdict: {}", said(&output)));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    verdict["failures"].as_array().unwrap().iter().map(|one| (text(&one["kind"]), text(&one["path"]))).collect()
}

fn is(found: &[(String, String)], wanted: &[(&str, &str)]) {
    let wanted: Vec<_> = wanted.iter().map(|(kind, path)| ((*kind).to_owned(), (*path).to_owned())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn what_was_not_added_is_missing_at_its_place() {
    is(
        &found(|repo| {
            repo.0.seal("new.txt", "A new text.\n");
            repo.write(".gitignore", "archive/new.txt\n");
            repo.commit("pull");
        }),
        &[("missing", "archive/new.txt")],
    );
    let manifest = std::cell::RefCell::new(String::new());
    let found = found(|repo| {
        repo.0.seal("new.txt", "A new text.\n");
        *manifest.borrow_mut() = forge::manifest_path(repo.root(), 3);
        repo.write(".gitignore", manifest.borrow().clone() + "\nkeys/policy\n");
        repo.git(&["rm", "-q", "--cached", "keys/policy"]);
        repo.commit("pull");
    });
    is(&found, &[("missing", &manifest.borrow()), ("missing", "keys/policy")]);
}

#[test]
fn what_only_the_commit_has_is_unsealed() {
    is(
        &found(|repo| {
            repo.write("archive/extra.txt", "Nobody sealed it.\n");
            repo.commit("pull");
            repo.remove("archive/extra.txt");
        }),
        &[("unsealed", "archive/extra.txt")],
    );
}

#[test]
fn a_withdrawn_text_must_leave_the_commit_too() {
    let withdrawn = |repo: &Repo| {
        let text = repo.read(TALLY);
        stated(repo, |manifest| {
            let (path, sha256) = (TALLY.parse().unwrap(), Digest::of(text.as_bytes()));
            manifest.withdrawals = vec![Withdrawal { path, sha256, reason: "it names a witness".into() }];
        });
        repo.remove(TALLY);
        text
    };
    is(
        &found(|repo| {
            withdrawn(repo);
            repo.commit("pull");
        }),
        &[],
    );
    is(
        &found(|repo| {
            let text = withdrawn(repo);
            repo.write(TALLY, text);
            repo.commit("pull");
            repo.remove(TALLY);
        }),
        &[("unsealed", TALLY)],
    );
}
