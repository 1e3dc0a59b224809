//! "Reports that" as a noun: hearsay, which nobody vouches for. "The office reports that" is a statement of the office.

use std::ops::Range;

use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::Token;

/// "There are persistent reports that 40 died": a noun. "The office reports that" is a verb.
pub(in super::super::super) fn is_report(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    const NOUN_BEHIND: [Class; 14] = [
        Class::Auxiliary,
        Class::Linking,
        Class::Verb,
        Class::Held,
        Class::Preposition,
        Class::Unverified,
        Class::Article,
        Class::This,
        Class::Few,
        Class::Act,
        Class::Say,
        Class::Think,
        Class::Show,
        Class::YearPart,
    ];
    let that = tokens.get(at + 1).is_some_and(|t| t.role() == "that");
    if !(that && tokens[at].role() == "tally" && tokens[at].form() == Form::Third && tokens[at].is(Class::Say)) {
        return false;
    }
    let lead = &tokens[sentence.start..at];
    let Some(before) = lead.last() else { return true };
    // "The office", "our Lima office": its owner or article stands before a name, a verb before "credible".
    let plain = |t: &&Token| t.unlisted() && !t.capital && !t.ends(Ending::Past);
    let named = || {
        let led = lead.iter().rev().find(|t| !plain(t));
        led.is_some_and(|t| {
            t.capital && t.unlisted() || t.is(Class::Article) || t.role() == "owner" || t.is(Class::This)
        })
    };
    before.any(&NOUN_BEHIND) || plain(&before) && !named()
}
