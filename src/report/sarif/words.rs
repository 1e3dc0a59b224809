//! Paths and words as SARIF takes them.

use crate::report::clean::clean;
use crate::report::ranked::cut;

/// A message of this many characters is whole: 5,000 of them stay below 10 MB.
const MESSAGE: usize = 1000;

/// A relative reference (RFC 3986 §4.2): all but unreserved characters and `/` are escaped, so that no name begins a scheme.
pub(super) fn uri(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let escaped: String = path.bytes().map(byte).collect();
    // A `/` in front would lead out of the repository.
    escaped.trim_start_matches('/').to_owned()
}

/// A message of ours with words of a document in it, which bring no link (SARIF §3.11.6) and no placeholder (§3.11.5).
pub(super) fn message(text: &str) -> String {
    plain(&cut(&clean(text), MESSAGE))
}

pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '[' | ']' => out.extend(['\\', c]),
            '{' | '}' => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out
}
