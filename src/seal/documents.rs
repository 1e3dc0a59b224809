//! From a candidate to what a manifest says of it: its text is read, and hashed beside others.

mod commitment;
mod no_text;
mod reused;
mod said;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use self::commitment::{Commitment, commit};
use self::no_text::{meant_otherwise, no_text};
pub(super) use self::reused::Reused;
use self::said::{headers, said_more};
use super::Candidate;
use super::prepare::WithholdAs;
use crate::digest::Digest;
use crate::extract::{Extracted, Extractor, PackageSignature};
use crate::ledger::{Ledger, Sealed, State};
use crate::manifest::{Content, Document, Str, TextRecord};
use crate::store::{Archive, Opened, check_way, layout, open_found_file, read_opened_as};
use crate::text::{Charset, Derived, KeyWatch, PROFILE, Unhashed};
use crate::timestamp::Timestamp;

/// The danger: what is sealed is published, and a key that lies among texts can be anybody's from then on.
const PRIVATE_KEY: &str = "it holds a private key: move it out of the folder; if it was published already, or committed, the \
    key is compromised, and is to be replaced by another";

/// What became of a candidate.
pub(super) enum One {
    /// It is sealed, with these bytes.
    Already,
    /// It will be.
    New {
        /// What is stated of it.
        document: Box<Document<'static>>,
        /// To be kept beside a withheld original.
        salt: Option<[u8; 32]>,
        /// Lines with digits that a page shows outside its main text.
        left_out: u32,
        /// What the signature of a package says.
        signature: Option<PackageSignature>,
    },
}

/// A candidate whose text was read.
pub(super) struct Begun {
    extractor: Extractor,
    extracted: Option<Extracted>,
    media_type: Str<'static>,
    modified: Option<Timestamp>,
    commitment: Option<Commitment>,
}

/// Reads a candidate's text. Writes nothing.
///
/// # Errors
/// All that keeps it from being sealed, as far as its text tells, in words.
pub(super) fn begin(
    candidate: &Candidate,
    (withhold, salt): (Option<&WithholdAs>, &(dyn Fn() -> [u8; 32] + Sync)),
    before: Option<&Sealed>,
    reused: &mut Reused<'_>,
) -> Result<(Begun, Unhashed), Vec<String>> {
    let one = |error: &dyn ToString| vec![error.to_string()];
    let opened = match candidate.in_place {
        true => reused.listed.open_asking(&candidate.path),
        false => open_found_file(&candidate.file()),
    };
    let Opened { mut file, length, modified } = opened.map_err(|error| one(&error))?;
    let charset = match candidate.metadata.charset.as_deref() {
        Some(label) => Some(Charset::for_label(label).map_err(|error| one(&error))?),
        None => None,
    };
    let by_name = Extractor::media_type(candidate.path.file_name());
    let media_type = candidate.metadata.media_type.as_deref().map_or(by_name.into(), |said| Str::from(said.to_owned()));
    let extractor = Extractor::for_media_type(&media_type);
    if charset.is_some() && !matches!(extractor, Extractor::Plain | Extractor::Html) {
        return Err(vec!["--charset: each part of such a file says its own charset".to_owned()]);
    }
    let mut watched = KeyWatch::new(&mut file);
    let (text, mut extracted) = read_opened_as(extractor, &mut watched, length, charset)
        .map_err(|error| vec![no_text(extractor, &error, &mut watched)])?;
    // What is sealed already stays as it was said to be.
    if extractor == Extractor::Plain && candidate.metadata.media_type.is_none() && before.is_none() {
        meant_otherwise(&mut watched).map_or(Ok(()), |why| Err(vec![why]))?;
    }
    // A text that is withheld goes nowhere.
    if watched.found() && withhold.is_none() {
        return Err(vec![PRIVATE_KEY.to_owned()]);
    }
    if withhold.is_some() {
        // What is kept back must not come out by its own title.
        extracted = extracted.map(|found| Extracted {
            own: BTreeMap::new(),
            http_headers: Vec::new(),
            redirects: Vec::new(),
            ..found
        });
    }
    let commits = matches!(withhold, Some(WithholdAs::Commitment { .. }));
    let commitment = match commits || before.is_some_and(|before| before.state == State::Committed) {
        true => Some(commit(&mut file, candidate, salt).map_err(|error| one(&error))?),
        false => None,
    };
    Ok((Begun { extractor, extracted, media_type, modified, commitment }, text))
}

