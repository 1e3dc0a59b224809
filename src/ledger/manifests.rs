//! Each manifest of the log: digest, signature, form; and what all of them state together.

use rayon::prelude::*;

use super::{Believed, Chain, Failure, Kind, Sealed};
use crate::digest::Digest;
use crate::log::{Entries, Entry};
use crate::manifest::{
    AuthenticationError, Claim, EntryRef, FormError, MAX_BYTES, Manifest, Rescission, Review, Signed, TrustStatement,
    Withdrawal,
};
use crate::path::ArchivePath;
use crate::store::{Archive, StoreError, layout};
use crate::timestamp::Timestamp;
use crate::trust::sshsig::{MAX_BYTES as MAX_SIGNATURE_BYTES, Message, SignatureError};

/// What the believed manifests of a log state, oldest first.
#[derive(Debug)]
pub struct Statements {
    /// Documents.
    pub sealed: Vec<Sealed>,
    /// The last statement on settings and keys.
    pub trust: Option<TrustStatement<'static>>,
    /// SHA-256 of the manifest with that statement: what the next one says that it replaces.
    pub trust_from: Option<Digest>,
    /// The keys, as the log changed them.
    pub chain: Chain,
    /// Texts taken down.
    pub withdrawals: Vec<Withdrawal<'static>>,
    /// Newer texts, each with the older one whose place it takes.
    pub successions: Vec<(ArchivePath, EntryRef)>,
    /// Paths of texts that are taken down or superseded, each with the place in the log of the manifest that says so.
    pub(super) corrected: Vec<(ArchivePath, usize)>,
    /// Places in the log of the manifests that state keys.
    pub(super) keys_stated: Vec<usize>,
    /// Figures withdrawn by their source.
    pub rescissions: Vec<Rescission<'static>>,
    /// Findings answered.
    pub reviews: Vec<Reviewed>,
    /// Manifests that are not believed: what they sealed is not known.
    pub unread: u64,
    /// Names in `manifests/` that belong to the log.
    pub files: std::collections::HashSet<String>,
}

/// What one manifest states.
#[derive(Debug)]
pub(super) struct Stated {
    sealed_by: String,
    sealed: Vec<Sealed>,
    trust: Option<TrustStatement<'static>>,
    withdrawals: Vec<Withdrawal<'static>>,
    successions: Vec<(ArchivePath, EntryRef)>,
    rescissions: Vec<Rescission<'static>>,
    reviews: Vec<Review<'static>>,
}

/// An answer to a finding, and who gave it.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The answer.
    pub review: Review<'static>,
    /// The principal who signed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Manifests read side by side before what they state is added up: a whole log's, held twice, would double the memory.
const TOGETHER: usize = 64;

/// Of these, manifests that one thread reads before it hashes them: side by side they take it less time.
const HASHED_TOGETHER: usize = 2;

/// Reads all manifests that the log names. Those that do not hold are failures, and are not read.
///
/// `origin` is what all of them must name; without it, the settings being unreadable, nothing is compared.
/// Bytes, signatures and forms are checked side by side; who may seal is asked one by one, in the order of the log.
pub fn read_manifests(
    archive: &Archive,
    origin: Option<&str>,
    entries: &Entries,
    believed: &Believed,
) -> (Statements, Vec<Failure>) {
    let (mut all, mut failures) = (Statements::none(believed), Vec::new());
    let places: Vec<usize> = (0..entries.as_slice().len()).collect();
    for some in places.chunks(TOGETHER) {
        for (&place, read) in some.iter().zip(read_at(archive, origin, entries, some)) {
            let entry = &entries.as_slice()[place];
            all.files.extend([entry.name().file_name(), format!("{}.sig", entry.name().file_name())]);
            all.take(entry, place, read, &mut failures);
        }
    }
    (all, failures)
}

/// What a manifest states, where its bytes and its signature hold.
pub(super) type Read = Result<Claim<Result<Stated, String>>, Failure>;

