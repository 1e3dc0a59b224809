use super::super::{Relation, Text, read};
use super::*;

fn readings(texts: &[&str]) -> Vec<Reading> {
    let text = |(i, text): (usize, &&str)| {
        let path = format!("{i}.txt");
        read(&Text { path: &path, text, published: None, publisher: None, language: None })
    };
    texts.iter().enumerate().map(text).collect()
}

fn linked(texts: &[&str]) -> Vec<Reading> {
    let mut readings = readings(texts);
    link_both(&mut readings, &[], &[]);
    readings
}

/// Links, and sees that outlines of the same figures come to the same.
fn link_both(readings: &mut [Reading], stated: &[StatedRescission], captures: &[Captures]) {
    let mut linker = Linker::new(stated, captures);
    readings.iter().for_each(|reading| linker.add(reading));
    let links = linker.finish();
    link(readings, stated, captures);
    for (came, reading) in readings.iter().enumerate() {
        let mut outlines = links.outline_nth(came);
        outlines.sort_by_key(|outline| outline.nth);
        let figure = |(nth, figure): (usize, &super::super::Figure)| Outline {
            verdict: figure.verdict,
            rule: figure.rule,
            start: figure.start,
            nth,
        };
        let figures: Vec<Outline> = reading.figures.iter().enumerate().map(figure).collect();
        assert_eq!((links.path_nth(came), outlines), (Some(&reading.path), figures));
    }
}

#[test]
fn an_outline_is_withdrawn_and_changed_as_its_figure_is() {
    let captures = [Captures { earlier: "0.txt".into(), later: "1.txt".into() }];
    let mut readings = self::readings(&["The ministry said 12 were killed.", "The ministry said 14 were killed."]);
    link_both(&mut readings, &[], &captures);
    assert_eq!(readings[1].figures[0].rule, "changed-since");
    let texts = [
        "LIMA, 3 May 2018.\n\nThe ministry said 12 people were killed in Peru.",
        "LIMA, 4 May 2018.\n\nIn all, 12 people were killed in Peru. In all, 30 were injured.",
    ];
    let mut readings = self::readings(&texts);
    let stated = |figure: &super::super::Figure| StatedRescission {
        path: figure.path.to_string(),
        span: figure.span(),
        evidence_path: "proof.txt".to_owned(),
        evidence: Span::new(0, 4),
    };
    let stated = [stated(&readings[0].figures[0])];
    link_both(&mut readings, &stated, &[]);
    let rules: Vec<_> = readings.iter().flat_map(|reading| &reading.figures).map(|figure| figure.rule).collect();
    assert_eq!(rules[0], "rescinded-by-statement");
    assert!(rules.contains(&"repeats-rescinded"), "{rules:?}");
}

/// The relations of the first figure of the first text.
fn relations(texts: &[&str]) -> Vec<Relation> {
    linked(texts)[0].figures[0].related.iter().map(|r| r.relation).collect()
}

#[test]
fn counts_of_one_event_stand_in_a_series() {
    let early = "LIMA, 3 May 2018.\n\nThe ministry said 12 people were killed in Peru.";
    let late = "LIMA, 5 May 2018.\n\nThe ministry said 19 people were killed in Peru.";
    assert_eq!(relations(&[early, late]), [Relation::LaterCount]);
    assert_eq!(relations(&[late, early]), [Relation::EarlierCount]);
    let bound = "LIMA, 3 May 2018.\n\nThe union said at least 9 people were killed in Peru.";
    assert_eq!(relations(&[bound, early]), [Relation::Compatible]);
    let again = "LIMA, 4 May 2018.\n\nThe union said 12 people were killed in Peru.";
    assert_eq!(relations(&[again, early]), [Relation::Same]);
}

#[test]
fn the_sentence_s_own_date_makes_the_link() {
    let then =
        "LIMA, 9 January 2022.\n\nThe ministry said over 160 people were killed in Peru. This figure was rescinded.";
    let year_on = "LIMA, 7 January 2024.\n\nIn January 2022, the union said, 164 people were killed in Peru.";
    assert_eq!(linked(&[then, year_on])[1].figures[0].verdict, Verdict::RepeatsRescinded);
    let now = "LIMA, 7 January 2024.\n\nThe union said 164 people were killed in Peru.";
    assert_eq!(linked(&[then, now])[1].figures[0].verdict, Verdict::Ok);
    // One event, told twice: the later text has the later count, and nobody contradicts anybody.
    let first = "LIMA, 6 January 2022.\n\nThe union said 12 people were killed in Peru on 5 January.";
    let second = "LIMA, 8 January 2022.\n\nThe union said 19 people were killed in Peru on 5 January.";
    assert_eq!(relations(&[first, second]), [Relation::LaterCount]);
}

