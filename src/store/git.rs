//! Reads commits, through the `git` command, as nothing in the branch can influence.
//!
//! The dangers: a `refs/replace` entry makes the plain command return another blob than the commit names; attributes and
//! filters change bytes on their way to the work tree; a partial clone fetches, and runs what its configuration says. So only
//! plumbing is called (`rev-parse`, `ls-tree`, `cat-file`), without replacements, without the configuration of user and system,
//! without fetching. Git takes a folder that has `HEAD`, `objects` and `refs` for a repository, and a commit can bring such a folder;
//! `.git` it cannot. So the repository is found by that name, and git is told which it is.

mod objects;
mod revision;
mod way;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub use self::objects::Part;
use super::{StoreError, canonical, nearest_with};

/// A repository, and where in it an archive lies.
#[derive(Clone, Debug)]
pub struct Repository {
    folder: PathBuf,
    search: Option<OsString>,
    /// Where `.git` lies, a folder or a file that names one.
    top: PathBuf,
    prefix: String,
}

/// A commit, by its object name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit(String);

impl Commit {
    /// The object's name.
    pub(super) fn name(&self) -> &str {
        &self.0
    }
}

/// Why a commit cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No `git`.
    #[error("git cannot be run: {0}")]
    Git(io::Error),
    /// Not a work tree.
    #[error("{} is in no git work tree", .0.display())]
    NoRepository(PathBuf),
    /// Git names its files by bytes that no path of ours can be. By a name with other bytes it would be looked for in vain, and a
    /// base with an archive would pass for one without.
    #[error("{}: the way to it from the repository's folder is not UTF-8", .0.display())]
    Name(PathBuf),
    /// No such commit, and the clone has only the newest ones.
    #[error("this clone is shallow, and has no commit '{0}'")]
    Shallow(String),
    /// No such commit.
    #[error("there is no commit '{0}'")]
    NoCommit(String),
    /// Git would take one of them, and who pushes a tag decides which.
    #[error("'{revision}' names more than one commit: {names}")]
    Ambiguous {
        /// As it was asked for.
        revision: String,
        /// In full.
        names: String,
    },
    /// Its commits are those of another repository, which whoever wrote the commit chose.
    #[error("{} lies in a submodule", .0.display())]
    Submodule(PathBuf),
    /// Whoever can commit decides which archive a link leads to.
    #[error("{} is a symbolic link in a git work tree: whoever can commit decides which archive it leads to", .0.display())]
    Link(PathBuf),
    /// An object is missing, or git said something else than expected.
    #[error("git could not read {0}")]
    Object(String),
    /// Git ended with an error, which is no answer.
    #[error("git failed: git {0}")]
    Failed(String),
    /// Where the work tree begins cannot be told.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Repository {
    /// The repository of a folder. `search` is where programs are looked for, as in `PATH`.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn of(folder: &Path, search: Option<OsString>) -> Result<Self, GitError> {
        let none = || GitError::NoRepository(folder.to_owned());
        let folder = canonical(folder)?;
        let top = nearest_with(&folder, ".git")?.ok_or_else(none)?.to_owned();
        let mut repository = Self { folder, search, top, prefix: String::new() };
        // Of a folder named `.git` that is no repository, git says nothing.
        let prefix = match repository.answer(&["rev-parse", "--show-prefix"]) {
            Ok(Some(prefix)) => prefix,
            Ok(None) | Err(GitError::Failed(_)) => return Err(none()),
            Err(error) => return Err(error),
        };
        let prefix = String::from_utf8(prefix).map_err(|_| GitError::Name(repository.folder.clone()))?;
        repository.prefix = prefix.trim_end_matches('\n').to_owned();
        Ok(repository)
    }

    /// The repository of a folder, for judging what somebody committed; `ways` are other names of the folder, by which people came to it. In a
    /// submodule the base would be looked for among commits that a change of one line chooses, and behind a link lies another
    /// archive, which the base may know and nobody guards.
    ///
    /// # Errors
    /// [`GitError::Submodule`], [`GitError::Link`], and as [`Repository::of`].
    pub fn to_judge(folder: &Path, ways: &[PathBuf], search: Option<OsString>) -> Result<Self, GitError> {
        for way in ways.iter().map(PathBuf::as_path).chain([folder]) {
            if let Some(link) = way::link_in_work_tree(way)? {
                return Err(GitError::Link(link));
            }
        }
        let repository = Self::of(folder, search)?;
        let around = repository.ask(&["rev-parse", "--show-superproject-working-tree"])?.unwrap_or_default();
        match around.trim().is_empty() {
            true => Ok(repository),
            false => Err(GitError::Submodule(folder.to_owned())),
        }
    }

    /// The work tree's folder.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The archive's folder in the repository, empty or with `/` at its end.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// From the archive's folder up to the work tree's: `../` for each folder between.
    pub fn way_up(&self) -> String {
        "../".repeat(self.prefix.matches('/').count())
    }

    /// Sets a value in the repository's own configuration.
    ///
    /// # Errors
    /// Git refused.
    pub fn configure(&self, key: &str, value: &str) -> Result<(), GitError> {
        self.ask(&["config", "--local", key, value])?.map(drop).ok_or_else(|| GitError::Object(key.to_owned()))
    }

    /// What git says, in characters; nothing if it says no.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Option<String>, GitError> {
        Ok(self.answer(arguments)?.map(|said| String::from_utf8_lossy(&said).into_owned()))
    }

    /// What git says; nothing if it says no.
    fn answer(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, GitError> {
        let output = self.command(arguments).output().map_err(GitError::Git)?;
        match output.status.code() {
            Some(0) => Ok(Some(output.stdout)),
            Some(1) => Ok(None),
            // A damaged repository is no repository without this commit.
            _ => Err(GitError::Failed(arguments.join(" "))),
        }
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder).stdin(Stdio::null()).stderr(Stdio::null());
        // Nothing of ours leaks in: GIT_DIR, GIT_CONFIG_COUNT and their kin name other repositories and settings.
        command.env_clear();
        command.envs(self.search.iter().map(|search| ("PATH", search)));
        command.envs([
            ("LC_ALL", "C"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_ATTR_NOSYSTEM", "1"),
            ("GIT_NO_REPLACE_OBJECTS", "1"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_ALLOW_PROTOCOL", ""),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_OPTIONAL_LOCKS", "0"),
        ]);
        let mut own = OsString::from("--git-dir=");
        own.push(self.top.join(".git"));
        let mut tree = OsString::from("--work-tree=");
        tree.push(&self.top);
        command.args([own, tree]);
        // In CI the files often belong to another user. That check protects those who run hooks and programs that a
        // configuration names; nothing of that is called here.
        command.args(["--no-replace-objects", "-c", "safe.directory=*", "-c", "core.fsmonitor=false"]);
        command.args(arguments);
        command
    }
}
