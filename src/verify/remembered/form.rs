//! Findings as they are kept: field by field, in the order of the types. Reports write them otherwise, and leave fields out.
//!
//! Not a format of an archive: another version of the program has another key, and so never reads what this one wrote.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::digest::Digest;
use crate::figures::{
    Figure, Label, Measure, Mention, Related, Source, SourceKind, Span, TextPath, Value, Verdict, Who, Window, rules,
};
use crate::store::Level;
use crate::verify::answers::Answer;
use crate::verify::findings::{Excerpt, Finding, Mark, Of, Place};

/// A finding.
#[derive(Serialize, Deserialize)]
pub(super) struct FindingForm {
    level: Level,
    message: Word,
    figure: FigureForm,
    id: Option<String>,
    answer: Option<Answer>,
    of: Option<Of>,
    sealed: Option<Digest>,
    excerpts: Vec<ExcerptForm>,
}

#[derive(Serialize, Deserialize)]
struct FigureForm {
    path: TextPath,
    start: usize,
    end: usize,
    text: String,
    value: Value,
    measure: Measure,
    who: Vec<Who>,
    counted: Option<Span>,
    source: Option<SourceForm>,
    cue: Option<Span>,
    hedges: Vec<Span>,
    verdict: Verdict,
    rule: Word,
    related: Vec<Related>,
    modifier: Option<Span>,
    sentence: Span,
    message: Word,
    labels: Vec<(Option<TextPath>, Span, Word)>,
    subject: Vec<String>,
    shape: u64,
    window: Window,
}

#[derive(Serialize, Deserialize)]
struct SourceForm {
    span: Span,
    text: String,
    kind: SourceKind,
    antecedent: Option<Mention>,
}

#[derive(Serialize, Deserialize)]
struct ExcerptForm {
    path: TextPath,
    line: usize,
    text: String,
    marks: Vec<MarkForm>,
}

#[derive(Serialize, Deserialize)]
struct MarkForm {
    span: Span,
    label: Word,
    from: PlaceForm,
    to: PlaceForm,
}

#[derive(Serialize, Deserialize)]
struct PlaceForm {
    line: usize,
    code_points: usize,
    utf16: usize,
}

impl From<&Finding> for FindingForm {
    fn from(finding: &Finding) -> Self {
        let Finding { level, message, figure, id, answer, of, sealed, excerpts } = finding;
        Self {
            level: *level,
            message: Word(message),
            figure: figure.into(),
            id: id.clone(),
            answer: answer.clone(),
            of: *of,
            sealed: *sealed,
            excerpts: excerpts.iter().map(ExcerptForm::from).collect(),
        }
    }
}

impl From<FindingForm> for Finding {
    fn from(form: FindingForm) -> Self {
        let FindingForm { level, message: Word(message), figure, id, answer, of, sealed, excerpts } = form;
        let excerpts = excerpts.into_iter().map(Excerpt::from).collect();
        Self { level, message, figure: figure.into(), id, answer, of, sealed, excerpts }
    }
}

impl From<&Figure> for FigureForm {
    fn from(figure: &Figure) -> Self {
        let figure = figure.clone();
        let label = |label: Label| (label.path, label.span, Word(label.text));
        Self {
            path: figure.path,
            start: figure.start,
            end: figure.end,
            text: figure.text,
            value: figure.value,
            measure: figure.measure,
            who: figure.who,
            counted: figure.counted,
            source: figure.source.map(SourceForm::from),
            cue: figure.cue,
            hedges: figure.hedges,
            verdict: figure.verdict,
            rule: Word(figure.rule),
            related: figure.related,
            modifier: figure.modifier,
            sentence: figure.sentence,
            message: Word(figure.message),
            labels: figure.labels.into_iter().map(label).collect(),
            subject: figure.subject,
            shape: figure.shape,
            window: figure.window,
        }
    }
}

