//! `kzarchive review`

use clap::builder::PossibleValuesParser;

use super::statement::StatementArgs;
use super::steady::steadily;
use super::{CliError, Context, Exit};
use crate::manifest::REVIEW_VERDICTS;
use crate::seal::{Answered, review};
use crate::store::Archive;
use crate::verify::answers::Answer;
use crate::verify::{Figures, Request, verify};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The verdict is yours: `ok` if the rule is wrong or the figure is borne out, otherwise the rule's own verdict, to say that \
the problem is known. An answered finding is no longer denied; it comes back when the text, the rule or what speaks \
against the figure changes.

Example:
  kzarchive review 3fa9c1d2e4b5 --verdict ok --reason 'the union published its list on 12 May'")]
pub(super) struct Args {
    /// Names of findings, as `kzarchive verify` prints them
    #[arg(value_name = "FINDING", required = true)]
    findings: Vec<String>,
    /// Your verdict on the figure
    #[arg(long, value_name = "VERDICT", value_parser = PossibleValuesParser::new(REVIEW_VERDICTS))]
    verdict: String,
    #[command(flatten)]
    statement: StatementArgs,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let findings = steadily(context, &archive, || named(&archive, &args.findings), Result::is_ok)?;
    args.statement.seal(context, &archive, |session| {
        // What this person has said already is not said again; what somebody else has said, they may say, too.
        let by = session.manifest().sealed_by;
        let is_said = |answer: &Answer| {
            (&*answer.verdict, &*answer.reason, &*answer.by) == (&*args.verdict, &*args.statement.reason, &*by)
        };
        let new: Vec<Answered> = findings
            .iter()
            .filter(|(_, answer)| !answer.as_ref().is_some_and(is_said))
            .map(|(answered, _)| answered.clone())
            .collect();
        if new.is_empty() {
            return Ok(None);
        }
        Ok(Some(review(session, &new, &args.verdict, &args.statement.reason)?))
    })?;
    Ok(Exit::Good)
}

/// The findings by these names with the answers that they have, as verifying finds them now: only texts whose bytes are the sealed ones have any.
fn named(archive: &Archive, names: &[String]) -> Result<Vec<(Answered, Option<Answer>)>, CliError> {
    let verdict = verify(archive, &Request { figures: Figures::Read, ..Request::default() });
    let mut answered = Vec::new();
    for (nth, name) in names.iter().enumerate() {
        let found = verdict.findings.iter().find(|finding| finding.id.as_deref() == Some(name));
        let Some((finding, sealed)) = found.and_then(|finding| Some((finding, finding.sealed?))) else {
            return Err(CliError::NoFinding(name.clone()));
        };
        let path = &finding.figure.path;
        let path = path.parse().map_err(|why| CliError::Path(path.to_string(), why))?;
        let named = Answered { finding: name.clone(), path, sha256: sealed, rule: finding.figure.rule };
        // Named twice, it would be answered twice.
        if !names[..nth].contains(name) {
            answered.push((named, finding.answer.clone()));
        }
    }
    Ok(answered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_may_say_is_what_rules_may_say() {
        let verdicts = crate::figures::Verdict::ALL.map(|verdict| super::super::filter::name(&verdict));
        assert_eq!(verdicts.as_slice(), REVIEW_VERDICTS);
    }
}
