//! Who may seal, from when to when: `keys/allowed_signers` (OpenSSH, ssh-keygen(1) section ALLOWED SIGNERS).

mod parse;

use std::fmt;

pub use parse::{AllowedSignersError, MAX_BYTES, Problem};

use crate::path::reorders_or_hides;
use crate::timestamp::Timestamp;
use crate::trust::ssh_key::SshPublicKey;

/// The archivists that are believed, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedSigners {
    entries: Vec<Entry>,
}

/// One line: who, with which key, for what, from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    principals: Vec<String>,
    key: SshPublicKey,
    namespaces: Option<Vec<String>>,
    valid_after: Option<Timestamp>,
    valid_before: Option<Timestamp>,
}

/// Text that cannot stand for a person, or for a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing.
    #[error("a name is empty")]
    Empty,
    /// `*`, `?` or `!`. OpenSSH matches patterns; an archive says exactly whom it believes.
    #[error("a name has one of * ? !, and patterns are not supported: write each name")]
    Pattern,
    /// A space, quote, comma, backslash or leading `#`, or a character that a reader cannot see.
    #[error("a name has a space, quote, comma, backslash, leading # or a character that a reader cannot see")]
    Character,
}

/// Why a key may not have signed this, at this time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// No line has the key.
    #[error("the key {0} is not among the allowed signers")]
    UnknownKey(String),
    /// No line of the key is for this namespace.
    #[error("the key of {0} is not allowed for this namespace")]
    WrongNamespace(String),
    /// Before `valid-after`.
    #[error("the key of {0} is valid only from {1}")]
    NotYetValid(String, Timestamp),
    /// After `valid-before`.
    #[error("the key of {0} was valid only until {1}")]
    Expired(String, Timestamp),
}

impl AllowedSigners {
    /// Reads the file strictly.
    ///
    /// # Errors
    /// Anything of the OpenSSH format that is not supported, or whose meaning would depend on the machine.
    pub fn parse(bytes: &[u8]) -> Result<Self, AllowedSignersError> {
        Ok(Self { entries: parse::parse(bytes)? })
    }

    /// The lines, comments left out.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Finds the line that allows a key to sign in a namespace at a time.
    ///
    /// A key may stand on several lines, say with two spans of time: the first that allows it counts.
    ///
    /// # Errors
    /// No line does; of several reasons the one that comes closest to allowing it.
    pub fn find(&self, key: &SshPublicKey, namespace: &str, at: Timestamp) -> Result<&Entry, WhyNot> {
        let mut why = WhyNot::UnknownKey(key.fingerprint());
        for entry in self.entries.iter().filter(|entry| entry.key == *key) {
            match entry.refuses(namespace, at) {
                None => return Ok(entry),
                Some(closer) if closeness(&closer) > closeness(&why) => why = closer,
                Some(_) => {}
            }
        }
        Err(why)
    }
}

fn closeness(why: &WhyNot) -> u8 {
    match why {
        WhyNot::UnknownKey(_) => 0,
        WhyNot::WrongNamespace(_) => 1,
        WhyNot::NotYetValid(..) | WhyNot::Expired(..) => 2,
    }
}

impl Entry {
    /// Allows a key to one person, for anything and for ever.
    ///
    /// # Errors
    /// The name cannot stand in the file.
    pub fn new(principal: &str, key: SshPublicKey) -> Result<Self, NameError> {
        check_name(principal)?;
        let principals = vec![principal.to_owned()];
        Ok(Self { principals, key, namespaces: None, valid_after: None, valid_before: None })
    }

    /// Allows it for one namespace only.
    ///
    /// # Errors
    /// The namespace cannot stand in the file.
    pub fn for_namespace(mut self, namespace: &str) -> Result<Self, NameError> {
        check_name(namespace)?;
        self.namespaces = Some(vec![namespace.to_owned()]);
        Ok(self)
    }

    /// Allows it from this second on.
    #[must_use]
    pub fn valid_from(mut self, at: Timestamp) -> Self {
        self.valid_after = Some(at);
        self
    }

    /// Allows it up to and including this second.
    #[must_use]
    pub fn valid_until(mut self, at: Timestamp) -> Self {
        self.valid_before = Some(at);
        self
    }

    /// Who: at least one name.
    pub fn principals(&self) -> &[String] {
        &self.principals
    }

    /// The first name, to show.
    pub fn principal(&self) -> &str {
        self.principals.first().map_or("", String::as_str)
    }

    /// The key.
    pub fn key(&self) -> &SshPublicKey {
        &self.key
    }

    /// What it may sign; none means anything.
    pub fn namespaces(&self) -> Option<&[String]> {
        self.namespaces.as_deref()
    }

    /// The first second at which it is valid.
    pub fn valid_after(&self) -> Option<Timestamp> {
        self.valid_after
    }

    /// The last second at which it is valid. OpenSSH's `valid-before` includes it, whatever the word says.
    pub fn valid_before(&self) -> Option<Timestamp> {
        self.valid_before
    }

    fn refuses(&self, namespace: &str, at: Timestamp) -> Option<WhyNot> {
        let who = || self.principal().to_owned();
        if self.namespaces.as_ref().is_some_and(|allowed| !allowed.iter().any(|name| name == namespace)) {
            return Some(WhyNot::WrongNamespace(who()));
        }
        match (self.valid_after, self.valid_before) {
            (Some(first), _) if at < first => Some(WhyNot::NotYetValid(who(), first)),
            (_, Some(last)) if at > last => Some(WhyNot::Expired(who(), last)),
            _ => None,
        }
    }
}

/// Whether a name can stand for a person.
///
/// # Errors
/// Why it cannot.
pub fn check_name(name: &str) -> Result<(), NameError> {
    let unfit =
        |c: char| c.is_whitespace() || c.is_control() || reorders_or_hides(c) || matches!(c, '"' | ',' | '\\' | '\'');
    match name {
        "" => Err(NameError::Empty),
        _ if name.contains(['*', '?', '!']) => Err(NameError::Pattern),
        _ if name.starts_with('#') || name.contains(unfit) => Err(NameError::Character),
        _ => Ok(()),
    }
}

impl fmt::Display for Entry {
    /// The line without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let namespaces = self.namespaces.as_ref().map(|names| format!("namespaces=\"{}\"", names.join(",")));
        let time = |name: &str, at: Option<Timestamp>| {
            // OpenSSH writes times without the T of our compact form.
            at.map(|at| format!("{name}=\"{}\"", at.compact().replace('T', "")))
        };
        let options = [namespaces, time("valid-after", self.valid_after), time("valid-before", self.valid_before)];
        let options = options.into_iter().flatten().collect::<Vec<_>>().join(",");
        let space = if options.is_empty() { "" } else { " " };
        write!(f, "{} {options}{space}{}", self.principals.join(","), self.key)
    }
}

#[cfg(test)]
mod tests;
