//! Reads a manifest that is in its one spelling, and nothing else: parsing and the check of the spelling in one pass.
//!
//! It knows how the format is written, not what is in it: that the types say, as they do to any other reader of theirs.
//! Where a byte is otherwise than the format writes it, it gives up without a word. Then the plain reader decides, and says
//! what is wrong and where; so nothing is refused because of this one.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// The value that these bytes spell; nothing if they spell none, or spell it in another way than it is written.
pub(super) fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Option<T> {
    let mut spelled = Spelled { rest: std::str::from_utf8(bytes).ok()?, depth: 0 };
    let value = T::deserialize(&mut spelled).ok()?;
    (spelled.rest == "\n").then_some(value)
}

/// It is spelled otherwise, or is no such value.
#[derive(Debug, thiserror::Error)]
#[error("spelled otherwise")]
struct Otherwise;

impl de::Error for Otherwise {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

struct Spelled<'de> {
    rest: &'de str,
    /// How many objects and arrays are open.
    depth: usize,
}

/// As deep as a manifest goes, and more. What is deeper is not one.
const INDENT: &str = "                ";

impl<'de> Spelled<'de> {
    // Inlined, the few bytes that are expected are compared as numbers, without a call.
    #[inline(always)]
    fn take(&mut self, expected: &str) -> Result<(), Otherwise> {
        self.rest = self.rest.strip_prefix(expected).ok_or(Otherwise)?;
        Ok(())
    }

    /// A bracket or a comma.
    #[inline(always)]
    fn mark(&mut self, expected: char) -> Result<(), Otherwise> {
        self.rest = self.rest.strip_prefix(expected).ok_or(Otherwise)?;
        Ok(())
    }

    /// The end of a line, and the indent of the next.
    #[inline]
    fn line(&mut self) -> Result<(), Otherwise> {
        self.take("\n")?;
        let indent = 2 * self.depth;
        // As one number: there is an indent for each member, and to compare so few bytes by a call takes longer than that.
        if let Some(start) = self.rest.as_bytes().first_chunk().filter(|_| indent < INDENT.len()) {
            let other = u128::from_le_bytes(*start) ^ u128::from_le_bytes([b' '; INDENT.len()]);
            if (other.trailing_zeros() as usize) < 8 * indent {
                return Err(Otherwise);
            }
            self.split(indent);
            return Ok(());
        }
        self.take(INDENT.get(..indent).ok_or(Otherwise)?)
    }

    fn open(&mut self, bracket: char) -> Result<(), Otherwise> {
        self.depth += 1;
        self.mark(bracket)
    }

    fn close(&mut self, bracket: char) -> Result<(), Otherwise> {
        self.depth -= 1;
        self.line()?;
        self.mark(bracket)
    }

    /// The part before `end`.
    fn split(&mut self, end: usize) -> &'de str {
        let (before, rest) = self.rest.split_at(end);
        self.rest = rest;
        before
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Otherwise> {
        self.take("\"")?;
        let mut whole = Cow::Borrowed("");
        loop {
            let end = memchr::memchr2(b'"', b'\\', self.rest.as_bytes()).ok_or(Otherwise)?;
            let plain = self.split(end);
            // As one pass without a way out, which is what processors are fast at.
            if plain.bytes().fold(u8::MAX, u8::min) < b' ' {
                return Err(Otherwise);
            }
            whole += plain;
            if self.take("\"").is_ok() {
                return Ok(whole);
            }
            whole.to_mut().push(self.escaped()?);
        }
    }

    /// A character that the format escapes, in the one way in which it does (RFC 8259 §7: those that have a short escape
    /// by it, other controls by four digits, in lower case).
    fn escaped(&mut self) -> Result<char, Otherwise> {
        for (short, meant) in [
            ("\\\"", '"'),
            ("\\\\", '\\'),
            ("\\b", '\x08'),
            ("\\t", '\t'),
            ("\\n", '\n'),
            ("\\f", '\x0c'),
            ("\\r", '\r'),
        ] {
            if self.take(short).is_ok() {
                return Ok(meant);
            }
        }
        self.take("\\u00")?;
        let digits = self.rest.get(..2).ok_or(Otherwise)?;
        let meant = u8::from_str_radix(self.split(digits.len()), 16).map_err(|_| Otherwise)?;
        let is_short = matches!(meant, 0x08..=0x0a | 0x0c | 0x0d);
        if meant >= b' ' || is_short || format!("{meant:02x}") != digits {
            return Err(Otherwise);
        }
        Ok(meant.into())
    }

    fn number<T: FromStr>(&mut self) -> Result<T, Otherwise> {
        let end = self.rest.bytes().position(|b| !b.is_ascii_digit()).ok_or(Otherwise)?;
        let digits = self.split(end);
        if digits.len() > 1 && digits.starts_with('0') {
            return Err(Otherwise);
        }
        digits.parse().map_err(|_| Otherwise)
    }
}

impl<'de> Deserializer<'de> for &mut Spelled<'de> {
    type Error = Otherwise;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Otherwise> {
        Err(Otherwise)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Otherwise> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Otherwise> {
        self.deserialize_str(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Otherwise> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Otherwise> {
        visitor.visit_u16(self.number()?)
    }

    /// What is not there is not written: `null` is no value of the format.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Otherwise> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Otherwise> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_enum(IntoDeserializer::<Otherwise>::into_deserializer(text)),
            Cow::Owned(_) => Err(Otherwise),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Otherwise> {
        self.open('[')?;
        let value = visitor.visit_seq(Members { of: &mut *self, fields: &[], next: 0, is_first: true })?;
        self.close(']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Otherwise> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Otherwise> {
        self.open('{')?;
        let value = visitor.visit_map(Members { of: &mut *self, fields, next: 0, is_first: true })?;
        self.close('}')?;
        Ok(value)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u32 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple_struct
        map identifier ignored_any
    }
}

/// The members of an object or an array, one a line.
struct Members<'a, 'de> {
    of: &'a mut Spelled<'de>,
    /// Keys, in the format's order.
    fields: &'static [&'static str],
    /// The first of them that may come yet.
    next: usize,
    /// Before the first member there is no comma.
    is_first: bool,
}

impl Members<'_, '_> {
    /// Goes to the next member, if there is one. The format writes no empty object or array, so there is a first.
    fn next(&mut self) -> Result<bool, Otherwise> {
        if !std::mem::take(&mut self.is_first) && self.of.mark(',').is_err() {
            return Ok(false);
        }
        self.of.line()?;
        Ok(true)
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Otherwise;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Otherwise> {
        if !self.next()? {
            return Ok(None);
        }
        self.of.take("\"")?;
        // The quote first: where it stands, hardly any other key is so long, and none is compared in vain.
        let rest = self.of.rest.as_bytes();
        let is_here =
            |field: &&str| rest.get(field.len()) == Some(&b'"') && rest.strip_prefix(field.as_bytes()).is_some();
        let at = self.next + self.fields[self.next..].iter().position(is_here).ok_or(Otherwise)?;
        self.of.split(self.fields[at].len());
        self.of.take("\": ")?;
        // What stood before it cannot come any more, nor can it come twice.
        self.next = at + 1;
        // By its place, which derived types take, too: by its name it would be looked for once more.
        seed.deserialize(IntoDeserializer::<Otherwise>::into_deserializer(at as u64)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Otherwise> {
        seed.deserialize(&mut *self.of)
    }
}

impl<'de> SeqAccess<'de> for Members<'_, 'de> {
    type Error = Otherwise;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Otherwise> {
        match self.next()? {
            true => seed.deserialize(&mut *self.of).map(Some),
            false => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests;
