//! `kzarchive figures`

mod texts;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::filter::Filter;
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::digest::Digest;
use crate::figures::{Figure, Reading, Verdict, link};
use crate::report::{Beside, Seen, figure_table, figures_csv, figures_json, finding, jsonl, set_aside};
use crate::store::{Level, Settings};
use crate::verify::Article;
use crate::verify::answers::{Answer, Answers};
use crate::verify::findings::{Finding, Place, collect, places_of};
use texts::{Texts, named, read, sealed};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without PATH, the sealed texts of the archive are read, and the answers to their figures are shown (in csv the columns answer, \
answered_by and answer_reason; in json and jsonl the field answer). Files that are named need not \
be sealed, and nobody has answered theirs.

Examples:
  kzarchive figures report.txt other.txt
  kzarchive figures --measure killed --since 2022-01-01 --snippets
  kzarchive figures --format jsonl | jq 'select(.verdict != \"ok\")'")]
pub(super) struct Args {
    /// Files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// With text: show the lines of figures that need an answer
    #[arg(long)]
    snippets: bool,
    /// With jsonl: also numbers that are not figures (dates, ages, names), each with the id of its exclusion;
    /// of the filters, only --source applies to them
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filter: Filter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One document, kzarchive-figures/1
    Json,
    /// One figure a line
    Jsonl,
    /// For spreadsheets; no cell is a formula
    Csv,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    if args.all && args.format != Format::Jsonl {
        return Err(CliError::Usage("--all goes with --format jsonl"));
    }
    if args.snippets && args.format != Format::Text {
        return Err(CliError::Usage("--snippets goes with --format text"));
    }
    context.stage("texts");
    let Texts { articles, digests, rescissions, recaptured, reviews } = match args.paths.is_empty() {
        true => {
            let archive = context.archive()?;
            steadily(context, &archive, || sealed(context, &archive), Result::is_ok)?
        }
        false => Texts { articles: named(context, &args.paths)?, ..Texts::default() },
    };
    context.stage("figures");
    let mut readings = read(context, &articles);
    let is_read = |reading: &Reading| reading.unread.is_none();
    let any_is_read = readings.is_empty() || readings.iter().any(is_read);
    // Before the filter: a figure that is not shown can still withdraw or contradict one that is.
    link(&mut readings, &rescissions, &recaptured);
    let all: usize = readings.iter().map(|reading| reading.figures.len()).sum();
    let answers = Answers::new(&reviews);
    let answer = |figure: &Figure| {
        let sealed = digests.get(&*figure.path).filter(|_| !reviews.is_empty())?;
        answer_to(&answers, figure, *sealed)
    };
    args.filter.apply(context, &mut readings, |figure| answer(figure).is_some())?;
    context.stage("report");
    let by_path: HashMap<&str, &Article> = articles.iter().map(|article| (article.path.as_str(), article)).collect();
    let counted = |figure: &Figure| {
        let span = figure.counted?;
        let bytes = by_path.get(figure.path.as_str())?.bytes.get(span.start..span.end)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    };
    let beside = |figure: &Figure| {
        let of = by_path.get(figure.path.as_str()).and_then(|article| article.of);
        Beside { of, answer: answer(figure) }
    };
    let mut out = match args.format {
        Format::Text => {
            let places = places(&readings, &by_path);
            let place = |figure: &Figure| places.get(figure.path.as_str())?.get(&figure.start).copied();
            figure_table(&readings, |figure| Seen {
                place: place(figure),
                counted: counted(figure).unwrap_or_default(),
                answer: answer(figure),
            })
        }
        Format::Json => figures_json(&readings, beside)?,
        Format::Jsonl if args.all => jsonl(&readings, beside)? + &set_aside(&readings)?,
        Format::Jsonl => jsonl(&readings, beside)?,
        Format::Csv => figures_csv(&readings, counted, answer)?,
    };
    if args.format == Format::Text {
        if out.is_empty() && any_is_read {
            context.note(&match all {
                0 => "no figures in these texts".to_owned(),
                all => format!("no figure matches; figures in these texts: {all}"),
            });
        }
        let bytes = |path: &str| by_path.get(path).map(|article| (article.bytes.clone(), article.charset));
        let mut open = collect(readings, &Settings::plain(), bytes).findings;
        for finding in &mut open {
            if let Some(digest) = digests.get(&*finding.figure.path) {
                answers.put(finding, *digest);
            }
        }
        open.retain(Finding::is_open);
        for open in open.iter().filter(|_| args.snippets) {
            out += &format!("\n{}\n", finding(open, context.paint()));
        }
        if !open.is_empty() && !args.snippets {
            context.note(&format!("{} to answer; --snippets shows their lines", open.len()));
        }
    }
    context.print(&out)?;
    Ok(Exit::Good)
}

/// What a signed review answers to what was found of a figure in a text that was sealed so.
fn answer_to(answers: &Answers<'_>, figure: &Figure, sealed: Digest) -> Option<Answer> {
    if figure.verdict == Verdict::Ok {
        return None;
    }
    let (id, answer, of, no_sealed) = (None, None, None, None);
    let (level, message, figure, excerpts) = (Level::Warn, figure.message, figure.clone(), Vec::new());
    let mut finding = Finding { level, message, figure, id, answer, of, sealed: no_sealed, excerpts };
    answers.put(&mut finding, sealed);
    finding.answer
}

/// Where the figures of each text stand in it, by where they begin.
fn places<'a>(readings: &'a [Reading], articles: &HashMap<&str, &Article>) -> HashMap<&'a str, BTreeMap<usize, Place>> {
    let of = |reading: &'a Reading| {
        let article = articles.get(reading.path.as_str())?;
        let starts = reading.figures.iter().map(|figure| figure.start).collect();
        Some((reading.path.as_str(), places_of(&article.bytes, article.charset, &starts)))
    };
    readings.iter().filter_map(of).collect()
}
