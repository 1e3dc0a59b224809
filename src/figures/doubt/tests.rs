//! Doubt and status, sentence by sentence: what is said, and which figures it reaches.

mod corrections;
mod hands;
mod own_words;
mod withdrawals;

use super::super::{Text, Verdict, read};

fn verdicts(text: &str) -> Vec<(String, Verdict)> {
    let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
    reading.figures.into_iter().map(|f| (f.text, f.verdict)).collect()
}

fn is(text: &str, wanted: &[(&str, Verdict)]) {
    let wanted: Vec<_> = wanted.iter().map(|(number, verdict)| ((*number).to_owned(), *verdict)).collect();
    assert_eq!(verdicts(text), wanted, "{text}");
}

#[test]
fn a_singular_word_reaches_one_figure_and_a_plural_all() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    is(
        "Officials reported 50 deaths and 900 arrests. This figure could not be confirmed.",
        &[("50", ok), ("900", hedged)],
    );
    is(
        "Officials reported 50 deaths and 900 arrests. These numbers could not be confirmed.",
        &[("50", hedged), ("900", hedged)],
    );
    is("Although the numbers are unconfirmed, officials reported 50 deaths.", &[("50", hedged)]);
}

#[test]
fn a_plural_reaches_as_many_sentences_as_it_takes() {
    let (hedged, rescinded, ok) = (Verdict::Hedged, Verdict::Rescinded, Verdict::Ok);
    let given = "The union said 12 people died. The ministry counted nine dead.";
    is(&format!("{given} Neither number could be verified."), &[("12", hedged), ("nine", hedged)]);
    is(&format!("{given} None of these figures has been confirmed."), &[("12", hedged), ("nine", hedged)]);
    is(&format!("{given} It later retracted both figures."), &[("12", rescinded), ("nine", rescinded)]);
    is(&format!("{given} That number could not be verified."), &[("12", ok), ("nine", hedged)]);
    is(&format!("{given} It later retracted the figure in both papers."), &[("12", ok), ("nine", rescinded)]);
}

#[test]
fn what_nobody_denies_is_not_denied() {
    let said = "The union said 340 people were arrested";
    is(&format!("{said}, a total the ministry did not dispute."), &[("340", Verdict::Ok)]);
    is(&format!("{said}. Nobody disputes that figure."), &[("340", Verdict::Ok)]);
    is(&format!("{said}. The ministry contests that figure."), &[("340", Verdict::Hedged)]);
    is(&format!("{said}. The ministry called the account an invention."), &[("340", Verdict::Hedged)]);
    is(&format!("{said}; the ministry insists that is untrue."), &[("340", Verdict::Hedged)]);
}

#[test]
fn what_is_stated_behind_a_denial_is_not_denied() {
    for denial in [
        "dismissed the boast as fantasy and acknowledged the death of seven men",
        "rejects that account and says seven men died",
        "could not confirm that number and has counted seven dead so far",
        "denied that anybody had been arrested and said seven men were hurt",
    ] {
        is(
            &format!("The union said 340 people were arrested. The army {denial}."),
            &[("340", Verdict::Hedged), ("seven", Verdict::Ok)],
        );
    }
    is("The army denied and rejected reports of 40 deaths.", &[("40", Verdict::Hedged)]);
}

#[test]
fn talk_which_cannot_be_checked_is_doubted() {
    let given = "The mayor spoke of ninety dead, talk which could not be checked, since the road is gone.";
    is(given, &[("ninety", Verdict::Hedged)]);
}

#[test]
fn a_claim_is_all_that_was_claimed() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    is("The union spoke of 31 deaths, which envoys said was impossible to check.", &[("31", hedged)]);
    is("The union spoke of 31 deaths. The army called that number propaganda.", &[("31", hedged)]);
    let said = "The army said 73 rebels had died and 12 were hurt.";
    is(&format!("{said} The claim could not be verified."), &[("73", hedged), ("12", hedged)]);
    is(&format!("{said} The rebels denied the report."), &[("73", hedged), ("12", hedged)]);
    is(&format!("{said} The last figure could not be verified."), &[("73", ok), ("12", hedged)]);
    is("Police counted 23 deaths and said five officers had been dismissed.", &[("23", ok), ("five", ok)]);
    is("The army dismissed the mission's finding that 31 men had died.", &[("31", hedged)]);
}

