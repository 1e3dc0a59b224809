//! The classes of words: one for each thing that a rule asks.

use serde::Deserialize;

/// What a word is for. One word has one class, so that two rules never pull at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in super::super) enum Class {
    // Numbers.
    Unit,
    Tens,
    Scale,
    ShortScale,
    Magnitude,
    Fraction,
    Factor,
    Fold,
    Article,
    And,
    Or,
    RangeTo,
    Between,
    MoreThan,
    AtLeast,
    AtMost,
    LessThan,
    Nearly,
    About,
    Neutral,
    OrMore,
    OrLess,
    OrSo,
    Few,
    // Not figures.
    Month,
    YearPart,
    Weekday,
    TimeUnit,
    Ago,
    Ampm,
    Old,
    Aged,
    Label,
    Phone,
    Street,
    VersionOf,
    Furniture,
    Idiom,
    // What is counted.
    Killed,
    Injured,
    Casualties,
    Detained,
    Missing,
    Displaced,
    Participants,
    Incidents,
    CaseNoun,
    MoneyWord,
    ShareWord,
    People,
    Who,
    State,
    // Events.
    WeeksBack,
    Place,
    // Who says so.
    According,
    Survey,
    Say,
    Show,
    Think,
    Act,
    Attitude,
    ReportNoun,
    DataNoun,
    Official,
    Anonymous,
    Veiled,
    GroupNoun,
    Spokesperson,
    FirstPerson,
    ThirdPerson,
    Relative,
    Title,
    Abbreviation,
    // Doubt and status.
    Hearsay,
    Unverified,
    VerifyVerb,
    Negation,
    Withdrawn,
    Mistake,
    Revised,
    CorrectionNote,
    EarlierVersion,
    Turn,
    InsteadOf,
    This,
    // Grammar.
    PartOf,
    Preposition,
    Subordinator,
    Adversative,
    Auxiliary,
    Adverb,
    Linking,
    Held,
    Trend,
    Verb,
}

impl Class {
    /// True if its words are verbs, of which the file has the base form.
    pub(super) fn inflects(self) -> bool {
        matches!(self, Self::Say | Self::Show | Self::Think | Self::Act)
    }
}
