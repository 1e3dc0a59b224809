//! What an archive holds of an address.

use std::collections::BTreeMap;

use url::Url;

use crate::digest::Digest;
use crate::extract::{Extractor, LARGEST_FILE};
use crate::holdings::{Holdings, HoldingsError};
use crate::ledger::{ReadSealedError, Sealed, State, read_sealed_within};
use crate::manifest::{Document, EntryRef};
use crate::net::address;
use crate::path::ArchivePath;
use crate::seal::Metadata;
use crate::store::{Archive, extract_within};
use crate::text::normalise;

/// The newest text of an address that the archive has.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The address as requested.
    pub url: Url,
    /// Its entry.
    pub entry: EntryRef,
    /// What was sealed of its source.
    pub metadata: Metadata,
    /// What was sealed there.
    pub sealed: Sealed,
    /// This version's, for its media type.
    extractor: Extractor,
}

/// What can be compared of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarlierText {
    /// Its text, and the digest of its page without codings.
    Here(String, Digest),
    /// The digest of its text alone: it is kept elsewhere.
    Digest(Digest),
    /// Nothing, and why.
    Nothing(String),
}

/// Every address of which the archive holds a text, with the newest one: not withdrawn, not superseded; of several, the one
/// that was sealed last. In the order of addresses.
///
/// # Errors
/// A manifest that cannot be read.
pub fn earlier(holdings: &Holdings<'_>) -> Result<Vec<Earlier>, HoldingsError> {
    let mut newest = BTreeMap::<String, Earlier>::new();
    let ledger = holdings.ledger();
    holdings.each_document(|document, sealed| {
        let current = ledger.successor(&sealed.path).is_none() && !ledger.is_withdrawn(&sealed.path);
        let url = document.retrieval.url.value().and_then(|url| address(url).ok()).filter(|_| current);
        if let Some(url) = url {
            newest.insert(url.to_string(), Earlier::of(url, document, sealed));
        }
        Ok::<_, HoldingsError>(())
    })?;
    Ok(newest.into_values().collect())
}

impl Earlier {
    fn of(url: Url, document: &Document<'_>, sealed: &Sealed) -> Self {
        Self {
            url,
            entry: EntryRef { path: sealed.path.clone(), sha256: sealed.digest },
            metadata: Metadata::of_source(&document.source),
            sealed: sealed.clone(),
            extractor: Extractor::for_media_type(&document.media_type),
        }
    }

    /// Its path.
    pub fn path(&self) -> &ArchivePath {
        &self.entry.path
    }

    /// True if it was sealed as plain text: then it was not taken from a page by this program.
    pub fn is_plain(&self) -> bool {
        self.extractor == Extractor::Plain
    }

    /// Its text as this version derives it, from bytes that are the sealed ones. Not as it was sealed: a newer extractor would
    /// find differences that are its own.
    pub fn text(&self, archive: &Archive) -> EarlierText {
        match (self.sealed.state, self.sealed.text) {
            (State::Present, _) => self.derived(archive).unwrap_or_else(EarlierText::Nothing),
            (State::Withheld, Some(digest)) => EarlierText::Digest(digest),
            _ => EarlierText::Nothing("it is kept elsewhere, and only a commitment is sealed".to_owned()),
        }
    }

    fn derived(&self, archive: &Archive) -> Result<EarlierText, String> {
        let not = |why: String| format!("{}: {why}", self.entry.path);
        let bytes = read_sealed_within(archive, &self.sealed, LARGEST_FILE).map_err(|error| {
            not(match error {
                ReadSealedError::TooLarge(_) => "it is too large to be compared".to_owned(),
                error => format!("{error}; see `kzarchive verify`"),
            })
        })?;
        let found =
            extract_within(self.extractor, &bytes, self.sealed.charset).map_err(|error| not(error.to_string()))?;
        let text = normalise(&found.text).map_err(|error| not(error.to_string()))?;
        Ok(EarlierText::Here(text, found.payload.unwrap_or(self.entry.sha256)))
    }
}
