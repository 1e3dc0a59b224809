//! Figures as a table and as JSON Lines.

use super::clean::clean;
use crate::figures::{Excluded, Figure, Reading, Value};

/// One figure a line, as DESIGN's format has it.
///
/// # Errors
/// None that a figure can cause.
pub fn jsonl(readings: &[Reading]) -> serde_json::Result<String> {
    let mut out = String::new();
    for figure in readings.iter().flat_map(|reading| &reading.figures) {
        out += &super::clean::escaped(serde_json::to_string(figure)?);
        out.push('\n');
    }
    Ok(out)
}

/// The numbers that are no figures, one a line: dates, ages, names, each with the id of its exclusion and its source.
///
/// # Errors
/// None that a number can cause.
pub fn set_aside(readings: &[Reading]) -> serde_json::Result<String> {
    #[derive(serde::Serialize)]
    struct Line<'a> {
        path: &'a str,
        #[serde(flatten)]
        number: &'a Excluded,
    }
    let mut out = String::new();
    for reading in readings {
        for number in &reading.excluded {
            out += &super::clean::escaped(serde_json::to_string(&Line { path: &reading.path, number })?);
            out.push('\n');
        }
    }
    Ok(out)
}

/// A table: value, what is counted, who says so, verdict and rule.
pub fn figure_table(readings: &[Reading], text_of: impl Fn(&Figure) -> Option<String>) -> String {
    let mut out = String::new();
    for reading in readings.iter().filter(|reading| !reading.figures.is_empty()) {
        out += &format!("{}\n", clean(&reading.path));
        for figure in &reading.figures {
            let counted = text_of(figure).map(|text| short(&text, 34)).unwrap_or_default();
            let source = figure.source.as_ref().map_or("—".to_owned(), |source| short(&source.text, 34));
            let verdict = serde_json::to_value(figure.verdict).ok();
            let verdict = verdict.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
            out += &format!(
                "  {:>16}  {:<34}  {:<34}  {verdict} ({})\n",
                short(&value(&figure.value), 16),
                counted,
                source,
                figure.rule
            );
        }
    }
    out
}

/// The interval in symbols: `>160`, `164`, `200–999`.
fn value(value: &Value) -> String {
    let op = serde_json::to_value(value.op).ok();
    let op = op.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    let end = |end: Option<crate::figures::Decimal>| end.map(|end| end.to_string());
    match (end(value.low), end(value.high), op) {
        (Some(low), Some(high), "=") if low == high => low,
        (Some(low), Some(high), _) if low == high => format!("{op}{low}"),
        (Some(low), Some(high), _) => format!("{low}–{high}"),
        (Some(end), None, _) | (None, Some(end), _) => format!("{op}{end}"),
        (None, None, _) => op.to_owned(),
    }
}

/// Cleaned, on one line, and cut to so many characters.
fn short(text: &str, width: usize) -> String {
    let line = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(width) {
        None => line,
        Some(_) => line.chars().take(width - 1).chain(['…']).collect(),
    }
}
