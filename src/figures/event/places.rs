//! Places that a text names.

use std::collections::BTreeSet;

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::token::Kind;

/// The places that a text names, in order, each once. One piece of memory: every text of an archive keeps its places
/// until all are linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Box<str>);

impl Places {
    pub(in super::super) fn new(places: &BTreeSet<String>) -> Self {
        Self(places.iter().map(String::as_str).collect::<Vec<_>>().join("\n").into())
    }

    /// Each place.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        // A place is one word of a text or of the lexicon, so it has no line end.
        self.0.lines()
    }
}

/// Places named in a paragraph: countries by the lexicon, other names by the preposition before them.
pub(in super::super) fn places(text: &str, passage: &Passage, into: &mut BTreeSet<String>) {
    // "LIMA, 5 March 2019 —": a place opens its line.
    if let [first, second, third, ..] = &passage.tokens[..]
        && first.capital
        && first.unlisted()
        && second.sign(',')
        && (third.kind == Kind::Number || third.any(&[Class::Month, Class::Weekday]))
    {
        note(&first.span.of(text).to_lowercase(), into);
    }
    for (at, token) in passage.tokens.iter().enumerate() {
        if token.is(Class::Place) && token.capital {
            note(token.value(), into);
        }
        let led = at > 0
            && passage.tokens[at - 1].is(Class::Preposition)
            && matches!(passage.tokens[at - 1].role(), "in" | "at" | "near");
        if led && token.capital && token.unlisted() && token.kind == Kind::Word {
            note(&token.span.of(text).to_lowercase(), into);
        }
    }
}

/// Most places are named more than once.
fn note(place: &str, into: &mut BTreeSet<String>) {
    if !into.contains(place) {
        into.insert(place.to_owned());
    }
}
