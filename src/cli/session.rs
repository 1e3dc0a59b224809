//! Opening an archive for writing.

use super::{CliError, Context, TOOL};
use crate::log::ManifestName;
use crate::report::clean;
use crate::seal::{Keys, Recovered, Session};
use crate::store::Archive;

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

/// Opens an archive. What an interrupted run left is put right first, and said, so that a command that then refuses leaves the
/// archive in order.
pub(super) fn open<'a>(
    context: &Context,
    archive: &'a Archive,
    keys: Keys<'a>,
    writes: Writes,
) -> Result<Session<'a>, CliError> {
    let session = Session::open(archive, keys, context.now()?, TOOL)?;
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
