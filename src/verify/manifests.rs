//! Each manifest of the log: digest, signature, form; and what all of them state together.

use rayon::prelude::*;

use super::{CheckName, Docket, Failure, Kind, Sealed, count, why};
use crate::log::{Entries, Entry};
use crate::manifest::{
    AuthenticationError, FormError, MAX_BYTES, Manifest, Rescission, TrustStatement, Withdrawal, authenticate,
};
use crate::store::{Archive, Settings, layout};
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
    pub(super) files: std::collections::HashSet<String>,
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

pub(super) fn check(
    archive: &Archive,
    settings: &Settings,
    entries: &Entries,
    allowed: &AllowedSigners,
    docket: &mut Docket,
) -> Statements {
    let (statements, failures) = read_manifests(archive, &settings.origin, entries, allowed);
    docket.failures.extend(failures);
    docket
        .end(CheckName::Manifests, format!("{} as logged, signed and well formed", count(entries.size(), "manifest")));
    statements
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
    let fail =
        |kind, path: &str, detail: String| Failure { kind, path: path.to_owned(), detail, check: CheckName::Manifests };
    let bytes = archive.read(&path, MAX_BYTES as u64).map_err(|e| match e.is_not_found() {
        true => fail(Kind::Deleted, &path, "the log names it, and it is not there".to_owned()),
        false => fail(Kind::Malformed, &path, why(&e)),
    })?;
    let signature = archive.read(&sig_path, MAX_SIGNATURE_BYTES as u64).map_err(|e| match e.is_not_found() {
        true => fail(Kind::BadSignature, &sig_path, "the signature is not there".to_owned()),
        false => fail(Kind::BadSignature, &sig_path, why(&e)),
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
        fail(kind, at, e.to_string())
    })?;
    let malformed = |e: FormError| fail(Kind::Malformed, &path, e.to_string());
    let manifest = authentic.read().map_err(malformed)?;
    if *manifest.origin != *origin {
        return Err(fail(Kind::Malformed, &path, "its origin is that of another archive".to_owned()));
    }
    statements(&manifest, index).map_err(|what| fail(Kind::Malformed, &path, what))
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
