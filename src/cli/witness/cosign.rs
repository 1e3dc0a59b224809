//! `kzarchive witness cosign`

use std::path::PathBuf;

use super::{Who, parse_policy, policy_line, read_policy};
use crate::cli::{CliError, Context, Exit};
use crate::ledger::read_log;
use crate::report::clean_line;
use crate::store::{Archive, layout};
use crate::witness::{Offered, Witness, WitnessError, attach};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Reads checkpoint and log, checks that they extend what this witness cosigned before, remembers, and adds its line to \
manifests/checkpoint. No network: the archive can be a clone, and the changed file goes back the way it came.

Example:
  kzarchive witness cosign ~/clones/archive --trust ~/policies/archive.policy")]
pub(in crate::cli) struct Args {
    /// The archive's folder
    #[arg(value_name = "ARCHIVE")]
    archive: Option<PathBuf>,
    /// Believe the log keys of this policy file; else those of the archive itself
    #[arg(long, value_name = "POLICY")]
    trust: Option<PathBuf>,
    #[command(flatten)]
    who: Who,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = match &args.archive {
        Some(folder) => Archive::named(folder)?,
        None => context.archive()?,
    };
    let logs = match &args.trust {
        Some(file) => read_policy(file)?,
        None => parse_policy(&archive.read(layout::POLICY, super::POLICY_LIMIT)?)?,
    };
    let (cosigner, state) = args.who.find(context)?;
    let vkey = cosigner.vkey();
    let witness = Witness { cosigner, logs, state };
    let checkpoint = archive.read(layout::CHECKPOINT, crate::trust::note::MAX_BYTES as u64)?;
    let entries = read_log(&archive)?;
    let cosigned = match witness.cosign(Offered { checkpoint: &checkpoint, entries: &entries }, context.now()?) {
        Ok(cosigned) => cosigned,
        Err(WitnessError::Contradiction { why, evidence, .. }) => {
            context.print(&format!(
                "NOT COSIGNED\n  {why}\n  evidence   both checkpoints and the log, in {}\n\
                 Show them to others who rely on this archive before you do anything else.\n",
                clean_line(&evidence.display().to_string()),
            ))?;
            return Ok(Exit::Failed);
        }
        Err(error) => return Err(Box::new(error).into()),
    };
    if cosigned.last.is_none() && args.trust.is_none() {
        context.note(
            "first contact: the log's key is the archive's own; compare it with what you were given, or give --trust",
        );
    }
    attach(&archive, &witness.logs, &cosigned.checkpoint, std::slice::from_ref(&cosigned.line))?;
    let since = match &cosigned.last {
        None => "cosigned for the first time".to_owned(),
        Some(last) => format!("extends the {} that were cosigned last", last.size),
    };
    context.say(&format!(
        "cosigned   {} lines of {}: {since}\nFor keys/policy of archives that ask this witness:\n{}",
        cosigned.checkpoint.size,
        clean_line(cosigned.checkpoint.origin.as_str()),
        policy_line(&vkey)
    ))?;
    Ok(Exit::Good)
}