#[test]
fn a_provisional_government_is_no_provisional_number() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    is("The provisional government said 31 men had died.", &[("31", ok)]);
    is("After a preliminary hearing, the court said 31 men had died.", &[("31", ok)]);
    for text in [
        "The ministry gave a preliminary toll of 31 dead.",
        "According to preliminary information, 31 men died, the ministry said.",
        "Preliminary results show that 31 men died, the ministry said.",
    ] {
        is(text, &[("31", hedged)]);
    }
}

#[test]
fn a_figure_that_was_withdrawn_is_the_whole_and_not_its_part() {
    let (rescinded, ok, hedged) = (Verdict::Rescinded, Verdict::Ok, Verdict::Hedged);
    let said = "The ministry published that 164 people had died, 103 of them in Lima.";
    for behind in ["It later said the figure was an error.", "The figure was published in error."] {
        is(&format!("{said} {behind}"), &[("164", rescinded), ("103", ok)]);
    }
    is(
        "Lawyers said that nine of the 12 had been tortured; the prosecution denied the allegation.",
        &[("nine", hedged), ("12", ok)],
    );
    is("Some media cited 48 victims, a toll the ministry dismissed as incorrect.", &[("48", hedged)]);
}

#[test]
fn a_toll_is_no_other_count() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    is("The mayor counted 11 violations. Residents disputed the official toll.", &[("11", ok)]);
    is("The mayor counted 11 deaths. Residents disputed the official toll.", &[("11", hedged)]);
}

#[test]
fn what_describes_a_thing_doubts_no_figure() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    is("The ministry said 46 people were killed along the disputed border.", &[("46", ok)]);
    is("The ministry said 46 people were killed, a disputed figure.", &[("46", hedged)]);
    is("The ministry said 46 people were killed, a toll the army disputed.", &[("46", hedged)]);
}

#[test]
fn a_clause_that_looks_back_doubts_what_it_stands_for() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    for behind in [
        "which could not be independently verified",
        "which the union was unable to verify",
        "none of which has been corroborated",
        "but these have not been confirmed by doctors",
        "though this remains unverified",
    ] {
        let given = format!("The council reported 12 deaths and nearly 700 arrests, {behind}.");
        is(&given, &[("12", hedged), ("700", hedged)]);
    }
    for behind in ["a number that nobody has independently verified", "a toll no one has been able to confirm"] {
        is(&format!("The council said 40 miners were killed, {behind}."), &[("40", hedged)]);
    }
    is(
        "Ana Ruiz said 5 people had died, and Ben Ode said 6 people had died, but this could not be verified.",
        &[("5", ok), ("6", hedged)],
    );
    is("The clinic spoke of 9 injuries, 3 deaths, which was not confirmed.", &[("9", ok), ("3", hedged)]);
    is(
        "The clinic said 9 boys, including 2 pupils, had died, which was not confirmed.",
        &[("9", hedged), ("2", hedged)],
    );
}

#[test]
fn a_sentence_that_looks_back_doubts_the_one_before() {
    for behind in [
        "None of these figures could be verified.",
        "Neither was confirmed.",
        "No court has corroborated the numbers.",
        "It could not be independently confirmed.",
    ] {
        let given = format!("The army said 40 rebels were killed and 12 soldiers wounded. {behind}");
        is(&given, &[("40", Verdict::Hedged), ("12", Verdict::Hedged)]);
    }
}

#[test]
fn a_doubt_about_something_else_reaches_no_figure() {
    for text in [
        "The ministry said 40 had died. It was not confirmed whether the mayor had left.",
        "The mayor said that 40 people were hurt and that nobody had confirmed the meeting.",
        "The mayor counted 40 dead with the ministry, which has not confirmed how they died.",
        "She did not resign, and, the court confirmed, 40 people were hurt.",
    ] {
        is(text, &[("40", Verdict::Ok)]);
    }
}

#[test]
fn withdrawals_in_many_words() {
    for text in [
        "The army said 60 rebels were killed. It later walked back that figure.",
        "The army rescinded its estimate of 60 dead.",
        "Officials said 60 people were killed (the claim was later retracted).",
        "The ministry removed the figure of 60 dead from its website.",
        "The mayor called the figure of 60 dead an error.",
        "The ministry said 60 people were killed. It later took the report down.",
        "The ministry took down its report of 60 dead.",
        "The ministry said 60 people were killed. The report, sent to all papers, was deleted.",
        "The ministry said 60 people were killed. It later said the report was a technical mistake.",
        "Lima Radio reported 60 deaths; several papers have since removed it.",
        "The ministry said 60 people were killed. The figure is no longer valid.",
    ] {
        is(text, &[("60", Verdict::Rescinded)]);
    }
}

