//! What changed between an earlier text and what its address gives now.

use super::notices::notice;
use super::{Earlier, EarlierText};
use crate::diff::{Weight, compare as pieces, gravest};
use crate::digest::Digest;
use crate::extract::{ExtractError, Extracted, Extractor};
use crate::figures::{Text, differing, read};
use crate::store::extract_within;

/// How a page stands to an earlier text of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Byte for byte the same page.
    Unchanged,
    /// Other bytes, the same text.
    ReEncoded,
    /// Another text.
    Altered(Box<Alteration>),
    /// Another text; the earlier one is not here to be compared with.
    AlteredUnseen,
    /// Nothing can be said, and why.
    NotCompared(String),
}

/// Two texts of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alteration {
    /// The earlier text, raw.
    pub older: String,
    /// The later one.
    pub newer: String,
    /// The gravest change.
    pub weight: Weight,
    /// Figures changed in place: what stood there, and what stands there now.
    pub figures: Vec<(String, String)>,
    /// The changed line by which the page says that it was changed; without one the edit is silent.
    pub notice: Option<String>,
    /// The earlier text was made by other means, by hand perhaps: some of the changes may be those of the means.
    pub by_other_means: bool,
}

/// A WARC file of one page that was just written, read as it will be sealed.
#[derive(Clone, Debug)]
pub struct Captured(Extracted);

impl Captured {
    /// Reads it, by the worker.
    ///
    /// # Errors
    /// No text comes from it.
    pub fn read(warc: &[u8]) -> Result<Self, ExtractError> {
        extract_within(Extractor::Warc, warc, None).map(Self)
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.0.text
    }
}

/// Compares.
pub fn compare(earlier: &Earlier, text: EarlierText, now: &Captured) -> Compared {
    let now = &now.0;
    match text {
        EarlierText::Nothing(why) => Compared::NotCompared(why),
        EarlierText::Digest(digest) if digest == Digest::of(now.text.as_bytes()) => Compared::ReEncoded,
        EarlierText::Digest(_) => Compared::AlteredUnseen,
        EarlierText::Here(_, payload) if now.payload == Some(payload) => Compared::Unchanged,
        EarlierText::Here(older, _) => altered(earlier, older, &now.text),
    }
}

fn altered(earlier: &Earlier, older: String, newer: &str) -> Compared {
    let differences = pieces(&older, newer);
    let weight = match gravest(&differences) {
        None => return Compared::ReEncoded,
        // Somebody who pasted a text may have set its spaces and lines otherwise.
        Some(Weight::Cosmetic) if earlier.is_plain() => return Compared::ReEncoded,
        Some(weight) => weight,
    };
    let notice = notice(&differences, newer);
    let path = earlier.entry.path.as_str();
    let about = |text| Text {
        path,
        text,
        published: None,
        publisher: earlier.sealed.about.publisher.as_deref(),
        language: earlier.sealed.about.language.as_deref(),
    };
    let (before, after) = (read(&about(&older)), read(&about(newer)));
    let pairs = differing(&before, &after).into_iter();
    let figures = pairs.map(|(old, new)| (before.figures[old].text.clone(), after.figures[new].text.clone())).collect();
    let by_other_means = earlier.is_plain();
    let newer = newer.to_owned();
    Compared::Altered(Box::new(Alteration { older, newer, weight, figures, notice, by_other_means }))
}
