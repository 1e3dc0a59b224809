//! Where a text came from, and what it is. Field by field in FORMAT.md, with the standard term beside each.

use serde::{Deserialize, Serialize};

use super::{Known, Str};
use crate::timestamp::Timestamp;

/// How a text was come by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retrieval<'a> {
    /// URL as requested.
    #[serde(borrow)]
    pub url: Known<Str<'a>>,
    /// URL where redirects ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_url: Option<Str<'a>>,
    /// URLs between the two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirects: Vec<Str<'a>>,
    /// When.
    pub retrieved_at: Known<Timestamp>,
    /// How we know when.
    pub retrieved_at_basis: Basis,
    /// By what means.
    pub method: Known<Method>,
    /// With what program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<Str<'a>>,
    /// By whom.
    pub operator: Known<Str<'a>>,
    /// Status code of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Header fields of the response, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub http_headers: Vec<(Str<'a>, Str<'a>)>,
    /// The charset that was declared, by a header or by a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset_declared: Option<Str<'a>>,
    /// The same page in a web archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memento_url: Option<Str<'a>>,
}

/// How a time of retrieval is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The program fetched it then.
    Observed,
    /// A person or a record says so.
    Declared,
    /// The file's modification time.
    Mtime,
    /// It is not known.
    Unknown,
}

/// By what means a text was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Fetched by a program.
    Http,
    /// Saved from a browser.
    Browser,
    /// Taken from a WARC or WACZ file.
    WarcImport,
    /// Handed over, by mail or in person.
    Received,
    /// Copied and pasted.
    Paste,
    /// Read by a machine from a picture.
    Ocr,
}

/// What a text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source<'a> {
    /// Who published it.
    #[serde(borrow)]
    pub publisher: Known<Str<'a>>,
    /// Whose text it was, where the publisher reports it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_publisher: Option<Str<'a>>,
    /// Its title.
    pub title: Known<Str<'a>>,
    /// Who wrote it.
    pub author: Known<Str<'a>>,
    /// When it was published, as a date or a time.
    pub published_at: Known<Str<'a>>,
    /// The same as the text prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_as_printed: Option<Str<'a>>,
    /// BCP 47.
    pub language: Known<Str<'a>>,
    /// Under what terms.
    pub licence: Known<Str<'a>>,
}
