//! What an archive holds, for people to look at: each document with what was sealed of it, its text and its figures.
//!
//! Nothing here judges: [`crate::verify`] does. But a text is handed on only if its bytes are the sealed ones, and a
//! manifest only if it is signed by a key that is believed.

mod holding;
mod search;
mod text;

pub use holding::{Holding, Place};
pub use search::{Hit, Query};
pub use text::{Body, Shown};

use rayon::prelude::*;

use crate::digest::Digest;
use crate::figures::{Figure, Reading, link};
use crate::ledger::{Believed, Ledger, LogError, Sealed, State, Statements, read_log, read_manifests};
use crate::log::{Entries, Entry};
use crate::manifest::{AuthenticationError, Document, FormError, Manifest, Signed};
use crate::path::ArchivePath;
use crate::store::{Archive, StoreError, layout};
use crate::verify::findings::{recaptured, stated};
use crate::verify::read_bytes;

/// An archive's documents, statements and figures.
#[derive(Debug)]
pub struct Holdings<'a> {
    archive: &'a Archive,
    entries: Entries,
    statements: Statements,
    ledger: Ledger,
    /// In the order of paths, linked.
    readings: Vec<Reading>,
}

/// Why an archive cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum HoldingsError {
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A manifest changed, or its signer is not believed.
    #[error("manifests/{name}: {source}")]
    Manifest {
        /// Its file.
        name: String,
        /// Why.
        source: ManifestError,
    },
}

