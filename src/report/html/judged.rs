//! What there is to say of the figures of one document.

use std::collections::HashMap;

use crate::holdings::Holding;
use crate::verify::Tally;
use crate::verify::findings::{Finding, Judge};

/// The findings of a document, by the first byte of their figures.
#[derive(Debug, Default)]
pub(super) struct Judged {
    findings: HashMap<usize, Finding>,
    pub tally: Tally,
}

impl Judged {
    pub fn of(holding: &Holding<'_>, judge: Option<&Judge<'_>>) -> Self {
        let mut judged = Self::default();
        for figure in &holding.figures {
            judged.tally.counts.add(figure.verdict);
            let Some(finding) = judge.and_then(|judge| judge.finding(figure.clone(), holding.sealed)) else { continue };
            judged.tally.add(&finding);
            judged.findings.insert(figure.start, finding);
        }
        judged
    }

    pub fn get(&self, start: usize) -> Option<&Finding> {
        self.findings.get(&start)
    }
}
