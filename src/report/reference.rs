//! Pages of the reference that are written from the code.

use crate::figures::{explain, rules};
use crate::ledger::Kind;

/// Every rule with its page.
pub fn rule_pages() -> String {
    let mut out = String::from(
        "# Rules\n\nWhat is found about figures, and how to answer it. `kzarchive explain RULE` prints one of these pages; \
         `kzarchive.toml` sets what a finding does. The examples run as tests.\n\n| rule | |\n|---|---|\n",
    );
    for rule in rules() {
        out += &format!("| [{0}](#{0}) | {1} |\n", rule.name, rule.summary);
    }
    for rule in rules() {
        out += &one_level_down(explain(rule.name).unwrap_or_default());
    }
    out
}

/// Every kind of failure with its page.
pub fn failure_kinds() -> String {
    let mut out = String::from(
        "# Kinds of failure\n\nWhat `verify` calls what does not hold. `kzarchive explain KIND` prints one of these pages.\n\n\
         | kind | |\n|---|---|\n",
    );
    for kind in Kind::ALL {
        out += &format!("| [{0}](#{0}) | {1} |\n", kind.name(), kind.meaning());
    }
    for kind in Kind::ALL {
        out += &one_level_down(kind.page());
    }
    out
}

/// A page whose title is a section of another one.
fn one_level_down(page: &str) -> String {
    let (mut out, mut fenced) = (String::new(), false);
    for line in page.trim_end().lines() {
        fenced ^= line.starts_with("```");
        let deeper = if line.starts_with('#') && !fenced { "#" } else { "" };
        let line = if line.starts_with("```figure") { "```text" } else { line };
        out += &format!("{}{deeper}{line}\n", if line.starts_with("# ") && !fenced { "\n" } else { "" });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stand_one_level_down_and_all_are_there() {
        let text = rule_pages();
        let titles: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(titles, rules().map(|rule| rule.name).collect::<Vec<_>>());
        assert_eq!(text.lines().filter(|line| line.starts_with("# ")).count(), 1);
        assert_eq!(text.matches("### Limits").count(), rules().count());
        let text = failure_kinds();
        let titles: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(titles, Kind::ALL.map(Kind::name));
        assert!(text.contains("| [re-encoded](#re-encoded) | Its bytes differ"));
    }
}
