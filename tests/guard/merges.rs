//! Two branches that have both sealed: `rebase`, and the merge driver of git.

use std::path::Path;

use super::commands::{commit, done, home, passes, run, sealed};
use super::repository::git;
use crate::support::program::{Home, said};
use crate::support::{restore, snapshot};

/// By somebody whose machine is another one, and who says something else of it.
fn sealed_elsewhere(home: &Home, name: &str, text: &str) {
    done(home.seal(&[&home.text(name, text)]).args(["--no-memory", "--original-publisher", "another"]));
}

/// Two branches that have each sealed a text.
fn two_branches(home: &Home) {
    done(git(&home.root).args(["checkout", "-q", "-b", "pull"]));
    sealed(home, "ours.txt", "Ours.\n");
    commit(home, "ours");
    done(git(&home.root).args(["checkout", "-q", "main"]));
    sealed_elsewhere(home, "theirs.txt", "Theirs.\n");
    commit(home, "theirs");
    done(git(&home.root).args(["checkout", "-q", "pull"]));
}

fn log(root: &Path) -> String {
    std::fs::read_to_string(root.join("manifests/SHA256SUMS")).unwrap()
}

#[test]
fn merge_that_stops_in_the_checkpoint_is_finished_by_rebase() {
    let home = home();
    two_branches(&home);
    let theirs = done(git(&home.root).args(["show", "main:manifests/SHA256SUMS"]));
    let merge = git(&home.root).args(["merge", "main"]).output().unwrap();
    assert!(!merge.status.success() && said(&merge).contains("manifests/checkpoint"), "{}", said(&merge));
    assert!(!said(&merge).contains("conflict in manifests/SHA256SUMS"), "the driver merged it: {}", said(&merge));
    assert!(log(&home.root).starts_with(&theirs));
    let report = run(&home, &["rebase"]).unwrap();
    assert!(report.contains("1 of our manifests behind the 3 of theirs"), "{report}");
    commit(&home, "merge");
    passes(&home, "main");
}

#[test]
fn rebase_that_stops_in_the_log_is_finished_by_rebase() {
    let home = home();
    done(git(&home.root).args(["config", "--unset", "merge.kzarchive.driver"]));
    two_branches(&home);
    let stopped = git(&home.root).args(["rebase", "main"]).output().unwrap();
    assert!(!stopped.status.success());
    assert!(log(&home.root).contains("<<<<<<<"));
    let report = run(&home, &["rebase"]).unwrap();
    assert!(report.contains("1 of our manifests behind the 3 of theirs"), "{report}");
    done(git(&home.root).args(["add", "-A"]));
    done(git(&home.root).args(["-c", "core.editor=true", "rebase", "--continue"]));
    passes(&home, "main");
}

/// Each statement is a whole keyring: ours behind theirs would bring back who was retired.
#[test]
fn rebase_puts_no_keyring_behind_another() {
    let home = home();
    let bob =
        home.text("bob.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c\n");
    run(&home, &["key", "add", "bob", bob.to_str().unwrap()]).unwrap();
    commit(&home, "bob");
    done(git(&home.root).args(["checkout", "-q", "-b", "pull"]));
    let settings = std::fs::read_to_string(home.root.join("kzarchive.toml")).unwrap();
    std::fs::write(home.root.join("kzarchive.toml"), settings + "# Ours.\n").unwrap();
    run(&home, &["seal", "--settings"]).unwrap();
    commit(&home, "settings");
    done(git(&home.root).args(["checkout", "-q", "main"]));
    run(&home, &["key", "retire", "bob", "--no-memory"]).unwrap();
    commit(&home, "retired");
    done(git(&home.root).args(["checkout", "-q", "pull"]));
    assert!(!git(&home.root).args(["merge", "main"]).status().unwrap().success());
    let before = log(&home.root);
    let report = run(&home, &["rebase"]).unwrap_err();
    assert!(report.contains("both sides have stated settings or keys"), "{report}");
    assert_eq!(log(&home.root), before);
}

