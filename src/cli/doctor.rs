//! `kzarchive doctor`

use super::keys::KeyArgs;
use super::{CliError, Context, Exit};
use crate::doctor::{Severity, Surroundings, examine};
use crate::report::{advice_json, advice_text};
use crate::store::Known;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
It looks around the archive, not into it: your keys, permissions, git, CI, the clock, what this machine remembers. \
Whether the archive itself is intact is what `kzarchive verify` says.

Exit codes: 0 no error, with or without warnings; 1 an error; 2 the command could not run.

Examples:
  kzarchive doctor
  kzarchive doctor --quiet
  kzarchive doctor --format json | jq '.advice[] | select(.level != \"ok\")'")]
pub(super) struct Args {
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    keys: KeyArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a check, and what to do next
    Text,
    /// For programs: kzarchive-doctor/1
    Json,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let (config, keyring) = (context.config()?, context.keyring()?);
    let origin = archive.settings().ok().map(|settings| settings.origin);
    let around = Surroundings {
        archivist_key: origin.as_deref().map(|origin| args.keys.archivist_path(context, &keyring, origin)),
        log_key: origin.as_deref().map(|origin| args.keys.log_path(context, &keyring, origin)),
        archive: &archive,
        origin,
        now: context.now()?,
        agent: context.variable("SSH_AUTH_SOCK"),
        known: Known::under(&config),
        config,
        repository: context.repository(archive.root()),
    };
    let advice = examine(&around);
    let bad = |level| advice.iter().any(|advice| advice.level == level);
    context.print(&match args.format {
        Format::Json => advice_json(&advice)?,
        Format::Text => {
            let least = if context.is_quiet() { Severity::Error } else { Severity::Ok };
            advice_text(advice.iter().filter(|advice| advice.level >= least), context.paint())
        }
    })?;
    Ok(if bad(Severity::Error) { Exit::Failed } else { Exit::Good })
}
