//! Statements other than documents: changed settings, figures that their source withdrew, findings that people answer.

use super::{SealError, Session};
use crate::digest::Digest;
use crate::ledger::{ReadSealedError, State, quotable, read_sealed};
use crate::manifest::{Known, Quotation, Rescission, Review, TrustStatement};
use crate::path::ArchivePath;
use crate::store::{Archive, layout};

const LIMIT: u64 = 1 << 20;

/// A manifest that states the settings as they are now; nothing if they are stated already.
///
/// # Errors
/// The settings cannot be read.
pub fn restate_settings(session: &Session<'_>, archive: &Archive) -> Result<Option<Vec<u8>>, SealError> {
    let settings = Digest::of(&archive.read(layout::SETTINGS, LIMIT)?);
    if session.trust().settings == settings {
        return Ok(None);
    }
    let mut manifest = session.manifest();
    // Keys as the log states them, not as the files say: what changed on disk would be blessed by this, whoever did it.
    manifest.trust = Some(TrustStatement { settings, ..session.next_trust() });
    Ok(Some(manifest.into_bytes()?))
}

/// Words of a document, as a person names them.
#[derive(Clone, Debug)]
pub struct Words {
    /// The document.
    pub path: ArchivePath,
    /// The words, which stand in it once; or its bytes `start..end`.
    pub place: Place,
}

/// Where words stand.
#[derive(Clone, Debug)]
pub enum Place {
    /// By what they say.
    Text(String),
    /// By bytes of the file as stored.
    Bytes(std::ops::Range<usize>),
}

/// Why words cannot be quoted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuotationError {
    /// The document is not sealed, or is not here.
    #[error("{0} is not a sealed text of this archive")]
    NotSealed(String),
    /// It is sealed, and lies elsewhere.
    #[error("{0} is kept elsewhere: what it says cannot be quoted here")]
    Withheld(String),
    /// It was taken down.
    #[error("{0} was withdrawn: what it said cannot be quoted any more")]
    Withdrawn(String),
    /// Nothing, or spaces.
    #[error("of {0} no words are quoted; give them as they stand there")]
    Nothing(String),
    /// Not a range of its bytes, or one that cuts a character.
    #[error("{path} has {size} bytes: START..END must lie within them, START before END, and cut no character")]
    Range {
        /// The document.
        path: String,
        /// Its size, or that of its text.
        size: usize,
    },
    /// Its bytes are not the sealed ones.
    #[error("{0} is not as it was sealed; see `kzarchive verify`")]
    Altered(String),
    /// Its figures are not read, and `verify` could not compare the words.
    #[error("{0} is too large: its figures are not read, and no words of it can be quoted")]
    TooLarge(String),
    /// Another version derived its text, or it cannot be derived within the limits: `verify` could not compare the words, either.
    #[error(
        "no text comes from {0} here, so no words of it can be quoted; where another version of kzarchive sealed it, quote them \
         with that one"
    )]
    NoText(String),
    /// The words are not in it.
    #[error("{0} does not say that; quote its words exactly")]
    NotThere(String),
    /// They are in it more than once.
    #[error("{path} says that {count} times; quote more of it, or give bytes as START..END")]
    Ambiguous {
        /// The document.
        path: String,
        /// How often.
        count: usize,
    },
}

/// Quotes words of a sealed text, after comparing the text with its digest.
///
/// # Errors
/// See [`QuotationError`].
pub fn quote(session: &Session<'_>, archive: &Archive, words: &Words) -> Result<Quotation<'static>, QuotationError> {
    let shown = words.path.to_string();
    let sealed = session.ledger.get(&words.path).ok_or_else(|| QuotationError::NotSealed(shown.clone()))?;
    if session.ledger.is_withdrawn(&words.path) {
        return Err(QuotationError::Withdrawn(shown));
    }
    if sealed.state != State::Present {
        return Err(QuotationError::Withheld(shown));
    }
    let bytes = read_sealed(archive, sealed).map_err(|error| match error {
        ReadSealedError::TooLarge(_) => QuotationError::TooLarge(shown.clone()),
        _ => QuotationError::Altered(shown.clone()),
    })?;
    // As verifying does, which compares the words with it.
    let (bytes, _) = quotable(bytes, sealed).ok_or_else(|| QuotationError::NoText(shown.clone()))?;
    let range = match &words.place {
        Place::Bytes(range) => range.clone(),
        Place::Text(text) if text.trim().is_empty() => return Err(QuotationError::Nothing(shown)),
        Place::Text(text) => {
            let found: Vec<usize> = memchr::memmem::find_iter(&bytes, text.as_bytes()).collect();
            match found[..] {
                [start] => start..start + text.len(),
                [] => return Err(QuotationError::NotThere(shown)),
                _ => return Err(QuotationError::Ambiguous { path: shown, count: found.len() }),
            }
        }
    };
    let quoted = bytes.get(range.clone()).and_then(|quoted| std::str::from_utf8(quoted).ok());
    let text = match quoted {
        None | Some("") => return Err(QuotationError::Range { path: shown, size: bytes.len() }),
        Some(text) if text.trim().is_empty() => return Err(QuotationError::Nothing(shown)),
        Some(text) => text.to_owned(),
    };
    let (start, end) = (range.start as u64, range.end as u64);
    Ok(Quotation { path: words.path.clone(), sha256: sealed.digest, start, end, text: text.into() })
}

/// A manifest that states that a figure is withdrawn; nothing if that very statement is there already.
///
/// # Errors
/// It cannot be written in its form.
pub fn rescind(
    session: &Session<'_>,
    figure: Quotation<'static>,
    evidence: Quotation<'static>,
    withdrawn_by: Known<String>,
    reason: &str,
) -> Result<Option<Vec<u8>>, SealError> {
    let withdrawn_by = withdrawn_by.map(Into::into);
    let rescission = Rescission { figure, withdrawn_by, reason: reason.to_owned().into(), evidence };
    if session.rescissions().contains(&rescission) {
        return Ok(None);
    }
    let mut manifest = session.manifest();
    manifest.rescissions = vec![rescission];
    Ok(Some(manifest.into_bytes()?))
}

/// A finding that a person answers.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Its name.
    pub finding: String,
    /// The document's path.
    pub path: ArchivePath,
    /// The document's digest.
    pub sha256: Digest,
    /// The rule that found it.
    pub rule: &'static str,
}

/// A manifest that states what a person says of findings.
///
/// # Errors
/// It cannot be written in its form.
pub fn review(session: &Session<'_>, findings: &[Answered], verdict: &str, reason: &str) -> Result<Vec<u8>, SealError> {
    let answer = |answered: &Answered| Review {
        finding: answered.finding.clone().into(),
        path: answered.path.clone(),
        sha256: answered.sha256,
        rule: answered.rule.into(),
        verdict: verdict.to_owned().into(),
        reason: reason.to_owned().into(),
    };
    let mut manifest = session.manifest();
    manifest.reviews = findings.iter().map(answer).collect();
    Ok(manifest.into_bytes()?)
}
