//! Work with those who are counted: who treats, interviews or examines them has counted them.
//!
//! The danger: "the army detained 40 people" is a deed that the text tells. So it counts of the authors alone ("we treated"), and of
//! others where the verb is one of looking into cases ("examined").

use std::ops::Range;

use super::super::super::counted::measure_of;
use super::super::super::lexicon::{Class, Ending};
use super::super::super::token::Token;
use super::subject::subject;
use super::verb::opens_number;

/// "We treated 40 wounded", "our team interviewed relatives of 40 dead", "investigators examined 40 deaths": who did it with them
/// has counted them.
pub(super) fn own_work(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    const OF: usize = 3;
    let probes = tokens[at].role() == "probes";
    let verb = |t: &Token| !t.capital && t.ends(Ending::Past) && (t.unlisted() || measure_of(t).is_some());
    let did = probes || verb(&tokens[at]);
    if !did {
        return false;
    }
    let object = &tokens[at + 1..sentence.end.min(at + 1 + OF + 1)];
    let of = |of: &[Token]| of[0].role() == "of" && opens_number(&of[1]);
    let number = object.first().is_some_and(opens_number) || object.windows(2).any(of);
    let own = || {
        // "We visited three wards and interviewed 40 wounded": the first word is the subject of both verbs.
        let joined = at > sentence.start && tokens[at - 1].is(Class::And);
        let first = joined.then_some(sentence.start..sentence.start + 1);
        let name = subject(tokens, sentence, at).or(first);
        name.is_some_and(|name| {
            tokens[name.start].is(Class::FirstPerson) && tokens[name.start].role() != "narrator"
                || probes && !tokens[name.start].is(Class::Relative)
        })
    };
    let lead = tokens[sentence.start..at].iter().rev().find(|t| !t.tells_how());
    let passive = lead.is_none_or(|t| matches!(t.role(), "is" | "be") || t.sign(',') && !probes);
    number && !passive && own()
}
