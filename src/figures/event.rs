//! When and where: the window of time and the places by which figures of different texts may mean one event.

use std::collections::BTreeSet;

use super::lexicon::Class;
use super::passage::Passage;
use super::token::Kind;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, as written.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// Reads `2022-01-07`, alone or at the start of a longer time.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.get(..10)?.split('-');
        let (year, month, day) =
            (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Self { year, month, day })
    }

    /// Days on a scale of its own, exact within a month and never off by more than a few days across months: enough for
    /// windows of weeks, with no calendar to get wrong.
    const fn number(self) -> i32 {
        self.year as i32 * 372 + (self.month as i32 - 1) * 31 + self.day as i32
    }

    /// The day of that number. One that no month has, as counting across months can give, is the last of its month.
    fn of_number(number: i32) -> Option<Self> {
        let rest = number.checked_sub(1)?;
        let year = u16::try_from(rest.div_euclid(372)).ok()?;
        let month = u8::try_from(rest.rem_euclid(372) / 31 + 1).ok()?;
        let day = u8::try_from(rest.rem_euclid(31) + 1).ok()?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        };
        Some(Self { year, month, day: day.min(last) })
    }
}

impl std::fmt::Display for Date {
    /// As ISO 8601 has it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// From when to when, in days; unknown ends are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    from: Option<i32>,
    to: Option<i32>,
}

impl Window {
    fn new(from: i32, to: i32) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    /// One day.
    pub fn day(date: Date) -> Self {
        Self::new(date.number(), date.number())
    }

    /// The first and the last day, as far as known.
    pub fn days(self) -> (Option<Date>, Option<Date>) {
        (self.from.and_then(Date::of_number), self.to.and_then(Date::of_number))
    }

    /// Whether some day of it may lie between the two, which count as in; false where nothing is known of it.
    pub fn within(self, since: Option<Date>, until: Option<Date>) -> bool {
        let known = self.from.is_some() || self.to.is_some();
        let late = until.is_some_and(|until| self.from.is_some_and(|from| from > until.number()));
        let early = since.is_some_and(|since| self.to.is_some_and(|to| to < since.number()));
        known && !late && !early
    }

    /// Whether the two may be of one event: known, and no more than 45 days apart.
    pub fn may_be(self, other: Self) -> bool {
        const APART: i32 = 45;
        match (self.from, self.to, other.from, other.to) {
            (Some(a), Some(b), Some(c), Some(d)) => a <= d + APART && c <= b + APART,
            _ => true,
        }
    }

    /// Whether both are the same single day.
    pub fn same_day(self, other: Self) -> bool {
        self.from.is_some() && self.from == self.to && self == other
    }

    /// Whether this one lies wholly before the other.
    pub fn before(self, other: Self) -> bool {
        matches!((self.to, other.from), (Some(to), Some(from)) if to < from)
    }
}

/// A date as a text has it, with what it leaves out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// The token it begins at.
    pub at: usize,
    year: Option<u16>,
    month: Option<u8>,
    day: Option<u8>,
    line: Line,
}

/// Whether a date heads its text or stands in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Alone on its line, or at the start of it before a dash or point: "LIMA, 5 March 2019 —".
    Dateline,
    /// Anywhere else.
    Told,
}

/// The dates of a paragraph.
pub(super) fn dates(text: &str, passage: &Passage) -> Vec<Written> {
    let tokens = &passage.tokens;
    let number = |at: usize, digits: usize| {
        let token = tokens.get(at).filter(|t| t.kind == Kind::Number)?;
        let raw = token.span.of(text);
        (raw.len() <= digits).then(|| raw.parse::<u16>().ok())?
    };
    let year = |at: usize| number(at, 4).filter(|y| (1500..2100).contains(y));
    let day = |at: usize| number(at, 2).filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok());
    let comma = |at: usize| at + usize::from(tokens.get(at).is_some_and(|t| t.sign(',')));
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut end = at + 1;
        if tokens[at].is(Class::Month) {
            let month = tokens[at].value().parse().ok();
            let after = day(at + 1);
            let before = at.checked_sub(1).and_then(day).filter(|_| after.is_none());
            end += usize::from(after.is_some());
            let year = year(comma(end));
            found.push(Written { at, year, month, day: after.or(before), line: Line::Told });
            end = if year.is_some() { comma(end) + 1 } else { end };
        } else if let Some(year) = year(at) {
            let dash = |at: usize| tokens.get(at).is_some_and(|t| t.sign('-'));
            let iso = (dash(at + 1) && dash(at + 3))
                .then(|| Some((day(at + 2).filter(|m| *m <= 12)?, day(at + 4)?)))
                .flatten();
            // A bare year counts only where it is led like one: "in 2011".
            let led =
                at > 0 && tokens[at - 1].any(&[Class::Preposition, Class::Subordinator, Class::Article, Class::This]);
            if let Some((month, day)) = iso {
                found.push(Written { at, year: Some(year), month: Some(month), day: Some(day), line: Line::Told });
                end = at + 5;
            } else if led {
                found.push(Written { at, year: Some(year), month: None, day: None, line: Line::Told });
            }
        }
        if let Some(date) = found.last_mut().filter(|date| date.at == at) {
            let heads = at <= 5
                && tokens
                    .get(end)
                    .is_none_or(|t| matches!(t.kind, Kind::Sign('—' | '–' | '-' | '.' | ':' | '(' | ')')));
            date.line = if heads { Line::Dateline } else { Line::Told };
        }
        at = end;
    }
    found
}

