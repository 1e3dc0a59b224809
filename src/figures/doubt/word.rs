//! Which words say of a number that it is doubted, denied or withdrawn, and which only look so: troops withdraw, too, and
//! bodies are pulled from rubble.

use super::super::lexicon::{Class, Ending, Form};
use super::super::passage::Passage;
use super::super::token::{Kind, Token};
use super::Doubt;
use super::back::edge;
use super::let_go::{lets_go_of_it, taken_down, taken_out};
use super::right::{names_number, others_word};
use super::scope::{is_told, names_told};

/// Whether a word may say such a thing at all, by the lexicon alone: nearly all are other words.
pub(super) fn may_be(token: &Token) -> bool {
    match token.class() {
        Some(
            Class::Unverified
            | Class::VerifyVerb
            | Class::Untrue
            | Class::Withdrawn
            | Class::Mistake
            | Class::Revised
            | Class::EarlierVersion
            | Class::CorrectionNote
            | Class::InsteadOf
            | Class::Negation,
        ) => true,
        Some(Class::Say) => token.role() == "confirm" || denies(token),
        Some(Class::Act) => denies(token),
        Some(Class::Factor) => token.role() == "twice",
        Some(Class::Preposition) => matches!(token.role(), "down" | "off" | "down-from"),
        Some(Class::Turn) => token.role() == "proper",
        _ => false,
    }
}

/// What the word says of a number, if it is such a word.
pub(super) fn of(passage: &Passage, at: usize) -> Option<Doubt> {
    let tokens = &passage.tokens;
    let token = Some(&tokens[at]).filter(|token| may_be(token))?;
    let found = match token.class()? {
        Class::Unverified if token.role() == "early" && !of_a_number(tokens, at) => return None,
        Class::Unverified => Doubt::Unverified,
        Class::VerifyVerb if negated(passage, at) => Doubt::Unverified,
        // "cannot yet be confirmed": the verb is a cue elsewhere.
        Class::Say if token.role() == "confirm" && negated(passage, at) => Doubt::Unverified,
        Class::Say | Class::Act
            if denies(token)
                && !negated(passage, at)
                && !describes(tokens, at)
                && !of_withdrawal(tokens, at)
                && !sacked(passage, at)
                && !refuses_to(tokens, at) =>
        {
            Doubt::Denied
        }
        Class::Untrue if token.role() == "never-was" && !own_word(passage, at) => return None,
        Class::Untrue if said_untrue(tokens, at) && own_word(passage, at) => Doubt::Withdrawn,
        Class::Untrue if token.role() == "unaccepted" && !accepts_number(tokens, at) => return None,
        Class::Untrue if said_untrue(tokens, at) => Doubt::Denied,
        Class::Withdrawn | Class::Mistake | Class::Revised if undone(passage, at) => return None,
        Class::Mistake | Class::EarlierVersion if token.role() == "wrongly" && !wrongly_told(tokens, at) => {
            return None;
        }
        Class::Mistake if token.role() == "apologises" && !for_saying(tokens, at) => return None,
        Class::Mistake if token.role() == "no-longer" && !is_no_longer_said(tokens, at) => return None,
        Class::Revised if token.role() == "substitutes" && !substitutes(tokens, at) => return None,
        Class::Mistake if token.role() == "stands-not" && !of_what_was_told(passage, at) => return None,
        // What others find untenable still stands for who told it.
        Class::Mistake if token.role() == "stands-not" && !ours(passage, at) && others_word(passage, at) => {
            Doubt::Denied
        }
        Class::Withdrawn if token.role() == "lets-go" && !lets_go_of_it(passage, at) => return None,
        Class::Withdrawn | Class::Mistake if taken_out(tokens, at) => return None,
        Class::Withdrawn | Class::Mistake => Doubt::Withdrawn,
        Class::Factor if tallied_twice(tokens, at) => Doubt::Withdrawn,
        Class::Preposition if taken_down(passage, at) => Doubt::Withdrawn,
        Class::Preposition if brought_down(passage, at) => Doubt::Corrected,
        Class::InsteadOf | Class::Negation if as_told_before(passage, at) => Doubt::Corrected,
        Class::Negation if not_but(tokens, at) && own_number(passage, at) => Doubt::Corrected,
        Class::Negation if not_but(tokens, at) => Doubt::Denied,
        Class::Turn if token.role() == "proper" && names_number(passage, at) => match others_word(passage, at) {
            true => Doubt::Denied,
            false => Doubt::Corrected,
        },
        Class::EarlierVersion | Class::Revised | Class::CorrectionNote => Doubt::Corrected,
        _ => return None,
    };
    Some(found)
}

