//! Bytes to text: which charset, on what grounds, and where each character stood.

mod pieces;

use std::borrow::Cow;
use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use serde::{Deserialize, Serialize};

use self::pieces::decode_piece;
pub(super) use self::pieces::{Piece, PieceDecoder, without_nul};
use super::{TextError, source_offset};

/// A charset of the WHATWG Encoding Standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(pub(super) &'static Encoding);

/// On what grounds a charset was chosen, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CharsetBasis {
    /// The file opens with a byte order mark.
    Bom,
    /// Somebody declared it: an HTTP header, a flag, a table.
    Declared,
    /// The document says so itself, such as `<meta charset>`, or its format leaves no choice, such as PDF.
    Document,
    /// All bytes are valid UTF-8.
    Utf8,
    /// Guessed from the bytes.
    Detected,
}

/// Text with the charset that gave it.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, a byte order mark included.
    pub text: Cow<'a, str>,
    /// What it was decoded from.
    pub charset: Charset,
    /// On what grounds.
    pub basis: CharsetBasis,
}

impl Charset {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);

    /// The charset a label stands for: `cp1251`, `utf8`, `latin1`.
    ///
    /// # Errors
    /// A label that the standard does not know.
    pub fn for_label(label: &str) -> Result<Self, TextError> {
        Encoding::for_label_no_replacement(label.as_bytes())
            .map(Self)
            .ok_or_else(|| TextError::UnknownCharset(label.to_owned()))
    }

    /// The charset's name in the standard, such as `windows-1251`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(super) fn by_bom(head: &[u8]) -> Option<Self> {
        Encoding::for_bom(head).map(|(encoding, _)| Self(encoding))
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A new charset detector for text that is not UTF-8.
pub(super) fn detector() -> EncodingDetector {
    EncodingDetector::new(Iso2022JpDetection::Deny)
}

/// What a detector that has seen all bytes takes them for.
pub(super) fn detected(detector: &EncodingDetector) -> Charset {
    Charset(detector.guess(None, Utf8Detection::Deny))
}

/// Decodes bytes that are in memory, by the order of the profile.
///
/// # Errors
/// Bytes that the chosen charset cannot decode, and NUL.
pub fn decode(bytes: &[u8], declared: Option<Charset>) -> Result<Decoded<'_>, TextError> {
    let (charset, basis) = match (Charset::by_bom(bytes), declared) {
        (Some(charset), _) => (charset, CharsetBasis::Bom),
        (None, Some(charset)) => (charset, CharsetBasis::Declared),
        (None, None) if simdutf8::basic::from_utf8(bytes).is_ok() => (Charset::UTF_8, CharsetBasis::Utf8),
        (None, None) => {
            let mut detector = detector();
            detector.feed(bytes, true);
            (detected(&detector), CharsetBasis::Detected)
        }
    };
    let text = if charset == Charset::UTF_8 {
        let valid = simdutf8::compat::from_utf8(bytes)
            .map_err(|e| TextError::Undecodable { offset: e.valid_up_to() as u64, charset: "UTF-8" })?;
        Cow::Borrowed(valid)
    } else {
        let mut text = String::new();
        let mut decoder = charset.0.new_decoder_without_bom_handling();
        decode_piece(&mut decoder, bytes, 0, &mut text, Piece::Last)?;
        Cow::Owned(text)
    };
    match memchr::memchr(0, text.as_bytes()) {
        Some(at) => Err(TextError::Nul { offset: source_offset(charset, &text, at) as u64 }),
        None => Ok(Decoded { text, charset, basis }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, CharsetBasis) {
        let declared = declared.map(|label| Charset::for_label(label).unwrap());
        let decoded = decode(bytes, declared).unwrap();
        (decoded.text.into_owned(), decoded.charset.name(), decoded.basis)
    }

    #[test]
    fn the_order_is_bom_declared_utf8_detected() {
        assert_eq!(decoded(b"\xFF\xFEa\0", Some("koi8-r")), ("\u{feff}a".into(), "UTF-16LE", CharsetBasis::Bom));
        assert_eq!(decoded(b"\xC1", Some("koi8-r")), ("а".into(), "KOI8-R", CharsetBasis::Declared));
        assert_eq!(decoded("жа".as_bytes(), None), ("жа".into(), "UTF-8", CharsetBasis::Utf8));
        let (cp1251, _, _) = encoding_rs::WINDOWS_1251.encode("Министерство сообщило о задержании людей в городе");
        let (text, charset, basis) = decoded(&cp1251, None);
        assert_eq!((charset, basis), ("windows-1251", CharsetBasis::Detected));
        assert!(text.starts_with("Министерство"));
    }

    #[test]
    fn what_cannot_be_decoded_is_an_error_that_says_where() {
        let utf8 = Some(Charset::UTF_8);
        assert!(matches!(decode(b"ab\xFFc", utf8), Err(TextError::Undecodable { offset: 2, .. })));
        let shift_jis = Charset::for_label("shift_jis").ok();
        assert!(matches!(decode(b"ab\xFFc", shift_jis), Err(TextError::Undecodable { offset: 2, .. })));
        assert!(matches!(decode(b"ab\0", None), Err(TextError::Nul { offset: 2 })));
        assert!(matches!(decode(b"\xFF\xFEa\0\0\0", None), Err(TextError::Nul { offset: 4 })));
        assert!(matches!(Charset::for_label("klingon"), Err(TextError::UnknownCharset(_))));
    }
}
