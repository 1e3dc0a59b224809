//! A panel of the timeline: when who gave which number, drawn as SVG of our own.
//!
//! Meaning is never by colour alone: a withdrawn figure is struck through, one without a source is hollow, a doubted one
//! has a broken outline, one in conflict is a diamond. Every number of the drawing stands in the table beside it.

mod axis;
mod labels;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::words::{Html, class, escape, struck, value};
use crate::figures::{Figure, Verdict};
use crate::report::ranked::cut;
use axis::{Dates, Values};
use labels::Labels;

/// Size of the drawing, in its own units.
const WIDTH: f64 = 920.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 26.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 34.0;

/// More points than this are no picture any more; the table has them.
pub(super) const MOST: usize = 400;

/// A figure on the drawing.
struct Point<'a> {
    figure: &'a Figure,
    from: i32,
    to: i32,
    low: f64,
    high: Option<f64>,
    /// The number that is said, at which its point stands.
    at: f64,
}

impl<'a> Point<'a> {
    fn of(figure: &'a Figure) -> Option<Self> {
        let (from, to) = figure.window.days();
        let (from, to) = (from.or(to)?, to.or(from)?);
        let number = |end: Option<crate::figures::Decimal>| end.and_then(|end| end.to_string().parse::<f64>().ok());
        let (low, high) = (number(figure.value.low), number(figure.value.high));
        let at = match (low, high) {
            (Some(low), Some(high)) => f64::midpoint(low, high),
            (Some(end), None) | (None, Some(end)) => end,
            (None, None) => return None,
        };
        let (from, to) = (axis::day(from)?, axis::day(to)?);
        Some(Self { figure, from: from.min(to), to, low: low.unwrap_or(0.0), high, at })
    }
}

/// Whether a figure has what a drawing needs: a day and a number.
pub(super) fn is_drawn(figure: &Figure) -> bool {
    Point::of(figure).is_some()
}

/// The drawing of some figures of one measure, the first of `all` that could be drawn; nothing if fewer than two of them have
/// a date and a number: one point is no course of things.
pub(super) fn chart(title: &str, id: &str, figures: &[&Figure], all: usize) -> Option<Html> {
    let points: Vec<Point<'_>> = figures.iter().filter_map(|figure| Point::of(figure)).take(MOST).collect();
    if points.len() < 2 {
        return None;
    }
    let left_out = all.saturating_sub(points.len());
    let dates = Dates::of(points.iter().map(|point| (point.from, point.to)), LEFT, WIDTH - RIGHT)?;
    let values = Values::of(
        points.iter().flat_map(|point| [Some(point.at), point.high, Some(point.low)]).flatten(),
        TOP,
        HEIGHT - BOTTOM,
    );
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">{title} over time</title><desc id=\"{id}-d\">{}. The table below lists every one.</desc>",
        super::words::count(points.len(), "figure")
    );
    grid(&dates, &values, &mut out);
    lines(&points, &dates, &values, &mut out);
    let mut labels = Labels::new(LEFT, WIDTH - 4.0, 10.0, HEIGHT - BOTTOM);
    for point in &points {
        let y = values.y(point.at);
        labels.keep_clear(dates.x(point.from, point.to), y);
        if point.from != point.to {
            labels.keep_clear_line(dates.x(point.from, point.from), dates.x(point.to, point.to), y);
        }
    }
    // The gravest first: they get their label before there is no room left.
    let mut order: Vec<&Point<'_>> = points.iter().collect();
    order.sort_by_key(|point| std::cmp::Reverse(gravity(point.figure.verdict)));
    for point in &order {
        draw(point, &dates, &values, &mut out);
    }
    for point in &order {
        label(point, &dates, &values, &mut labels, &mut out);
    }
    if left_out > 0 {
        let _ = write!(out, "<text class=\"tick\" x=\"{LEFT}\" y=\"14\">{left_out} more in the table</text>");
    }
    Some(Html(out + "</svg>"))
}

fn gravity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Rescinded | Verdict::RepeatsRescinded => 3,
        Verdict::Conflicting => 2,
        Verdict::Unattributed => 1,
        Verdict::Ok | Verdict::Hedged => 0,
    }
}

