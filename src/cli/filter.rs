//! Which figures `kzarchive figures` shows.

use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::{CliError, Context};
use crate::figures::{Date, Figure, Measure, Reading, Verdict};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Which figures")]
pub(super) struct Filter {
    /// Only those that need an answer
    #[arg(long)]
    open: bool,
    /// Of this kind; may be given again
    #[arg(long, value_name = "MEASURE", value_parser = names(&Measure::ALL))]
    measure: Vec<String>,
    /// With this verdict; may be given again
    #[arg(long, value_name = "VERDICT", value_parser = names(&Verdict::ALL))]
    verdict: Vec<String>,
    /// Whose source has these words, in capitals or not
    #[arg(long, value_name = "WORDS")]
    source: Option<String>,
    /// Of this day or later, where it is known of when they are
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Date>,
    /// Of this day or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
}

impl Filter {
    /// Drops the figures that were not asked for, and says how many of them have no date to be judged by.
    pub(super) fn apply(&self, context: &Context, readings: &mut [Reading]) -> Result<(), CliError> {
        let dated = self.since.is_some() || self.until.is_some();
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            return Err(CliError::Usage("--since is later than --until"));
        }
        let mut dateless = 0_u64;
        for reading in readings {
            reading.figures.retain(|figure| {
                let kept = self.keeps(figure);
                let unknown = dated && kept && figure.window.days() == (None, None);
                dateless += u64::from(unknown);
                kept && (!dated || figure.window.within(self.since, self.until))
            });
        }
        if dateless > 0 {
            context.note(&format!("left out, for it is not known of when they are: {dateless}"));
        }
        Ok(())
    }

    /// Everything but the date.
    fn keeps(&self, figure: &Figure) -> bool {
        let of = |wanted: &[String], name: String| wanted.is_empty() || wanted.contains(&name);
        let said = |words: &str| {
            let Some(source) = &figure.source else { return false };
            let texts = [Some(&source.text), source.antecedent.as_ref().map(|mention| &mention.text)];
            texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&words.to_lowercase()))
        };
        (!self.open || figure.verdict != Verdict::Ok)
            && of(&self.measure, name(&figure.measure))
            && of(&self.verdict, name(&figure.verdict))
            && self.source.as_deref().is_none_or(said)
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
