//! Opening an archive for writing.

use super::{CliError, Context, TOOL};
use crate::log::{Checkpoint, ManifestName};
use crate::report::clean;
use crate::seal::{Keys, Recovered, Session};
use crate::store::{Archive, Known};
use crate::trust::Policy;

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

/// Whether the log must extend what this machine accepted before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    /// It must.
    Counts,
    /// It need not: on another branch, say.
    LeftOut,
}

/// Opens an archive. What an interrupted run left is put right first, and said, so that a command that then refuses leaves the
/// archive in order.
pub(super) fn open<'a>(
    context: &Context,
    archive: &'a Archive,
    keys: Keys<'a>,
    writes: Writes,
    memory: Memory,
) -> Result<Session<'a>, CliError> {
    let session = Session::open(archive, keys, context.now()?, TOOL)?;
    if memory == Memory::Counts {
        extends_what_was_accepted(context, &session)?;
    }
    if writes == Writes::Yes && !session.recovered().is_empty() {
        session.commit(Vec::new())?;
        // A large run that was killed leaves a file for each 256 texts.
        let mut out: String = session.recovered().iter().take(SHOWN).map(said).collect();
        if let more @ 1.. = session.recovered().len().saturating_sub(SHOWN) {
            out += &format!("           and {more} more\n");
        }
        context.say(&out)?;
    }
    Ok(session)
}

/// The danger: who puts back an older state of the archive, or another one of the same name, has the honest archivist sign a
/// second history of it (C2SP tlog-checkpoint: a log signs no checkpoint that is inconsistent with one that it signed).
fn extends_what_was_accepted(context: &Context, session: &Session<'_>) -> Result<(), CliError> {
    let (known, origin) = (Known::under(&context.config()?), &session.settings().origin);
    let Some(accepted) = known.read(origin)? else { return Ok(()) };
    let policy = Policy::parse(accepted.policy.as_bytes()).ok();
    let checkpoint = policy.map(|policy| Checkpoint::read_any(accepted.checkpoint.as_bytes(), &[policy]));
    match checkpoint {
        Some(Ok(checkpoint)) if session.extends(&checkpoint) => Ok(()),
        _ => Err(CliError::Contradicts(known.path(origin))),
    }
}

/// Says which manifests were written.
pub(super) fn print_names(context: &Context, names: &[ManifestName]) -> Result<(), CliError> {
    names.iter().try_for_each(|name| context.say(&format!("manifest   manifests/{name}.json\n")))
}

fn said(recovered: &Recovered) -> String {
    match recovered {
        Recovered::Logged(path) => format!("picked up  {}: an interrupted run had not logged it\n", clean(path)),
        Recovered::Removed(path) => {
            format!("removed    {}: left by an interrupted run, signed by nobody\n", clean(path))
        }
        Recovered::Keys(path) => format!("put right  {path}: a change of keys was interrupted after it was sealed\n"),
        Recovered::Covered(lines) => format!("picked up  {lines} log lines that no checkpoint covered\n"),
    }
}
