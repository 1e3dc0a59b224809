//! Hearsay: "reportedly", "a reported", "reports that".

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::sieve::{Cue, Voice, impersonal, is_report};
use super::super::span::Span;
use super::super::token::{Kind, Token};

/// Tokens of a clause that are looked at behind a number.
const CLAUSE: usize = 10;

/// Words that report a figure and name nobody: "an estimated 12", "12 deaths were confirmed", "is put at 12".
///
/// Beside a source they say how sure it is of its number; without one they are hearsay.
pub(in super::super) fn veil(passage: &Passage, whole: &Range<usize>, cues: &[Cue]) -> Option<Span> {
    let tokens = &passage.tokens;
    let modifier = tokens[whole.clone()].iter().find(|t| t.role() == "estimated");
    let tells =
        |cue: &&Cue| cue.voice == Voice::Passive && matches!(tokens[cue.at].role(), "tally" | "confirm" | "put");
    let ends = |t: &Token| matches!(t.kind, Kind::Sign('.' | ',' | ';' | '(' | ':')) || t.is(Class::And);
    let reaches = |cue: &&Cue| {
        let level = |at: usize| matches!(tokens[at].role(), "at" | "as");
        match cue.at < whole.start {
            true => cue.at + 2 == whole.start && level(cue.at + 1),
            false => cue.at < whole.end + CLAUSE && !tokens[whole.end.min(cue.at)..cue.at].iter().any(ends),
        }
    };
    modifier.or_else(|| cues.iter().filter(tells).find(reaches).map(|cue| &tokens[cue.at])).map(|t| t.span)
}

/// Words of hearsay that reach a figure: "reportedly", "a reported", "reports that", in the same clause before it.
pub(in super::super) fn hearsay(passage: &Passage, figure: usize) -> Option<Span> {
    let sentence = passage.sentence_at(figure);
    let tokens = &passage.tokens;
    for at in (sentence.start..figure).rev() {
        let token = &tokens[at];
        let that = tokens.get(at + 1).is_some_and(|t| t.role() == "that");
        let impersonal = || token.any(&[Class::Say, Class::Think]) && that && impersonal(tokens, &sentence, at);
        if token.is(Class::Hearsay) || impersonal() || is_report(tokens, &sentence, at) {
            return Some(token.span);
        }
        // "…, while the minister spoke of 78": a clause with its own speaker.
        let aside = token.is(Class::Subordinator) && at > sentence.start && tokens[at - 1].sign(',');
        if token.sign(';') || token.is(Class::Adversative) || aside {
            return None;
        }
    }
    let ends = |token: &&Token| matches!(token.kind, Kind::Sign('.' | ',' | ';' | '(')) || token.is(Class::And);
    // "Nine people were reportedly killed", "nine are believed to have died": between the number and its verb.
    let clause = tokens[figure + 1..sentence.end.min(figure + CLAUSE)].iter().take_while(|t| !ends(t));
    if let Some(token) = clause.into_iter().find(|t| t.is(Class::Hearsay)) {
        return Some(token.span);
    }
    // "Nine were killed, reportedly.", "…, it was announced."
    let behind = (figure + 1..sentence.end.min(figure + CLAUSE)).find(|&at| tokens[at].is(Class::Hearsay))?;
    let closes = tokens.get(behind + 1).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',')));
    (tokens[behind - 1].sign(',') && closes).then_some(tokens[behind].span)
}
