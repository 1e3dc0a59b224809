//! Figures and findings, counted.

use serde::{Deserialize, Serialize};

use super::findings::Finding;
use super::{Outcome, count};
use crate::figures::Verdict;

/// Figures by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FigureCounts {
    /// All of them.
    pub read: u64,
    /// With all they need.
    pub ok: u64,
    /// Without a source.
    pub unattributed: u64,
    /// Doubted by their own text.
    pub hedged: u64,
    /// Withdrawn.
    pub rescinded: u64,
    /// Repeating a withdrawn one.
    pub repeats_rescinded: u64,
    /// Contradicting another.
    pub conflicting: u64,
}

/// Findings that are counted, and not told one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// That nobody has answered.
    pub open: u64,
    /// Those of them that are at level `deny`.
    pub denied: u64,
    /// That somebody has answered.
    pub answered: u64,
}

/// Counts of figures and findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Figures by verdict.
    pub counts: FigureCounts,
    /// Findings that nobody has answered.
    pub open: u64,
    /// Those of them that are at level `deny`.
    pub denied: u64,
}

impl FigureCounts {
    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict) {
        self.read += 1;
        *match verdict {
            Verdict::Ok => &mut self.ok,
            Verdict::Unattributed => &mut self.unattributed,
            Verdict::Hedged => &mut self.hedged,
            Verdict::Rescinded => &mut self.rescinded,
            Verdict::RepeatsRescinded => &mut self.repeats_rescinded,
            Verdict::Conflicting => &mut self.conflicting,
        } += 1;
    }
}

impl LeftOut {
    /// Counts one more.
    pub(super) fn add(&mut self, finding: &Finding) {
        self.open += u64::from(finding.is_open());
        self.denied += u64::from(finding.is_denied());
        self.answered += u64::from(!finding.is_open());
    }

    /// Adds others.
    pub(super) fn merge(&mut self, other: Self) {
        self.open += other.open;
        self.denied += other.denied;
        self.answered += other.answered;
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.open + self.answered
    }
}

impl Tally {
    /// Counts one more finding.
    pub fn add(&mut self, finding: &Finding) {
        self.open += u64::from(finding.is_open());
        self.denied += u64::from(finding.is_denied());
    }

    /// Adds those of another text.
    pub fn merge(&mut self, other: Self) {
        let (counts, others) = (&mut self.counts, other.counts);
        counts.read += others.read;
        counts.ok += others.ok;
        counts.unattributed += others.unattributed;
        counts.hedged += others.hedged;
        counts.rescinded += others.rescinded;
        counts.repeats_rescinded += others.repeats_rescinded;
        counts.conflicting += others.conflicting;
        self.open += other.open;
        self.denied += other.denied;
    }

    pub(super) fn outcome(self) -> Outcome {
        let read = count(self.counts.read, "figure");
        match (self.denied, self.open) {
            (0, 0) => Outcome::Passed(format!("{read} read, none needs an answer")),
            (0, open) => Outcome::Passed(format!("{read} read, {open} to answer")),
            (denied, _) => Outcome::Failed(format!("{read} read, {denied} denied")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_threads_counted_adds_up() {
        let tally = |n: u64| Tally {
            counts: FigureCounts {
                read: n,
                ok: n + 1,
                unattributed: n + 2,
                hedged: n + 3,
                rescinded: n + 4,
                repeats_rescinded: n + 5,
                conflicting: n + 6,
            },
            open: n + 7,
            denied: n + 8,
        };
        let (mut all, more) = (tally(10), tally(20));
        all.merge(more);
        let counts = all.counts;
        let sums = [
            counts.read,
            counts.ok,
            counts.unattributed,
            counts.hedged,
            counts.rescinded,
            counts.repeats_rescinded,
            counts.conflicting,
            all.open,
            all.denied,
        ];
        assert_eq!(sums, [30, 32, 34, 36, 38, 40, 42, 44, 46]);
        let mut left_out = LeftOut { open: 3, denied: 2, answered: 1 };
        left_out.merge(LeftOut { open: 30, denied: 20, answered: 10 });
        assert_eq!(left_out, LeftOut { open: 33, denied: 22, answered: 11 });
        assert_eq!(left_out.all(), 44);
    }
}