/// The day a text speaks from: when it was published, else its first full date, else its first month and year.
pub(super) fn reference(published: Option<Date>, dates: &[Written]) -> Window {
    if let Some(date) = published {
        return Window::day(date);
    }
    let full = |d: &Written| Some(Date { year: d.year?, month: d.month?, day: d.day? });
    if let Some(date) = dates.iter().filter(|d| d.line == Line::Dateline).find_map(full) {
        return Window::day(date);
    }
    // A date in mid-text is of something told; the text speaks from then or some weeks later.
    if let Some(date) = dates.iter().find_map(full) {
        return Window::new(date.number(), date.number() + 30);
    }
    let months = dates.iter().find_map(|d| Some(Date { year: d.year?, month: d.month?, day: 1 }));
    months.map(|date| Window::new(date.number(), date.number() + 30)).unwrap_or_default()
}

/// When what a sentence tells happened: by its own date, else by the text's day.
pub(super) fn window(
    text: &str,
    passage: &Passage,
    sentence: &std::ops::Range<usize>,
    dates: &[Written],
    reference: Window,
) -> Window {
    let own: Vec<&Written> = dates.iter().filter(|d| sentence.contains(&d.at)).collect();
    let base_year = reference.from.and_then(|from| u16::try_from((from - 1) / 372).ok());
    let spans = own.iter().filter_map(|d| {
        let year = d.year.or(base_year)?;
        Some(match (d.month, d.day) {
            (Some(month), Some(day)) => Window::day(Date { year, month, day }),
            (Some(month), None) => {
                let first = Date { year, month, day: 1 }.number();
                Window::new(first, first + 30)
            }
            _ => {
                let first = Date { year, month: 1, day: 1 }.number();
                Window::new(first, first + 371)
            }
        })
    });
    // Another year in the sentence makes it background; else the text's own day is what the count is as of.
    let far = spans.into_iter().find(|w| !w.may_be(reference));
    let words = &passage.tokens[sentence.clone()];
    let back = words.iter().any(|t| t.is(Class::WeeksBack) && t.span.of(text).contains("year"))
        || words.windows(2).any(|w| w[1].is(Class::Ago) && w[0].span.of(text).starts_with("year"));
    match (far, base_year) {
        (Some(window), _) => window,
        (None, Some(year)) if back => Window::new(0, Date { year, month: 1, day: 1 }.number() - 60),
        _ => reference,
    }
}

/// The places that a text names, in order, each once. One piece of memory: every text of an archive keeps its places
/// until all are linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Box<str>);

impl Places {
    pub(super) fn new(places: &BTreeSet<String>) -> Self {
        Self(places.iter().map(String::as_str).collect::<Vec<_>>().join("\n").into())
    }

    /// Each place.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        // A place is one word of a text or of the lexicon, so it has no line end.
        self.0.lines()
    }
}

/// Places named in a paragraph: countries by the lexicon, other names by the preposition before them.
pub(super) fn places(text: &str, passage: &Passage, into: &mut BTreeSet<String>) {
    // "LIMA, 5 March 2019 —": a place opens its line.
    if let [first, second, third, ..] = &passage.tokens[..]
        && first.capital
        && first.entry.is_none()
        && second.sign(',')
        && (third.kind == Kind::Number || third.any(&[Class::Month, Class::Weekday]))
    {
        into.insert(first.span.of(text).to_lowercase());
    }
    for (at, token) in passage.tokens.iter().enumerate() {
        if token.is(Class::Place) && token.capital {
            into.insert(token.value().to_owned());
        }
        let led = at > 0
            && passage.tokens[at - 1].is(Class::Preposition)
            && matches!(passage.tokens[at - 1].span.of(text), "in" | "at" | "near" | "across");
        if led && token.capital && token.entry.is_none() && token.kind == Kind::Word {
            into.insert(token.span.of(text).to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lexicon::english, span::Span};
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

    #[test]
    fn an_older_year_is_another_event() {
        let text = "LIMA, 5 March 2019. In 2004, nine miners died. Since Monday, four died.";
        let passage = passage(text);
        let dates = dates(text, &passage);
        let reference = reference(None, &dates);
        let windows: Vec<Window> =
            passage.sentences.iter().map(|s| window(text, &passage, s, &dates, reference)).collect();
        assert!(!windows[1].may_be(reference) && windows[2].may_be(reference));
        assert!(windows[1].before(reference));
    }

    #[test]
    fn places_by_name_and_people() {
        let mut found = BTreeSet::new();
        let text = "The Peruvian ministry met in Arequipa.";
        places(text, &passage(text), &mut found);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["arequipa", "peru"]);
    }
}
