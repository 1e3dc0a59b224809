//! What befell those who are counted: the verb behind the noun, or where it says they are.

use super::counted::measure_of;
use super::figure::Measure;
use super::lexicon::{Class, Ending, Form};
use super::token::{Kind, Token};

/// "people have been arrested", "protesters were also killed": the verb behind the phrase.
pub(super) fn verb_behind(tokens: &[Token], phrase: usize, end: usize, kind: Animate) -> Option<(Measure, usize)> {
    let mut at = phrase;
    // "40 nurses and drivers were killed": both are subjects of the verb.
    if let Some([and, who]) = tokens.get(at..at + 2)
        && and.is(Class::And)
        && who.any(&[Class::People, Class::Who])
    {
        at += 2;
    }
    if tokens.get(at).is_some_and(|t| t.sign(',')) {
        at = behind_comma(tokens, at, end)?;
        let verb = tokens.get(at).filter(|_| at < end)?;
        if verb.role() == "befell" {
            return measure_of(verb).map(|measure| (measure, at + 1));
        }
        Some(verb).filter(|t| helps(t))?;
    }
    // "40 people who said they had been beaten": those who speak are counted.
    let speaks = |t: &Token| t.is(Class::Say) && t.ends(Ending::Past) || t.role() == "say";
    if tokens.get(at).is_some_and(|t| t.is(Class::Relative)) && tokens.get(at + 1).is_some_and(speaks) {
        return None;
    }
    if at == phrase && tokens.get(at).is_some_and(|t| t.any(&[Class::Preposition, Class::Relative, Class::PartOf])) {
        at = behind_phrases(tokens, at, end);
    }
    let verb = tokens[at.min(end)..end]
        .iter()
        .take_while(|t| helps(t) || t.any(&[Class::Hearsay, Class::Negation]) || t.tells_how())
        .count();
    // "40 people who died", "40 others as missing": no helper verb stands there.
    let direct = tokens.get(phrase).is_some_and(|t| t.is(Class::Relative) || t.role() == "as");
    if verb == 0 && at != phrase {
        // "27 workers in a remand prison"
        if let Some(found) = state(tokens, phrase, end).filter(|_| kind != Animate::Unknown) {
            return Some(found);
        }
        if let Some(found) = behind_place(tokens, phrase..at).filter(|_| kind == Animate::Person) {
            return Some(found);
        }
        return tokens
            .get(phrase + 1)
            .filter(|_| direct && phrase + 1 < end)
            .and_then(measure_of)
            .map(|m| (m, phrase + 2));
    }
    // "Had to flee": the helper may lead to its verb by "to".
    let to = verb > 0 && tokens.get(at + verb).is_some_and(|t| t.is(Class::RangeTo));
    let mut at = at + verb + usize::from(to);
    // `Were "extrajudicially killed"`.
    if verb > 0 && tokens.get(at).is_some_and(|t| matches!(t.kind, Kind::Sign('"' | '“'))) {
        at += 1 + tokens[at + 1..end.max(at + 1)].iter().take_while(|t| t.tells_how()).count();
    }
    // "Are said to have been wounded".
    at += tokens[at.min(end)..end].iter().take_while(|t| to && helps(t)).count();
    if verb > 0
        && kind != Animate::Unknown
        && let Some(found) = led_to(tokens, at, end)
    {
        return Some(found);
    }
    let token = tokens.get(at).filter(|_| at < end)?;
    if let Some(measure) = measure_of(token) {
        return Some((measure, at + 1));
    }
    if verb == 0 || kind == Animate::Unknown {
        return None;
    }
    // "Are held in Osh": of people that is custody, of meetings it is none.
    let held = (token.is(Class::Held) && kind == Animate::Person).then_some((Measure::Detained, at + 1));
    let participle = token.kind == Kind::Word && !token.any(&[Class::Preposition, Class::LessThan]);
    state(tokens, at + usize::from(participle), end).or(held)
}

