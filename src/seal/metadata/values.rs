//! Values of fields that can be wrong.

use url::{ParseError, Url};

use super::is_unknown;
use crate::seal::session::SKEW;
use crate::timestamp::Timestamp;

/// True of a date, and of a time with its date.
pub(super) fn is_date_or_time(text: &str) -> bool {
    (text.len() == 10 || text.contains('T')) && Timestamp::from_lenient(text).is_ok()
}

/// So many seconds a date begins before it begins in UTC, where it begins first.
const EASTERNMOST: i64 = 14 * 60 * 60;

/// True of a time that has not come anywhere, but for clocks that are not set alike.
pub(super) fn is_yet_to_come(text: &str, now: Timestamp) -> bool {
    let ahead = if text.len() == 10 { EASTERNMOST } else { SKEW };
    Timestamp::from_lenient(text).is_ok_and(|at| at.unix() > now.unix() + ahead)
}

/// Why a text cannot have been published then, if it cannot: nobody retrieves what is not published yet, or has it now.
///
/// A date is a day somewhere, and a time may be a publisher's own: a day more is granted.
pub(super) fn published_too_late(published: &str, retrieved: Option<&str>, now: Timestamp) -> Option<String> {
    const DAY: i64 = 24 * 60 * 60;
    let begins = Timestamp::from_lenient(published).ok()?;
    let known = retrieved.and_then(|text| Some((text, Timestamp::from_lenient(text).ok()?)));
    let (what, until) = match known {
        Some((text, at)) => (format!("the retrieval ({text})"), at.unix() + if text.len() == 10 { DAY } else { 0 }),
        None => (format!("now ({now})"), now.unix()),
    };
    (begins.unix() > until + DAY).then(|| format!("published_at: {published} is later than {what}"))
}

/// Why this is no address that everybody may read, if it is none.
pub(super) fn wrong_address(text: &str) -> Option<&'static str> {
    match Url::parse(text) {
        _ if text.is_empty() || is_unknown(text) => None,
        Ok(url) if url.password().is_some() => {
            Some("it holds a password, and everybody can read what is sealed; leave it out")
        }
        // `example.org:8080/x` counts as one of the scheme `example.org`.
        Ok(url) if !url.scheme().contains('.') => None,
        Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => Some("it has no scheme; begin it with https://"),
        Err(_) => None,
    }
}
