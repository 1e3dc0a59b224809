#![doc = include_str!("FORMAT.md")]

mod charset;
mod html;
mod http;
mod mhtml;
mod own;
mod pdf;
mod signature;
mod visible;
mod wacz;
mod warc;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use signature::PackageSignature;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::text::{Charset, CharsetBasis, EXTRACTOR, TextError, decode};

/// The largest file from which a text is extracted, in bytes: it is held in memory.
pub const LARGEST_FILE: u64 = 256 << 20;
/// The largest page, PDF or member of a package once it is decompressed, in bytes.
pub const LARGEST_PAGE: u64 = 32 << 20;

/// How a text comes from the bytes of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extractor {
    /// The bytes are the text: decoding alone.
    #[default]
    Plain,
    /// A web page: its main text.
    Html,
    /// A web page with its parts in one file, as browsers save it: its main text.
    Mhtml,
    /// The text layer of a PDF.
    Pdf,
    /// The pages of a WARC file.
    Warc,
    /// The pages of a WACZ package.
    Wacz,
}

/// A text that was extracted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// The normalised text.
    pub text: String,
    /// SHA-256 of all that the page shows, normalised, where `text` is the main part of it.
    pub visible: Option<Digest>,
    /// Lines of all that is shown which hold a digit and are not in `text`: one of them may be a figure.
    pub left_out: u32,
    /// The charset's name in the WHATWG Encoding Standard.
    pub charset: String,
    /// On what grounds.
    pub basis: CharsetBasis,
    /// What the document says of itself, by the keys of the metadata. Nobody has checked it.
    pub own: BTreeMap<String, String>,
    /// Header fields of the response that brought it.
    pub http_headers: Vec<(String, String)>,
    /// Addresses between the first and the last, where records show them.
    pub redirects: Vec<String>,
    /// SHA-256 of the one page that a package holds, its transfer and content codings off.
    pub payload: Option<Digest>,
    /// What the signature of a package says, where there can be one.
    pub signature: Option<PackageSignature>,
}

/// Why no text comes from a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ExtractError {
    /// The bytes cannot be decoded.
    #[error("{0}")]
    Undecodable(String),
    /// More than is taken into memory.
    #[error("it is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// It grows without end when it is decompressed.
    #[error("{what} is larger than {} MiB once it is decompressed", .limit >> 20)]
    Bomb {
        /// The part.
        what: String,
        /// In bytes.
        limit: u64,
    },
    /// A page without words.
    #[error("no text comes from it")]
    NoText,
    /// Pictures of pages.
    #[error("no text layer: its pages are pictures; read them with OCR, and seal that text with --method ocr")]
    NoTextLayer,
    /// Not a PDF that can be read.
    #[error("not a readable PDF: {0}")]
    Pdf(String),
    /// Not a page in one file that can be read.
    #[error("not a readable page in one file (MHTML): {0}")]
    Mhtml(String),
    /// Not a WARC file that can be read.
    #[error("not a readable WARC file: record at byte {offset}: {why}")]
    Warc {
        /// Where the record begins, in bytes of the decompressed file.
        offset: u64,
        /// What is wrong with it.
        why: String,
    },
    /// Not a WACZ package that can be read.
    #[error("not a readable WACZ package: {member}: {why}")]
    Wacz {
        /// The member, by its name in the package.
        member: String,
        /// What is wrong with it.
        why: String,
    },
    /// The worker that reads it was stopped.
    #[error(
        "reading it took more than 20 seconds or 2 GiB of memory, or failed without a message; it may be built to do so"
    )]
    Exhausted,
    /// The worker could not be started or spoken to.
    #[error("the program that reads it did not start or answer")]
    NoWorker,
}

impl From<TextError> for ExtractError {
    fn from(error: TextError) -> Self {
        Self::Undecodable(error.to_string())
    }
}

