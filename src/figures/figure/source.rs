//! Who says so.

use serde::{Deserialize, Serialize};

use super::super::span::Span;

/// Who says so, in kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A person or body with a name.
    Named,
    /// A state body or its people.
    Official,
    /// Somebody whose name is kept back: "witnesses", "sources".
    Anonymous,
    /// A report, poll, tally or the like.
    Document,
    /// The publisher itself: "we found".
    Publisher,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Where the words that name the source stand.
    pub span: Span,
    /// Those words.
    pub text: String,
    /// What kind of source.
    pub kind: SourceKind,
    /// Whom a pronoun or "the group" means, where the text says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<Mention>,
}

/// A span and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// What.
    pub text: String,
}
