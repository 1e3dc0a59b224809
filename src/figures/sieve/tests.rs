//! Who says it, sentence by sentence: the shapes that the sieve must tell apart.

use super::super::{Text, read};

/// Text, number, source; an empty source is none.
const CASES: &[(&str, &str, &str)] = &[
    ("The health ministry said on 9 March 2019 that 64 people had been killed.", "64", "The health ministry"),
    (
        "An official who spoke on condition of anonymity said eight guards were missing.",
        "eight",
        "An official who spoke on condition of anonymity",
    ),
    ("Three people died, including two children. The government puts the toll at 25.", "25", "The government"),
    ("The deaths rose to 19, state television reported, citing officials.", "19", "state television"),
    ("Oxus Watch has verified the names of 27 people who died.", "27", "Oxus Watch"),
    ("“Some 900 people were evacuated,” the prefect told reporters.", "900", "the prefect"),
    ("Nurses and the drivers were quoted speaking of “dozens” of victims.", "dozens", "Nurses and the drivers"),
    ("The premier asked Ruritania, which promised to send 300 soldiers.", "300", "Ruritania"),
    ("According to the union, nine miners died.", "nine", "the union"),
    ("In a Tribune poll, 40 percent of the voters disagreed.", "40", "a Tribune poll"),
    ("A Tribune poll has Ruiz at home and gives Quispe 40 percent.", "40", "A Tribune poll"),
    ("Ana Ruiz: “We have counted 40 graves since the morning.”", "40", "Ana Ruiz"),
    ("Continued Ruiz: “We have counted 40 graves since the morning.”", "40", "Ruiz"),
    ("The mayor notes:\n\nThere were 40 patients in the hall.", "40", "The mayor"),
    ("Reports of 40 deaths spread in the town.", "40", ""),
    ("The union did not say whether 40 miners were killed.", "40", ""),
    ("The council has expressed concern about the prisoners, 40 of whom are ill.", "40", ""),
    ("Police arrested 40 strikers in eleven states.", "40", ""),
];

#[test]
fn sources_are_found_and_not_invented() {
    let mut wrong = Vec::new();
    for (text, number, source) in CASES {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        let figure = reading.figures.iter().find(|f| f.text == *number);
        let found = figure.and_then(|f| f.source.as_ref()).map_or("", |s| &s.text);
        if found != *source || figure.is_none() {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
