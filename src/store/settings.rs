//! `kzarchive.toml`: the archive's mark and settings.

mod mistake;

use std::collections::BTreeMap;
use std::ops::Range;

use globset::{GlobBuilder, GlobMatcher};
use serde::{Deserialize, Serialize};
use toml::Spanned;

pub use mistake::Mistake;

use super::StoreError;
use crate::digest::Digest;

/// The JSON Schema of `kzarchive.toml` (draft 2020-12), for editors.
pub const SETTINGS_SCHEMA: &str = include_str!("settings.schema.json");

/// Rules with their levels; each knows where it stands.
type Levels = BTreeMap<Spanned<String>, Level>;

/// What a finding of a rule does to the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is counted, not shown.
    Allow,
    /// It is shown.
    Warn,
    /// It is shown, and `verify` exits with 3.
    Deny,
}

/// Settings of an archive. Part of what `trust` statements seal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The log's identity, a schema-less URL by custom.
    pub origin: String,
    #[serde(default)]
    lint: Levels,
    /// Levels for some paths, in order.
    #[serde(default, rename = "lint-in")]
    lint_in: Vec<LintIn>,
    /// Of the file's bytes.
    #[serde(skip)]
    digest: Option<Digest>,
}

/// Levels for the texts under some paths.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LintIn {
    paths: Vec<PathGlob>,
    rules: Levels,
}

/// A pattern of paths of the archive: `*` within a folder, `**` across folders.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct PathGlob(GlobMatcher);

impl PartialEq for PathGlob {
    fn eq(&self, other: &Self) -> bool {
        self.0.glob() == other.0.glob()
    }
}

impl Eq for PathGlob {}

impl TryFrom<String> for PathGlob {
    type Error = globset::Error;

    fn try_from(pattern: String) -> Result<Self, globset::Error> {
        let glob = GlobBuilder::new(&pattern).literal_separator(true).backslash_escape(true).build()?;
        Ok(Self(glob.compile_matcher()))
    }
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Not UTF-8.
    #[error("kzarchive.toml is not UTF-8")]
    Encoding,
    /// Not TOML, or not of the form; says line and column.
    #[error("kzarchive.toml: {0}")]
    Form(Box<Mistake>),
}

