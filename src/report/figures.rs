//! Figures as a table, as JSON and as JSON Lines; `figures_csv` has them for spreadsheets.

use serde::Serialize;

use super::clean::{clean, clean_line, escaped};
use crate::figures::{Decimal, Excluded, Figure, Reading, Ruleset, Value, Verdict, Window, ruleset};
use crate::verify::answers::Answer;
use crate::verify::findings::{Of, Place};

#[derive(Serialize)]
struct FiguresJson<'a> {
    schema: &'static str,
    ruleset: Ruleset,
    figures: Vec<Placed<'a>>,
}

/// A figure, and what is told beside it.
#[derive(Serialize)]
struct Placed<'a> {
    #[serde(flatten)]
    figure: &'a Figure,
    #[serde(flatten)]
    beside: Beside,
}

/// What is told of a figure beside what was read of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// What its spans count bytes of, where it is not the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Of>,
    /// What somebody answered, signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

impl<'a> Placed<'a> {
    fn new(figure: &'a Figure, beside: &impl Fn(&Figure) -> Beside) -> Self {
        Self { figure, beside: beside(figure) }
    }
}

/// All figures as one JSON document, `kzarchive-figures/1`: each is an object as [`jsonl`] writes it.
///
/// # Errors
/// None that a figure can cause.
pub fn figures_json(readings: &[Reading], beside: impl Fn(&Figure) -> Beside) -> serde_json::Result<String> {
    let figures =
        readings.iter().flat_map(|reading| &reading.figures).map(|figure| Placed::new(figure, &beside)).collect();
    let json = FiguresJson { schema: "kzarchive-figures/1", ruleset: ruleset(), figures };
    Ok(escaped(serde_json::to_string_pretty(&json)?) + "\n")
}

/// A line of JSON Lines: each says by itself what decided it, since lines are filtered, sorted and put together.
#[derive(Serialize)]
struct Line<T> {
    #[serde(flatten)]
    of: T,
    /// Version and digest.
    ruleset: String,
}

