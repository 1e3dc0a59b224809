//! Each manifest of the log: digest, signature, form; and what all of them state together.

use rayon::prelude::*;

use super::{Failure, Kind, Sealed};
use crate::log::{Entries, Entry};
use crate::manifest::{
    AuthenticationError, FormError, MAX_BYTES, Manifest, Rescission, TrustStatement, Withdrawal, authenticate,
};
use crate::store::{Archive, StoreError, layout};
use crate::trust::AllowedSigners;
use crate::trust::sshsig::{MAX_BYTES as MAX_SIGNATURE_BYTES, SignatureError};

/// What the believed manifests of a log state, oldest first.
#[derive(Debug, Default)]
pub struct Statements {
    /// Documents.
    pub sealed: Vec<Sealed>,
    /// The last statement on settings and keys.
    pub trust: Option<TrustStatement>,
    /// Texts taken down.
    pub withdrawals: Vec<Withdrawal<'static>>,
    /// Figures withdrawn by their source.
    pub rescissions: Vec<Rescission<'static>>,
    /// Manifests that are not believed: what they sealed is not known.
    pub unread: u64,
    /// Names in `manifests/` that belong to the log.
    pub files: std::collections::HashSet<String>,
}

/// Reads all manifests that the log names. Those that do not hold are failures, and are not read.
pub fn read_manifests(
    archive: &Archive,
    origin: &str,
    entries: &Entries,
    allowed: &AllowedSigners,
) -> (Statements, Vec<Failure>) {
    let read: Vec<_> = entries
        .as_slice()
        .par_iter()
        .enumerate()
        .map(|(index, entry)| read_manifest(archive, origin, entry, index, allowed))
        .collect();
    let (mut all, mut failures) = (Statements::default(), Vec::new());
    for (entry, read) in entries.as_slice().iter().zip(read) {
        all.files.insert(entry.name().file_name());
        all.files.insert(format!("{}.sig", entry.name().file_name()));
        match read {
            Ok(one) => {
                all.sealed.extend(one.sealed);
                all.trust = one.trust.or(all.trust);
                all.withdrawals.extend(one.withdrawals);
                all.rescissions.extend(one.rescissions);
            }
            Err(failure) => {
                all.unread += 1;
                failures.push(failure);
            }
        }
    }
    (all, failures)
}

fn read_manifest(
    archive: &Archive,
    origin: &str,
    entry: &Entry,
    index: usize,
    allowed: &AllowedSigners,
) -> Result<Statements, Failure> {
    let path = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
    let sig_path = format!("{path}.sig");
    let fail = |kind, path: &str, detail: &str| Failure::new(kind, path, detail);
    let bytes = archive.read(&path, MAX_BYTES as u64).map_err(|e| match e.is_not_found() {
        true => fail(Kind::Deleted, &path, "the log names it, and it is not there"),
        false => fail(Kind::Malformed, &path, &e.why()),
    })?;
    let signature = archive.read(&sig_path, MAX_SIGNATURE_BYTES as u64).map_err(|e| match e.is_not_found() {
        true => fail(Kind::BadSignature, &sig_path, "the signature is not there"),
        false => fail(Kind::BadSignature, &sig_path, &e.why()),
    })?;
    let authentic = authenticate(&bytes, &signature, entry.digest(), entry.name().at(), allowed).map_err(|e| {
        let (kind, at) = match &e {
            AuthenticationError::Altered { .. } => (Kind::Altered, &path),
            AuthenticationError::ReSealed { .. } => (Kind::ReSealed, &path),
            AuthenticationError::Signature(SignatureError::Malformed | SignatureError::Spelling) => {
                (Kind::Malformed, &sig_path)
            }
            AuthenticationError::Signature(_) => (Kind::BadSignature, &sig_path),
        };
        fail(kind, at.as_str(), &e.to_string())
    })?;
    let malformed = |e: FormError| fail(Kind::Malformed, &path, &e.to_string());
    let manifest = authentic.read().map_err(malformed)?;
    if *manifest.origin != *origin {
        return Err(fail(Kind::Malformed, &path, "its origin is that of another archive"));
    }
    statements(&manifest, index).map_err(|what| fail(Kind::Malformed, &path, &what))
}

fn statements(manifest: &Manifest<'_>, index: usize) -> Result<Statements, String> {
    let sealed = manifest.documents.iter().map(|document| Sealed::of(document, index)).collect::<Option<Vec<_>>>();
    Ok(Statements {
        sealed: sealed.ok_or("a document contradicts itself")?,
        trust: manifest.trust.clone(),
        withdrawals: manifest.withdrawals.iter().map(|w| w.clone().into_owned()).collect(),
        rescissions: manifest.rescissions.iter().map(|r| r.clone().into_owned()).collect(),
        ..Statements::default()
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
