//! The top of the report: what holds, what was checked, what was not, and what all of this does not prove.

use super::words::{Html, bdi, count};
use crate::report::ranked::{Item, Severity};
use crate::verify::{CheckName, Outcome, TrustBasis, Verdict};

/// The top of the report.
#[derive(Debug)]
pub(super) struct Overview {
    /// `good`, `bad` or `open`.
    pub state: &'static str,
    pub headline: String,
    pub lead: String,
    pub failures: Vec<Failed>,
    pub failed: Vec<Line>,
    pub checked: Vec<Line>,
    pub not_checked: Vec<Line>,
    pub limits: Vec<&'static str>,
    pub tiles: Vec<Tile>,
}

#[derive(Debug)]
pub(super) struct Line {
    pub what: &'static str,
    pub why: Html,
}

#[derive(Debug)]
pub(super) struct Failed {
    pub kind: &'static str,
    pub path: Html,
    pub detail: Html,
}

#[derive(Debug)]
pub(super) struct Tile {
    pub number: String,
    pub text: &'static str,
    pub class: &'static str,
}

impl Overview {
    pub fn of(verdict: &Verdict) -> Self {
        let (state, headline) = match (verdict.verified(), verdict.failures.len()) {
            // By its own keys an archive can agree with itself, and no more: the largest letters on the page must not say more.
            (true, _) if verdict.trust == TrustBasis::FirstContact => {
                ("good", "Unchanged since sealed, by its own keys".to_owned())
            }
            (true, _) => ("good", "Unchanged since sealed".to_owned()),
            (false, 0) => ("open", "Not fully checked".to_owned()),
            (false, failures) => ("bad", format!("Not intact: {}", count(failures, "failure"))),
        };
        let failures = verdict.failures.iter().map(|failure| {
            let item = Item::Failure(failure);
            debug_assert_eq!(item.severity(), Severity::Error);
            let line = failure.line.map(|line| format!(":{line}")).unwrap_or_default();
            let path = bdi(&format!("{}{line}", item.path()));
            Failed { kind: item.rule(), path, detail: bdi(&failure.detail) }
        });
        let lines = |wanted: fn(&Outcome) -> Option<&String>| -> Vec<Line> {
            let some = verdict.checks.iter().filter_map(|check| Some((check.check, wanted(&check.outcome)?)));
            some.map(|(check, why)| Line { what: what(check), why: bdi(why) }).collect()
        };
        Self {
            state,
            headline,
            lead: lead(verdict),
            failures: failures.collect(),
            failed: lines(|outcome| if let Outcome::Failed(why) = outcome { Some(why) } else { None }),
            checked: lines(|outcome| if let Outcome::Passed(why) = outcome { Some(why) } else { None }),
            not_checked: lines(|outcome| if let Outcome::NotChecked(why) = outcome { Some(why) } else { None }),
            limits: limits(verdict.trust),
            tiles: tiles(verdict),
        }
    }
}

fn lead(verdict: &Verdict) -> String {
    let counts = verdict.documents;
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut parts = vec![format!("{} as they were sealed", count(number(counts.intact), "document"))];
    let unseen = |check: &crate::verify::Check| {
        check.check == CheckName::Withheld && matches!(check.outcome, Outcome::NotChecked(_))
    };
    let withheld = match verdict.checks.iter().any(unseen) {
        true => "kept elsewhere and not looked at",
        false => "kept elsewhere",
    };
    for (of, text) in [(counts.failed, "not as sealed"), (counts.withheld, withheld), (counts.withdrawn, "taken down")]
    {
        if of > 0 {
            parts.push(format!("{of} {text}"));
        }
    }
    let basis = match verdict.trust {
        TrustBasis::FirstContact => {
            "A first contact: whoever wrote the archive could have written its keys, so all that was shown is that it agrees with itself."
        }
        TrustBasis::Given => "Judged by keys that were given from outside.",
        TrustBasis::Known => "Judged by the keys that this machine accepted before.",
        TrustBasis::Base => "Judged by the keys of an earlier revision.",
    };
    format!("{}. {basis}", parts.join(", "))
}

fn what(check: CheckName) -> &'static str {
    match check {
        CheckName::Trust => "Keys",
        CheckName::Checkpoint => "Signature of the log",
        CheckName::Log => "Log",
        CheckName::AppendOnly => "Nothing taken out of the log",
        CheckName::Manifests => "Manifests and their signatures",
        CheckName::Documents => "Documents",
        CheckName::Withheld => "Documents kept elsewhere",
        CheckName::Complete => "Nothing missing, nothing added",
        CheckName::Commit => "The commit",
        CheckName::Figures => "Figures",
    }
}

fn limits(trust: TrustBasis) -> Vec<&'static str> {
    let mut limits = vec![
        "That a text is authentic, or that what it says is true. It is unchanged since it was sealed; before that, nobody here can tell.",
        "When it was sealed. That time is the sealer’s own clock, unless witnesses have cosigned the log.",
        "That the archive holds everything. What was never sealed has left no trace.",
        "That every figure was found, or read rightly. Rules find them, in English texts only; a person must look.",
        "Anything about this page itself, which carries no signature. The archive does: the commands below check it without this program.",
    ];
    if trust == TrustBasis::FirstContact {
        limits.insert(
            0,
            "Who holds the keys. Compare their fingerprints with the archivist, by telephone or face to face.",
        );
    }
    limits
}

fn tiles(verdict: &Verdict) -> Vec<Tile> {
    let Some(figures) = verdict.figures else { return Vec::new() };
    let tile = |number: u64, text, class| Tile { number: super::words::grouped(&number.to_string()), text, class };
    vec![
        tile(figures.read, "figures read", "all"),
        tile(figures.rescinded, "withdrawn", "rescinded"),
        tile(figures.repeats_rescinded, "repeating a withdrawn one", "repeats"),
        tile(figures.unattributed, "without a source", "unattributed"),
        tile(figures.conflicting, "in conflict", "conflicting"),
        tile(figures.hedged, "doubted by their own text", "hedged"),
    ]
}
