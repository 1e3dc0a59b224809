//! Each manifest of the log: digest, signature, form; and what all of them state together.

use rayon::prelude::*;

use super::{Believed, Chain, Failure, Kind, Sealed};
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
    /// The keys, as the log changed them.
    pub chain: Chain,
    /// Texts taken down.
    pub withdrawals: Vec<Withdrawal<'static>>,
    /// Newer texts, each with the older one whose place it takes.
    pub successions: Vec<(ArchivePath, EntryRef)>,
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
struct Stated {
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
    let mut failures = Vec::new();
    let mut all = Statements {
        sealed: Vec::new(),
        trust: None,
        chain: Chain::new(believed.clone()),
        withdrawals: Vec::new(),
        successions: Vec::new(),
        rescissions: Vec::new(),
        reviews: Vec::new(),
        unread: 0,
        files: std::collections::HashSet::new(),
    };
    for (first, some) in (0..).step_by(TOGETHER).zip(entries.as_slice().chunks(TOGETHER)) {
        let read: Vec<_> = some
            .par_chunks(HASHED_TOGETHER)
            .enumerate()
            .map_init(Vec::new, |buffer, (at, few)| {
                read_few(archive, origin, few, first + at * HASHED_TOGETHER, buffer)
            })
            .flatten_iter()
            .collect();
        for (entry, read) in some.iter().zip(read) {
            let name = entry.name().file_name();
            let path = format!("{}/{name}", layout::MANIFESTS);
            all.files.insert(format!("{name}.sig"));
            all.files.insert(name);
            if let Err(failure) = read.and_then(|claim| all.add(claim, &path)) {
                all.unread += 1;
                failures.push(failure);
            }
        }
    }
    (all, failures)
}

impl Statements {
    /// Adds what a manifest states, if its signer may seal by the keys that hold at its place in the log.
    fn add(&mut self, claim: Claim<Result<Stated, String>>, path: &str) -> Result<(), Failure> {
        let sealed_at = claim.sealed_at();
        let judged_at = self.chain.judged_at(sealed_at);
        let (stated, principal) =
            claim.believe(&self.chain.believed().allowed, judged_at).map_err(|error| distrust(path, &error))?;
        let malformed = |what: String| Failure::new(Kind::Malformed, path, what);
        let one = stated.map_err(malformed)?;
        if one.sealed_by != principal {
            return Err(malformed(FormError::Signer.to_string()));
        }
        self.chain.logged(judged_at);
        if let Some(trust) = &one.trust {
            self.chain.step(trust).map_err(malformed)?;
        }
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

/// Reads manifests that follow one another in the log from `first` on. The buffer is used again: to be given new memory for
/// each manifest takes the system longer than to read it.
fn read_few(
    archive: &Archive,
    origin: Option<&str>,
    few: &[Entry],
    first: usize,
    buffer: &mut Vec<u8>,
) -> Vec<Result<Claim<Result<Stated, String>>, Failure>> {
    buffer.clear();
    let mut read = Vec::with_capacity(few.len());
    for entry in few {
        let start = buffer.len();
        let signature = read_files(archive, entry, buffer);
        read.push((start..buffer.len(), signature));
    }
    let bytes: Vec<&[u8]> = read.iter().map(|(range, _)| &buffer[range.clone()]).collect();
    let messages = Message::each(&bytes);
    let mut claims = Vec::with_capacity(few.len());
    for (index, ((entry, message), (_, signature))) in (first..).zip(few.iter().zip(messages).zip(read)) {
        let stated = |manifest: Result<Manifest<'_>, FormError>| {
            stated(manifest.map_err(|error| error.to_string())?, origin, index)
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
