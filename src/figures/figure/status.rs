//! Where a figure stands, and how it stands to others.

use serde::{Deserialize, Serialize};

use super::super::text_path::TextPath;

/// Where a figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Has what it needs.
    Ok,
    /// Needs a source and has none.
    Unattributed,
    /// The text itself doubts it.
    Hedged,
    /// The text says that its source withdrew it.
    Rescinded,
    /// Another text withdraws it.
    RepeatsRescinded,
    /// Another figure for the same thing cannot also be true.
    Conflicting,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Ok, Self::Unattributed, Self::Hedged, Self::Rescinded, Self::RepeatsRescinded, Self::Conflicting];
}

/// How another figure stands to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// This figure repeats that one, which is withdrawn.
    Repeats,
    /// That figure repeats this one, which is withdrawn.
    RepeatedBy,
    /// The span that states the withdrawal.
    RescindedBy,
    /// Both cannot be true: the values differ on one day.
    ConflictsValue,
    /// The same number for different things counted.
    ConflictsScope,
    /// In an earlier capture of this page that number stood here.
    ChangedSince,
    /// In a later capture of this page that number stands here.
    ChangedTo,
    /// One of the two counts people apart whom the other counts in its number.
    CountedApart,
    /// That one was counted later.
    LaterCount,
    /// That one was counted earlier.
    EarlierCount,
    /// Both can be true.
    Compatible,
    /// Both say the same.
    Same,
}

impl Relation {
    /// All of them, gravest first.
    pub(in super::super) const ALL: [Self; 12] = [
        Self::Repeats,
        Self::RepeatedBy,
        Self::RescindedBy,
        Self::ConflictsValue,
        Self::ConflictsScope,
        Self::ChangedSince,
        Self::ChangedTo,
        Self::CountedApart,
        Self::LaterCount,
        Self::EarlierCount,
        Self::Compatible,
        Self::Same,
    ];
}

/// A figure elsewhere, and how it stands to this one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Related {
    /// The document.
    pub path: TextPath,
    /// First byte there.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// How it stands.
    pub relation: Relation,
}