/// One figure a line, as DESIGN's format has it, and the ruleset.
///
/// # Errors
/// None that a figure can cause.
pub fn jsonl(readings: &[Reading], beside: impl Fn(&Figure) -> Beside) -> serde_json::Result<String> {
    let (mut out, ruleset) = (String::new(), ruleset().to_string());
    for figure in readings.iter().flat_map(|reading| &reading.figures) {
        let line = Line { of: Placed::new(figure, &beside), ruleset: ruleset.clone() };
        out += &escaped(serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

/// The numbers that are no figures, one a line: dates, ages, names, each with the id of its exclusion and its source.
///
/// # Errors
/// None that a number can cause.
pub fn set_aside(readings: &[Reading]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Number<'a> {
        path: &'a str,
        #[serde(flatten)]
        number: &'a Excluded,
    }
    let (mut out, ruleset) = (String::new(), ruleset().to_string());
    for reading in readings {
        for number in &reading.excluded {
            let line = Line { of: Number { path: &reading.path, number }, ruleset: ruleset.clone() };
            out += &escaped(serde_json::to_string(&line)?);
            out.push('\n');
        }
    }
    Ok(out)
}

/// What a table shows of a figure beside what was read of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands.
    pub place: Option<Place>,
    /// The words that are counted.
    pub counted: String,
    /// What somebody answered, signed.
    pub answer: Option<Answer>,
}

/// A table: line and column, value, what is counted, who says so, of when, verdict and rule; and the answer, where there is one. The
/// text is named above its rows.
pub fn figure_table(readings: &[Reading], seen: impl Fn(&Figure) -> Seen) -> String {
    let mut out = String::new();
    for reading in readings.iter().filter(|reading| !reading.figures.is_empty()) {
        if out.is_empty() {
            row(&mut out, ["line", "value", "counted", "source", "date", "verdict"]);
        }
        out += &format!("{}\n", clean_line(&reading.path));
        for figure in &reading.figures {
            let Seen { place, counted, answer } = seen(figure);
            let place = place.map(|place| format!("{}:{}", place.line, place.code_points + 1)).unwrap_or_default();
            let source = figure.source.as_ref().map_or("—", |source| &source.text);
            let mut verdict = match figure.verdict {
                Verdict::Ok => "ok".to_owned(),
                verdict => format!("{} ({})", name(&verdict), figure.rule),
            };
            if let Some(answer) = answer {
                verdict += &format!("; answer: {}, by {}", clean_line(&answer.verdict), clean_line(&answer.by));
            }
            row(&mut out, [&place, &value(&figure.value), &counted, source, &date(figure.window), &verdict]);
        }
    }
    if !out.is_empty() {
        out += &format!("ruleset {}\n", ruleset().short());
    }
    out
}

fn row(out: &mut String, [place, value, counted, source, date, verdict]: [&str; 6]) {
    let [value, counted, source, date] = [short(value, 12), short(counted, 28), short(source, 28), short(date, 21)];
    *out += &format!("  {place:<7}  {value:>12}  {counted:<28}  {source:<28}  {date:<21}  {verdict}\n");
}

/// The interval in symbols: `>160`, `164`, `200–999`.
pub(super) fn value(value: &Value) -> String {
    let op = name(&value.op);
    let end = |end: Option<Decimal>| end.map(|end| end.to_string());
    match (end(value.low), end(value.high), op.as_str()) {
        (Some(low), Some(high), "=") if low == high => low,
        (Some(low), Some(high), _) if low == high => format!("{op}{low}"),
        (Some(low), Some(high), _) => format!("{low}–{high}"),
        (Some(end), None, _) | (None, Some(end), _) => format!("{op}{end}"),
        (None, None, _) => op,
    }
}

/// The days, as ISO 8601 has them: one, or from one to another; `..` for an end that is not known.
pub(super) fn date(window: Window) -> String {
    let (from, to) = window.days();
    let text = |date: Option<crate::figures::Date>| date.map_or("..".to_owned(), |date| date.to_string());
    match (from, to) {
        (None, None) => String::new(),
        (from, to) if from == to => text(from),
        (from, to) => format!("{}/{}", text(from), text(to)),
    }
}

/// A value's name as JSON has it.
pub(super) fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// Cleaned, on one line, and cut to so many characters.
fn short(text: &str, width: usize) -> String {
    super::ranked::cut(&clean(text).split_whitespace().collect::<Vec<_>>().join(" "), width)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use snapbox::{assert_data_eq, str};

    #[test]
    fn a_number_set_aside_says_why_and_whose_it_is() {
        let text = "The mayor said the bridge fell in 2011.";
        let given = crate::figures::Text { path: "a", text, published: None, publisher: None, language: None };
        let line = set_aside(&[crate::figures::read(&given)]).unwrap();
        assert!(
            line.starts_with(r#"{"path":"a","start":34,"end":38,"text":"2011","exclusion":"year","source":{"#),
            "{line}"
        );
    }

    #[test]
    fn what_is_shown() {
        let readings = [sample::reading("archive/a.txt"), sample::reading("b\n\u{1b}[2J.txt")];
        let seen = |figure: &Figure| {
            let counted = figure.counted.map(|span| span.of(sample::TEXT).to_owned()).unwrap_or_default();
            let place = (figure.text == "12").then_some(Place { line: 2, code_points: 69, utf16: 69 });
            let answer = (figure.text == "12").then(|| sample::answer_by("n.k.\n"));
            Seen { place, counted, answer }
        };
        assert_data_eq!(
            figure_table(&readings, seen),
            str![[r#"
  line            value  counted                       source                        date                   verdict
archive/a.txt
                   >160  people were injured           The ministry                  2021-03-05             ok
  2:70               12  people were killed            —                             2021-03-05             unattributed (unattributed-own-voice); answer: ok, by n.k.�
b��[2J.txt
                   >160  people were injured           The ministry                  2021-03-05             ok
  2:70               12  people were killed            —                             2021-03-05             unattributed (unattributed-own-voice); answer: ok, by n.k.�
ruleset [..]

"#]]
        );
    }

    #[test]
    fn json_holds_what_lines_hold() {
        let readings = [sample::reading("a.txt"), sample::reading("b\u{1b}.txt")];
        let json: serde_json::Value =
            serde_json::from_str(&figures_json(&readings, |_| Beside::default()).unwrap()).unwrap();
        let lines = jsonl(&readings, |_| Beside::default()).unwrap();
        let mut lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for line in &mut lines {
            let ruleset = line.as_object_mut().unwrap().remove("ruleset").unwrap();
            assert_eq!(ruleset, ruleset_of(&json));
        }
        assert_eq!(json["figures"].as_array().unwrap(), &lines);
        assert_eq!(lines[2]["path"], "b\u{1b}.txt");
        assert!(!figures_json(&readings, |_| Beside::default()).unwrap().contains('\u{1b}'));
    }

    #[test]
    fn an_answer_stands_beside_its_figure() {
        let beside =
            |figure: &Figure| Beside { of: None, answer: (figure.text == "12").then(|| sample::answer_by("n.k.")) };
        let lines = jsonl(&[sample::reading("a.txt")], beside).unwrap();
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines[0].get("answer").is_none());
        assert_eq!((&lines[1]["verdict"], &lines[1]["answer"]["verdict"]), (&"unattributed".into(), &"ok".into()));
        assert_eq!(lines[1]["answer"]["by"], "n.k.");
    }

    fn ruleset_of(json: &serde_json::Value) -> String {
        let part = |key: &str| json["ruleset"][key].as_str().unwrap().to_owned();
        format!("{} {}", part("version"), part("digest"))
    }

    #[test]
    fn open_ends_are_said() {
        assert_eq!(date(Window::default()), "");
        let day = crate::figures::Date::parse("2021-01-05").unwrap();
        assert_eq!(date(Window::day(day)), "2021-01-05");
    }
}
