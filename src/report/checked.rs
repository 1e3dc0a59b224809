//! What became of addresses since their texts were sealed: for a terminal, and for programs as `kzarchive-recheck/1`.

use serde::Serialize;

use super::Paint;
use super::clean::{clean_line, escaped};
use super::diff::differences;
use super::ranked::cut;
use crate::capture::{Alteration, Checked, Compared, Outcome};
use crate::diff::{Piece, Weight, compare};

/// Letters of a reason that are shown: some are a page's own words.
const LONGEST: usize = 200;

/// One address for a terminal: its line, and what changed.
pub fn checked_text(one: &Checked, paint: Paint) -> String {
    let word = word(&one.outcome);
    let mut out = format!("{word:<12} {}", clean_line(one.url.as_str()));
    if let Some(path) = &one.path {
        out += &format!(" ({path})");
    }
    let why = one.outcome.why();
    if !why.is_empty() {
        out += &format!(": {}", clean_line(&cut(&why, LONGEST)));
    }
    out.push('\n');
    if let Some(ends_at) = &one.ends_at {
        out += &format!("  redirected to {}\n", clean_line(ends_at.as_str()));
    }
    if let Outcome::Compared(Compared::Altered(alteration)) = &one.outcome {
        let pieces = compare(&alteration.older, &alteration.newer);
        out += &differences(&pieces, paint).lines().map(|line| format!("  {line}\n")).collect::<String>();
        for (was, is) in &alteration.figures {
            out += &format!("  figure: `{}` is now `{}`\n", clean_line(was), clean_line(is));
        }
        if alteration.by_other_means {
            out += "  the sealed text was saved by other means: some of this may come from them\n";
        }
    }
    out
}

/// How many addresses came to what.
pub fn checked_summary(all: &[Checked]) -> String {
    let counts = counts(all);
    let told: Vec<_> = counts.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
    let silent = match all.iter().filter(|one| alteration(one).is_some_and(|a| a.notice.is_none())).count() {
        0 => String::new(),
        n => format!("; {n} altered without a word about it"),
    };
    match all.len() {
        0 => "no sealed text has an address\n".to_owned(),
        1 => format!("1 address: {}{silent}\n", told.join(", ")),
        n => format!("{n} addresses: {}{silent}\n", told.join(", ")),
    }
}

fn counts(all: &[Checked]) -> Vec<(&'static str, usize)> {
    const WORDS: [&str; 7] = ["first", "unchanged", "re-encoded", "altered", "gone", "failed", "not compared"];
    WORDS.iter().map(|kind| (*kind, all.iter().filter(|one| word(&one.outcome) == *kind).count())).collect()
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::First => "first",
        Outcome::Compared(Compared::Unchanged) => "unchanged",
        Outcome::Compared(Compared::ReEncoded) => "re-encoded",
        Outcome::Compared(Compared::Altered(_) | Compared::AlteredUnseen) => "altered",
        Outcome::Compared(Compared::NotCompared(_)) => "not compared",
        Outcome::Gone(_) => "gone",
        Outcome::Failed(_) => "failed",
    }
}

fn alteration(one: &Checked) -> Option<&Alteration> {
    match &one.outcome {
        Outcome::Compared(Compared::Altered(alteration)) => Some(alteration),
        _ => None,
    }
}

#[derive(Serialize)]
struct ReportJson<'a> {
    schema: &'static str,
    summary: serde_json::Map<String, serde_json::Value>,
    addresses: Vec<CheckedJson<'a>>,
}

#[derive(Serialize)]
struct CheckedJson<'a> {
    url: &'a str,
    path: Option<&'a str>,
    outcome: &'static str,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirected_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    altered: Option<AlteredJson<'a>>,
}

#[derive(Serialize)]
struct AlteredJson<'a> {
    weight: Weight,
    silent: bool,
    notice: Option<&'a str>,
    by_other_means: bool,
    changes: Vec<ChangeJson<'a>>,
    figures: Vec<FigureJson<'a>>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    weight: Weight,
    /// Of the newer text, counted from 1.
    line: usize,
    removed: &'a str,
    added: &'a str,
}

#[derive(Serialize)]
struct FigureJson<'a> {
    was: &'a str,
    is: &'a str,
}

/// All addresses as one JSON document, indented, with a final newline.
///
/// # Errors
/// None that a text can cause.
pub fn checked_json(all: &[Checked]) -> serde_json::Result<String> {
    let summary = counts(all).into_iter().map(|(word, n)| (word.replace(' ', "-"), n.into())).collect();
    let addresses = all.iter().map(one_json).collect();
    let json = ReportJson { schema: "kzarchive-recheck/1", summary, addresses };
    Ok(escaped(serde_json::to_string_pretty(&json)?) + "\n")
}

fn one_json(one: &Checked) -> CheckedJson<'_> {
    CheckedJson {
        url: one.url.as_str(),
        path: one.path.as_ref().map(|path| path.as_str()),
        outcome: match word(&one.outcome) {
            "not compared" => "not-compared",
            word => word,
        },
        why: one.outcome.why(),
        redirected_to: one.ends_at.as_ref().map(|url| url.as_str()),
        altered: alteration(one).map(altered_json),
    }
}

fn altered_json(alteration: &Alteration) -> AlteredJson<'_> {
    let mut line = 1;
    let mut changes = Vec::new();
    for piece in compare(&alteration.older, &alteration.newer) {
        match piece {
            Piece::Same(text) => line += text.matches('\n').count(),
            Piece::Changed(change) => {
                changes.push(ChangeJson { weight: change.weight, line, removed: change.removed, added: change.added });
                line += change.added.matches('\n').count();
            }
        }
    }
    AlteredJson {
        weight: alteration.weight,
        silent: alteration.notice.is_none(),
        notice: alteration.notice.as_deref(),
        by_other_means: alteration.by_other_means,
        changes,
        figures: alteration.figures.iter().map(|(was, is)| FigureJson { was, is }).collect(),
    }
}
