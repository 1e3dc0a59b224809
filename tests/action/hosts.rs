//! What else starts the program in a repository: the workflows that `init --ci` writes, and the hook of pre-commit.

use super::runner::{Runner, git, project};
use crate::support::program::{Home, kzarchive, said};
use std::process::Command;

/// The command of a workflow that `init --ci` writes, run as the host would.
#[test]
fn the_workflows_of_init_find_an_edit() {
    for (host, file, variables) in [
        ("github", ".github/workflows/kzarchive.yml", ["BASE", "GITHUB_SHA"]),
        ("gitlab", ".gitlab-ci.yml", ["CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_COMMIT_BEFORE_SHA"]),
        ("gitlab", ".gitlab-ci.yml", ["CI_COMMIT_BEFORE_SHA", "CI_COMMIT_SHA"]),
    ] {
        let runner = Runner::new();
        runner.real();
        assert!(
            runner
                .home
                .command(&["init", "--ci", host])
                .current_dir(&runner.home.root)
                .output()
                .unwrap()
                .status
                .success()
        );
        let workflow = std::fs::read_to_string(runner.home.root.join(file)).unwrap();
        let line = workflow.lines().map(|line| line.trim().trim_start_matches("- ").trim_start_matches("run: "));
        let line = line.into_iter().find(|line| line.starts_with("kzarchive -C ")).unwrap().to_owned();
        let run = || {
            let path = format!("{}:{}", runner.file("bin").display(), std::env::var("PATH").unwrap());
            let mut command = Command::new("bash");
            command
                .env_clear()
                .env("PATH", path)
                .env("HOME", runner.temp.path())
                .env("KZARCHIVE_CONFIG", runner.file("c"));
            command.current_dir(&runner.home.root).args(["-euo", "pipefail", "-c", &line]);
            command
                .env(variables[0], &runner.variables["EVENT_BASE"])
                .env(variables[1], "0".repeat(40))
                .output()
                .unwrap()
        };
        runner.commit("the workflow");
        assert_eq!(run().status.code(), Some(0), "{host}: {}", said(&run()));
        std::fs::write(runner.home.root.join("archive/tally.txt"), "13 people were killed.\n").unwrap();
        runner.commit("an edit");
        assert_eq!(run().status.code(), Some(1), "{host}: {}", said(&run()));
    }
}

#[test]
fn the_archive_may_lie_in_a_folder_of_the_repository() {
    let home = Home::new();
    let around = home.root.parent().unwrap();
    git(around, &["init", "--quiet", "."]);
    std::fs::write(home.root.join("archive/new.txt"), "new\n").unwrap();
    let mut command = kzarchive();
    let output = command.arg("-C").arg(&home.root).args(["verify", "--format", "github"]).output().unwrap();
    assert!(said(&output).contains("::error file=it/archive/new.txt,title="), "{}", said(&output));
    let output = home.command(&["verify", "--format", "sarif"]).output().unwrap();
    assert!(said(&output).contains("\"uri\": \"it/archive/new.txt\""), "{}", said(&output));
}

#[test]
fn the_pre_commit_hook_runs() {
    let hooks = std::fs::read_to_string(project().join(".pre-commit-hooks.yaml")).unwrap();
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: ")).unwrap();
    let arguments: Vec<&str> = entry.strip_prefix("kzarchive ").unwrap().split(' ').collect();
    let home = Home::new();
    assert_eq!(home.command(&arguments).output().unwrap().status.code(), Some(0));
    std::fs::write(home.root.join("archive/new.txt"), "new\n").unwrap();
    assert_eq!(home.command(&arguments).output().unwrap().status.code(), Some(1));
}

#[test]
fn init_writes_the_workflow_of_a_host_and_leaves_one_that_is_there() {
    let home = Home::new();
    for (host, file) in [("github", ".github/workflows/kzarchive.yml"), ("gitlab", ".gitlab-ci.yml")] {
        git(home.root.parent().unwrap(), &["init", "--quiet", "."]);
        let init = || kzarchive().current_dir(&home.root).args(["init", "--ci", host]).output().unwrap();
        let output = init();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let file = home.root.parent().unwrap().join(file);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("kzarchive -C 'it' verify --base "), "{text}");
        std::fs::write(&file, "mine").unwrap();
        let output = init();
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("is there already, and is left as it is"), "{}", said(&output));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    }
}
