//! Days, and windows of them.

use serde::{Deserialize, Serialize};

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
    pub(super) const fn number(self) -> i32 {
        self.year as i32 * 372 + (self.month as i32 - 1) * 31 + self.day as i32
    }

    /// The day of that number. One that no month has, as counting across months can give, is the last of its month.
    pub(super) fn of_number(number: i32) -> Option<Self> {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    // Not as an `Option` each: every kind of figure of an archive holds one of these, and that would be twice as large.
    from: i32,
    to: i32,
}

/// The number of no day.
const OPEN: i32 = i32::MIN;

impl Default for Window {
    fn default() -> Self {
        Self { from: OPEN, to: OPEN }
    }
}

impl Window {
    pub(super) fn new(from: i32, to: i32) -> Self {
        Self { from, to }
    }

    /// From a day on, to another if that is known.
    pub(super) fn since(from: i32, to: Option<i32>) -> Self {
        Self { from, to: to.unwrap_or(OPEN) }
    }

    /// The number of the first day, if it is known.
    pub(super) fn from(self) -> Option<i32> {
        (self.from != OPEN).then_some(self.from)
    }

    /// That of the last.
    pub(super) fn to(self) -> Option<i32> {
        (self.to != OPEN).then_some(self.to)
    }

    /// One day.
    pub fn day(date: Date) -> Self {
        Self::new(date.number(), date.number())
    }

    /// The first and the last day, as far as known.
    pub fn days(self) -> (Option<Date>, Option<Date>) {
        (self.from().and_then(Date::of_number), self.to().and_then(Date::of_number))
    }

    /// Whether some day of it may lie between the two, which count as in; false where nothing is known of it.
    pub fn within(self, since: Option<Date>, until: Option<Date>) -> bool {
        let known = self.from().is_some() || self.to().is_some();
        let late = until.is_some_and(|until| self.from().is_some_and(|from| from > until.number()));
        let early = since.is_some_and(|since| self.to().is_some_and(|to| to < since.number()));
        known && !late && !early
    }

    /// Whether the two may be of one event: known, and no more than 45 days apart.
    pub fn may_be(self, other: Self) -> bool {
        const APART: i32 = 45;
        match (self.from(), self.to(), other.from(), other.to()) {
            (Some(a), Some(b), Some(c), Some(d)) => a <= d + APART && c <= b + APART,
            _ => true,
        }
    }

    /// The least window that holds both: what may be of one event with either may be with it.
    pub(in super::super) fn around(self, other: Self) -> Self {
        let end = |one: Option<i32>, other: Option<i32>, of: fn(i32, i32) -> i32| {
            one.zip(other).map_or(OPEN, |(one, other)| of(one, other))
        };
        Self { from: end(self.from(), other.from(), i32::min), to: end(self.to(), other.to(), i32::max) }
    }

    /// Whether both are the same single day.
    pub fn same_day(self, other: Self) -> bool {
        self.from().is_some() && self.from == self.to && self == other
    }

    /// Whether this one lies wholly before the other.
    pub fn before(self, other: Self) -> bool {
        matches!((self.to(), other.from()), (Some(to), Some(from)) if to < from)
    }
}
