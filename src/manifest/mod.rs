#![doc = include_str!("FORMAT.md")]

mod authentic;
mod document;
mod entry;
mod metadata;
mod part;
mod spelled;
mod statement;
mod value;
mod written;

pub use authentic::{Authentic, AuthenticationError, Claim, Signed, authenticate, reread};
pub use document::{Content, Document, EntryRef, Origins, Presence, TextRecord, Withheld};
pub use metadata::{Basis, Method, Retrieval, Source};
pub use statement::{Quotation, REVIEW_VERDICTS, Rescission, Review, TrustStatement, Withdrawal};
pub use value::{Known, Str};

use written::Written;

use crate::path::ArchivePath;
use crate::timestamp::Timestamp;

/// The JSON Schema of a manifest (draft 2020-12).
pub const JSON_SCHEMA: &str = include_str!("manifest.schema.json");

/// The most documents that one manifest holds.
pub const MAX_DOCUMENTS: usize = 256;

/// The largest manifest, in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// 9999-01-01T00:00:00Z, in seconds since 1970.
const LAST_YEAR: i64 = 253_370_764_800;

/// What one seal run states. See [the format](self).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest<'a> {
    /// The log's origin.
    pub origin: Str<'a>,
    /// When it was sealed, by the sealer's clock.
    pub sealed_at: Timestamp,
    /// The principal who signed it.
    pub sealed_by: Str<'a>,
    /// What wrote it.
    pub tool: Str<'a>,
    /// Settings and keys, where they changed.
    pub trust: Option<TrustStatement<'a>>,
    /// Documents sealed.
    pub documents: Vec<Document<'a>>,
    /// Texts taken down.
    pub withdrawals: Vec<Withdrawal<'a>>,
    /// Figures withdrawn by their source.
    pub rescissions: Vec<Rescission<'a>>,
    /// Answers to findings.
    pub reviews: Vec<Review<'a>>,
}

/// Why bytes are not a manifest in its one spelling.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// More than [`MAX_BYTES`].
    #[error("the manifest is larger than 16 MiB")]
    TooLarge,
    /// Not JSON, or not of the format: duplicate or unknown keys, wrong types, wrong spellings. Says line and column.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Read well, but is written otherwise than the format writes it.
    #[error("line {line}: not in the format's one spelling (indent, order of keys, escapes, final newline)")]
    Spelling {
        /// The first line that differs.
        line: usize,
    },
    /// More than [`MAX_DOCUMENTS`].
    #[error("{0} documents are more than the 256 that a manifest holds")]
    TooMany(usize),
    /// It states nothing.
    #[error("the manifest states nothing")]
    Empty,
    /// `present` and `withheld` exclude each other, and each needs its keys.
    #[error("document {index}: {what}")]
    Document {
        /// Counted from 1.
        index: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// An answer that names no finding, or says what nobody can.
    #[error("review {index}: {what}")]
    Review {
        /// Counted from 1.
        index: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// A key stands in `common` and in a document: that would be two things said of one.
    #[error("document {index}: its '{key}' stands in 'common', too")]
    KeyTwice {
        /// Counted from 1.
        index: usize,
        /// The key.
        key: &'static str,
    },
    /// A document lacks what each must have.
    #[error("document {index}: it has no '{key}', nor has 'common'")]
    Absent {
        /// Counted from 1.
        index: usize,
        /// The key.
        key: &'static str,
    },
    /// `common` has less than all that the documents have alike, a list that is too long for it, or there are not two documents to
    /// have it in common.
    #[error(
        "'common' holds what two or more documents all have alike, and all of that but lists of more than 64 values"
    )]
    Common,
    /// Sealed in the year 9999. That is kept for what follows: a change of keys may count as a second later than all before it.
    #[error("'sealed_at' is in the year 9999, after which no time is left")]
    LastYear,
    /// Its name states another time than it does.
    #[error("'sealed_at' is not the time in the manifest's name")]
    Name,
    /// It names another principal than its signature.
    #[error("'sealed_by' is not the principal who signed it")]
    Signer,
    /// One path twice.
    #[error("document {index}: its path occurs twice")]
    PathTwice {
        /// Counted from 1.
        index: usize,
    },
}

impl<'a> Manifest<'a> {
    /// What it states, counted: `3 documents, 1 withdrawal`.
    pub fn summary(&self) -> String {
        let counts = [
            (usize::from(self.trust.is_some()), "trust statement"),
            (self.documents.len(), "document"),
            (self.withdrawals.len(), "withdrawal"),
            (self.rescissions.len(), "rescission"),
            (self.reviews.len(), "review"),
        ];
        let named = counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| match count {
            1 => format!("1 {noun}"),
            _ => format!("{count} {noun}s"),
        });
        named.collect::<Vec<_>>().join(", ")
    }

    /// A manifest that states nothing yet.
    pub fn new(origin: &'a str, sealed_at: Timestamp, sealed_by: &'a str, tool: &'a str) -> Self {
        Self {
            origin: origin.into(),
            sealed_at,
            sealed_by: sealed_by.into(),
            tool: tool.into(),
            trust: None,
            documents: Vec::new(),
            withdrawals: Vec::new(),
            rescissions: Vec::new(),
            reviews: Vec::new(),
        }
    }

    /// True if it has no statement.
    pub fn is_empty(&self) -> bool {
        self.trust.is_none()
            && self.documents.is_empty()
            && self.withdrawals.is_empty()
            && self.rescissions.is_empty()
            && self.reviews.is_empty()
    }

    /// The bytes that are signed and logged.
    ///
    /// # Errors
    /// A manifest that `Manifest::parse` would refuse.
    pub fn into_bytes(self) -> Result<Vec<u8>, FormError> {
        self.check()?;
        let bytes = Written::from(self).to_bytes()?;
        if bytes.len() > MAX_BYTES {
            return Err(FormError::TooLarge);
        }
        Ok(bytes)
    }

    /// Reads bytes whose origin nobody has checked. Outside this module, [`Authentic::read`] is the way.
    fn parse(bytes: &'a [u8]) -> Result<Self, FormError> {
        if bytes.len() > MAX_BYTES {
            return Err(FormError::TooLarge);
        }
        Self::of(Written::read(bytes)?)
    }

    fn of(written: Written<'a>) -> Result<Self, FormError> {
        let manifest = written.manifest()?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), FormError> {
        if self.is_empty() {
            return Err(FormError::Empty);
        }
        if self.sealed_at.unix() >= LAST_YEAR {
            return Err(FormError::LastYear);
        }
        if self.documents.len() > MAX_DOCUMENTS {
            return Err(FormError::TooMany(self.documents.len()));
        }
        for (index, review) in (1..).zip(&self.reviews) {
            review.check().map_err(|what| FormError::Review { index, what })?;
        }
        // A folder is sealed in the order of names: then no path can occur twice.
        let sorted = self.documents.is_sorted_by(|one, next| one.path < next.path);
        let mut paths = std::collections::HashSet::<&ArchivePath>::new();
        for (index, document) in (1..).zip(&self.documents) {
            document.check().map_err(|what| FormError::Document { index, what })?;
            if !sorted && !paths.insert(&document.path) {
                return Err(FormError::PathTwice { index });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
