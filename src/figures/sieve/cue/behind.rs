//! The name behind a cue: `said Ana Ruiz, a lawyer in Lima`.

use std::ops::Range;

use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::{Kind, Token};

/// The words behind "said" in `said Ana Ruiz, a lawyer in Lima.`
pub(in super::super) fn subject_behind(tokens: &[Token], sentence: &Range<usize>, cue: usize) -> Option<Range<usize>> {
    let start = cue + 1;
    let mut end = start;
    while end < sentence.end {
        let token = &tokens[end];
        let stop = match token.kind {
            Kind::Sign('"' | '“' | '”' | '«' | '»' | ';' | ':' | '.' | '—' | '(') => true,
            // A participle behind a comma goes on with the story: `said Ruiz, adding that`.
            Kind::Sign(',') => tokens.get(end + 1).is_some_and(|next| {
                next.form() == Form::Ing
                    || next.unlisted() && !next.capital && next.ends(Ending::Ongoing)
                    || next.any(&[Class::Adversative, Class::Subordinator])
            }),
            _ => {
                token.is(Class::Weekday)
                    || end > start
                        && matches!(token.role(), "in" | "during" | "on" | "at")
                        && tokens.get(end + 1).is_some_and(|n| n.any(&[Class::Article, Class::Weekday, Class::This]))
                        && !tokens[start..end].iter().any(|t| t.sign(','))
            }
        };
        if stop || token.quote != tokens[cue].quote {
            break;
        }
        end += 1;
    }
    while end > start && (tokens[end - 1].sign(',') || tokens[end - 1].any(&[Class::Preposition, Class::Adverb])) {
        end -= 1;
    }
    let first = tokens.get(start).filter(|_| start < end)?;
    // "said one former prisoner": one of a group, who is not named.
    let one = first.is(Class::Unit)
        && first.value() == "1"
        && tokens[cue].role() == "say"
        && tokens.get(start + 1).is_none_or(|t| {
            t.kind == Kind::Word && !t.any(&[Class::Scale, Class::And]) || matches!(t.kind, Kind::Sign(',' | '.'))
        });
    // "said that", "said in", "said 40 homes": no name stands behind.
    let named = (first.capital
        || one
        || first.any(&[
            Class::Article,
            Class::This,
            Class::Official,
            Class::Anonymous,
            Class::ThirdPerson,
            Class::FirstPerson,
            Class::Title,
            Class::Spokesperson,
            Class::Who,
            Class::GroupNoun,
        ])
        || first.kind == Kind::Word && first.unlisted() && tokens[cue].role() == "say")
        && !first.any(&[Class::Weekday, Class::Month])
        && first.role() != "that";
    named.then_some(start..end)
}
