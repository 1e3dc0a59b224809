//! Commands that seal one statement, with a reason: what they share.

use super::keys::KeyArgs;
use super::session::{self, Writes};
use super::{CliError, Context};
use crate::report::clean;
use crate::seal::{Keys, Session};
use crate::store::Archive;

#[derive(Debug, clap::Args)]
pub(super) struct StatementArgs {
    /// Why, in your own words; everybody can read it
    #[arg(long)]
    pub reason: String,
    /// Show the manifest, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub keys: KeyArgs,
}

impl StatementArgs {
    /// Seals the manifest that `with` makes, if it makes one, or shows it.
    pub(super) fn seal(
        &self,
        context: &Context,
        archive: &Archive,
        with: impl FnOnce(&Session<'_>) -> Result<Option<Vec<u8>>, CliError>,
    ) -> Result<(), CliError> {
        self.seal_then(context, archive, |session| Ok((with(session)?, ())), |()| Ok(()))
    }

    /// Seals a statement, and does what follows from it before another may read or write the archive.
    pub(super) fn seal_then<T>(
        &self,
        context: &Context,
        archive: &Archive,
        with: impl FnOnce(&Session<'_>) -> Result<(Option<Vec<u8>>, T), CliError>,
        then: impl FnOnce(T) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        if self.reason.trim().is_empty() {
            return Err(CliError::Usage("a reason is needed, in words"));
        }
        let signers = self.keys.load(context, &archive.settings()?.origin)?;
        let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
        let writes = if self.dry_run { Writes::Nothing } else { Writes::Yes };
        let session = session::open(context, archive, keys, writes, signers.memory)?;
        let (manifest, follows) = with(&session)?;
        match manifest {
            None => context.say("unchanged  this was sealed already\n")?,
            Some(manifest) if self.dry_run => context.print(&clean(&String::from_utf8_lossy(&manifest)))?,
            Some(manifest) => {
                session::print_names(context, &session.commit(vec![session.stage(&manifest)?])?)?;
            }
        }
        if self.dry_run { Ok(()) } else { then(follows) }
    }
}
