//! What is counted, and who.

use serde::{Deserialize, Serialize};

/// What kind of thing is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it; DESIGN lists them")]
pub enum Measure {
    Killed,
    Injured,
    Casualties,
    Detained,
    Missing,
    Displaced,
    Participants,
    Personnel,
    Incidents,
    Money,
    Duration,
    Share,
    Other,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Killed,
        Self::Injured,
        Self::Casualties,
        Self::Detained,
        Self::Missing,
        Self::Displaced,
        Self::Participants,
        Self::Personnel,
        Self::Incidents,
        Self::Money,
        Self::Duration,
        Self::Share,
        Self::Other,
    ];

    /// Whether a figure of this kind must say where it comes from.
    pub const fn needs_source(self) -> bool {
        !matches!(self, Self::Money | Self::Duration | Self::Share | Self::Other)
    }

    /// By the name that the lexicon uses for where somebody is.
    pub(in super::super) fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "detained" => Self::Detained,
            "injured" => Self::Injured,
            "displaced" => Self::Displaced,
            _ => return None,
        })
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Who {
    Protesters,
    LawEnforcement,
    Military,
    Civilians,
    Journalists,
    Children,
    Women,
    Activists,
    Detainees,
    Health,
    Migrants,
    Militants,
    Media,
}

impl Who {
    /// By the name that the lexicon uses.
    pub(in super::super) fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "protesters" => Self::Protesters,
            "law-enforcement" => Self::LawEnforcement,
            "military" => Self::Military,
            "civilians" => Self::Civilians,
            "journalists" => Self::Journalists,
            "children" => Self::Children,
            "women" => Self::Women,
            "activists" => Self::Activists,
            "detainees" => Self::Detainees,
            "health" => Self::Health,
            "migrants" => Self::Migrants,
            "militants" => Self::Militants,
            "media" => Self::Media,
            _ => return None,
        })
    }
}