#[test]
fn the_published_log_comes_first_on_whichever_branch_one_merges() {
    let home = home();
    two_branches(&home);
    done(git(&home.root).args(["update-ref", "refs/remotes/origin/main", "main"]));
    done(git(&home.root).args(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]));
    done(git(&home.root).args(["checkout", "-q", "main"]));
    let published = log(&home.root);
    assert!(!git(&home.root).args(["merge", "pull"]).status().unwrap().success());
    run(&home, &["rebase"]).unwrap();
    assert!(log(&home.root).starts_with(&published));
    commit(&home, "merge");
    passes(&home, "origin/main");
}

#[test]
fn what_was_rebased_is_remembered() {
    let home = home();
    two_branches(&home);
    let ours = snapshot(&home.root.join("manifests"));
    assert!(!git(&home.root).args(["merge", "main"]).status().unwrap().success());
    run(&home, &["rebase"]).unwrap();
    assert!(run(&home, &["rebase"]).is_ok(), "once more, as after an interrupted run");
    assert!(run(&home, &["verify", "--no-figures"]).unwrap().contains("the log extends the log that this machine"));
    commit(&home, "merge");
    restore(&home.root.join("manifests"), &ours);
    let report = run(&home, &["verify", "--no-figures"]).unwrap_err();
    assert!(report.contains("error[rolled-back]") && report.contains("--> manifests/SHA256SUMS"), "{report}");
}

#[test]
fn rebase_of_several_commits_is_remembered() {
    let home = home();
    done(git(&home.root).args(["checkout", "-q", "main", "-b", "pull"]));
    for name in ["one.txt", "two.txt"] {
        sealed(&home, name, name);
        commit(&home, name);
    }
    done(git(&home.root).args(["checkout", "-q", "main"]));
    sealed_elsewhere(&home, "theirs.txt", "Theirs.\n");
    commit(&home, "theirs");
    done(git(&home.root).args(["checkout", "-q", "pull"]));
    assert!(!git(&home.root).args(["rebase", "main"]).status().unwrap().success());
    run(&home, &["rebase"]).unwrap();
    done(git(&home.root).args(["add", "-A"]));
    assert!(!git(&home.root).args(["-c", "core.editor=true", "rebase", "--continue"]).status().unwrap().success());
    run(&home, &["rebase"]).unwrap();
    done(git(&home.root).args(["add", "-A"]));
    done(git(&home.root).args(["-c", "core.editor=true", "rebase", "--continue"]));
    assert!(run(&home, &["verify", "--no-figures"]).unwrap().contains("the log extends the log that this machine"));
    passes(&home, "main");
}

/// The danger: two histories that both lack what was accepted here would be put together, and signed.
#[test]
fn rebase_asks_what_this_machine_accepted() {
    let home = home();
    two_branches(&home);
    home.forget();
    done(git(&home.root).args(["checkout", "-q", "-b", "third", "main~1"]));
    sealed(&home, "third.txt", "Third.\n");
    commit(&home, "third");
    done(git(&home.root).args(["checkout", "-q", "pull"]));
    assert!(!git(&home.root).args(["merge", "main"]).status().unwrap().success());
    let before = snapshot(&home.root);
    let report = run(&home, &["rebase"]).unwrap_err();
    assert!(report.contains("does not extend the one that this machine accepted"), "{report}");
    assert_eq!(snapshot(&home.root), before, "nothing was written");
    run(&home, &["rebase", "--no-memory"]).unwrap();
}

#[test]
fn rebase_says_what_it_needs() {
    let home = home();
    let report = run(&home, &["rebase"]).unwrap_err();
    assert!(report.contains("no merge has stopped here; name the revision"), "{report}");
    let report = run(&home, &["rebase", "nowhere"]).unwrap_err();
    assert!(report.contains("there is no commit 'nowhere'"), "{report}");
    assert!(run(&home, &["rebase", "HEAD"]).unwrap().contains("0 of our manifests"));
    passes(&home, "HEAD");
}

