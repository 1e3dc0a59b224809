//! Whose withdrawal it is, and in what words a source lets go of a number.

use super::*;

#[test]
fn a_source_lets_go_in_many_words() {
    let (rescinded, ok, none) = (Verdict::Rescinded, Verdict::Ok, Verdict::Unattributed);
    for text in [
        "The post which spoke of 31 dead was put there by hackers.",
        "The number of 31 dead is to be regarded as cancelled, since some lists held the same families.",
        "We wrote that 31 people had been killed. We had misread a table.",
        "We wrote that 31 prisoners had been killed. We no longer maintain this: who told us was not there.",
        "I told the House that 31 people had been killed. This did not cover hotels and was therefore inaccurate.",
        "The governor said 31 people had been killed. By evening the post was gone.",
    ] {
        is(text, &[("31", rescinded)]);
    }
    is(
        "We said 61 people died. We counted bunks, and 19 of them were injured. I take that number back, she said.",
        &[("61", rescinded), ("19", none)],
    );
    is(
        "The staff lowered the number of dead from 78 to 23. The earlier list was wrong, it said.",
        &[("78", rescinded), ("23", ok)],
    );
}

#[test]
fn who_is_asked_to_take_a_number_back_has_not_done_so() {
    for text in [
        "He demanded that the so-called human rights defenders apologise and withdraw the number of 40 dead.",
        "The council called upon the networks to retract the figure of 40 dead.",
    ] {
        is(text, &[("40", Verdict::Ok)]);
    }
}

#[test]
fn who_is_taken_off_a_list_is_no_number_that_is_taken_back() {
    is("The union said it removed 143 people from the list.", &[("143", Verdict::Ok)]);
    is("The union said 26 guards were injured. Others abandoned their posts.", &[("26", Verdict::Ok)]);
}

#[test]
fn what_nobody_else_bears_out_is_doubted() {
    for text in [
        "The group boasted that it had killed 31 soldiers. No other source bears this out.",
        "The group claimed to have killed 31 soldiers. The claim, made in its weekly, has not been backed by any evidence.",
        "The hotline wrote that 31 people had drowned, but added that it had no way of verifying it.",
        "The mayor said 31 people fled, although aid workers considered this estimate far too high.",
        "A post says that 31 people were killed. Our desk found no basis for this number.",
    ] {
        is(text, &[("31", Verdict::Hedged)]);
    }
}
