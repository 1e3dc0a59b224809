//! Places that a text names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::token::Kind;

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

/// Places named in a paragraph: countries by the lexicon, other names by the preposition before them.
pub(in super::super) fn places<'a>(text: &'a str, passage: &Passage, into: &mut BTreeSet<Mention<'a>>) {
    // "LIMA, 5 March 2019 —": a place opens its line.
    if let [first, second, third, ..] = &passage.tokens[..]
        && first.capital
        && first.unlisted()
        && second.sign(',')
        && (third.kind == Kind::Number || third.any(&[Class::Month, Class::Weekday]))
    {
        into.insert(Mention::Written(first.span.of(text)));
    }
    for (at, token) in passage.tokens.iter().enumerate() {
        if token.is(Class::Place) && token.capital {
            into.insert(Mention::Listed(token.value()));
        }
        let led = at > 0
            && passage.tokens[at - 1].is(Class::Preposition)
            && matches!(passage.tokens[at - 1].role(), "in" | "at" | "near");
        if led && token.capital && token.unlisted() && token.kind == Kind::Word {
            into.insert(Mention::Written(token.span.of(text)));
        }
    }
}
