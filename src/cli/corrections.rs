//! `kzarchive withdraw` and `kzarchive supersede`

use super::keys::KeyArgs;
use super::show::archive_path;
use super::{CliError, Context, Exit, seal, session};
use crate::report::clean;
use crate::seal::{Keys, Withdraw, remove_withdrawn, withdraw};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The text leaves the archive; its entry and its digest stay, so that nobody can say that it was never there. A copy stays
wherever the archive was copied to, in git's history, too.

Example:
  kzarchive withdraw archive/interview.txt --reason 'the witness asked for it'")]
pub(super) struct Args {
    /// The text
    #[arg(value_name = "PATH")]
    path: String,
    /// Why, in your words; everybody can read it
    #[arg(long)]
    reason: String,
    /// Show the manifest, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    keys: KeyArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The newer text is sealed like any other, under a path of its own, and says which one it replaces. The older one stays.

Example:
  kzarchive supersede archive/report.txt report-corrected.txt --url https://example.org/report …")]
pub(super) struct Supersede {
    /// The older text
    #[arg(value_name = "OLDER")]
    older: String,
    #[command(flatten)]
    seal: seal::Args,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let path = archive_path(&archive, &args.path)?;
    let signers = args.keys.load(context, &archive.settings()?.origin)?;
    let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
    let session = session::open(context, &archive, keys, args.dry_run.into())?;
    match withdraw(&session, &path, &args.reason)? {
        Withdraw::State(manifest) if args.dry_run => {
            context.print(&clean(&String::from_utf8_lossy(&manifest)))?;
            return Ok(Exit::Good);
        }
        Withdraw::State(manifest) => {
            for name in session.commit(&[manifest])? {
                context.print(&format!("manifest   manifests/{name}.json\n"))?;
            }
        }
        Withdraw::Remove => {}
    }
    // A crash here leaves a text that was withdrawn: `verify` says so, and the same command removes it.
    remove_withdrawn(&session, &archive, &path)?;
    context.print(&format!("withdrawn  {path}: the text is gone from here, its entry and digest stay\n"))?;
    Ok(Exit::Good)
}

pub(super) fn supersede(context: &Context, args: Supersede) -> Result<Exit, CliError> {
    let older = archive_path(&context.archive()?, &args.older)?;
    seal::run(context, args.seal, Some(&older))
}
