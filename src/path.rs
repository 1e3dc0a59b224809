//! Paths inside an archive: relative, with `/`, the same on every system.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use unicode_normalization::UnicodeNormalization;

/// A path relative to the archive's root, such as `archive/2022/fidh.txt`.
///
/// It cannot leave the archive, hide in a terminal, or name git's own files: what an `ArchivePath` may not be is listed in
/// [`PathError`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArchivePath(Box<str>);

/// Why a path cannot be one of an archive. The path itself is not repeated: it may be unfit for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing, or nothing between two slashes.
    #[error("a part of the path is empty")]
    Empty,
    /// Starts at the root of a file system.
    #[error("the path is absolute; it must be relative to the archive")]
    Absolute,
    /// `.` or `..`.
    #[error("the path has a part '.' or '..'")]
    Dots,
    /// `.git` in any spelling that some file system takes for it (CVE-2014-9390).
    #[error("the path reaches into git's own folder")]
    Git,
    /// Backslash: a separator on Windows.
    #[error("the path has a backslash")]
    Backslash,
    /// A control character, NUL and newline among them (Unicode category Cc).
    #[error("the path has a control character")]
    Control,
    /// A character that reorders or hides text, or is not seen: see [`reorders_or_hides`].
    #[error("the path has a character that reorders or hides text")]
    Bidi,
    /// More than 1,024 bytes, or a part of more than 255.
    #[error("the path is longer than 1024 bytes, or a part of it than 255")]
    Long,
    /// Bytes that are not UTF-8.
    #[error("the path is not UTF-8")]
    Encoding,
}

impl ArchivePath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        let start = memchr::memrchr(b'/', self.0.as_bytes()).map_or(0, |slash| slash + 1);
        &self.0[start..]
    }

    /// What two names share that some file system takes for one: Unicode form (NFC) and case folded away.
    pub fn collision_key(&self) -> Cow<'_, str> {
        if !self.0.is_ascii() {
            return self.0.nfc().flat_map(char::to_lowercase).nfc().collect();
        }
        match self.0.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => self.0.to_ascii_lowercase().into(),
            false => (*self.0).into(),
        }
    }
}

/// What a part of any path shares with the others that some file system takes for it.
///
/// Case and Unicode form (NFC) are folded away; so is what HFS+ ignores (characters that are not seen) and what NTFS drops
/// (dots and spaces at the end, and a stream, which a colon begins). A backslash parts names there.
pub fn taken_for(part: &str) -> String {
    let name = part.split([':', '\\']).next().unwrap_or_default().trim_end_matches(['.', ' ']);
    let seen = name.chars().filter(|c| !reorders_or_hides(*c));
    // By way of capitals: a long s has no other small form.
    seen.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// True for characters that reorder or hide the text around them, or are not seen themselves: Unicode's Bidi_Control and
/// Default_Ignorable_Code_Point, line and paragraph separators, and the musical marks that begin and end beams.
///
/// Soft hyphens, fillers and variation selectors are among them: two names that differ by one look alike.
pub fn reorders_or_hides(c: char) -> bool {
    if c < '\u{ad}' {
        return false;
    }
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
    ) || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}')
        || matches!(c, '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A word as it is pasted into a shell: quoted, if it needs to be. The danger: a file's name may hold `;` or `$(…)`, and whoever pastes
/// a command with that name runs what it says.
pub fn shell_quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '@' | '+');
    match word.chars().all(is_plain) && !word.is_empty() {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn part_error(part: &str) -> Option<PathError> {
    // NTFS drops trailing dots and spaces and answers to 8.3 names; HFS+ ignores zero-width characters (refused below).
    let plain = part.trim_end_matches(['.', ' ']);
    let git = || plain.eq_ignore_ascii_case(".git") || plain.eq_ignore_ascii_case("git~1");
    let stream = || plain.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(".git:"));
    match part {
        "" => Some(PathError::Empty),
        "." | ".." => Some(PathError::Dots),
        _ if part.len() > 255 => Some(PathError::Long),
        _ if git() || stream() => Some(PathError::Git),
        _ => None,
    }
}

impl FromStr for ArchivePath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        if text.starts_with('/') {
            return Err(PathError::Absolute);
        }
        if text.len() > 1024 {
            return Err(PathError::Long);
        }
        let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'\\';
        let odd = if text.bytes().all(plain) { "" } else { text };
        for c in odd.chars() {
            match c {
                '\\' => return Err(PathError::Backslash),
                c if c.is_control() => return Err(PathError::Control),
                c if reorders_or_hides(c) => return Err(PathError::Bidi),
                _ => {}
            }
        }
        match text.split('/').find_map(part_error) {
            Some(error) => Err(error),
            None => Ok(Self(text.into())),
        }
    }
}

