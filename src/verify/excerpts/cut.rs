//! The lines of an excerpt, cut where they are long.
//!
//! The danger: a text can be one line, and each of its findings would hold a copy of all of it.

use std::ops::Range;

use super::places::Found;
use super::{Excerpt, Mark};
use crate::figures::{Span, TextPath};

/// Bytes of a line that are shown before and behind what is marked in it.
pub(super) const AROUND: usize = 400;

/// Bytes between the lines of two marks that are shown in one excerpt.
pub(super) const BETWEEN: usize = 2048;

/// What stands for words that are left out.
const LEFT_OUT: char = '…';

/// A mark to be made: where it begins and ends, and what to say at it.
pub(super) type Marked = (Found, Found, &'static str);

/// The excerpts that hold these marks of one text: that of the first mark, then the others in their order. Marks that are far
/// apart are in excerpts of their own.
pub(super) fn excerpts(path: &TextPath, text: &str, marks: &[Marked]) -> Vec<Excerpt> {
    let marks: Vec<Marked> = marks.iter().map(|mark| shortened(text, *mark)).collect();
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|&nth| marks[nth].0.at);
    let mut groups: Vec<(Vec<usize>, usize)> = Vec::new();
    for nth in order {
        let (from, to, _) = &marks[nth];
        match groups.last_mut() {
            Some((group, end)) if from.line_start <= *end + BETWEEN => {
                group.push(nth);
                *end = to.at.max(*end);
            }
            _ => groups.push((vec![nth], to.at)),
        }
    }
    groups.sort_by_key(|(group, _)| !group.contains(&0));
    groups
        .into_iter()
        .map(|(mut group, _)| {
            group.sort_unstable();
            let marks: Vec<Marked> = group.into_iter().map(|nth| marks[nth]).collect();
            excerpt(path, text, &marks)
        })
        .collect()
}

/// A mark over many lines, only as far as its first one is shown.
fn shortened(text: &str, (from, to, label): Marked) -> Marked {
    if to.line_start <= from.at + BETWEEN {
        return (from, to, label);
    }
    (from, from.moved(text, line_end(text, from.at)), label)
}

/// One excerpt. The lines of its marks are less than [`BETWEEN`] bytes apart.
fn excerpt(path: &TextPath, text: &str, marks: &[Marked]) -> Excerpt {
    let mut places: Vec<Found> = marks.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    places.sort_unstable_by_key(|found| found.at);
    let line = places.first().map_or(1, |found| found.place.line);
    let shown = shown(text, &places);
    let mut out = String::new();
    let mut begins = Vec::new();
    let mut done = places.first().map_or(0, |found| found.line_start);
    for range in &shown {
        if done < range.start {
            out.push(LEFT_OUT);
        }
        begins.push(out.len());
        out.push_str(&text[range.clone()]);
        done = range.end;
    }
    match text[done..].chars().next() {
        None | Some('\n') => out.truncate(out.trim_end_matches('\r').len()),
        Some(_) => out.push(LEFT_OUT),
    }
    let in_excerpt = |at: usize| {
        let nth = shown.partition_point(|range| range.start <= at).saturating_sub(1);
        (begins[nth] + at - shown[nth].start).min(out.len())
    };
    let mark = |(from, to, label): &Marked| Mark {
        span: Span::new(in_excerpt(from.at), in_excerpt(to.at)),
        label,
        from: from.place,
        to: to.place,
    };
    let marks = marks.iter().map(mark).collect();
    Excerpt { path: path.clone(), line, text: out, marks }
}

/// What is shown around places that are in their order: of a long line what is near them, and the lines between whole.
fn shown(text: &str, places: &[Found]) -> Vec<Range<usize>> {
    let mut shown: Vec<Range<usize>> = Vec::new();
    for found in places {
        let start = line_start(text, found);
        let end = line_end(text, found.at);
        match shown.last_mut() {
            // A place in another line than the last: the lines between are shown, too.
            Some(last) if last.end < found.line_start => {
                last.end = found.line_start;
                shown.push(start..end);
            }
            _ => shown.push(start..end),
        }
    }
    shown.dedup_by(|next, last| {
        // Not for less than the sign that would stand for it.
        let near = next.start <= last.end + LEFT_OUT.len_utf8();
        if near {
            last.end = last.end.max(next.end);
        }
        near
    });
    shown
}

/// Where what is shown of a line begins before a place.
fn line_start(text: &str, found: &Found) -> usize {
    let start = found.at.saturating_sub(AROUND).max(found.line_start);
    let start = (start..=found.at).find(|at| text.is_char_boundary(*at)).unwrap_or(found.at);
    if start <= found.line_start + LEFT_OUT.len_utf8() { found.line_start } else { start }
}

/// Where what is shown of a line ends behind a place.
fn line_end(text: &str, at: usize) -> usize {
    let most = (at + AROUND).min(text.len());
    let most = (at..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(at);
    text[at..most].find('\n').map_or(most, |newline| at + newline)
}
