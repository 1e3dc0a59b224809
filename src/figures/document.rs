//! A document's paragraphs, cut into tokens when somebody looks at them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::lexicon::Lexicon;
use super::list;
use super::passage::{Passage, paragraphs};
use super::scan::next_trigger;
use super::span::Span;
use super::token::{Token, first_token};

/// Paragraphs kept at once: enough for the neighbours of one, little for a text of any length.
const KEPT: usize = 256;

/// A text by paragraphs.
pub(super) struct Document<'a> {
    pub text: &'a str,
    /// Who published it, where that is known.
    pub publisher: Option<&'a str>,
    /// The words of its language.
    pub lexicon: &'static Lexicon,
    spans: Vec<Span>,
    /// In order.
    cut: RefCell<Vec<(usize, Rc<Passage>)>>,
    /// The paragraph whose predecessors were searched last for a speaker, and who it was.
    speaker: Cell<Option<(usize, Option<Said>)>>,
}

/// A source and its cue.
type Said = (Span, Span);

impl<'a> Document<'a> {
    pub fn new(text: &'a str, publisher: Option<&'a str>, lexicon: &'static Lexicon) -> Self {
        Self { text, publisher, lexicon, spans: paragraphs(text), cut: RefCell::default(), speaker: Cell::default() }
    }

    /// The paragraphs that hold a number, in order.
    pub fn triggered(&self) -> Vec<usize> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = next_trigger(self.lexicon, self.text, from) {
            let index = self.spans.partition_point(|span| span.end <= at);
            let Some(span) = self.spans.get(index) else { break };
            found.push(index);
            from = span.end;
        }
        found
    }

    /// Who spoke last before a paragraph: looked up with `look`, once for all figures of the paragraph.
    pub fn last_speaker(&self, index: usize, look: impl FnOnce() -> Option<Said>) -> Option<Said> {
        if let Some((known, said)) = self.speaker.get()
            && known == index
        {
            return said;
        }
        let said = look();
        self.speaker.set(Some((index, said)));
        said
    }

    /// Where the next paragraph that is not empty stands.
    pub fn span_behind(&self, index: usize) -> Option<Span> {
        let behind = self.spans.get(index + 1..)?.iter().take(2);
        behind.copied().find(|span| !span.of(self.text).trim().is_empty())
    }

    /// The line that a list or a table stands under, for a paragraph that is one of its items; nothing is cut for it.
    pub fn lead(&self, index: usize) -> Option<usize> {
        let line = |index: usize| self.spans.get(index).map_or("", |span| span.of(self.text).trim());
        let own = list::item(line(index))?;
        let mut near = index;
        for above in (index.saturating_sub(list::LONGEST)..index).rev() {
            let text = line(above);
            // A list may stand apart from its lead, and its items from each other.
            if text.is_empty() && near - above < 2 && (own == list::Item::Marked || near == index) {
                continue;
            }
            near = above;
            if list::item(text) != Some(own) {
                return list::leads(text, own).then_some(above);
            }
        }
        None
    }

    /// What a paragraph opens with; nothing else of it is looked at.
    pub fn first_token(&self, index: usize) -> Option<Token> {
        first_token(self.text, *self.spans.get(index)?, self.lexicon)
    }

    /// Whether a byte stands in a paragraph.
    pub fn has(&self, index: usize, byte: u8) -> bool {
        self.spans.get(index).is_some_and(|span| memchr::memchr(byte, span.of(self.text).as_bytes()).is_some())
    }

    /// A paragraph, unless it is empty.
    pub fn passage(&self, index: usize) -> Option<Rc<Passage>> {
        let span = *self.spans.get(index)?;
        let mut cut = self.cut.borrow_mut();
        let mut place = cut.partition_point(|(other, _)| *other < index);
        if let Some((_, passage)) = cut.get(place).filter(|(other, _)| *other == index) {
            return Some(Rc::clone(passage)).filter(|p| !p.tokens.is_empty());
        }
        let passage = Rc::new(Passage::new(self.text, span, self.lexicon));
        if cut.len() >= KEPT {
            cut.remove(0);
            place = place.saturating_sub(1);
        }
        cut.insert(place, (index, Rc::clone(&passage)));
        Some(passage).filter(|p| !p.tokens.is_empty())
    }
}
