//! `kzarchive withdraw` and `kzarchive supersede`

use super::show::archive_path;
use super::statement::StatementArgs;
use super::{CliError, Context, Exit, seal};
use crate::ledger::State;
use crate::seal::{Removable, Session, remove_withdrawn, withdraw};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The text leaves the archive; its entry and its digest stay, so that nobody can say that it was never there. Copies remain \
wherever the archive was copied to, and in git's history.

Example:
  kzarchive withdraw archive/interview.txt --reason 'the witness asked for it'")]
pub(super) struct Args {
    /// The text
    #[arg(value_name = "PATH")]
    path: String,
    #[command(flatten)]
    statement: StatementArgs,
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
    let state = |session: &Session<'_>| {
        let (here, manifest) = withdraw(session, &path, &args.statement.reason)?;
        let stays = match session.ledger.get(&path).map(|sealed| sealed.state) {
            Some(State::Committed) => "it was kept elsewhere; its entry and commitment stay",
            Some(State::Withheld) => "it was kept elsewhere; its entry and digest stay",
            Some(State::Present) | None => "the text is gone from here, its entry and digest stay",
        };
        Ok((manifest, (here, stays)))
    };
    // A crash before this leaves a text that was withdrawn: `verify` says so, and the same command removes it.
    let remove = |(sealed, stays): (Option<Removable>, &str)| {
        if let Some(sealed) = sealed {
            remove_withdrawn(&archive, &path, &sealed)?;
        }
        context.say(&format!("withdrawn  {path}: {stays}\n"))
    };
    args.statement.seal_then(context, &archive, state, remove)?;
    Ok(Exit::Good)
}

pub(super) fn supersede(context: &Context, args: Supersede) -> Result<Exit, CliError> {
    let older = archive_path(&context.archive()?, &args.older)?;
    seal::run(context, args.seal, Some(&older))
}
