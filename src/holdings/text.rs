//! A text as people see it, and places in it.

use std::collections::BTreeSet;

use crate::extract::Extractor;
use crate::figures::{Figure, Span};
use crate::store::read_as;
use crate::text::{Charset, text_offsets};
use crate::verify::named_offsets;

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

/// Decoded text, with the places in it that its figures name.
#[derive(Clone, Debug)]
pub struct Shown {
    text: String,
    places: Places,
}

/// Where stored bytes stand in a text.
#[derive(Clone, Debug)]
enum Places {
    /// The text is what is stored.
    Same,
    /// Those that figures name, each with its place in the text, in their order. Found together: in most charsets one alone is found
    /// by going through the text, and there are as many of them as the text is long.
    Named(Vec<(usize, usize)>),
}

impl Shown {
    /// Derives the text of stored bytes, in which these figures were read; nothing if none comes from them.
    pub fn of(bytes: &[u8], extractor: Extractor, charset: Option<Charset>, figures: &[Figure]) -> Option<Self> {
        let (text, charset) = read_as(extractor, bytes, charset)?;
        let places = if charset == Charset::UTF_8 {
            Places::Same
        } else {
            let named: BTreeSet<usize> = figures.iter().flat_map(named_offsets).collect();
            Places::Named(text_offsets(charset, &text, &named))
        };
        Some(Self { places, text: text.into_owned() })
    }

    /// The text, raw: to be cleaned before it is shown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A span of one of its figures, of stored bytes or of an extracted text, as one of the text; nothing if it does not begin and end
    /// with a character.
    pub fn span(&self, stored: Span) -> Option<Span> {
        let (start, end) = (self.offset(stored.start)?, self.offset(stored.end)?);
        (start <= end).then_some(Span::new(start, end))
    }

    fn offset(&self, stored: usize) -> Option<usize> {
        match &self.places {
            Places::Same => self.text.is_char_boundary(stored).then_some(stored),
            Places::Named(named) => {
                let place = named.binary_search_by_key(&stored, |(stored, _)| *stored).ok()?;
                Some(named[place].1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Article, read_articles};

    #[test]
    fn places_that_figures_name_are_found_in_the_text() {
        let said = "“Жж” — «日本»: at least 12 protesters were killed, said Dr “Щ”, who doubted it. ";
        for label in ["utf-8", "utf-16be", "gb18030", "shift_jis", "iso-2022-jp"] {
            let charset = Charset::for_label(label).unwrap();
            // Of three texts one behind the other: the places of the last are not those of the first.
            let text = said.replace("“Щ”", "Щ").replace(['«', '»'], "").replace("—", "-").repeat(3);
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let bytes = match label {
                "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                _ => encoding.encode(&text).0.into_owned(),
            };
            let article = Article { bytes: bytes.clone(), charset: Some(charset), ..Article::default() };
            let figures = read_articles(&[article]).swap_remove(0).unwrap().figures;
            assert_eq!(figures.len(), 3, "{label}");
            let shown = Shown::of(&bytes, Extractor::Plain, Some(charset), &figures).unwrap();
            assert_eq!(shown.text(), text, "{label}");
            for figure in &figures {
                let words = |span: Span| shown.span(span).unwrap().of(shown.text());
                assert_eq!(words(figure.span()), figure.text, "{label}");
                assert!(words(figure.sentence).ends_with("who doubted it."), "{label}");
                assert_eq!(
                    words(figure.source.as_ref().unwrap().span),
                    figure.source.as_ref().unwrap().text,
                    "{label}"
                );
            }
            assert_eq!(shown.span(Span::new(0, 99_999)), None, "{label}");
        }
    }

    #[test]
    fn a_text_is_gone_through_once_for_all_its_figures() {
        let text = "日本: at least 12 protesters were killed, said the ministry. ".repeat(100);
        let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
        let charset = Charset::for_label("gb18030").ok();
        let article = Article { bytes: bytes.clone(), charset, ..Article::default() };
        let figures = read_articles(&[article]).swap_remove(0).unwrap().figures;
        let work = crate::text::work::of(|| {
            let shown = Shown::of(&bytes, Extractor::Plain, charset, &figures).unwrap();
            let spans = figures.iter().filter(|figure| shown.span(figure.sentence).is_some());
            assert_eq!(spans.count(), 100);
        });
        assert!(work <= text.len(), "{work} bytes of {}", text.len());
    }

    #[test]
    fn a_text_that_is_what_is_stored_has_its_places_at_every_character() {
        let text = "Около 40 человек";
        let shown = Shown::of(text.as_bytes(), Extractor::Plain, None, &[]).unwrap();
        assert_eq!(shown.span(Span::new(0, 10)).unwrap().of(text), "Около");
        assert_eq!((shown.span(Span::new(0, 1)), shown.span(Span::new(0, 9999))), (None, None));
    }
}
