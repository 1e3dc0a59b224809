//! In what words people own up to a number: it does not hold, is no longer said, was apologised for, or read from the wrong line.

use super::*;

const ONE: &[(&str, Verdict)] = &[("31", Verdict::Rescinded)];

#[test]
fn what_does_not_hold_is_withdrawn_and_who_cannot_stand_is_hurt() {
    for text in [
        "I spoke of 31 dead. The colleagues went back over it, and it doesn't hold.",
        "The office said 31 people had died. We cannot maintain it.",
        "We had a list of 31 people who were abducted. Having asked their families, we must say that the list cannot stand.",
        "It was no longer the prosecution's position that 31 men had died there.",
        "The union no longer claims that 31 men were killed.",
    ] {
        is(text, ONE);
    }
    // Others may find so, and it was not theirs to take back.
    for others in ["the number does not add up", "the number cannot stand", "the figure does not hold water"] {
        is(&format!("The ministry said 31 people had died. The union said {others}."), &[("31", Verdict::Hedged)]);
    }
    is("The union said 31 men were jailed. They will serve another year.", &[("31", Verdict::Ok)]);
    is("Thirty-one of the wounded cannot stand.", &[("Thirty-one", Verdict::Unattributed)]);
    is("The prison no longer holds the 31 men who were arrested.", &[("31", Verdict::Unattributed)]);
    is("The roof did not hold and 31 people were killed, police said.", &[("31", Verdict::Ok)]);
}

#[test]
fn what_was_said_is_apologised_for_and_so_are_deaths() {
    is("The governor apologised to the town for having announced on the radio 31 deaths.", ONE);
    is("The police are sorry for saying that 31 men had died.", ONE);
    is("The governor apologised to the families for the deaths of 31 men.", &[("31", Verdict::Unattributed)]);
}

#[test]
fn who_gave_a_number_says_where_it_was_wrong() {
    for text in [
        "We said 31 people died. I had read from the wrong line of the table.",
        "They supplied me with a bad number when I said that 31 officers had been hurt.",
        "Police said 31 people were arrested. That was on us.",
        "We said on Monday that 31 people were killed. Please forget that number.",
        "The page was changed to take out a sentence which cited the office as saying that 31 prisoners died.",
        "The mayor said 31 people died. The post is down.",
        "Q: The office said 31 arrests. Nobody finds them.\n\nANA RUIZ: Yes, that post is down.",
    ] {
        is(text, ONE);
    }
    is("The mayor said 31 people died. The bridge is down.", &[("31", Verdict::Ok)]);
    is("They read it to 31 wounded men down a bad line.", &[("31", Verdict::Unattributed)]);
    is(
        "The ministry said 31 officers were injured. This information does not correspond to reality, the union says.",
        &[("31", Verdict::Hedged)],
    );
}

#[test]
fn another_number_takes_its_place() {
    let (rescinded, ok) = (Verdict::Rescinded, Verdict::Ok);
    is(
        "In March the team put the number of dead at 31. Some had described one burial. The ministry says that it is to be read as 13 dead.",
        &[("31", rescinded), ("13", ok)],
    );
    is(
        "It was stated that 31 people had fled. The state asks to substitute it by 13.",
        &[("31", rescinded), ("13", ok)],
    );
    is("The police cut the toll of the ambush from 31 to 13.", &[("31", rescinded), ("13", ok)]);
    is("The company cut its staff from 31 to 13.", &[("31", ok), ("13", ok)]);
    is("The council replaced 31 windows with 13 doors.", &[("31", ok), ("13", ok)]);
    is(
        "Corrections\n\nOn Monday we reported that 31 people had been killed. It was 13.",
        &[("31", rescinded), ("13", ok)],
    );
    is("Corrections\n\nThe mayor said on Monday that 31 people had been killed.", &[("31", ok)]);
}
