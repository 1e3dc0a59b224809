//! `kzarchive explain`

use super::{CliError, Context, Exit};
use crate::figures::{explain, rules, ruleset};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kzarchive explain
  kzarchive explain repeats-rescinded")]
pub(super) struct Args {
    /// The rule; without one, all are listed
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let text = match &args.rule {
        Some(name) => explain(name).ok_or_else(|| CliError::NoRule(name.clone()))?.to_owned(),
        None => {
            let ruleset = ruleset();
            let mut text: String = rules().map(|rule| format!("{:<24} {}\n", rule.name, rule.summary)).collect();
            text += &format!("\nruleset {ruleset}\n");
            text
        }
    };
    context.print(&text)?;
    Ok(Exit::Good)
}
