//! Words, numbers and signs of a paragraph, with their class from the lexicon.

mod cut;
mod piece;
mod spare;
#[cfg(test)]
mod tests;

pub(super) use cut::{any_token, first_token, tokens};
pub(super) use piece::pieces;
pub(super) use spare::Tokens;

use super::lexicon::{Class, Ending, Endings, Entry, Form};
use super::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, perhaps with digits behind them ("G7").
    Word,
    /// Digits with their separators, nothing else.
    Number,
    /// One sign; `''` counts as one quotation mark.
    Sign(char),
}

/// One token; a phrase of the lexicon is one too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub span: Span,
    pub kind: Kind,
    pub entry: Option<&'static Entry>,
    /// The entry's, at hand: rules ask for it more often than for all else.
    class: Option<Class>,
    /// What its last letters tell.
    pub endings: Endings,
    /// Begins with a capital.
    pub capital: bool,
    /// Number of the quotation it stands in, 0 for none; set by [`super::quote`].
    pub quote: u16,
}

impl Token {
    /// One of which no list has anything.
    fn new(span: Span, kind: Kind, capital: bool) -> Self {
        Self { span, kind, entry: None, class: None, endings: Endings::default(), capital, quote: 0 }
    }

    pub fn class(&self) -> Option<Class> {
        self.class
    }

    pub fn is(&self, class: Class) -> bool {
        self.class == Some(class)
    }

    pub fn any(&self, classes: &[Class]) -> bool {
        self.class.is_some_and(|class| classes.contains(&class))
    }

    pub fn form(&self) -> Form {
        self.entry.map_or(Form::Plain, |entry| entry.form)
    }

    pub fn value(&self) -> &'static str {
        self.entry.map_or("", |entry| &entry.value)
    }

    /// Whether its last letters make it what the ending stands for, as far as letters tell.
    pub fn ends(&self, ending: Ending) -> bool {
        self.endings.has(ending)
    }

    /// What the lexicon says that this word does; a rule asks for the role, never for a word of one language.
    pub fn role(&self) -> &'static str {
        self.entry.map_or("", |entry| &entry.role)
    }

    /// "Already", "slightly", "widely": how or when, by the lexicon or by the word's ending where no list has it.
    pub fn tells_how(&self) -> bool {
        self.is(Class::Adverb) || self.entry.is_none() && self.ends(Ending::Adverb)
    }

    /// Whether no list has this word, or has it only as the name of a thing.
    pub fn unlisted(&self) -> bool {
        self.entry.is_none() || self.is(Class::Thing)
    }

    /// Digits, or a number word below a hundred.
    pub fn is_number(&self) -> bool {
        self.kind == Kind::Number || self.any(&[Class::Unit, Class::Tens])
    }

    pub fn sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}
