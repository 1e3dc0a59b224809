//! Where a text came from, and what it is. Field by field in FORMAT.md, with the standard term beside each.

use serde::{Deserialize, Serialize};

use super::part::record;
use super::{Known, Str};
use crate::timestamp::Timestamp;

record! {
    /// How a text was come by.
    Retrieval, written as RetrievalPart {
        /// URL as requested.
        url: must Known<Str<'a>>,
        /// URL where redirects ended.
        final_url: may Str<'a>,
        /// URLs between the two.
        redirects: list Str<'a>,
        /// When.
        retrieved_at: must Known<Timestamp>,
        /// How we know when.
        retrieved_at_basis: must Basis,
        /// By what means.
        method: must Known<Method>,
        /// With what program.
        tool: may Str<'a>,
        /// By whom.
        operator: must Known<Str<'a>>,
        /// Status code of the response.
        http_status: may u16,
        /// Header fields of the response, in order.
        http_headers: list (Str<'a>, Str<'a>),
        /// The charset that was declared, by a header or by a person.
        charset_declared: may Str<'a>,
        /// The same page in a web archive.
        memento_url: may Str<'a>,
    }
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

record! {
    /// What a text is.
    Source, written as SourcePart {
        /// Who published it.
        publisher: must Known<Str<'a>>,
        /// Whose text it was, where the publisher reports it again.
        original_publisher: may Str<'a>,
        /// Its title.
        title: must Known<Str<'a>>,
        /// Who wrote it.
        author: must Known<Str<'a>>,
        /// When it was published, as a date or a time.
        published_at: must Known<Str<'a>>,
        /// When it was published, as the text prints it.
        published_as_printed: may Str<'a>,
        /// BCP 47.
        language: must Known<Str<'a>>,
        /// Under what terms.
        licence: must Known<Str<'a>>,
    }
}