impl fmt::Display for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for ArchivePath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for ArchivePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ArchivePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = ArchivePath;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path in an archive")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<ArchivePath, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_to_a_shell() {
        for word in
            ["archive/a-1.txt", "it's $(x) `y`", "a;b", "a b", "", "\"", "\\", "~", "*", "-x", "ж", "a\nb", "#", "!a"]
        {
            let command = format!("printf %s {}", shell_quoted(word));
            let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
            assert_eq!(output.stdout, word.as_bytes(), "{command}");
        }
        assert_eq!(shell_quoted("archive/a-1.txt"), "archive/a-1.txt");
        assert_eq!(shell_quoted("it's $(x) `y`"), "'it'\\''s $(x) `y`'");
    }

    #[test]
    fn ordinary_names_pass() {
        for good in ["archive/a.txt", "archive/Алматы 2022.txt", "a", "archive/.gitignore", "archive/x..y", "archive/…"]
        {
            assert_eq!(good.parse::<ArchivePath>().map(|p| p.to_string()), Ok(good.to_owned()));
        }
    }

    #[test]
    fn every_trick_is_named() {
        for (bad, why) in [
            ("", PathError::Empty),
            ("archive//a", PathError::Empty),
            ("archive/", PathError::Empty),
            ("/etc/passwd", PathError::Absolute),
            ("archive/../../x", PathError::Dots),
            ("./a", PathError::Dots),
            (".git/config", PathError::Git),
            ("archive/.GIT/hooks/x", PathError::Git),
            ("archive/.git. /x", PathError::Git),
            ("GIT~1/x", PathError::Git),
            ("archive\\a", PathError::Backslash),
            ("archive/a\0b", PathError::Control),
            ("archive/a\nb", PathError::Control),
            ("archive/a\u{1b}[2Jb", PathError::Control),
            ("archive/a\u{202e}txt.exe", PathError::Bidi),
            ("archive/a\u{200b}b", PathError::Bidi),
        ] {
            assert_eq!(bad.parse::<ArchivePath>(), Err(why), "{bad:?}");
        }
        assert_eq!("a/".repeat(600).parse::<ArchivePath>(), Err(PathError::Long));
        assert_eq!("a".repeat(256).parse::<ArchivePath>(), Err(PathError::Long));
    }

    #[test]
    fn file_systems_take_many_names_for_one() {
        for name in [
            "keys",
            "Keys",
            "KEYS",
            "keys.",
            "keys . .",
            "ke\u{200c}ys",
            "key\u{17f}",
            "\u{212a}eys",
            "keys:$DATA",
            "Keys\\policy",
        ] {
            assert_eq!(taken_for(name), "keys", "{name:?}");
        }
        for name in ["key", "keyss", ".keys", "k.eys", "\u{43a}eys", ""] {
            assert_ne!(taken_for(name), "keys", "{name:?}");
        }
        assert_eq!(taken_for("cafe\u{301}"), taken_for("CAF\u{c9}"));
    }

    #[test]
    fn what_is_not_seen_is_in_no_path() {
        let unseen = "\u{ad}\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{180e}\u{180f}\u{200b}\u{2060}\u{3164}\u{fe00}\u{fe0f}\u{feff}\u{ffa0}\u{1d173}\u{1d17a}\u{e0001}\u{e0100}\u{e01ef}";
        for c in unseen.chars() {
            assert!(reorders_or_hides(c), "{c:?}");
            assert_eq!(format!("archive/a{c}b").parse::<ArchivePath>(), Err(PathError::Bidi), "{c:?}");
        }
        for c in "~¬®éж한ក᠐‐’…日｡𝄞🙂".chars() {
            assert!(!reorders_or_hides(c), "{c:?}");
        }
    }

    #[test]
    fn case_and_unicode_form_collide() {
        let key = |text: &str| text.parse::<ArchivePath>().unwrap().collision_key().into_owned();
        assert_eq!(key("archive/A.txt"), key("archive/a.TXT"));
        assert_eq!(key("archive/caf\u{e9}"), key("archive/CAFE\u{301}"));
        assert_ne!(key("archive/a"), key("archive/b"));
    }
}
