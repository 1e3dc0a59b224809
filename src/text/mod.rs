#![doc = include_str!("FORMAT.md")]

mod decode;
mod derive;
mod lines;
mod normalise;
mod offsets;
mod private_key;
mod respelled;
mod touched;
mod whole;

pub use decode::{Charset, CharsetBasis, Decoded, decode};
pub use derive::{Derived, derive, read_full, read_opened};
pub use lines::{LineChange, LineDigests};
pub use normalise::{Normaliser, normalise, stored_lines};
#[cfg(test)]
pub(crate) use offsets::work;
pub use offsets::{SourceOffsets, source_offset, text_offsets};
pub use private_key::{KeyWatch, holds_private_key};
pub use respelled::{Respelling, respellings};
pub use whole::{Unhashed, Whole, hash_together};

/// The profile's name, as manifests state it.
pub const PROFILE: &str = "kzarchive-text/1";

/// What derives the text from the bytes: decoding alone. Its version changes when any text would come out differently.
pub const EXTRACTOR: &str = "plain/1";

/// Bytes from which no text can be derived.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// A label that the WHATWG Encoding Standard does not know.
    #[error("no charset is called '{}'", .0.escape_debug())]
    UnknownCharset(String),
    /// A byte that the charset cannot decode.
    #[error("byte {offset} cannot be decoded as {charset}")]
    Undecodable {
        /// Where, counted in bytes from the start of the file; for charsets of several bytes, where its piece begins.
        offset: u64,
        /// The charset that was tried.
        charset: &'static str,
    },
    /// U+0000: the file is not text, or UTF-16 without a byte order mark.
    #[error("byte {offset} is NUL: not a plain text, or UTF-16 without a byte order mark (then declare it)")]
    Nul {
        /// Where, counted in bytes from the start of the file.
        offset: u64,
    },
    /// A line that would not fit into bounded memory.
    #[error("a line is longer than 64 MiB")]
    LineTooLong,
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] std::io::Error),
}
