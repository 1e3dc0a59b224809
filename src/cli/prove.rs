//! `kzarchive prove` and `kzarchive check`

use std::collections::HashMap;
use std::path::PathBuf;

use super::judge::keys_lie_in;
use super::show::{archive_path, own_keys};
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::ledger::KeyFiles;
use crate::path::shell_quoted;
use crate::prove::{Bundle, ProveError, check as check_bundle, prove};
use crate::report::{clean_line, failure_lines};
use crate::store::{Output, StoreError, write_bundle};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
A name that ends in .tar gives a tar file, any other name a folder.

Example:
  kzarchive prove archive/tally.txt -o tally-evidence.tar")]
pub(super) struct Args {
    /// The document
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// Where to write the bundle: a file or folder outside the archive
    #[arg(short, long, value_name = "DIR|FILE.tar")]
    output: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The keys must come from elsewhere, not from the bundle: whoever made the bundle could have made its keys, too.

Example:
  kzarchive check tally-evidence.tar --trust ~/keys-of-the-archive")]
pub(super) struct CheckArgs {
    /// The bundle: a folder or a tar file
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// Believe these keys: a folder with allowed_signers and policy
    #[arg(long, value_name = "DIR", required = true)]
    trust: PathBuf,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let to = Output::folder(&args.output)?;
    let path = archive_path(&archive, &args.document)?;
    let origin = archive.settings()?.origin;
    let cache = context.cache();
    let bundle = || Ok::<_, CliError>(prove(&archive, &own_keys(&archive)?, &origin, &path, cache.as_ref())?);
    let bundle = match steadily(context, &archive, bundle, Result::is_ok) {
        Err(CliError::Prove(ProveError::WouldNotHold(failures))) => {
            context.print(&failure_lines(&failures, &HashMap::new(), context.paint()))?;
            context.say("no evidence was written: it would not hold. `kzarchive verify` says what else is wrong\n")?;
            return Ok(Exit::Failed);
        }
        bundle => bundle?,
    };
    if args.output.extension().is_some_and(|extension| extension == "tar") {
        write_bundle(&Output::file(&args.output)?, &bundle.to_tar()?)?;
    } else {
        let files = bundle.0.iter().map(|(name, bytes)| Ok((to.join(name.as_str())?, bytes)));
        for (file, bytes) in files.collect::<Result<Vec<_>, StoreError>>()? {
            write_bundle(&file, bytes)?;
        }
    }
    let output = args.output.display().to_string();
    context.say(&format!(
        "evidence for {path} is in {}\nNext: kzarchive check {} --trust DIR, with keys that the reader has from elsewhere\n",
        clean_line(&output),
        clean_line(&shell_quoted(&output)),
    ))?;
    Ok(Exit::Good)
}

pub(super) fn check(context: &Context, args: &CheckArgs) -> Result<Exit, CliError> {
    if keys_lie_in(&args.trust, &args.bundle)? {
        return Err(CliError::TrustFromBundle(args.trust.clone()));
    }
    let believed = KeyFiles::from_folder(&args.trust)?.parse().map_err(|(path, why)| CliError::Keys(path, why))?;
    let bundle = Bundle::read(&args.bundle)?;
    let checked = check_bundle(&bundle, &believed);
    let failures = failure_lines(&checked.failures, &HashMap::new(), context.paint());
    let mut out = String::new();
    for line in &checked.passed {
        out += &format!("passed       {}\n", clean_line(line));
    }
    for line in &checked.not_checked {
        out += &format!("not checked  {}\n", clean_line(line));
    }
    let exit = if checked.failures.is_empty() {
        out += &match checked.document.is_empty() {
            true => "holds: what the manifest states was sealed; no text was checked\n".to_owned(),
            false => format!("holds: {} was sealed, and is unchanged since\n", clean_line(&checked.document)),
        };
        Exit::Good
    } else {
        out += "does not hold\n";
        Exit::Failed
    };
    context.print(&failures)?;
    context.say(&out)?;
    Ok(exit)
}