impl Settings {
    /// Parses the file's bytes.
    ///
    /// # Errors
    /// See [`SettingsError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SettingsError> {
        let text = std::str::from_utf8(bytes).map_err(|_| SettingsError::Encoding)?;
        let settings: Self =
            toml::from_str(text).map_err(|error| SettingsError::Form(Box::new(Mistake::of(text, &error))))?;
        Ok(Self { digest: Some(Digest::of(bytes)), ..settings })
    }

    /// Settings for texts that are in no archive.
    pub fn plain() -> Self {
        Self { origin: String::new(), lint: BTreeMap::new(), lint_in: Vec::new(), digest: None }
    }

    /// Of the file's bytes; of none where they were in no file.
    pub fn digest(&self) -> Digest {
        self.digest.unwrap_or_else(|| Digest::of(b""))
    }

    /// The text of a new archive's file. It has no `[lint]`: what documents show to be put there begins with one, and two are an
    /// error.
    pub fn text(origin: &str) -> String {
        let origin = toml::Value::from(origin);
        format!(
            "# This folder is a kzarchive archive. Changes to this file are sealed by `kzarchive seal --settings`.\n\
             origin = {origin}\n\
             \n\
             # Levels of findings, \"allow\", \"warn\" (the default) or \"deny\", follow here, rule by rule, under a line [lint].\n\
             # `kzarchive explain` lists the rules.\n"
        )
    }

    /// The level that is set for a rule in a text: by the last `[[lint-in]]` that names both, else by `[lint]`.
    pub fn level(&self, rule: &str, path: &str) -> Option<Level> {
        let of_path = |lint: &&LintIn| lint.paths.iter().any(|glob| glob.0.is_match(path));
        let there = self.lint_in.iter().rev().filter(of_path).find_map(|lint| lint.rules.get(rule));
        there.or_else(|| self.lint.get(rule)).copied()
    }

    /// Rules that the settings name, and the bytes of the file at which they do.
    pub fn rules(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let named = self.lint.keys().chain(self.lint_in.iter().flat_map(|lint| lint.rules.keys()));
        named.map(|rule| (rule.as_ref().as_str(), rule.span()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_read_back() {
        let settings = Settings::parse(Settings::text("a.example/\"x\"").as_bytes()).unwrap();
        assert_eq!(settings.origin, "a.example/\"x\"");
        assert_eq!(settings.level("anything", "a"), None);
    }

    /// The danger: who pastes it has settings that cannot be read, and an archive that no command opens.
    #[test]
    fn what_documents_show_can_be_put_behind_a_new_file() {
        for page in ["README.md", "docs/answer-a-finding.md"] {
            let page = std::fs::read_to_string(format!("{}/{page}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let block = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
            assert!(block.starts_with("[lint]\n"), "{block}");
            let settings = Settings::parse((Settings::text("a.example") + "\n" + block).as_bytes()).unwrap();
            assert_eq!(settings.level("unattributed-own-voice", "archive/drafts/a.txt"), Some(Level::Allow));
            // As `init` wrote it before.
            let older = format!("origin = \"a\"\n\n[lint]\n{}", block.strip_prefix("[lint]\n").unwrap());
            assert!(Settings::parse(older.as_bytes()).is_ok());
            let twice =
                Settings::parse(format!("origin = \"a\"\n\n[lint]\n{block}").as_bytes()).unwrap_err().to_string();
            assert!(twice.contains("line 4") && twice.contains("keep one, with all that belongs to it"), "{twice}");
        }
    }

    #[test]
    fn the_last_that_names_path_and_rule_decides() {
        let text = r#"
            origin = "a"
            [lint]
            x = "warn"
            [[lint-in]]
            paths = ["archive/old/**", "archive/*.txt"]
            rules = { x = "allow", y = "allow" }
            [[lint-in]]
            paths = ["archive/old/2022/**"]
            rules = { x = "deny" }
        "#;
        let settings = Settings::parse(text.as_bytes()).unwrap();
        let level = |rule, path| settings.level(rule, path);
        assert_eq!(level("x", "archive/new/a.txt"), Some(Level::Warn), "`*` stays within a folder");
        assert_eq!(level("x", "archive/a.txt"), Some(Level::Allow));
        assert_eq!(level("x", "archive/old/2021/a.txt"), Some(Level::Allow));
        assert_eq!(level("x", "archive/old/2022/a.txt"), Some(Level::Deny));
        assert_eq!(level("y", "archive/old/2022/a.txt"), Some(Level::Allow), "the later one does not name it");
        assert_eq!(level("y", "archive/new/a.txt"), None);
        let named = settings.rules().map(|(rule, span)| (rule, &text[span])).collect::<Vec<_>>();
        assert_eq!(named, [("x", "x"), ("x", "x"), ("y", "y"), ("x", "x")]);
    }

    #[test]
    fn mistakes_are_located() {
        let error = |text: &str| Settings::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error("origin = \"a\"\norigins = 1\n").contains("line 2"));
        assert!(error("origin = \"a\"\n[lint]\nx = \"forbid\"\n").contains("line 3"));
        let glob = error("origin = \"a\"\n[[lint-in]]\nrules = {}\npaths = [\"a[\"]\n");
        assert!(glob.contains("line 4") && glob.contains("a["), "{glob}");
        assert!(error("origin = \"a\"\n[[lint-in]]\nrules = {}\n").contains("missing field `paths`"));
        assert!(error("").contains("missing field `origin`"));
        assert!(error("origin = \"a\"\n[lint]\nx = 1\n").starts_with("kzarchive.toml: line 3, column 5: "));
        assert!(error("origin = \"a\"\nä = \"\\q\"\n").starts_with("kzarchive.toml: line 2, column "));
        assert!(Settings::parse(b"\xff").unwrap_err().to_string().contains("not UTF-8"));
    }
    #[test]
    fn a_word_that_is_none_of_those_that_may_stand_there_is_known() {
        let mistake = |text: &str| match Settings::parse(text.as_bytes()) {
            Err(SettingsError::Form(mistake)) => *mistake,
            other => panic!("{other:?}"),
        };
        // serde's wording is read: these fail if it changes.
        assert_eq!(mistake("orgin = \"a\"").expected(), Some(("orgin", vec!["origin", "lint", "lint-in"])));
        let level = mistake("origin = \"a\"\nlint = { x = \"dney\" }\n");
        assert_eq!(level.expected(), Some(("dney", vec!["allow", "warn", "deny"])));
        assert_eq!(&level.text()[level.span()], "\"dney\"");
        let in_paths = mistake("origin = \"a\"\n[[lint-in]]\npath = []\n");
        assert_eq!(in_paths.expected(), Some(("path", vec!["paths", "rules"])));
        assert_eq!(mistake("origin = 1").expected(), None);
        assert_eq!(Mistake::new("a", 5..9, "").span(), 1..1, "no place of the text");
    }

    #[test]
    fn a_key_that_stands_there_twice_is_refused() {
        assert!(Settings::parse(b"origin = \"a\"\n[lint]\nx = \"warn\"\nx = \"deny\"\n").is_err());
    }
}