/// The danger: what was sealed since the last commit stands in that file alone, and would not be in the new log.
#[test]
fn a_log_that_cannot_be_read_is_not_taken_for_none() {
    let home = home();
    sealed(&home, "since.txt", "Sealed since, and not committed.\n");
    let [sums, aside] = ["SHA256SUMS", "aside"].map(|name| home.root.join("manifests").join(name));
    std::fs::rename(&sums, &aside).unwrap();
    std::os::unix::fs::symlink("aside", &sums).unwrap();
    let before = snapshot(&home.root);
    let report = run(&home, &["rebase", "HEAD"]).unwrap_err();
    assert!(report.contains("SHA256SUMS"), "{report}");
    assert_eq!(snapshot(&home.root), before, "nothing was written");
    std::fs::rename(&aside, &sums).unwrap();
    assert!(run(&home, &["rebase", "HEAD"]).unwrap().contains("1 of our manifests behind"));
}

/// Two branches on which two people have each sealed a text, and what `rebase` says of it.
fn rebased(ours: (&str, &str), theirs: (&str, &str)) -> (Home, Result<String, String>) {
    let home = home();
    done(git(&home.root).args(["checkout", "-q", "-b", "pull"]));
    sealed(&home, ours.0, ours.1);
    commit(&home, "ours");
    done(git(&home.root).args(["checkout", "-q", "main"]));
    sealed_elsewhere(&home, theirs.0, theirs.1);
    commit(&home, "theirs");
    done(git(&home.root).args(["checkout", "-q", "pull"]));
    assert!(!git(&home.root).args(["merge", "main"]).status().unwrap().success());
    let report = run(&home, &["rebase"]);
    (home, report)
}

#[test]
fn same_path_sealed_on_both_sides_is_told() {
    let report = rebased(("same.txt", "Ours.\n"), ("same.txt", "Theirs.\n")).1.unwrap_err();
    assert!(report.contains("archive/same.txt") && report.contains("a path of its own"), "{report}");
    let report = rebased(("Same.txt", "Ours.\n"), ("same.txt", "Theirs.\n")).1.unwrap_err();
    assert!(report.contains("archive/Same.txt") && report.contains("differs from archive/same.txt"), "{report}");
}

/// The same bytes are no contradiction; whose metadata count is said.
#[test]
fn same_text_sealed_on_both_sides_is_one_text() {
    let (home, report) = rebased(("same.txt", "One.\n"), ("same.txt", "One.\n"));
    report.unwrap();
    commit(&home, "merge");
    passes(&home, "main");
    let told = run(&home, &["verify", "--no-memory"]).unwrap();
    let said = "archive/same.txt is stated again in a later manifest: the metadata stated first count";
    assert!(told.contains(said), "{told}");
}

/// Else it would ask for a merge that has stopped, or put the logs in the other order.
#[test]
fn a_commit_that_git_cannot_read_is_not_gone() {
    for (revision, arguments) in [
        ("MERGE_HEAD", &["rebase"][..]),
        ("refs/remotes/origin/HEAD", &["rebase"]),
        ("main", &["verify", "--base", "main"]),
    ] {
        let home = home();
        two_branches(&home);
        assert!(!git(&home.root).args(["merge", "main"]).status().unwrap().success());
        // A commit of its own, which nothing else needs.
        let tree = done(git(&home.root).args(["rev-parse", "HEAD^{tree}"]));
        let damaged = done(git(&home.root).args(["commit-tree", tree.trim(), "-m", "damaged"])).trim().to_owned();
        let git_folder = home.root.join(".git");
        let reference = if revision == "main" { "refs/heads/main" } else { revision };
        crate::support::write(&git_folder, reference, &damaged);
        let object = git_folder.join("objects").join(&damaged[..2]).join(&damaged[2..]);
        std::fs::remove_file(&object).unwrap();
        std::fs::write(&object, "not what git has written").unwrap();
        let before = snapshot(&home.root);
        let report = run(&home, arguments).unwrap_err();
        let told = report.contains("error: git failed: git rev-parse") && report.contains("`git fsck` says");
        assert!(told, "{revision}: {report}");
        assert_eq!(snapshot(&home.root), before, "{revision}: nothing was written");
    }
}
