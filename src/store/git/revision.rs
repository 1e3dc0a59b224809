//! From what somebody calls a commit to the one commit that it can mean.

use std::collections::HashSet;

use super::{Commit, GitError, Repository};

impl Repository {
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

    /// The commit that a revision names; nothing where there is none, as for what git keeps of a merge.
    ///
    /// # Errors
    /// Its name is another one's, too, or git cannot say.
    pub fn commit_if_any(&self, revision: &str) -> Result<Option<Commit>, GitError> {
        match self.commit(revision) {
            Ok(commit) => Ok(Some(commit)),
            Err(GitError::NoCommit(_) | GitError::Shallow(_)) => Ok(None),
            Err(error) => Err(error),
        }
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
}
