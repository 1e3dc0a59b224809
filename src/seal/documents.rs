//! From candidates to manifests: each text is derived and hashed once, in parallel, and copied in where it lies outside.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use rayon::prelude::*;

use super::error::SILENCE;
use super::{Candidate, FIELDS, Metadata, Refusal, SealError, Session};
use crate::digest::{Digest, Hasher};
use crate::extract::{Extracted, Extractor, PackageSignature};
use crate::ledger::Ledger;
use crate::manifest::{Content, Document, MAX_DOCUMENTS, Manifest, Origins, Str, TextRecord};
use crate::path::ArchivePath;
use crate::store::{
    Archive, Opened, StagedCopy, StoreError, check_way, derive_opened_as, layout, make_folder, open_found_file,
    stage_copy, sync_group, write_salt,
};
use crate::text::{Charset, Derived, PROFILE};

/// So many texts are derived before their manifests are laid out: entries of many thousands, held at once, would take
/// more memory than the manifests that are made of them.
const BATCH: usize = 16 * MAX_DOCUMENTS;

/// How texts are sealed that stay outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WithholdAs {
    /// Their digest is stated.
    Digest {
        /// Why they stay outside.
        reason: String,
    },
    /// Only a salted commitment is stated.
    Commitment {
        /// Why they stay outside.
        reason: String,
    },
}

/// What a seal run is going to write.
#[derive(Debug, Default)]
pub struct Sealing {
    /// Manifests as they will be written.
    pub manifests: Vec<Vec<u8>>,
    /// Paths that get sealed.
    pub sealed: Vec<ArchivePath>,
    /// Paths that are sealed already, with these bytes.
    pub already: Vec<ArchivePath>,
    /// Files that cannot be sealed; empty unless the others go on without them.
    pub refused: Vec<Refusal>,
    /// Pages that show lines with digits which are not in their main text, and how many.
    pub left_out: Vec<(ArchivePath, u32)>,
    /// What the signatures of packages say.
    pub signatures: Vec<(ArchivePath, PackageSignature)>,
    copies: Vec<(std::path::PathBuf, ArchivePath, Digest)>,
    salts: Vec<(std::path::PathBuf, [u8; 32])>,
}

impl Sealing {
    /// Writes what goes before the manifests: copies of texts, and salts. Durable when it returns.
    ///
    /// # Errors
    /// A file that cannot be written, is there already, or changed since it was read.
    pub fn write_texts(&self, archive: &Archive) -> Result<(), SealError> {
        for (file, salt) in &self.salts {
            write_salt(file, &Digest::from_bytes(*salt).to_string())?;
        }
        let texts = archive.root().join(layout::TEXTS);
        make_folder(&texts)?;
        let copies = self.copies.iter().map(|(file, path, digest)| stage_copy(archive, file, path, digest));
        let copies = copies.collect::<Result<Vec<_>, _>>()?;
        // A crash before this leaves temporary files: the next run removes them.
        sync_group(&texts)?;
        let placed = copies.iter().flatten().count();
        copies.into_iter().flatten().try_for_each(StagedCopy::place)?;
        // A crash here leaves texts that no manifest states, whole: the next run takes them as they are.
        match placed {
            0 => Ok(()),
            _ => Ok(sync_group(&texts)?),
        }
    }
}

/// Derives every candidate's text and lays out the manifests. Writes nothing.
///
/// `salt` gives 32 random bytes a call; `progress` is called after each file.
///
/// # Errors
/// [`SealError::Refused`] with every file that cannot be sealed.
pub fn prepare(
    session: &Session<'_>,
    candidates: &[Candidate],
    refused: Vec<Refusal>,
    withhold: Option<&WithholdAs>,
    salt: &(dyn Fn() -> [u8; 32] + Sync),
    progress: &(dyn Fn() + Sync),
) -> Result<Sealing, SealError> {
    let sealing = prepare_rest(session, candidates, refused, withhold, salt, progress)?;
    if sealing.refused.is_empty() { Ok(sealing) } else { Err(SealError::Refused(sealing.refused)) }
}

