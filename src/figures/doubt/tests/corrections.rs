//! Numbers that are corrected: which of two was the wrong one.

use super::is;
use crate::figures::{Text, Verdict, read};

#[test]
fn what_is_revised_may_be_named_before() {
    let (rescinded, ok) = (Verdict::Rescinded, Verdict::Ok);
    for text in [
        "The toll rose to 31, officials said, before it was revised down to 13.",
        "The ministry reported 31 deaths (later corrected to 13).",
        "The ministry said 31 people had died. It later corrected that to 13.",
        "The death toll of the fire, which the ministry gave as 31, was later revised down to 13, it said.",
    ] {
        is(text, &[("31", rescinded), ("13", ok)]);
    }
    is("The ministry said 31 people had died (the law was amended in May).", &[("31", ok)]);
}

#[test]
fn corrections_reach_the_wrong_number_only() {
    is(
        "The department corrects its report. Instead of the 16 injured officers given there, it said 26 were injured.",
        &[("16", Verdict::Rescinded), ("26", Verdict::Ok)],
    );
    is(
        "A story gave the wrong number of people hurt. The police said 14 people were injured, not 41.",
        &[("14", Verdict::Ok), ("41", Verdict::Rescinded)],
    );
    is(
        "The union said 47 people died. It said the toll was a typing error and should have read 27.",
        &[("47", Verdict::Rescinded), ("27", Verdict::Ok)],
    );
    is(
        "The union brought its count of prisoners down from 1,953 to 1,905.",
        &[("1,953", Verdict::Rescinded), ("1,905", Verdict::Ok)],
    );
    // Of a week that is compared with another, neither number was wrong.
    is("The union put the toll at 40 compared with 31 a week earlier.", &[("40", Verdict::Ok), ("31", Verdict::Ok)]);
    is(
        "An earlier version said 31 people were killed; the number is 13.",
        &[("31", Verdict::Rescinded), ("13", Verdict::Unattributed)],
    );
    is(
        "The ministry said that 45 deaths were corrected to 38 deaths.",
        &[("45", Verdict::Rescinded), ("38", Verdict::Ok)],
    );
}

#[test]
fn a_revised_number_is_corrected_and_the_new_one_stands() {
    let corrected = |text: &str| {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        let wrong = reading.figures.iter().filter(|f| f.rule == "corrected-in-text").map(|f| f.text.clone());
        wrong.collect::<Vec<_>>()
    };
    for text in [
        "The ministry said 31 people were killed. It later corrected the figure to 13.",
        "The ministry said 31 people were killed, and later corrected the figure.",
        "The ministry first said 31 people were killed, but revised the figure to 13.",
        "The ministry revised the death toll down to 13 from 31.",
        "The ministry lowered the death toll from 31 to 13.",
        "Correction: 13 people were killed, not 31.",
        "Correction: We misstated the number of dead in Lima. It is 13, not 31.",
        "This story has been corrected to say that 13 people, rather than 31, were killed.",
        "This article originally said 31 people were killed; it was 13.",
        "An earlier version misstated the number of dead. It is 13, not 31.",
    ] {
        assert_eq!(corrected(text), ["31"], "{text}");
    }
    for text in [
        "The company lowered the number of flights from 31 to 13.",
        "The union corrected its spelling. The ministry said 31 people died.",
        "The council revised its plan for 31 homes.",
        "Correction: the mayor's name is Ruiz. He said 31 people died.",
    ] {
        assert!(corrected(text).is_empty(), "{text}");
    }
}

#[test]
fn what_should_have_been_said_is_right() {
    let (rescinded, ok) = (Verdict::Rescinded, Verdict::Ok);
    is(
        "This notice said that 230 people were hurt; it should have said 23, the guild added.",
        &[("230", rescinded), ("23", ok)],
    );
    is("It originally said 230; it should have said 23.", &[("230", rescinded), ("23", ok)]);
}

#[test]
fn the_right_number_takes_the_place_of_the_one_before() {
    let (rescinded, ok) = (Verdict::Rescinded, Verdict::Ok);
    let said = "He said 340 people were arrested";
    is(&format!("{said}. The right total was 190, he admitted."), &[("340", rescinded), ("190", ok)]);
    is(&format!("{said}. We erred. Correct number: 190."), &[("340", rescinded), ("190", Verdict::Unattributed)]);
    is(
        &format!("{said}. The correct number is 190, as our nurses confirmed from their notes."),
        &[("340", rescinded), ("190", ok)],
    );
    // Somebody else's number is another opinion.
    is(
        &format!("{said}. According to the union, the correct number is 190."),
        &[("340", Verdict::Hedged), ("190", ok)],
    );
    is(&format!("{said}. Nobody knows the correct number."), &[("340", ok)]);
    is("The answer given, 340 dead, is old. It ought to have been 190.", &[("340", rescinded), ("190", ok)]);
}

#[test]
fn what_was_corrected_need_not_name_the_right_number() {
    let rescinded = Verdict::Rescinded;
    for text in [
        "The death toll was first reported as 19 and later corrected by the coroner.",
        "The death toll was first reported as 19 but was later corrected.",
    ] {
        is(text, &[("19", rescinded)]);
    }
    is("The ministry put the toll at 20, later corrected to 17.", &[("20", rescinded), ("17", Verdict::Ok)]);
    is(
        "In the report we put the toll at 514. The corrected number is 453.",
        &[("514", rescinded), ("453", Verdict::Unattributed)],
    );
    // A number that went up was right in its time.
    is(
        "The union said the toll was 19. The revised number is 40.",
        &[("19", Verdict::Ok), ("40", Verdict::Unattributed)],
    );
    is("The union counted 19 deaths and later amended its rules.", &[("19", Verdict::Ok)]);
}

#[test]
fn what_had_been_done_is_no_former_level() {
    is(
        "In an early edition we said 43 people had died. That figure was wrong.\n\nThe director said on Friday that 16 bodies had \
         been found and that 58 people were hurt.",
        &[("43", Verdict::Rescinded), ("16", Verdict::Ok), ("58", Verdict::Ok)],
    );
}

#[test]
fn of_two_numbers_the_one_that_was_is_named_in_many_ways() {
    let (rescinded, ok) = (Verdict::Rescinded, Verdict::Ok);
    is(
        "The ministry lowered the number of dead to about 1,000, less than half of the 2,445 it had announced.",
        &[("1,000", ok), ("2,445", rescinded)],
    );
    is("Contrary to what we wrote on Monday, not 24 but 19 people were hurt.", &[("24", rescinded), ("19", ok)]);
    is("Corrections\n\nA front-page report on the clashes said that 36 people had died.", &[("36", rescinded)]);
    is("Corrections\n\nThe report of the union said that 36 people had died.", &[("36", ok)]);
}