/// "Preliminary figures", "a provisional 40", "preliminary results": a provisional government is no number, nor is a preliminary
/// hearing.
fn of_a_number(tokens: &[Token], at: usize) -> bool {
    let work = |t: &Token| t.is(Class::ReportNoun) && t.role() == "untold";
    let thing =
        |t: &Token| t.any(&[Class::Official, Class::GroupNoun]) || work(t) || t.unlisted() && !t.ends(Ending::Plural);
    tokens.get(at + 1).is_none_or(|t| t.kind != Kind::Word || !thing(t))
}

/// "Has not withdrawn its claim", "refused to retract", "demanded that it retract": no withdrawal, or none yet.
pub(super) fn undone(passage: &Passage, at: usize) -> bool {
    const REACH: usize = 16;
    let tokens = &passage.tokens;
    let start = passage.sentence_at(at).start;
    let mut lead = tokens[start..at].iter().rev().take_while(|t| {
        t.any(&[Class::Auxiliary, Class::Negation, Class::RangeTo]) || t.tells_how() || t.role() == "no-one"
    });
    if lead.any(|t| t.is(Class::Negation) || t.role() == "no-one") {
        return true;
    }
    let mut clause = (start.max(at.saturating_sub(REACH))..at).rev().take_while(|&i| !edge(&tokens[i]));
    let asks =
        |i: usize| tokens[i].role() == "asks" || tokens[i].role() == "calls" && tokens[i + 1].is(Class::Preposition);
    let asked = |i: usize| asks(i) && !tokens[at].ends(Ending::Past);
    clause.any(|i| asked(i) || denies(&tokens[i]) && of_withdrawal(tokens, i))
}

/// "Wrongly said", "mistakenly included": what was told was wrong. "Wrongly arrested" is a deed.
fn wrongly_told(tokens: &[Token], at: usize) -> bool {
    let told = |t: &Token| {
        t.any(&[Class::Say, Class::Show, Class::Survey]) || matches!(t.role(), "tallies" | "probes" | "gives")
    };
    tokens.get(at + 1).is_some_and(told)
}

/// "Apologised to the town for having announced 55 dead": for what was said, and not for the dead.
fn for_saying(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 12;
    let clause = tokens[at + 1..].iter().take(NEAR).take_while(|t| !edge(t));
    let said = |t: &Token| t.any(&[Class::Say, Class::Show]) && !denies(t) || matches!(t.role(), "gives" | "put");
    let mut behind =
        clause.skip_while(|t| t.role() != "for").skip(1).skip_while(|t| t.is(Class::Auxiliary) || t.tells_how());
    behind.next().is_some_and(|t| said(t) && t.form() != Form::Base)
}

/// "No longer the prosecution's position that 40 died", "no longer claims that".
fn is_no_longer_said(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 8;
    let clause = tokens[at + 1..].iter().take(NEAR).take_while(|t| !edge(t));
    let held: Vec<&Token> = clause.take_while(|t| t.role() != "that").collect();
    let that = tokens.get(at + 1 + held.len()).is_some_and(|t| t.role() == "that");
    let thing = |t: &Token| t.ends(Ending::Past) || t.any(&[Class::People, Class::Who]);
    that && held.last().is_some_and(|t| t.any(&[Class::Say, Class::Think]) || !thing(t))
}

/// "Substitute it by 37", "replaced that figure with 37": a number, by a number.
fn substitutes(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 4;
    let number = |t: &Token| t.is(Class::DataNoun) || matches!(t.role(), "it" | "that" | "this" | "toll" | "tally");
    let object =
        tokens[at + 1..].iter().take(NEAR).take_while(|t| !matches!(t.role(), "by" | "with")).collect::<Vec<_>>();
    let behind = tokens.get(at + 2 + object.len());
    object.len() < NEAR && object.iter().any(|t| number(t)) && behind.is_some_and(|t| t.is_number())
}

