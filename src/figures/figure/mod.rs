//! What a figure is: value, source, doubt and status, each with its place in the text.

mod kinds;
mod source;
mod status;
mod value;

use serde::Serialize;

use super::event::Window;
use super::span::Span;
use super::text_path::TextPath;

pub use kinds::{Measure, Who};
pub use source::{Mention, Source, SourceKind};
pub use status::{Related, Relation, Verdict};
pub use value::{Op, Value};

/// A span to point at in a snippet, with what to say there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The document, where it is another.
    pub path: Option<TextPath>,
    /// Where.
    pub span: Span,
    /// What to say.
    pub text: &'static str,
}

/// One number of a document, read.
///
/// Serialises as the JSON Lines object of `kzarchive figures --format jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The document.
    pub path: TextPath,
    /// First byte of the number, without its modifier.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The number as written.
    pub text: String,
    /// The interval it means.
    pub value: Value,
    /// What kind of thing is counted.
    pub measure: Measure,
    /// Who is counted; empty when not said.
    pub who: Vec<Who>,
    /// The words for what is counted.
    pub counted: Option<Span>,
    /// Who says so.
    pub source: Option<Source>,
    /// The words by which they say it.
    pub cue: Option<Span>,
    /// Words of doubt that reach this figure.
    pub hedges: Vec<Span>,
    /// Where it stands.
    pub verdict: Verdict,
    /// The rule that decided, for `explain`.
    pub rule: &'static str,
    /// Figures elsewhere.
    pub related: Vec<Related>,
    /// The modifier before or behind the number: "over", "or more".
    #[serde(skip)]
    pub modifier: Option<Span>,
    /// The sentence it stands in.
    #[serde(skip)]
    pub sentence: Span,
    /// What the finding says, in one line; empty for `ok`.
    #[serde(skip)]
    pub message: &'static str,
    /// What to point at.
    #[serde(skip)]
    pub labels: Vec<Label>,
    /// For a factor, the words that may name what grew.
    #[serde(skip)]
    pub subject: Vec<String>,
    /// Its sentence without numbers, as a hash: the same in two captures of a page, whatever the number.
    #[serde(skip)]
    pub shape: u64,
    /// When the thing counted happened, as far as known.
    #[serde(skip)]
    pub window: Window,
}

impl Figure {
    /// The number's place.
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}
