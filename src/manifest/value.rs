//! Values as manifests hold them: borrowed text, and what is known or said to be unknown.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, IntoDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text of a manifest, never empty; borrowed from its bytes where no escape stands in it. Where one does, documents that have it
/// in common share it: each with a text of its own, a small manifest could fill all memory.
#[derive(Clone, Debug)]
pub struct Str<'a>(Text<'a>);

#[derive(Clone, Debug)]
enum Text<'a> {
    Borrowed(&'a str),
    Shared(Arc<str>),
}

/// A mandatory value, or the word `unknown`, which somebody wrote on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// The value.
    Value(T),
    /// Nobody knows.
    Unknown,
}

impl<T> Known<T> {
    /// What is made of the value; what nobody knows stays unknown.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Value(value) => Known::Value(with(value)),
            Self::Unknown => Known::Unknown,
        }
    }

    /// The value, if it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown => None,
        }
    }
}

impl<T: fmt::Display> fmt::Display for Known<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => value.fmt(f),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl<'a> Str<'a> {
    /// This text, no longer borrowed from the manifest that it was read from.
    pub fn into_owned(self) -> Str<'static> {
        Str(Text::Shared(match self.0 {
            Text::Borrowed(text) => text.into(),
            Text::Shared(text) => text,
        }))
    }
}

impl<'a> From<&'a str> for Str<'a> {
    fn from(text: &'a str) -> Self {
        Self(Text::Borrowed(text))
    }
}

impl From<String> for Str<'_> {
    fn from(text: String) -> Self {
        Self(Text::Shared(text.into()))
    }
}

impl Deref for Str<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        match &self.0 {
            Text::Borrowed(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl PartialEq for Str<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Str<'_> {}

impl fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Serialize for Str<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> de::Visitor<'de> for Visitor<'a> {
            type Value = Str<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text that is not empty")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Str<'a>, E> {
                if text.is_empty() { Err(E::invalid_length(0, &self)) } else { Ok(text.into()) }
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Str<'a>, E> {
                if text.is_empty() { Err(E::invalid_length(0, &self)) } else { Ok(Str(Text::Shared(text.into()))) }
            }
        }
        deserializer.deserialize_str(Visitor(PhantomData))
    }
}

impl<T: Serialize> Serialize for Known<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Unknown => serializer.serialize_str("unknown"),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Known<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, or the word unknown")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Known<T>, E> {
                match text {
                    "unknown" => Ok(Known::Unknown),
                    _ => T::deserialize(BorrowedStrDeserializer::new(text)).map(Known::Value),
                }
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Known<T>, E> {
                match text {
                    "unknown" => Ok(Known::Unknown),
                    _ => T::deserialize(text.into_deserializer()).map(Known::Value),
                }
            }
        }
        deserializer.deserialize_str(Visitor(PhantomData))
    }
}