/// "We must say that": who publishes speaks.
fn ours(passage: &Passage, at: usize) -> bool {
    passage.tokens[passage.sentence_at(at).start..at].iter().any(|t| t.is(Class::FirstPerson))
}

/// "The list cannot stand", "it does not hold", "I cannot maintain that": men who cannot stand are hurt, and roofs do not hold.
fn of_what_was_told(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 5;
    let tokens = &passage.tokens[..passage.sentence_at(at).end];
    let start = passage.sentence_at(at).start.max(at.saturating_sub(NEAR));
    let told = |t: &Token| is_told(t) || matches!(t.role(), "it" | "that" | "this");
    let subject =
        (start..at).rev().take_while(|&i| !edge(&tokens[i])).any(|i| told(&tokens[i]) || names_told(tokens, start, i));
    let mut object = tokens[at + 1..].iter().take(NEAR).take_while(|t| !edge(t));
    subject || object.any(told)
}

/// "And not 163 as it had announced", "not 31, as first reported": a number, and who told it before.
fn as_told_before(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 5;
    let tokens = &passage.tokens[..passage.sentence_at(at).end];
    let refuses = tokens[at].is(Class::InsteadOf) || tokens[at].role() == "not";
    let near = |from: usize| from + 1..tokens.len().min(from + 1 + NEAR);
    let as_at =
        || near(at).find(|&i| tokens[i].role() == "as").filter(|&i| tokens[at + 1..i].iter().any(Token::is_number));
    let before = |t: &Token| t.is(Class::Previous) || t.tells_how() || t.role() == "had";
    let told = |from: usize| {
        let told = near(from).find(|&i| tokens[i].any(&[Class::Say, Class::Think]));
        told.is_some_and(|told| tokens[from..told].iter().any(before))
    };
    // "Instead of the 16 injured officers given there".
    let given = || {
        let gives =
            |i: usize| tokens[i].role() == "gives" && !tokens[i + 1..].first().is_some_and(|t| t.is(Class::RangeTo));
        let given = near(at).find(|&i| gives(i));
        given.is_some_and(|i| tokens[at + 1..i].iter().any(Token::is_number))
    };
    refuses && (as_at().is_some_and(told) || tokens[at].is(Class::InsteadOf) && given())
}

/// "Brought that down to 13", "put the figure down to 13": a number, between a verb and its "down".
fn brought_down(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 6;
    let tokens = &passage.tokens;
    let to = tokens[at].role() == "down" && tokens.get(at + 1).is_some_and(|t| t.role() == "to")
        || tokens[at].role() == "down-from";
    let start = passage.sentence_at(at).start.max(at.saturating_sub(NEAR));
    let number = |t: &Token| t.is(Class::DataNoun) || matches!(t.role(), "this" | "that" | "it" | "toll" | "tally");
    let verb = (start..at).rev().take_while(|&i| !edge(&tokens[i])).find(|&i| tokens[i].is(Class::Verb));
    to && verb.is_some_and(|verb| tokens[verb + 1..at].iter().any(number))
}

/// "Not 24 but 19".
fn not_but(tokens: &[Token], at: usize) -> bool {
    matches!(&tokens[at..], [not, one, but, other, ..]
        if not.role() == "not" && one.is_number() && but.is(Class::Adversative) && other.is_number())
}

/// "Contrary to what we wrote": who says it gave the number.
fn own_number(passage: &Passage, at: usize) -> bool {
    let before = &passage.tokens[passage.sentence_at(at).start..at];
    before.windows(2).any(|pair| pair[0].is(Class::FirstPerson) && pair[1].is(Class::Say))
}

/// "Had been counted twice".
fn tallied_twice(tokens: &[Token], at: usize) -> bool {
    let tallies = |t: &Token| {
        t.any(&[Class::Show, Class::Act]) && t.form() == Form::Past || matches!(t.role(), "tallies" | "probes")
    };
    tokens[at].role() == "twice" && at > 0 && tallies(&tokens[at - 1])
}

/// "Five officers had been dismissed": people, and no statement.
fn sacked(passage: &Passage, at: usize) -> bool {
    let tokens = &passage.tokens;
    let start = passage.sentence_at(at).start;
    let passive = tokens[at].form() == Form::Past && at > start && tokens[at - 1].is(Class::Auxiliary);
    let mut clause = (start..at).rev().take_while(|&i| !edge(&tokens[i]) && tokens[i].role() != "that");
    let subject = clause.find(|&i| tokens[i].any(&[Class::People, Class::Who]) || is_told(&tokens[i]));
    passive && subject.is_some_and(|i| !is_told(&tokens[i]))
}

