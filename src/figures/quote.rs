//! Quotation pairs: which token stands in which quotation, also where a mark is missing or turned.

use super::token::{Kind, Token};

/// A quotation within a paragraph, by token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    /// The opening mark; the first token where the quotation goes on from the paragraph before.
    pub first: usize,
    /// The closing mark; one past the last token where it never closes.
    pub last: usize,
    /// Whether the closing mark is there.
    pub closed: Closing,
}

/// Words that make a quotation; fewer are scare quotes.
const FEWEST: usize = 4;

/// How a quotation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// With a mark.
    Marked,
    /// With the paragraph: the next one may go on.
    Open,
}

/// Finds the pairs and numbers the tokens inside them, from 1.
///
/// Typewriter marks and marks turned the wrong way are taken by their neighbours: a mark glued to the word behind it
/// opens, one glued to what is before it closes. An opening mark inside an open quotation closes nothing, so a mark
/// that is missing costs one quotation and not the rest of the text.
pub(super) fn pair(text: &str, tokens: &mut [Token]) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let mut open: Option<usize> = None;
    for at in 0..tokens.len() {
        let Kind::Sign(sign) = tokens[at].kind else { continue };
        let Some(side) = side(text, tokens, at, sign, open.is_some()) else { continue };
        match (open, side) {
            (None, Side::Open) => open = Some(at),
            (Some(first), Side::Close) => {
                quotes.push(Quote { first, last: at, closed: Closing::Marked });
                open = None;
            }
            // A second opening mark: the first one never closed within its sentence.
            (Some(_), Side::Open) | (None, Side::Close) => {}
        }
    }
    if let Some(first) = open {
        quotes.push(Quote { first, last: tokens.len(), closed: Closing::Open });
    }
    for (number, quote) in quotes.iter().enumerate() {
        // Scare quotes say nothing of who speaks: a word or three in marks stay part of the sentence.
        let words = tokens[quote.first..quote.last].iter().filter(|t| !matches!(t.kind, Kind::Sign(_))).count();
        if words < FEWEST && quote.closed == Closing::Marked && !is_speech(tokens, *quote) {
            continue;
        }
        let number = u16::try_from(number + 1).unwrap_or(u16::MAX);
        tokens[quote.first + 1..quote.last].iter_mut().for_each(|token| token.quote = number);
    }
    quotes
}

/// `“It was hell,” she said`: few words, but they open their sentence and end as speech does.
fn is_speech(tokens: &[Token], quote: Quote) -> bool {
    let point = |at: usize| matches!(tokens[at].kind, Kind::Sign('.' | '!' | '?' | '”' | '"' | '»' | ':'));
    let opens = quote.first == 0 || point(quote.first - 1);
    opens && quote.last > quote.first + 1 && matches!(tokens[quote.last - 1].kind, Kind::Sign(',' | '.' | '!' | '?'))
}

enum Side {
    Open,
    Close,
}

fn side(text: &str, tokens: &[Token], at: usize, sign: char, inside: bool) -> Option<Side> {
    let glued_before = at > 0 && tokens[at - 1].span.end == tokens[at].span.start;
    let glued_behind = tokens.get(at + 1).is_some_and(|next| {
        let ends = matches!(next.kind, Kind::Sign(',' | '.' | ';' | ':' | '!' | '?' | ')'));
        next.span.start == tokens[at].span.end && !ends
    });
    let by_neighbours = || match (glued_before, glued_behind) {
        (false, true) => Side::Open,
        (true, false) => Side::Close,
        _ if inside => Side::Close,
        _ => Side::Open,
    };
    match sign {
        '«' => Some(Side::Open),
        '»' => Some(Side::Close),
        // Machine-made texts turn these the wrong way: believe the spaces, and the direction only in doubt.
        '“' | '„' | '”' | '"' => match (sign, glued_before, glued_behind) {
            ('“' | '„', _, true) if !glued_before => Some(Side::Open),
            ('”', true, _) => Some(Side::Close),
            ('“' | '„', false, false) | ('”', false, false) if !inside => Some(Side::Open),
            // Between a sign and a word: `," Said` closes, `("we` opens.
            (_, true, true) => {
                let before = text[..tokens[at].span.start].chars().next_back();
                let opens = before.is_some_and(|c| matches!(c, '(' | '[' | '—' | '–' | '-' | ':' | '/'));
                Some(if opens && !inside {
                    Side::Open
                } else if inside {
                    Side::Close
                } else {
                    Side::Open
                })
            }
            _ => Some(by_neighbours()),
        },
        // Single marks are apostrophes more often than not; a pair must be clear.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lexicon::english, span::Span, token::tokens};
    use super::*;

    fn quoted(text: &str) -> Vec<String> {
        let mut tokens = tokens(text, Span::new(0, text.len()), english());
        pair(text, &mut tokens)
            .iter()
            .map(|q| {
                let end = tokens.get(q.last).map_or(text.len(), |t| t.span.start);
                text[tokens[q.first].span.end..end].to_owned()
            })
            .collect()
    }

    #[test]
    fn marks_of_all_kinds_pair() {
        assert_eq!(quoted("“Go,” he said. \"Now,\" she said. «Oui», ''yes''"), ["Go,", "Now,", "Oui", "yes"]);
    }

    #[test]
    fn turned_marks_are_read_by_their_spaces() {
        assert_eq!(quoted("called “Folly“ the talks"), ["Folly"]);
        assert_eq!(quoted("they “fight on “, he said"), ["fight on "]);
    }

    #[test]
    fn a_mark_that_never_closes_ends_with_the_paragraph() {
        assert_eq!(quoted("He said: “We lost nine."), ["We lost nine."]);
    }
}