/// The same without the files that cannot be sealed: those are in [`Sealing::refused`].
///
/// # Errors
/// A manifest cannot be written in its form.
pub fn prepare_rest(
    session: &Session<'_>,
    candidates: &[Candidate],
    refused: Vec<Refusal>,
    withhold: Option<&WithholdAs>,
    salt: &(dyn Fn() -> [u8; 32] + Sync),
    progress: &(dyn Fn() + Sync),
) -> Result<Sealing, SealError> {
    let mut refused = refused;
    let collisions = collisions(&session.ledger, candidates);
    let collides: HashSet<&str> = collisions.iter().map(|refusal| &*refusal.file).collect();
    let blank = &session.manifest();
    let (archive, ledger) = (session.archive(), &session.ledger);
    let mut sealing = Sealing::default();
    let mut documents = Vec::new();
    for batch in candidates.chunks(BATCH) {
        let done: Vec<_> = batch
            .par_iter()
            .map(|candidate| {
                let one = document(archive, ledger, candidate, withhold, salt);
                progress();
                one
            })
            .collect();
        for (candidate, one) in batch.iter().zip(done) {
            if collides.contains(&*candidate.shown) {
                continue;
            }
            match one {
                Ok(One::Already) => sealing.already.push(candidate.path.clone()),
                Ok(One::New { document, salt, left_out, signature }) => {
                    sealing.signatures.extend(signature.map(|signature| (candidate.path.clone(), signature)));
                    if left_out > 0 {
                        sealing.left_out.push((candidate.path.clone(), left_out));
                    }
                    if let (None, false, Some((_, digest))) = (withhold, candidate.in_place, document.bytes()) {
                        sealing.copies.push((candidate.file.clone(), candidate.path.clone(), digest));
                    }
                    sealing.salts.extend(salt.map(|salt| (candidate.file.clone(), salt)));
                    sealing.sealed.push(candidate.path.clone());
                    documents.push(*document);
                }
                Err(whys) => {
                    refused.extend(whys.into_iter().map(|why| Refusal { file: candidate.shown.clone(), why }));
                }
            }
        }
        let full = documents.len() / MAX_DOCUMENTS;
        let mut ready = documents.drain(..full * MAX_DOCUMENTS);
        let groups: Vec<Vec<_>> = (0..full).map(|_| ready.by_ref().take(MAX_DOCUMENTS).collect()).collect();
        let laid_out = groups.into_par_iter().map(|group| manifest(blank, group)).collect::<Result<Vec<_>, _>>()?;
        sealing.manifests.extend(laid_out);
    }
    refused.extend(collisions);
    sealing.refused = refused;
    if !documents.is_empty() {
        sealing.manifests.push(manifest(blank, documents)?);
    }
    Ok(sealing)
}

fn manifest(blank: &Manifest<'_>, documents: Vec<Document<'static>>) -> Result<Vec<u8>, SealError> {
    let mut manifest = blank.clone();
    manifest.documents = documents;
    Ok(manifest.into_bytes()?)
}

/// Candidates that some file system takes for one another, or for a sealed path; and two files for one path. In their order.
fn collisions(ledger: &Ledger, candidates: &[Candidate]) -> Vec<Refusal> {
    let sealed = ledger.iter().map(|sealed| (sealed.path.collision_key(), None, &sealed.path));
    let named = (0..).zip(candidates).map(|(at, one)| (one.path.collision_key(), Some(at), &one.path));
    // Sorted, what is sealed comes before what is not. A folder is listed nearly so: no table is as quick.
    let mut all: Vec<(_, Option<usize>, _)> = sealed.chain(named).collect();
    all.par_sort();
    let mut refused = Vec::new();
    for same in all.chunk_by(|(one, ..), (next, ..)| one == next).filter(|same| same.len() > 1) {
        let mut before = HashMap::<&ArchivePath, &Candidate>::new();
        let mut last = None;
        for &(_, at, path) in same {
            let last = last.replace(path).filter(|last| *last != path);
            let Some(at) = at else { continue };
            if let Some(before) = before.insert(path, &candidates[at]) {
                let before = &before.shown;
                refused
                    .push((at, format!("{before} would be sealed as {path}, too; --into DIR gives one another place")));
            }
            if let Some(last) = last {
                refused.push((at, format!("its path differs from {last} only by case or Unicode form")));
            }
        }
    }
    refused.sort_by_key(|(at, _)| *at);
    refused.into_iter().map(|(at, why)| Refusal { file: candidates[at].shown.clone(), why }).collect()
}

