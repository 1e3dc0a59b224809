//! The lines in which findings stand.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::findings::Finding;
use crate::figures::{Figure, Span, TextPath};
use crate::text::{Charset, decode, source_offset};

/// Lines of a text with spans marked in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The document.
    pub path: TextPath,
    /// Number of the first line, from 1.
    pub line: usize,
    /// The lines, raw: to be cleaned before they are shown.
    pub text: String,
    /// Spans in `text`, with what to say at each; the first of the first excerpt is the figure itself.
    pub marks: Vec<(Span, &'static str)>,
}

/// Findings whose lines are looked up together.
const TOGETHER: usize = 512;

/// Looks up the lines of findings; `bytes` gives a text again.
pub(super) fn quote(findings: &mut [Finding], bytes: impl Fn(&str) -> Option<(Vec<u8>, Option<Charset>)> + Sync) {
    // In their order, so that the findings of one text meet it in the cache.
    findings.par_chunks_mut(TOGETHER).for_each(|findings| {
        let mut cache = TextCache { load: &bytes, last: BTreeMap::new() };
        for finding in findings {
            finding.excerpts = excerpts(&finding.figure, &mut cache);
        }
    });
}

/// Gives a text's stored bytes and the charset that was declared for it.
type Load<'a> = dyn Fn(&str) -> Option<(Vec<u8>, Option<Charset>)> + Sync + 'a;

/// Texts as findings need them, one loaded once in a row.
struct TextCache<'a> {
    load: &'a Load<'a>,
    last: BTreeMap<TextPath, Option<(String, Charset)>>,
}

impl TextCache<'_> {
    fn get(&mut self, path: &TextPath) -> Option<&(String, Charset)> {
        if self.last.len() > 64 && !self.last.contains_key(path) {
            self.last.clear();
        }
        let load = || {
            let (bytes, charset) = (self.load)(path)?;
            let decoded = decode(&bytes, charset).ok()?;
            Some((decoded.text.into_owned(), decoded.charset))
        };
        self.last.entry(path.clone()).or_insert_with(load).as_ref()
    }
}

fn excerpts(figure: &Figure, cache: &mut TextCache<'_>) -> Vec<Excerpt> {
    let mut by_path: Vec<(&TextPath, Vec<(Span, &'static str)>)> = vec![(&figure.path, vec![(figure.span(), "")])];
    for label in &figure.labels {
        let path = label.path.as_ref().unwrap_or(&figure.path);
        let mark = (label.span, label.text);
        match by_path.iter_mut().find(|(known, _)| *known == path) {
            Some((_, marks)) => marks.push(mark),
            None => by_path.push((path, vec![mark])),
        }
    }
    by_path.into_iter().filter_map(|(path, marks)| excerpt(path, &marks, cache.get(path)?)).collect()
}

/// The lines that hold all marks of one text.
fn excerpt(path: &TextPath, marks: &[(Span, &'static str)], (text, charset): &(String, Charset)) -> Option<Excerpt> {
    let marks: Vec<(Span, &'static str)> =
        marks.iter().filter_map(|(span, label)| Some((text_span(text, *charset, *span)?, *label))).collect();
    let start = marks.iter().map(|(span, _)| span.start).min()?;
    let end = marks.iter().map(|(span, _)| span.end).max()?;
    let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = text[end..].find('\n').map_or(text.len(), |at| end + at);
    Some(Excerpt {
        path: path.clone(),
        line: 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..first]).count(),
        text: text[first..last].trim_end_matches('\r').to_owned(),
        marks: marks
            .into_iter()
            .map(|(span, label)| (Span::new(span.start - first, span.end - first), label))
            .collect(),
    })
}

/// A span of stored bytes as one of the decoded text.
fn text_span(text: &str, charset: Charset, stored: Span) -> Option<Span> {
    if charset == Charset::UTF_8 {
        return text.get(stored.start..stored.end).map(|_| stored);
    }
    let mut boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = boundaries.by_ref().find(|&at| source_offset(charset, text, at) == stored.start)?;
    let end = std::iter::once(start).chain(boundaries).find(|&at| source_offset(charset, text, at) == stored.end)?;
    Some(Span::new(start, end))
}
