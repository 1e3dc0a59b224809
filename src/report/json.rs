//! A verdict for programs: schema `kzarchive-verdict/1`.

use serde::Serialize;

use crate::ledger::Failure;
use crate::verify::findings::Finding;
use crate::verify::{Check, CheckName, DocumentCounts, FigureCounts, Outcome, TrustBasis, Verdict};

#[derive(Serialize)]
struct VerdictJson<'a> {
    schema: &'static str,
    origin: &'a str,
    verified: bool,
    trust: TrustBasis,
    checks: Vec<CheckJson<'a>>,
    failures: &'a [Failure],
    documents: DocumentCounts,
    figures: Option<FigureCounts>,
    findings: &'a [Finding],
    ruleset: crate::figures::Ruleset,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    check: CheckName,
    outcome: &'static str,
    why: &'a str,
}

/// A verdict as one JSON document, indented, with a final newline.
///
/// # Errors
/// None that a verdict can cause.
pub fn verdict_json(verdict: &Verdict) -> serde_json::Result<String> {
    let json = VerdictJson {
        schema: "kzarchive-verdict/1",
        origin: &verdict.origin,
        verified: verdict.verified(),
        trust: verdict.trust,
        checks: verdict.checks.iter().map(check).collect(),
        failures: &verdict.failures,
        documents: verdict.documents,
        figures: verdict.figures,
        findings: &verdict.findings,
        ruleset: crate::figures::ruleset(),
    };
    Ok(super::clean::escaped(serde_json::to_string_pretty(&json)?) + "\n")
}

fn check(check: &Check) -> CheckJson<'_> {
    let (outcome, why) = match &check.outcome {
        Outcome::Passed(why) => ("passed", why),
        Outcome::Failed(why) => ("failed", why),
        Outcome::NotChecked(why) => ("not-checked", why),
    };
    CheckJson { check: check.check, outcome, why }
}
