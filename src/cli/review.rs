//! `kzarchive review`

use clap::builder::PossibleValuesParser;

use super::statement::StatementArgs;
use super::{CliError, Context, Exit};
use crate::manifest::REVIEW_VERDICTS;
use crate::seal::{Answered, review};
use crate::store::Archive;
use crate::verify::{Figures, Request, verify};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
`kzarchive verify` prints the name of each finding. The verdict is what you say of the figure: `ok` where the rule is \
wrong or the figure is borne out, else what the rule says, too: it is known. An answered finding is denied no more; it \
comes back when the text, the rule or what speaks against the figure is another.

Example:
  kzarchive review 3fa9c1d2e4b5 --verdict ok --reason 'the union published its list on 12 May'")]
pub(super) struct Args {
    /// Names of findings
    #[arg(value_name = "FINDING", required = true)]
    findings: Vec<String>,
    /// What you say of the figure
    #[arg(long, value_name = "VERDICT", value_parser = PossibleValuesParser::new(REVIEW_VERDICTS))]
    verdict: String,
    #[command(flatten)]
    statement: StatementArgs,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let findings = named(&archive, &args.findings)?;
    args.statement.seal(context, &archive, |session| {
        Ok(Some(review(session, &findings, &args.verdict, &args.statement.reason)?))
    })?;
    Ok(Exit::Good)
}

/// The findings by these names, as verifying finds them now: only texts whose bytes are the sealed ones have any.
fn named(archive: &Archive, names: &[String]) -> Result<Vec<Answered>, CliError> {
    let verdict = verify(archive, &Request { figures: Figures::Read, ..Request::default() });
    let mut answered = Vec::new();
    for name in names {
        let found = verdict.findings.iter().find(|finding| finding.id.as_deref() == Some(name));
        let Some((finding, sealed)) = found.and_then(|finding| Some((finding, finding.sealed?))) else {
            return Err(CliError::NoFinding(name.clone()));
        };
        let path = &finding.figure.path;
        let path = path.parse().map_err(|why| CliError::Path(path.to_string(), why))?;
        answered.push(Answered { finding: name.clone(), path, sha256: sealed, rule: finding.figure.rule });
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
