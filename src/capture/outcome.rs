//! What became of an address.

use url::Url;

use super::Compared;
use crate::path::ArchivePath;

/// An address that was asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The address.
    pub url: Url,
    /// The sealed text of it, if there is one.
    pub path: Option<ArchivePath>,
    /// What was found.
    pub outcome: Outcome,
    /// Where redirects ended, if anywhere else.
    pub ends_at: Option<Url>,
}

/// What was found at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A text, and nothing to compare it with.
    First,
    /// A text, and how it stands to the sealed one.
    Compared(Compared),
    /// The server says that there is no such page (404, 410).
    Gone(u16),
    /// No text, and why: that says nothing of the publisher.
    Failed(String),
}

impl Outcome {
    /// In words, raw; empty where the word for it says all.
    pub fn why(&self) -> String {
        match self {
            Self::First | Self::Compared(Compared::Unchanged) => String::new(),
            Self::Compared(Compared::ReEncoded) => "other bytes, the same text".to_owned(),
            Self::Compared(Compared::AlteredUnseen) => {
                "another text; the sealed one is kept elsewhere, so nobody can say here in which lines".to_owned()
            }
            Self::Compared(Compared::Altered(alteration)) => match &alteration.notice {
                None => "nothing on the page says so".to_owned(),
                Some(notice) => format!("the page says so: {}", notice.trim()),
            },
            Self::Compared(Compared::NotCompared(why)) | Self::Failed(why) => why.clone(),
            Self::Gone(status) => format!("the server answers with status {status}"),
        }
    }
}
