//! The tokens of a paragraph, in memory that is used again: each text has several paragraphs cut, and room for their tokens is more
//! than the allocator has at hand.

use std::cell::RefCell;
use std::ops::Deref;

use super::super::lexicon::Lexicon;
use super::super::quote::{self, Quote};
use super::super::span::Span;
use super::Token;
use super::cut::cut;

/// So many are kept by a thread: as many paragraphs of a text as are seldom cut at once.
const KEPT: usize = 8;

/// Tokens for which room is kept; a longer paragraph is rare.
const LONGEST: usize = 512;

thread_local! {
    static SPARE: RefCell<Vec<Vec<Token>>> = const { RefCell::new(Vec::new()) };
}

/// Tokens of a paragraph.
#[derive(Debug)]
pub(in super::super) struct Tokens(Vec<Token>);

impl Tokens {
    /// Cuts `text[range]`, and pairs its quotation marks; spans count from the start of `text`.
    pub fn of(text: &str, range: Span, lexicon: &'static Lexicon) -> (Self, Vec<Quote>) {
        let mut tokens = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
        cut(text, range, lexicon, &mut tokens);
        let quotes = quote::pair(text, &mut tokens);
        (Self(tokens), quotes)
    }
}

impl Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.0
    }
}

impl Drop for Tokens {
    fn drop(&mut self) {
        let mut tokens = std::mem::take(&mut self.0);
        tokens.clear();
        SPARE.with_borrow_mut(|spare| {
            if spare.len() < KEPT && tokens.capacity() <= LONGEST {
                spare.push(tokens);
            }
        });
    }
}
