//! The rules by name, each with its page; the page's examples run as tests.
//!
//! A page is Markdown. Its examples are code blocks opened with `` ```figure ``: first the expectation
//! (`"number" -> verdict, source "words"`), then `---`, then a text; `--- name` opens each further text of an archive.

use super::figure::Verdict;

/// A rule that a figure can name.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Reads well behind "allow".
    pub name: &'static str,
    /// Where a figure stands that it names: with [`Verdict::Ok`] nothing is to do, and no finding names it.
    pub verdict: Verdict,
    /// What it says, in one line: the first line of the page below the title.
    pub summary: &'static str,
    /// The whole page.
    pub page: &'static str,
}

macro_rules! rules {
    ($($constant:ident = $name:literal => $verdict:ident;)*) => {
        $(pub(super) const $constant: &str = $name;)*

        const RULES: &[(&str, Verdict, &str)] =
            &[$(($name, Verdict::$verdict, include_str!(concat!($name, ".md")))),*];
    };
}

rules! {
    ATTRIBUTED_ACCORDING_TO = "attributed-according-to" => Ok;
    ATTRIBUTED_CLAIM = "attributed-claim" => Ok;
    ATTRIBUTED_LABEL = "attributed-label" => Ok;
    ATTRIBUTED_QUOTATION = "attributed-quotation" => Ok;
    ATTRIBUTED_SAID_AFTER = "attributed-said-after" => Ok;
    ATTRIBUTED_SAYING = "attributed-saying" => Ok;
    CHANGED_SINCE = "changed-since" => Conflicting;
    CONFLICTING_SCOPE = "conflicting-scope" => Conflicting;
    CONFLICTING_VALUE = "conflicting-value" => Conflicting;
    CORRECTED_IN_TEXT = "corrected-in-text" => Rescinded;
    HEDGED_DENIED = "hedged-denied" => Hedged;
    HEDGED_UNVERIFIED = "hedged-unverified" => Hedged;
    NO_SOURCE_NEEDED = "no-source-needed" => Ok;
    NOT_STATED = "not-stated" => Ok;
    REPEATS_RESCINDED = "repeats-rescinded" => RepeatsRescinded;
    RESCINDED_BY_STATEMENT = "rescinded-by-statement" => Rescinded;
    RESCINDED_IN_TEXT = "rescinded-in-text" => Rescinded;
    UNATTRIBUTED_HEARSAY = "unattributed-hearsay" => Unattributed;
    UNATTRIBUTED_OWN_VOICE = "unattributed-own-voice" => Unattributed;
}

/// All rules, by name.
pub fn rules() -> impl Iterator<Item = Rule> {
    RULES.iter().map(|&(name, verdict, page)| Rule { name, verdict, summary: summary(page), page })
}

/// The page of a rule.
pub fn explain(name: &str) -> Option<&'static str> {
    RULES.iter().find(|(known, ..)| *known == name).map(|(.., page)| *page)
}

fn summary(page: &'static str) -> &'static str {
    page.lines().skip(1).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
