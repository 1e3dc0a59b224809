//! What stands between a cue and a figure and breaks the tie: each blocker has a name and one reason.

use std::ops::Range;

use super::super::lexicon::{Class, Form};
use super::super::token::{Kind, Token};
use super::according::parallel;
use super::cue::Cue;

/// A cue, and a figure behind it in the same sentence.
pub(super) struct Case<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub sentence: &'a Range<usize>,
    pub cue: &'a Cue,
    pub figure: usize,
    /// Whether the cue already closed a statement before it: `…, he said`.
    pub closes: Closes,
}

/// Where the statement of a cue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closes {
    /// Before the cue: `Nine were hurt, he said`.
    Before,
    /// Before the cue, with the name behind it: `“…,” said Ana Ruiz, a nurse for 40 years`.
    BeforeName,
    /// Behind it, or nowhere.
    No,
}

type Blocker = fn(&Case<'_>) -> bool;

/// All blockers, by name.
pub(super) const BLOCKERS: [(&str, Blocker); 13] = [
    ("other-clause", other_clause),
    ("aside", aside),
    ("dash", dash),
    ("circumstance", circumstance),
    ("hearer", hearer),
    ("done", done),
    ("moment", moment),
    ("concern", concern),
    ("reports", reports),
    ("object", object),
    ("and-clause", and_clause),
    ("relative", relative),
    ("stance", stance),
];

impl Case<'_> {
    fn between(&self) -> &[Token] {
        &self.tokens[self.cue.at + 1..self.figure]
    }

    fn behind(&self) -> &[Token] {
        &self.tokens[self.figure..self.sentence.end]
    }

    fn word(&self, token: &Token) -> &str {
        token.span.of(self.text)
    }

    fn that(&self, tokens: &[Token]) -> bool {
        tokens.iter().any(|t| t.role() == "that")
    }
}

/// What follows a semicolon, ", but" or ", while" is a new statement, unless "that" takes the old one up again.
///
/// A list goes on over semicolons: "found 40 percent for one; 30 for the other".
fn other_clause(case: &Case<'_>) -> bool {
    let between = case.between();
    let turns = |at: usize| {
        let again = between.get(at + 2).is_some_and(|t| t.role() == "that");
        between[at].sign(',')
            && !(at > 0 && case.that(&between[at - 1..at]))
            && between.get(at + 1).is_some_and(|t| {
                let side = t.is(Class::Subordinator) && !case.that(&between[..at]);
                t.is(Class::Adversative) && !again || t.is(Class::Relative) && case.cue.class != Class::Show || side
            })
    };
    // "Reported 60 deaths, though that was denied, and 900 arrests": behind the aside the list goes on.
    let resumes = |at: usize| {
        (at + 1..between.len()).any(|i| between[i].sign(',') && between.get(i + 1).is_some_and(|t| t.is(Class::And)))
            && between[..at].iter().any(|t| t.kind == Kind::Number)
    };
    let turns = |at: usize| turns(at) && !resumes(at);
    let last = between.iter().rposition(|t| t.sign(';'));
    let verb = |t: &Token| {
        t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held])
            || case.word(t).ends_with("ed")
    };
    let list = |at: usize| {
        parallel(case.tokens, case.cue.at + 1 + at) && case.cue.class == Class::Show
            || !between[at..].iter().chain(case.behind()).any(verb)
    };
    // "Nine died, she said, because the road was shut": behind an inserted cue the statement goes on.
    let first = usize::from(case.closes != Closes::No);
    (first..between.len()).any(turns) || last.is_some_and(|at| !list(at))
}

/// ", who said so, paid nine": the aside ends at its comma.
fn aside(case: &Case<'_>) -> bool {
    let start = (case.sentence.start..case.cue.at).rev().take(6).find(|&at| case.tokens[at].is(Class::Relative));
    let opened = start.is_some_and(|at| at > case.sentence.start && case.tokens[at - 1].sign(','));
    opened && case.between().iter().any(|t| t.sign(','))
}

/// What stands between two dashes is the text's own remark.
fn dash(case: &Case<'_>) -> bool {
    let dash = |t: &Token| matches!(t.kind, Kind::Sign('—' | '–' | '―'));
    case.between().iter().any(dash) && case.behind().iter().any(dash) && !case.that(case.between())
}

