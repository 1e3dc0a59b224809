//! Places that a text names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::lexicon::{Class, Lexicon};
use super::super::passage::Passage;
use super::super::token::{Kind, Token};

/// The places that a text names, in order, each once. One piece of memory: every text of an archive keeps its places
/// until all are linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Box<str>);

/// A place as a text names it. Most are named more than once: a name is put into small letters when all are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Mention<'a> {
    /// By the name that the lexicon gives it.
    Listed(&'static str),
    /// In the text's own letters.
    Written(&'a str),
}

impl Places {
    pub(in super::super) fn new(mentions: &BTreeSet<Mention<'_>>) -> Self {
        let name = |mention: &Mention<'_>| match *mention {
            Mention::Listed(name) => Cow::Borrowed(name),
            Mention::Written(name) => Cow::Owned(name.to_lowercase()),
        };
        let mut names: Vec<Cow<'_, str>> = mentions.iter().map(name).collect();
        names.sort_unstable();
        names.dedup();
        Self(names.join("\n").into())
    }

    /// Each place.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        // A place is one word of a text or of the lexicon, so it has no line end.
        self.0.lines()
    }
}

/// Places named in a paragraph: countries, towns and regions by the lexicon, other names by the word beside them.
pub(in super::super) fn places<'a>(
    (lexicon, text): (&'static Lexicon, &'a str),
    passage: &Passage,
    into: &mut BTreeSet<Mention<'a>>,
) {
    let tokens = &passage.tokens;
    // "LIMA, 5 March 2019 —", "JUTICALPA.": a place opens its line.
    if let [first, second, third, ..] = &tokens[..]
        && is_name(first)
        && (second.sign(',') && (third.kind == Kind::Number || third.any(&[Class::Month, Class::Weekday]))
            || second.sign('.') && is_capitals(first.span.of(text)))
    {
        into.insert(Mention::Written(first.span.of(text)));
    }
    // Where the last name of several words ended: "Papua New Guinea" is not Guinea.
    let mut named = 0;
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.capital) {
        if token.is(Class::Place) {
            into.insert(Mention::Listed(token.value()));
            continue;
        }
        // A town's country with it: another text may name that alone.
        if let Some((country, length)) = lexicon.gazetteer.within(&text[token.span.start..])
            && token.span.start >= named
        {
            into.insert(Mention::Listed(country));
            named = token.span.start + length;
        }
        let is_area = |token: &Token| lexicon.gazetteer.is_area(token.span.of(text));
        // "In South Kivu": where the first is a word of its own, the second is the name.
        let second = at > 0 && tokens[at - 1].capital && !is_name(&tokens[at - 1]) && led(&tokens[..at - 1], is_area);
        if is_name(token) && (second || led(&tokens[..at], is_area) || tokens.get(at + 1).is_some_and(is_area)) {
            into.insert(Mention::Written(token.span.of(text)));
        }
    }
}

/// Capitals throughout, and too many for most acronyms.
fn is_capitals(word: &str) -> bool {
    const LETTERS: usize = 5;
    word.chars().all(char::is_uppercase) && word.chars().count() >= LETTERS
}

fn is_name(token: &Token) -> bool {
    token.capital && token.unlisted() && token.kind == Kind::Word
}

/// "In", "near", "off", "the village of": words behind which a name is that of a place.
fn led(before: &[Token], is_area: impl Fn(&Token) -> bool) -> bool {
    match before {
        [.., area, of] if of.role() == "of" => is_area(area),
        [.., preposition] if preposition.is(Class::Preposition) => {
            matches!(preposition.role(), "in" | "at" | "near" | "off")
        }
        _ => false,
    }
}
