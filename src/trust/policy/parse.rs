//! The lines of a policy.

use std::collections::HashMap;

use crate::trust::policy::{Log, Policy, Quorum, Rule, Witness};
use crate::trust::vkey::{SignatureType, VerifierKey, VerifierKeyError};

/// The longest policy that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// A policy that is refused, and the line that is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the policy: {kind}")]
pub struct PolicyError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub kind: PolicyErrorKind,
}

/// What is wrong with a line of a policy. Names are not repeated: they are octets, perhaps unfit for a terminal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyErrorKind {
    /// More than [`MAX_BYTES`].
    #[error("the file is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Said of the last line.
    #[error("the line does not end with a newline")]
    NoFinalNewline,
    /// An octet that a policy may not have.
    #[error("byte {0:#04x} is not allowed: of control characters, only tab and newline are")]
    Octet(u8),
    /// Neither log, witness, group nor quorum.
    #[error("a line starts with log, witness, group or quorum")]
    Keyword,
    /// Too few or too many items.
    #[error("the line should read: {0}")]
    Items(&'static str),
    /// The vkey.
    #[error(transparent)]
    Key(#[from] VerifierKeyError),
    /// The vkey has bytes that are not UTF-8.
    #[error("the vkey is not UTF-8")]
    KeyEncoding,
    /// The key is a witness's.
    #[error("a log's key has signature type 1 (Ed25519)")]
    NotLogKey,
    /// The key is a log's.
    #[error("a witness's key has signature type 4 (cosignature/v1)")]
    NotWitnessKey,
    /// Two logs or two witnesses with one public key.
    #[error("this public key stands on an earlier line already")]
    DuplicateKey,
    /// Two definitions of a name.
    #[error("this name is defined on an earlier line already")]
    DuplicateName,
    /// `none` defined, or listed as a member.
    #[error("the name none is reserved for the quorum")]
    Reserved,
    /// A name that no earlier line defines.
    #[error("a name is used that no earlier line defines")]
    Undefined,
    /// A name that is a member twice, here or in an earlier group: a witness would count twice.
    #[error("a name is listed as a member for the second time")]
    SecondMembership,
    /// k is not a decimal number from 1 to the number of members.
    #[error("the threshold is all, any, or a number from 1 to the number of members")]
    Threshold,
    /// A second quorum line.
    #[error("the quorum is defined on an earlier line already")]
    SecondQuorum,
    /// Said of the last line.
    #[error("the policy has no quorum line")]
    NoQuorum,
}

use PolicyErrorKind as Kind;

pub(super) const LOG: &str = "log <vkey> [<url>]";
pub(super) const WITNESS: &str = "witness <name> <vkey> [<url>]";
pub(super) const GROUP: &str = "group <name> all|any|<k> <member>...";
pub(super) const QUORUM: &str = "quorum <name>|none";

/// Reads a policy.
pub(super) fn parse(bytes: &[u8]) -> Result<Policy, PolicyError> {
    if bytes.len() > MAX_BYTES {
        return Err(PolicyError { line: 1, kind: Kind::TooLong });
    }
    let mut reader = Reader::default();
    let mut line = 0;
    for raw in bytes.split_inclusive(|byte| *byte == b'\n') {
        line += 1;
        reader.line(raw).map_err(|kind| PolicyError { line, kind })?;
    }
    reader.finish().map_err(|kind| PolicyError { line: line.max(1), kind })
}

/// What the lines so far have defined.
#[derive(Default)]
struct Reader<'a> {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    rules: Vec<Rule>,
    /// Of each rule, whether a group has it as a member.
    memberships: Vec<Membership>,
    /// Which rule a name stands for.
    names: HashMap<&'a [u8], usize>,
    quorum: Option<Quorum>,
}

#[derive(Clone, Copy, PartialEq)]
enum Membership {
    Free,
    Taken,
}

