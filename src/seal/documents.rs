//! From a candidate to what a manifest says of it: its text is read, and hashed beside others.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use super::error::SILENCE;
use super::prepare::WithholdAs;
use super::{Candidate, FIELDS, Metadata};
use crate::digest::{Digest, Hasher};
use crate::extract::{Extracted, Extractor, PackageSignature};
use crate::ledger::Ledger;
use crate::manifest::{Content, Document, Origins, Retrieval, Source, Str, TextRecord};
use crate::store::{Archive, ListedTexts, Opened, StoreError, check_way, open_found_file, read_opened_as, read_salt};
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

/// What is used again from text to text, by one thread.
pub(super) struct Reused<'a> {
    now: Timestamp,
    records: Records,
    /// Those that were given last, and the copy of them.
    origins: Option<(Arc<Origins<'static>>, Arc<Origins<'static>>)>,
    listed: ListedTexts<'a>,
}

impl<'a> Reused<'a> {
    pub(super) fn at(now: Timestamp, archive: &'a Archive) -> Self {
        Self { now, records: Records::default(), origins: None, listed: archive.listed() }
    }

    /// A copy of these for the texts of this thread: of one for all, threads would wait for one another to count who holds it.
    fn origins(&mut self, given: &Arc<Origins<'static>>) -> Arc<Origins<'static>> {
        match &self.origins {
            Some((last, own)) if Arc::ptr_eq(last, given) => own.clone(),
            _ => {
                let own = Arc::new(Origins::clone(given));
                self.origins = Some((given.clone(), own.clone()));
                own
            }
        }
    }
}

/// The records of a manifest on a text. Of most texts nothing else is said than of the one before: then they are those of that
/// one, but for the file's own time.
#[derive(Default)]
struct Records(Option<(Arc<Metadata>, Retrieval<'static>, Arc<Source<'static>>)>);

impl Records {
    fn of(
        &mut self,
        metadata: &Arc<Metadata>,
        (mtime, now): (Option<Timestamp>, Timestamp),
    ) -> Result<(Retrieval<'static>, Arc<Source<'static>>), Vec<String>> {
        if let Some((last, retrieval, source)) = &self.0
            && Arc::ptr_eq(last, metadata)
        {
            let (retrieved_at, retrieved_at_basis) = metadata.retrieved(mtime).map_err(|why| vec![why])?;
            return Ok((Retrieval { retrieved_at, retrieved_at_basis, ..retrieval.clone() }, source.clone()));
        }
        let missing = metadata.missing();
        if !missing.is_empty() {
            let flags: Vec<_> = missing.iter().map(|key| format!("--{}", key.replace('_', "-"))).collect();
            return Err(vec![format!("{SILENCE}{}", flags.join(" "))]);
        }
        let untenable = metadata.untenable(now);
        let (retrieval, source) = match metadata.records(mtime) {
            Ok(records) if untenable.is_empty() => records,
            Ok(_) => return Err(untenable),
            // All that is wrong is told at once.
            Err(wrong) => return Err([untenable, wrong].concat()),
        };
        let source = Arc::new(source);
        self.0 = Some((metadata.clone(), retrieval.clone(), source.clone()));
        Ok((retrieval, source))
    }
}

/// A salted commitment, and the salt, if that is new.
type Commitment = (Digest, Option<[u8; 32]>);

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
    let commitment = match withhold {
        Some(WithholdAs::Commitment { .. }) => Some(commit(&mut file, candidate, salt).map_err(|error| one(&error))?),
        _ => None,
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
    let before = ledger.get(&candidate.path);
    let (content, salt) = content(derived, (extractor, extracted.as_ref()), withhold, commitment);
    let digest = match &content {
        Content::Present { sha256, .. } | Content::Withheld { sha256, .. } => *sha256,
        Content::Committed { commitment, .. } => *commitment,
    };
    match before {
        Some(before) if before.digest == digest => return Ok(One::Already),
        Some(_) => {
            let path = &candidate.path;
            let why = format!("{path} is sealed with other bytes; a newer text needs a path of its own");
            return Err(vec![why]);
        }
        None if withhold.is_some() && candidate.in_place => {
            return Err(vec!["it lies in the archive; a text that is withheld stays outside".to_owned()]);
        }
        None => {}
    }
    if let (Content::Present { .. }, false) = (&content, candidate.in_place) {
        let refused = |error| vec![format!("{error}; --into DIR gives it another place")];
        check_way(archive, &candidate.path, &digest).map_err(refused)?;
    }
    let more = said_more(candidate, extracted.as_ref());
    let (metadata, origins) = more.as_ref().map_or((&candidate.metadata, &candidate.origins), |(m, o)| (m, o));
    let (mut retrieval, source) = reused.records.of(metadata, (modified, reused.now))?;
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

/// How files begin that hold no plain text, what they are, and what to do.
const FORMATS: &[(&[u8], &str)] = &[
    (
        b"PK\x03\x04",
        "a zip package, as Word (.docx), OpenDocument (.odt) and spreadsheets are: export it as PDF or as plain text",
    ),
    (b"\xD0\xCF\x11\xE0", "a document of an older Office (.doc, .xls): export it as PDF or as plain text"),
    (b"%PDF-", "a PDF: give it a name that ends in .pdf, or say --media-type application/pdf"),
    (b"\x89PNG", "a picture (PNG): seal the text that it shows, with --method ocr or paste"),
    (b"\xFF\xD8\xFF", "a picture (JPEG): seal the text that it shows, with --method ocr or paste"),
    (b"\x1F\x8B", "a gzip file: unpack it"),
];

/// Why no text comes from a file. The danger: who is told that a Word document is UTF-16 declares it so.
fn no_text(extractor: Extractor, error: &impl ToString, file: &mut (impl Read + Seek)) -> String {
    let mut head = [0; 8];
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read(&mut head)).unwrap_or(0);
    match FORMATS.iter().find(|(begins, _)| head[..read].starts_with(begins)) {
        _ if extractor != Extractor::Plain => error.to_string(),
        Some((_, what)) => format!("it is not a plain text, but {what}"),
        None => error.to_string(),
    }
}

/// Fields that describe a source and not one version of it: what was sealed of the older one stands above what a page says of
/// itself, since a person may have put it right.
const STANDING: &[&str] = &["publisher", "original_publisher", "language", "licence"];

/// All that is said about a candidate, and where it is from, if it is more than a person says now.
fn said_more(candidate: &Candidate, extracted: Option<&Extracted>) -> Option<(Arc<Metadata>, Arc<Origins<'static>>)> {
    if extracted.is_none() && candidate.earlier.is_none() {
        return None;
    }
    let mut origins = Origins::clone(&candidate.origins);
    let mut metadata = Metadata::clone(&candidate.metadata);
    let earlier = candidate.earlier.as_deref();
    if let Some(earlier) = earlier {
        metadata = metadata.or_telling(&earlier.only(STANDING), |key| origins.superseded.push(key.into()));
    }
    if let Some(found) = extracted {
        let own = Metadata::of_document(&found.own);
        metadata = metadata.or_telling(&own, |key| origins.document.push(key.into()));
    }
    if let Some(earlier) = earlier {
        metadata = metadata.or_telling(earlier, |key| origins.superseded.push(key.into()));
        let place = |key: &Str<'_>| FIELDS.iter().position(|field| *field.key == **key);
        origins.superseded.sort_by_key(place);
    }
    Some((Arc::new(metadata), Arc::new(origins)))
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

/// SHA-256 over salt and file. A salt that lies beside the original already is used again: then sealing twice is seen as such.
fn commit(
    file: &mut File,
    candidate: &Candidate,
    salt: &(dyn Fn() -> [u8; 32] + Sync),
) -> Result<Commitment, StoreError> {
    let known = read_salt(&candidate.file())?;
    let salt = known.unwrap_or_else(salt);
    let commitment = salted(file, &salt).map_err(StoreError::io(&candidate.file()))?;
    Ok((commitment, known.is_none().then_some(salt)))
}

fn salted(file: &mut File, salt: &[u8; 32]) -> std::io::Result<Digest> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Hasher::new();
    hasher.update(salt);
    let mut buffer = vec![0; 128 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// Header fields as manifests hold them: without cookies, which may tell who fetched the page, and none without a value.
fn headers(fields: Vec<(String, String)>) -> Vec<(Str<'static>, Str<'static>)> {
    const MOST: usize = 100;
    const LONGEST: usize = 4096;
    let fields = fields.into_iter().filter(|(name, value)| {
        !name.is_empty() && !value.is_empty() && value.len() <= LONGEST && !name.to_ascii_lowercase().contains("cookie")
    });
    fields.take(MOST).map(|(name, value)| (name.into(), value.into())).collect()
}