/// Why a manifest is not read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Its digest or signature.
    #[error(transparent)]
    Authentication(#[from] AuthenticationError),
    /// Its form.
    #[error(transparent)]
    Form(#[from] FormError),
}

impl<'a> Holdings<'a> {
    /// Reads log, manifests and the figures of all texts. Manifests that are not believed are left out, texts that are
    /// not as sealed are not read: the verdict names them.
    ///
    /// # Errors
    /// A log that cannot be read.
    pub fn read(archive: &'a Archive, believed: &Believed, origin: Option<&str>) -> Result<Self, HoldingsError> {
        let Self { entries, statements, ledger, .. } = Self::without_figures(archive, believed, origin)?;
        let here: Vec<&Sealed> = ledger.iter().filter(|sealed| is_here(&ledger, sealed)).collect();
        let recaptured = recaptured(here.iter().copied(), &statements);
        let mut readings: Vec<Reading> = here
            .into_par_iter()
            .filter_map(|sealed| read_bytes(&sealed_bytes(archive, sealed).ok()?, sealed))
            .collect();
        link(&mut readings, &stated(&statements.rescissions), &recaptured);
        readings.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { archive, entries, statements, ledger, readings })
    }

    /// The same without the texts: only log and manifests are read.
    ///
    /// # Errors
    /// A log that cannot be read.
    pub fn without_figures(
        archive: &'a Archive,
        believed: &Believed,
        origin: Option<&str>,
    ) -> Result<Self, HoldingsError> {
        let entries = read_log(archive)?;
        let (mut statements, _) = read_manifests(archive, origin, &entries, believed);
        let (ledger, _) = Ledger::of(&mut statements);
        Ok(Self { archive, entries, statements, ledger, readings: Vec::new() })
    }

    /// The log.
    pub fn entries(&self) -> &Entries {
        &self.entries
    }

    /// What the manifests state, but for the documents: those are in [`Holdings::ledger`].
    pub fn statements(&self) -> &Statements {
        &self.statements
    }

    /// Every sealed path.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The figures of all texts, linked, text after text in the order of paths.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.readings.iter().flat_map(|reading| &reading.figures)
    }

    /// The figures of one text.
    pub fn figures_of(&self, path: &ArchivePath) -> &[Figure] {
        let at = self.readings.binary_search_by(|reading| reading.path.as_str().cmp(path.as_str()));
        at.map_or(&[], |at| &self.readings[at].figures)
    }

    /// Hands every document to `look`, in the order of the log, one manifest in memory at a time.
    ///
    /// # Errors
    /// What `look` says. Manifests that were not believed when the log was read are passed over.
    pub fn each<E: From<HoldingsError>>(&self, mut look: impl FnMut(&Holding<'_>) -> Result<(), E>) -> Result<(), E> {
        self.each_entry(|manifest, document, sealed, entry| look(&self.holding(manifest, document, sealed, entry)))
    }

    /// The same with the documents of a manifest looked at side by side: what `look` makes of them goes to `take` in the
    /// order of the log.
    ///
    /// # Errors
    /// What `take` says.
    pub fn each_at_once<T: Send, E: From<HoldingsError>>(
        &self,
        look: impl Fn(&Holding<'_>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_manifest(|manifest, documents, entry| {
            let made: Vec<T> = documents
                .par_iter()
                .map(|(document, sealed)| look(&self.holding(manifest, document, sealed, entry)))
                .collect();
            made.into_iter().try_for_each(&mut take)
        })
    }

    /// Hands every document to `look` as its manifest states it, in the order of the log. Opens no text.
    ///
    /// # Errors
    /// What `look` says.
    pub fn each_document<E: From<HoldingsError>>(
        &self,
        mut look: impl FnMut(&Document<'_>, &Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_entry(|_, document, sealed, _| look(document, sealed))
    }

    fn each_entry<E: From<HoldingsError>>(
        &self,
        mut look: impl FnMut(&Manifest<'_>, &Document<'_>, &Sealed, &Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_manifest(|manifest, documents, entry| {
            documents.iter().try_for_each(|(document, sealed)| look(manifest, document, sealed, entry))
        })
    }

    fn each_manifest<E: From<HoldingsError>>(
        &self,
        mut look: impl FnMut(&Manifest<'_>, &[(&Document<'_>, &Sealed)], &Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut believed = vec![false; self.entries.as_slice().len()];
        for sealed in self.ledger.iter() {
            if let Some(believed) = believed.get_mut(sealed.manifest) {
                *believed = true;
            }
        }
        for (index, entry) in self.entries.as_slice().iter().enumerate().filter(|(index, _)| believed[*index]) {
            self.of_manifest(index, entry, &mut look)?;
        }
        Ok(())
    }

    fn of_manifest<E: From<HoldingsError>>(
        &self,
        index: usize,
        entry: &Entry,
        look: &mut impl FnMut(&Manifest<'_>, &[(&Document<'_>, &Sealed)], &Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
        let read = |path: &str, limit| self.archive.read(path, limit as u64).map_err(HoldingsError::Store);
        let bytes = read(&path, crate::manifest::MAX_BYTES)?;
        let signature = read(&format!("{path}.sig"), crate::trust::sshsig::MAX_BYTES)?;
        let distrust = |source| HoldingsError::Manifest { name: entry.name().file_name(), source };
        // By the keys to which the log leads: those of a key that was retired since hold for what it signed before.
        let claim = Signed::of(&bytes, &signature, entry.digest(), entry.name().at()).claim(|manifest| manifest);
        let chain = &self.statements.chain;
        let (at, allowed) = (chain.judged_at(claim.sealed_at()), &chain.believed().allowed);
        let (manifest, _) = claim.believe(allowed, at).map_err(|error| distrust(error.into()))?;
        let manifest = manifest.map_err(|error| distrust(error.into()))?;
        let stated_here =
            |document: &&Document<'_>| self.ledger.get(&document.path).filter(|sealed| sealed.manifest == index);
        let documents: Vec<_> =
            manifest.documents.iter().filter_map(|document| Some((document, stated_here(&document)?))).collect();
        look(&manifest, &documents, entry)
    }

    fn holding<'b>(
        &'b self,
        manifest: &'b Manifest<'b>,
        document: &'b Document<'b>,
        sealed: &'b Sealed,
        entry: &Entry,
    ) -> Holding<'b> {
        let older = document.supersedes.as_ref().and_then(|older| self.ledger.get(&older.path));
        Holding {
            document,
            place: Place {
                index: sealed.manifest as u64,
                manifest: entry.name().file_name(),
                sealed_at: manifest.sealed_at,
                sealed_by: &manifest.sealed_by,
                tool: &manifest.tool,
            },
            body: self.body(sealed),
            figures: self.figures_of(&sealed.path),
            older: older.map(|older| (&older.path, self.body(older))),
            successor: self.ledger.successor(&sealed.path),
        }
    }

    fn body(&self, sealed: &Sealed) -> Body<'_> {
        let withdrawal = self.statements.withdrawals.iter().rev().find(|withdrawal| withdrawal.path == sealed.path);
        match (withdrawal, sealed.state) {
            (Some(withdrawal), _) if self.ledger.is_withdrawn(&sealed.path) => Body::Withdrawn(&withdrawal.reason),
            (_, State::Present) => match sealed_bytes(self.archive, sealed) {
                Ok(bytes) => {
                    let shown = sealed.extractor.and_then(|extractor| Shown::of(&bytes, extractor, sealed.charset));
                    shown.map_or(Body::NoText, Body::Text)
                }
                Err(why) => Body::NotAsSealed(why),
            },
            (_, State::Withheld | State::Committed) => Body::Withheld,
        }
    }
}

fn is_here(ledger: &Ledger, sealed: &Sealed) -> bool {
    sealed.state == State::Present && !ledger.is_withdrawn(&sealed.path)
}

/// A text's bytes, if they are the sealed ones.
fn sealed_bytes(archive: &Archive, sealed: &Sealed) -> Result<Vec<u8>, String> {
    let bytes = archive.read(sealed.path.as_str(), sealed.size).map_err(|error| match error {
        error if error.is_not_found() => "it is not there".to_owned(),
        StoreError::TooLarge { .. } => "it is longer than what was sealed".to_owned(),
        error => error.why(),
    })?;
    match Digest::of(&bytes) == sealed.digest {
        true => Ok(bytes),
        false => Err("its bytes are not those that were sealed".to_owned()),
    }
}
