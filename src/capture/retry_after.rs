//! A server that has enough says when to come back: `Retry-After` (RFC 9110 §10.2.3).

use std::time::Duration;

use crate::net::Exchange;
use crate::timestamp::Timestamp;

/// How long the server asks to be left alone; nothing if it does not, or says it in no form that is in use today. Asked of
/// refusals alone (429 of RFC 6585 §4, and 503): what was answered needs no second request.
pub fn retry_after(exchange: &Exchange, now: Timestamp) -> Option<Duration> {
    if !matches!(exchange.status, 429 | 503) {
        return None;
    }
    let field = exchange.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
    wait(field?.1.trim(), now)
}

/// Seconds, or a date; a date that is past is no wait.
fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than can be counted is for ever, and no error: it must not be taken for no wait.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let seconds = Timestamp::from_http_date(value).ok()?.unix().saturating_sub(now.unix());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates() {
        let now: Timestamp = "1999-12-31T23:59:00Z".parse().unwrap();
        let of = |value| wait(value, now).map(|wait| wait.as_secs());
        assert_eq!(of("120"), Some(120));
        // The example of RFC 9110 §10.2.3.
        assert_eq!(of("Fri, 31 Dec 1999 23:59:59 GMT"), Some(59));
        assert_eq!(of("Fri, 31 Dec 1999 23:58:00 GMT"), Some(0));
        assert_eq!(of("99999999999999999999999"), Some(u64::MAX));
        for none in ["", "soon", "-1", "1.5", "Fri Dec 31 23:59:59 1999"] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