impl<'a> Reader<'a> {
    fn line(&mut self, raw: &'a [u8]) -> Result<(), Kind> {
        let line = raw.strip_suffix(b"\n").ok_or(Kind::NoFinalNewline)?;
        if let Some(octet) = line.iter().find(|byte| !matches!(byte, b'\t' | 0x20..=0x7e | 0x80..)) {
            return Err(Kind::Octet(*octet));
        }
        let items: Vec<&[u8]> =
            line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|item| !item.is_empty()).collect();
        match items.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", rest @ ..] => self.log(rest),
            [b"witness", rest @ ..] => self.witness(rest),
            [b"group", rest @ ..] => self.group(rest),
            [b"quorum", rest @ ..] => self.quorum(rest),
            _ => Err(Kind::Keyword),
        }
    }

    fn log(&mut self, items: &[&[u8]]) -> Result<(), Kind> {
        let (key, url) = match items {
            [key] => (key, None),
            [key, url] => (key, Some(url.to_vec())),
            _ => return Err(Kind::Items(LOG)),
        };
        let vkey = read_key(key)?;
        if vkey.signature_type() != SignatureType::Ed25519 {
            return Err(Kind::NotLogKey);
        }
        if self.logs.iter().any(|log| log.vkey.public_key() == vkey.public_key()) {
            return Err(Kind::DuplicateKey);
        }
        self.logs.push(Log { vkey, url });
        Ok(())
    }

    fn witness(&mut self, items: &[&'a [u8]]) -> Result<(), Kind> {
        let (name, key, url) = match items {
            [name, key] => (*name, key, None),
            [name, key, url] => (*name, key, Some(url.to_vec())),
            _ => return Err(Kind::Items(WITNESS)),
        };
        let vkey = read_key(key)?;
        if vkey.signature_type() != SignatureType::CosignatureV1 {
            return Err(Kind::NotWitnessKey);
        }
        if self.witnesses.iter().any(|witness| witness.vkey.public_key() == vkey.public_key()) {
            return Err(Kind::DuplicateKey);
        }
        self.define(name, Rule::Witness(self.witnesses.len()))?;
        self.witnesses.push(Witness { name: name.to_vec(), vkey, url });
        Ok(())
    }

    fn group(&mut self, items: &[&'a [u8]]) -> Result<(), Kind> {
        let [name, threshold, names @ ..] = items else { return Err(Kind::Items(GROUP)) };
        if names.is_empty() {
            return Err(Kind::Items(GROUP));
        }
        let mut members = Vec::with_capacity(names.len());
        for member in names {
            let at = self.find(member)?;
            if std::mem::replace(&mut self.memberships[at], Membership::Taken) == Membership::Taken {
                return Err(Kind::SecondMembership);
            }
            members.push(at);
        }
        let threshold = match *threshold {
            b"all" => members.len(),
            b"any" => 1,
            number => read_threshold(number, members.len())?,
        };
        self.define(name, Rule::Group { threshold, members })
    }

    fn quorum(&mut self, items: &[&[u8]]) -> Result<(), Kind> {
        let [name] = items else { return Err(Kind::Items(QUORUM)) };
        if self.quorum.is_some() {
            return Err(Kind::SecondQuorum);
        }
        self.quorum = Some(if *name == b"none" { Quorum::None } else { Quorum::Rule(self.find(name)?) });
        Ok(())
    }

    fn define(&mut self, name: &'a [u8], rule: Rule) -> Result<(), Kind> {
        if name == b"none" {
            return Err(Kind::Reserved);
        }
        if self.names.insert(name, self.rules.len()).is_some() {
            return Err(Kind::DuplicateName);
        }
        self.memberships.push(Membership::Free);
        self.rules.push(rule);
        Ok(())
    }

    fn find(&self, name: &[u8]) -> Result<usize, Kind> {
        if name == b"none" {
            return Err(Kind::Reserved);
        }
        self.names.get(name).copied().ok_or(Kind::Undefined)
    }

    fn finish(self) -> Result<Policy, Kind> {
        let quorum = self.quorum.ok_or(Kind::NoQuorum)?;
        Ok(Policy { logs: self.logs, witnesses: self.witnesses, rules: self.rules, quorum })
    }
}

fn read_key(item: &[u8]) -> Result<VerifierKey, Kind> {
    Ok(std::str::from_utf8(item).map_err(|_| Kind::KeyEncoding)?.parse::<VerifierKey>()?)
}

/// Decimal without sign or leading zero, from 1 to the number of members.
fn read_threshold(item: &[u8], members: usize) -> Result<usize, Kind> {
    if !matches!(item, [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit)) {
        return Err(Kind::Threshold);
    }
    let number = std::str::from_utf8(item).ok().and_then(|text| text.parse().ok());
    number.filter(|k| (1..=members).contains(k)).ok_or(Kind::Threshold)
}
