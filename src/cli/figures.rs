//! `kzarchive figures`

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::filter::Filter;
use super::show::own_keys;
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::digest::Digest;
use crate::extract::Extractor;
use crate::figures::{Captures, Figure, Reading, StatedRescission, Unread, Verdict, link};
use crate::holdings::sealed_bytes;
use crate::ledger::{Ledger, Reviewed, Sealed, State, read_log, read_manifests};
use crate::report::{Beside, Seen, figure_table, figures_csv, figures_json, finding, jsonl, set_aside};
use crate::store::{Archive, Level, Lies, Settings, look, read_as, read_file, walk};
use crate::text::Charset;
use crate::verify::answers::{Answer, Answers};
use crate::verify::findings::{Finding, Of, Place, collect, places_of, recaptured, stated};
use crate::verify::{Article, read_articles};

/// The largest text whose figures are read, in bytes.
const LARGEST: u64 = 1 << 30;

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

/// The figures of all texts. Those that were not read are named: to say nothing of them would say that they have none.
fn read(context: &Context, articles: &[Article]) -> Vec<Reading> {
    let readings = articles.iter().zip(read_articles(articles));
    let told = readings.filter_map(|(article, reading)| {
        if reading.is_none() {
            not_read(context, &article.path, NO_TEXT);
        }
        reading
    });
    let readings: Vec<Reading> = told.collect();
    let unread = |why| readings.iter().filter(move |reading| reading.unread == Some(why)).map(|reading| &*reading.path);
    in_others(context, unread(Unread::Language), "only English is");
    in_others(context, unread(Unread::Script), "of unknown language, and not in Latin letters; only English is");
    readings
}

/// Says which texts are in other languages. There may be very many: the first few are named.
fn in_others<'a>(context: &Context, texts: impl Iterator<Item = &'a str>, what: &str) {
    const SHOWN: usize = 3;
    let texts: Vec<&str> = texts.collect();
    let named = texts[..texts.len().min(SHOWN)].join(", ");
    let more = match texts.len() {
        0 => return,
        ..=SHOWN => String::new(),
        more => format!(" and {} more", more - SHOWN),
    };
    context.note(&format!("{named}{more}: not read: {what}"));
}

/// Why figures are not read.
const NO_TEXT: &str = "no text comes from it";

fn not_read(context: &Context, path: &str, why: &str) {
    context.note(&format!("{path}: {why}, and no figures are read"));
}

/// What is read, and what signed statements say about it.
#[derive(Default)]
struct Texts {
    articles: Vec<Article>,
    /// Of the sealed bytes, by path.
    digests: HashMap<String, Digest>,
    rescissions: Vec<StatedRescission>,
    recaptured: Vec<Captures>,
    reviews: Vec<Reviewed>,
}

/// Texts of the archive whose bytes are the sealed ones; the others are named.
fn sealed(context: &Context, archive: &Archive) -> Result<Texts, CliError> {
    let believed = own_keys(archive)?;
    let origin = archive.settings()?.origin;
    let (mut statements, _) = read_manifests(archive, Some(&origin), &read_log(archive)?, &believed);
    let (ledger, _) = Ledger::of(&mut statements);
    let is_here = |sealed: &&Sealed| sealed.state == State::Present && !ledger.is_withdrawn(&sealed.path);
    let here = ledger.iter().filter(is_here);
    let recaptured = recaptured(ledger.iter().filter(is_here), &statements);
    let mut left_out = 0;
    let articles = here.filter_map(|sealed| match sealed_article(archive, sealed) {
        Ok(article) => Some(article),
        Err(why) => {
            left_out += 1;
            not_read(context, sealed.path.as_str(), &why);
            None
        }
    });
    let (articles, rescissions) = (articles.collect(), stated(&statements.rescissions));
    if left_out > 0 {
        context.note("what could not be read is not in this list; `kzarchive verify` says what is wrong with it");
    }
    let digests = ledger.iter().map(|sealed| (sealed.path.to_string(), sealed.digest)).collect();
    Ok(Texts { articles, digests, rescissions, recaptured, reviews: statements.reviews })
}

/// A sealed text as it was sealed, or why it is not read.
fn sealed_article(archive: &Archive, sealed: &Sealed) -> Result<Article, String> {
    let bytes = sealed_bytes(archive, sealed)?;
    let read = sealed.extractor.and_then(|extractor| readable(bytes, extractor, sealed.charset));
    let article = read.ok_or_else(|| NO_TEXT.to_owned())?;
    Ok(Article {
        path: sealed.path.to_string(),
        publisher: sealed.about.publisher.clone(),
        published_at: sealed.about.published_at.clone(),
        language: sealed.about.language.clone(),
        ..article
    })
}

/// What is read for figures: the bytes as stored, or the text that is extracted from them.
fn readable(bytes: Vec<u8>, extractor: Extractor, charset: Option<Charset>) -> Option<Article> {
    if extractor == Extractor::Plain {
        return Some(Article { bytes, charset, ..Article::default() });
    }
    let (text, charset) = read_as(extractor, &bytes, charset)?;
    let (bytes, charset, of) = (text.into_owned().into_bytes(), Some(charset), Some(Of::Text));
    Some(Article { bytes, charset, of, ..Article::default() })
}

/// Files as they are. What lies in a folder and is passed over is named: to say nothing of it would say that it has no figures. Only of
/// git's own files nobody asks that.
fn named(context: &Context, paths: &[PathBuf]) -> Result<Vec<Article>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        if look(path).ok() == Some(Lies::Folder) {
            for entry in walk(path, "") {
                let file = path.join(entry.shown());
                match entry.kind.why_no_text() {
                    None => files.push(file),
                    Some(_) if entry.shown().split('/').any(|part| part == ".git") => {}
                    Some(why) => not_read(context, &file.to_string_lossy(), &why),
                }
            }
        } else {
            files.push(path.clone());
        }
    }
    files.iter().map(|file| article(context, file)).collect()
}

fn article(context: &Context, file: &Path) -> Result<Article, CliError> {
    let path = file.to_string_lossy().into_owned();
    let extractor = Extractor::for_media_type(Extractor::media_type(&path));
    let read = readable(read_file(file, LARGEST)?, extractor, None).unwrap_or_else(|| {
        not_read(context, &path, NO_TEXT);
        Article::default()
    });
    Ok(Article { path, ..read })
}
