//! What git would take for the repository, or for the base, and is neither.

use std::path::Path;
use std::process::Output;

use super::repository::{Repo, git, kinds};
use crate::support::program::{kzarchive, said};
use crate::support::{Made, restore, snapshot, write};

fn verify(folder: &Path, base: &str) -> Output {
    kzarchive().arg("-C").arg(folder).args(["verify", "--format", "json", "--base", base]).output().unwrap()
}

#[track_caller]
fn refused(output: &Output, why: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", said(output));
    assert!(said(output).contains(why), "{}", said(output));
}

/// Every file below a folder, as a commit could bring it.
fn copied(from: &Path, to: &Path) {
    snapshot(from).iter().for_each(|(path, bytes)| write(to, path, bytes));
    // Empty folders are what git asks for, too.
    std::fs::create_dir_all(to.join("refs/heads")).unwrap();
}

#[test]
fn a_folder_that_looks_like_a_repository_is_none() {
    let repo = Repo::new();
    let inner = repo.root().join("inner");
    restore(&inner, &snapshot(&Made::new().root));
    repo.commit("inner");
    // What a commit brings into the archive's folder: a repository by the name of its parts, with commits of the attacker's.
    let other = Repo::new();
    other.git(&["branch", "elsewhere"]);
    other.git(&["config", "core.worktree", ".."]);
    other.git(&["config", "core.bare", "false"]);
    copied(&other.root().join(".git"), &inner);
    let taken = git(&inner).args(["-c", "safe.bareRepository=all", "rev-parse", "elsewhere"]).output().unwrap();
    assert!(taken.status.success(), "this git is not misled: {}", said(&taken));
    refused(&verify(&inner, "elsewhere"), "there is no commit 'elsewhere'");
    assert_eq!(verify(&inner, "pull").status.code(), Some(0), "judged by the repository that it is in");
}

#[test]
fn a_tag_does_not_stand_for_a_branch() {
    let repo = Repo::new();
    repo.git(&["update-ref", "refs/remotes/origin/main", "main"]);
    repo.edit("archive/tally.txt", "26", "27");
    repo.commit("pull");
    let name = repo.git(&["rev-parse", "main"]);
    for (tag, base) in [("origin/main", "origin/main"), ("origin/main", "origin/main~0"), (&name[..8], &name[..8])] {
        repo.git(&["tag", "--force", tag, "pull"]);
        refused(&verify(repo.root(), base), "names more than one commit");
    }
    for base in ["refs/remotes/origin/main", &name, "main", &name[..9]] {
        assert_eq!(kinds(&verify(repo.root(), base)), ["altered".to_owned()].into(), "{base}");
    }
    repo.git(&["tag", "--force", "main", "refs/heads/main"]);
    assert_eq!(verify(repo.root(), "main").status.code(), Some(1), "both are one commit");
}

#[test]
fn an_archive_in_a_submodule_is_judged_in_its_own_repository() {
    let (repo, other) = (Repo::new(), Repo::new());
    repo.git(&["submodule", "--quiet", "add", other.root().to_str().unwrap(), "inner"]);
    repo.commit("pull");
    refused(&verify(&repo.root().join("inner"), "main"), "lies in a submodule");
    assert_eq!(verify(other.root(), "main").status.code(), Some(0));
}

/// A repository in whose folder `kz` an archive lies, and beside it one of the attacker's by the same origin, which came in before.
fn beside_another() -> Repo {
    let (repo, theirs) = (Repo::new(), Made::new());
    theirs.seal("tally.txt", "The ministry said that 164 people were killed.\n");
    for (at, made) in [("kz", &repo.0), ("samples/kz", &theirs)] {
        restore(
            &repo.root().join(at),
            &snapshot(&made.root).into_iter().filter(|(path, _)| !path.starts_with(".git/")).collect(),
        );
    }
    for own in ["archive", "manifests", "keys"] {
        std::fs::remove_dir_all(repo.root().join(own)).unwrap();
    }
    repo.remove("kzarchive.toml");
    repo.commit("both");
    repo.git(&["branch", "before"]);
    repo
}

#[test]
fn a_link_in_the_place_of_the_archive_is_not_followed() {
    let repo = beside_another();
    let kz = repo.root().join("kz");
    assert_eq!(verify(&kz, "before").status.code(), Some(0));
    std::fs::remove_dir_all(&kz).unwrap();
    std::os::unix::fs::symlink("samples/kz", &kz).unwrap();
    repo.commit("pull");
    refused(&verify(&kz, "before"), "kz is a symbolic link in a git work tree");
    // By the way of a shell, whatever the system says of it.
    let here = |folder: &Path| {
        let mut command = kzarchive();
        command.current_dir(folder).env("PWD", folder).args(["verify", "--base", "before"]).output().unwrap()
    };
    for folder in ["kz", "kz/archive"] {
        refused(&here(&repo.root().join(folder)), "kz is a symbolic link in a git work tree");
    }
    assert_eq!(here(&repo.root().join("samples/kz")).status.code(), Some(0));
}

#[test]
fn a_folder_that_some_system_takes_for_the_archives_own_is_told() {
    for name in ["KZ", "kz ", "kz\u{200c}"] {
        let repo = beside_another();
        repo.write(&format!("{name}/archive/tally.txt"), "The ministry said that 164 people were killed.\n");
        repo.write("kz-else/archive/tally.txt", "The ministry said that 164 people were killed.\n");
        repo.commit("pull");
        let output = verify(&repo.root().join("kz"), "before");
        assert_eq!(kinds(&output), ["unsealed".to_owned()].into(), "{name:?}: {}", said(&output));
        assert!(said(&output).contains("it lies beside the archive"), "{}", said(&output));
    }
}

/// Git names files by bytes: by a name with other bytes the archive would be looked for in vain, and begin anew with `--genesis`.
#[test]
fn an_archive_in_a_folder_without_a_utf_8_name_is_not_told_as_new() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = crate::support::folder();
    let inner = home.path().join(std::ffi::OsStr::from_bytes(b"arch\xff"));
    restore(&inner, &snapshot(&Made::new().root));
    for arguments in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "base"]] {
        assert!(git(home.path()).args(arguments).status().unwrap().success());
    }
    let output = verify(&inner, "main");
    refused(&output, "is not UTF-8");
    assert!(!said(&output).contains("--genesis"), "{}", said(&output));
}

#[test]
fn a_commit_that_was_not_compared_is_said_to_be() {
    let repo = Repo::new();
    repo.remove("manifests/SHA256SUMS");
    let output = repo.verify(&["--base", "main"]);
    let verdict: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let not = |name: &str| {
        let checks = verdict["checks"].as_array().unwrap();
        checks.iter().any(|check| check["check"] == name && check["outcome"] == "not-checked")
    };
    assert!(["documents", "withheld", "complete", "commit", "figures"].into_iter().all(not), "{verdict}");
    let output = repo.verify(&["--no-memory"]);
    let verdict: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!verdict.to_string().contains("\"check\":\"commit\""), "nobody asked for it: {verdict}");
}
