//! `kzarchive rebase`, and the merge driver that does its first half.

use std::path::{Path, PathBuf};

use super::keys::KeyArgs;
use super::session;
use super::{CliError, Context, Exit};
use crate::log::entries::MAX_BYTES;
use crate::log::{Checkpoint, Entries};
use crate::seal::{Keys, Sides, merged, rebase};
use crate::store::{Archive, Commit, Output, Part, Repository, StoreError, layout, read_file, replace_file};
use crate::trust::note;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Two people who seal on two branches meet in manifests/SHA256SUMS and manifests/checkpoint. After `git merge` or `git rebase` \
has stopped there, this puts your manifests behind theirs and signs the checkpoint anew. Theirs is the log that origin/HEAD \
has; it stays byte for byte.

Examples:
  kzarchive rebase                 while a merge or rebase has stopped
  kzarchive rebase origin/main     behind the log of that revision")]
pub(super) struct Args {
    /// The revision whose log comes first; else the other side of the merge
    #[arg(value_name = "REV")]
    onto: Option<String>,
    #[command(flatten)]
    keys: KeyArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct Driver {
    /// %A
    current: PathBuf,
    /// %B
    other: PathBuf,
}

/// The command that git is told to call.
pub(super) const DRIVER: &str = "kzarchive merge-driver %A %B";

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let repository = context.repository(archive.root())?;
    let (theirs, ours) = sides(&repository, args.onto.as_deref())?;
    let read = |commit: &Commit| Side::read(&repository, commit);
    let theirs = read(&theirs)?.ok_or_else(|| CliError::Genesis("the other side".to_owned()))?;
    let ours = match ours {
        Some(ours) => read(&ours)?.map(|side| side.log),
        None => None,
    };
    // Sealed since, and not committed yet.
    let here = match archive.read(layout::SUMS, MAX_BYTES as u64) {
        Ok(bytes) => Entries::parse(&bytes).ok(),
        Err(error) if error.is_not_found() => None,
        // What was sealed since would not be in the new log.
        Err(error) => return Err(error.into()),
    };
    let ours = match (ours, here) {
        (Some(ours), Some(here)) => merged(&ours, &here),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return Err(CliError::Usage("there is no log of ours: neither here nor in the commit")),
    };
    let sides = Sides { theirs: theirs.log, their_checkpoint: theirs.checkpoint, ours };
    let origin = archive.settings()?.origin;
    let signers = args.keys.load(context, &origin)?;
    let given_up = match (&args.onto, repository.commit_if_any("REBASE_HEAD")?) {
        // One commit after the other gives way: what was accepted may be the last of them.
        (None, Some(_)) => log_of(&repository, "ORIG_HEAD")?,
        _ => None,
    };
    session::must_extend(context, signers.memory, &origin, |accepted| {
        keeps(accepted, &sides) || given_up.is_some_and(|log| log.root_at(accepted.size) == Some(accepted.root))
    })?;
    let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
    let rebased = rebase(&archive, &keys, &sides)?;
    session::remember(context, signers.memory, &origin, &rebased.checkpoint);
    context.say(&format!(
        "rebased    {} of our manifests behind the {} of theirs\n\
         Next: git add manifests/SHA256SUMS manifests/checkpoint, then go on with the merge\n",
        rebased.appended,
        sides.theirs.size()
    ))?;
    Ok(Exit::Good)
}

/// True if one of the sides begins with what was accepted: then all of that is in the new log, though perhaps behind theirs. Or it was
/// put there before, by an interrupted run.
fn keeps(accepted: &Checkpoint, sides: &Sides) -> bool {
    let both = merged(&sides.theirs, &sides.ours);
    [&sides.theirs, &sides.ours, &both].iter().any(|log| log.root_at(accepted.size) == Some(accepted.root))
}

/// A log and its checkpoint in a commit.
struct Side {
    log: Entries,
    checkpoint: Vec<u8>,
}

impl Side {
    fn read(repository: &Repository, commit: &Commit) -> Result<Option<Self>, CliError> {
        let paths = [(layout::SUMS, MAX_BYTES as u64), (layout::CHECKPOINT, note::MAX_BYTES as u64)];
        let [Some(log), Some(checkpoint)] = repository.parts(commit, paths)?.map(Part::bytes) else { return Ok(None) };
        let log = Entries::parse(&log).map_err(crate::ledger::LogError::from)?;
        Ok(Some(Self { log, checkpoint }))
    }
}

/// Whose log comes first, and whose gives way; the latter may be in the work tree alone.
fn sides(repository: &Repository, onto: Option<&str>) -> Result<(Commit, Option<Commit>), CliError> {
    let find = |revision: &str| repository.commit_if_any(revision);
    if let Some(onto) = onto {
        return Ok((repository.commit(onto)?, find("HEAD")?));
    }
    let head = repository.commit("HEAD")?;
    if let Some(other) = find("MERGE_HEAD")? {
        let [ours, theirs] = ["HEAD", "MERGE_HEAD"].map(|revision| log_of(repository, revision));
        return Ok(match first_is_current(repository, &ours?, &theirs?)? {
            true => (head, Some(other)),
            false => (other, Some(head)),
        });
    }
    // In the middle of a rebase the other side is what we stand on already.
    for gives_way in ["REBASE_HEAD", "CHERRY_PICK_HEAD"] {
        if let Some(ours) = find(gives_way)? {
            return Ok((head, Some(ours)));
        }
    }
    Err(CliError::Usage("no merge has stopped here; name the revision whose log comes first"))
}

/// The log in a commit; none if there is no such commit, or no log in it.
fn log_of(repository: &Repository, revision: &str) -> Result<Option<Entries>, CliError> {
    let Some(commit) = repository.commit_if_any(revision)? else { return Ok(None) };
    Ok(Side::read(repository, &commit)?.map(|side| side.log))
}

/// True if only the current branch extends what is published, so that the other one gives way.
fn first_is_current(
    repository: &Repository,
    current: &Option<Entries>,
    other: &Option<Entries>,
) -> Result<bool, CliError> {
    let published = log_of(repository, "refs/remotes/origin/HEAD")?;
    let extends =
        |log: &Option<Entries>| published.as_ref().zip(log.as_ref()).is_some_and(|(p, log)| p.is_prefix_of(log));
    Ok(extends(current) && !extends(other))
}

/// Merges two SHA256SUMS for git. The checkpoint stays in conflict: only `rebase`, which has the key, can sign it.
pub(super) fn driver(context: &Context, args: &Driver) -> Result<Exit, CliError> {
    let read = |path: &Path| -> Result<Entries, CliError> {
        let bytes = read_file(path, MAX_BYTES as u64)?;
        Ok(Entries::parse(&bytes).map_err(crate::ledger::LogError::from)?)
    };
    let (current, other) = (Some(read(&args.current)?), Some(read(&args.other)?));
    let archive = match Archive::find(Path::new(".")) {
        Ok(archive) => Some(archive),
        Err(StoreError::NoArchive(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let repository = context.repository(archive.as_ref().map_or(Path::new("."), Archive::root))?;
    let (first, second) = match first_is_current(&repository, &current, &other)? {
        true => (current, other),
        false => (other, current),
    };
    let log = merged(&first.unwrap_or_default(), &second.unwrap_or_default());
    replace_file(&Output::file(&args.current)?, log.to_string().as_bytes())?;
    context.note("SHA256SUMS is merged; `kzarchive rebase` signs its checkpoint");
    Ok(Exit::Good)
}
