//! Each exclusion in a sentence where it fires, and counts that only look like one.

use super::super::{Text, read};
use super::*;

fn excluded(text: &str) -> Vec<Exclusion> {
    let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
    assert!(reading.figures.is_empty(), "{text}: {:?}", reading.figures);
    reading.excluded.iter().map(|e| e.exclusion).collect()
}

/// Every exclusion fires, and on nothing that is a figure.
#[test]
fn each_kind_has_its_sentence() {
    for (exclusion, text) in [
        (Exclusion::Identifier, "Police said 9999999999999999999999999 people were killed."),
        (Exclusion::TooLong, "Police said 9,999,999,999,999,999,999,999,999 people were killed."),
        (Exclusion::TooLong, "Police said 9,999,999,999,999 trillion trillion trillion people were killed."),
        (Exclusion::TooLong, "Police said that 0.1234567890123456789012345 of them were killed."),
        (Exclusion::Year, "The bridge in Lima fell in 2011."),
        (Exclusion::Year, "Between 2018 and 2022, the bridge was shut."),
        (Exclusion::Year, "The bridge was shut in 2018–2022."),
        (Exclusion::Label, "It is told on pages 2 and 9."),
        (Exclusion::Label, "They wait outside the Zone 7 police station."),
        (Exclusion::Idiom, "The number of dead was revised upwards twice this week."),
        (Exclusion::Decade, "It was built in the 1990s."),
        (Exclusion::Date, "They met on 14 March."),
        (Exclusion::Date, "They met on March 14."),
        (Exclusion::Clock, "They met at 10:30."),
        (Exclusion::Clock, "They met at 6 p.m. in Lima."),
        (Exclusion::Age, "A 25-year-old teacher spoke."),
        (Exclusion::Age, "Rosa Quispe, 34, spoke."),
        (Exclusion::Age, "He is 70 years old."),
        (Exclusion::Age, "Its owner, who is 62, spoke."),
        (Exclusion::Age, "Her son, then 19, spoke."),
        (Exclusion::Age, "A freelance photographer, 27, spoke."),
        (Exclusion::Age, "A village chief, 80, spoke."),
        (Exclusion::Identifier, "The raid had cost R30 million."),
        (Exclusion::Clock, "They met at six in the evening."),
        (Exclusion::Clock, "09.47 Police: they met."),
        (Exclusion::Age, "The rest, aged between 20 and 55, spoke."),
        (Exclusion::Age, "A baker dies at 92."),
        (Exclusion::Age, "His rival turned 61 last week."),
        (Exclusion::Age, "Her brother, 27, was there."),
        (Exclusion::Age, "The boys were under 18, the court found."),
        (Exclusion::Label, "They came to Region 3 and left."),
        (Exclusion::Phone, "Phone 555 of the office."),
        (Exclusion::Phone, "Call the hotline at 102."),
        (Exclusion::Phone, "Ring +7 (7172) now."),
        (Exclusion::Label, "Article 14 of the code applies."),
        (Exclusion::Label, "Flight 447 was late."),
        (Exclusion::Name, "He told Radio Lima 9."),
        (Exclusion::Version, "Licensed under CC BY 4.0."),
        (Exclusion::Idiom, "They were counted twice."),
        (Exclusion::Ordinal, "It was the 3rd attempt."),
        (Exclusion::Idiom, "There is zero tolerance."),
        (Exclusion::Label, "The court found none. 12. It went on."),
        (Exclusion::Label, "[41] The court went on."),
        (Exclusion::Pronoun, "One wonders about that."),
        (Exclusion::Identifier, "See item 20190314551 there."),
        (Exclusion::Furniture, "Subscribe for 3 euros."),
    ] {
        assert!(excluded(text).contains(&exclusion), "{text}: {:?}", excluded(text));
    }
}

#[test]
fn counts_that_look_like_something_else_stay_figures() {
    for text in [
        "2011 protesters were arrested.",
        "They shot two in the evening.",
        "They spoke of a crowd, then 40, then nobody.",
        "09.47 were shut.",
        "Some 2,000 people marched.",
        "Police killed 14 people.",
        "How many died? 40. Nobody asked.",
        "Men died. The number stood at 40.",
        "The number of men killed stood at 40.",
        "He told the court how many. 40.",
        "One miner was killed.",
        "Under 18 homes were lost.",
        "In the region 14 were killed.",
        "No 40 homes are alike.",
        "At least 34 teachers, the union said.",
    ] {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        assert_eq!(reading.figures.len(), 1, "{text}: {:?}", reading.excluded);
    }
}

/// Zeros in front of a number, or behind its point, make it no longer.
#[test]
fn a_long_number_of_zeros_is_a_figure() {
    for number in
        ["12.0000000000000000000000000000", "000,000,000,000,000,000,000,000,000,012", "999,999,999,999,999,999"]
    {
        let text = format!("Police said {number} people were killed.");
        let reading = read(&Text { path: "a", text: &text, published: None, publisher: None, language: None });
        assert_eq!((reading.figures.len(), reading.excluded.len()), (1, 0), "{number}");
    }
}
