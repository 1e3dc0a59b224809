//! Paragraphs and sentences: the units that rules look at.

use super::lexicon::{Class, Lexicon};
use super::quote::Quote;
use super::span::Span;
use super::token::{Kind, Token, Tokens};

/// A paragraph longer than this is cut, so that a text without line breaks costs bounded memory.
const LONGEST: usize = 32 << 10;

/// Tokens of a sentence at most.
const LONGEST_SENTENCE: usize = 300;

/// A paragraph, cut into tokens and sentences.
#[derive(Debug)]
pub(super) struct Passage {
    pub span: Span,
    pub tokens: Tokens,
    pub quotes: Vec<Quote>,
    /// Ranges of tokens.
    pub sentences: Vec<std::ops::Range<usize>>,
}

impl Passage {
    /// Cuts `text[span]`.
    pub fn new(text: &str, span: Span, lexicon: &'static Lexicon) -> Self {
        let (tokens, quotes) = Tokens::of(text, span, lexicon);
        let sentences = sentences(text, &tokens);
        Self { span, tokens, quotes, sentences }
    }

    /// The sentence a token stands in.
    pub fn sentence_at(&self, token: usize) -> std::ops::Range<usize> {
        let at = self.sentences.partition_point(|sentence| sentence.end <= token);
        self.sentences.get(at).cloned().unwrap_or(0..self.tokens.len())
    }

    /// The sentence before one.
    pub fn sentence_before(&self, sentence: &std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
        let at = self.sentences.partition_point(|before| before.end <= sentence.start);
        self.sentences[..at].last().cloned()
    }

    /// Bytes from the first token of a range to its last.
    pub fn span_of(&self, range: std::ops::Range<usize>) -> Span {
        match (self.tokens.get(range.start), self.tokens.get(range.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if range.start < range.end => Span::new(first.span.start, last.span.end),
            _ => Span::new(self.span.start, self.span.start),
        }
    }

    /// The quotation around a token.
    pub fn quote_of(&self, token: usize) -> Option<Quote> {
        let number = usize::from(self.tokens[token].quote);
        self.quotes.get(number.checked_sub(1)?).copied()
    }
}

/// Paragraphs of a text: lines, joined where a line was only wrapped.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    // Lines are seldom shorter, all in all.
    const SHORT: usize = 64;
    let mut spans: Vec<Span> = Vec::with_capacity(text.len() / SHORT + 1);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let line = &text[start..end];
        match spans.last_mut() {
            Some(last) if last.end + 1 == start && wrapped(last.of(text), line) && end - last.start < LONGEST => {
                last.end = end;
            }
            _ => cut(text, start, end, &mut spans),
        }
        start = end + 1;
    }
    spans
}

fn cut(text: &str, mut start: usize, end: usize, spans: &mut Vec<Span>) {
    while end - start > LONGEST {
        let mut at = start + LONGEST;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let cut =
            text[start..at].rfind(". ").or_else(|| text[start..at].rfind(' ')).map_or(at, |space| start + space + 1);
        spans.push(Span::new(start, cut));
        start = cut;
    }
    spans.push(Span::new(start, end));
}

/// Whether a line goes on from the line before, as in mail and plain text of fixed width.
fn wrapped(before: &str, line: &str) -> bool {
    let Some(first) = line.trim_start().chars().next() else { return false };
    let before = before.trim_end();
    let done = before.is_empty() || before.ends_with(['.', '!', '?', ':', '”', '"', '»', ')']);
    let last = || before.rsplit('\n').next().unwrap_or_default();
    !done && (first.is_lowercase() || (50..=100).contains(&last().len()))
}

