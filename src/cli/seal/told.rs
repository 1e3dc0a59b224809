//! What is said beside what was sealed: what somebody may not have meant.

use super::{Context, SHOWN};
use crate::seal::Sealing;

/// Says which texts were withdrawn, and are sealed and published by this run under another path.
pub(super) fn again<M>(context: &Context, sealing: &Sealing<M>) {
    for (path, before) in sealing.again.iter().take(SHOWN) {
        context.note(&format!(
            "{path}: these bytes were withdrawn as {before}, and are published again so; if that is not meant: kzarchive withdraw {path}"
        ));
    }
    if let more @ 1.. = sealing.again.len().saturating_sub(SHOWN) {
        context.note(&format!("and so of {more} more"));
    }
}

/// Says where other metadata were given than are sealed, and what states them.
pub(super) fn differing<M>(context: &Context, sealing: &Sealing<M>) {
    let Some((first, _)) = sealing.differing.first() else { return };
    for (path, fields) in sealing.differing.iter().take(SHOWN) {
        context.note(&format!("{path}: not as given now is what was sealed as {}; it stays", fields.join(", ")));
    }
    if let more @ 1.. = sealing.differing.len().saturating_sub(SHOWN) {
        context.note(&format!("and so of {more} more"));
    }
    context.note(&format!(
        "what is sealed is never changed; a copy with other metadata takes its place under a path of its own: \
         kzarchive supersede {first} FILE --into DIR, with all metadata"
    ));
}
