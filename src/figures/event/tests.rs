//! Dates, windows and places.

use std::collections::BTreeSet;

use super::super::{lexicon::english, passage::Passage, span::Span};
use super::*;

#[test]
fn days_come_back_from_their_numbers() {
    for text in ["2022-01-01", "2022-01-31", "2021-12-31", "2020-02-29", "0004-07-15"] {
        let date = Date::parse(text).unwrap();
        assert_eq!(Date::of_number(date.number()), Some(date));
        assert_eq!(date.to_string(), text);
    }
    let beyond = Date { year: 2021, month: 2, day: 31 };
    assert_eq!(Date::of_number(beyond.number()).unwrap().to_string(), "2021-02-28");
    assert_eq!(Date::of_number(-5), None);
}

#[test]
fn a_window_lies_within_days_that_it_touches() {
    let day = |text| Date::parse(text);
    let window = Window::new(day("2022-01-03").unwrap().number(), day("2022-01-09").unwrap().number());
    assert!(window.within(day("2022-01-09"), None) && window.within(None, day("2022-01-03")));
    assert!(!window.within(day("2022-01-10"), None) && !window.within(None, day("2022-01-02")));
    assert!(!Window::default().within(None, None), "nothing is known of when");
    assert_eq!(window.days(), (day("2022-01-03"), day("2022-01-09")));
}

fn passage(text: &str) -> Passage {
    Passage::new(text, Span::new(0, text.len()), english())
}

#[test]
fn dates_in_all_orders() {
    for text in ["On March 5, 2019 it", "On 5 March 2019 it", "On 2019-03-05 it", "Mar. 5, 2019"] {
        let found = dates(text, &passage(text));
        assert_eq!((found[0].year, found[0].month, found[0].day), (Some(2019), Some(3), Some(5)), "{text}");
    }
}

/// The windows of a text's sentences, told on a day, each as its first and last day.
fn windows(told: &str, title: &str, text: &str) -> Vec<String> {
    let (body, heading) = (passage(text), passage(title));
    let calendar = Calendar::new(Date::parse(told), &dates(title, &heading), &dates(text, &body));
    let written = dates(text, &body);
    let show = |date: Option<Date>| date.map_or("?".to_owned(), |date| date.to_string());
    let window = |s: &std::ops::Range<usize>| window(&body, s, s.end - 1, &written, calendar).days();
    body.sentences.iter().map(window).map(|(from, to)| format!("{} {}", show(from), show(to))).collect()
}

#[test]
fn the_sentence_s_own_date_wins() {
    let told = "2022-01-20";
    for (text, wanted) in [
        ("In January 2022 nine miners died.", "2022-01-01 2022-01-31"),
        ("On 5 January nine miners died.", "2022-01-05 2022-01-05"),
        ("In December nine miners died.", "2021-12-01 2021-12-31"),
        ("In 2004, nine miners died.", "2004-01-01 2004-12-31"),
        ("Since 4 January nine miners have died.", "2022-01-04 2022-01-20"),
        ("The ministry said on 12 January that nine miners died on 6 January.", "2022-01-06 2022-01-06"),
        ("Nine miners died.", "2022-01-20 2022-01-20"),
    ] {
        assert_eq!(windows(told, "", text), [wanted], "{text}");
    }
}

#[test]
fn a_sentence_without_a_date_has_its_paragraph_s_or_its_title_s() {
    let paragraph = "On 5 January 2022 crowds gathered in Lima. Nine people died. On Monday four more died.";
    assert_eq!(windows("2022-02-01", "", paragraph)[1..], ["2022-01-05 2022-01-05", "2022-02-01 2022-02-01"]);
    assert_eq!(windows("2023-01-05", "A year after January 2022", "Nine people died."), ["2022-01-01 2022-01-31"]);
    // Until when is not known, if the text has no day.
    assert_eq!(windows("", "", "Since 2006 nine miners have died."), ["2006-01-01 ?"]);
    // A year alone is background for its own sentence.
    assert_eq!(windows("2022-02-01", "", "In 2004 a mine fell in. Nine people died.")[1], "2022-02-01 2022-02-01");
}

#[test]
fn a_text_without_a_day_speaks_from_its_dates() {
    let text = "LIMA, 5 March 2019. In 2004, nine miners died. Since Monday, four died. In May nine died.";
    let body = passage(text);
    let calendar = Calendar::new(None, &[], &dates(text, &body));
    assert_eq!(calendar.told, Window::day(Date { year: 2019, month: 3, day: 5 }));
    let windows: Vec<Window> =
        body.sentences.iter().map(|s| window(&body, s, s.start, &dates(text, &body), calendar)).collect();
    assert!(!windows[1].may_be(calendar.told) && windows[2].may_be(calendar.told));
    assert!(windows[1].before(calendar.told));
}

#[test]
fn places_by_name_and_people() {
    let mut found = BTreeSet::new();
    let text = "The Peruvian ministry met in Arequipa. In AREQUIPA it spoke of Peru.";
    places((english(), text), &passage(text), &mut found);
    assert_eq!(Places::new(&found).iter().collect::<Vec<_>>(), ["arequipa", "peru"]);
}

#[test]
fn a_town_brings_its_country_and_names_are_places_by_the_word_beside_them() {
    let named = |text: &str| {
        let mut found = BTreeSet::new();
        places((english(), text), &passage(text), &mut found);
        Places::new(&found).iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(named("We drove back to Aktau."), ["kazakhstan"]);
    assert_eq!(named("It happened in Addis Ababa, Ministry officials said."), ["addis", "ethiopia"]);
    assert_eq!(named("KARMATAL. The keys of the Sarmit Prison were lost."), ["karmatal", "sarmit"]);
    assert_eq!(named("The people of Papua New Guinea and of Guinea."), ["guinea", "papua-new-guinea"]);
    assert_eq!(named("The people of Papua New Guinea."), ["papua-new-guinea"]);
    assert_eq!(named("ICRC. We went in Let Hatoke to the Senate."), ["hatoke"]);
    assert_eq!(named("Residents of Sakhel district and of the village of Endra fled."), ["endra", "sakhel"]);
    assert_eq!(named("A boat sank off Sarrat, outside Tamun, said the union of Karmat."), ["sarrat", "tamun"]);
}
