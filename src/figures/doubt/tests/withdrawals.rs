//! The many ways in which who gave a number takes it back, and what only looks like one.

use super::super::super::Verdict;
use super::{is, verdicts};

fn rescinded(text: &str) -> Vec<String> {
    verdicts(text).into_iter().filter(|(_, verdict)| *verdict == Verdict::Rescinded).map(|(number, _)| number).collect()
}

fn rescinds(texts: &[&str], number: &str) {
    let others: Vec<_> = texts.iter().filter(|text| rescinded(text) != [number]).collect();
    assert!(others.is_empty(), "{others:#?}");
}

fn stands(texts: &[&str]) {
    let others: Vec<_> = texts.iter().filter(|text| verdicts(text).is_empty() || !rescinded(text).is_empty()).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn a_slip_stands_for_what_was_said_before() {
    rescinds(
        &[
            "The sheriff said 31 people had died. He misspoke, he said on Monday.",
            "The prefect said 31 people had died. She had spoken too soon, she told the radio.",
            "The agency announced 31 deaths, then said it had mistakenly included the wounded.",
            "The coroner announced 31 deaths. His office said it had miscounted.",
            "The ministry reported 31 deaths and blamed \"duplicate entries\".",
            "The ministry reported 31 deaths. The number was a slip of the tongue, it said.",
            "The clinic reported 31 deaths. It said that some bodies had been counted twice.",
            "\"We got it wrong,\" said the fire chief, who had told reporters that 31 people were missing.",
            "The sheriff said 31 people had died. \"That was my mistake,\" he told the radio.",
            "The guild gave the number of dead as 3, having mistakenly given it as 31.",
        ],
        "31",
    );
    stands(&[
        "Police said 31 people had died. The driver misheard the signal.",
        "The mayor said that police wrongly arrested 31 people.",
        "The mayor said 31 people had died. Voters got it wrong.",
        "The army said it had mistakenly shot 31 people.",
    ]);
    is(
        "The harbour master said 31 boats' crews had drowned, 12 sailors of them in port. She now says that she made up both figures.",
        &[("31", Verdict::Rescinded), ("12", Verdict::Rescinded)],
    );
    // Which number was wrong is told already.
    is(
        "The agency lowered the toll from 31 to 13, having counted some bodies twice.",
        &[("31", Verdict::Rescinded), ("13", Verdict::Ok)],
    );
}

#[test]
fn what_was_published_is_let_go_of() {
    rescinds(
        &[
            "Subscribers are asked not to use the bulletin that said 31 people had died.",
            "The army pulled a communiqué in which it claimed that 31 rebels had been killed.",
            "The army has abandoned its estimate that 31 rebels were killed.",
            "The army's press release, since withdrawn, said 31 rebels had been killed.",
            "In an online message that was later deleted, the army had spoken of 31 dead rebels.",
            "The union had listed 31 dead, but took the entry off its page.",
            "The consul said 31 people were missing. The number, he explained, was that of calls, and he asked for it to be deleted from the website.",
            "The press note of the council, in which the dead were given as 31, stands cancelled.",
            "The union published that 31 miners had died. We retract it in full.",
            "The army had first said 31, a number that its spokesman, Ana Ruiz, withdrew on Monday.",
            "The agency corrected its dispatch, which had said that 31 people died.",
        ],
        "31",
    );
    stands(&[
        "Rescuers said they had pulled 31 people from the rubble.",
        "The council said 31 homes were abandoned and the fair was cancelled.",
        "The board said 31 people died. It withdrew a proposal on taxes.",
        "The ministry denied that it had withdrawn its toll of 31 dead.",
    ]);
}

#[test]
fn whoever_gave_it_calls_it_wrong() {
    rescinds(
        &[
            "The mayor acknowledged that an earlier estimate of 31 dead had no basis.",
            "The army admitted that its claim of 31 dead rebels was inflated.",
            "The jail said 31 inmates were missing. It now says that this was not true.",
            "The ministry had spoken of 31 dead; a deputy told the radio that this was a technical mistake.",
            "Our update said that 31 people had died. Owing to an addition error this was wrong: it was 13.",
            "The guild apologised for having said that 31 people died.",
            "The army said that it had been wrong to say that 31 people were killed.",
            "The agency said 31 people died. The figure should not be used, it wrote.",
            "Police retracted a statement that 31 people had been arrested at the toll plaza.",
            "The bureau has dismissed as a typing error a statement which gave the number of dead as 31.",
            "The governor said 31 people had died. He no longer stands behind the number.",
            "The governor backed away on Monday from his statement that 31 people had died.",
        ],
        "31",
    );
    let (rescinded, ok, hedged) = (Verdict::Rescinded, Verdict::Ok, Verdict::Hedged);
    // The right number stands, wherever it is.
    is(
        "The minister, who had said that only 31 judges were held, called that number mistaken and said the right one was 37.",
        &[("31", rescinded), ("37", ok)],
    );
    is(
        "The service reported 31 deaths but later said that figure was erroneous and that 13 people had been killed.",
        &[("31", rescinded), ("13", ok)],
    );
    is(
        "Police said 31 people had drowned. On Monday 13 people had drowned, it said, and the earlier number was a clerical error.",
        &[("31", rescinded), ("13", ok)],
    );
    // Others may only deny it.
    is("The militia said 31 soldiers had been killed. The army said the claim was false.", &[("31", hedged)]);
    is("The militia said 31 soldiers had been killed. He said that this was not true.", &[("31", hedged)]);
}

#[test]
fn a_count_is_lowered_in_many_words() {
    rescinds(
        &[
            "The police counted 31 dead. Two days later it lowered that figure to 13.",
            "The police counted 31 dead but trimmed this to 13 on Friday.",
            "The observatory scaled back its count of dead civilians, from 31 to 13.",
            "The ministry brought down the toll from 31 to 13.",
            "The bureau gave 31 deaths. It has since brought that down to 13.",
            "The ministry reduced the number of injured to 13, down from 31.",
            "The mayor wrote that 31 people were dead. Shortly before noon he corrected himself: 13 had died.",
        ],
        "31",
    );
    is(
        "The bureau gave 31 deaths. It has since brought that down to 13, because a clinic had sent its list twice.",
        &[("31", Verdict::Rescinded), ("13", Verdict::Ok)],
    );
    stands(&["The council reduced the number of buses from 31 to 13.", "The shop said it trimmed its staff to 31."]);
}

#[test]
fn the_level_before_a_lowered_one_was_wrong() {
    rescinds(
        &[
            "The ministry lowered the toll to 13. It had announced on Monday that 31 people had died.",
            "The ministry lowered the number of people killed to 13.\n\nThe minister had announced that 31 people had died.",
            "The toll now stands at 13, the court said. It had been 31.",
            "The death toll was put at 13, the service said.\n\nNobody was named. The service's previous count was 31.",
        ],
        "31",
    );
    stands(&[
        "The toll now stands at 31, the court said. It had been 13.",
        "The ministry raised the toll to 31. It had announced on Monday that 13 people had died.",
        "The council lowered its taxes. It had announced on Monday that 31 people had died.",
        "The ministry lowered the death toll to 13. It had announced that 31 people were injured.",
        "The ministry lowered the death toll to 40. It had announced on Monday that 31 people had died.",
    ]);
}

#[test]
fn a_claim_without_evidence_is_doubted() {
    let hedged = Verdict::Hedged;
    is("The guild claimed that 31 people were killed, but offered no evidence.", &[("31", hedged)]);
    is("The guild said 31 people were killed and 12 hurt. It gave no proof.", &[("31", hedged), ("12", hedged)]);
    is("The guild said, without providing evidence, that 31 people were killed.", &[("31", hedged)]);
    is("Ana Ruiz said she believed 31 people were killed, but acknowledged that she was guessing.", &[("31", hedged)]);
    is("Nurses speak of 31 deaths. The agency is in no position to verify this.", &[("31", hedged)]);
}

#[test]
fn information_that_is_not_true_is_denied_as_a_whole() {
    is(
        "Information that 31 prisoners were hurt, that 12 died, was spread by a blogger, and is not true.",
        &[("31", Verdict::Hedged), ("12", Verdict::Hedged)],
    );
}

#[test]
fn a_statement_of_the_day_before_may_be_withdrawn_in_the_next_paragraph() {
    is(
        "The ministry announced that 31 people had been killed.\n\n19 May: Ministry withdraws the statement of the day before.",
        &[("31", Verdict::Rescinded)],
    );
    is(
        "The ministry said 31 people had been killed.\n\nIts press release, since withdrawn, said six people died.",
        &[("31", Verdict::Ok), ("six", Verdict::Rescinded)],
    );
}

#[test]
fn of_what_needs_no_source_only_the_number_itself_is_doubted() {
    let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
    is("The council spoke of 31 bridges. The ministry disputes that figure.", &[("31", hedged)]);
    is("The council spoke of 31 bridges. The number could not be verified.", &[("31", hedged)]);
    is("The council spoke of 31 bridges. The ministry denied this.", &[("31", ok)]);
    is("Young voters made up 31 percent of the crowd.", &[("31", ok)]);
}

#[test]
fn a_slip_may_come_before_what_it_is_about() {
    rescinds(
        &[
            "\"I gave a wrong number,\" Ana Ruiz said. Days before, she had said that 31 people had died.",
            "The ministry backtracked over the number of dead. It had spoken of 31 deaths.",
            "The ministry said that it had made a mistake in telling the paper that 31 people had died.",
            "He spoke of 31 deaths. He told us later that he had not been there and had made up the number.",
            "The ministry said that 13 people had died, and not 31 as it had announced a day earlier.",
            "Ana Ruiz said she had misspoken when she told a paper that 31 people had died.",
            "A witness admitted that he had made up the number of dead in his 2016 report.\n\nHe had said that he saw 31 dead.",
            "The mayor admitted that the 31 arrests never took place.",
            "13 people died, and not 31, as was first reported, the ministry said.",
        ],
        "31",
    );
    stands(&[
        "The ministry backtracked over the road. It had spoken of 31 deaths.",
        "\"I gave a wrong number to the nurse,\" Ana Ruiz said. 31 people had died.",
        "31 people died, and not in Osh as was reported.",
        "31 people were arrested on the way to a meeting that never took place.",
    ]);
    is(
        "The centre retracted its report of 31 deaths. The true toll, it said, was nine dead and 13 hurt. The list has \
         been taken down.",
        &[("31", Verdict::Rescinded), ("nine", Verdict::Ok), ("13", Verdict::Ok)],
    );
    is(
        "The mayor spoke of 31 deaths. His office said that the number was inaccurate and that 47 had died.",
        &[("31", Verdict::Rescinded), ("47", Verdict::Ok)],
    );
}

#[test]
fn an_article_was_wrong_under_a_title_that_says_so() {
    rescinds(
        &[
            "Corrections and clarifications\n\nAn article on the strike said that 31 people had been killed.",
            "For the record: In some editions, a story on the fire gave the number of dead as 31.",
        ],
        "31",
    );
    stands(&[
        "Corrections\n\nA story about a fire in which 31 people died misspelled a name.",
        "An article on the strike said that 31 people had been killed.",
    ]);
}

#[test]
fn a_withdrawal_may_stand_before_what_it_withdraws() {
    rescinds(
        &[
            "The ministry retracted its statement on Tuesday. The statement had said 31 people were killed.",
            "The office took back the figure it gave on Monday. Its first bulletin put the dead at 31.",
            "The court retracted its statement on Friday. It had said that 31 people were killed.",
            "The committee has taken down a list of 31 people who it said had disappeared.",
        ],
        "31",
    );
    stands(&[
        "The ministry retracted its statement on Tuesday. A nurse said 31 people were killed.",
        "The ministry retracted its statement on Tuesday. The letter said 31 people were killed.",
        "The statement was long. The statement said 31 people were killed.",
    ]);
    is(
        "The office took back the figure it gave. Its first bulletin put the dead at 31; it now speaks of nine dead.",
        &[("31", Verdict::Rescinded), ("nine", Verdict::Ok)],
    );
}

#[test]
fn the_number_of_a_paragraph_is_no_sentence() {
    is(
        "12. The court found that 83 people died. 13. It is agreed that this was an error.",
        &[("12", Verdict::Ok), ("83", Verdict::Rescinded)],
    );
}

#[test]
fn a_number_may_stand_far_from_what_takes_it_back() {
    rescinds(
        &[
            "The army first said 31 people had been killed and a few days afterwards took that back.",
            "The office said that the number of 31 dead people is annulled.",
            "The office said that the number of 31 dead, told by the mayor on 2 May, is annulled.",
            "The ministry said the number of 31 dead, posted on Monday, \"was published by mistake and binds nobody\".",
        ],
        "31",
    );
    rescinds(
        &[
            "The minister said the toll of 31 dead should not have been given out.",
            "The ministry said 31 had died, and removed the number from its page.",
        ],
        "31",
    );
    stands(&[
        "The ministry said 31 are missing, after removing what it called duplicate entries from the register.",
        "The office said that the meeting of 31 wounded, called by the mayor on 2 May, is annulled.",
        "The army said 31 people had been killed and later took that bridge back.",
    ]);
}
