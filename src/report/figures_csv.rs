//! Figures for spreadsheets (RFC 4180).
//!
//! The danger: a spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, which can send other cells
//! away or start programs. A document's words must not be one (OWASP, "CSV Injection").

use super::clean::clean_line;
use super::figures::{date, name, value};
use crate::figures::{Figure, Reading, ruleset};
use crate::verify::answers::Answer;

/// The columns, in order.
const COLUMNS: [&str; 18] = [
    "path",
    "start",
    "end",
    "text",
    "value",
    "low",
    "high",
    "measure",
    "who",
    "counted",
    "source",
    "date",
    "verdict",
    "rule",
    "ruleset",
    "answer",
    "answered_by",
    "answer_reason",
];

/// One figure a row, with a heading. `text_of` gives the words that are counted, `answer_to` what somebody answered.
///
/// # Errors
/// None that a figure can cause.
pub fn figures_csv(
    readings: &[Reading],
    text_of: impl Fn(&Figure) -> Option<String>,
    answer_to: impl Fn(&Figure) -> Option<Answer>,
) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let ruleset = ruleset().to_string();
    for figure in readings.iter().flat_map(|reading| &reading.figures) {
        let end = |end: Option<crate::figures::Decimal>| end.map(|end| end.to_string()).unwrap_or_default();
        let answer = answer_to(figure);
        let answered = |part: fn(&Answer) -> &String| cell(answer.as_ref().map_or("", |answer| part(answer)));
        let who: Vec<String> = figure.who.iter().map(name).collect();
        writer.write_record([
            cell(&figure.path),
            figure.start.to_string(),
            figure.end.to_string(),
            cell(&figure.text),
            cell(&value(&figure.value)),
            end(figure.value.low),
            end(figure.value.high),
            name(&figure.measure),
            who.join(" "),
            cell(&text_of(figure).unwrap_or_default()),
            cell(figure.source.as_ref().map_or("", |source| &source.text)),
            date(figure.window),
            name(&figure.verdict),
            figure.rule.to_owned(),
            ruleset.clone(),
            answered(|answer| &answer.verdict),
            answered(|answer| &answer.by),
            answered(|answer| &answer.reason),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Words of a document as a cell that no spreadsheet computes: an apostrophe says "text", and is shown where it is not
/// understood.
fn cell(text: &str) -> String {
    let text = clean_line(text);
    // Full-width forms are taken for the plain ones in some languages; what is not seen in front does not help.
    let formula = ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '\u{2212}', '\t', '\r'];
    match text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{fffd}').starts_with(formula) {
        true => format!("'{text}"),
        false => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use snapbox::{assert_data_eq, str};

    #[test]
    fn what_is_written() {
        let words = |figure: &Figure| Some(sample::TEXT[figure.counted?.start..figure.counted?.end].to_owned());
        let answer = |figure: &Figure| (figure.text == "12").then(|| sample::answer_by("n.k."));
        assert_data_eq!(
            figures_csv(&[sample::reading("archive/a, \"b\".txt")], words, answer).unwrap(),
            str![[r#"
path,start,end,text,value,low,high,measure,who,counted,source,date,verdict,rule,ruleset,answer,answered_by,answer_reason
"archive/a, ""b"".txt",50,53,160,>160,160,,injured,,people were injured,The ministry,2021-03-05,ok,attributed-saying,[..],,,
"archive/a, ""b"".txt",90,92,12,12,12,12,killed,,people were killed,,2021-03-05,unattributed,unattributed-own-voice,[..],ok,n.k.,'=counted there

"#]]
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "−1", "|x", "%0A=1"] {
            assert!(cell(text).starts_with('\''), "{text:?}");
            let mut reading = sample::reading(text);
            reading.figures[0].source.as_mut().unwrap().text = text.to_owned();
            let answer = |_: &Figure| Some(sample::answer_by(text));
            let out = figures_csv(&[reading], |_| Some(text.to_owned()), answer).unwrap();
            let mut reader = csv::Reader::from_reader(out.as_bytes());
            for record in reader.records() {
                for cell in &record.unwrap() {
                    assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '|', '%']), "{cell:?}");
                }
            }
        }
        assert_eq!((cell("a = b"), cell("57 people")), ("a = b".to_owned(), "57 people".to_owned()));
    }
}
