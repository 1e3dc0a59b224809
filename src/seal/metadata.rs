//! What is said about a text when it is sealed: field by field, from flags, a table or a sidecar.

mod language;
mod records;
mod values;

use std::collections::BTreeMap;

use self::language::is_language_tag;
use self::values::{is_date_or_time, is_yet_to_come, published_too_late, wrong_address};
use crate::extract::Extractor;
use crate::manifest::{Known, Origins, Source, Str};
use crate::timestamp::Timestamp;

/// Whether a field may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A value or the word `unknown`.
    Mandatory,
    /// Left out where there is nothing to say.
    Optional,
}

/// A field of the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its key in tables and sidecars; with hyphens its flag.
    pub key: &'static str,
    /// Whether it may be left out.
    pub need: Need,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $key:ident: $need:ident),* $(,)?) => {
        /// What is said about a text, as it was written; nothing is checked yet.
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Metadata {
            $($(#[$doc])* pub $key: Option<String>,)*
        }

        /// All fields, in the order in which people are asked for them.
        pub const FIELDS: &[Field] = &[$(Field { key: stringify!($key), need: Need::$need }),*];

        impl Metadata {
            /// A field by its key.
            pub fn get(&self, key: &str) -> Option<&str> {
                match key {
                    $(stringify!($key) => self.$key.as_deref(),)*
                    _ => None,
                }
            }

            /// A field to be written, by its key.
            pub fn get_mut(&mut self, key: &str) -> Option<&mut Option<String>> {
                match key {
                    $(stringify!($key) => Some(&mut self.$key),)*
                    _ => None,
                }
            }
        }
    };
}

fields! {
    /// Address as requested.
    url: Mandatory,
    /// When it was retrieved; `mtime` takes the file's own time.
    retrieved_at: Mandatory,
    /// By what means: http, browser, warc-import, received, paste, ocr.
    method: Mandatory,
    /// By whom; a pseudonym will do.
    operator: Mandatory,
    /// Who published it.
    publisher: Mandatory,
    /// Its title.
    title: Mandatory,
    /// Who wrote it.
    author: Mandatory,
    /// When it was published: a date or an RFC 3339 time.
    published_at: Mandatory,
    /// Language, BCP 47.
    language: Mandatory,
    /// Licence: an SPDX identifier or words.
    licence: Mandatory,
    /// Where redirects ended.
    final_url: Optional,
    /// With what program it was retrieved.
    tool: Optional,
    /// Status code of the response.
    http_status: Optional,
    /// The charset that was declared.
    charset: Optional,
    /// The same page in a web archive.
    memento_url: Optional,
    /// Whose text it was, where the publisher reports it again.
    original_publisher: Optional,
    /// The date as the text prints it.
    published_as_printed: Optional,
    /// Such as text/plain; else by the file's name.
    media_type: Optional,
}

impl Metadata {
    /// These values, and where there is none, those of `other`.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for field in FIELDS {
            if let (Some(slot @ None), Some(value)) = (self.get_mut(field.key), other.get(field.key)) {
                *slot = Some(value.to_owned());
            }
        }
        self
    }

    /// Fills what is missing from `other`, as [`Metadata::or`] does, and tells `took` which fields got their value from `other`.
    #[must_use]
    pub fn or_telling(self, other: &Self, mut took: impl FnMut(&'static str)) -> Self {
        FIELDS.iter().filter(|f| self.get(f.key).is_none() && other.get(f.key).is_some()).for_each(|f| took(f.key));
        self.or(other)
    }

    /// Some fields of it.
    #[must_use]
    pub fn only(&self, keys: &[&str]) -> Self {
        let mut some = Self::default();
        for key in keys {
            if let Some(slot) = some.get_mut(key) {
                *slot = self.get(key).map(str::to_owned);
            }
        }
        some
    }

    /// What a later version of a sealed text may be said to be, where nobody says it anew: what describes the text, but
    /// not how it was come by.
    pub fn of_source(source: &Source<'_>) -> Self {
        let known = |value: &Known<Str<'_>>| Some(value.value().map_or("unknown", |value| value).to_owned());
        Self {
            publisher: known(&source.publisher),
            title: known(&source.title),
            author: known(&source.author),
            published_at: known(&source.published_at),
            language: known(&source.language),
            licence: known(&source.licence),
            original_publisher: source.original_publisher.as_ref().map(ToString::to_string),
            ..Self::default()
        }
    }

    /// What a document says of itself, as far as it has the form that the field asks for. Nobody is asked to put right what a
    /// page says in another form: the field stays open.
    pub fn of_document(own: &BTreeMap<String, String>) -> Self {
        let mut metadata = Self::default();
        for (key, value) in own {
            if let Some(slot) = metadata.get_mut(key) {
                *slot = Some(value.clone());
            }
        }
        // OpenGraph writes en_US.
        metadata.language = metadata.language.map(|tag| tag.replace('_', "-")).filter(|tag| is_language_tag(tag));
        for key in ADDRESSES {
            if let Some(slot) = metadata.get_mut(key) {
                *slot = slot.take().filter(|address| wrong_address(address).is_none());
            }
        }
        metadata.retrieved_at = metadata.retrieved_at.filter(|at| Timestamp::from_lenient(at).is_ok());
        metadata.http_status = metadata.http_status.filter(|status| status.parse::<u16>().is_ok());
        if !metadata.published_at.as_deref().is_none_or(is_date_or_time) {
            metadata.published_as_printed = metadata.published_as_printed.or(metadata.published_at.take());
        }
        metadata
    }

    /// Mandatory fields without a value. One of spaces says nothing.
    pub fn missing(&self) -> Vec<&'static str> {
        let silent = |value: &str| value.trim().is_empty();
        let absent = |field: &&Field| field.need == Need::Mandatory && self.get(field.key).is_none_or(silent);
        FIELDS.iter().filter(absent).map(|field| field.key).collect()
    }

    /// What is said and cannot be stated, in words: a time that has not come yet, a publication that came after the text was there, and
    /// addresses that lead nowhere or tell a password. What older manifests say is not judged by it, nor when a page itself says that
    /// it was published: that is what it says.
    pub(super) fn untenable(&self, origins: &Origins<'_>, now: Timestamp) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.retrieved_at.as_deref().is_some_and(|at| is_yet_to_come(at, now)) {
            wrong.push(format!("retrieved_at: it is later than now ({now})"));
        }
        let published = self.published_at.as_deref();
        let published = published.filter(|_| !origins.document.iter().any(|key| **key == *"published_at"));
        wrong.extend(published.and_then(|at| published_too_late(at, self.retrieved_at.as_deref(), now)));
        for key in ADDRESSES {
            wrong.extend(self.get(key).and_then(wrong_address).map(|why| format!("{key}: {why}")));
        }
        let odd = self.media_type.as_deref().filter(|media_type| !Extractor::knows_media_type(media_type));
        wrong.extend(odd.map(|_| format!("media_type: one of {}; left out, the name decides", Extractor::MEDIA_TYPES)));
        wrong
    }
}

/// True of the word for what nobody knows. In any case of letters: a publisher called "Unknown" could not be taken back.
fn is_unknown(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("unknown")
}

/// Fields that hold an address.
const ADDRESSES: [&str; 3] = ["url", "final_url", "memento_url"];

#[cfg(test)]
mod tests;
