//! `kzarchive report`

use std::path::{Path, PathBuf};

use super::judge::{Judge, JudgeArgs};
use super::show::own_keys;
use super::{CliError, Context, Exit};
use crate::holdings::Holdings;
use crate::report::{clean, html};
use crate::store::{Archive, make_empty_folder, place_file, replace_file, sync_group};
use crate::verify::{Depth, Figures, Verdict};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
For anybody with a browser: no network, no script, the same bytes for the same archive. Its exit codes are those \
of verify. A text that is kept elsewhere is not in it.

Examples:
  kzarchive report -o report.html
  kzarchive report --site pages
  kzarchive report -o report.html --trust ~/keys-of-the-archive --originals ../originals")]
pub(super) struct Args {
    #[command(flatten)]
    judge: JudgeArgs,
    /// The page
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A folder for many pages, where one would be too large; it must be empty or not there yet
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    site: Option<PathBuf>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let judge = args.judge.read(context, &archive)?;
    let mut verdict = judge.verdict(context, &archive, Depth::Bytes, Figures::Read);
    // The page has the texts themselves: the lines of findings would be held for nothing.
    verdict.findings.iter_mut().for_each(|finding| finding.excerpts = Vec::new());
    context.stage("page");
    let holdings = match read(&archive, &judge) {
        Ok(holdings) => Some(holdings),
        // What is wrong is in the verdict, and so on the page.
        Err(_) if !verdict.failures.is_empty() => None,
        Err(error) => return Err(error),
    };
    let made = match (&args.output, &args.site) {
        (Some(file), _) => {
            one_file(file, &verdict, holdings.as_ref())?;
            file
        }
        (None, Some(folder)) => {
            site(folder, &verdict, holdings.as_ref())?;
            folder
        }
        (None, None) => return Err(CliError::Usage("name the page with --output, or a folder for many with --site")),
    };
    let answer = if verdict.verified() { "verified" } else { "not verified" };
    context.say(&format!("{answer}; the report is in {}\n", clean(&made.display().to_string())))?;
    Ok(Exit::of(&verdict))
}

fn one_file(file: &Path, verdict: &Verdict, holdings: Option<&Holdings<'_>>) -> Result<(), CliError> {
    let mut report = html::Report::new(verdict, holdings);
    if let Some(holdings) = holdings {
        holdings.each(|holding| report.add(holding).map_err(CliError::from))?;
    }
    Ok(replace_file(file, report.finish()?.as_bytes())?)
}

fn site(folder: &Path, verdict: &Verdict, holdings: Option<&Holdings<'_>>) -> Result<(), CliError> {
    make_empty_folder(folder)?;
    let mut write = |name: &str, text: &str| Ok::<_, CliError>(place_file(&folder.join(name), text.as_bytes())?);
    let drawing = html::Drawing::new(verdict, holdings);
    let mut site = html::Site::new(&drawing);
    if let Some(holdings) = holdings {
        holdings.each_at_once(|holding| drawing.document(holding), |drawn| site.add(drawn?, &mut write))?;
    }
    site.finish(&mut write)?;
    Ok(sync_group(folder)?)
}

fn read<'a>(archive: &'a Archive, judge: &Judge) -> Result<Holdings<'a>, CliError> {
    let believed = match judge.trust.files() {
        Some(files) => files.clone().parse().map_err(|(path, why)| CliError::Keys(path, why))?,
        None => own_keys(archive)?,
    };
    let origin = archive.settings().ok().map(|settings| settings.origin);
    Ok(Holdings::read(archive, &believed, origin.as_deref())?)
}