fn grid(dates: &Dates, values: &Values, out: &mut String) {
    let bottom = HEIGHT - BOTTOM;
    for (y, text) in values.ticks() {
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>",
            WIDTH - RIGHT,
            LEFT - 10.0,
            y + 4.0
        );
    }
    for (x, text) in dates.ticks() {
        let _ = write!(
            out,
            "<line class=\"axis\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom:.1}\" y2=\"{:.1}\"/>\
             <text class=\"tick\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{text}</text>",
            bottom + 5.0,
            bottom + 20.0
        );
    }
    for x in dates.breaks() {
        let _ = write!(
            out,
            "<path class=\"break\" d=\"M{:.1} {:.1}l6 -12M{:.1} {:.1}l6 -12\"><title>a gap in time, left out</title></path>",
            x - 7.0,
            bottom + 6.0,
            x - 1.0,
            bottom + 6.0
        );
    }
}

/// A step line for each source that gives numbers on more than one day.
fn lines(points: &[Point<'_>], dates: &Dates, values: &Values, out: &mut String) {
    let mut by_source: BTreeMap<String, Vec<&Point<'_>>> = BTreeMap::new();
    for point in points {
        if let Some(source) = source_key(point.figure) {
            by_source.entry(source).or_default().push(point);
        }
    }
    for mut given in by_source.into_values().filter(|given| given.iter().any(|point| point.to != given[0].to)) {
        given.sort_by_key(|point| (point.to, point.from));
        let mut path = String::new();
        for (at, point) in given.iter().enumerate() {
            let (x, y) = (dates.x(point.from, point.to), values.y(point.at));
            let _ = match at {
                0 => write!(path, "M{x:.1} {y:.1}"),
                _ => write!(path, "H{x:.1}V{y:.1}"),
            };
        }
        let _ = write!(out, "<path class=\"step\" d=\"{path}\"/>");
    }
}

/// One source under one name: with or without its article.
fn source_key(figure: &Figure) -> Option<String> {
    let source = figure.source.as_ref()?;
    let name = source.antecedent.as_ref().map_or(&source.text, |mention| &mention.text).to_lowercase();
    Some(name.strip_prefix("the ").unwrap_or(&name).to_owned())
}

fn draw(point: &Point<'_>, dates: &Dates, values: &Values, out: &mut String) {
    let (x, y) = (dates.x(point.from, point.to), values.y(point.at));
    let verdict = point.figure.verdict;
    let _ = write!(out, "<g class=\"point {}\">", class(verdict));
    if point.from != point.to {
        let (from, to) = (dates.x(point.from, point.from), dates.x(point.to, point.to));
        let _ = write!(out, "<line class=\"span\" x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
    }
    match point.high {
        Some(high) if high > point.low && point.figure.value.low.is_some() => {
            let (top, bottom) = (values.y(high), values.y(point.low));
            let _ =
                write!(out, "<line class=\"range\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top:.1}\" y2=\"{bottom:.1}\"/>");
        }
        // Open upwards: "over", "at least".
        None => {
            let _ = write!(out, "<path class=\"upward\" d=\"M{x:.1} {:.1}v-9m-3 3l3 -3l3 3\"/>", y - 7.0);
        }
        _ => {}
    }
    let _ = match verdict {
        Verdict::Conflicting => write!(out, "<path class=\"dot\" d=\"M{x:.1} {:.1}l6 6l-6 6l-6 -6z\"/>", y - 6.0),
        _ => write!(out, "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5.2\"/>"),
    };
    if struck(verdict) {
        let _ = write!(out, "<path class=\"strike\" d=\"M{:.1} {:.1}l18 -10\"/>", x - 9.0, y + 5.0);
    }
    out.push_str("</g>");
}

fn label(point: &Point<'_>, dates: &Dates, values: &Values, labels: &mut Labels, out: &mut String) {
    let (x, y) = (dates.x(point.from, point.to), values.y(point.at));
    let number = value(point.figure);
    let source = match &point.figure.source {
        Some(source) => cut(&source.text.split_whitespace().collect::<Vec<_>>().join(" "), 30),
        None => "no source".to_owned(),
    };
    let Some(place) = labels.place(x, y, number.chars().count() + source.chars().count() + 1) else { return };
    let verdict = point.figure.verdict;
    let _ = write!(
        out,
        "<text class=\"label {}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{}\"><tspan class=\"value{}\">",
        class(verdict),
        place.x,
        place.y,
        place.anchor,
        if struck(verdict) { " struck" } else { "" }
    );
    escape(&number, out);
    out.push_str("</tspan><tspan dx=\"5\" class=\"by\">");
    escape(&source, out);
    out.push_str("</tspan></text>");
}
