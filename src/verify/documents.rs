//! The documents all together: how the check of them ends, and how many there are of each kind.

use std::collections::BTreeSet;

use super::{CheckName, Docket, DocumentCounts, count};
use crate::figures::reads;
use crate::ledger::{Contradiction, Kind, Sealed};
use crate::path::ArchivePath;

/// Reports what manifests state against one another.
pub(super) fn contradictions(found: Vec<Contradiction>, docket: &mut Docket) {
    for contradiction in found {
        let (kind, path, detail) = match contradiction {
            Contradiction::SealedTwice(path) => {
                (Kind::ReSealed, path, "it was sealed again with other bytes; a newer text needs a path of its own")
            }
            Contradiction::NoSuchEntry(path) => (
                Kind::Malformed,
                path,
                "it is said to be withdrawn or superseded, and was never sealed with that digest",
            ),
        };
        docket.fail(CheckName::Documents, kind, path.as_str(), detail);
    }
}

/// How many sealed documents are altered, re-encoded, missing or could not be read.
pub(super) fn count_failed(docket: &Docket) -> u64 {
    let of_documents = |check| matches!(check, CheckName::Documents | CheckName::Withheld);
    docket.failures.iter().filter(|(check, failure)| of_documents(*check) && failure.kind != Kind::ReSealed).count()
        as u64
}

/// Texts that another version sealed: this one can neither derive them again nor read figures in them.
pub(super) fn foreign(present: &[&Sealed]) -> Option<String> {
    let foreign = present.iter().filter(|sealed| sealed.extractor.is_none()).count() as u64;
    (foreign > 0).then(|| format!("of {}, what derived it is not in this version", count(foreign, "text")))
}

/// Texts in a language whose figures are not read: that none was found in them says nothing.
pub(super) fn unread_languages(present: &[&Sealed]) -> Option<String> {
    let languages = present.iter().filter_map(|sealed| sealed.about.language.as_deref());
    let unread: Vec<&str> = languages.filter(|language| !reads(Some(language))).collect();
    let names: BTreeSet<&str> = unread.iter().copied().collect();
    let texts = count(unread.len() as u64, "text");
    (!unread.is_empty()).then(|| format!("{texts} in {} not read, only English is", shortened(&names)))
}

/// Texts whose figures are not known, since the texts are not here as they were sealed, or give no text here.
pub(super) fn unread_texts(failed: u64, unread: u64) -> Option<String> {
    let failed = (failed > 0).then(|| format!("{} not here as sealed, so not read for figures", count(failed, "text")));
    let unread = (unread > 0).then(|| format!("{} could not be read", count(unread, "text")));
    let all: Vec<String> = failed.into_iter().chain(unread).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// Texts that are stated in manifests which are not believed: nobody knows how many there are.
pub(super) fn unknown_texts(manifests: u64) -> Option<String> {
    (manifests > 0).then(|| format!("texts of {} that cannot be believed are not known", count(manifests, "manifest")))
}

/// Texts of which nobody stated a language, and which are not in one that is read by their letters or words.
pub(super) fn unread_unstated(texts: u64) -> Option<String> {
    (texts > 0)
        .then(|| format!("{} of unknown language not read, not English by letters and words", count(texts, "text")))
}

/// The first few of many names.
fn shortened(names: &BTreeSet<&str>) -> String {
    const SHOWN: usize = 5;
    let first: Vec<&str> = names.iter().copied().take(SHOWN).collect();
    first.join(", ") + if names.len() > SHOWN { ", …" } else { "" }
}

/// Paths that more than one manifest states, with the same bytes.
fn restated_paths(restated: &[ArchivePath]) -> Option<String> {
    let (first, more) = restated.split_first()?;
    let (more, are) = match more.len() {
        0 => (String::new(), "is"),
        more => (format!(" and {more} more"), "are"),
    };
    Some(format!("; {first}{more} {are} stated again in a later manifest: the metadata stated first count"))
}

/// Ends the check, and says of which texts something was to be compared that could not be.
pub(super) fn end(documents: &DocumentCounts, restated: &[ArchivePath], unchecked: &[String], docket: &mut Docket) {
    const CHECK: CheckName = CheckName::Documents;
    let withdrawn = match documents.withdrawn {
        0 => String::new(),
        withdrawn => format!(", {withdrawn} withdrawn, commitment intact"),
    };
    let restated = restated_paths(restated).unwrap_or_default();
    let unchanged = format!("{} unchanged since sealed{withdrawn}{restated}", count(documents.intact, "document"));
    let failed = docket.failures.iter().any(|(check, _)| *check == CHECK);
    match unchecked {
        [_, ..] if !failed => docket.not_checked(CHECK, format!("{unchanged}; {}", unchecked.join("; "))),
        _ => docket.end(CHECK, unchanged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_languages_the_first_few_are_named() {
        let five = BTreeSet::from(["kk", "ky", "ru", "tg", "tr"]);
        assert_eq!(shortened(&five), "kk, ky, ru, tg, tr");
        let six = five.into_iter().chain(["uz"]).collect();
        assert_eq!(shortened(&six), "kk, ky, ru, tg, tr, …");
    }
}