/// Behind what stands between commas: "16 people, including three children, were killed", or the last of those who are listed:
/// "90 patients, staff and villagers were killed".
fn behind_comma(tokens: &[Token], comma: usize, end: usize) -> Option<usize> {
    const ASIDE: usize = 16;
    let verb = |at: usize| tokens.get(at).is_some_and(|t| at < end && (t.role() == "befell" || helps(t)));
    // "Three men, aged 19, 23 and 31, were arrested": an aside may have commas of its own.
    let aside = (comma + 1..end.min(comma + ASIDE)).find(|&at| tokens[at].sign(',') && verb(at + 1));
    if let Some(close) = aside {
        return Some(close + 1);
    }
    let listed = |t: &Token| t.sign(',') || t.is(Class::And) || t.any(&[Class::People, Class::Who]) || t.unlisted();
    let behind = comma + tokens[comma..end].iter().take(ASIDE).take_while(|t| listed(t)).count();
    let and = (comma..behind).rfind(|&at| tokens[at].is(Class::And));
    and.filter(|and| *and + 1 < behind && verb(behind)).map(|_| behind)
}

/// Behind the phrases that tell more of those who are counted: "officers in the capital were killed", "members of the Union of
/// Miners of Osh (UMO) were killed".
fn behind_phrases(tokens: &[Token], phrase: usize, end: usize) -> usize {
    const NEAR: usize = 7;
    const LONGEST: usize = 20;
    const PARTS: [Class; 5] = [Class::Relative, Class::Adversative, Class::Verb, Class::Trend, Class::And];
    let mut at = phrase + 1;
    while at < end && at < phrase + LONGEST && !helps(&tokens[at]) {
        let token = &tokens[at];
        // "The union (UMO)": a short name.
        if token.sign('(') && tokens.get(at + 2).is_some_and(|t| t.sign(')')) && at + 3 < end {
            at += 3;
            continue;
        }
        let said = token.kind == Kind::Number || token.any(&PARTS) || measure_of(token).is_some();
        // "Of a school where pupils were killed", but "since May".
        let time = |t: &Token| t.kind == Kind::Number || t.any(&[Class::Month, Class::Weekday]);
        let clause = token.is(Class::Subordinator) && !tokens.get(at + 1).is_some_and(time);
        if matches!(token.kind, Kind::Sign(_)) || clause || at >= phrase + NEAR && said {
            break;
        }
        at += 1;
    }
    at
}

/// "40 residents of Osh died": behind the name of a place or of one thing, not behind others whom it may have befallen.
fn behind_place(tokens: &[Token], between: std::ops::Range<usize>) -> Option<(Measure, usize)> {
    let place = |t: &Token| {
        t.kind == Kind::Word && t.unlisted() && (t.capital || !t.ends(Ending::Agent) && !t.ends(Ending::Plural))
    };
    let relative = tokens[between.clone()].iter().any(|t| t.is(Class::Relative));
    let verb = between.skip(2).find(|&at| tokens[at].role() == "befell")?;
    let told = !relative && place(&tokens[verb - 1]);
    measure_of(&tokens[verb]).filter(|_| told).map(|measure| (measure, verb + 1))
}

/// "Were reported killed", "are listed as missing", "were shot and killed", "have since died": what stands between a helper
/// and the verb that tells what befell them, if nothing else does.
fn led_to(tokens: &[Token], mut at: usize, end: usize) -> Option<(Measure, usize)> {
    const STEPS: usize = 3;
    for _ in 0..STEPS {
        at += participle(tokens, at).or_else(|| when(tokens, at)).unwrap_or_default();
        let token = tokens.get(at).filter(|_| at < end)?;
        // "Shot and killed": the gravest of the two.
        let joined = token.role() == "shot" && tokens.get(at + 1).is_some_and(|t| t.is(Class::And));
        if let Some(measure) = measure_of(token).filter(|_| !joined) {
            return Some((measure, at + 1));
        }
    }
    None
}

