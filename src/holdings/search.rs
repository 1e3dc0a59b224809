//! Words in texts, in what was sealed of them, and in their figures.

use super::{Body, Holding};
use crate::figures::{Measure, Verdict};

/// Lines of one text that are shown, the fullest first.
const LINES: usize = 3;

/// How the source of a figure is called that has none.
const NOBODY: &str = "nobody";

/// Letters of a part of a name that asks for figures.
const SHORTEST: usize = 4;

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

/// The name of a measure or a verdict, as JSON has it.
fn name(of: &impl serde::Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Query {
    /// A query; nothing if there is no word in it.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let words: Vec<String> = words.into_iter().flat_map(str::split_whitespace).map(str::to_lowercase).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// True if a word is of those by which figures are called: a measure, a verdict, `nobody`. Without such a word all that
    /// could be found in figures is found in their texts, and figures need not be read, which takes longer than all the rest.
    pub fn asks_for_figures(&self) -> bool {
        let names = Measure::ALL.iter().map(name).chain(Verdict::ALL.iter().map(name)).chain([NOBODY.to_owned()]);
        let names: Vec<String> = names.collect();
        // Parts of names count if they are more than a syllable: `kill` does, the `the` in `other` does not.
        let asks = |word: &String| {
            names.iter().any(|name| name == word || word.len() >= SHORTEST && name.contains(word.as_str()))
        };
        self.words.iter().any(asks)
    }

    /// The places of a document that have the words; none unless the document has all of them.
    pub fn hits(&self, holding: &Holding<'_>) -> Vec<Hit> {
        let mut hits = self.metadata(holding);
        hits.extend(self.figures(holding));
        let Body::Text(shown) = &holding.body else { return self.all_of(hits, Vec::new()) };
        // Most texts end here: one pass over the whole text, and none over its lines.
        let lower = lower(shown.text());
        let elsewhere = |word: usize| hits.iter().any(|hit| hit.found.contains(&word));
        if !self.words.iter().enumerate().all(|(at, word)| elsewhere(at) || find(&lower, word).is_some()) {
            return Vec::new();
        }
        self.all_of(hits, self.lines(shown.text()))
    }

    /// The hits, the fullest lines last, if they have all the words together.
    fn all_of(&self, mut hits: Vec<Hit>, mut lines: Vec<Hit>) -> Vec<Hit> {
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
        let figure = |figure: &crate::figures::Figure| {
            let source = figure.source.as_ref().map_or(NOBODY, |source| &source.text);
            let text = format!("{} {}, {}, by {source}", figure.text, name(&figure.measure), name(&figure.verdict));
            self.hit("figure".to_owned(), &text)
        };
        holding.figures.iter().filter_map(figure).collect()
    }

    fn hit(&self, place: String, text: &str) -> Option<Hit> {
        let lower = lower(text);
        let at: Vec<(usize, usize)> =
            self.words.iter().enumerate().filter_map(|(word, letters)| Some((word, find(&lower, letters)?))).collect();
        let first = at.iter().map(|(_, at)| *at).min()?;
        // Lower case can be longer or shorter than the text: then its start will do.
        let first = if text.is_char_boundary(first) && lower.len() == text.len() { first } else { 0 };
        Some(Hit { place, text: text.to_owned(), at: first, found: at.into_iter().map(|(word, _)| word).collect() })
    }
}

fn find(text: &str, word: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), word.as_bytes())
}

/// As [`str::to_lowercase`], which goes sign by sign from the first that is not ASCII on.
fn lower(text: &str) -> String {
    // The one letter whose lower case depends on those beside it.
    if text.contains('Σ') {
        return text.to_lowercase();
    }
    let mut lower = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        if ascii == 0 {
            lower.extend(c.to_lowercase());
            rest = &rest[c.len_utf8()..];
        } else {
            lower.push_str(&rest[..ascii]);
            rest = &rest[ascii..];
        }
    }
    lower.make_ascii_lowercase();
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_is_that_of_the_library() {
        for text in ["", "A", "ÀÉ", "İstanbul “X”", "ΟΔΟΣ ΣΑΣ.", "Ұлттық ҒЫЛЫМ Kelvin", "ẞ and ASCII"]
        {
            assert_eq!(lower(text), text.to_lowercase(), "{text}");
        }
    }

    #[test]
    fn figures_are_asked_for_by_their_names() {
        let asks = |words: &str| Query::new([words]).unwrap().asks_for_figures();
        for words in ["killed", "Kill", "hospital CONFLICTING", "ok", "nobody", "repeats"] {
            assert!(asks(words), "{words}");
        }
        for words in ["the", "hospital", "in taldyk", "killers", "31"] {
            assert!(!asks(words), "{words}");
        }
    }

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
