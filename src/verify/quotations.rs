//! Words that a statement quotes: they stand where it says, in the text that was sealed.
//!
//! The danger: a withdrawal strikes figures out in every text. One that rests on words which nobody wrote would do so, too.

use std::collections::BTreeMap;

use super::reading::NotRead;
use super::{CheckName, Docket, count};
use crate::ledger::{Kind, Ledger, ReadSealedError, Sealed, State, Statements, quotable, read_sealed};
use crate::manifest::Quotation;
use crate::path::ArchivePath;
use crate::store::Archive;

/// Compares all quotations with the texts that they quote; says of how many that could not be done.
pub(super) fn check(
    archive: &Archive,
    ledger: &Ledger,
    statements: &Statements,
    docket: &mut Docket,
) -> Option<String> {
    let quotations = statements.rescissions.iter().flat_map(|rescission| [&rescission.figure, &rescission.evidence]);
    // A text is read once, however often it is quoted: to extract it can take seconds.
    let mut of_path = BTreeMap::<&ArchivePath, Vec<&Quotation<'_>>>::new();
    quotations.for_each(|quotation| of_path.entry(&quotation.path).or_default().push(quotation));
    let mut unread = 0;
    for (path, quotations) in of_path {
        let mut fail = |why| docket.fail(CheckName::Documents, Kind::Malformed, path.as_str(), why);
        let sealed = ledger.get(path);
        let is_of = |quotation: &&Quotation<'_>| sealed.is_some_and(|sealed| sealed.digest == quotation.sha256);
        let (known, unknown): (Vec<_>, Vec<_>) = quotations.into_iter().partition(is_of);
        // What an unread manifest sealed is not known.
        if statements.unread == 0 {
            unknown.iter().for_each(|_| fail("a withdrawal quotes it, and it was never sealed with that digest"));
        }
        let Some(sealed) = sealed.filter(|_| !known.is_empty() && !ledger.is_withdrawn(path)) else { continue };
        match text(archive, sealed) {
            Ok(Some(text)) => known
                .iter()
                .filter(|quotation| !stands_in(quotation, &text))
                .for_each(|_| fail("a withdrawal quotes words that do not stand there")),
            Ok(None) => {}
            Err(_) => unread += known.len() as u64,
        }
    }
    let quotations = count(unread, "quotation");
    (unread > 0).then(|| format!("{quotations} not compared: the text is too large, or none comes from it here"))
}

/// The text that is quoted; nothing of one that is not here, or not intact, which is reported as what it is.
///
/// The danger: a sparse file of terabytes costs nothing to seal, and is not read to compare a few words.
fn text(archive: &Archive, sealed: &Sealed) -> Result<Option<Vec<u8>>, NotRead> {
    if sealed.state != State::Present {
        return Ok(None);
    }
    let bytes = match read_sealed(archive, sealed) {
        Ok(bytes) => bytes,
        Err(ReadSealedError::TooLarge(_)) => return Err(NotRead::NoText),
        Err(_) => return Ok(None),
    };
    let (text, _) = quotable(bytes, sealed).ok_or(NotRead::NoText)?;
    Ok(Some(text))
}

fn stands_in(quotation: &Quotation<'_>, text: &[u8]) -> bool {
    let place = |at| usize::try_from(at).ok();
    let range = place(quotation.start).zip(place(quotation.end)).map(|(start, end)| start..end);
    range.and_then(|range| text.get(range)) == Some(quotation.text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::altered::tests::sealed;
    use super::*;
    use crate::digest::Digest;
    use crate::extract::Extractor;
    use crate::ledger::LARGEST_READ;
    use crate::text::Charset;

    #[test]
    fn what_is_not_read_is_told_apart_from_what_is_reported_elsewhere() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("archive")).unwrap();
        let file = dir.path().join("archive/a.txt");
        std::fs::write(&file, "12 killed").unwrap();
        let archive = Archive::at(dir.path()).unwrap();
        let intact = Sealed { digest: Digest::of(b"12 killed"), size: 9, ..sealed(Charset::UTF_8) };
        let read = |sealed: Sealed| text(&archive, &sealed).map(|text| text.map(|text| text.len()));
        assert_eq!(read(intact.clone()), Ok(Some(9)));
        assert_eq!(read(Sealed { digest: Digest::of(b""), ..intact.clone() }), Ok(None), "altered");
        assert_eq!(read(Sealed { path: "archive/b.txt".parse().unwrap(), ..intact.clone() }), Ok(None), "missing");
        assert_eq!(read(Sealed { state: State::Withheld, ..intact.clone() }), Ok(None));
        assert_eq!(read(Sealed { extractor: None, ..intact.clone() }), Err(NotRead::NoText), "of another version");
        assert_eq!(read(Sealed { extractor: Some(Extractor::Pdf), ..intact.clone() }), Err(NotRead::NoText), "no PDF");
        std::fs::File::options().write(true).open(&file).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(read(Sealed { size: 1 << 40, ..intact.clone() }), Err(NotRead::NoText), "sparse, and not read");
        assert!(Sealed { size: LARGEST_READ, ..intact }.may_be_read());
    }
}