/// "Said in a 15-minute call that": time and place of the statement, not the statement.
fn circumstance(case: &Case<'_>) -> bool {
    let between = case.between();
    let adjunct = between.iter().find(|t| !t.is(Class::Adverb)).is_some_and(|t| t.is(Class::Preposition));
    let bare = between.len() <= 5 && !between.iter().any(|t| t.sign(',') || t.is(Class::Auxiliary));
    let that = case.that(&case.behind()[..case.behind().len().min(10)]);
    // "Wrote to his 40 readers", but not "promised to build 40".
    let speech = matches!(case.tokens[case.cue.at].role(), "say" | "speech");
    let addressed = speech && between.first().is_some_and(|t| t.is(Class::RangeTo));
    (adjunct && (that || case.cue.class == Class::Say) || addressed) && bare && !case.that(between)
}

/// "Told a crowd of 300 that": those who hear it.
fn hearer(case: &Case<'_>) -> bool {
    let tells = case.tokens[case.cue.at].role() == "tell";
    tells
        && !case.between().iter().any(|t| {
            t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held, Class::RangeTo])
                || matches!(t.kind, Kind::Sign(_))
                || t.role() == "that"
        })
}

/// `"…," she said, raising two hands`: the statement stood before.
fn done(case: &Case<'_>) -> bool {
    // `…, he said, raising`: a participle goes on with the scene; `…, he noted, forty` goes on with the statement.
    let scene = matches!(case.between(), [comma, next, ..] if comma.sign(',') && case.word(next).ends_with("ing"));
    (case.closes == Closes::Before && scene || case.closes == Closes::BeforeName)
        && !case.that(case.between())
        && case.cue.form != Form::Ing
}

/// "Three days after the vote": when it was said or happened, told by the text.
fn moment(case: &Case<'_>) -> bool {
    let mut behind = case.behind().iter().skip(1);
    let unit = behind.next().is_some_and(|t| t.is(Class::TimeUnit));
    let order = behind.next().is_some_and(|t| t.role() == "later");
    unit && order && !case.that(case.between())
}

/// "Expressed concern about their condition", "called the plan, worth 3 million, a mistake": no number is stated.
fn concern(case: &Case<'_>) -> bool {
    let goes_on = case.tokens[case.cue.at].role() == "goes-on";
    goes_on
        || case.cue.class == Class::Act
            && (case.between().iter().any(|t| t.sign(','))
                || case.between().first().is_some_and(|t| t.is(Class::RangeTo)))
}

/// "Condemned reports that nine were held": no statement of the one who condemns.
fn reports(case: &Case<'_>) -> bool {
    case.cue.class == Class::Act && case.between().iter().any(|t| t.is(Class::Hearsay))
}

/// "Declared war, leaving 40 villages empty": the verb has its object, and what follows is told by the text.
fn object(case: &Case<'_>) -> bool {
    let between = case.between();
    let turn = (0..between.len()).rev().find(|&at| {
        let participle =
            between.get(at + 1).is_some_and(|t| !t.is(Class::Preposition) && case.word(t).ends_with("ing"));
        between[at].sign(',') && participle
    });
    let statement = |t: &Token| {
        t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held])
            || t.role() == "that"
            || t.kind == Kind::Number
    };
    // "Said the homes, numbering 40, were lost": the participle is an aside of the statement's own subject.
    let aside = |at: usize| {
        let closes = case.behind().iter().position(|t| t.sign(','));
        at > 0
            && closes.and_then(|comma| case.behind().get(comma + 1)).is_some_and(|t| {
                t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held])
                    || case.word(t).ends_with("ed")
            })
    };
    turn.is_some_and(|at| !between[..at].iter().any(statement) && !aside(at))
}

/// Whether a word is a verb with a subject and a time, as far as the lexicon and its ending tell.
fn finite(case: &Case<'_>, token: &Token) -> bool {
    token.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held])
        || token.kind == Kind::Word && !token.capital && case.word(token).ends_with("ed")
}

/// "Ordered troops to fire, and 16 people were killed": behind "and" the text goes on by itself.
///
/// In "said the road was shut and 16 were killed" the statement has its verb before "and", and goes on behind it.
fn and_clause(case: &Case<'_>) -> bool {
    let between = case.between();
    let Some(and) = between.iter().rposition(|t| t.is(Class::And)) else { return false };
    let (object, clause) = (&between[..and], &between[and + 1..]);
    // "To stay" is no verb of a statement.
    let states = |at: usize| {
        let token = &object[at];
        finite(case, token) && !(at > 0 && object[at - 1].is(Class::RangeTo))
            || token.role() == "that"
            || token.kind == Kind::Number
            || token.sign(':')
    };
    let within = clause.iter().skip(1).any(|t| t.is(Class::Subordinator));
    if object.is_empty() || within || case.closes != Closes::No || (0..object.len()).any(states) || case.that(clause) {
        return false;
    }
    let comma = object.last().is_some_and(|t| t.sign(','));
    let ends =
        |t: &&Token| matches!(t.kind, Kind::Sign(',' | ';' | '.')) || t.any(&[Class::Relative, Class::Subordinator]);
    let rest = case.behind().iter().take_while(|t| !ends(t));
    // "And police killed 16", "and 16 were killed": without a comma, only a helper tells a verb from a participle.
    let ahead = clause.iter().skip(1).any(|t| finite(case, t));
    ahead || rest.into_iter().any(|t| t.is(Class::Auxiliary) || comma && finite(case, t) || died(t))
}