impl From<FigureForm> for Figure {
    fn from(form: FigureForm) -> Self {
        let label = |(path, span, Word(text))| Label { path, span, text };
        Self {
            path: form.path,
            start: form.start,
            end: form.end,
            text: form.text,
            value: form.value,
            measure: form.measure,
            who: form.who,
            counted: form.counted,
            source: form.source.map(Source::from),
            cue: form.cue,
            hedges: form.hedges,
            verdict: form.verdict,
            rule: form.rule.0,
            related: form.related,
            modifier: form.modifier,
            sentence: form.sentence,
            message: form.message.0,
            labels: form.labels.into_iter().map(label).collect(),
            subject: form.subject,
            shape: form.shape,
            window: form.window,
        }
    }
}

impl From<Source> for SourceForm {
    fn from(Source { span, text, kind, antecedent }: Source) -> Self {
        Self { span, text, kind, antecedent }
    }
}

impl From<SourceForm> for Source {
    fn from(SourceForm { span, text, kind, antecedent }: SourceForm) -> Self {
        Self { span, text, kind, antecedent }
    }
}

impl From<&Excerpt> for ExcerptForm {
    fn from(Excerpt { path, line, text, marks }: &Excerpt) -> Self {
        let marks = marks.iter().map(|mark| MarkForm::from(*mark)).collect();
        Self { path: path.clone(), line: *line, text: text.clone(), marks }
    }
}

impl From<ExcerptForm> for Excerpt {
    fn from(ExcerptForm { path, line, text, marks }: ExcerptForm) -> Self {
        Self { path, line, text, marks: marks.into_iter().map(Mark::from).collect() }
    }
}

impl From<Mark> for MarkForm {
    fn from(Mark { span, label, from, to }: Mark) -> Self {
        Self { span, label: Word(label), from: from.into(), to: to.into() }
    }
}

impl From<MarkForm> for Mark {
    fn from(MarkForm { span, label: Word(label), from, to }: MarkForm) -> Self {
        Self { span, label, from: from.into(), to: to.into() }
    }
}

impl From<Place> for PlaceForm {
    fn from(Place { line, code_points, utf16 }: Place) -> Self {
        Self { line, code_points, utf16 }
    }
}

impl From<PlaceForm> for Place {
    fn from(PlaceForm { line, code_points, utf16 }: PlaceForm) -> Self {
        Self { line, code_points, utf16 }
    }
}

/// Words of the program's own: names of rules, messages, labels. There are few, and each stays for the rest of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Word(&'static str);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Word;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("words of the program")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Word, E> {
                // A set that a panic left is whole: an insertion either happened or did not.
                let mut words = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
                words.known(text).map(Word).ok_or_else(|| E::custom("these are no words of the program"))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// The words of this run.
static KNOWN: Mutex<Words> = Mutex::new(Words(BTreeSet::new()));

/// Words, each kept once. A file that is not ours could hold any number of others: what would be more than there can be is none.
struct Words(BTreeSet<&'static str>);

impl Words {
    /// Rules and some thirty others.
    const MOST: usize = 256;
    /// Bytes.
    const LONGEST: usize = 256;

    fn known(&mut self, text: &str) -> Option<&'static str> {
        if self.0.is_empty() {
            self.0.extend(rules().map(|rule| rule.name));
        }
        if let Some(word) = self.0.get(text) {
            return Some(word);
        }
        if self.0.len() >= Self::MOST || text.len() > Self::LONGEST {
            return None;
        }
        let word: &'static str = Box::leak(text.into());
        self.0.insert(word);
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_not_the_programs_do_not_fill_the_memory() {
        let mut words = Words(BTreeSet::new());
        assert_eq!(words.known("withdrawn here"), Some("withdrawn here"));
        assert_eq!(words.known(&"x".repeat(1000)), None);
        let taken = (0..1000).filter(|i| words.known(&format!("word {i}")).is_some()).count();
        assert!((100..Words::MOST).contains(&taken), "{taken}");
        assert_eq!(words.known("withdrawn here"), Some("withdrawn here"), "it is known from before");
        assert_eq!(words.known("hedged-denied"), Some("hedged-denied"), "rules are always known");
    }
}
