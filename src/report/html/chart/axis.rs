//! Scales: days with gaps left out, and values.

use crate::figures::Date;
use crate::report::html::words::grouped;

/// More days than this without a figure are left out, and the axis says so by a break.
const GAP: i32 = 40;

/// Width of a break, in units of the drawing.
const BREAK: f64 = 54.0;

/// The day on a scale of days that every month fits.
pub(super) fn day(date: Date) -> Option<i32> {
    let month = time::Month::try_from(date.month).ok()?;
    // The 31st of a short month stands for its end.
    let day = date.day.min(month.length(i32::from(date.year)));
    Some(time::Date::from_calendar_date(i32::from(date.year), month, day).ok()?.to_julian_day())
}

fn shown(day: i32) -> String {
    time::Date::from_julian_day(day)
        .map(|date| format!("{} {} {}", date.day(), &date.month().to_string()[..3], date.year()))
        .unwrap_or_default()
}

/// The axis of days: stretches in which something happened, with breaks between them.
pub(super) struct Dates {
    /// First day, last day, left end, right end.
    stretches: Vec<(i32, i32, f64, f64)>,
    days: Vec<(i32, i32)>,
}

impl Dates {
    pub fn of(days: impl Iterator<Item = (i32, i32)>, left: f64, right: f64) -> Option<Self> {
        let mut days: Vec<(i32, i32)> = days.collect();
        days.sort_unstable();
        days.dedup();
        let mut stretches: Vec<(i32, i32)> = Vec::new();
        for &(from, to) in &days {
            match stretches.last_mut() {
                Some((_, end)) if from <= end.saturating_add(GAP) => *end = (*end).max(to),
                _ => stretches.push((from, to)),
            }
        }
        if stretches.is_empty() {
            return None;
        }
        // A year told in one figure is not ten times as wide as a month told in ten.
        let weight = |(from, to): (i32, i32)| f64::from(to - from).clamp(0.0, 60.0) + 8.0;
        let breaks = BREAK.min((right - left) / 2.0 / stretches.len() as f64);
        let room = right - left - 60.0 - breaks * (stretches.len() - 1) as f64;
        let all: f64 = stretches.iter().copied().map(weight).sum();
        let mut x = left + 30.0;
        let placed = stretches.into_iter().map(|stretch| {
            let width = room * weight(stretch) / all;
            let placed = (stretch.0, stretch.1, x, x + width);
            x += width + breaks;
            placed
        });
        Some(Self { stretches: placed.collect(), days })
    }

    /// The middle between two days.
    pub fn x(&self, from: i32, to: i32) -> f64 {
        f64::midpoint(self.at(from), self.at(to))
    }

    fn at(&self, day: i32) -> f64 {
        let stretch = self.stretches.iter().find(|(_, to, ..)| day <= *to).or(self.stretches.last());
        let Some(&(from, to, left, right)) = stretch else { return 0.0 };
        match to - from {
            0 => f64::midpoint(left, right),
            days => left + (right - left) * f64::from(day - from) / f64::from(days),
        }
    }

    /// Days to write below the axis, with room between them: the last and the first before those between.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let mut days: Vec<i32> = self.days.iter().flat_map(|&(from, to)| [from, to]).collect();
        days.sort_unstable();
        let ends = [days.last(), days.first()].into_iter().flatten().copied();
        let mut ticks: Vec<(f64, i32)> = Vec::new();
        for day in ends.chain(days.iter().copied()) {
            let x = self.at(day);
            if ticks.iter().all(|(other, _)| (x - other).abs() >= 86.0) {
                ticks.push((x, day));
            }
        }
        ticks.into_iter().map(|(x, day)| (x, shown(day))).collect()
    }

    /// Where time was left out.
    pub fn breaks(&self) -> Vec<f64> {
        self.stretches.windows(2).map(|pair| f64::midpoint(pair[0].3, pair[1].2)).collect()
    }
}

/// The axis of values: from zero, or by powers of ten where they lie far apart.
pub(super) struct Values {
    top: f64,
    bottom: f64,
    most: f64,
    by_powers: bool,
}

impl Values {
    pub fn of(values: impl Iterator<Item = f64>, top: f64, bottom: f64) -> Self {
        let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let most = values.iter().copied().fold(1.0, f64::max);
        let least = values.iter().copied().filter(|value| *value > 0.0).fold(most, f64::min);
        Self { top, bottom, most, by_powers: most / least > 60.0 }
    }

    pub fn y(&self, value: f64) -> f64 {
        let part = match self.by_powers {
            true => (value.max(0.0) + 1.0).log10() / (self.highest() + 1.0).log10(),
            false => value / self.highest(),
        };
        self.bottom - (self.bottom - self.top) * part.clamp(0.0, 1.0)
    }

    fn highest(&self) -> f64 {
        if self.by_powers {
            10_f64.powf(self.most.log10().ceil())
        } else {
            self.step() * (self.most / self.step()).ceil()
        }
    }

    /// 1, 2 or 5 times a power of ten, so that four or five lines reach the top.
    fn step(&self) -> f64 {
        let rough = (self.most / 4.0).max(1.0);
        let power = 10_f64.powf(rough.log10().floor());
        let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
        factor * power
    }

    pub fn ticks(&self) -> Vec<(f64, String)> {
        let values: Vec<f64> = match self.by_powers {
            true => (0..=12).map(|power| 10_f64.powi(power)).take_while(|value| *value <= self.highest()).collect(),
            false => {
                (0..=10).map(|at| f64::from(at) * self.step()).take_while(|value| *value <= self.highest()).collect()
            }
        };
        values.into_iter().map(|value| (self.y(value), grouped(&format!("{value:.0}")))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_without_a_figure_are_left_out_and_said() {
        let date = |text: &str| day(Date::parse(text).unwrap()).unwrap();
        let days = [date("2011-12-16"), date("2022-01-05"), date("2022-01-09")];
        let dates = Dates::of(days.into_iter().map(|day| (day, day)), 0.0, 1000.0).unwrap();
        assert_eq!(dates.breaks().len(), 1);
        let xs = days.map(|day| dates.x(day, day));
        assert!(xs[0] < dates.breaks()[0] && dates.breaks()[0] < xs[1] && xs[1] < xs[2], "{xs:?}");
        assert!(dates.ticks().iter().any(|(_, text)| text == "16 Dec 2011"));
        assert!(Dates::of(std::iter::empty(), 0.0, 1000.0).is_none());
        assert_eq!(date("2022-02-31"), date("2022-02-28"));
    }

    #[test]
    fn values_begin_at_zero_or_go_by_powers() {
        let near = Values::of([26.0, 164.0].into_iter(), 0.0, 100.0);
        assert_eq!(
            near.ticks().iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
            ["0", "50", "100", "150", "200"]
        );
        assert!((near.y(100.0) - 50.0).abs() < 1e-9);
        let far = Values::of([9.0, 10_000.0].into_iter(), 0.0, 100.0);
        let texts: Vec<String> = far.ticks().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["1", "10", "100", "1,000", "10,000"]);
    }
}
