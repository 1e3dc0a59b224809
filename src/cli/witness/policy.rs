//! `kzarchive witness policy`

use std::path::PathBuf;

use super::super::session::{self, Writes};
use super::{POLICY_LIMIT, parse_policy};
use crate::cli::keys::KeyArgs;
use crate::cli::{CliError, Context, Exit};
use crate::seal::Keys;
use crate::store::read_file;
use crate::trust::Policy;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The file is keys/policy with `witness` lines, perhaps groups, and a quorum; its `log` lines stay as they are. It is sealed under \
your key. From then on `verify` asks for the cosignatures.

Example:
  grep -v ^quorum keys/policy >new
  echo 'witness w1 witness.example/w1+… http://127.0.0.1:7380' >>new; echo 'quorum w1' >>new
  kzarchive witness policy new")]
pub(in crate::cli) struct Args {
    /// The new policy
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    keys: KeyArgs,
}

pub(in crate::cli) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let bytes = read_file(&args.file, POLICY_LIMIT)?;
    let new = parse_policy(&bytes)?;
    // A policy that parses is not always UTF-8, but a sealed one is JSON.
    let text = String::from_utf8(bytes).map_err(|_| CliError::Usage("the policy is not UTF-8"))?;
    let signers = args.keys.load(context, &archive.settings()?.origin)?;
    let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
    let session = session::open(context, &archive, keys, Writes::Yes, signers.memory)?;
    let old = parse_policy(session.trust().policy.as_bytes())?;
    if logs(&old) != logs(&new) {
        return Err(CliError::Usage("the `log` lines differ; `kzarchive key rotate-log` changes the log's key"));
    }
    if *session.trust().policy == *text {
        context.note("keys/policy is this policy already; nothing was sealed");
        return Ok(Exit::Good);
    }
    for name in session.change_keys(session.trust().allowed_signers.to_string(), text, None)? {
        context.say(&format!("manifest   manifests/{name}.json\n"))?;
    }
    Ok(Exit::Good)
}

fn logs(policy: &Policy) -> Vec<&crate::trust::VerifierKey> {
    policy.logs().iter().map(|log| &log.vkey).collect()
}
