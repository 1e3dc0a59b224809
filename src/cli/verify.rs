//! `kzarchive verify`

use std::path::PathBuf;

use super::judge::JudgeArgs;
use super::{CliError, Context, Exit};
use crate::report::{github, junit, markdown, sarif, verdict_json, verdict_text};
use crate::store::{Originals, append};
use crate::verify::{Depth, Figures, Progress, Request, verify};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
It claims `unchanged since sealed`, never `authentic`. What this machine accepted is remembered, and the next state must
extend it. Of an archive that was never seen here the own keys are used, and the answer says so: first contact.

Examples:
  kzarchive verify
  kzarchive verify --trust ~/keys-of-the-archive --checkpoint last-week.checkpoint
  kzarchive verify --base origin/main
  kzarchive verify --originals ../originals --format json")]
pub(super) struct Args {
    #[command(flatten)]
    judge: JudgeArgs,
    /// Check withheld texts, which lie in this folder
    #[arg(long, value_name = "DIR")]
    originals: Option<PathBuf>,
    /// Derive every text again from its bytes
    #[arg(long)]
    deep: bool,
    /// Do not read figures
    #[arg(long)]
    no_figures: bool,
    /// How to report
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs: kzarchive-verdict/1
    Json,
    /// Annotations of a pull request; and a job summary, into the file that GITHUB_STEP_SUMMARY names
    Github,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit XML, for GitLab, Jenkins and others
    Junit,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let judge = args.judge.read(context, &archive)?;
    let commit = judge.commit();
    let originals = args.originals.as_deref().map(Originals::open).transpose()?;
    let bar = context.progress("verifying");
    let request = Request {
        trust: judge.trust.clone(),
        settings: judge.settings.clone(),
        earlier: judge.earlier.clone(),
        commit: commit.as_ref(),
        originals: originals.as_ref(),
        depth: if args.deep { Depth::Texts } else { Depth::Bytes },
        figures: if args.no_figures { Figures::Skip } else { Figures::Read },
        progress: &|progress| match progress {
            Progress::Total(total) => bar.set_length(total),
            Progress::Document => bar.inc(1),
        },
    };
    if let Ok(settings) = archive.settings() {
        for rule in settings.rules().filter(|rule| crate::figures::explain(rule).is_none()) {
            context.note(&format!(
                "kzarchive.toml names a rule '{rule}', which there is not; {}",
                super::error::meant(rule)
            ));
        }
    }
    let verdict = verify(&archive, &request);
    bar.finish_and_clear();
    judge.settle(context, &archive, &verdict);
    context.print(&match args.format {
        Format::Text => verdict_text(&verdict, context.paint()),
        Format::Json => verdict_json(&verdict)?,
        Format::Github => github(&verdict, &context.folder_in_repository(&archive)?),
        Format::Sarif => sarif(&verdict, &context.folder_in_repository(&archive)?)?,
        Format::Junit => junit(&verdict),
    })?;
    if let (Format::Github, Some(file)) = (args.format, context.variable("GITHUB_STEP_SUMMARY")) {
        append(&file, markdown(&verdict).as_bytes())?;
    }
    Ok(Exit::of(&verdict))
}
