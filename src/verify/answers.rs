//! Answers to findings: what a finding is called, and whether a person has answered it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::findings::Finding;
use crate::digest::{Digest, Hasher};
use crate::figures::{Figure, Related, Relation, rules};
use crate::ledger::Reviewed;
use crate::timestamp::Timestamp;

/// Hex digits of a finding's name: enough to type. An answer holds by path, digest and rule beside it.
const DIGITS: usize = 12;

/// A person's answer, as it stands beside its finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What they say of the figure.
    pub verdict: String,
    /// In words.
    pub reason: String,
    /// The principal who signed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The answers that an archive's manifests state, by finding. The last in the log counts.
pub struct Answers<'a> {
    answered: HashMap<&'a str, &'a Reviewed>,
    /// Digests of the rules' pages: an archive has many findings of few rules.
    pages: HashMap<&'static str, Digest>,
}

impl<'a> Answers<'a> {
    /// Of all answers, oldest first.
    pub fn new(reviews: &'a [Reviewed]) -> Self {
        Self {
            answered: reviews.iter().map(|reviewed| (&*reviewed.review.finding, reviewed)).collect(),
            pages: rules().map(|rule| (rule.name, Digest::of(rule.page.as_bytes()))).collect(),
        }
    }

    /// Names a finding of a sealed text, and puts the answer beside it, if there is one.
    pub fn put(&self, finding: &mut Finding, sealed: Digest) {
        let id = self.finding_id(&finding.figure, sealed);
        // By more than its name: somebody could look for a text whose finding is called like an answered one.
        let holds = |reviewed: &&&Reviewed| {
            let review = &reviewed.review;
            review.sha256 == sealed
                && *review.path.as_str() == *finding.figure.path
                && *review.rule == *finding.figure.rule
        };
        finding.answer = self.answered.get(id.as_str()).filter(holds).map(|reviewed| Answer {
            verdict: reviewed.review.verdict.to_string(),
            reason: reviewed.review.reason.to_string(),
            by: reviewed.by.clone(),
            at: reviewed.at,
        });
        finding.id = Some(id);
        finding.sealed = Some(sealed);
    }

    /// The name of a finding, as `manifest/FORMAT.md` has it.
    fn finding_id(&self, figure: &Figure, sealed: Digest) -> String {
        let Figure { path, start, end, rule, .. } = figure;
        let page = self.pages.get(rule).map(Digest::to_string).unwrap_or_default();
        let mut hasher = Hasher::new();
        hasher.update(format!("kzarchive-finding/1\n{path}\n{sealed}\n{start} {end}\n{rule}\n{page}\n").as_bytes());
        let mut against: Vec<_> = figure.related.iter().filter(|related| speaks_against(related.relation)).collect();
        against.sort_by(|a, b| (&a.path, a.start, a.end, a.relation).cmp(&(&b.path, b.start, b.end, b.relation)));
        for Related { path, start, end, relation } in against {
            let relation = serde_json::to_value(relation).ok();
            let relation = relation.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
            hasher.update(format!("{relation} {start} {end} {path}\n").as_bytes());
        }
        hasher.finish().to_string()[..DIGITS].to_owned()
    }
}

