//! `kzarchive rescind`

use super::show::archive_path;
use super::statement::StatementArgs;
use super::{CliError, Context, Exit};
use crate::ledger::read_sealed;
use crate::manifest::{Known, Quotation};
use crate::seal::{Place, QuotationError, Session, Words, quote, rescind};
use crate::store::Archive;
use crate::verify::read_bytes;

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
    let (figure, evidence) =
        (words(&archive, &args.path, &args.words)?, words(&archive, evidence_path, evidence_words)?);
    let withdrawn_by = match args.withdrawn_by.as_str() {
        "unknown" => Known::Unknown,
        silence if silence.trim().is_empty() => {
            return Err(CliError::Usage("--withdrawn-by takes a name or the word `unknown`"));
        }
        name => Known::Value(name.to_owned()),
    };
    args.statement.seal(context, &archive, |session| {
        let (figure, evidence) = (quote(session, &archive, &figure)?, quote(session, &archive, &evidence)?);
        holds_a_figure(context, session, &archive, &figure)?;
        if figure.path == evidence.path && figure.start < evidence.end && evidence.start < figure.end {
            return Err(CliError::Usage(
                "the evidence is the figure itself; quote the words that say that it was withdrawn",
            ));
        }
        Ok(rescind(session, figure, evidence, withdrawn_by, &args.statement.reason)?)
    })?;
    Ok(Exit::Good)
}

/// The danger: a statement on words in which no figure is read withdraws nothing, and nobody would notice. What has digits may be a
/// figure that is not read, in another language, say.
fn holds_a_figure(
    context: &Context,
    session: &Session<'_>,
    archive: &Archive,
    quoted: &Quotation<'_>,
) -> Result<(), CliError> {
    let path = &quoted.path;
    let Some(sealed) = session.ledger.get(path) else { return Ok(()) };
    let bytes = read_sealed(archive, sealed).map_err(|_| QuotationError::Altered(path.to_string()))?;
    let reading = read_bytes(&bytes, sealed);
    let figures = reading.map(|reading| reading.figures).unwrap_or_default();
    let (start, end) = (quoted.start as usize, quoted.end as usize);
    let touched: Vec<_> = figures.iter().filter(|figure| figure.start < end && start < figure.end).collect();
    match touched.iter().find(|figure| figure.start < start || end < figure.end) {
        Some(cut) => Err(CliError::CutFigure(quoted.text.to_string(), cut.text.clone())),
        None if !touched.is_empty() => Ok(()),
        None if quoted.text.contains(char::is_numeric) => {
            context.note(&format!("no figure is read in these words of {path}: the statement will change no finding"));
            Ok(())
        }
        None => Err(CliError::NoFigure(path.to_string(), quoted.text.to_string())),
    }
}

fn words(archive: &Archive, path: &str, words: &str) -> Result<Words, CliError> {
    let path = archive_path(archive, path)?;
    let bytes = words.split_once("..").and_then(|(start, end)| Some(start.parse().ok()?..end.parse().ok()?));
    let place = bytes.map_or_else(|| Place::Text(words.to_owned()), Place::Bytes);
    Ok(Words { path, place })
}