/// How many tokens a participle has with what joins it to the next verb: "and", "as", "to have been".
fn participle(tokens: &[Token], at: usize) -> Option<usize> {
    let (token, behind) = (tokens.get(at).filter(|t| t.kind == Kind::Word)?, tokens.get(at + 1)?);
    let listed = matches!(token.form(), Form::Past | Form::Participle);
    // "Shot and killed": behind a helper, what "and" joins to a verb is one.
    let joined = behind.is(Class::And) && (token.unlisted() || token.role() == "shot");
    (listed || joined || token.ends(Ending::Past)).then_some(())?;
    let joins = behind.is(Class::And) || behind.role() == "as" || behind.is(Class::RangeTo);
    let helpers = tokens[at + 1 + usize::from(joins)..].iter().take_while(|t| helps(t) || t.tells_how()).count();
    Some(1 + usize::from(joins) + helpers)
}

/// How many tokens say when: "since", "on Monday", "this week".
fn when(tokens: &[Token], at: usize) -> Option<usize> {
    let time = |t: &Token| t.any(&[Class::Weekday, Class::Month, Class::TimeUnit]);
    let led = |t: &Token| t.any(&[Class::Preposition, Class::This]);
    let token = tokens.get(at)?;
    if token.role() == "since" || token.tells_how() || token.is(Class::Weekday) {
        return Some(1);
    }
    tokens.get(at + 1).filter(|behind| led(token) && time(behind)).map(|_| 2)
}

fn helps(token: &Token) -> bool {
    token.any(&[Class::Auxiliary, Class::Linking])
}

/// "In custody", "under house arrest", "to a remand prison": a preposition and the state that it leads to.
fn state(tokens: &[Token], at: usize, end: usize) -> Option<(Measure, usize)> {
    const MODIFIERS: usize = 3;
    // "Under" is a preposition here and a comparison before a number.
    let leads = [Class::Preposition, Class::RangeTo, Class::LessThan];
    tokens.get(at).filter(|t| at < end && t.any(&leads))?;
    for (step, token) in tokens[at + 1..end].iter().enumerate().take(MODIFIERS + 1) {
        let behind = at + step + 2;
        // "Prison uniforms", "hospital beds": the state is only part of a longer noun.
        if token.is(Class::State) && behind < end && tokens[behind].is(Class::State) {
            continue;
        }
        let longer = tokens.get(behind).is_some_and(|t| behind < end && t.kind == Kind::Word && t.unlisted());
        let state = if token.is(Class::State) { Measure::by_name(token.value()) } else { None };
        // "Were treated for bullet wounds".
        let wounds = || measure_of(token).filter(|m| *m == Measure::Injured && tokens[at].role() == "for");
        // "Are among the dead".
        let among = || measure_of(token).filter(|_| tokens[at].role() == "among");
        let held = || measure_of(token).filter(|m| matches!(m, Measure::Detained | Measure::Displaced));
        let measure = state.or_else(among).or_else(held).or_else(wounds);
        if let Some(measure) = measure {
            return (!longer).then_some((measure, behind));
        }
        let modifier = token.unlisted() || token.any(&[Class::Article, Class::This, Class::Who, Class::Official]);
        if !modifier || matches!(token.kind, Kind::Number | Kind::Sign(',' | ';' | ':' | '(' | ')' | '.')) {
            return None;
        }
    }
    None
}

/// Whether the noun behind a number is somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Animate {
    /// "40 people", "40 miners", "40 Uzbeks", or "40" alone.
    Person,
    /// "A meeting of 40 people": somebody, but the verb may be the meeting's.
    Within,
    /// "40 meetings", or a word that tells nothing.
    Unknown,
}

pub(super) fn animate(phrase: &[Token]) -> Animate {
    let mut words = phrase.iter().filter(|t| t.kind == Kind::Word).peekable();
    let alone = words.peek().is_none();
    let person = words.any(|t| {
        let people = t.any(&[Class::People, Class::Who, Class::Official, Class::Anonymous]);
        // Made like the names of those who do something or come from somewhere.
        people || t.unlisted() && (t.ends(Ending::Agent) || t.capital && t.ends(Ending::Plural))
    });
    if alone || person { Animate::Person } else { Animate::Unknown }
}

