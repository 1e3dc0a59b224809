//! `kzarchive recheck`

use std::collections::{BTreeMap, VecDeque};

use super::capture::{Captures, FOLDER, NO_OPERATOR, known, look};
use super::fields::SourceFields;
use super::keys::KeyArgs;
use super::network::NetworkArgs;
use super::{CliError, Context, Exit};
use crate::capture::{Checked, Compared, Earlier, Outcome};
use crate::report::{checked_json, checked_summary, checked_text};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every address of a sealed text is fetched again, and its text compared with the sealed one. Nothing is sealed, \
unless --seal asks for it: then what was altered is captured, and supersedes the older text.

Exit codes: 0 all texts stand as they were sealed; 1 a publisher altered or removed one; 2 the command could not run, \
or some could not be fetched or compared.

Example:
  kzarchive recheck example.org --delay 5")]
pub(super) struct Args {
    /// Only addresses or paths that contain one of these
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Seal what was altered, as a newer text
    #[arg(long)]
    seal: bool,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    source: SourceFields,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs: kzarchive-recheck/1
    Json,
}

pub(super) fn run(context: &Context, args: Args) -> Result<Exit, CliError> {
    if args.seal && args.source.operator.is_none() {
        return Err(NO_OPERATOR);
    }
    let archive = context.archive()?;
    let network = args.network.open(context)?;
    let signers = args.seal.then(|| args.keys.load(context, &archive.settings()?.origin)).transpose()?;
    let asked = |earlier: &Earlier| {
        let holds = |word: &String| earlier.url.as_str().contains(word) || earlier.path().as_str().contains(word);
        args.words.is_empty() || args.words.iter().any(holds)
    };
    let known = in_turns(known(&archive)?.into_iter().filter(asked).collect());
    if known.is_empty() && !args.words.is_empty() {
        return Err(CliError::Usage(
            "no sealed text has such an address or path; `kzarchive log --documents` lists them",
        ));
    }
    let mut captures = Captures::new(&archive, args.source.metadata(), FOLDER.to_owned())?;
    let bar = context.progress("rechecking");
    bar.set_length(known.len() as u64);
    let mut checked = Vec::new();
    for earlier in known {
        let (one, taken) = look(context, &archive, &network, &earlier.url, Some(&earlier));
        if let (Some(taken), Some(_), true) = (taken, &signers, is_altered(&one)) {
            captures.add(&earlier.url.clone(), taken, Some(earlier), None)?;
        }
        // Said at once, so that an interrupted run has told what it found.
        if args.format == Format::Text && !is_as_sealed(&one) {
            bar.suspend(|| context.print(&checked_text(&one, context.paint())))?;
        }
        checked.push(one);
        bar.inc(1);
    }
    bar.finish_and_clear();
    context.print(&match args.format {
        Format::Text => checked_summary(&checked),
        Format::Json => checked_json(&checked)?,
    })?;
    if let Some(signers) = &signers {
        let refused = captures.seal(context, signers)?;
        if !refused.is_empty() {
            return Err(CliError::NotCaptured(refused));
        }
    }
    Ok(exit(&checked))
}

fn exit(checked: &[Checked]) -> Exit {
    if checked.iter().any(|one| is_altered(one) || matches!(one.outcome, Outcome::Gone(_))) {
        Exit::Failed
    } else if checked.iter().all(is_as_sealed) {
        Exit::Good
    } else {
        Exit::Trouble
    }
}

fn is_altered(one: &Checked) -> bool {
    matches!(one.outcome, Outcome::Compared(Compared::Altered(_) | Compared::AlteredUnseen))
}

fn is_as_sealed(one: &Checked) -> bool {
    matches!(one.outcome, Outcome::Compared(Compared::Unchanged | Compared::ReEncoded))
}

/// One address of each host after the other, so that nobody waits for one slow host alone.
fn in_turns(all: Vec<Earlier>) -> Vec<Earlier> {
    let mut hosts = BTreeMap::<String, VecDeque<Earlier>>::new();
    for earlier in all {
        hosts.entry(earlier.url.host_str().unwrap_or_default().to_owned()).or_default().push_back(earlier);
    }
    let mut turns = Vec::new();
    while !hosts.is_empty() {
        turns.extend(hosts.values_mut().filter_map(VecDeque::pop_front));
        hosts.retain(|_, left| !left.is_empty());
    }
    turns
}
