//! Figures of stored bytes: decoded, read, and their spans turned back into bytes of the file.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::extract::Extractor;
use crate::figures::{Date, Figure, Reading, Span, Text, Unread, read, read_figures};
use crate::ledger::Sealed;
use crate::store::read_as;
use crate::text::{Charset, SourceOffsets};

/// A text whose figures are to be read, sealed or not.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// How reports name it.
    pub path: String,
    /// Its bytes as stored; of a text that is extracted, that text, and spans are its own.
    pub bytes: Vec<u8>,
    /// The charset in which they are read, where it is known.
    pub charset: Option<Charset>,
    /// What spans count bytes of, where it is not the file.
    pub of: Option<super::findings::Of>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as the metadata say.
    pub published_at: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
}

/// Reads the figures of several texts; nothing of bytes from which no text comes.
pub fn read_articles(articles: &[Article]) -> Vec<Option<Reading>> {
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
            of_bytes(&article.bytes, (Extractor::Plain, article.charset), &about, read)
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

/// Why it is not known whether a file has figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotRead {
    /// No text came from it, or it is too large.
    NoText,
    /// Its text states no language, and is not in the letters of one that is read.
    Unstated,
}

/// Reads the figures of a sealed text from its bytes as stored; a text that has none is told apart from one of which nothing can be known.
pub(super) fn read_stored(bytes: &[u8], sealed: &Sealed) -> Result<Option<Reading>, NotRead> {
    // By another extractor than was sealed, these would be figures of another text.
    let extractor = sealed.extractor.ok_or(NotRead::NoText)?;
    let reading = of_bytes(bytes, (extractor, sealed.charset), &about(sealed, ""), read_figures);
    kept(reading.ok_or(NotRead::NoText)?)
}

/// Reads the figures of a sealed text that was extracted already.
pub(super) fn read_extracted(text: &str, sealed: &Sealed) -> Result<Option<Reading>, NotRead> {
    kept(read_text(text, sealed))
}

fn kept(mut reading: Reading) -> Result<Option<Reading>, NotRead> {
    // Texts in languages that are stated are counted by what is stated.
    if reading.unread == Some(Unread::Unstated) {
        return Err(NotRead::Unstated);
    }
    if reading.figures.is_empty() {
        return Ok(None);
    }
    // Kept for all texts of an archive at once.
    reading.figures.shrink_to_fit();
    Ok(Some(reading))
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
        map_spans(&mut reading.figures, SourceOffsets::new(charset, &text));
    }
    Some(reading)
}

/// Turns places in a decoded text into places in the stored bytes, in one pass over the text.
fn map_spans(figures: &mut [Figure], mut stored: SourceOffsets<'_>) {
    let mut offsets = BTreeMap::new();
    figures.iter_mut().for_each(|figure| {
        each_offset(figure, |offset| {
            offsets.insert(*offset, 0);
        })
    });
    offsets.iter_mut().for_each(|(offset, found)| *found = stored.at(*offset));
    figures.iter_mut().for_each(|figure| each_offset(figure, |offset| *offset = offsets[offset]));
}

/// Calls `of` with every place in its text that a figure names.
fn each_offset(figure: &mut Figure, mut of: impl FnMut(&mut usize)) {
    of(&mut figure.start);
    of(&mut figure.end);
    let mut span = |span: &mut Span| {
        of(&mut span.start);
        of(&mut span.end);
    };
    span(&mut figure.sentence);
    let options = [&mut figure.counted, &mut figure.cue, &mut figure.modifier];
    options.into_iter().flatten().for_each(&mut span);
    figure.hedges.iter_mut().for_each(&mut span);
    figure.labels.iter_mut().for_each(|label| span(&mut label.span));
    if let Some(source) = &mut figure.source {
        span(&mut source.span);
        source.antecedent.iter_mut().for_each(|mention| span(&mut mention.span));
    }
}

/// The places in its text that a figure names.
pub fn named_offsets(figure: &Figure) -> Vec<usize> {
    let mut named = Vec::new();
    each_offset(&mut figure.clone(), |offset| named.push(*offset));
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_their_charset_and_those_that_cannot_be_are_told_apart() {
        let utf16: Vec<u8> = "At least 12 people were killed.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let article = |charset: Option<&str>| Article {
            bytes: utf16.clone(),
            charset: charset.map(|label| Charset::for_label(label).unwrap()),
            ..Article::default()
        };
        let readings = read_articles(&[article(Some("utf-16le")), article(None)]);
        let [Some(reading), None] = &readings[..] else { panic!("{readings:?}") };
        let figure = &reading.figures[0];
        assert_eq!(utf16[figure.start..figure.end].len(), 2 * figure.text.len(), "spans count stored bytes");
    }

    #[test]
    fn every_place_of_a_figure_counts_stored_bytes() {
        let text = "“Жж” — “at least 12 protesters were killed”, said Dr “Ö” of “Õ”, who doubted it. ".repeat(3);
        let plain = Text { path: "a.txt", text: &text, published: None, publisher: None, language: None };
        let charset = Charset::for_label("utf-16be").unwrap();
        let mut found = read(&plain).figures;
        let mut expected = Vec::new();
        for figure in &mut found.clone() {
            each_offset(figure, |at| expected.push(crate::text::source_offset(charset, &text, *at)));
        }
        map_spans(&mut found, SourceOffsets::new(charset, &text));
        let mut mapped = Vec::new();
        found.iter_mut().for_each(|figure| each_offset(figure, |at| mapped.push(*at)));
        assert!(!mapped.is_empty());
        assert_eq!(mapped, expected);
    }
}
