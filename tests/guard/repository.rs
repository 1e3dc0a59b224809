//! An archive in a git repository: `main` as it is believed, and a branch `pull` on it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use kzarchive::ledger::Kind;

use crate::support::program::{kzarchive, raw_controls, said};
use crate::support::{Made, write};

/// One attack.
pub struct Row {
    pub name: &'static str,
    /// The kinds of all failures, by hand: not what the program happened to find.
    pub kinds: &'static [Kind],
    pub exit: i32,
    /// Arguments after `verify --base main`.
    pub arguments: &'static [&'static str],
    pub deed: fn(&Repo),
}

pub struct Repo(pub Made);

impl Repo {
    /// Two texts, sealed and committed on `main`; `pull` is checked out.
    pub fn new() -> Self {
        let made = Made::new();
        made.seal("tally.txt", "The ministry said that 26 people were killed.\r\nIt named none.\r\n");
        made.seal("reply.txt", "The union said that 164 people were killed.\n");
        Self::of(made)
    }

    pub fn of(made: Made) -> Self {
        let repo = Self(made);
        repo.git(&["init", "-q", "-b", "main"]);
        repo.commit("base");
        repo.git(&["checkout", "-q", "-b", "pull"]);
        repo
    }

    pub fn root(&self) -> &Path {
        &self.0.root
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        write(self.root(), path, bytes);
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    /// Changes text in a file; it must be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let before = self.read(path);
        assert!(before.contains(from), "{path} has '{from}'");
        self.write(path, before.replacen(from, to, 1));
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.root().join(path)).unwrap();
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = git(self.root()).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub fn verify(&self, arguments: &[&str]) -> Output {
        let mut command = kzarchive();
        command.arg("-C").arg(self.root()).args(["verify", "--format", "json"]).args(arguments);
        command.output().unwrap()
    }
}

/// `git`, without the settings of whoever runs the tests.
pub fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]);
    command.args(["-c", "protocol.file.allow=always"]);
    command
}

/// The kinds that a verdict has, sorted.
pub fn kinds(output: &Output) -> BTreeSet<String> {
    let verdict: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no verdict: {}", said(output)));
    assert!(raw_controls(output).is_empty());
    let failures = verdict["failures"].as_array().unwrap();
    assert_eq!(verdict["verified"], failures.is_empty());
    failures.iter().map(|failure| failure["kind"].as_str().unwrap().to_owned()).collect()
}

/// Runs a row: the deed is committed, and the branch judged by `main`.
pub fn run(row: &Row) {
    let repo = Repo::new();
    (row.deed)(&repo);
    repo.commit("pull");
    let output = repo.verify(&[&["--base", "main"], row.arguments].concat());
    let expected: BTreeSet<String> = row.kinds.iter().map(|kind| kind.name().to_owned()).collect();
    assert_eq!(kinds(&output), expected, "{}: {}", row.name, said(&output));
    assert_eq!(output.status.code(), Some(row.exit), "{}: {}", row.name, said(&output));
}
