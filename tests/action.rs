//! The Action's script in the environment that GitHub sets, on real repositories.
//!
//! Where only the script is looked at, a stub takes the program's place and writes down how it was called.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::program::{Home, kzarchive, raw_controls, said};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// git, with nothing of the caller's settings.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A runner: an archive in a repository, a folder for temporary files, and the variables that GitHub sets.
struct Runner {
    home: Home,
    temp: tempfile::TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl Runner {
    /// An archive with one text, committed on `main`; the event is a pull request that starts there.
    fn new() -> Self {
        let home = Home::new();
        let text = home.text("tally.txt", "The ministry said that 12 people were killed in Osh.\n");
        assert!(home.seal(&[&text]).output().unwrap().status.success());
        git(&home.root, &["init", "--quiet", "--initial-branch=main", "."]);
        let mut runner = Self { home, temp: support::folder(), variables: BTreeMap::new() };
        let base = runner.commit("the archive");
        for (name, value) in [
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_BASE_REF", "main"),
            ("GITHUB_ACTIONS", "true"),
            ("EVENT_BASE", &base),
            ("INPUT_VERSION", "path"),
        ] {
            runner.set(name, value);
        }
        runner.stub(0, "");
        runner
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.variables.insert(name, value.to_owned());
    }

    fn commit(&self, message: &str) -> String {
        git(&self.home.root, &["add", "--all"]);
        git(&self.home.root, &["commit", "--quiet", "--allow-empty", "-m", message]);
        git(&self.home.root, &["rev-parse", "HEAD"])
    }

    fn file(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    /// A program on the PATH that runs these lines.
    fn program(&self, name: &str, lines: &str) {
        let file = self.file("bin").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, format!("#!/usr/bin/env bash\n{lines}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// In the program's place: says something, and ends with a code.
    fn stub(&self, code: i32, stderr: &str) {
        let called = self.file("called").display().to_string();
        let lines = format!("printf '%s\\n' \"$@\" >'{called}'\necho report\nprintf '%s' '{stderr}' >&2\nexit {code}");
        self.program("kzarchive", &lines);
    }

    /// The program itself.
    fn real(&self) {
        std::fs::remove_file(self.file("bin/kzarchive")).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_kzarchive"), self.file("bin/kzarchive")).unwrap();
    }

    fn run_in(&self, workspace: &Path) -> Output {
        let path = format!("{}:{}", self.file("bin").display(), std::env::var("PATH").unwrap());
        let mut command = Command::new(project().join("scripts/action"));
        command.env_clear().env("PATH", path).env("HOME", self.temp.path()).current_dir(workspace);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        command
            .env("GITHUB_WORKSPACE", workspace)
            .env("GITHUB_ACTION_PATH", project())
            .env("RUNNER_TEMP", self.temp.path());
        command.env("GITHUB_OUTPUT", self.file("output")).env("GITHUB_STEP_SUMMARY", self.file("summary"));
        command.envs(&self.variables).output().unwrap()
    }

    fn run(&self) -> Output {
        self.run_in(&self.home.root)
    }

    /// How the stub was called.
    fn called(&self) -> Vec<String> {
        self.read("called").lines().map(str::to_owned).collect()
    }

    #[track_caller]
    fn refused(&self, why: &str) {
        let _ = std::fs::remove_file(self.file("called"));
        let output = self.run();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(&format!("::error title=kzarchive::{why}")), "{}", said(&output));
        assert_eq!(self.called(), [""; 0], "it was run nevertheless");
    }
}

#[test]
fn a_pull_request_is_compared_with_its_base() {
    let runner = Runner::new();
    let output = runner.run();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let base = &runner.variables["EVENT_BASE"];
    assert_eq!(runner.called(), ["-C", ".", "verify", "--format", "github", "--base", base]);
    assert_eq!(runner.read("output"), "exit-code=0\n");
}

#[test]
fn the_base_is_what_is_given_then_the_event_then_the_branch() {
    let mut runner = Runner::new();
    let base = |runner: &Runner| {
        assert_eq!(runner.run().status.code(), Some(0));
        runner.called().last().unwrap().clone()
    };
    let commit = runner.variables["EVENT_BASE"].clone();
    git(&runner.home.root, &["update-ref", "refs/remotes/origin/main", &commit]);
    runner.set("INPUT_BASE", "main");
    assert_eq!(base(&runner), "main");
    runner.set("INPUT_BASE", "");
    assert_eq!(base(&runner), commit);
    runner.set("EVENT_BASE", "");
    assert_eq!(base(&runner), "refs/remotes/origin/main");
    runner.set("INPUT_GENESIS", "true");
    assert_eq!(base(&runner), "--genesis");
}

#[test]
fn an_event_without_a_base_says_so() {
    let mut runner = Runner::new();
    runner.set("EVENT_BASE", &"0".repeat(40));
    let output = runner.run();
    assert!(said(&output).contains("::notice title=kzarchive::this event has no base"), "{}", said(&output));
    assert_eq!(runner.called(), ["-C", ".", "verify", "--format", "github"]);
}

#[test]
fn a_shallow_checkout_fails_with_the_fix() {
    let runner = Runner::new();
    runner.commit("more");
    let clone = runner.file("shallow");
    let origin = format!("file://{}", runner.home.root.display());
    git(runner.temp.path(), &["clone", "--quiet", "--depth=1", &origin, "shallow"]);
    let output = runner.run_in(&clone);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("fetch-depth: 0"), "{}", said(&output));
    assert_eq!(runner.called(), [""; 0]);
}

#[test]
fn what_is_no_revision_or_no_choice_is_refused() {
    let mut runner = Runner::new();
    runner.set("INPUT_BASE", "--genesis");
    runner.refused("the input 'base' is not a revision");
    runner.set("INPUT_BASE", "no-such-branch");
    runner.refused("the base is not in this checkout");
    runner.set("INPUT_BASE", "");
    runner.set("INPUT_FORMAT", "text");
    runner.refused("the input 'format'");
    runner.set("INPUT_FORMAT", "");
    runner.set("INPUT_DENY", "yes");
    runner.refused("the inputs 'deny' and 'genesis'");
    runner.set("INPUT_DENY", "");
    for version in ["1.0 --git https://example.org", "latest", "$(touch x)"] {
        runner.set("INPUT_VERSION", version);
        runner.refused("kzarchive could not be installed");
    }
}

#[test]
fn names_from_outside_stay_text() {
    let mut runner = Runner::new();
    let pwned = runner.file("pwned");
    let hostile = format!("$(touch {0});`touch {0}`'\"; touch {0} #", pwned.display());
    for name in [
        "INPUT_BASE",
        "INPUT_ARCHIVE",
        "INPUT_FORMAT",
        "INPUT_VERSION",
        "INPUT_DENY",
        "GITHUB_BASE_REF",
        "GITHUB_HEAD_REF",
    ] {
        let before = runner.variables.insert(name, hostile.clone());
        runner.run();
        assert!(!pwned.exists(), "{name} was run");
        runner.set(name, &before.unwrap_or_default());
    }
    runner.set("INPUT_ARCHIVE", &hostile);
    runner.run();
    assert_eq!(runner.called()[1], hostile);
}

#[test]
fn the_exit_code_decides_and_deny_only_about_figures() {
    let mut runner = Runner::new();
    for (deny, code, ends) in
        [("true", 3, 3), ("false", 3, 0), ("true", 1, 1), ("false", 1, 1), ("false", 2, 2), ("true", 0, 0)]
    {
        runner.set("INPUT_DENY", deny);
        runner.stub(code, "");
        let _ = std::fs::remove_file(runner.file("output"));
        assert_eq!(runner.run().status.code(), Some(ends), "deny {deny}, code {code}");
        assert_eq!(runner.read("output"), format!("exit-code={code}\n"));
    }
}

#[test]
fn other_formats_go_to_a_file() {
    let mut runner = Runner::new();
    for format in ["sarif", "json", "junit"] {
        runner.set("INPUT_FORMAT", format);
        let _ = std::fs::remove_file(runner.file("output"));
        let output = runner.run();
        assert!(!said(&output).contains("report"), "a report in the log could hold commands: {}", said(&output));
        let report = runner.file(&format!("kzarchive-report.{format}"));
        assert_eq!(runner.read("output"), format!("report={}\nexit-code=0\n", report.display()));
        assert_eq!(std::fs::read_to_string(report).unwrap(), "report\n");
    }
}

#[test]
fn what_the_program_says_beside_its_report_is_no_command() {
    let runner = Runner::new();
    runner.stub(0, "note: a ##[add-mask]x\n  ::error::y\n");
    let text = said(&runner.run());
    assert!(text.contains("note: a ## [add-mask]x") && text.contains(": :error::y"), "{text}");
    assert!(!text.contains("##[") && !text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
}

#[test]
fn nothing_that_is_built_starts_in_the_checkout() {
    let mut runner = Runner::new();
    let where_to = runner.file("cargo-was-in");
    runner.program("cargo", &format!("pwd >>'{}'; echo \"$*\" >>'{0}'; exit 1", where_to.display()));
    for version in ["", "0.1.0"] {
        runner.set("INPUT_VERSION", version);
        runner.refused("kzarchive could not be installed");
    }
    let lines = runner.read("cargo-was-in");
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!((lines[0], lines[2]), (project().to_str().unwrap(), runner.file("kzarchive").to_str().unwrap()));
    assert!(lines[1].contains("build --quiet --release --locked"), "{}", lines[1]);
    assert!(lines[3].contains("install --quiet --locked --version =0.1.0"), "{}", lines[3]);
}

#[test]
fn no_script_of_the_action_holds_a_value_from_outside() {
    let action = std::fs::read_to_string(project().join("action.yml")).unwrap();
    let scripts: Vec<&str> = action.lines().filter(|line| line.trim_start().starts_with("run:")).collect();
    assert_eq!(scripts, ["      run: '\"$GITHUB_ACTION_PATH/scripts/action\"'"]);
    let (inputs, rest) = action.split_once("\nruns:").unwrap();
    let inputs = inputs.split_once("\ninputs:\n").unwrap().1.split_once("\noutputs:").unwrap().0;
    let names = inputs.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names.map(|line| line.trim().trim_end_matches(':')).collect();
    assert_eq!(names, ["base", "archive", "format", "deny", "genesis", "version"]);
    for name in names {
        let passed = format!("INPUT_{}: ${{{{ inputs.{name} }}}}", name.to_uppercase());
        assert!(rest.contains(&passed), "{passed}");
    }
}

#[test]
fn the_program_itself_annotates_and_summarises() {
    let runner = Runner::new();
    runner.real();
    let good = runner.run();
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    assert!(runner.read("summary").starts_with("## kzarchive: verified"), "{}", runner.read("summary"));
    assert!(said(&good).contains("  append-only  passed"), "{}", said(&good));
    let text = runner.home.root.join("archive/tally.txt");
    std::fs::write(&text, "The ministry said that 13 people were killed in Osh.\n").unwrap();
    runner.commit("an edit");
    let bad = runner.run();
    assert_eq!(bad.status.code(), Some(1));
    let first = said(&bad).lines().find(|line| line.starts_with("::error")).unwrap().to_owned();
    assert!(first.starts_with("::error file=archive/tally.txt,line=1,title=kzarchive%3A altered::"), "{first}");
    assert!(runner.read("summary").contains("- **altered** ` archive/tally.txt:1 `"), "the summary is added to");
    assert!(raw_controls(&bad).is_empty());
}

#[test]
fn a_branch_may_add_and_may_not_rewrite() {
    let runner = Runner::new();
    runner.real();
    let text = runner.home.text("more.txt", "The union said that 3 people were injured in Osh.\n");
    assert!(runner.home.seal(&[&text]).output().unwrap().status.success());
    runner.commit("another text");
    let added = runner.run();
    assert_eq!(added.status.code(), Some(0), "{}", said(&added));
    // The archive begun anew with the branch's own keys: by itself it holds.
    let root = &runner.home.root;
    for part in ["manifests", "keys", "kzarchive.toml"] {
        let path = root.join(part);
        let _ = std::fs::remove_dir_all(&path);
        let _ = std::fs::remove_file(&path);
    }
    let config = runner.file("attacker");
    let seal = |arguments: &[&str]| {
        let mut command = runner.home.command(arguments);
        command
            .env("KZARCHIVE_CONFIG", &config)
            .args(support::program::unknown_flags().iter().filter(|_| arguments[0] == "seal"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    seal(&["init", "--origin", support::ORIGIN]);
    seal(&["seal", root.join("archive").to_str().unwrap()]);
    runner.commit("all anew");
    let alone = runner.home.command(&["verify", "--no-memory"]).env("KZARCHIVE_CONFIG", &config).output().unwrap();
    assert_eq!(alone.status.code(), Some(0), "{}", said(&alone));
    let rewritten = runner.run();
    assert_eq!(rewritten.status.code(), Some(1), "{}", said(&rewritten));
    assert!(said(&rewritten).contains("::error file=keys/"), "{}", said(&rewritten));
}

#[test]
fn a_base_without_an_archive_needs_the_input() {
    let mut runner = Runner::new();
    runner.real();
    git(&runner.home.root, &["checkout", "--quiet", "--orphan", "empty"]);
    git(&runner.home.root, &["rm", "--quiet", "-r", "--cached", "."]);
    git(&runner.home.root, &["commit", "--quiet", "--allow-empty", "-m", "nothing"]);
    let empty = git(&runner.home.root, &["rev-parse", "HEAD"]);
    runner.commit("the archive");
    runner.set("EVENT_BASE", &empty);
    let output = runner.run();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    runner.set("INPUT_GENESIS", "true");
    let output = runner.run();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

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
