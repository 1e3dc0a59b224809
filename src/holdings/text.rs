//! A text as people see it, and places in it.

use crate::extract::Extractor;
use crate::figures::Span;
use crate::store::read_as;
use crate::text::{Charset, source_offset};

/// The text of a document, or why there is none to show.
#[derive(Debug)]
pub enum Body<'a> {
    /// As it was sealed.
    Text(Shown),
    /// It was taken down, for this reason.
    Withdrawn(&'a str),
    /// It is kept elsewhere.
    Withheld,
    /// It is not the sealed one, and so it is not shown.
    NotAsSealed(String),
    /// It is not held in memory, and nobody looked whether it is the sealed one.
    TooLarge,
    /// No text comes from its bytes.
    NoText,
}

/// Decoded text.
#[derive(Clone, Debug)]
pub struct Shown {
    text: String,
    charset: Charset,
}

impl Shown {
    /// Derives the text of stored bytes; nothing if none comes from them.
    pub fn of(bytes: &[u8], extractor: Extractor, charset: Option<Charset>) -> Option<Self> {
        let (text, charset) = read_as(extractor, bytes, charset)?;
        Some(Self { charset, text: text.into_owned() })
    }

    /// The text, raw: to be cleaned before it is shown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A span of a figure, of stored bytes or of an extracted text, as one of the text; nothing if it does not begin and end with a character.
    pub fn span(&self, stored: Span) -> Option<Span> {
        let (start, end) = (self.offset(stored.start)?, self.offset(stored.end)?);
        (start <= end).then_some(Span::new(start, end))
    }

    /// Where a stored byte stands in the text. Found by halving: to count from the start for each character would take
    /// time with the square of the text's length.
    fn offset(&self, stored: usize) -> Option<usize> {
        if self.charset == Charset::UTF_8 {
            return self.text.is_char_boundary(stored).then_some(stored);
        }
        let (mut low, mut high) = (0, self.text.len());
        while low <= high {
            let middle = (0..=low + (high - low) / 2).rev().find(|at| self.text.is_char_boundary(*at))?;
            let place = source_offset(self.charset, &self.text, middle);
            if place == stored {
                return Some(middle);
            }
            if place < stored {
                low = middle + self.text[middle..].chars().next()?.len_utf8();
            } else {
                high = middle.checked_sub(1)?;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_stored_bytes_are_found_in_the_text() {
        let text = "Около 40 человек — «12» 🙂 раненых";
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let shown = Shown::of(&utf16, Extractor::Plain, None).unwrap();
        for (at, c) in shown.text().char_indices() {
            let stored = |at| source_offset(shown.charset, shown.text(), at);
            let span = Span::new(stored(at), stored(at + c.len_utf8()));
            assert_eq!(shown.span(span).unwrap().of(shown.text()), c.to_string());
            assert_eq!(shown.span(Span::new(span.start + 1, span.end)), None);
        }
        assert_eq!(shown.span(Span::new(0, utf16.len() + 2)), None);
        let utf8 = Shown::of(text.as_bytes(), Extractor::Plain, None).unwrap();
        assert_eq!(utf8.span(Span::new(0, 10)).unwrap().of(text), "Около");
        assert_eq!((utf8.span(Span::new(0, 1)), utf8.span(Span::new(0, 9999))), (None, None));
    }
}
