//! Dates as texts write them.

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::token::Kind;

/// A date as a text has it, with what it leaves out.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Written {
    /// The token it begins at.
    pub at: usize,
    pub(super) year: Option<u16>,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
    pub(super) line: Line,
}

/// Whether a date heads its text or stands in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Alone on its line, or at the start of it before a dash or point: "LIMA, 5 March 2019 —".
    Dateline,
    /// Anywhere else.
    Told,
}

/// The dates of a paragraph.
pub(in super::super) fn dates(text: &str, passage: &Passage) -> Vec<Written> {
    let tokens = &passage.tokens;
    let number = |at: usize, digits: usize| {
        let token = tokens.get(at).filter(|t| t.kind == Kind::Number)?;
        let raw = token.span.of(text);
        (raw.len() <= digits).then(|| raw.parse::<u16>().ok())?
    };
    let year = |at: usize| number(at, 4).filter(|y| (1500..2100).contains(y));
    let day = |at: usize| number(at, 2).filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok());
    let comma = |at: usize| at + usize::from(tokens.get(at).is_some_and(|t| t.sign(',')));
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut end = at + 1;
        if tokens[at].is(Class::Month) {
            let month = tokens[at].value().parse().ok();
            let after = day(at + 1);
            let before = at.checked_sub(1).and_then(day).filter(|_| after.is_none());
            end += usize::from(after.is_some());
            let year = year(comma(end));
            found.push(Written { at, year, month, day: after.or(before), line: Line::Told });
            end = if year.is_some() { comma(end) + 1 } else { end };
        } else if let Some(year) = year(at) {
            let dash = |at: usize| tokens.get(at).is_some_and(|t| t.sign('-'));
            let iso = (dash(at + 1) && dash(at + 3))
                .then(|| Some((day(at + 2).filter(|m| *m <= 12)?, day(at + 4)?)))
                .flatten();
            // A bare year counts only where it is led like one: "in 2011".
            let led =
                at > 0 && tokens[at - 1].any(&[Class::Preposition, Class::Subordinator, Class::Article, Class::This]);
            if let Some((month, day)) = iso {
                found.push(Written { at, year: Some(year), month: Some(month), day: Some(day), line: Line::Told });
                end = at + 5;
            } else if led {
                found.push(Written { at, year: Some(year), month: None, day: None, line: Line::Told });
            }
        }
        if let Some(date) = found.last_mut().filter(|date| date.at == at) {
            let heads = at <= 5
                && tokens
                    .get(end)
                    .is_none_or(|t| matches!(t.kind, Kind::Sign('—' | '–' | '-' | '.' | ':' | '(' | ')')));
            date.line = if heads { Line::Dateline } else { Line::Told };
        }
        at = end;
    }
    found
}
