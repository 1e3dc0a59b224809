//! What git would do with files: attributes, ignored ones, settings of the clone.

use std::io::Write;
use std::process::Stdio;

use super::{GitError, Repository};

/// The value of one attribute for one path, as `git check-attr` says it: `set`, `unset`, `unspecified` or a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// As it was asked for.
    pub path: String,
    /// Which.
    pub name: String,
    /// What it is.
    pub value: String,
}

impl Repository {
    /// Attributes of paths, which are relative to the repository's folder. What the user's own configuration says is left
    /// out: others have not got it.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn attributes(&self, names: &[&str], paths: &[String]) -> Result<Vec<Attribute>, GitError> {
        let said = self.about(&[&["check-attr", "-z", "--stdin"], names].concat(), paths)?;
        let words = said.split_terminator('\0').map(str::to_owned).collect::<Vec<_>>();
        let of = |[path, name, value]: &[String; 3]| Attribute {
            path: path.clone(),
            name: name.clone(),
            value: value.clone(),
        };
        Ok(words.as_chunks::<3>().0.iter().map(of).collect())
    }

    /// Those of the paths that are kept out of commits, and are in none yet.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn ignored(&self, paths: &[String]) -> Result<Vec<String>, GitError> {
        let said = self.about(&["check-ignore", "-z", "--stdin"], paths)?;
        Ok(said.split_terminator('\0').map(str::to_owned).collect())
    }

    /// Files in all of the work tree whose names end so, and which are in commits, or will be by `git add -A`; relative to the work
    /// tree's folder.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn carried(&self, ending: &str) -> Result<Vec<String>, GitError> {
        let these = format!(":(top,glob)**/*{ending}");
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name", "--", &these];
        let said = self.ask(&list)?.ok_or_else(|| GitError::Object("its own files".to_owned()))?;
        Ok(said.split_terminator('\0').map(str::to_owned).collect())
    }

    /// True if the clone has only the newest commits.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn is_shallow(&self) -> Result<bool, GitError> {
        let said = self.ask(&["rev-parse", "--is-shallow-repository"])?;
        said.map(|said| said.trim() == "true").ok_or_else(|| GitError::Object("its own state".to_owned()))
    }

    /// A value of the repository's own configuration, if it is set.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn setting(&self, key: &str) -> Result<Option<String>, GitError> {
        Ok(self.ask(&["config", "--local", "--get", key])?.map(|said| said.trim_end().to_owned()))
    }

    /// What git says about paths that it reads from its input, each ended by a NUL.
    fn about(&self, arguments: &[&str], paths: &[String]) -> Result<String, GitError> {
        let mut child =
            self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(GitError::Git)?;
        let questions = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // On a thread of its own: git answers while it is still asked, and either pipe can be full.
            scope.spawn(move || {
                let mut questions = questions?;
                paths.iter().try_for_each(|path| write!(questions, "{path}\0")).ok()
            });
            child.wait_with_output()
        });
        let output = output.map_err(GitError::Git)?;
        // 1: none of them; `check-ignore` says so. 128: it could not work.
        match output.status.code() {
            Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            _ => Err(GitError::Object(arguments.first().copied().unwrap_or_default().to_owned())),
        }
    }
}