enum One {
    Already,
    New { document: Box<Document<'static>>, salt: Option<[u8; 32]>, left_out: u32, signature: Option<PackageSignature> },
}

fn document(
    archive: &Archive,
    ledger: &Ledger,
    candidate: &Candidate,
    withhold: Option<&WithholdAs>,
    salt: &(dyn Fn() -> [u8; 32] + Sync),
) -> Result<One, Vec<String>> {
    let one = |error: &dyn ToString| vec![error.to_string()];
    let Opened { mut file, length, modified } = open_found_file(&candidate.file).map_err(|error| one(&error))?;
    let charset = match candidate.metadata.charset.as_deref() {
        Some(label) => Some(Charset::for_label(label).map_err(|error| one(&error))?),
        None => None,
    };
    let by_name = Extractor::media_type(candidate.path.file_name());
    let media_type = candidate.metadata.media_type.as_deref().unwrap_or(by_name).to_owned();
    let extractor = Extractor::for_media_type(&media_type);
    if charset.is_some() && !matches!(extractor, Extractor::Plain | Extractor::Html) {
        return Err(vec!["--charset: each part of such a file says its own charset".to_owned()]);
    }
    let (derived, mut extracted) =
        derive_opened_as(extractor, &mut file, length, charset).map_err(|error| one(&error))?;
    if withhold.is_some() {
        // What is kept back must not come out by its own title.
        extracted = extracted.map(|found| Extracted {
            own: BTreeMap::new(),
            http_headers: Vec::new(),
            redirects: Vec::new(),
            ..found
        });
    }
    if derived.size == 0 {
        return Err(vec!["the file is empty".to_owned()]);
    }
    let before = ledger.get(&candidate.path);
    let (content, salt) = content(&mut file, candidate, &derived, (extractor, extracted.as_ref()), withhold, salt)
        .map_err(|error| one(&error))?;
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
    let (metadata, origins) = said(candidate, extracted.as_ref());
    let missing = metadata.missing();
    if !missing.is_empty() {
        let flags: Vec<_> = missing.iter().map(|key| format!("--{}", key.replace('_', "-"))).collect();
        return Err(vec![format!("{SILENCE}{}", flags.join(" "))]);
    }
    let (mut retrieval, source) = metadata.records(modified)?;
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
    let mut document = Document::new(candidate.path.clone(), content, media_type.into(), retrieval, source);
    document.supersedes = candidate.supersedes.clone();
    document.origins = origins;
    Ok(One::New { document: Box::new(document), salt, left_out, signature })
}

/// Fields that describe a source and not one version of it: what was sealed of the older one stands above what a page says of
/// itself, since a person may have put it right.
const STANDING: &[&str] = &["publisher", "original_publisher", "language", "licence"];

/// All that is said about a candidate, and where it is from.
fn said(candidate: &Candidate, extracted: Option<&Extracted>) -> (Arc<Metadata>, Arc<Origins<'static>>) {
    if extracted.is_none() && candidate.earlier.is_none() {
        return (candidate.metadata.clone(), candidate.origins.clone());
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
    (Arc::new(metadata), Arc::new(origins))
}

fn content(
    file: &mut File,
    candidate: &Candidate,
    derived: &Derived,
    (extractor, extracted): (Extractor, Option<&Extracted>),
    withhold: Option<&WithholdAs>,
    salt: &(dyn Fn() -> [u8; 32] + Sync),
) -> Result<(Content<'static>, Option<[u8; 32]>), StoreError> {
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
    Ok(match withhold {
        None => (Content::Present { size, sha256, text: text(Some(derived.lines.clone())) }, None),
        Some(WithholdAs::Digest { reason }) => {
            (Content::Withheld { reason: reason.clone().into(), size, sha256, text: text(None) }, None)
        }
        Some(WithholdAs::Commitment { reason }) => {
            // A salt that lies beside the original already is used again: then sealing twice is seen as such.
            let known = crate::store::read_salt(&candidate.file)?;
            let salt = known.unwrap_or_else(salt);
            let commitment = commit(file, &salt).map_err(StoreError::io(&candidate.file))?;
            (Content::Committed { reason: reason.clone().into(), commitment }, known.is_none().then_some(salt))
        }
    })
}

/// SHA-256 over salt and file.
fn commit(file: &mut File, salt: &[u8; 32]) -> std::io::Result<Digest> {
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