/// "died", "fled": what befell people, as a verb of their own.
fn died(token: &Token) -> bool {
    token.role() == "befell" && !token.any(&[Class::Missing, Class::Injured])
}

/// "The man who reported the theft was among 16 people killed": the verb of the sentence ends what "who" began.
fn relative(case: &Case<'_>) -> bool {
    let tokens = case.tokens;
    let Some(who) = case.cue.at.checked_sub(1).filter(|at| tokens[*at].is(Class::Relative)) else { return false };
    let subject = &tokens[case.sentence.start..who];
    let between = case.between();
    let opens = !subject.is_empty() && !subject.iter().any(|t| finite(case, t) || matches!(t.kind, Kind::Sign(_)));
    if !opens || case.that(between) || between.iter().any(|t| t.any(&[Class::And, Class::Or])) {
        return false;
    }
    // Helpers and their verb count once: "had been held".
    let verbs = |range: &[Token]| {
        let starts = |at: &usize| finite(case, &range[*at]) && !(*at > 0 && finite(case, &range[*at - 1]));
        (0..range.len()).filter(starts).count()
    };
    let again = case
        .behind()
        .iter()
        .any(|t| t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Say, Class::Show]));
    // "The official who said the man was among 16 held resigned": the sentence's own verb is still to come.
    match verbs(between) {
        0 => false,
        1 => !again,
        _ => true,
    }
}

/// "Condemned the killing of 16 miners", "called for the release of 16": who takes a stand on an event does not state it.
fn stance(case: &Case<'_>) -> bool {
    let between = case.between();
    let stands = case.tokens[case.cue.at].role() == "stance";
    let event = between
        .iter()
        .position(|t| t.any(&[Class::This, Class::Article]))
        .is_some_and(|at| at + 1 == between.len() || between[at..].iter().any(|t| t.role() == "of"));
    stands && event && !case.that(between) && !between.iter().any(|t| finite(case, t))
}

#[cfg(test)]
mod tests {
    use super::super::super::{Text, lexicon::english, read, span::Span};
    use super::*;

    /// Each sentence holds a cue before a figure that the named blocker keeps apart.
    const CASES: [(&str, &str, &str); 13] = [
        ("other-clause", "The mayor said the road was shut; 40 homes were lost.", "40"),
        ("aside", "The mayor, who says he is ill, paid for 40 homes.", "40"),
        ("dash", "The mayor denounced the plan — a list of 40 homes — and left.", "40"),
        ("circumstance", "The mayor said in a 40-minute call that all was well.", "40"),
        ("hearer", "The mayor told a crowd of 40 fishermen that all was well.", "40"),
        ("done", "“All is well with the harbour,” the mayor said, lifting 40 crates.", "40"),
        ("moment", "The mayor announced the plan 40 days after the vote.", "40"),
        ("concern", "The council has expressed concern about the strikers, 40 of whom are ill.", "40"),
        ("reports", "The council condemned reports that 40 fishermen were held.", "40"),
        ("object", "The council declared an emergency, leaving 40 villages empty.", "40"),
        ("and-clause", "The mayor ordered guards to fire, and 40 fishermen were killed.", "40"),
        ("relative", "The nurse who reported the theft was among 40 people held.", "40"),
        ("stance", "The council condemned the killing of 40 fishermen.", "40"),
    ];

    #[test]
    fn every_blocker_blocks() {
        for ((name, blocker), (case, text, number)) in BLOCKERS.iter().zip(CASES) {
            assert_eq!(*name, case);
            let passage = super::super::super::passage::Passage::new(text, Span::new(0, text.len()), english());
            let sentence = super::super::Sentence::new(text, &passage, 0..passage.tokens.len());
            let figure = passage.tokens.iter().position(|t| t.span.of(text) == number).unwrap();
            let fires = sentence.cues.iter().filter(|c| c.at < figure).any(|cue| {
                let closes = if *name == "done" { Closes::Before } else { Closes::No };
                blocker(&Case { text, tokens: &passage.tokens, sentence: &sentence.range, cue, figure, closes })
            });
            assert!(fires, "{name}");
            let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
            assert!(reading.figures.iter().all(|f| f.source.is_none()), "{name}: {:?}", reading.figures);
        }
    }
}