/// "Denied bail to 12 officers", "denied entry to": what is not given, and to whom.
fn refuses_to(tokens: &[Token], at: usize) -> bool {
    let thing =
        |t: &Token| t.kind == Kind::Word && !t.any(&[Class::Article, Class::This]) && !is_told(t) && t.role() != "that";
    tokens.get(at + 1).is_some_and(thing) && tokens.get(at + 2).is_some_and(|t| t.role() == "to")
}

/// "Denied that it had withdrawn its toll": the toll stands.
fn of_withdrawal(tokens: &[Token], at: usize) -> bool {
    const REACH: usize = 8;
    let clause = tokens[at + 1..].iter().take(REACH).take_while(|t| !edge(t) && t.kind != Kind::Number);
    let (that, taken_back) = (|t: &Token| t.role() == "that", [Class::Withdrawn, Class::Mistake, Class::Revised]);
    clause.skip_while(|t| !that(t)).any(|t| t.any(&taken_back))
}

/// "Accepts neither number", "has never accepted that toll": an offer is no number.
fn accepts_number(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 3;
    let behind = tokens[at + 1..].iter().take(NEAR).take_while(|t| !edge(t));
    behind.into_iter().any(|t| t.is(Class::DataNoun) || matches!(t.role(), "toll" | "tally"))
}

fn denies(token: &Token) -> bool {
    token.role() == "deny"
}

/// "Is false", "called baseless", "it is not true that", "baseless reports": said of a statement. A false ceiling is none.
fn said_untrue(tokens: &[Token], at: usize) -> bool {
    let statement =
        |t: &Token| t.role() == "that" || t.any(&[Class::ReportNoun, Class::DataNoun]) || t.role() == "tally";
    let next = tokens.get(at + 1);
    let ends = next.is_none_or(|t| {
        t.kind != Kind::Word || !t.capital && t.entry.is_some() && !t.any(&[Class::People, Class::Who, Class::Thing])
    });
    // "Verdict: false" is of the claim that was checked.
    let verdict = at > 0 && tokens[at - 1].sign(':');
    !verdict && (next.is_some_and(statement) || ends && at > 0 && tokens[at - 1].kind != Kind::Number)
}

/// "Admitted that its claim was inflated", "it now says that this was not true": who gave the number says so.
fn own_word(passage: &Passage, at: usize) -> bool {
    let tokens = &passage.tokens;
    let start = passage.sentence_at(at).start;
    let mut lead = (start..at).rev().take_while(|&i| !edge(&tokens[i]));
    let pronoun = |i: usize| tokens[i].any(&[Class::ThirdPerson, Class::FirstPerson]);
    // "He said that this was not true" may be somebody else.
    let changed = |i: usize| i >= start + 2 && tokens[i - 1].tells_how() && pronoun(i - 2);
    lead.any(|i| tokens[i].role() == "admits" || tokens[i].is(Class::Say) && changed(i))
}

/// "Along the disputed border": what is disputed there is no figure.
fn describes(tokens: &[Token], at: usize) -> bool {
    let led = at > 0 && tokens[at - 1].any(&[Class::Article, Class::This, Class::Preposition]);
    let noun = |t: &Token| t.kind == Kind::Word && !t.any(&[Class::DataNoun, Class::ReportNoun, Class::Preposition]);
    tokens[at].form() == Form::Past && led && tokens.get(at + 1).is_some_and(noun)
}

/// "Could not be", "nobody has", "no court had": in the same clause, so that "she did not go, police confirmed" stands.
fn negated(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 6;
    let tokens = &passage.tokens;
    let start = passage.sentence_at(at).start.max(at.saturating_sub(NEAR));
    (start..at).rev().take_while(|&i| !edge(&tokens[i])).any(|i| {
        // "No one" is kept from the numbers as an idiom, "no" as the label of "no. 5".
        let no = tokens[i].role() == "no" && tokens[i + 1].kind == Kind::Word;
        tokens[i].is(Class::Negation) || tokens[i].role() == "no-one" || no
    })
}