/// Reads the manifests at these places of the log, side by side.
pub(super) fn read_at(archive: &Archive, origin: Option<&str>, entries: &Entries, places: &[usize]) -> Vec<Read> {
    let read = |buffer: &mut Vec<u8>, few: &[usize]| read_few(archive, origin, entries, few, buffer);
    places.par_chunks(HASHED_TOGETHER).map_init(Vec::new, read).flatten_iter().collect()
}

impl Statements {
    /// Of a log that nobody has read yet.
    pub(super) fn none(believed: &Believed) -> Self {
        Self {
            sealed: Vec::new(),
            trust: None,
            trust_from: None,
            chain: Chain::new(believed.clone()),
            withdrawals: Vec::new(),
            successions: Vec::new(),
            corrected: Vec::new(),
            keys_stated: Vec::new(),
            rescissions: Vec::new(),
            reviews: Vec::new(),
            unread: 0,
            files: std::collections::HashSet::new(),
        }
    }

    /// Takes in the manifest at the next place of the log.
    pub(super) fn take(&mut self, entry: &Entry, place: usize, read: Read, failures: &mut Vec<Failure>) {
        let path = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
        if let Err(failure) = read.and_then(|claim| self.add(claim, (place, *entry.digest()), &path)) {
            self.unread += 1;
            failures.push(failure);
        }
    }

    /// Adds what a manifest states, if its signer may seal by the keys that hold at its place in the log.
    fn add(
        &mut self,
        claim: Claim<Result<Stated, String>>,
        (place, digest): (usize, Digest),
        path: &str,
    ) -> Result<(), Failure> {
        let sealed_at = claim.sealed_at();
        let judged_at = self.chain.judged_at(sealed_at);
        let (stated, principal) =
            claim.believe(&self.chain.believed().allowed, judged_at).map_err(|error| distrust(path, &error))?;
        let malformed = |what: String| Failure::new(Kind::Malformed, path, what);
        let one = stated.map_err(malformed)?;
        if one.sealed_by != principal {
            return Err(malformed(FormError::Signer.to_string()));
        }
        // Where a manifest before it is not believed, which keys that one stated is not known.
        if self.unread == 0 && one.trust.as_ref().is_some_and(|trust| trust.replaces != self.trust_from) {
            return Err(Failure::new(Kind::KeySwapped, path, NOT_THE_LAST));
        }
        self.chain.logged(judged_at);
        if let Some(trust) = &one.trust {
            self.chain.step(trust).map_err(malformed)?;
            self.keys_stated.push(place);
            self.trust_from = Some(digest);
        }
        self.corrected.extend(one.corrected().map(|path| (path.clone(), place)));
        self.sealed.extend(one.sealed);
        self.trust = one.trust.or(self.trust.take());
        self.withdrawals.extend(one.withdrawals);
        self.successions.extend(one.successions);
        self.rescissions.extend(one.rescissions);
        let reviewed = |review| Reviewed { review, by: principal.clone(), at: sealed_at };
        self.reviews.extend(one.reviews.into_iter().map(reviewed));
        Ok(())
    }
}

/// What is said of a keyring that was put aside, or made on another branch, and logged when others had been stated.
const NOT_THE_LAST: &str = "the settings and keys that it says it replaces are not those that the log stated last";

impl Stated {
    /// Paths of texts that it takes down or supersedes.
    fn corrected(&self) -> impl Iterator<Item = &ArchivePath> {
        let superseded = self.successions.iter().map(|(_, older)| &older.path);
        self.withdrawals.iter().map(|withdrawal| &withdrawal.path).chain(superseded)
    }

    /// All paths that it says anything of.
    pub(super) fn paths(&self) -> impl Iterator<Item = &ArchivePath> {
        self.sealed.iter().map(|sealed| &sealed.path).chain(self.corrected())
    }
}

fn distrust(path: &str, error: &AuthenticationError) -> Failure {
    let (kind, at) = match error {
        AuthenticationError::Altered { .. } => (Kind::Altered, path.to_owned()),
        AuthenticationError::ReSealed { .. } => (Kind::ReSealed, path.to_owned()),
        AuthenticationError::Signature(SignatureError::Malformed | SignatureError::Spelling) => {
            (Kind::Malformed, format!("{path}.sig"))
        }
        AuthenticationError::Signature(_) => (Kind::BadSignature, format!("{path}.sig")),
    };
    Failure::new(kind, at, error.to_string())
}

