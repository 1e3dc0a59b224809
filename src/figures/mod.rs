//! Figures: every number of a text with its value, what it counts, who says so, how sure, and whether it still stands.
//!
//! Bytes in, findings out: no file, clock, locale, float or order of a hash map. [`read`] looks at one text alone;
//! [`link`] looks across texts, where a figure that one text reports as withdrawn marks every text that repeats it.
//!
//! The way of a number: `scan` finds the paragraphs with a number in them, `passage` cuts those into sentences and
//! tokens, `number` reads the value, `exclude` sorts out dates and names, `counted` finds what is counted,
//! `sieve` who says so, `doubt` what the text says against it, `judge` gives the verdict.

mod befell;
mod block;
mod change;
mod counted;
mod decimal;
mod document;
mod doubt;
mod event;
mod exclude;
mod field;
mod figure;
mod judge;
mod lexicon;
mod link;
mod list;
mod number;
mod passage;
mod quote;
mod read;
mod related;
mod rules;
mod scan;
mod sieve;
mod span;
mod text_path;
mod token;

#[cfg(test)]
mod tests;

pub use change::{Captures, differing};
pub use decimal::Decimal;
pub use event::{Date, Places, Window};
pub use exclude::Exclusion;
pub use figure::{Figure, Label, Measure, Mention, Op, Related, Relation, Source, SourceKind, Value, Verdict, Who};
pub use link::{Linker, Links, Outline, StatedRescission, link};
pub use read::{Excluded, Reading, Text, Unread, read, read_figures, reads};
pub use rules::{Rule, explain, rules};
pub use scan::{paragraphs_with_numbers, trigger_words};
pub use span::Span;
pub use text_path::TextPath;

use crate::digest::{Digest, Hasher};

/// The version of the rules; it changes with every change of what they find, and the digest with any byte of theirs.
const VERSION: &str = "16";

/// What decided: printed with every result, so that two results can be compared.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Ruleset {
    /// The version of the rules.
    pub version: &'static str,
    /// Digest over version, lexicon and rule pages.
    pub digest: Digest,
}

impl Ruleset {
    /// For people: the version, and the first eight digits of the digest.
    pub fn short(&self) -> String {
        format!("{} {}", self.version, self.digest.short())
    }
}

impl std::fmt::Display for Ruleset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.version, self.digest)
    }
}

/// The rules of this build.
pub fn ruleset() -> Ruleset {
    let mut hasher = Hasher::new();
    let parts = [VERSION, lexicon::ENGLISH].into_iter().chain(rules().map(|rule| rule.page));
    for part in parts {
        // The length before each part, so that no text can move from one part to the next unseen.
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    Ruleset { version: VERSION, digest: hasher.finish() }
}
