//! What is counted, over lists, parts and ellipsis.

use super::super::{Measure, Text, Who, read};

fn counts(text: &str) -> Vec<(String, Measure)> {
    let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
    reading.figures.into_iter().map(|f| (f.text, f.measure)).collect()
}

#[test]
fn a_verb_behind_the_last_number_counts_for_the_first() {
    for text in [
        "40 fishermen and 8 members of law enforcement were killed.",
        "At least 40 people and as many as 60 died.",
        "Over 40 and possibly as many as 80 died.",
    ] {
        assert!(counts(text).iter().all(|(_, measure)| *measure == Measure::Killed), "{:?}", counts(text));
    }
    for text in ["40 boats and 8 fishermen were killed.", "40 fishermen and 8 deaths were listed."] {
        assert_eq!(counts(text)[0].1, Measure::Other, "{text}");
    }
}

#[test]
fn what_befell_a_part_did_not_befall_the_whole() {
    for text in ["8 of the 40 fishermen were dead.", "Eight of 40 fishermen were killed.", "8 of 40 were killed."] {
        let measures: Vec<Measure> = counts(text).into_iter().map(|(_, measure)| measure).collect();
        assert_eq!(measures, [Measure::Killed, Measure::Other], "{text}");
    }
    assert_eq!(counts("At least 8 of the 40 killed were boys.")[1].1, Measure::Killed);
}

#[test]
fn a_time_is_not_what_is_counted() {
    let text = "The death toll rose to 46 on Monday.";
    let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
    let counted = reading.figures[0].counted.map(|span| &text[span.start..span.end]);
    assert!(!counted.unwrap_or_default().contains("Monday"), "{counted:?}");
}

#[test]
fn a_part_is_counted_as_its_whole() {
    for text in [
        "40 people were killed: nine miners and seven boys.",
        "40 people were killed, seven of them boys.",
        "40 people, including seven boys, were killed.",
        "40 people were killed, among them nine boys and two nurses.",
        "40 people were killed, of whom nine were nurses.",
        "The death toll remains 40, among them nine nurses.",
    ] {
        assert!(counts(text).iter().all(|(_, measure)| *measure == Measure::Killed), "{:?}", counts(text));
    }
}

#[test]
fn those_who_speak_are_not_counted() {
    for text in ["Two officers said 40 huts burned.", "Three prisoners interviewed by the guild said 40 huts burned."] {
        assert!(counts(text).iter().all(|(_, measure)| *measure == Measure::Other), "{:?}", counts(text));
    }
    assert_eq!(counts("Two officers sang.")[0].1, Measure::Personnel);
    assert_eq!(counts("The guild met 40 fishermen who said that they had been beaten.")[0].1, Measure::Other);
}

#[test]
fn a_noun_before_of_tells_what_befell_them() {
    for (text, measure) in [
        ("The bodies of 40 fishermen were washed up.", Measure::Killed),
        ("The arrest of 40 fishermen was announced.", Measure::Detained),
        ("The disappearance of 40 fishermen is being looked into.", Measure::Missing),
        ("The lives of 40 fishermen were changed.", Measure::Other),
        ("The inmates of 40 huts were fed.", Measure::Other),
    ] {
        assert_eq!(counts(text)[0].1, measure, "{text}");
    }
}

#[test]
fn the_verb_is_said_once_for_a_list() {
    let found = counts("The union said 16 people died, 40 were hurt and 90 arrested.");
    let measures: Vec<Measure> = found.into_iter().map(|(_, measure)| measure).collect();
    assert_eq!(measures, [Measure::Killed, Measure::Injured, Measure::Detained]);
}

#[test]
fn who_is_counted_stays_with_its_number() {
    let text = "40 civilians and 8 officers were killed.";
    let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
    let who: Vec<Vec<Who>> = reading.figures.into_iter().map(|f| f.who).collect();
    assert_eq!(who, [[Who::Civilians], [Who::LawEnforcement]]);
}