/// Reads a few manifests, one after the other. The buffer is used again: to be given new memory for each manifest takes the
/// system longer than to read it.
fn read_few(
    archive: &Archive,
    origin: Option<&str>,
    entries: &Entries,
    few: &[usize],
    buffer: &mut Vec<u8>,
) -> Vec<Read> {
    buffer.clear();
    let few: Vec<(usize, &Entry)> = few.iter().map(|&place| (place, &entries.as_slice()[place])).collect();
    let mut read = Vec::with_capacity(few.len());
    for (_, entry) in &few {
        let start = buffer.len();
        let signature = read_files(archive, entry, buffer);
        read.push((start..buffer.len(), signature));
    }
    let bytes: Vec<&[u8]> = read.iter().map(|(range, _)| &buffer[range.clone()]).collect();
    let messages = Message::each(&bytes);
    let mut claims = Vec::with_capacity(few.len());
    for (((place, entry), message), (_, signature)) in few.into_iter().zip(messages).zip(read) {
        let stated = |manifest: Result<Manifest<'_>, FormError>| {
            stated(manifest.map_err(|error| error.to_string())?, origin, place)
        };
        claims.push(
            signature.map(|signature| Signed::of(message, &signature, entry.digest(), entry.name().at()).claim(stated)),
        );
    }
    claims
}

/// Appends a manifest's bytes to the buffer, and gives its signature's.
fn read_files(archive: &Archive, entry: &Entry, buffer: &mut Vec<u8>) -> Result<Vec<u8>, Failure> {
    let path = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
    let sig_path = format!("{path}.sig");
    let fail = |kind, path: &str, detail: &str| Failure::new(kind, path, detail);
    archive.read_onto(buffer, &path, MAX_BYTES as u64).map_err(|e| match e.is_not_found() {
        true => fail(Kind::Deleted, &path, "the log names it, and it is not there"),
        false if e.is_refused() => fail(Kind::Unreadable, &path, &e.why()),
        false => fail(Kind::Malformed, &path, &e.why()),
    })?;
    archive.read(&sig_path, MAX_SIGNATURE_BYTES as u64).map_err(|e| match e.is_not_found() {
        true => fail(Kind::BadSignature, &sig_path, "the signature is not there"),
        false if e.is_refused() => fail(Kind::Unreadable, &sig_path, &e.why()),
        false => fail(Kind::BadSignature, &sig_path, &e.why()),
    })
}

fn stated(manifest: Manifest<'_>, origin: Option<&str>, index: usize) -> Result<Stated, String> {
    if origin.is_some_and(|origin| *manifest.origin != *origin) {
        return Err("its origin is that of another archive".to_owned());
    }
    let successions = manifest.documents.iter().filter_map(|d| {
        let older = d.supersedes.clone()?;
        Some((d.path.clone(), older))
    });
    Ok(Stated {
        sealed_by: manifest.sealed_by.to_string(),
        successions: successions.collect(),
        sealed: Sealed::all(manifest.documents, index).ok_or("a document contradicts itself")?,
        trust: manifest.trust.map(TrustStatement::into_owned),
        withdrawals: manifest.withdrawals.into_iter().map(Withdrawal::into_owned).collect(),
        rescissions: manifest.rescissions.into_iter().map(Rescission::into_owned).collect(),
        reviews: manifest.reviews.into_iter().map(Review::into_owned).collect(),
    })
}

/// The log of an archive, parsed, for commands that only look.
///
/// # Errors
/// A log that cannot be read, in words.
pub fn read_log(archive: &Archive) -> Result<Entries, LogError> {
    let bytes = archive.read(layout::SUMS, crate::log::entries::MAX_BYTES as u64)?;
    Ok(Entries::parse(&bytes)?)
}

/// A log that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its form.
    #[error("manifests/SHA256SUMS: {0}")]
    Form(#[from] crate::log::entries::EntriesError),
}
