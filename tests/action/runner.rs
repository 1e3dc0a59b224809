//! A runner of GitHub's, as far as the Action's script sees one.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support;
use crate::support::program::{Home, said};

pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// git, with nothing of the caller's settings.
pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A runner: an archive in a repository, a folder for temporary files, and the variables that GitHub sets.
pub struct Runner {
    pub home: Home,
    pub temp: tempfile::TempDir,
    pub variables: BTreeMap<&'static str, String>,
}

impl Runner {
    /// An archive with one text, committed on `main`; the event is a pull request that starts there.
    pub fn new() -> Self {
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

    pub fn set(&mut self, name: &'static str, value: &str) {
        self.variables.insert(name, value.to_owned());
    }

    pub fn commit(&self, message: &str) -> String {
        git(&self.home.root, &["add", "--all"]);
        git(&self.home.root, &["commit", "--quiet", "--allow-empty", "-m", message]);
        git(&self.home.root, &["rev-parse", "HEAD"])
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    /// A program on the PATH that runs these lines.
    pub fn program(&self, name: &str, lines: &str) {
        let file = self.file("bin").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, format!("#!/usr/bin/env bash\n{lines}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// In the program's place: says something, and ends with a code.
    pub fn stub(&self, code: i32, stderr: &str) {
        let called = self.file("called").display().to_string();
        let lines = format!("printf '%s\\n' \"$@\" >'{called}'\necho report\nprintf '%s' '{stderr}' >&2\nexit {code}");
        self.program("kzarchive", &lines);
    }

    /// The program itself.
    pub fn real(&self) {
        std::fs::remove_file(self.file("bin/kzarchive")).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_kzarchive"), self.file("bin/kzarchive")).unwrap();
    }

    pub fn run_in(&self, workspace: &Path) -> Output {
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

    pub fn run(&self) -> Output {
        self.run_in(&self.home.root)
    }

    /// How the stub was called.
    pub fn called(&self) -> Vec<String> {
        self.read("called").lines().map(str::to_owned).collect()
    }

    #[track_caller]
    pub fn refused(&self, why: &str) {
        let _ = std::fs::remove_file(self.file("called"));
        let output = self.run();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(&format!("::error title=kzarchive::{why}")), "{}", said(&output));
        assert_eq!(self.called(), [""; 0], "it was run nevertheless");
    }
}