fn sentences(text: &str, tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
    // As many words as sentences have seldom less of.
    const SHORT: usize = 8;
    let mut ranges = Vec::with_capacity(tokens.len() / SHORT + 1);
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let here = at;
        at += 1;
        let ends = match tokens[here].kind {
            Kind::Sign('.') => !abbreviated(text, tokens, here),
            Kind::Sign('!' | '?' | '…') => true,
            // "U.S." and "p.m." keep their point; a capital word that begins a sentence tells.
            Kind::Word
                if tokens[here].span.of(text).ends_with('.') && !tokens[here].any(&[Class::Title, Class::Month]) =>
            {
                tokens.get(here + 1).is_some_and(|next| next.capital && next.any(STARTERS))
            }
            _ => false,
        } || tokens[here].is(Class::Ampm)
            && tokens[here].span.of(text).ends_with('.')
            && tokens
                .get(here + 1)
                .is_some_and(|next| next.capital && !next.any(&[Class::Weekday, Class::Ampm, Class::Month]));
        // A list without points is cut too: what the rules do grows with the sentence.
        let ends = ends || at - start >= LONGEST_SENTENCE;
        if !ends {
            continue;
        }
        // Closing marks belong to the sentence they close.
        while let Some(next) = tokens.get(at) {
            let closes = matches!(next.kind, Kind::Sign('"' | '”' | '»' | ')' | '’' | '\'' | '.' | '!' | '?' | '“'));
            if !closes || next.span.start != tokens[at - 1].span.end {
                break;
            }
            at += 1;
        }
        // `"Stop!" he said.` is one sentence: a small letter goes on.
        let goes_on = tokens.get(at).is_some_and(|next| match next.kind {
            Kind::Word => !next.capital && next.span.of(text).starts_with(char::is_lowercase),
            Kind::Sign(sign) => matches!(sign, ',' | ';'),
            Kind::Number => next.span.start == tokens[at - 1].span.end,
        });
        if !goes_on || at - start >= LONGEST_SENTENCE {
            ranges.push(start..at);
            start = at;
        }
    }
    if start < tokens.len() {
        ranges.push(start..tokens.len());
    }
    ranges
}

const STARTERS: &[Class] = &[
    Class::Article,
    Class::This,
    Class::ThirdPerson,
    Class::FirstPerson,
    Class::Preposition,
    Class::Subordinator,
    Class::Adversative,
];

fn abbreviated(text: &str, tokens: &[Token], point: usize) -> bool {
    let Some(before) = point.checked_sub(1).map(|at| &tokens[at]) else { return false };
    if before.span.end != tokens[point].span.start {
        return false;
    }
    let word = before.span.of(text);
    // "Sept." is short for a month, "March." ends a sentence.
    let whole_month = before.is(Class::Month) && (word.len() > 4 || matches!(word, "May" | "June" | "July"));
    // "No. 5" and "pp. 5" are labels, "an issue. She" ends a sentence.
    let number = tokens.get(point + 1).is_some_and(|next| next.kind == Kind::Number);
    let short = !whole_month
        && (before.any(&[Class::Title, Class::Abbreviation, Class::Official, Class::Month])
            || before.is(Class::Label) && number)
        && word.len() <= 5
        && (number || tokens.get(point + 1).is_some_and(|next| next.capital || next.sign(',')));
    // "In St. Louis" goes on; "Main St." may end a sentence.
    let saint = before.is(Class::Street)
        && before.capital
        && word.len() == 2
        && tokens.get(point + 1).is_some_and(|next| next.capital)
        && point >= 2
        && !(tokens[point - 2].capital && tokens[point - 2].unlisted());
    let initial = saint || before.capital && word.chars().count() == 1 && word != "I";
    short && (before.capital || before.is(Class::Label)) || initial
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::english;
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let passage = Passage::new(text, Span::new(0, text.len()), english());
        passage.sentences.iter().map(|s| passage.span_of(s.clone()).of(text)).collect()
    }

    #[test]
    fn points_end_sentences_but_not_names() {
        assert_eq!(
            cut("Dr. Ana B. Cruz saw 4. She left. “Go!” he said."),
            ["Dr. Ana B. Cruz saw 4.", "She left.", "“Go!” he said."]
        );
        assert_eq!(cut("In the U.S. The toll was 1.5 million."), ["In the U.S.", "The toll was 1.5 million."]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text =
            "Title\n\nThe council said that of the three hundred homes in the valley some\nforty were lost.\nNew line.";
        let found: Vec<&str> = paragraphs(text).iter().map(|p| p.of(text)).filter(|p| !p.is_empty()).collect();
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn a_text_without_breaks_is_cut() {
        let text = "é ".repeat(LONGEST);
        let spans = paragraphs(&text);
        assert!(spans.iter().all(|s| s.end - s.start <= LONGEST && text.get(s.start..s.end).is_some()));
        assert_eq!(spans.iter().map(|s| s.end - s.start).sum::<usize>(), text.len());
    }
}
