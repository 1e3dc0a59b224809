//! Which figures `kzarchive figures` shows.

use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::{CliError, Context};
use crate::figures::{Date, Excluded, Figure, Measure, Reading, Source, Verdict};

#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Which figures")]
pub(super) struct Filter {
    /// Only those whose verdict is not ok, and that nobody has answered
    #[arg(long)]
    open: bool,
    /// Only figures of this kind; can be repeated
    #[arg(long, value_name = "MEASURE", value_parser = names(&Measure::ALL))]
    measure: Vec<String>,
    /// Only figures with this verdict; can be repeated
    #[arg(long, value_name = "VERDICT", value_parser = names(&Verdict::ALL))]
    verdict: Vec<String>,
    /// Only figures whose source has these words, in any case of letters
    #[arg(long, value_name = "WORDS")]
    source: Option<String>,
    /// Only figures of this day or later; those without a date are left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Date>,
    /// Only figures of this day or earlier; those without a date are left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
}

impl Filter {
    /// Drops the figures that were not asked for, and says how many of them have no date to be judged by. What a signed review has
    /// `answered` is not open.
    pub(super) fn apply(
        &self,
        context: &Context,
        readings: &mut [Reading],
        answered: impl Fn(&Figure) -> bool,
    ) -> Result<(), CliError> {
        let dated = self.since.is_some() || self.until.is_some();
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            return Err(CliError::Usage("--since is later than --until"));
        }
        let mut dateless = 0_u64;
        for reading in readings {
            reading.figures.retain(|figure| {
                let kept = self.keeps(figure) && !(self.open && answered(figure));
                let unknown = dated && kept && figure.window.days() == (None, None);
                dateless += u64::from(unknown);
                kept && (!dated || figure.window.within(self.since, self.until))
            });
            reading.excluded.retain(|number| self.keeps_aside(number));
        }
        if dateless > 0 {
            context.note(&format!("left out, since their date is not known: {dateless}"));
        }
        Ok(())
    }

    /// Everything but the date and the answers.
    fn keeps(&self, figure: &Figure) -> bool {
        let of = |wanted: &[String], name: String| wanted.is_empty() || wanted.contains(&name);
        (!self.open || figure.verdict != Verdict::Ok)
            && of(&self.measure, name(&figure.measure))
            && of(&self.verdict, name(&figure.verdict))
            && self.says(figure.source.as_ref())
    }

    /// A number that is no figure has no measure, verdict or day: whoever asks for one of those does not ask for it.
    fn keeps_aside(&self, number: &Excluded) -> bool {
        let of_figures = self.open
            || !self.measure.is_empty()
            || !self.verdict.is_empty()
            || self.since.is_some()
            || self.until.is_some();
        !of_figures && self.says(number.source.as_ref())
    }

    /// Whether the source is the one that was asked for.
    fn says(&self, source: Option<&Source>) -> bool {
        let Some(words) = self.source.as_deref().map(str::to_lowercase) else { return true };
        let Some(source) = source else { return false };
        let texts = [Some(&source.text), source.antecedent.as_ref().map(|mention| &mention.text)];
        texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&words))
    }
}

fn names(values: &[impl Serialize]) -> PossibleValuesParser {
    PossibleValuesParser::new(values.iter().map(name).collect::<Vec<String>>())
}

/// A value's name, as JSON has it.
pub(super) fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn date(text: &str) -> Result<Date, &'static str> {
    // `Date::parse` takes a longer time as well; here only a day is meant.
    Date::parse(text).filter(|_| text.len() == 10).ok_or("a date is YYYY-MM-DD")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Text, read};

    #[test]
    fn numbers_set_aside_obey_the_filters() {
        let text = "In 2019 nine miners died. The mayor said that in 2020 all was well.";
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        let kept = |filter: Filter| {
            let kept = reading.excluded.iter().filter(|number| filter.keeps_aside(number));
            kept.map(|number| number.text.clone()).collect::<Vec<String>>()
        };
        assert_eq!(kept(Filter::default()), ["2019", "2020"]);
        assert_eq!(kept(Filter { source: Some("MAYOR".to_owned()), ..Filter::default() }), ["2020"]);
        for filter in [
            Filter { open: true, ..Filter::default() },
            Filter { measure: vec!["killed".to_owned()], ..Filter::default() },
            Filter { verdict: vec!["ok".to_owned()], ..Filter::default() },
            Filter { since: Date::parse("2019-01-01"), ..Filter::default() },
            Filter { until: Date::parse("2019-01-01"), ..Filter::default() },
        ] {
            assert_eq!(kept(filter), [""; 0]);
        }
    }
}
