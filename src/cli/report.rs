//! `kzarchive report`

use std::path::PathBuf;

use super::judge::{Judge, JudgeArgs};
use super::show::own_keys;
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::holdings::Holdings;
use crate::report::{clean_line, html};
use crate::store::{Archive, Output, Settings, make_empty_folder, place_file, replace_file, scratch_file, sync_group};
use crate::verify::{Tally, Verdict, findings};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
For anybody with a browser: no network, no script, the same bytes for the same archive. Its exit codes are those \
of verify. Texts that are kept elsewhere are not in it.

Examples:
  kzarchive report -o report.html
  kzarchive report --site pages
  kzarchive report -o report.html --trust ~/keys-of-the-archive --originals ../originals")]
pub(super) struct Args {
    #[command(flatten)]
    judge: JudgeArgs,
    /// Where to write the page: a file outside the archive, new or an older report
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A folder for many pages, where one would be too large; it must be empty, or not exist yet
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    site: Option<PathBuf>,
}

/// Where the pages go.
enum Place {
    File(Output),
    Folder(Output),
}

impl Place {
    fn of(args: &Args) -> Result<Self, CliError> {
        Ok(match (&args.output, &args.site) {
            (Some(file), _) => Self::File(Output::file_like(file, html::MARK)?),
            (None, Some(folder)) => Self::Folder(Output::folder(folder)?),
            (None, None) => {
                return Err(CliError::Usage("name the page with --output, or a folder for many with --site"));
            }
        })
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let place = Place::of(args)?;
    let archive = context.archive()?;
    let judge = args.judge.read(context, &archive)?;
    let (mut verdict, linked) = judge.verdict_and_links(context, &archive);
    verdict.origin = context.called(&archive, verdict.origin);
    context.stage("page");
    let holdings = match steadily(context, &archive, || read(&archive, &judge), Result::is_ok) {
        Ok(holdings) => Some(holdings),
        // What is wrong is in the verdict, and so on the page.
        Err(_) if !verdict.failures.is_empty() => None,
        Err(error) => return Err(error),
    };
    let (settings, holdings) = match (linked, holdings) {
        (Some((settings, linked)), holdings) => {
            (Some(settings), holdings.map(|holdings| holdings.with_figures(linked)))
        }
        (None, holdings) => (None, holdings),
    };
    let pages = Pages { holdings: holdings.as_ref(), settings: settings.as_ref() };
    match &place {
        Place::File(file) => pages.one_file(file, &mut verdict)?,
        Place::Folder(folder) => pages.site(folder, &mut verdict)?,
    }
    let (Place::File(made) | Place::Folder(made)) = place;
    let answer = if verdict.verified() { "verified" } else { "not verified" };
    context.say(&format!("{answer}; the report is in {}\n", clean_line(&made.path().display().to_string())))?;
    Ok(Exit::of(&verdict))
}

/// What pages are drawn from.
struct Pages<'a> {
    holdings: Option<&'a Holdings<'a>>,
    settings: Option<&'a Settings>,
}

impl<'a> Pages<'a> {
    fn judge(&self) -> Option<findings::Judge<'a>> {
        Some(findings::Judge::new(self.settings?, self.holdings?.statements()))
    }

    /// Figures are judged while their documents are drawn: they are counted when all are.
    fn tell(&self, verdict: &mut Verdict, tally: Tally) {
        if let Some(linked) = self.holdings.and_then(Holdings::figures) {
            verdict.tell_figures(linked.check(tally), tally.counts);
        }
    }

    fn one_file(&self, file: &Output, verdict: &mut Verdict) -> Result<(), CliError> {
        let mut report = html::Report::new(self.holdings, self.judge());
        if let Some(holdings) = self.holdings {
            holdings.each(|holding| report.add(holding).map_err(CliError::from))?;
        }
        self.tell(verdict, report.tally());
        Ok(replace_file(file, report.finish(verdict)?.as_bytes())?)
    }

    fn site(&self, to: &Output, verdict: &mut Verdict) -> Result<(), CliError> {
        make_empty_folder(to)?;
        let folder = to.path();
        let mut write = |name: &str, text: &str| Ok::<_, CliError>(place_file(&folder.join(name), text.as_bytes())?);
        let origin = verdict.origin.clone();
        let drawing = html::Drawing::new(&origin, self.holdings, self.judge());
        let mut site = html::Site::new(&drawing, scratch_file()?);
        if let Some(holdings) = self.holdings {
            holdings.each_at_once(|holding| drawing.document(holding), |drawn| site.add(drawn?, &mut write))?;
        }
        self.tell(verdict, site.tally());
        site.finish(verdict, &mut write)?;
        Ok(sync_group(folder)?)
    }
}

fn read<'a>(archive: &'a Archive, judge: &Judge) -> Result<Holdings<'a>, CliError> {
    let believed = match judge.trust.files() {
        Some(files) => files.clone().parse().map_err(|(path, why)| CliError::Keys(path, why))?,
        None => own_keys(archive)?,
    };
    let origin = archive.settings().ok().map(|settings| settings.origin);
    Ok(Holdings::without_figures(archive, &believed, origin.as_deref())?)
}
