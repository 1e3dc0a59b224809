//! What lies around an archive and can go wrong before anything in it does: keys, permissions, git, CI, clock, memory.
//!
//! Nothing here judges the archive's content; that is [`crate::verify`]'s. A check is one function and one line of its table.

mod ci;
mod clock;
mod git;
mod keys;
mod memory;
mod permissions;
mod settings;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::ledger::{Believed, KeyFiles};
use crate::log::Entries;
use crate::path::{reorders_or_hides, shell_quoted};
use crate::store::{Archive, GitError, Known, Repository};
use crate::timestamp::Timestamp;

/// What is looked at.
pub struct Surroundings<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The archive's origin, where `kzarchive.toml` can be read.
    pub origin: Option<String>,
    /// The time now.
    pub now: Timestamp,
    /// The archivist's private key, or the public half of one that an agent holds; none where the origin is not known.
    pub archivist_key: Option<PathBuf>,
    /// The log's private key.
    pub log_key: Option<PathBuf>,
    /// The agent's socket.
    pub agent: Option<PathBuf>,
    /// The user's config folder.
    pub config: PathBuf,
    /// What this machine remembers.
    pub known: Known,
    /// The git work tree around the archive.
    pub repository: Result<Repository, GitError>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// As it should be.
    Ok,
    /// It works, and less safely than it could.
    Warning,
    /// It does not work, or does not protect.
    Error,
}

/// One line of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// The check that found it.
    pub check: &'static str,
    /// How bad it is.
    pub level: Severity,
    /// What was found.
    pub found: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What a check says, before its name stands beside it.
struct Said {
    level: Severity,
    found: String,
    next: Option<String>,
}

type Look = fn(&Surroundings<'_>) -> Vec<Said>;

/// The checks, in the order of the answer.
const TABLE: &[(&str, Look)] = &[
    ("settings", settings::check),
    ("archivist-key", keys::archivist),
    ("log-key", keys::log),
    ("signers", keys::signers),
    ("key-place", keys::place),
    ("salts", git::salts),
    ("private-files", permissions::private),
    ("archive-files", permissions::shared),
    ("git", git::work_tree),
    ("attributes", git::attributes),
    ("ignored", git::ignored),
    ("merge", git::merge),
    ("ci", ci::check),
    ("clock", clock::check),
    ("memory", memory::check),
];

/// Names of the checks, in the order of the answer.
pub fn checks() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, _)| *name)
}

/// Looks at everything.
pub fn examine(around: &Surroundings<'_>) -> Vec<Advice> {
    let said = TABLE.iter().flat_map(|(check, look)| look(around).into_iter().map(move |said| (*check, said)));
    said.map(|(check, Said { level, found, next })| Advice { check, level, found, next }).collect()
}

fn ok(found: impl Into<String>) -> Said {
    Said { level: Severity::Ok, found: found.into(), next: None }
}

fn warning(found: impl Into<String>, next: impl Into<String>) -> Said {
    Said { level: Severity::Warning, found: found.into(), next: Some(next.into()) }
}

fn error(found: impl Into<String>, next: impl Into<String>) -> Said {
    Said { level: Severity::Error, found: found.into(), next: Some(next.into()) }
}

/// What to do where keys may lie and nobody may look.
const OPEN_FOLDERS: &str = "let yourself into that folder and those above it: chmod u+rwx FOLDER";

const VERIFY: &str = "`kzarchive verify` says what is wrong with it";

impl Surroundings<'_> {
    /// The archive's own keys. They are believed here: the question is whether they fit this machine's.
    fn believed(&self) -> Result<Believed, Said> {
        let unreadable = |why: String| error(format!("the archive's keys cannot be read: {why}"), VERIFY);
        let files = KeyFiles::of_archive(self.archive).map_err(|why| unreadable(why.to_string()))?;
        files.parse().map_err(|(path, why)| unreadable(format!("{path}: {why}")))
    }

    fn log(&self) -> Result<Entries, Said> {
        crate::ledger::read_log(self.archive).map_err(|why| error(format!("the log cannot be read: {why}"), VERIFY))
    }
}

/// A path in a command that people paste. One that a terminal would show as something else is not offered for that.
fn pasted(path: &Path) -> String {
    let text = path.display().to_string();
    match text.contains(|c: char| c.is_control() || reorders_or_hides(c)) {
        true => "FILE".to_owned(),
        false => shell_quoted(&text),
    }
}

/// `one, two, three and 4 more`.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