fn speaks_against(relation: Relation) -> bool {
    matches!(relation, Relation::Repeats | Relation::RescindedBy | Relation::ConflictsValue | Relation::ConflictsScope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Text, read};
    use crate::manifest::Review;
    use crate::store::Level;

    fn finding(path: &str) -> Finding {
        let text = "At least 12 people were killed.";
        let figure = read(&Text { path, text, published: None, publisher: None, language: None }).figures.remove(0);
        assert_eq!(figure.rule, "unattributed-own-voice");
        let (id, answer, of, sealed) = (None, None, None, None);
        Finding { level: Level::Deny, message: "", figure, id, answer, of, sealed, excerpts: Vec::new() }
    }

    fn reviewed(finding: &Finding, verdict: &'static str) -> Reviewed {
        let review = Review {
            finding: finding.id.clone().unwrap().into(),
            path: finding.figure.path.parse().unwrap(),
            sha256: finding.sealed.unwrap(),
            rule: finding.figure.rule.into(),
            verdict: verdict.into(),
            reason: "counted there".into(),
        };
        Reviewed { review, by: "n.k.".to_owned(), at: Timestamp::from_unix(0).unwrap() }
    }

    fn named(mut finding: Finding, sealed: &[u8]) -> Finding {
        Answers::new(&[]).put(&mut finding, Digest::of(sealed));
        finding
    }

    #[test]
    fn another_text_place_rule_or_contradiction_is_another_finding() {
        let id = |finding: Finding| named(finding, b"text").id.unwrap();
        let change = |with: fn(&mut Figure)| {
            let mut finding = finding("a.txt");
            with(&mut finding.figure);
            id(finding)
        };
        let related = |relation| Related { path: "b.txt".into(), start: 1, end: 2, relation };
        let ids = [
            id(finding("a.txt")),
            id(finding("b.txt")),
            named(finding("a.txt"), b"other").id.unwrap(),
            change(|figure| figure.start += 1),
            change(|figure| figure.rule = "unattributed-hearsay"),
            {
                let mut finding = finding("a.txt");
                finding.figure.related.push(related(Relation::Repeats));
                id(finding)
            },
        ];
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len(), "{ids:?}");
        let mut later = finding("a.txt");
        later.figure.related.push(related(Relation::LaterCount));
        assert_eq!(id(later), ids[0], "a later count does not speak against it");
        assert!(ids.iter().all(|id| id.len() == DIGITS));
    }

    #[test]
    fn a_name_is_spelled_as_the_format_says() {
        let mut finding = finding("a.txt");
        let related = |path: &str, relation| Related { path: path.into(), start: 1, end: 2, relation };
        finding.figure.related = vec![related("c.txt", Relation::ConflictsValue), related("b.txt", Relation::Repeats)];
        let page = Digest::of(crate::figures::explain("unattributed-own-voice").unwrap().as_bytes());
        let sealed = Digest::of(b"text");
        let lines = format!(
            "kzarchive-finding/1\na.txt\n{sealed}\n9 11\nunattributed-own-voice\n{page}\n\
             repeats 1 2 b.txt\nconflicts-value 1 2 c.txt\n"
        );
        let expected = Digest::of(lines.as_bytes()).to_string();
        assert_eq!(named(finding, b"text").id.unwrap(), expected[..12]);
    }

    #[test]
    fn an_answer_holds_by_name_path_digest_and_rule() {
        let mut open = named(finding("a.txt"), b"text");
        let good = reviewed(&open, "ok");
        let put = |open: &mut Finding, reviewed: Reviewed| {
            Answers::new(&[reviewed]).put(open, Digest::of(b"text"));
            open.answer.clone()
        };
        assert_eq!(put(&mut open, good.clone()).unwrap().by, "n.k.");
        let wrong = |with: fn(&mut Review<'static>)| {
            let mut reviewed = good.clone();
            with(&mut reviewed.review);
            reviewed
        };
        assert_eq!(put(&mut open, wrong(|review| review.finding = "0123456789ab".into())), None);
        assert_eq!(put(&mut open, wrong(|review| review.path = "b.txt".parse().unwrap())), None);
        assert_eq!(put(&mut open, wrong(|review| review.sha256 = Digest::of(b"other"))), None);
        assert_eq!(put(&mut open, wrong(|review| review.rule = "hedged-denied".into())), None);
    }

    #[test]
    fn the_last_answer_counts() {
        let mut open = named(finding("a.txt"), b"text");
        let both = [reviewed(&open, "ok"), reviewed(&open, "hedged")];
        Answers::new(&both).put(&mut open, Digest::of(b"text"));
        assert_eq!(open.answer.unwrap().verdict, "hedged");
    }
}
