//! `kzarchive rescind`

use super::statement::StatementArgs;
use super::{CliError, Context, Exit};
use crate::manifest::Known;
use crate::seal::{Place, Words, quote, rescind};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
WORDS are the exact words of a sealed text, and must occur in it only once; START..END counts bytes of the file.

Example:
  kzarchive rescind archive/tally.txt '164 deaths' \\
    --evidence archive/denial.txt 'the figure was an error' \\
    --withdrawn-by 'Ministry of Information' --reason 'published by mistake'")]
pub(super) struct Args {
    /// The text that gives the figure
    #[arg(value_name = "PATH")]
    path: String,
    /// The figure in its words, or START..END
    #[arg(value_name = "WORDS")]
    words: String,
    /// The text and the words that say that it was withdrawn
    #[arg(long, num_args = 2, value_names = ["PATH", "WORDS"], required = true)]
    evidence: Vec<String>,
    /// Who withdrew it, or `unknown`
    #[arg(long, value_name = "NAME")]
    withdrawn_by: String,
    #[command(flatten)]
    statement: StatementArgs,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let [evidence_path, evidence_words] = &args.evidence[..] else {
        return Err(CliError::Usage("--evidence takes a path and words"));
    };
    let (figure, evidence) = (words(&args.path, &args.words)?, words(evidence_path, evidence_words)?);
    let withdrawn_by = match args.withdrawn_by.as_str() {
        "unknown" => Known::Unknown,
        silence if silence.trim().is_empty() => {
            return Err(CliError::Usage("--withdrawn-by takes a name or the word `unknown`"));
        }
        name => Known::Value(name.to_owned()),
    };
    args.statement.seal(context, &archive, |session| {
        let (figure, evidence) = (quote(session, &archive, &figure)?, quote(session, &archive, &evidence)?);
        Ok(rescind(session, figure, evidence, withdrawn_by, &args.statement.reason)?)
    })?;
    Ok(Exit::Good)
}

fn words(path: &str, words: &str) -> Result<Words, CliError> {
    let path = path.parse().map_err(|why| CliError::Path(path.to_owned(), why))?;
    let bytes = words.split_once("..").and_then(|(start, end)| Some(start.parse().ok()?..end.parse().ok()?));
    let place = bytes.map_or_else(|| Place::Text(words.to_owned()), Place::Bytes);
    Ok(Words { path, place })
}