#[test]
fn another_place_or_year_is_another_event() {
    let here = "LIMA, 3 May 2018.\n\nThe ministry said 12 people were killed in Peru.";
    assert_eq!(relations(&[here, "OSLO, 3 May 2018.\n\nPolice said 12 people were killed in Oslo."]), []);
    assert_eq!(relations(&[here, "LIMA, 3 May 2019.\n\nPolice said 12 people were killed in Peru."]), []);
}

#[test]
fn people_counted_apart_are_a_conflict_of_scope() {
    let both = "LIMA, 3 May 2018.\n\nThe ministry counted 26 dead demonstrators and officers in Peru.";
    let apart = "LIMA, 3 May 2018.\n\nThe ministry said 26 people were killed in Peru and 8 police officers died.";
    let readings = linked(&[both, apart]);
    let found: Vec<Relation> = readings[0].figures[0].related.iter().map(|r| r.relation).collect();
    assert_eq!(found, [Relation::ConflictsScope, Relation::CountedApart]);
    assert_eq!(readings[1].figures[1].verdict, Verdict::Ok, "the part that is counted apart is in no conflict");
}

#[test]
fn a_withdrawal_reaches_texts_before_and_after() {
    let withdrawn =
        "LIMA, 5 May 2018.\n\nOfficials in Peru reported over 60 deaths (a count that was later rescinded).";
    let before = "LIMA, 4 May 2018.\n\nThe union in Peru said 63 people were killed.";
    let after = "LIMA, 9 May 2018.\n\nThe union in Peru said 63 people were killed.";
    let readings = linked(&[before, withdrawn, after]);
    assert_eq!(readings[0].figures[0].verdict, Verdict::RepeatsRescinded);
    assert_eq!(readings[2].figures[0].verdict, Verdict::RepeatsRescinded);
    let reached: Vec<Relation> = readings[1].figures[0].related.iter().map(|r| r.relation).collect();
    assert_eq!(reached, [Relation::RepeatedBy, Relation::RescindedBy, Relation::RepeatedBy]);
}

#[test]
fn a_text_that_is_read_again_is_told_the_same() {
    let texts = [
        "LIMA, 4 May 2018.\n\nThe union in Peru said 63 people were killed.",
        "LIMA, 5 May 2018.\n\nOfficials in Peru reported over 60 deaths (a count that was later rescinded).",
        "LIMA, 6 May 2018.\n\nThe union in Peru said 70 people were killed, and 12 were wounded.",
        "LIMA, 6 May 2018.\n\nThe mayor in Peru said 75 people were killed, and 12 were wounded.",
    ];
    let captures = [Captures { earlier: "2.txt".into(), later: "3.txt".into() }];
    let proof = Span::new(0, 4);
    let stated = StatedRescission {
        path: "2.txt".to_owned(),
        span: readings(&texts)[2].figures[1].span(),
        evidence_path: "proof.txt".to_owned(),
        evidence: proof,
    };
    let mut held = readings(&texts);
    link(&mut held, std::slice::from_ref(&stated), &captures);
    let mut linker = Linker::new(&[stated], &captures);
    readings(&texts).into_iter().rev().for_each(|reading| linker.add(&reading));
    let links = linker.finish();
    for (mut again, held) in readings(&texts).into_iter().zip(&held) {
        links.apply(&mut again);
        assert_eq!(again.figures, held.figures);
    }
    let verdicts: Vec<_> = held.iter().flat_map(|reading| &reading.figures).map(|figure| figure.verdict).collect();
    assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Rescinded).count(), 2, "{verdicts:?}");
    assert!(verdicts.contains(&Verdict::RepeatsRescinded), "{verdicts:?}");
    let mut other = readings(&["LIMA, 4 May 2018.\n\nThe union said 63 people were killed."]).remove(0);
    other.path = "other.txt".into();
    let before = other.figures.clone();
    links.apply(&mut other);
    assert_eq!(other.figures, before, "a text that was not taken in");
}

#[test]
fn a_factor_agrees_with_its_numbers_and_its_like() {
    let one = "LIMA, 3 May 2018.\n\nThe number of ferries in Peru doubled from 30 to 60.";
    let two = "LIMA, 5 May 2018.\n\nA two-fold increase of ferries in Peru was announced.";
    assert_eq!(relations(&[one, two]), [Relation::Same; 3]);
}

#[test]
fn equal_numbers_meet_however_many_others_stand_between_their_texts() {
    let of = |n: usize| format!("LIMA, 3 May 2018.\n\nThe union said {n} people were killed in Peru.");
    let numbers = [31].into_iter().chain((1..12).map(|n| 100 * n)).chain([31]);
    let texts: Vec<String> = numbers.map(of).collect();
    let readings = linked(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let same = readings[0].figures[0].related.iter().filter(|related| related.relation == Relation::Same);
    assert_eq!(same.map(|related| &*related.path).collect::<Vec<_>>(), ["12.txt"]);
}
