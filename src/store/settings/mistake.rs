//! Where in `kzarchive.toml` a mistake stands, so that a reader can be shown the line.

use std::fmt;
use std::ops::Range;

/// A mistake, its place, and the text that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    text: String,
    /// Bytes of the text; at its end where something is missing.
    span: Range<usize>,
    message: String,
}

impl Mistake {
    /// A mistake at these bytes of a text; a span that is not within it stands for its end.
    pub fn new(text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let within = text.get(span.clone()).is_some();
        let span = if within { span } else { text.len()..text.len() };
        Self { text: text.to_owned(), span, message: message.into() }
    }

    pub(in crate::store) fn of(text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(text.len()..text.len());
        match error.message().contains("duplicate key") {
            true => Self::new(text, span, "this stands above already: keep one, with all that belongs to it"),
            false => Self::new(text, span, error.message()),
        }
    }

    /// The file's text. Not fit for a terminal.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that it is about.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What is wrong. It can quote the text.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.before().matches('\n').count() + 1
    }

    /// The word that stands there and is none of those that may, with those: for a reader who meant one of them.
    pub fn expected(&self) -> Option<(&str, Vec<&str>)> {
        // serde's own words for unknown fields and variants: `unknown field `x`, expected one of `a`, `b``.
        let (unknown, expected) = self.message.split_once(", expected ")?;
        let quoted = |text: &'_ str| text.split('`').skip(1).step_by(2).count();
        if !unknown.starts_with("unknown ") || quoted(expected) == 0 {
            return None;
        }
        Some((unknown.split('`').nth(1)?, expected.split('`').skip(1).step_by(2).collect()))
    }

    fn before(&self) -> &str {
        &self.text[..self.span.start]
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.before().rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        write!(f, "line {}, column {column}: {}", self.line(), self.message)
    }
}
