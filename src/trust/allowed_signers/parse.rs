//! The lines of an allowed_signers file.

use crate::path::reorders_or_hides;
use crate::timestamp::Timestamp;
use crate::trust::allowed_signers::{Entry, NameError, check_name};
use crate::trust::ssh_key::{SshPublicKey, SshPublicKeyError};

/// The longest file that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// A file that is refused, and the line that is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of allowed_signers: {problem}")]
pub struct AllowedSignersError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a line of allowed_signers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// More than [`MAX_BYTES`].
    #[error("the file is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Not UTF-8.
    #[error("the line is not UTF-8")]
    Encoding,
    /// Said of the last line.
    #[error("the line does not end with a newline")]
    NoFinalNewline,
    /// A control character other than tab, or one that reorders or hides text.
    #[error("the line has a control character, or one that reorders or hides text")]
    Hidden,
    /// Too few items.
    #[error("the line should read: principals [options] keytype base64 [comment]")]
    Items,
    /// A quote that does not close.
    #[error("a quotation mark is not closed")]
    Quote,
    /// A principal.
    #[error("principals: {0}")]
    Principal(NameError),
    /// A namespace.
    #[error("namespaces: {0}")]
    Namespace(NameError),
    /// `cert-authority`.
    #[error("cert-authority: certificates are not supported, list each key")]
    Certificate,
    /// No option of this name; names are lowercase.
    #[error("an option is not known; namespaces, valid-after and valid-before are")]
    UnknownOption,
    /// An option's value is not in quotation marks, as OpenSSH demands.
    #[error("the value of {0} must stand in quotation marks")]
    Unquoted(&'static str),
    /// An option twice.
    #[error("the option {0} is given twice")]
    SecondOption(&'static str),
    /// A time without `Z`. OpenSSH reads it in the local time zone, so that a key would be valid here and not there.
    #[error("{0}: without a final Z the time would mean another moment on every machine; write it in UTC, with Z")]
    LocalTime(&'static str),
    /// Not a time.
    #[error("{0}: a time reads YYYYMMDDZ, YYYYMMDDHHMMZ or YYYYMMDDHHMMSSZ")]
    Time(&'static str),
    /// The span of time is empty.
    #[error("valid-before is not after valid-after")]
    EmptySpan,
    /// The key.
    #[error(transparent)]
    Key(#[from] SshPublicKeyError),
}

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Entry>, AllowedSignersError> {
    if bytes.len() > MAX_BYTES {
        return Err(AllowedSignersError { line: 1, problem: Problem::TooLong });
    }
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').zip(1..);
    lines
        .filter_map(|(raw, line)| read_line(raw).map_err(|problem| AllowedSignersError { line, problem }).transpose())
        .collect()
}

fn read_line(raw: &[u8]) -> Result<Option<Entry>, Problem> {
    let raw = raw.strip_suffix(b"\n").ok_or(Problem::NoFinalNewline)?;
    let line = std::str::from_utf8(raw).map_err(|_| Problem::Encoding)?;
    if line.contains(|c: char| c != '\t' && (c.is_control() || reorders_or_hides(c))) {
        return Err(Problem::Hidden);
    }
    let line = line.trim_start_matches(BLANK);
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (principals, rest) = item(line)?;
    let principals = principals.split(',').map(|name| check_name(name).map(|()| name.to_owned()));
    let principals = principals.collect::<Result<_, _>>().map_err(Problem::Principal)?;
    let (second, after_second) = item(rest)?;
    // OpenSSH tries the second item as a key first. No option is named like a key type.
    let (options, rest) =
        if is_key_type(second) { (Options::default(), rest) } else { (read_options(second)?, after_second) };
    let (key_type, rest) = item(rest)?;
    let (base64, _comment) = item(rest)?;
    let key = SshPublicKey::from_parts(key_type, base64)?;
    if matches!((options.valid_after, options.valid_before), (Some(first), Some(last)) if last <= first) {
        return Err(Problem::EmptySpan);
    }
    let Options { namespaces, valid_after, valid_before } = options;
    Ok(Some(Entry { principals, key, namespaces, valid_after, valid_before }))
}

const BLANK: [char; 2] = [' ', '\t'];

/// Splits off the first item; blanks within quotation marks do not end it.
fn item(line: &str) -> Result<(&str, &str), Problem> {
    let line = line.trim_start_matches(BLANK);
    if line.is_empty() {
        return Err(Problem::Items);
    }
    let end = unquoted(line, |c| BLANK.contains(&c))?.unwrap_or(line.len());
    Ok(line.split_at(end))
}

/// Finds a character that stands outside quotation marks.
fn unquoted(text: &str, wanted: impl Fn(char) -> bool) -> Result<Option<usize>, Problem> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if !quoted && wanted(c) => return Ok(Some(at)),
            _ => {}
        }
    }
    if quoted { Err(Problem::Quote) } else { Ok(None) }
}

fn is_key_type(item: &str) -> bool {
    ["ssh-", "sk-", "ecdsa-", "rsa-"].iter().any(|start| item.starts_with(start))
}

#[derive(Default)]
struct Options {
    namespaces: Option<Vec<String>>,
    valid_after: Option<Timestamp>,
    valid_before: Option<Timestamp>,
}

fn read_options(item: &str) -> Result<Options, Problem> {
    let mut options = Options::default();
    let mut rest = Some(item);
    while let Some(text) = rest {
        let (option, more) = match unquoted(text, |c| c == ',')? {
            Some(comma) => (&text[..comma], Some(&text[comma + 1..])),
            None => (text, None),
        };
        rest = more;
        match option.split_once('=') {
            Some(("namespaces", value)) => {
                let names = unquote("namespaces", value)?.split(',');
                let names = names.map(|name| check_name(name).map(|()| name.to_owned()));
                let names = names.collect::<Result<_, _>>().map_err(Problem::Namespace)?;
                set("namespaces", &mut options.namespaces, names)?;
            }
            Some(("valid-after", value)) => {
                set("valid-after", &mut options.valid_after, read_time("valid-after", value)?)?;
            }
            Some(("valid-before", value)) => {
                set("valid-before", &mut options.valid_before, read_time("valid-before", value)?)?;
            }
            None if option.eq_ignore_ascii_case("cert-authority") => return Err(Problem::Certificate),
            _ => return Err(Problem::UnknownOption),
        }
    }
    Ok(options)
}

fn set<T>(name: &'static str, slot: &mut Option<T>, value: T) -> Result<(), Problem> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Problem::SecondOption(name)),
    }
}

fn unquote<'a>(name: &'static str, value: &'a str) -> Result<&'a str, Problem> {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).ok_or(Problem::Unquoted(name))
}

fn read_time(name: &'static str, value: &str) -> Result<Timestamp, Problem> {
    let value = unquote(name, value)?;
    let is_digits = |text: &str| matches!(text.len(), 8 | 12 | 14) && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(digits) = value.strip_suffix('Z').filter(|digits| is_digits(digits)) else {
        return Err(if is_digits(value) { Problem::LocalTime(name) } else { Problem::Time(name) });
    };
    let (date, time) = digits.split_at(8);
    Timestamp::from_compact(&format!("{date}T{time:0<6}Z")).map_err(|_| Problem::Time(name))
}
