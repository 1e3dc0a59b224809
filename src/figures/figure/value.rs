//! What a number means: an exact interval.

use serde::{Deserialize, Serialize};

use super::super::decimal::Decimal;

/// How the number stands to the interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Op {
    /// Exactly this.
    #[serde(rename = "=")]
    Equal,
    /// More than `low`.
    #[serde(rename = ">")]
    More,
    /// `low` or more.
    #[serde(rename = ">=")]
    AtLeast,
    /// Less than `high`.
    #[serde(rename = "<")]
    Less,
    /// `high` or less.
    #[serde(rename = "<=")]
    AtMost,
    /// A little less than `high`: "nearly", "close to".
    #[serde(rename = "<~")]
    Nearly,
    /// Near it on either side: "about", "some".
    #[serde(rename = "~")]
    About,
    /// From `low` to `high`, both said.
    #[serde(rename = "range")]
    Range,
    /// A magnitude without a number: "hundreds" is 200 to 999.
    #[serde(rename = "vague")]
    Vague,
    /// A factor: "doubled", "two-fold".
    #[serde(rename = "x")]
    Times,
}

/// An exact interval; a missing end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Value {
    /// How the words put it.
    pub op: Op,
    /// Lower end.
    pub low: Option<Decimal>,
    /// Upper end.
    pub high: Option<Decimal>,
}
