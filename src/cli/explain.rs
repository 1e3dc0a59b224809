//! `kzarchive explain`

use super::{CliError, Context, Exit};
use crate::figures::{explain, rules, ruleset};
use crate::ledger::Kind;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kzarchive explain
  kzarchive explain altered
  kzarchive explain repeats-rescinded")]
pub(super) struct Args {
    /// A kind of failure, or a rule on figures; without one, all are listed
    #[arg(value_name = "KIND|RULE")]
    name: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let text = match &args.name {
        Some(name) => page(name).ok_or_else(|| CliError::NoRule(name.clone()))?.to_owned(),
        None => all(),
    };
    context.print(&text)?;
    Ok(Exit::Good)
}

fn page(name: &str) -> Option<&'static str> {
    Kind::named(name).map(Kind::page).or_else(|| explain(name))
}

/// Every name that has a page, with its first sentence.
fn all() -> String {
    let line = |name: &str, summary: &str| format!("{name:<24} {summary}\n");
    let kinds: String = Kind::ALL.into_iter().map(|kind| line(kind.name(), kind.meaning())).collect();
    let rules: String = rules().map(|rule| line(rule.name, rule.summary)).collect();
    format!("failures of integrity\n{kinds}\nrules on figures\n{rules}\nruleset {}\n", ruleset())
}
