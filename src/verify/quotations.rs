//! Words that a statement quotes: they stand where it says, in the text that was sealed.
//!
//! The danger: a withdrawal strikes figures out in every text. One that rests on words which nobody wrote would do so, too.

use super::{CheckName, Docket};
use crate::digest::Digest;
use crate::extract::Extractor;
use crate::ledger::{Kind, Ledger, Sealed, State, Statements};
use crate::manifest::Quotation;
use crate::store::{Archive, read_as};

pub(super) fn check(archive: &Archive, ledger: &Ledger, statements: &Statements, docket: &mut Docket) {
    for quotation in statements.rescissions.iter().flat_map(|rescission| [&rescission.figure, &rescission.evidence]) {
        let sealed = ledger.get(&quotation.path).filter(|sealed| sealed.digest == quotation.sha256);
        let why = match sealed {
            Some(sealed) => differs(archive, ledger, sealed, quotation),
            // What an unread manifest sealed is not known.
            None if statements.unread > 0 => None,
            None => Some("a withdrawal quotes it, and it was never sealed with that digest"),
        };
        if let Some(why) = why {
            docket.fail(CheckName::Documents, Kind::Malformed, quotation.path.as_str(), why);
        }
    }
}

/// Why the quotation is none. A text that is not here, or not intact, cannot be asked, and is reported as what it is.
fn differs(archive: &Archive, ledger: &Ledger, sealed: &Sealed, quotation: &Quotation<'_>) -> Option<&'static str> {
    if sealed.state != State::Present || ledger.is_withdrawn(&quotation.path) {
        return None;
    }
    let bytes = archive.read(quotation.path.as_str(), sealed.size).ok()?;
    if Digest::of(&bytes) != sealed.digest {
        return None;
    }
    let bytes = match sealed.extractor? {
        Extractor::Plain => bytes,
        extractor => read_as(extractor, &bytes, sealed.charset)?.0.into_owned().into_bytes(),
    };
    let range = usize::try_from(quotation.start).ok()?..usize::try_from(quotation.end).ok()?;
    let same = bytes.get(range).is_some_and(|quoted| quoted == quotation.text.as_bytes());
    (!same).then_some("a withdrawal quotes words that do not stand there")
}
