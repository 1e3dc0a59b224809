//! What a listed file is: a text to be sealed, or what goes with one, or neither.

use std::collections::HashSet;
use std::sync::Arc;

use super::place::Folder;
use super::{Candidate, Common, SIDECAR, Sidecar};
use crate::seal::Refusal;
use crate::store::{Entry, EntryKind, TEMPORARY, is_litter, layout};

/// What lies below a folder that was named.
pub(super) struct Listing {
    pub folder: Arc<Folder>,
    /// What listed paths have before their names below the folder, in bytes.
    pub above: usize,
    /// Listed paths beside which a sidecar lies.
    pub sidecars: HashSet<String>,
}

/// A listed file that is no candidate.
pub(super) enum Other {
    Refused(Refusal),
    Litter(String),
}

impl Listing {
    /// What a listed file is; nothing, where it goes with another file.
    pub fn found(&self, entry: Entry, common: &Common<'_>) -> Option<Result<Candidate, Other>> {
        if let Some(why) = entry.kind.why_no_text() {
            let name = entry.shown().get(self.above..).unwrap_or_default();
            return Some(Err(Other::Refused(self.folder.refusal(name, why))));
        }
        let EntryKind::File(path) = entry.kind else { return None };
        // What is left of a run that was killed could be a salt: sealed, it would be there for all to read.
        let goes_with_another = path.as_str().ends_with(SIDECAR)
            || path.as_str().ends_with(layout::SALT)
            || path.file_name().starts_with(TEMPORARY);
        if goes_with_another {
            return None;
        }
        if is_litter(path.file_name()) {
            let file = self.folder.named.join(&path.as_str()[self.above..]);
            return Some(Err(Other::Litter(file.to_string_lossy().into_owned())));
        }
        let sidecar = if self.sidecars.contains(path.as_str()) { Sidecar::Maybe } else { Sidecar::None };
        let candidate = match self.above {
            0 => common.named(&self.folder, path.as_str(), sidecar),
            above => common.candidate(&self.folder, path, above, sidecar),
        };
        Some(candidate.map_err(Other::Refused))
    }
}
