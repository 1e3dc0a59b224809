//! Who says it, where a time, an aside or nothing at all stands between the name and what is said.

use super::check;

#[test]
fn behind_who_said_it_may_stand_when() {
    check(&[
        ("40 people died, the mayor said last week.", "40", "the mayor"),
        ("40 people died, the mayor said last October.", "40", "the mayor"),
        ("40 people died, the mayor said this month.", "40", "the mayor"),
        ("40 people died, the mayor said two days ago.", "40", "the mayor"),
        ("It rained, the mayor said this week that 40 people had died.", "40", "the mayor"),
    ]);
}

#[test]
fn without_a_comma_a_name_ends_where_the_number_begins() {
    check(&[
        ("According to the ministry 40 people were killed.", "40", "the ministry"),
        ("According to the Oxus Watch Group at least 40 people were killed.", "40", "the Oxus Watch Group"),
        ("According to him 40 of the dead were miners.", "40", "him"),
        ("According to figures for 2021 of the union, 40 people were killed.", "40", "figures for 2021 of the union"),
        ("According to the 12 nurses of the ward, 40 people were killed.", "40", "the 12 nurses of the ward"),
        ("As per the union, 40 people were killed.", "40", "the union"),
        ("The union wrote a report, according to which 40 people were killed.", "40", "a report"),
    ]);
}

#[test]
fn a_verb_that_looks_like_a_noun_is_told_by_what_stands_before_it() {
    check(&[
        ("The ministry reports that 40 people died.", "40", "The ministry"),
        ("The same office reports that 40 people died.", "40", "The same office"),
        ("Our Lima office reports that 40 people died.", "40", "Our Lima office"),
        ("It reports that 40 people died.", "40", "It"),
        ("There are persistent reports that 40 people died.", "40", ""),
        ("Reports that 40 people died reached the port.", "40", ""),
        ("The port has seen credible reports that 40 people died.", "40", ""),
        ("We are aware of media reports that 40 people died.", "40", ""),
        ("The morgue, say the families, has 40 bodies.", "40", "the families"),
        ("The records, kept by the coroner, list 40 deaths.", "40", "The records, kept by the coroner"),
        ("Its tally, kept since May, had 40 people killed.", "40", "Its tally, kept since May"),
        (
            "Our team, present until the last van was unloaded, counted 40 bodies.",
            "40",
            "Our team, present until the last van was unloaded",
        ),
        ("Threatening phone calls went to 40 people.", "40", ""),
        ("40 people died, whatever their lawyers have told the court.", "40", ""),
    ]);
}

#[test]
fn who_works_with_those_who_are_counted_has_counted_them() {
    check(&[
        ("We treated 40 wounded people.", "40", "We"),
        ("Our team in Lima interviewed relatives of 40 dead.", "40", "Our team in Lima"),
        ("We visited three wards and interviewed 40 wounded people.", "40", "We"),
        ("We logged 40 raids in May.", "40", "We"),
        ("We know of 40 dead.", "40", "We"),
        ("Investigators examined 40 deaths.", "40", "Investigators"),
        ("The commission, one of three, looked into 40 deaths.", "40", "The commission, one of three"),
        ("The army wounded 40 people.", "40", ""),
        ("We were told to leave and 40 people died.", "40", ""),
        ("40 deaths were examined by nobody.", "40", ""),
    ]);
}

#[test]
fn what_a_sentence_opens_with_is_a_part_of_what_is_said() {
    check(&[
        ("In 40 cases, the families said that police had shot first.", "40", "the families"),
        ("All were asked; in 40 cases, the families said that police had shot first.", "40", "the families"),
        ("In 40 days, the families said that police had shot nobody.", "40", ""),
        ("Please write, calling on the army to:\n• find the 40 missing miners;\n• rest.\n", "40", ""),
    ]);
}

#[test]
fn a_name_may_stand_behind_what_is_said_or_before_a_sign() {
    check(&[
        ("40 people fled to the hills, the parish priest estimates.", "40", "the parish priest"),
        ("The head of the judiciary says in March that 40 people had been held.", "40", "The head of the judiciary"),
        ("Witnesses in Lima speak of 40 dead.", "40", "Witnesses in Lima"),
        ("The mission was able to verify 40 deaths.", "40", "The mission"),
        ("The mission was verified 40 times by nobody.", "40", ""),
        ("The nurses, whose lists are long, count 40 dead.", "40", "The nurses, whose lists are long"),
        ("The overview lists nine people killed, and 40 missing.", "40", "The overview"),
        ("The mayor spoke of nine dead; the council gives 40.", "40", "the council"),
        ("There were 40 dead per the National Fund.", "40", "the National Fund"),
        ("There were 40 dead per day.", "40", ""),
        ("The mayor heard of a claim by the union that 40 people had died.", "40", "the union"),
        ("It won every poll by an average of 40 points.", "40", ""),
        ("The union, whose own tally of the dead stood at 40, wept.", "40", "The union"),
        ("Ministry of Health, 3 May: 40 killed.", "40", "Ministry of Health"),
        ("The spokesman Ana Ruiz, on Radio Osh: 40 killed.", "40", "The spokesman Ana Ruiz"),
        ("UN report: 40 killed in Osh", "40", "UN report"),
        ("Weather report: 40 killed in Osh", "40", ""),
        ("Baroness Hallam: To ask how many were missing.\n\nLord Ruiz: There were 40 missing.", "40", "Lord Ruiz"),
        ("Hardly anybody remembers that 40 people were killed.", "40", ""),
        ("People say 40 people were killed.", "40", ""),
    ]);
}

#[test]
fn a_letter_names_who_answers_in_an_interview() {
    check(&[
        ("Q: How many came?\n\nA: We had 40 dead in the corridor.", "40", "A"),
        ("Q: How many came?\n\nA: It was late. They arrested 40 people.", "40", ""),
        ("A crowd came. We had 40 dead in the corridor.", "40", ""),
    ]);
}

#[test]
fn as_somebody_says_is_their_word_and_as_somebody_expects_is_none() {
    check(&[
        ("40 people, as the authorities themselves admit, died.", "40", "the authorities"),
        ("40 people died, as the ministry's report also notes.", "40", "the ministry's report"),
        ("40 people died, as analysts had feared.", "40", ""),
        ("40 people died, as police fired at the crowd.", "40", ""),
        ("40 people died, not 90, as the mayor said.", "40", ""),
        ("The number is 40, as published by the ministry.", "40", "the ministry"),
    ]);
}

#[test]
fn who_says_it_may_stand_behind_by_behind_however_or_before_a_plain_number() {
    check(&[
        ("40 people, by the state government's count, died.", "40", "the state government's count"),
        ("40 people died, by estimates of the union.", "40", "the union"),
        ("A nurse, however, told the paper that 40 people had died.", "40", "A nurse"),
        ("The union now gives 40 dead, all of them named.", "40", "The union"),
        ("The union gave 40 injured miners tea.", "40", ""),
        ("In May 40 people died, HRMMU verified.", "40", "HRMMU"),
        ("In May 40 people died, which HRMMU never verified.", "40", ""),
        ("The mayor read the statement by a councillor that 40 people had died.", "40", "a councillor"),
    ]);
}
