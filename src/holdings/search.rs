//! Words in texts, in what was sealed of them, and in their figures.

use super::{Body, Holding};

/// Lines of one text that are shown, the fullest first.
const LINES: usize = 3;

/// What is searched for: words that all must occur in a document, in any case of letters.
#[derive(Clone, Debug)]
pub struct Query {
    words: Vec<String>,
}

/// Where a document has some of the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `title`, `publisher`, `line 4`, `figure`.
    pub place: String,
    /// What stands there, raw: to be cleaned before it is shown.
    pub text: String,
    /// Where the first of the words begins in it, in bytes.
    pub at: usize,
    found: Vec<usize>,
}

impl Query {
    /// A query; nothing if there is no word in it.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let words: Vec<String> = words.into_iter().flat_map(str::split_whitespace).map(str::to_lowercase).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// The places of a document that have the words; none unless the document has all of them.
    pub fn hits(&self, holding: &Holding<'_>) -> Vec<Hit> {
        let mut hits = self.metadata(holding);
        let mut lines = match &holding.body {
            Body::Text(shown) => self.lines(shown.text()),
            _ => Vec::new(),
        };
        hits.extend(self.figures(holding));
        let mut found: Vec<usize> = hits.iter().chain(&lines).flat_map(|hit| hit.found.iter().copied()).collect();
        found.sort_unstable();
        found.dedup();
        if found.len() < self.words.len() {
            return Vec::new();
        }
        // The sort is stable: of lines that are as full, the earlier come first.
        lines.sort_by_key(|hit| std::cmp::Reverse(hit.found.len()));
        lines.truncate(LINES);
        hits.extend(lines);
        hits
    }

    fn metadata(&self, holding: &Holding<'_>) -> Vec<Hit> {
        let (source, retrieval) = (&holding.document.source, &holding.document.retrieval);
        let mut fields = vec![("path", holding.document.path.as_str())];
        let known = [
            ("title", &source.title),
            ("publisher", &source.publisher),
            ("author", &source.author),
            ("published", &source.published_at),
            ("address", &retrieval.url),
        ];
        fields.extend(known.into_iter().filter_map(|(name, value)| Some((name, &**value.value()?))));
        fields.extend(source.original_publisher.as_ref().map(|value| ("publisher", &**value)));
        fields.into_iter().filter_map(|(place, text)| self.hit(place.to_owned(), text)).collect()
    }

    fn lines(&self, text: &str) -> Vec<Hit> {
        (1..).zip(text.lines()).filter_map(|(number, line)| self.hit(format!("line {number}"), line)).collect()
    }

    /// Figures by the names of measure, verdict and source: "killed rescinded" finds withdrawn deaths.
    fn figures(&self, holding: &Holding<'_>) -> Vec<Hit> {
        let name = |value: serde_json::Result<serde_json::Value>| {
            value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
        };
        let figure = |figure: &crate::figures::Figure| {
            let source = figure.source.as_ref().map_or("nobody", |source| &source.text);
            let measure = name(serde_json::to_value(figure.measure));
            let text =
                format!("{} {measure}, {}, by {source}", figure.text, name(serde_json::to_value(figure.verdict)));
            self.hit("figure".to_owned(), &text)
        };
        holding.figures.iter().filter_map(figure).collect()
    }

    fn hit(&self, place: String, text: &str) -> Option<Hit> {
        let lower = text.to_lowercase();
        let at: Vec<(usize, usize)> =
            self.words.iter().enumerate().filter_map(|(word, letters)| Some((word, lower.find(letters)?))).collect();
        let first = at.iter().map(|(_, at)| *at).min()?;
        // Lower case can be longer or shorter than the text: then its start will do.
        let first = if text.is_char_boundary(first) && lower.len() == text.len() { first } else { 0 };
        Some(Hit { place, text: text.to_owned(), at: first, found: at.into_iter().map(|(word, _)| word).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_place() {
        let query = Query::new(["Ministry SAID", "жанаозен"]).unwrap();
        assert_eq!(query.words, ["ministry", "said", "жанаозен"]);
        let hit = query.hit("line 1".to_owned(), "In ЖАНАОЗЕН the ministry was silent").unwrap();
        assert_eq!((hit.at, hit.found), (3, vec![0, 2]));
        assert!(query.hit(String::new(), "nothing").is_none());
        assert!(Query::new(["", " "]).is_none());
        assert_eq!(query.hit(String::new(), "İİ said").unwrap().at, 0, "letters whose lower case is longer");
    }
}