/// What is stated of a candidate whose text was hashed. Writes nothing.
///
/// # Errors
/// All that keeps it from being sealed, in words.
pub(super) fn document(
    (archive, ledger): (&Archive, &Ledger),
    candidate: &Candidate,
    (begun, derived): (Begun, Derived),
    withhold: Option<&WithholdAs>,
    reused: &mut Reused<'_>,
) -> Result<One, Vec<String>> {
    let Begun { extractor, extracted, media_type, modified, commitment } = begun;
    if derived.size == 0 {
        return Err(vec!["the file is empty".to_owned()]);
    }
    if is_blank(&derived) && ledger.get(&candidate.path).is_none() {
        return Err(vec!["there is nothing but white space in it".to_owned()]);
    }
    if let Some(before) = ledger.get(&candidate.path) {
        return sealed_before(before, derived.raw, commitment);
    }
    let (content, salt) = content(derived, (extractor, extracted.as_ref()), withhold, commitment);
    let digest = match &content {
        Content::Present { sha256, .. } | Content::Withheld { sha256, .. } => *sha256,
        Content::Committed { commitment, .. } => *commitment,
    };
    if withhold.is_some() && candidate.in_place {
        return Err(vec!["it lies in the archive; a text that is withheld stays outside".to_owned()]);
    }
    if let (Content::Present { .. }, false) = (&content, candidate.in_place) {
        let refused = |error| vec![format!("{error}; --into DIR gives it another place")];
        check_way(archive, &candidate.path, &digest).map_err(refused)?;
    }
    let more = said_more(candidate, extracted.as_ref());
    let (metadata, origins) = more.as_ref().map_or((&candidate.metadata, &candidate.origins), |(m, o)| (m, o));
    let (mut retrieval, source) = reused.records.of((metadata, origins), (modified, reused.now))?;
    let origins = reused.origins(origins);
    let left_out = extracted.as_ref().map_or(0, |found| found.left_out);
    let mut signature = None;
    if let Some(found) = extracted {
        signature = found.signature;
        retrieval.http_headers = headers(found.http_headers);
        // The way to an address that somebody else named would be another way.
        if origins.document.iter().any(|key| **key == *"final_url") {
            retrieval.redirects = found.redirects.into_iter().map(Into::into).collect();
        }
    }
    if let Some(basis) = candidate.basis.filter(|_| retrieval.retrieved_at.value().is_some()) {
        retrieval.retrieved_at_basis = basis;
    }
    let mut document = Document::new(candidate.path.clone(), content, media_type, retrieval, source, origins);
    document.supersedes = candidate.supersedes.clone();
    Ok(One::New { document: Box::new(document), salt, left_out, signature })
}

/// True of a text without a letter or a sign: normalised, nothing or an empty line is left of it.
fn is_blank(derived: &Derived) -> bool {
    static BLANK: LazyLock<[Digest; 2]> = LazyLock::new(|| [b"".as_slice(), b"\n"].map(Digest::of));
    BLANK.contains(&derived.text)
}

/// What becomes of a candidate whose path is sealed: nothing if it has the sealed bytes. Of a committed text that can be told only
/// with the salt of then.
fn sealed_before(before: &Sealed, raw: Digest, commitment: Option<Commitment>) -> Result<One, Vec<String>> {
    let path = &before.path;
    let same = match (before.state, commitment) {
        (State::Committed, Some((commitment, None))) => commitment == before.digest,
        (State::Committed, _) => {
            return Err(vec![format!(
                "{path} is sealed as a commitment, and cannot be compared with it without its salt: put that beside the file, as \
                 FILE{}",
                layout::SALT
            )]);
        }
        (State::Present | State::Withheld, _) => raw == before.digest,
    };
    match same {
        true => Ok(One::Already),
        false => Err(vec![format!("{path} is sealed with other bytes; a newer text needs a path of its own")]),
    }
}

fn content(
    derived: Derived,
    (extractor, extracted): (Extractor, Option<&Extracted>),
    withhold: Option<&WithholdAs>,
    commitment: Option<Commitment>,
) -> (Content<'static>, Option<[u8; 32]>) {
    let (size, sha256) = (derived.size, derived.raw);
    let text = |lines| TextRecord {
        profile: PROFILE.into(),
        extractor: extractor.name().into(),
        sha256: derived.text,
        visible: extracted.and_then(|found| found.visible),
        charset: derived.charset.name().into(),
        charset_basis: derived.basis,
        lines,
    };
    let Some(WithholdAs::Digest { reason } | WithholdAs::Commitment { reason }) = withhold else {
        return (Content::Present { size, sha256, text: text(Some(derived.lines)) }, None);
    };
    let reason = reason.clone().into();
    match commitment {
        None => (Content::Withheld { reason, size, sha256, text: text(None) }, None),
        Some((commitment, salt)) => (Content::Committed { reason, commitment }, salt),
    }
}
