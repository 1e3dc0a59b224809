//! Reads commits, through the `git` command, as nothing in the branch can influence.
//!
//! The dangers: a `refs/replace` entry makes the plain command return another blob than the commit names; attributes and
//! filters change bytes on their way to the work tree; a partial clone fetches, and runs what its configuration says. So only
//! plumbing is called (`rev-parse`, `ls-tree`, `cat-file`), without replacements, without the configuration of user and system,
//! without fetching. Git takes a folder that has `HEAD`, `objects` and `refs` for a repository, and a commit can bring such a folder;
//! `.git` it cannot. So the repository is found by that name, and git is told which it is.

use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::TreeKind;

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

/// A file of a commit that was asked for by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The commit has nothing there.
    Absent,
    /// What is there is no file, or too large.
    Unreadable,
    /// Its bytes.
    Read(Vec<u8>),
}

impl Commit {
    /// The object's name.
    pub(super) fn name(&self) -> &str {
        &self.0
    }
}

impl Part {
    /// Its bytes, if they were read.
    pub fn bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Read(bytes) => Some(bytes),
            Self::Absent | Self::Unreadable => None,
        }
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
    /// An object is missing, or git said something else than expected.
    #[error("git could not read {0}")]
    Object(String),
}

impl Repository {
    /// The repository of a folder. `search` is where programs are looked for, as in `PATH`.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn of(folder: &Path, search: Option<OsString>) -> Result<Self, GitError> {
        let none = || GitError::NoRepository(folder.to_owned());
        let folder = folder.canonicalize().map_err(|_| none())?;
        let top = folder.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok()).ok_or_else(none)?;
        let top = top.to_owned();
        let mut repository = Self { folder, search, top, prefix: String::new() };
        // Of a folder named `.git` that is no repository, git says nothing.
        let prefix = repository.ask(&["rev-parse", "--show-prefix"])?.ok_or_else(none)?;
        repository.prefix = prefix.trim_end_matches('\n').to_owned();
        Ok(repository)
    }

    /// The same for judging what somebody committed. In a submodule the base would be looked for among commits that a change of
    /// one line chooses.
    ///
    /// # Errors
    /// [`GitError::Submodule`], and as [`Repository::of`].
    pub fn to_judge(folder: &Path, search: Option<OsString>) -> Result<Self, GitError> {
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

    /// Finds a commit.
    ///
    /// # Errors
    /// It is not here ([`GitError::Shallow`] says that it may be elsewhere), or its name is another one's, too.
    pub fn commit(&self, revision: &str) -> Result<Commit, GitError> {
        if let Some(found) = self.resolved(revision)? {
            self.only_one(revision, &found)?;
            return Ok(found);
        }
        let shallow = self.ask(&["rev-parse", "--is-shallow-repository"])?;
        Err(match shallow.as_deref().map(str::trim) {
            Some("true") => GitError::Shallow(revision.to_owned()),
            _ => GitError::NoCommit(revision.to_owned()),
        })
    }

    fn resolved(&self, revision: &str) -> Result<Option<Commit>, GitError> {
        let wanted = format!("{revision}^{{commit}}");
        let found = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        Ok(found.map(|found| Commit(found.trim().to_owned())))
    }

    /// Git prefers a tag to a branch, and both to the beginning of an object's name. A fetch brings tags of any name, such as
    /// `origin/main`: what could be meant in two ways is refused.
    fn only_one(&self, revision: &str, found: &Commit) -> Result<(), GitError> {
        let name = revision.split(['~', '^', '@', ':']).next().unwrap_or(revision);
        if name == "HEAD" || name.starts_with("refs/") || found.0 == name {
            return Ok(());
        }
        let places = ["", "tags/", "heads/", "remotes/"].map(|place| format!("refs/{place}{name}"));
        let remote = format!("refs/remotes/{name}/HEAD");
        let mut asked = vec!["for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", &remote];
        asked.extend(places.iter().map(String::as_str));
        let said = self.ask(&asked)?.unwrap_or_default();
        // A pattern also finds what lies below such a name.
        let named = said.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let named: Vec<_> = named.filter(|words| asked.contains(&words[0])).collect();
        // Of a tag with a text of its own the last word is what it stands for.
        let commits: HashSet<_> = named.iter().map(|words| words[1..].iter().rfind(|word| !word.is_empty())).collect();
        let mut names: Vec<&str> = named.iter().map(|words| words[0]).collect();
        if !names.is_empty() && self.begins_objects(name)? {
            names.push("an object whose name begins so");
        } else if commits.len() < 2 {
            return Ok(());
        }
        Err(GitError::Ambiguous { revision: revision.to_owned(), names: names.join(", ") })
    }

    /// Whether git would take it for the beginning of an object's name, were there no branch or tag of this name.
    fn begins_objects(&self, name: &str) -> Result<bool, GitError> {
        let hex = name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let asked = format!("--disambiguate={name}");
        Ok(hex && self.ask(&["rev-parse", &asked])?.is_some_and(|said| !said.is_empty()))
    }

    /// Reads blobs, one after another, each as a stream that `with` may leave before its end.
    ///
    /// # Errors
    /// An object is missing, or is no blob.
    pub fn blobs(
        &self,
        objects: &[&str],
        mut with: impl FnMut(usize, &mut dyn Read) -> io::Result<()>,
    ) -> Result<(), GitError> {
        if objects.is_empty() {
            return Ok(());
        }
        let mut child = self
            .command(&["cat-file", "--batch=%(objecttype) %(objectsize)", "--buffer"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(GitError::Git)?;
        let read = std::thread::scope(|scope| {
            let questions = child.stdin.take();
            // On a thread of its own: git answers while it is still asked, and either pipe can be full.
            scope.spawn(move || {
                let mut questions = BufWriter::new(questions?);
                objects.iter().try_for_each(|object| writeln!(questions, "{object}")).ok()
            });
            answers(&mut child, objects, &mut with)
        });
        // It may still be writing what nobody reads any more.
        let _ = child.kill();
        let _ = child.wait();
        read
    }

    /// Reads files of a commit by their paths, each of at most so many bytes.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn parts<const N: usize>(&self, commit: &Commit, parts: [(&str, u64); N]) -> Result<[Part; N], GitError> {
        let tree = self.tree_of(commit, &parts.map(|(path, _)| path))?;
        let mut read = parts.map(|_| Part::Absent);
        let mut files = Vec::new();
        for entry in tree.entries() {
            // What lies below such a path is not asked for: a folder stands in the file's place.
            let Some(at) = parts.iter().position(|(path, _)| *path == entry.path) else { continue };
            read[at] = Part::Unreadable;
            if entry.kind == TreeKind::Blob {
                files.push((at, entry.object));
            }
        }
        let objects: Vec<&str> = files.iter().map(|(_, object)| *object).collect();
        self.blobs(&objects, |index, blob| {
            let (at, limit) = (files[index].0, parts[files[index].0].1);
            let mut bytes = Vec::new();
            blob.take(limit + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 <= limit {
                read[at] = Part::Read(bytes);
            }
            Ok(())
        })?;
        Ok(read)
    }

    /// Sets a value in the repository's own configuration.
    ///
    /// # Errors
    /// Git refused.
    pub fn configure(&self, key: &str, value: &str) -> Result<(), GitError> {
        self.ask(&["config", "--local", key, value])?.map(drop).ok_or_else(|| GitError::Object(key.to_owned()))
    }

    /// What git says; nothing if it says no.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Option<String>, GitError> {
        let output = self.command(arguments).output().map_err(GitError::Git)?;
        Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
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

fn answers(
    child: &mut Child,
    objects: &[&str],
    with: &mut impl FnMut(usize, &mut dyn Read) -> io::Result<()>,
) -> Result<(), GitError> {
    let mut answers = BufReader::with_capacity(1 << 16, child.stdout.take().ok_or_else(|| object("its answers"))?);
    for (index, name) in objects.iter().enumerate() {
        let mut header = String::new();
        answers.read_line(&mut header).map_err(|_| object(name))?;
        let size = header.strip_prefix("blob ").and_then(|size| size.trim_end().parse::<u64>().ok());
        let mut blob = answers.by_ref().take(size.ok_or_else(|| object(name))?);
        with(index, &mut blob).and_then(|()| io::copy(&mut blob, &mut io::sink())).map_err(|_| object(name))?;
        let mut newline = [0];
        answers.read_exact(&mut newline).map_err(|_| object(name))?;
    }
    Ok(())
}

fn object(name: &str) -> GitError {
    GitError::Object(name.to_owned())
}