#[test]
fn what_is_said_to_be_untrue_is_denied() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    for text in [
        "It is not true that 40 people died, the coast guard said.",
        "Rumours that 40 people died are baseless, the coast guard said.",
        "The army called the figure of 40 dead baseless.",
        "The union said 40 people died. The mayor says the figure is inflated.",
        "The information that 40 people died is disinformation.",
    ] {
        is(text, &[("40", hedged)]);
    }
    is("The mayor said 40 people died under a false ceiling.", &[("40", ok)]);
    is("The mayor said that the base lies where 40 people died.", &[("40", ok)]);
    // Whoever said it: a denial tells the reader more than that nobody is named.
    is("The army denied that 40 people had died.", &[("40", hedged)]);
}

#[test]
fn a_withdrawal_that_is_refused_or_asked_for_is_none() {
    for text in [
        "The ministry has not withdrawn its claim that 36 people were killed.",
        "The ministry refused to retract its claim that 36 people were killed.",
        "The ministry never corrected its claim that 36 people were killed.",
        "State TV has not taken down its report that 36 people were killed.",
        "The army demanded that the union retract its claim that 36 people were killed.",
    ] {
        is(text, &[("36", Verdict::Ok)]);
    }
    is("The ministry has withdrawn its claim that 36 people were killed.", &[("36", Verdict::Rescinded)]);
}

#[test]
fn troops_that_withdraw_withdraw_no_figure() {
    is("The governor said police withdrew 40 officers from the square.", &[("40", Verdict::Ok)]);
    is("The governor said 40 people were killed. Police took the flag down.", &[("40", Verdict::Ok)]);
    is(
        "The governor said 40 people were killed. It took the number down to 31.",
        &[("40", Verdict::Rescinded), ("31", Verdict::Unattributed)],
    );
}

#[test]
fn a_denial_may_stand_in_the_next_sentence() {
    for behind in
        ["The ministry denied this.", "The ministry disputes that figure.", "The ministry rejected the claim."]
    {
        is(&format!("The union said 16 people were killed. {behind}"), &[("16", Verdict::Hedged)]);
    }
    for behind in ["The ministry accepts neither number.", "The ministry has never accepted that toll."] {
        is(&format!("The union said 16 people were killed. {behind}"), &[("16", Verdict::Hedged)]);
    }
    for behind in ["The mayor denied that he was ill.", "The ministry has never accepted the offer."] {
        is(&format!("The union said 16 people were killed. {behind}"), &[("16", Verdict::Ok)]);
    }
    is("A judge denied bail to 12 detained officers, the court said.", &[("12", Verdict::Ok)]);
    // A year is no number that was given.
    is(
        "The office said 14 people were missing. Its budget for this year was revised to 118 million rupees.",
        &[("14", Verdict::Ok), ("118 million", Verdict::Ok)],
    );
}

#[test]
fn a_withdrawal_may_stand_behind_an_aside_or_look_back() {
    for text in [
        "The figure of 16 deaths, which the mayor had given, was removed.",
        "The death toll, 16, was published in error.",
        "The mayor said 16 people were killed, a figure he later disowned.",
        "The mayor said 16 people were killed, which was a mistake.",
        "The mayor no longer stands by the figure of 16 deaths.",
    ] {
        is(text, &[("16", Verdict::Rescinded)]);
    }
    is("The mayor said 16 people were killed by troops, which withdrew.", &[("16", Verdict::Ok)]);
}

#[test]
fn hearsay_may_stand_between_the_number_and_its_verb_or_close_the_sentence() {
    for text in [
        "16 people were reportedly killed.",
        "16 people are believed to have died.",
        "16 people are feared dead.",
        "16 people were killed, it was announced.",
        "Reports suggest 16 people were killed.",
        "A reported 16 people were killed.",
    ] {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        assert_eq!(reading.figures[0].rule, "unattributed-hearsay", "{text}");
    }
    let own = "16 people were killed, and the mayor is reportedly ill.";
    let reading = read(&Text { path: "a", text: own, published: None, publisher: None, language: None });
    assert_eq!(reading.figures[0].rule, "unattributed-own-voice");
}

