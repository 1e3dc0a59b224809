//! Points in time and their one spelling: UTC, whole seconds, `2022-01-12T10:15:00Z` (RFC 3339).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

const LONG: StaticFormatDescription = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const COMPACT: StaticFormatDescription = format_description!("[year][month][day]T[hour][minute][second]Z");

/// A second in UTC, between the years 1970 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(PrimitiveDateTime);

/// Text or a number that is not a point in time in its one spelling.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time is written in UTC like 2022-01-12T10:15:00Z")]
pub struct TimestampError;

impl Timestamp {
    /// From seconds since 1970-01-01T00:00:00Z (POSIX time).
    ///
    /// # Errors
    /// Outside the years 1970 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, TimestampError> {
        let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| TimestampError)?;
        if seconds < 0 {
            return Err(TimestampError);
        }
        Ok(Self(PrimitiveDateTime::new(at.date(), at.time())))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0.assume_utc().unix_timestamp()
    }

    /// The second after; none after the last one of the year 9999.
    pub fn next(self) -> Option<Self> {
        Self::from_unix(self.unix() + 1).ok()
    }

    /// `20220112T101500Z`, as in manifest names.
    pub fn compact(self) -> String {
        self.0.format(COMPACT).unwrap_or_default()
    }

    /// Reads [`Timestamp::compact`].
    ///
    /// # Errors
    /// Any other spelling.
    pub fn from_compact(text: &str) -> Result<Self, TimestampError> {
        let parts = [0..4, 4..6, 6..8, 8..9, 9..11, 11..13, 13..15, 15..16].map(|part| text.get(part));
        let [Some(year), Some(month), Some(day), Some("T"), Some(hour), Some(minute), Some(second), Some("Z")] = parts
        else {
            return Err(TimestampError);
        };
        let long = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
        if text.len() == 16 { long.parse() } else { Err(TimestampError) }
    }

    /// Reads any RFC 3339 time with its offset, or a plain date (midnight UTC), as people write them on a command line.
    ///
    /// # Errors
    /// Text that is neither.
    pub fn from_lenient(text: &str) -> Result<Self, TimestampError> {
        use time::format_description::well_known::Rfc3339;
        if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
            return Self::from_unix(at.unix_timestamp());
        }
        format!("{text}T00:00:00Z").parse()
    }

    /// Reads a date as header fields have it, `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110 §5.6.7), or with another offset
    /// than GMT (RFC 2822).
    ///
    /// # Errors
    /// Any other text, the two obsolete forms of that clause of RFC 9110 among them.
    pub fn from_http_date(text: &str) -> Result<Self, TimestampError> {
        use time::format_description::well_known::Rfc2822;
        let at = OffsetDateTime::parse(text, &Rfc2822).map_err(|_| TimestampError)?;
        Self::from_unix(at.unix_timestamp())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(LONG).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        // By hand, since manifests are full of them, and all are of this one form.
        let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
        let bytes = text.as_bytes();
        if bytes.len() != 20 || signs.iter().any(|&(at, sign)| bytes[at] != sign) {
            return Err(TimestampError);
        }
        let (year, part) = (digits(&bytes[..4]), |at: usize| u8::try_from(digits(&bytes[at..at + 2])?).ok());
        let read = || {
            let date = Date::from_calendar_date(i32::from(year?), Month::try_from(part(5)?).ok()?, part(8)?).ok()?;
            let time = Time::from_hms(part(11)?, part(14)?, part(17)?).ok()?;
            (date.year() >= 1970).then(|| Self(PrimitiveDateTime::new(date, time)))
        };
        read().ok_or(TimestampError)
    }
}

/// A number of up to four digits, and nothing else.
fn digits(text: &[u8]) -> Option<u16> {
    text.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u16::from(byte - b'0')))
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time like 2022-01-12T10:15:00Z")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
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
    fn both_spellings_round_trip() {
        let at: Timestamp = "2022-01-12T10:15:00Z".parse().unwrap();
        assert_eq!(at.compact(), "20220112T101500Z");
        assert_eq!(Timestamp::from_compact("20220112T101500Z"), Ok(at));
        assert_eq!(Timestamp::from_unix(at.unix()), Ok(at));
    }

    #[test]
    fn after_the_last_second_there_is_none() {
        let last: Timestamp = "9999-12-31T23:59:59Z".parse().unwrap();
        let before: Timestamp = "9999-12-31T23:59:58Z".parse().unwrap();
        assert_eq!((before.next(), last.next()), (Some(last), None));
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in [
            "2022-01-12T10:15:00+00:00",
            "2022-01-12 10:15:00Z",
            "2022-13-12T10:15:00Z",
            "2022-01-12T10:15:60Z",
            "2022-01-12T10:15:00.5Z",
            "+2022-01-12T10:15:00Z",
            "2023-02-29T00:00:00Z",
            "2022-01-12T24:00:00Z",
            "2022-01-+2T10:15:00Z",
            "2022-01-12T10:15:é0Z",
            "2022-1-012T10:15:00Z",
            "1969-12-31T23:59:59Z",
            "",
        ] {
            assert_eq!(bad.parse::<Timestamp>(), Err(TimestampError), "{bad}");
        }
        for bad in [
            "20220112t101500Z",
            "20220112T101500",
            "20220112T101500ZZ",
            "20221312T101500Z",
            "2022011+T101500Z",
            "20220112T1015é0Z",
            "19691231T235959Z",
            "2022-01-12T10:15:00Z",
            "",
        ] {
            assert_eq!(Timestamp::from_compact(bad), Err(TimestampError), "{bad}");
        }
        assert_eq!(Timestamp::from_unix(-1), Err(TimestampError));
    }

    #[test]
    fn people_may_write_offsets_and_dates() {
        let noon: Timestamp = "2022-01-12T06:00:00Z".parse().unwrap();
        assert_eq!(Timestamp::from_lenient("2022-01-12T12:00:00+06:00"), Ok(noon));
        assert_eq!(Timestamp::from_lenient("2022-01-12").unwrap().to_string(), "2022-01-12T00:00:00Z");
        assert_eq!(Timestamp::from_lenient("12 January"), Err(TimestampError));
    }
}
