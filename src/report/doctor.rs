//! What `doctor` found, for people and for programs.

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::Paint;
use super::clean::{clean_line, escaped};
use crate::doctor::{Advice, Severity};

/// Lines for people: what was found, and below it what to do next.
pub fn advice_text<'a>(advice: impl IntoIterator<Item = &'a Advice>, paint: Paint) -> String {
    let mut out = String::new();
    for Advice { check, level, found, next } in advice {
        let word = match level {
            Severity::Ok => "ok",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let style = style(*level);
        let head = match paint {
            Paint::Styled => format!("{style}{word}{style:#}"),
            Paint::Plain => word.to_owned(),
        };
        let padding = " ".repeat(7 - word.len());
        out += &format!("{head}{padding}  {check:<13}  {}\n", clean_line(found));
        if let Some(next) = next {
            out += &format!("{:24}next: {}\n", "", clean_line(next));
        }
    }
    out
}

fn style(level: Severity) -> Style {
    match level {
        Severity::Ok => AnsiColor::Green.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Error => AnsiColor::Red.on_default().bold(),
    }
}

/// One JSON document, `kzarchive-doctor/1`.
///
/// # Errors
/// None that a finding can cause.
pub fn advice_json(advice: &[Advice]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Json<'a> {
        schema: &'static str,
        advice: &'a [Advice],
    }
    let json = Json { schema: "kzarchive-doctor/1", advice };
    Ok(escaped(serde_json::to_string_pretty(&json)?) + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> [Advice; 2] {
        let found = "\u{1b}[2J\u{202e}x\ny".to_owned();
        [
            Advice { check: "git", level: Severity::Ok, found: "a work tree".to_owned(), next: None },
            Advice { check: "ignored", level: Severity::Error, found, next: Some("do this".to_owned()) },
        ]
    }

    #[test]
    fn lines_are_aligned_and_clean() {
        let text = advice_text(&sample(), Paint::Plain);
        let expected = "ok       git            a work tree\nerror    ignored        ";
        assert!(text.starts_with(expected) && text.ends_with("\n                        next: do this\n"), "{text}");
        assert_eq!(text.lines().count(), 3);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }

    #[test]
    fn json_has_the_same() {
        let text = advice_json(&sample()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["schema"], "kzarchive-doctor/1");
        assert_eq!(json["advice"][0], serde_json::json!({"check": "git", "level": "ok", "found": "a work tree"}));
        assert_eq!(json["advice"][1]["next"], "do this");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
}