#[test]
fn veiled_words_are_hearsay_whoever_did_it() {
    for given in [
        "The guards are estimated to have killed 40 miners.",
        "The guards were said to have shot dead 40 miners.",
        "The landslide is feared to have killed 40 miners.",
        "The guards are thought to have arrested 40 miners.",
        "The guards are alleged to have wounded 40 miners.",
        "The guards are suspected of killing 40 miners.",
        "40 miners were reportedly killed.",
        "40 miners are presumed dead.",
        "40 miners feared dead",
    ] {
        let reading = read(&Text { path: "a", text: given, published: None, publisher: None, language: None });
        assert_eq!(reading.figures[0].rule, "unattributed-hearsay", "{given}");
    }
}

#[test]
fn conditions_and_questions_state_nothing() {
    for (given, rule) in [
        ("If 40 miners were killed, the owner must go.", "not-stated"),
        ("The union does not know whether 40 miners were killed.", "not-stated"),
        ("Did 40 miners die?", "not-stated"),
        ("Had 40 miners died, the owner would have gone.", "not-stated"),
        ("Why did 40 miners die?", "unattributed-own-voice"),
        ("If it rains the pit is shut, and 40 miners were killed.", "unattributed-own-voice"),
        ("Have the owners gone? 40 miners were killed.", "unattributed-own-voice"),
    ] {
        let reading = read(&Text { path: "a", text: given, published: None, publisher: None, language: None });
        assert_eq!(reading.figures[0].rule, rule, "{given}");
    }
}

#[test]
fn doubt_in_a_paragraph_of_its_own_looks_back() {
    let (hedged, ok, rescinded) = (Verdict::Hedged, Verdict::Ok, Verdict::Rescinded);
    let said = "The mayor said 12 people were killed.\n\n";
    is(&format!("{said}The figure could not be independently verified."), &[("12", hedged)]);
    is(&format!("{said}The guild was unable to verify her account."), &[("12", hedged)]);
    is(&format!("{said}This number was later retracted."), &[("12", rescinded)]);
    // Another number between, or a sentence about something else.
    is(&format!("{said}The figure of 7 could not be verified."), &[("12", ok), ("7", hedged)]);
    is(&format!("{said}The troops withdrew."), &[("12", ok)]);
    is(&format!("{said}Nobody was there.\n\nThe figure could not be verified."), &[("12", ok)]);
}

#[test]
fn a_sentence_without_a_number_is_stepped_over() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    let given = "Nurses said they had seen 44 bodies. The army denied it all. Neither account could be verified.";
    is(given, &[("44", hedged)]);
    is("The revised figure is 40. It was 31 people killed, the mayor said.", &[("40", ok), ("31", ok)]);
}

#[test]
fn hearsay_ends_with_its_clause() {
    is(
        "At least 40 people were feared dead, radios reported, while the mayor spoke of 18 confirmed victims.",
        &[("40", Verdict::Hedged), ("18", Verdict::Ok)],
    );
}

#[test]
fn a_time_is_not_what_is_doubted_where_people_are_counted() {
    let given = "The ministry put the dead at 164; two days later, it said the figure was a mistake.";
    is(given, &[("164", Verdict::Rescinded), ("two", Verdict::Ok)]);
    is("The talks took four hours. This figure was a mistake.", &[("four", Verdict::Rescinded)]);
}

#[test]
fn a_plural_pronoun_may_be_what_nobody_verified() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    let said = "Radio Osh said 12 people died and nine were hurt.";
    is(&format!("{said} We have not been able to corroborate them."), &[("12", hedged), ("nine", hedged)]);
    is(&format!("{said} We have not been able to help them."), &[("12", ok), ("nine", ok)]);
}

#[test]
fn a_statement_may_be_doubted_before_it_is_told_and_an_inquiry_is_none() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    is("An unconfirmed statement of the union, which came late, said that 35 people were held.", &[("35", hedged)]);
    is("The union said that 35 people were held, but its statements have yet to be verified.", &[("35", hedged)]);
    is("A preliminary inquiry of the union found that 35 people were held.", &[("35", ok)]);
    is("The union said that 35 people were held.\n\nVerdict: FALSE.", &[("35", ok)]);
}