#[test]
fn a_number_is_counted_by_its_own_words() {
    use Measure::{
        Casualties, Detained, Displaced, Duration, Incidents, Injured, Killed, Missing, Other, Participants, Personnel,
    };
    let mut wrong = Vec::new();
    for (text, wanted) in [
        ("Seven bakers drowned and 31 were rescued.", &[Killed, Other][..]),
        ("The boat carried 52 people, meaning that 14 were missing.", &[Other, Measure::Missing]),
        ("The blast killed 11 bakers, wounding 34, in two villages.", &[Killed, Injured, Other]),
        ("Eleven people were arrested and three officers were slightly hurt.", &[Detained, Injured]),
        ("She fled with her four children.", &[Other]),
        ("The guild condemned the execution of 14 prisoners.", &[Killed]),
        ("The death toll from a quake in the northern province of Sahand rose to 512 on Wednesday.", &[Killed]),
        ("12 of 96 patients died within 30 days.", &[Killed, Other, Measure::Duration]),
        ("Police counted 19 deaths, including those of three officers.", &[Killed, Killed]),
        ("She lives in a hall with 140 other people.", &[Other]),
        ("Eight of them were arrested, and five of its members had been abducted.", &[Detained, Detained]),
        ("There were 78 confirmed victims and 12 reported deaths.", &[Casualties, Killed]),
        ("At least 12 detainees told the court that all was well.", &[Other]),
        ("We met 19 former detainees and 19 detainees.", &[Other, Detained]),
        ("We know of 14 cases of theft. In six of those cases nothing was said.", &[Incidents, Other]),
        ("Six of them, the guild said, were killed.", &[Killed]),
        ("Six of those people, among them a baker, died.", &[Killed]),
        ("Two newspapers have been blocked.", &[Incidents]),
        ("40 people died. Six of them were children.", &[Killed, Killed]),
        ("40 people died. Six of them were sung of.", &[Killed, Other]),
        ("A riot left 46 inmates dead.", &[Killed]),
        ("12 prisoners were wounded.", &[Injured]),
        ("12 prisoners were fed.", &[Detained]),
        ("The jail was built for 400 inmates and holds 900 inmates.", &[Other, Detained]),
        ("They stay in 12 evacuation centres.", &[Other]),
        ("There were nine death sentences and nine deaths.", &[Other, Killed]),
        ("They visited six police stations with six police officers.", &[Other, Personnel]),
        ("4,000 people were arrested and 329 shops looted.", &[Detained, Other]),
        ("279 are missing after a fire in seven towers.", &[Missing, Other]),
        ("The crowd had grown to thousands.", &[Participants]),
        ("They shot 40 villagers.", &[Casualties]),
        ("They shot 40 films.", &[Other]),
        ("Three were jailed for 15, 12 and 9 years.", &[Detained, Duration, Duration, Duration]),
        ("Three were hurt on the BR-282.", &[Injured, Other]),
        ("The war drove 40 bakers from their homes.", &[Displaced]),
        ("Two dozen bakers are among the dead.", &[Killed]),
        ("Doctors treated 37 bakers for bullet wounds.", &[Injured]),
        ("Three men, aged 19, 23 and 31, were arrested.", &[Detained]),
        ("31 men were hurt. It later corrected that to 13.", &[Injured, Injured]),
        ("Killed: 16 (the ministry)", &[Killed]),
        ("His two sons are still being held.", &[Detained]),
        ("They raised the toll of the blast to 48, up from 41.", &[Killed, Killed]),
        ("The death toll from last month's unrest in the oil town has risen to 31.", &[Killed]),
        ("There were 217 attacks. Sixty of the attacks were at night.", &[Incidents, Other]),
        ("This year 31 bakers died, compared with 12 in the same months.", &[Killed, Killed]),
        ("We said that 31 people had died. The right figure, says the town, is 13.", &[Killed, Killed]),
    ] {
        let found: Vec<Measure> = counts(text).into_iter().map(|(_, measure)| measure).collect();
        if found != wanted {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_counted_may_be_told_behind_or_before() {
    let killed = |text: &str| counts(text).last().map(|(_, measure)| *measure) == Some(Measure::Killed);
    for text in [
        "The caucus put at 80 the number of residents who died.",
        "40 fishermen are said to have died.",
        "The ministry spoke of 46 deaths. It had first said 52.",
        "The ministry spoke of 46 deaths. The guild put it at 52.",
    ] {
        assert!(killed(text), "{text}: {:?}", counts(text));
    }
    for text in ["The ministry spoke of 46 deaths. The guild has 52.", "The mayor put at 80 the number of parks."] {
        assert!(!killed(text), "{text}: {:?}", counts(text));
    }
}

#[test]
fn what_befell_people_is_told_in_many_words() {
    for (text, measure) in [
        ("12 miners are yet to be traced.", Measure::Missing),
        ("12 miners were unaccounted for.", Measure::Missing),
        ("12 villagers had taken to the streets.", Measure::Participants),
        ("A further 12 residents are nursing injuries.", Measure::Injured),
        ("12 villagers have been forced out.", Measure::Displaced),
        ("12 rebels were taken prisoner.", Measure::Detained),
        ("12 miners were buried alive.", Measure::Killed),
        ("The state has sent 12 personnel.", Measure::Personnel),
    ] {
        assert_eq!(counts(text)[0].1, measure, "{text}");
    }
}

#[test]
fn a_number_that_is_named_for_itself_takes_nothing_over() {
    let given = "At least 27 protesters died. The number of injured stood at 400.";
    assert_eq!(counts(given)[1].1, Measure::Injured);
    let given = "They opened 40 cases of torture. The ministry put the number of suspects in custody at 783.";
    assert_eq!(counts(given)[1].1, Measure::Detained);
    assert_eq!(counts("At least 27 protesters died. The number stood at 40.")[1].1, Measure::Killed);
}

#[test]
fn a_toll_is_one_over_an_aside() {
    for text in
        ["The death toll, initially reported as 78, was lowered to 67.", "The toll, first put at 78, is now 67."]
    {
        assert!(counts(text).iter().all(|(_, measure)| *measure == Measure::Killed), "{:?}", counts(text));
    }
    assert_eq!(counts("Three men turned out to be alive.")[0].1, Measure::Other);
}

#[test]
fn who_lost_a_roof_or_is_under_rubble_is_counted_as_such() {
    for (text, measure) in [
        ("The flood left 310 people without a roof.", Measure::Displaced),
        ("Some 3,400 people took shelter in schools.", Measure::Displaced),
        ("Some 40 miners are trapped.", Measure::Missing),
        ("The river swept away 40 labourers.", Measure::Missing),
        ("Some 56 spectators were trampled.", Measure::Casualties),
        ("Its nurses treated 12 people for cuts.", Measure::Injured),
        ("Some 12,000 people joined Saturday's rally.", Measure::Participants),
    ] {
        assert_eq!(counts(text)[0].1, measure, "{text}");
    }
}

#[test]
fn the_time_of_a_deed_is_not_what_is_counted() {
    assert_eq!(counts("Deputies arrested six people Saturday night.")[0].1, Measure::Detained);
    assert_eq!(counts("Some 40 men were killed, nine boys among them.")[1].1, Measure::Killed);
}

#[test]
fn between_people_and_what_befell_them_may_stand_more_of_them() {
    for text in [
        "Seven members of the Association of Small Miners of Osh (ASMO) have been killed.",
        "Around 90 patients, staff and villagers were killed.",
        "They say 90 people were \"extrajudicially killed\".",
        "Of those, 139 displaced people had died.",
        "Deaths in custody since August 2020: 2",
    ] {
        assert_eq!(counts(text).last().unwrap().1, Measure::Killed, "{text}");
    }
    for text in [
        "Ten others, let it be said, including two policemen and two guards, had been killed.",
        "Six people were killed, two in the east of the capital, three in Osh.",
        "Twelve such deaths were counted.",
    ] {
        assert!(counts(text).iter().all(|(_, measure)| *measure == Measure::Killed), "{:?}", counts(text));
    }
    let text = "Two members of the committee of the football union of Osh have been arrested.";
    assert_eq!(counts(text)[0].1, Measure::Detained);
    for text in [
        "Seven members of the choir of the school where pupils of Osh had been killed sang.",
        "Around 90 patients, staff and villagers sang.",
        "About 121 people were killed and 124,000 affected.",
        "About 121 people were killed and 61 huts burned.",
        "About 121 people were executed and that 22 singers had been praised was no comfort.",
        "They were arrested 17 times.",
        "Seventy-five people were sentenced to death.",
    ] {
        assert_eq!(counts(text).last().unwrap().1, Measure::Other, "{text}");
    }
    assert_eq!(counts("The union had 214 in the ten months before.")[0].1, Measure::Other);
    assert_eq!(counts("139 displaced people sang.")[0].1, Measure::Displaced);
}

#[test]
fn a_sum_has_its_currency_before_or_behind_it() {
    for text in
        ["It cost KSh 40 million.", "It cost Rs. 40 lakh.", "It cost 40 soles.", "It cost USD 40.", "It cost 40 naira."]
    {
        assert_eq!(counts(text)[0].1, Measure::Money, "{text}");
    }
    assert_eq!(counts("Of pounds 40 were found.")[0].1, Measure::Other);
}

#[test]
fn a_bare_number_is_of_what_the_sentence_before_calls_a_number() {
    for text in [
        "The mayor disowned a tally of arrests that he had announced. He said 229.",
        "The number of arrests was too high. We spoke of 229.",
        "The number of arrested residents published on Monday (229) is void.",
    ] {
        assert_eq!(counts(text).last().unwrap().1, Measure::Detained, "{text}");
    }
    for text in [
        "The number of arrests was too high. We counted 229 shops.",
        "The number of arrests was too high. It rained. We spoke of 229.",
        "The list of arrests is here. He paid 229 for it.",
        "The house (229) is void of arrests.",
    ] {
        assert_ne!(counts(text).last().unwrap().1, Measure::Detained, "{text}");
    }
}
