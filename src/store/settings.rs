//! `kzarchive.toml`: the archive's mark and settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::StoreError;

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
    lint: BTreeMap<String, Level>,
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
    Form(#[from] toml::de::Error),
}

impl Settings {
    /// Parses the file's bytes.
    ///
    /// # Errors
    /// See [`SettingsError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SettingsError> {
        let text = std::str::from_utf8(bytes).map_err(|_| SettingsError::Encoding)?;
        Ok(toml::from_str(text)?)
    }

    /// The text of a new archive's file.
    pub fn text(origin: &str) -> String {
        let origin = toml::Value::from(origin);
        format!(
            "# This folder is a kzarchive archive. Changes to this file are sealed by `kzarchive seal --settings`.\n\
             origin = {origin}\n\
             \n\
             # Findings, rule by rule: \"allow\", \"warn\" (the default) or \"deny\"; `kzarchive explain` lists the rules.\n\
             [lint]\n"
        )
    }

    /// The level that is set for a rule.
    pub fn level(&self, rule: &str) -> Option<Level> {
        self.lint.get(rule).copied()
    }

    /// Rules that the settings name.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.lint.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_read_back() {
        let settings = Settings::parse(Settings::text("a.example/\"x\"").as_bytes()).unwrap();
        assert_eq!(settings.origin, "a.example/\"x\"");
        assert_eq!(settings.level("anything"), None);
    }

    #[test]
    fn mistakes_are_located() {
        let error = |text: &str| Settings::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error("origin = \"a\"\norigins = 1\n").contains("line 2"));
        assert!(error("origin = \"a\"\n[lint]\nx = \"forbid\"\n").contains("line 3"));
        assert!(error("").contains("missing field `origin`"));
        assert!(Settings::parse(b"\xff").unwrap_err().to_string().contains("not UTF-8"));
    }
}
