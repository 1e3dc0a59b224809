//! What was said, as the records of a manifest state it.

use super::language::wrong_language;
use super::values::is_date_or_time;
use super::{Metadata, is_unknown};
use crate::manifest::{Basis, Known, Method, Retrieval, Source, Str};
use crate::timestamp::Timestamp;

impl Metadata {
    /// When the text was retrieved, and how that is known; `mtime` is the file's own time, if it is known.
    ///
    /// # Errors
    /// It is not of its form, in words.
    pub(in crate::seal) fn retrieved(&self, mtime: Option<Timestamp>) -> Result<(Known<Timestamp>, Basis), String> {
        Ok(match (self.retrieved_at.as_deref().filter(|text| !is_unknown(text)), mtime) {
            (None, _) | (Some("mtime"), None) => (Known::Unknown, Basis::Unknown),
            (Some("mtime"), Some(at)) => (Known::Value(at), Basis::Mtime),
            (Some(text), _) => match Timestamp::from_lenient(text) {
                Ok(at) => (Known::Value(at), Basis::Declared),
                Err(error) => return Err(format!("retrieved_at: {error}, or a date, `mtime` or `unknown`")),
            },
        })
    }

    /// The two records of a manifest; `mtime` is the file's own time, if it is known.
    ///
    /// # Errors
    /// Every field whose value is not of its form, in words. Call it after [`Metadata::missing`] gave nothing.
    pub fn records(&self, mtime: Option<Timestamp>) -> Result<(Retrieval<'static>, Source<'static>), Vec<String>> {
        let mut wrong = Vec::new();
        let (retrieved_at, basis) = self.retrieved(mtime).unwrap_or_else(|why| {
            wrong.push(why);
            (Known::Unknown, Basis::Unknown)
        });
        let method = match self.method.as_deref().filter(|text| !is_unknown(text)).map(method) {
            None => Known::Unknown,
            Some(Some(method)) => method,
            Some(None) => {
                wrong.push("method: one of http, browser, warc-import, received, paste, ocr, unknown".to_owned());
                Known::Unknown
            }
        };
        if !self.published_at.as_deref().is_none_or(|text| is_unknown(text) || is_date_or_time(text)) {
            wrong.push("published_at: a date like 2022-01-13, an RFC 3339 time, or `unknown`".to_owned());
        }
        wrong.extend(self.language.as_deref().filter(|text| !is_unknown(text)).and_then(wrong_language));
        let http_status = self.http_status.as_deref().map(|text| text.parse().ok().filter(|s| (100..600).contains(s)));
        if http_status == Some(None) {
            wrong.push("http_status: a number from 100 to 599".to_owned());
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let retrieval = Retrieval {
            url: known(self.url.as_deref()),
            final_url: optional(self.final_url.as_deref()),
            redirects: Vec::new(),
            retrieved_at,
            retrieved_at_basis: basis,
            method,
            tool: optional(self.tool.as_deref()),
            operator: known(self.operator.as_deref()),
            http_status: http_status.flatten(),
            http_headers: Vec::new(),
            charset_declared: optional(self.charset.as_deref()),
            memento_url: optional(self.memento_url.as_deref()),
        };
        let source = Source {
            publisher: known(self.publisher.as_deref()),
            original_publisher: optional(self.original_publisher.as_deref()),
            title: known(self.title.as_deref()),
            author: known(self.author.as_deref()),
            published_at: known(self.published_at.as_deref()),
            published_as_printed: optional(self.published_as_printed.as_deref()),
            language: known(self.language.as_deref()),
            licence: known(self.licence.as_deref()),
        };
        Ok((retrieval, source))
    }
}

fn known(text: Option<&str>) -> Known<Str<'static>> {
    match text {
        None | Some("") => Known::Unknown,
        Some(text) if is_unknown(text) => Known::Unknown,
        Some(text) => Known::Value(text.to_owned().into()),
    }
}

fn optional(text: Option<&str>) -> Option<Str<'static>> {
    text.filter(|text| !text.is_empty()).map(|text| text.to_owned().into())
}

fn method(text: &str) -> Option<Known<Method>> {
    serde::Deserialize::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(text)).ok()
}
