//! What a figure is: value, source, doubt and status, each with its place in the text.

use serde::Serialize;

use super::decimal::Decimal;
use super::event::Window;
use super::span::Span;
use super::text_path::TextPath;

/// How the number stands to the interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Value {
    /// How the words put it.
    pub op: Op,
    /// Lower end.
    pub low: Option<Decimal>,
    /// Upper end.
    pub high: Option<Decimal>,
}

/// What kind of thing is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    pub(super) fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "detained" => Self::Detained,
            "injured" => Self::Injured,
            "displaced" => Self::Displaced,
            _ => return None,
        })
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    pub(super) fn by_name(name: &str) -> Option<Self> {
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

/// Who says so, in kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A person or body with a name.
    Named,
    /// A state body or its people.
    Official,
    /// Somebody whose name is kept back: "witnesses", "sources".
    Anonymous,
    /// A report, poll, tally or the like.
    Document,
    /// The publisher itself: "we found".
    Publisher,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Where the words that name the source stand.
    pub span: Span,
    /// Those words.
    pub text: String,
    /// What kind of source.
    pub kind: SourceKind,
    /// Whom a pronoun or "the group" means, where the text says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<Mention>,
}

/// A span and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// What.
    pub text: String,
}

/// Where a figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

/// A figure elsewhere, and how it stands to this one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// A span to point at in a snippet, with what to say there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The document, where it is another.
    pub path: Option<TextPath>,
    /// Where.
    pub span: Span,
    /// What to say.
    pub text: &'static str,
}

/// One number of a document, read.
///
/// Serialises as the JSON Lines object of `kzarchive figures --format jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The document.
    pub path: TextPath,
    /// First byte of the number, without its modifier.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The number as written.
    pub text: String,
    /// The interval it means.
    pub value: Value,
    /// What kind of thing is counted.
    pub measure: Measure,
    /// Who is counted; empty when not said.
    pub who: Vec<Who>,
    /// The words for what is counted.
    pub counted: Option<Span>,
    /// Who says so.
    pub source: Option<Source>,
    /// The words by which they say it.
    pub cue: Option<Span>,
    /// Words of doubt that reach this figure.
    pub hedges: Vec<Span>,
    /// Where it stands.
    pub verdict: Verdict,
    /// The rule that decided, for `explain`.
    pub rule: &'static str,
    /// Figures elsewhere.
    pub related: Vec<Related>,
    /// The modifier before or behind the number: "over", "or more".
    #[serde(skip)]
    pub modifier: Option<Span>,
    /// The sentence it stands in.
    #[serde(skip)]
    pub sentence: Span,
    /// What the finding says, in one line; empty for `ok`.
    #[serde(skip)]
    pub message: &'static str,
    /// What to point at.
    #[serde(skip)]
    pub labels: Vec<Label>,
    /// For a factor, the words that may name what grew.
    #[serde(skip)]
    pub subject: Vec<String>,
    /// When the thing counted happened, as far as known.
    #[serde(skip)]
    pub window: Window,
}

impl Figure {
    /// The number's place.
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}
