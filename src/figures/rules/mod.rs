//! The rules by name, each with its page; the page's examples run as tests.
//!
//! A page is Markdown. Its examples are code blocks opened with `` ```figure ``: first the expectation
//! (`"number" -> verdict, source "words"`), then `---`, then a text; `--- name` opens each further text of an archive.

/// A rule that a figure can name.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Reads well behind "allow".
    pub name: &'static str,
    /// What it says, in one line: the first line of the page below the title.
    pub summary: &'static str,
    /// The whole page.
    pub page: &'static str,
}

macro_rules! rules {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(super) const $constant: &str = $name;)*

        const RULES: &[(&str, &str)] = &[$(($name, include_str!(concat!($name, ".md")))),*];
    };
}

rules! {
    ATTRIBUTED_ACCORDING_TO = "attributed-according-to";
    ATTRIBUTED_CLAIM = "attributed-claim";
    ATTRIBUTED_LABEL = "attributed-label";
    ATTRIBUTED_QUOTATION = "attributed-quotation";
    ATTRIBUTED_SAID_AFTER = "attributed-said-after";
    ATTRIBUTED_SAYING = "attributed-saying";
    CHANGED_SINCE = "changed-since";
    CONFLICTING_SCOPE = "conflicting-scope";
    CONFLICTING_VALUE = "conflicting-value";
    CORRECTED_IN_TEXT = "corrected-in-text";
    HEDGED_DENIED = "hedged-denied";
    HEDGED_UNVERIFIED = "hedged-unverified";
    NO_SOURCE_NEEDED = "no-source-needed";
    NOT_STATED = "not-stated";
    REPEATS_RESCINDED = "repeats-rescinded";
    RESCINDED_BY_STATEMENT = "rescinded-by-statement";
    RESCINDED_IN_TEXT = "rescinded-in-text";
    UNATTRIBUTED_HEARSAY = "unattributed-hearsay";
    UNATTRIBUTED_OWN_VOICE = "unattributed-own-voice";
}

/// All rules, by name.
pub fn rules() -> impl Iterator<Item = Rule> {
    RULES.iter().map(|&(name, page)| Rule { name, summary: summary(page), page })
}

/// The page of a rule.
pub fn explain(name: &str) -> Option<&'static str> {
    RULES.iter().find(|(known, _)| *known == name).map(|(_, page)| *page)
}

fn summary(page: &'static str) -> &'static str {
    page.lines().skip(1).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
