//! Nothing is looked at again and again that can be no repeat, and nothing is missed that is one.

use super::super::super::{Text, Verdict, read};
use super::super::in_order;
use super::super::noted::Noted;
use super::super::repeats::Repeats;
use super::*;

/// How much is looked at for the repeats in some texts, and how many are found.
fn looked(texts: &[String]) -> (usize, usize) {
    let mut noted = Noted::default();
    for (i, text) in texts.iter().enumerate() {
        let path = format!("{i}.txt");
        let reading = read(&Text { path: &path, text, published: None, publisher: None, language: None });
        noted.add(&reading, |figure| figure.verdict == Verdict::Rescinded);
    }
    let ranked = Ranked::new(noted);
    let all = in_order(ranked.ranks(), |rank| ranked.value_order(rank));
    let withdrawn = all.iter().filter(|&&rank| ranked.at(rank).withdrawn).count();
    assert!(withdrawn > 0 && withdrawn < all.len(), "{withdrawn} of {}", all.len());
    let mut relations = Vec::new();
    let looked = Repeats::new(&ranked).group(&all, &mut relations);
    (looked, relations.len())
}

/// The same line with each number.
fn lines(date: &str, count: usize, line: impl Fn(usize) -> String) -> String {
    format!("LIMA, {date}.\n\n{}", (500..500 + count).map(line).collect::<Vec<_>>().join(" "))
}

#[test]
fn figures_that_can_never_be_repeats_are_not_looked_at_again_and_again() {
    let withdrawn = |n: usize| format!("The figure of {n} people killed was withdrawn.");
    let about = |n: usize| format!("The figure of about {n} people killed was withdrawn.");
    let stands = |n: usize| format!("It said {n} people were killed.");
    let day = "3 May 2018";
    let of_one_text = |count| vec![lines(day, count, |n| withdrawn(n) + " " + &stands(n))];
    let of_other_times = |count| vec![lines(day, count, about), lines("3 May 2010", count, stands)];
    let of_other_numbers =
        |count| vec![lines(day, count, |n| withdrawn(2 * n)), lines(day, count, |n| stands(2 * n + 1))];
    for texts in [&of_one_text as &dyn Fn(usize) -> Vec<String>, &of_other_times, &of_other_numbers] {
        let ((few, none), (many, none_of_many)) = (looked(&texts(100)), looked(&texts(400)));
        assert_eq!([none, none_of_many], [0, 0]);
        assert!(many < 6 * few, "{few} at 100, {many} at 400");
    }
    // Each finds its own, and each names the four nearest where many are near.
    let found = |texts: [String; 2]| looked(&texts).1;
    assert_eq!(found([lines(day, 50, withdrawn), lines(day, 50, stands)]), 2 * 50);
    assert_eq!(found([lines(day, 50, about), lines(day, 50, stands)]), 2 * 50 * 4);
}

#[test]
fn a_figure_that_may_name_no_more_is_not_come_to_again() {
    let withdrawn = lines("3 May 2018", 40, |n| format!("The figure of about {n} people killed was withdrawn."));
    let stands = lines("3 May 2018", 40, |n| format!("It said {n} people were killed."));
    let mut noted = Noted::default();
    for (path, text) in [("0.txt", &withdrawn), ("1.txt", &stands)] {
        let reading = read(&Text { path, text, published: None, publisher: None, language: None });
        noted.add(&reading, |figure| figure.verdict == Verdict::Rescinded);
    }
    let ranked = Ranked::new(noted);
    let run = |rank: Rank, ranks| Run { class: ranked.at(rank), extent: ranked.extent(rank), ranks };
    let others = (0..40).map(|nth| run(40 + nth, nth..nth + 1)).collect();
    let mut open = Open::new(&ranked, others, (40..80).collect());
    let mut come = |keep: &dyn Fn(Rank) -> bool| {
        let mut came = Vec::new();
        let asked = run(20, 20..21);
        open.retain(&Asked { run: &asked, keys: (0, Place::MAX), text: Some(0) }, |rank| {
            came.push(rank);
            keep(rank)
        });
        came.sort_unstable();
        came
    };
    assert_eq!(come(&|rank| rank % 2 == 0), (40..80).collect::<Vec<_>>());
    assert_eq!(come(&|_| false), (40..80).step_by(2).collect::<Vec<_>>());
    assert!(come(&|_| true).is_empty());
}
