//! Failures and outcomes, as the checks bring them in.

use std::collections::HashMap;

use super::excerpts::Excerpt;
use super::{Check, CheckName, DocumentCounts, Judged, LeftOut, Outcome, Request, TrustBasis, Verdict};
use crate::ledger::{Failure, Kind};
use crate::store::{Archive, StoreError};

/// Failures and outcomes as they come in.
#[derive(Debug, Default)]
pub(super) struct Docket {
    pub checks: Vec<Check>,
    pub failures: Vec<(CheckName, Failure)>,
    pub judged: Judged,
    pub lines: HashMap<String, Vec<Excerpt>>,
}

impl Docket {
    pub fn fail(&mut self, check: CheckName, kind: Kind, path: impl Into<String>, detail: impl Into<String>) {
        self.failures.push((check, Failure::new(kind, path, detail)));
    }

    /// Ends a check: failed if a failure of it came in, else passed.
    pub fn end(&mut self, check: CheckName, passed: impl Into<String>) {
        let count = self.failures.iter().filter(|(of, _)| *of == check).count();
        let outcome = match count {
            0 => Outcome::Passed(passed.into()),
            1 => Outcome::Failed("1 failure".to_owned()),
            count => Outcome::Failed(format!("{count} failures")),
        };
        self.checks.push(Check { check, outcome });
    }

    /// What came in, as a verdict that counts neither documents nor figures yet.
    pub fn verdict(mut self, origin: String, request: &Request<'_>) -> Verdict {
        self.checks.sort_by_key(|check| check.check);
        self.failures.sort_by_key(|(check, _)| *check);
        Verdict {
            origin,
            trust: TrustBasis::from(&request.trust),
            judged: self.judged,
            checks: self.checks,
            failed: self.failures.iter().map(|(check, _)| *check).collect(),
            lines: self.lines,
            failures: self.failures.into_iter().map(|(_, failure)| failure).collect(),
            documents: DocumentCounts::default(),
            figures: None,
            findings: Vec::new(),
            left_out: LeftOut::default(),
        }
    }

    /// Says of every check that has not ended why it was not made. Derived, not named: one that is left out would look like one that
    /// nobody asked for.
    pub fn rest_not_checked(&mut self, request: &Request<'_>, why: &str) {
        let is_asked = |check: &CheckName| *check != CheckName::Commit || request.commit.is_some();
        for check in CheckName::ALL.into_iter().filter(is_asked) {
            if !self.checks.iter().any(|ended| ended.check == check) {
                self.not_checked(check, why);
            }
        }
    }

    pub fn not_checked(&mut self, check: CheckName, why: impl Into<String>) {
        self.checks.push(Check { check, outcome: Outcome::NotChecked(why.into()) });
    }
}

/// `1 document`, `2 documents`.
pub(super) fn count(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// What it is that a sealed file cannot be read.
pub(super) fn kind_of(error: &StoreError) -> Kind {
    if error.is_refused() { Kind::Unreadable } else { Kind::Missing }
}

/// Reads one of the archive's own files, or reports why not.
pub(super) fn read_part(
    archive: &Archive,
    path: &str,
    limit: u64,
    check: CheckName,
    docket: &mut Docket,
) -> Option<Vec<u8>> {
    match archive.read(path, limit) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.is_not_found() => {
            docket.fail(check, Kind::Missing, path, "it is not there");
            None
        }
        Err(StoreError::TooLarge { limit, .. }) => {
            docket.fail(check, Kind::Malformed, path, format!("it is larger than {limit} bytes"));
            None
        }
        Err(error) => {
            docket.fail(check, kind_of(&error), path, format!("it cannot be read: {}", error.why()));
            None
        }
    }
}