#[cfg(test)]
mod tests {
    use super::super::{Measure, Text, Verdict, read};

    fn is(text: &str, wanted: Measure) {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        let figure = reading.figures.first().unwrap_or_else(|| panic!("no figure in {text}"));
        assert_eq!(figure.measure, wanted, "{text}");
        // Nobody speaks in these sentences, so a measure that needs a source has none.
        assert_eq!(figure.verdict == Verdict::Unattributed, wanted.needs_source(), "{text}");
    }

    #[test]
    fn where_people_are_tells_what_befell_them() {
        for text in [
            "More than 4,200 people were in detention.",
            "At least 27 remain behind bars.",
            "27 miners remained in pre-trial detention.",
            "27 miners were under house arrest.",
            "27 miners who remain in a remand prison wrote a letter.",
            "40 women were taken to a jail.",
            "40 women in the cells of Osh sang.",
            "40 villagers were taken away at night.",
            "40 bakers have been called in for questioning.",
        ] {
            is(text, Measure::Detained);
        }
        is("40 bakers were rushed to hospital.", Measure::Injured);
        is("40 bakers are in intensive care.", Measure::Injured);
        is("40 bakers were taken away by ambulance.", Measure::Injured);
        is("40 boxes were taken away at night.", Measure::Other);
        is("40 bakers stayed in crowded shelters.", Measure::Displaced);
        is("40 bakers are on hunger strike.", Measure::Participants);
        is("12 are still missing.", Measure::Missing);
        is("Another 12 remain unaccounted for.", Measure::Missing);
    }

    #[test]
    fn what_leads_from_a_helper_to_the_verb_is_stepped_over() {
        for text in [
            "Seven migrants were reported killed.",
            "Ten people were confirmed dead.",
            "Nine people were shot and killed.",
            "Nine people have since died.",
            "Nine people have so far been killed.",
            "Nine bakers are known to have died.",
            "Nine bakers were on Monday declared dead.",
            "Nine bakers were trampled to death.",
        ] {
            is(text, Measure::Killed);
        }
        is("Eleven people are still listed as missing.", Measure::Missing);
        is("Eleven people were seized and detained.", Measure::Detained);
        is("Eleven people have protested since 12 o'clock.", Measure::Other);
        is("Eleven people were asked to sing.", Measure::Other);
        is("Eleven chairs were reported missing.", Measure::Other);
    }

    #[test]
    fn between_people_and_what_befell_them_may_stand_where_they_are_from() {
        for text in ["40 residents of Osh died in the raid.", "40 people from the same valley drowned."] {
            is(text, Measure::Killed);
        }
        is("40 students of the college marched through Osh.", Measure::Participants);
        for text in
            ["12 relatives of people killed in the raid sang.", "12 relatives of miners killed in the raid sang."]
        {
            is(text, Measure::Other);
        }
    }

    #[test]
    fn people_that_are_held_are_detained_and_meetings_are_not() {
        is("Some 40 were held in Osh.", Measure::Detained);
        is("Some 40 bakers are being held in Osh.", Measure::Detained);
        is("40 Uzbeks were held in Osh.", Measure::Detained);
        is("40 concerts were held in Osh.", Measure::Other);
        is("The meeting of 40 bakers was held in Osh.", Measure::Other);
        is("40 bakers remained.", Measure::Other);
        is("40 beds in hospital were painted.", Measure::Other);
        is("40 bakers were in hospital gowns.", Measure::Other);
    }

    #[test]
    fn people_that_leave_their_homes_are_displaced() {
        for text in [
            "300 families fled their homes.",
            "300 families had to flee.",
            "300 farmers have left their homes.",
            "300 farmers were forced to leave their homes.",
        ] {
            is(text, Measure::Displaced);
        }
        is("300 farmers left their tractors.", Measure::Other);
    }
}
