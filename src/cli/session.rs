//! Opening an archive for writing, and remembering what was signed.

use std::ops::Deref;

use super::{CliError, Context, TOOL};
use crate::ledger::Scope;
use crate::log::{Checkpoint, ManifestName};
use crate::report::clean_line;
use crate::seal::{Keys, Recovered, Session};
use crate::store::{Archive, Known};

/// Of what an interrupted run left, so much is named.
const SHOWN: usize = 20;

/// Whether a command will write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writes {
    /// It will.
    Yes,
    /// It shows what it would write.
    Nothing,
}

/// Whether the log must extend what this machine accepted before, and what is signed is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    /// It must, and is.
    Counts,
    /// It need not, and is not: on another branch, say.
    LeftOut,
}

/// A session of a command. However it ends, what it signed is remembered.
pub(super) struct Writing<'a> {
    session: Session<'a>,
    context: &'a Context,
    memory: Memory,
}

impl<'a> Deref for Writing<'a> {
    type Target = Session<'a>;

    fn deref(&self) -> &Self::Target {
        &self.session
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if let Some(checkpoint) = self.session.signed() {
            remember(self.context, self.memory, &self.session.settings().origin, &checkpoint);
        }
    }
}

/// Remembers a checkpoint that was signed here and is durable. A crash before this leaves a memory that the archive extends.
///
/// The danger: who puts the archive back to before our own sealing would have it gone, and nobody told.
pub(super) fn remember(context: &Context, memory: Memory, origin: &str, checkpoint: &str) {
    if memory == Memory::LeftOut {
        return;
    }
    let size = Checkpoint::claimed_size(checkpoint).unwrap_or(0);
    let known = context.config().map(|config| Known::under(&config));
    let remembered = known.and_then(|known| Ok(known.remember_signed(origin, size, checkpoint)?));
    // What was sealed is sealed, with or without a memory.
    if let Err(error) = remembered {
        context.note(&format!("this state could not be remembered: {error}"));
    }
}

/// Opens an archive. What an interrupted run left is put right first, and said, so that a command that then refuses leaves the
/// archive in order.
pub(super) fn open<'a>(
    context: &'a Context,
    archive: &'a Archive,
    keys: Keys<'a>,
    writes: Writes,
    memory: Memory,
) -> Result<Writing<'a>, CliError> {
    open_for(Scope::Everything, context, archive, keys, writes, memory)
}

/// Opens an archive as [`open`] does, for what is stated of some paths: what this machine has read before of the others is not read
/// again.
pub(super) fn open_for<'a>(
    scope: Scope<'_>,
    context: &'a Context,
    archive: &'a Archive,
    keys: Keys<'a>,
    writes: Writes,
    memory: Memory,
) -> Result<Writing<'a>, CliError> {
    let cache = context.cache().filter(|_| memory == Memory::Counts);
    let session = Session::open_for((scope, cache.as_ref()), archive, keys, context.now()?, TOOL)?;
    must_extend(context, memory, &session.settings().origin, |accepted| session.extends(accepted))?;
    let session = Writing { session, context, memory };
    if writes == Writes::Yes && !session.recovered().is_empty() {
        session.commit(Vec::new())?;
        // A large run that was killed leaves a file for each 256 texts.
        let mut out: String = session.recovered().iter().take(SHOWN).map(said).collect();
        if let more @ 1.. = session.recovered().len().saturating_sub(SHOWN) {
            out += &format!("           and {more} more\n");
        }
        // The danger: who can write here, and found what an archivist signed and put aside, has it logged by this run.
        match session.recovered().iter().any(|one| matches!(one, Recovered::Logged(..))) {
            true => context.print(&out)?,
            false => context.say(&out)?,
        }
    }
    Ok(session)
}

/// Refuses to sign a log that does not extend what this machine accepted before.
///
/// The danger: who puts back an older state of the archive, or another one of the same name, has the honest archivist sign a
/// second history of it (C2SP tlog-checkpoint: a log signs no checkpoint that is inconsistent with one that it signed).
pub(super) fn must_extend(
    context: &Context,
    memory: Memory,
    origin: &str,
    extends: impl FnOnce(&Checkpoint) -> bool,
) -> Result<(), CliError> {
    if memory == Memory::LeftOut {
        return Ok(());
    }
    let known = Known::under(&context.config()?);
    let Some(accepted) = known.read(origin)? else { return Ok(()) };
    // Its signature counted when it was accepted. The keys beside it may be older: those of then, from which the log leads on.
    match Checkpoint::claimed(accepted.checkpoint.as_bytes()) {
        Ok(checkpoint) if extends(&checkpoint) => Ok(()),
        _ => Err(CliError::Contradicts(known.path(origin))),
    }
}

/// Says which manifests were written.
pub(super) fn print_names(context: &Context, names: &[ManifestName]) -> Result<(), CliError> {
    names.iter().try_for_each(|name| context.say(&format!("manifest   manifests/{name}.json\n")))
}

fn said(recovered: &Recovered) -> String {
    match recovered {
        Recovered::Logged(path, states) => {
            format!("picked up  {} ({states}): an interrupted run had not logged it\n", clean_line(path))
        }
        Recovered::Removed(path) => {
            format!("removed    {}: left by an interrupted run, signed by nobody\n", clean_line(path))
        }
        Recovered::Keys(path) => format!("put right  {path}: a change of keys was interrupted after it was sealed\n"),
        Recovered::Covered(lines) => format!("picked up  {lines} log lines that no checkpoint covered\n"),
    }
}
