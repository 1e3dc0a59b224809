//! `kzarchive search`

use super::show::own_keys;
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::holdings::{Body, Holding, Holdings, Query};
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
    let (mut found, mut unsearched) = (0, Vec::new());
    let look = |holding: Holding<'_>| {
        let hits = query.hits(&holding);
        let path = holding.document.path.as_str();
        let why = why_unsearched(&holding.body).map(|why| format!("{path} ({why})"));
        ((!hits.is_empty()).then(|| report::hits(path, &hits)), why)
    };
    holdings.each_at_once(look, |(shown, why)| {
        unsearched.extend(why);
        let Some(shown) = shown else { return Ok(()) };
        found += 1;
        context.print(&shown)
    })?;
    if found == 0 {
        context.note(match unsearched.is_empty() {
            true => "no document has all of these words",
            false => "no document that could be searched has all of these words",
        });
    }
    tell(context, &unsearched);
    Ok(Exit::Good)
}

/// Why a text was not searched that lies in the archive. The danger: of words in it, nobody would hear that they are there.
fn why_unsearched<'a>(body: &'a Body<'_>) -> Option<&'a str> {
    match body {
        Body::NotAsSealed(why) => Some(why),
        Body::NoText => Some("no text comes from it"),
        Body::TooLarge => Some("it is too large to be searched"),
        Body::Text(_) | Body::Withdrawn(_) | Body::Withheld => None,
    }
}

fn tell(context: &Context, unsearched: &[String]) {
    const SHOWN: usize = 5;
    let first = unsearched[..unsearched.len().min(SHOWN)].join(", ");
    let (texts, more) = match unsearched.len() {
        0 => return,
        1 => ("1 text was".to_owned(), String::new()),
        all => (
            format!("{all} texts were"),
            match all - all.min(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            },
        ),
    };
    context.note(&format!("{texts} not searched: {first}{more}; `kzarchive verify` says what is wrong"));
}
