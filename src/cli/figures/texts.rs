//! The texts whose figures `kzarchive figures` reads: those of an archive, or files. What is not read is named.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::cli::show::own_keys;
use crate::cli::{CliError, Context};
use crate::digest::Digest;
use crate::extract::Extractor;
use crate::figures::{Captures, Reading, StatedRescission, Unread};
use crate::ledger::{Ledger, ReadSealedError, Reviewed, Sealed, State, read_log, read_manifests, read_sealed};
use crate::store::{Archive, Lies, look, read_as, read_file, walk};
use crate::text::Charset;
use crate::verify::findings::{Of, recaptured, stated};
use crate::verify::{Article, read_articles};

/// The largest text whose figures are read, in bytes.
const LARGEST: u64 = 1 << 30;

/// The figures of all texts. Those that were not read are named: to say nothing of them would say that they have none.
pub(super) fn read(context: &Context, articles: &[Article]) -> Vec<Reading> {
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
    in_others(context, unread(Unread::Unstated), "of unknown language, and not English by letters and words");
    readings
}

/// Says which texts are in other languages. There may be very many: the first few are named.
fn in_others<'a>(context: &Context, texts: impl Iterator<Item = &'a str>, what: &str) {
    const SHOWN: usize = 3;
    let texts: Vec<&str> = texts.collect();
    let named = texts[..texts.len().min(SHOWN)].join(", ");
    let more = match texts.len() {
        0 => return,
        1..=SHOWN => String::new(),
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
pub(super) struct Texts {
    pub articles: Vec<Article>,
    /// Of the sealed bytes, by path.
    pub digests: HashMap<String, Digest>,
    pub rescissions: Vec<StatedRescission>,
    pub recaptured: Vec<Captures>,
    pub reviews: Vec<Reviewed>,
}

/// Texts of the archive whose bytes are the sealed ones; the others are named.
pub(super) fn sealed(context: &Context, archive: &Archive) -> Result<Texts, CliError> {
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
    let bytes = read_sealed(archive, sealed).map_err(|why| match why {
        // As `verify`, which does not read it either.
        ReadSealedError::TooLarge(_) => "it is too large to be read for figures".to_owned(),
        why => why.to_string(),
    })?;
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
pub(super) fn named(context: &Context, paths: &[PathBuf]) -> Result<Vec<Article>, CliError> {
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
