//! `kzarchive witness submit`, and the same by hand: `request` and `add`

use std::path::PathBuf;

use super::{parse_policy, read_policy};
use crate::cli::{CliError, Context, Exit};
use crate::ledger::read_log;
use crate::log::Checkpoint;
use crate::net::post;
use crate::report::clean_line;
use crate::store::{Archive, layout, read_file};
use crate::trust::note::{self, SignatureLine};
use crate::trust::{Policy, VerifierKey};
use crate::witness::{MAX_ANSWER, Submission, SubmitError, attach};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
A cosignature is added to manifests/checkpoint only if it is of a witness in keys/policy, or of --vkey, and verifies.

Examples:
  kzarchive witness submit
  kzarchive witness submit http://127.0.0.1:7380 --vkey witness.example/w1+…")]
pub(in crate::cli) struct Args {
    /// The witness's submission prefix; else those of all witnesses in keys/policy that have one
    #[arg(value_name = "URL")]
    url: Option<String>,
    #[command(flatten)]
    known: Known,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  kzarchive witness request >ask
  curl --data-binary @ask https://witness.example/add-checkpoint >answer
  kzarchive witness add answer")]
pub(in crate::cli) struct RequestArgs {
    /// How many lines the witness has cosigned; it answers with the number where this is wrong
    #[arg(long, value_name = "SIZE", default_value_t = 0)]
    old: u64,
    #[command(flatten)]
    known: Known,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  kzarchive witness add answer")]
pub(in crate::cli) struct AddArgs {
    /// The witness's answer: signature lines
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    known: Known,
}

/// Whose cosignatures are known.
#[derive(Debug, clap::Args)]
struct Known {
    /// Log and witnesses are those of this policy file; else of keys/policy
    #[arg(long, value_name = "POLICY")]
    trust: Option<PathBuf>,
    /// One more witness, by its verifier key as `witness new` printed it
    #[arg(long, value_name = "VKEY")]
    vkey: Option<String>,
}

/// What is asked, and of whom an answer counts.
struct Ask {
    archive: Archive,
    policy: Policy,
    checkpoint: Checkpoint,
    submission: Submission,
    known: Vec<VerifierKey>,
}

impl Known {
    fn prepare(&self, context: &Context) -> Result<Ask, CliError> {
        let archive = context.archive()?;
        let policy = match &self.trust {
            Some(file) => read_policy(file)?,
            None => parse_policy(&archive.read(layout::POLICY, super::POLICY_LIMIT)?)?,
        };
        let bytes = archive.read(layout::CHECKPOINT, note::MAX_BYTES as u64)?;
        let submission = Submission::new(&bytes, &read_log(&archive)?, &policy)?;
        let mut known: Vec<_> = policy.witnesses().iter().map(|witness| witness.vkey.clone()).collect();
        if let Some(vkey) = &self.vkey {
            known.push(vkey.parse()?);
        }
        Ok(Ask { archive, policy, checkpoint: submission.checkpoint().clone(), submission, known })
    }
}

impl Ask {
    fn attach(&self, lines: &[SignatureLine]) -> Result<String, CliError> {
        attach(&self.archive, &self.policy, &self.checkpoint, lines)?;
        let names = lines.iter().map(|line| line.claimed_signer().0.as_str());
        Ok(names.map(|name| format!("cosigned   by {}\n", clean_line(name))).collect())
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let ask = args.known.prepare(context)?;
    let urls: Vec<String> = match &args.url {
        Some(url) => vec![url.clone()],
        None => {
            let urls = ask.policy.witnesses().iter().filter_map(|witness| witness.url.as_deref());
            urls.map(|url| String::from_utf8_lossy(url).into_owned()).collect()
        }
    };
    if urls.is_empty() {
        return Err(CliError::Usage("keys/policy has no witness with an address; give one"));
    }
    let (mut out, mut exit, mut failures) = (String::new(), Exit::Good, Vec::new());
    for url in urls {
        let to = format!("{}/add-checkpoint", url.trim_end_matches('/'));
        match ask.submission.ask(&ask.known, &|body| post(&to, body, MAX_ANSWER)) {
            Ok(lines) => out += &ask.attach(&lines)?,
            Err(error) if error.is_contradiction() => {
                out += &format!("NOT COSIGNED by {}\n  {error}\n", clean_line(&url));
                exit = Exit::Failed;
            }
            // One witness that is away must not keep the others from being asked.
            Err(error) => failures.push(CliError::Submit(url, error)),
        }
    }
    // The last failure is what the command ends with, unless a contradiction is: that weighs more.
    let last = if exit == Exit::Good { failures.pop() } else { None };
    let told = exit != Exit::Good || !failures.is_empty();
    out.extend(failures.iter().map(|failure| format!("failed     {}\n", clean_line(&failure.to_string()))));
    // Who refused, or could not be asked, is no news of what was done.
    if told {
        context.print(&out)?
    } else {
        context.say(&out)?
    }
    last.map_or(Ok(exit), Err)
}

pub(super) fn request(context: &Context, args: &RequestArgs) -> Result<Exit, CliError> {
    let ask = args.known.prepare(context)?;
    // As it is, and not cleaned: it is our own checkpoint, verified, whose form has no character that could do harm.
    context.print(&String::from_utf8_lossy(&ask.submission.request(args.old)?.to_bytes()))?;
    Ok(Exit::Good)
}

pub(super) fn add(context: &Context, args: &AddArgs) -> Result<Exit, CliError> {
    let ask = args.known.prepare(context)?;
    let answer = read_file(&args.file, MAX_ANSWER as u64)?;
    let named = |error: SubmitError| CliError::Submit(args.file.display().to_string(), error);
    let lines = ask.submission.cosignatures(&answer, &ask.known).map_err(named)?;
    context.say(&ask.attach(&lines)?)?;
    Ok(Exit::Good)
}
