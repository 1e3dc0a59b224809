//! Exact decimals: an integer and a scale. Never a float, which would turn 0.14 into something near it.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number that is not negative: `digits / 10^scale`.
// A u128 would be aligned to 16 bytes, and each figure has two: an archive's figures are held by the hundred thousand.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(8))]
pub struct Decimal {
    digits: u128,
    scale: u32,
}

impl Decimal {
    /// A whole number.
    pub const fn whole(digits: u128) -> Self {
        Self { digits, scale: 0 }
    }

    /// From digits with at most one point; `None` for anything else, or more than 24 digits. Zeros that say nothing do not count.
    ///
    /// The limit leaves room to multiply by a trillion and to compare without overflow.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() + fraction.len() > 24 {
            return None;
        }
        Self::of_parts(whole, fraction)
    }

    /// Any number of digits that fit.
    fn of_parts(whole: &str, fraction: &str) -> Option<Self> {
        let mut digits = 0_u128;
        for byte in whole.bytes().chain(fraction.bytes()) {
            let digit = u128::from(byte.checked_sub(b'0').filter(|&d| d < 10)?);
            digits = digits.checked_mul(10)?.checked_add(digit)?;
        }
        Some(Self { digits, scale: u32::try_from(fraction.len()).ok()? }.trimmed())
    }

    /// The product, if it fits.
    pub fn times(self, other: Self) -> Option<Self> {
        let digits = { self.digits }.checked_mul(other.digits)?;
        Some(Self { digits, scale: self.scale.checked_add(other.scale)? }.trimmed())
    }

    /// So many hundredths of it, if they fit.
    pub fn hundredths(self, many: u128) -> Option<Self> {
        let digits = { self.digits }.checked_mul(many)?;
        Some(Self { digits, scale: self.scale.checked_add(2)? }.trimmed())
    }

    /// The sum, if it fits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let digits = self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?;
        Some(Self { digits, scale }.trimmed())
    }

    /// Whether it is a whole number, and which.
    pub fn as_whole(self) -> Option<u128> {
        (self.scale == 0).then_some(self.digits)
    }

    fn at_scale(self, scale: u32) -> Option<u128> {
        10_u128.checked_pow(scale.checked_sub(self.scale)?)?.checked_mul(self.digits)
    }

    /// Without zeros behind the point, so that a value has one spelling.
    fn trimmed(mut self) -> Self {
        while self.scale > 0 && { self.digits }.is_multiple_of(10) {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl std::hash::Hash for Decimal {
    /// Every decimal is trimmed, so equal ones have equal parts.
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.digits, self.scale).hash(state);
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return { self.digits }.cmp(&{ other.digits });
        }
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Only a number too large for the common scale gets here; its order of size decides.
            _ => {
                (self.digits / 10_u128.pow(self.scale.min(38))).cmp(&(other.digits / 10_u128.pow(other.scale.min(38))))
            }
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", { self.digits });
        }
        let places = self.scale as usize;
        let padded = format!("{:0>width$}", { self.digits }, width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        write!(f, "{whole}.{fraction}")
    }
}

impl serde::Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    /// As it prints: a product has more digits than a text may.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        Self::of_parts(whole, fraction).ok_or_else(|| serde::de::Error::custom("not a decimal number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn one_spelling_a_value() {
        for (given, shown) in [("0.140", "0.14"), ("007", "7"), ("1.0", "1"), ("0.05", "0.05")] {
            assert_eq!(of(given).to_string(), shown);
        }
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(of("1.5").times(Decimal::whole(1_000_000)).unwrap().to_string(), "1500000");
        assert_eq!(of("0.1").plus(of("0.2")).unwrap(), of("0.3"));
        assert_eq!(of("1.2").hundredths(125).unwrap().to_string(), "1.5");
        assert!(Decimal::whole(u128::MAX).hundredths(101).is_none());
        assert!(of("0.29") < of("0.3") && of("12") > of("11.999"));
    }

    #[test]
    fn numbers_too_large_for_one_scale_are_compared_by_their_size() {
        let large = of(&"9".repeat(24)).times(Decimal::whole(1_000_000_000_000)).unwrap();
        for small in [of(&format!("0.{}1", "0".repeat(20))), of(&format!("0.{}", "9".repeat(23)))] {
            assert_eq!([small.cmp(&large), large.cmp(&small)], [Ordering::Less, Ordering::Greater]);
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let large = of(&"9".repeat(24)).times(Decimal::whole(1_000_000_000_000)).unwrap();
        for decimal in [large, of("0.05"), of("164")] {
            let read: Decimal = serde_json::from_str(&serde_json::to_string(&decimal).unwrap()).unwrap();
            assert_eq!(read, decimal);
        }
        for bad in ["1.2.3", "-1", &"9".repeat(40)] {
            assert!(serde_json::from_value::<Decimal>(bad.into()).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for bad in ["", ".5", "1.2.3", "1,2", "1:", "1/", "-1", "٣", &"9".repeat(25)] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
        assert!(of(&"9".repeat(24)).times(of(&"9".repeat(24))).is_none(), "overflow is no panic");
    }
}
