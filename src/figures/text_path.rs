//! The path of a text, kept once for all its figures and for all that point to them.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Where a text lies. A copy costs a count, not the letters: an archive's figures name their texts a million times.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextPath(Arc<str>);

impl TextPath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for TextPath {
    fn from(path: &str) -> Self {
        Self(path.into())
    }
}

impl Default for TextPath {
    fn default() -> Self {
        Self::from("")
    }
}

impl Deref for TextPath {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for TextPath {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for TextPath {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<String> for TextPath {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for TextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl serde::Serialize for TextPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for TextPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(<Arc<str> as From<String>>::from(serde::Deserialize::deserialize(deserializer)?)))
    }
}
