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
    ("The registry's files on the Dunes show that 40 huts were sold.", "40", "The registry's files on the Dunes"),
    ("Files of the Lima Port show that 40 crates were lost.", "40", "Files of the Lima Port"),
    ("The polls of 1972 showed 40 percent for Ruiz.", "40", "The polls of 1972"),
    ("A list, which the ministry said has 40 names, was burnt.", "40", "the ministry"),
    ("It was a feast, the mayor said, because 40 boats came home.", "40", "the mayor"),
    ("While most stayed open, according to the mayor, 40 in Lima were shut.", "40", "the mayor"),
    ("In a Tribune poll, 40 percent agreed; just 31 percent did not.", "31", "a Tribune poll"),
    ("The survey found 40 percent for Ruiz; 31 percent were against him.", "31", "The survey"),
    ("Expecting 40 guests, the mayor bought bread.", "40", "the mayor"),
    ("The mayor said the huts, numbering 40, were lost.", "40", "The mayor"),
    ("Ruiz trails in the Tribune's average of polls by nearly 40 points.", "40", "the Tribune's average of polls"),
    ("Sens. Ana Ruiz and Ben Ode said 40 homes were lost.", "40", "Sens. Ana Ruiz and Ben Ode"),
    ("The union has counted 16 dead, 40 wounded and 90 missing.", "90", "The union"),
    ("State radio quoted the ministry as saying 40 people had died.", "40", "the ministry"),
    ("In its report the union documented 40 deaths.", "40", "the union"),
    ("The report lists 40 people killed.", "40", "The report"),
    (
        "Officials from the ministry, who met in Lima, say 40 people died.",
        "40",
        "Officials from the ministry, who met in Lima",
    ),
    ("40 people were killed (source: Ministry of Health).", "40", "Ministry of Health"),
    ("It later revised the toll to 40.", "40", "It"),
    ("The army reported 60 deaths, though that was denied, and 900 arrests.", "900", "The army"),
    ("Ministry of Mines: 40 dead", "40", "Ministry of Mines"),
    ("Toll at 40: governor", "40", "governor"),
    ("40 miners freed - union", "40", "union"),
    ("State TV: 40 held", "40", "State TV"),
    ("40 held after march, say witnesses", "40", "witnesses"),
    ("Police say 40 held", "40", "Police"),
    ("Quoting guards, a radio in Lima gave the toll as 40.", "40", "a radio in Lima"),
    ("The registry's data give 40 deaths.", "40", "The registry's data"),
    ("Files seen by the Tribune list 40 deaths.", "40", ""),
    ("Court records seen by the Tribune list 40 deaths.", "40", "Court records seen by the Tribune"),
    ("40 miners died, records held by the Tribune show.", "40", "records held by the Tribune"),
    ("The toll was 40, miners and guards counted together, and injuries in the hundreds.", "hundreds", ""),
    ("Residents and volunteers found 40 graves.", "40", ""),
    ("Police counted 40 marchers who were arrested.", "40", "Police"),
    ("Residents say that they found 40 graves.", "40", "they"),
    ("The mayor must keep a pledge she offered: 40 new homes.", "40", "she"),
    ("The guild =HYPERLINK(\"https://guild.example/31\") said that 40 miners had died.", "40", "The guild"),
    ("More than 40 people were hurt, Mayor Omar Said told state radio.", "40", "Mayor Omar Said"),
    (
        "Two had 40 bruises, according to medical records reviewed by the guild.",
        "40",
        "medical records reviewed by the guild",
    ),
    ("This year 40 people died, figures from the harbour union show.", "40", "the harbour union"),
    ("The council withdrew its count of the dead, saying that 40 had been counted twice.", "40", "The council"),
    ("The union's own count stands at 40 dead.", "40", "The union"),
    ("The revised figure is 40.", "40", ""),
    ("The Interior Ministry on Tuesday raised the toll to 40.", "40", "The Interior Ministry"),
    (
        "“It was hell,” a baker told us. “I saw 40 people fall.” Nurses, who were tired, said they had slept.",
        "40",
        "a baker",
    ),
    (
        "The Ministry of Mines reports: the pit is shut. In the night 40 miners were killed.",
        "40",
        "The Ministry of Mines",
    ),
    ("The mayor said: the pit is shut. The union said so, too. In the night 40 miners were killed.", "40", ""),
    ("By Mine Watch's count, 40 miners died.", "40", "Mine Watch's count"),
    (
        "Mine Watch, a charity that keeps a register, counted 40 deaths.",
        "40",
        "Mine Watch, a charity that keeps a register",
    ),
    ("Mine Watch — the oldest in Lima — said 40 miners had died.", "40", "Mine Watch"),
    ("The Union of Miners (UM) said 40 had died.", "40", "The Union of Miners"),
    ("If, as the union says, 40 miners died, the owner must go.", "40", "the union"),
    ("The mayor said the road was shut and 40 people were hurt.", "40", "The mayor"),
    ("The mayor said that all was well, and that 40 people were safe.", "40", "The mayor"),
    ("The union confirmed 9 deaths, and 40 miners were still missing.", "40", "The union"),
    ("The mayor ordered guards to shoot, and 40 people were hurt.", "40", ""),
    ("The general told his men to stay and 40 people died.", "40", ""),
    ("The queen asked for calm, and the army arrested 40 people.", "40", ""),
    ("The mayor announced a curfew, and 40 people were held.", "40", ""),
    ("The union called for the release of 40 jailed miners.", "40", ""),
    ("The queen praised the rescue of 40 miners.", "40", ""),
    ("The mayor welcomed the return of 40 displaced families.", "40", ""),
    ("The council mourned the 40 miners killed.", "40", ""),
    ("The council voiced concern for the 40 miners arrested.", "40", ""),
    ("The clerk who denied the claim was among 40 people held.", "40", ""),
    ("Friends of the nurse who said she was ill buried 40 people.", "40", ""),
    ("Lima: 40 people died.", "40", ""),
    ("Breaking: 40 people died.", "40", ""),
    ("=(\"x\") said that 40 people died.", "40", ""),
    ("The deal, announced on Friday, would cost 40 euros.", "40", ""),
    ("The mayor found himself in 40 lawsuits.", "40", ""),
    ("The rise of 401(k) plans in the past 40 months went on.", "40", ""),
    ("Nearly 40 days after the vote, the mayor said he was ill.", "40", ""),
    ("“All is well,” said Ana Ruiz, a nurse for 40 years.", "40", ""),
    ("Harbours, many of them known as dunes, the mayor and 40 others sank.", "40", ""),
    ("The sheet, a list compiled by the union, has 40 lines.", "40", ""),
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