impl Extractor {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Plain, Self::Html, Self::Mhtml, Self::Pdf, Self::Warc, Self::Wacz];

    /// Name and version, as manifests state them. A part behind `+` names what it is built on.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => EXTRACTOR,
            Self::Html => "html/1+dom_smoothie/0.19.0",
            Self::Mhtml => "mhtml/1+dom_smoothie/0.19.0+mail-parser/0.11.9",
            Self::Pdf => "pdf/1+pdf-extract/0.12.1",
            Self::Warc => "warc/1+dom_smoothie/0.19.0+pdf-extract/0.12.1",
            Self::Wacz => "wacz/1+dom_smoothie/0.19.0+pdf-extract/0.12.1",
        }
    }

    /// The one of this name and version, if this program has it.
    pub fn for_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|extractor| extractor.name() == name)
    }

    /// The one for a media type; parameters and case do not matter.
    pub fn for_media_type(media_type: &str) -> Self {
        match &*lowercase(media_type.split(';').next().unwrap_or_default().trim()) {
            "text/html" | "application/xhtml+xml" => Self::Html,
            "multipart/related" => Self::Mhtml,
            "application/pdf" => Self::Pdf,
            "application/warc" => Self::Warc,
            "application/wacz" => Self::Wacz,
            _ => Self::Plain,
        }
    }

    /// Media types by which a text is read, and what else is text.
    pub const MEDIA_TYPES: &str = "text/plain, text/markdown or another of text/, text/html, application/xhtml+xml, \
        multipart/related (a page in one file), application/pdf, application/warc, application/wacz";

    /// True of a media type that says how a text is read; parameters and case do not matter.
    pub fn knows_media_type(media_type: &str) -> bool {
        let name = media_type.split(';').next().unwrap_or_default().trim();
        let token =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        Self::for_media_type(name) != Self::Plain || lowercase(name).strip_prefix("text/").is_some_and(token)
    }

    /// The media type that a file's name tells.
    pub fn media_type(name: &str) -> &'static str {
        let name = lowercase(name);
        let name = name.strip_suffix(".gz").filter(|name| name.ends_with(".warc")).unwrap_or(&name);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("md" | "markdown") => "text/markdown",
            Some("html" | "htm" | "xhtml") => "text/html",
            Some("mhtml" | "mht") => "multipart/related",
            Some("pdf") => "application/pdf",
            Some("warc") => "application/warc",
            Some("wacz") => "application/wacz",
            _ => "text/plain",
        }
    }
}

/// A name in small letters; most have no others.
fn lowercase(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name.into(),
    }
}

/// Extracts the text of a file that is in memory.
///
/// `declared` wins over what a page says of its charset; packages and PDFs say it of each part themselves.
///
/// # Errors
/// See [`ExtractError`]. The worst input can exhaust memory or stack: from outside, call it by way of the store's worker.
pub fn extract(extractor: Extractor, bytes: &[u8], declared: Option<Charset>) -> Result<Extracted, ExtractError> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(ExtractError::TooLarge(LARGEST_FILE));
    }
    let extracted = match extractor {
        Extractor::Plain => {
            let decoded = decode(bytes, declared)?;
            Extracted::plain(crate::text::normalise(&decoded.text)?, decoded.charset, decoded.basis)
        }
        Extractor::Html => html::extract(bytes, declared)?,
        Extractor::Mhtml => mhtml::extract(bytes)?,
        Extractor::Pdf => pdf::extract(bytes)?,
        Extractor::Warc => warc::extract(bytes)?,
        Extractor::Wacz => wacz::extract(bytes)?,
    };
    if extracted.text.trim().is_empty() && extractor != Extractor::Plain {
        return Err(ExtractError::NoText);
    }
    Ok(extracted)
}

impl Extracted {
    fn plain(text: String, charset: Charset, basis: CharsetBasis) -> Self {
        Self {
            text,
            visible: None,
            left_out: 0,
            charset: charset.name().to_owned(),
            basis,
            own: BTreeMap::new(),
            http_headers: Vec::new(),
            redirects: Vec::new(),
            payload: None,
            signature: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extractor_is_found_by_its_name_and_media_type() {
        for extractor in Extractor::ALL {
            assert_eq!(Extractor::for_name(extractor.name()), Some(extractor));
        }
        assert_eq!(Extractor::for_name("html/0"), None);
        for (file, extractor) in [
            ("a/b.HTM", Extractor::Html),
            ("x.warc.gz", Extractor::Warc),
            ("x.warc", Extractor::Warc),
            ("x.wacz", Extractor::Wacz),
            ("x.pdf", Extractor::Pdf),
            ("x.mhtml", Extractor::Mhtml),
            ("x.MHT", Extractor::Mhtml),
            ("x.txt.gz", Extractor::Plain),
            ("html", Extractor::Plain),
        ] {
            assert_eq!(Extractor::for_media_type(Extractor::media_type(file)), extractor, "{file}");
        }
        assert_eq!(Extractor::for_media_type("Text/HTML; charset=x"), Extractor::Html);
        for known in ["text/plain", "Text/Markdown; charset=x", "text/csv", "application/PDF", "application/xhtml+xml"]
        {
            assert!(Extractor::knows_media_type(known), "{known}");
        }
        for unknown in ["", "foo", "pdf", "text/", "text/a b", "application/octet-stream", "image/png"] {
            assert!(!Extractor::knows_media_type(unknown), "{unknown}");
        }
    }

    /// The names state versions that Cargo.toml pins; both change together.
    #[test]
    fn names_state_the_pinned_versions() {
        let cargo = include_str!("../../Cargo.toml");
        let packed = [Extractor::Warc, Extractor::Wacz];
        for (name, extractors) in [
            ("dom_smoothie", [&[Extractor::Html, Extractor::Mhtml], &packed[..]].concat()),
            ("pdf-extract", [&[Extractor::Pdf], &packed[..]].concat()),
            ("mail-parser", vec![Extractor::Mhtml]),
        ] {
            let line = cargo.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap();
            let version = line.split("\"=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            for extractor in extractors {
                assert!(extractor.name().contains(&format!("+{name}/{version}")), "{extractor:?}");
            }
        }
    }
}
