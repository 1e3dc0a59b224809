//! When what a figure counts happened: by its sentence's own date, else by its paragraph's, its title's, its text's.

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::written::{Line, Written};
use super::{Date, Window};

/// Days of a month that is named without a day, less one.
const MONTH: i32 = 30;

/// What a text says of its own time.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Calendar {
    /// The day it speaks from.
    pub told: Window,
    /// The time its title names: "One year after January 2022" is about January 2022.
    pub title: Option<Window>,
}

impl Calendar {
    /// The day a text speaks from: when it was published, else its first full date, else its first month and year.
    pub fn new(published: Option<Date>, title: &[Written], dates: &[Written]) -> Self {
        let told = told(published, dates);
        let title = title.iter().find(|d| d.month.is_some() && (d.line == Line::Told || d.day.is_none()));
        Self { told, title: title.and_then(|date| span(date, told)) }
    }
}

fn told(published: Option<Date>, dates: &[Written]) -> Window {
    if let Some(date) = published {
        return Window::day(date);
    }
    let full = |d: &Written| Some(Date { year: d.year?, month: d.month?, day: d.day? });
    if let Some(date) = dates.iter().filter(|d| d.line == Line::Dateline).find_map(full) {
        return Window::day(date);
    }
    // A date in mid-text is of something told; the text speaks from then or some weeks later.
    if let Some(date) = dates.iter().find_map(full) {
        return Window::new(date.number(), date.number() + MONTH);
    }
    let months = dates.iter().find_map(|d| Some(Date { year: d.year?, month: d.month?, day: 1 }));
    months.map(|date| Window::new(date.number(), date.number() + MONTH)).unwrap_or_default()
}

/// The days that a date means. One without a year is the last such day before the text was written: in a text of
/// January, "in December" was last year.
fn span(date: &Written, told: Window) -> Option<Window> {
    let of = |year: u16| match (date.month, date.day) {
        (Some(month), Some(day)) => Window::day(Date { year, month, day }),
        (Some(month), None) => {
            let first = Date { year, month, day: 1 }.number();
            Window::new(first, first + MONTH)
        }
        _ => {
            let first = Date { year, month: 1, day: 1 }.number();
            Window::new(first, first + 371)
        }
    };
    if let Some(year) = date.year {
        return Some(of(year));
    }
    let year = year_of(told)?;
    let coming = matches!((of(year).from(), told.to()), (Some(from), Some(to)) if from > to + MONTH);
    Some(of(if coming { year.saturating_sub(1) } else { year }))
}

fn year_of(window: Window) -> Option<u16> {
    window.from().and_then(|from| u16::try_from((from - 1) / 372).ok())
}

/// When what a sentence tells happened.
///
/// A date that says when somebody spoke ("said on 12 January that …") gives way to another one in the sentence.
pub(in super::super) fn window(
    passage: &Passage,
    sentence: &Range<usize>,
    figure: usize,
    dates: &[Written],
    calendar: Calendar,
) -> Window {
    let told = calendar.told;
    let own = dates.iter().filter(|d| sentence.contains(&d.at));
    let near = |d: &&Written| (d.month.is_none(), of_saying(passage, d), d.at.abs_diff(figure));
    if let Some(date) = own.min_by_key(near)
        && let Some(window) = span(date, told)
    {
        return since(passage, sentence, date, window, told);
    }
    let words = &passage.tokens[sentence.clone()];
    let years_back = words.iter().any(|t| t.role() == "years-back")
        || words.windows(2).any(|w| w[1].is(Class::Ago) && w[0].role() == "year");
    if let Some(year) = year_of(told).filter(|_| years_back) {
        return Window::new(0, Date { year, month: 1, day: 1 }.number() - 60);
    }
    // "On Monday", "two days ago": told from the text's own day.
    if words.iter().any(|t| t.any(&[Class::Weekday, Class::Ago]) || t.role() == "today") {
        return told;
    }
    let earlier = dates.iter().rev().filter(|d| d.at < sentence.start && d.line == Line::Told && d.month.is_some());
    earlier.filter(|d| !of_saying(passage, d)).find_map(|d| span(d, told)).or(calendar.title).unwrap_or(told)
}

/// "Said on 12 January", "announced Friday, 12 January, that": when it was said.
fn of_saying(passage: &Passage, date: &Written) -> bool {
    const NEAR: usize = 5;
    let before = &passage.tokens[date.at.saturating_sub(NEAR)..date.at];
    let led = before.iter().rev().find(|t| !date_word(t));
    led.is_some_and(|t| t.is(Class::Say))
}

fn date_word(token: &super::super::token::Token) -> bool {
    token.any(&[Class::Preposition, Class::Weekday, Class::This])
        || token.sign(',')
        || token.kind == super::super::token::Kind::Number
}

/// "Since 4 January": from that day to the one that the text speaks from, if that is known.
fn since(passage: &Passage, sentence: &Range<usize>, date: &Written, window: Window, told: Window) -> Window {
    let led = passage.tokens[sentence.start..date.at].iter().rev().find(|t| !date_word(t));
    match (led, window.from(), told.to()) {
        (Some(since), Some(from), to) if since.role() == "since" && to.is_none_or(|to| from <= to) => {
            Window::since(from, to)
        }
        _ => window,
    }
}
