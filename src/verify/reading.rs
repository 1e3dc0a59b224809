//! Figures of stored bytes: decoded, read, and their spans turned back into bytes of the file.

use rayon::prelude::*;

use crate::extract::Extractor;
use crate::figures::{Date, Figure, Reading, Span, Text, read, read_figures};
use crate::ledger::Sealed;
use crate::store::read_as;
use crate::text::{Charset, source_offset};

/// A text whose figures are to be read, sealed or not.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// How reports name it.
    pub path: String,
    /// Its bytes as stored; of a text that is extracted, that text, and spans are its own.
    pub bytes: Vec<u8>,
    /// What spans count bytes of, where it is not the file.
    pub of: Option<super::findings::Of>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as the metadata say.
    pub published_at: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
}

/// Reads the figures of several texts. Bytes from which no text comes give an empty reading.
pub fn read_articles(articles: &[Article]) -> Vec<Reading> {
    articles
        .par_iter()
        .map(|article| {
            let about = Text {
                path: &article.path,
                text: "",
                published: article.published_at.as_deref().and_then(Date::parse),
                publisher: article.publisher.as_deref(),
                language: article.language.as_deref(),
            };
            of_bytes(&article.bytes, (Extractor::Plain, None), &about, read).unwrap_or_default()
        })
        .collect()
}

fn about<'a>(sealed: &'a Sealed, text: &'a str) -> Text<'a> {
    Text {
        path: sealed.path.as_str(),
        text,
        published: sealed.about.published_at.as_deref().and_then(Date::parse),
        publisher: sealed.about.publisher.as_deref(),
        language: sealed.about.language.as_deref(),
    }
}

/// Reads the figures of a text that took a sealed one's place; spans count bytes of `text`.
pub(super) fn read_text(text: &str, sealed: &Sealed) -> Reading {
    read_figures(&about(sealed, text))
}

/// Reads the figures of a sealed text from its bytes as stored; nothing if there are none.
pub fn read_bytes(bytes: &[u8], sealed: &Sealed) -> Option<Reading> {
    read_stored(bytes, sealed).ok().flatten()
}

/// No text came from a file: whether it has figures is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoText;

/// The same, told apart from a file of which no text comes.
pub(super) fn read_stored(bytes: &[u8], sealed: &Sealed) -> Result<Option<Reading>, NoText> {
    // By another extractor than was sealed, these would be figures of another text.
    let extractor = sealed.extractor.ok_or(NoText)?;
    of_bytes(bytes, (extractor, sealed.charset), &about(sealed, ""), read_figures).ok_or(NoText).map(kept)
}

/// The same from a text that was extracted already.
pub(super) fn read_extracted(text: &str, sealed: &Sealed) -> Option<Reading> {
    kept(read_text(text, sealed))
}

fn kept(mut reading: Reading) -> Option<Reading> {
    if reading.figures.is_empty() {
        return None;
    }
    // Kept for all texts of an archive at once.
    reading.figures.shrink_to_fit();
    Some(reading)
}

fn of_bytes(
    bytes: &[u8],
    (extractor, charset): (Extractor, Option<Charset>),
    about: &Text<'_>,
    read: fn(&Text<'_>) -> Reading,
) -> Option<Reading> {
    let (text, charset) = read_as(extractor, bytes, charset)?;
    let mut reading = read(&Text { text: &text, ..*about });
    if charset != Charset::UTF_8 {
        let stored = |offset: usize| source_offset(charset, &text, offset);
        for figure in &mut reading.figures {
            map_spans(figure, &stored);
        }
    }
    Some(reading)
}

fn map_spans(figure: &mut Figure, stored: &impl Fn(usize) -> usize) {
    let map = |span: &mut Span| *span = Span::new(stored(span.start), stored(span.end));
    (figure.start, figure.end) = (stored(figure.start), stored(figure.end));
    map(&mut figure.sentence);
    let options = [&mut figure.counted, &mut figure.cue, &mut figure.modifier];
    options.into_iter().flatten().for_each(map);
    figure.hedges.iter_mut().for_each(map);
    figure.labels.iter_mut().for_each(|label| map(&mut label.span));
    if let Some(source) = &mut figure.source {
        map(&mut source.span);
        source.antecedent.iter_mut().for_each(|mention| map(&mut mention.span));
    }
}
