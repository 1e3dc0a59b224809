//! `kzarchive search`

use super::show::own_keys;
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::holdings::{Holding, Holdings, Query};
use crate::report;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
A document is found if it has all the words: in its text, in its metadata, or in its figures. Figures are searched if a word \
names a measure or a verdict, or is `nobody`, for figures without a source. Texts that are kept elsewhere are not searched.

Examples:
  kzarchive search shoot to kill
  kzarchive search killed rescinded")]
pub(super) struct Args {
    /// Words to look for, in any case of letters
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let query = Query::new(args.words.iter().map(String::as_str)).ok_or(CliError::Usage("there is no word in it"))?;
    let archive = context.archive()?;
    let origin = archive.settings()?.origin;
    let read = if query.asks_for_figures() { Holdings::read } else { Holdings::without_figures };
    let holdings = || Ok::<_, CliError>(read(&archive, &own_keys(&archive)?, Some(&origin))?);
    let holdings = steadily(context, &archive, holdings, Result::is_ok)?;
    let mut found = 0;
    let look = |holding: Holding<'_>| {
        let hits = query.hits(&holding);
        (!hits.is_empty()).then(|| report::hits(holding.document.path.as_str(), &hits))
    };
    holdings.each_at_once(look, |shown| {
        let Some(shown) = shown else { return Ok(()) };
        found += 1;
        context.print(&shown)
    })?;
    if found == 0 {
        context.note("no document has all of these words");
    }
    Ok(Exit::Good)
}
