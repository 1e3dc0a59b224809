//! `kzarchive verify`

use super::judge::{Asked, JudgeArgs};
use super::{CliError, Context, Exit};
use crate::report::{github, junit, markdown, sarif, verdict_failures, verdict_json, verdict_text};
use crate::store::append;
use crate::verify::{Depth, Figures, Told};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
It claims `unchanged since sealed`, never `authentic`. What this machine accepted is remembered, and the next state must \
extend it. For an archive that was never seen here, its own keys are used, and the answer says so: first contact. If something \
 does not hold while somebody seals, it waits for the end of that, at most 30 seconds, and looks again.

Examples:
  kzarchive verify
  kzarchive verify --trust ~/keys-of-the-archive --checkpoint last-week.checkpoint
  kzarchive verify --base origin/main
  kzarchive verify --findings all | less -R
  kzarchive verify --originals ../originals --format json")]
pub(super) struct Args {
    #[command(flatten)]
    judge: JudgeArgs,
    /// Derive every text again from its bytes, and compare it with what was sealed
    #[arg(long)]
    deep: bool,
    /// Do not read figures
    #[arg(long)]
    no_figures: bool,
    /// Read figures anew: neither use what an earlier run found in the same texts, nor keep it for the next one. --base and
    /// --no-memory imply it
    #[arg(long)]
    no_cache: bool,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// How many findings to print as text, denied ones first; other formats hold all [default: 200]
    #[arg(long, value_name = "NUMBER|all")]
    findings: Option<Printed>,
}

/// So many findings are printed as text if nobody says otherwise: more than somebody reads, and an archive of 100,000 texts
/// may have as many.
const PRINTED: usize = 200;

/// How many findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Printed(Told);

impl std::str::FromStr for Printed {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "all" => Ok(Self(Told::All)),
            number if number.bytes().all(|b| b.is_ascii_digit()) => {
                number.parse().map(|most| Self(Told::First(most))).map_err(|_| "give a number, or `all`")
            }
            _ => Err("give a number, or `all`"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs: kzarchive-verdict/1
    Json,
    /// Annotations of a pull request, and a job summary in the file that GITHUB_STEP_SUMMARY names
    Github,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit XML, for GitLab, Jenkins and others
    Junit,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let judge = args.judge.read(context, &archive)?;
    if args.format == Format::Text {
        context.look_at_settings(&archive);
    }
    let told = match (args.format, args.findings) {
        (Format::Text, findings) => findings.map_or(Told::First(PRINTED), |Printed(told)| told),
        (_, None) => Told::All,
        (_, Some(_)) => return Err(CliError::Usage("--findings goes with --format text: the other formats hold all")),
    };
    let depth = if args.deep { Depth::Texts } else { Depth::Bytes };
    let figures = if args.no_figures { Figures::Skip } else { Figures::Read };
    let cache = args.judge.remembers().then(|| context.cache()).flatten().filter(|_| !args.no_cache);
    let asked = Asked { depth, figures, told, cache: cache.as_ref() };
    let mut verdict = judge.verdict(context, &archive, asked);
    if !matches!(args.format, Format::Json | Format::Sarif) {
        verdict.origin = context.called(&archive, verdict.origin);
    }
    context.stage("report");
    context.print(&match args.format {
        Format::Text if context.is_quiet() => verdict_failures(&verdict, context.paint()),
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
