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

use crate::figures::{Figure, Reading};
use crate::ledger::{
    Believed, Ledger, LogError, ReadSealedError, Sealed, State, Statements, read_log, read_manifests, read_sealed,
};
use crate::log::{Entries, Entry};
use crate::manifest::{Document, Manifest, reread};
use crate::store::{Archive, StoreError, layout};
use crate::verify::findings::{recaptured, stated};
use crate::verify::{Linked, read_bytes};

/// Documents looked at side by side before what was made of them is taken: what is made is held until then.
const TOGETHER: usize = 64;

/// An archive's documents, statements and figures.
#[derive(Debug)]
pub struct Holdings<'a> {
    archive: &'a Archive,
    entries: Entries,
    statements: Statements,
    ledger: Ledger,
    figures: Option<Linked>,
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
    /// A manifest's file that is another one than was believed.
    #[error("manifests/{0}: it was changed while it was read")]
    Changed(String),
}

impl<'a> Holdings<'a> {
    /// Reads log, manifests and the figures of all texts. Manifests that are not believed are left out, texts that are
    /// not as sealed are not read: the verdict names them.
    ///
    /// # Errors
    /// A log that cannot be read.
    pub fn read(archive: &'a Archive, believed: &Believed, origin: Option<&str>) -> Result<Self, HoldingsError> {
        let holdings = Self::without_figures(archive, believed, origin)?;
        let is_here = |sealed: &&Sealed| is_here(&holdings.ledger, sealed);
        let here: Vec<&Sealed> = holdings.ledger.iter().filter(is_here).collect();
        let recaptured = recaptured(here.iter().copied(), &holdings.statements);
        let readings: Vec<Reading> =
            here.into_par_iter().filter_map(|sealed| read_bytes(&read_sealed(archive, sealed).ok()?, sealed)).collect();
        let figures = Linked::of(readings, &stated(&holdings.statements.rescissions), &recaptured);
        Ok(holdings.with_figures(figures))
    }

    /// These holdings with figures that were linked before.
    pub fn with_figures(self, figures: Linked) -> Self {
        Self { figures: Some(figures), ..self }
    }

    /// Reads log and manifests alone, and no text.
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
        Ok(Self { archive, entries, statements, ledger, figures: None })
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

    /// The linked figures, where they were read.
    pub fn figures(&self) -> Option<&Linked> {
        self.figures.as_ref()
    }

    /// Hands every document to `look`, in the order of the log, one manifest in memory at a time.
    ///
    /// # Errors
    /// What `look` says. Manifests that were not believed when the log was read are passed over.
    pub fn each<E: From<HoldingsError>>(&self, mut look: impl FnMut(&Holding<'_>) -> Result<(), E>) -> Result<(), E> {
        self.each_entry(|manifest, document, sealed, entry| look(&self.holding(manifest, document, sealed, entry)))
    }

    /// Hands every document to `look`, those of a manifest side by side; what it makes of them goes to `take` in the order of
    /// the log.
    ///
    /// # Errors
    /// What `take` says.
    pub fn each_at_once<T: Send, E: From<HoldingsError>>(
        &self,
        look: impl Fn(Holding<'_>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_manifest(|manifest, documents, entry| {
            documents.chunks(TOGETHER).try_for_each(|some| {
                let some = some.par_iter();
                let made: Vec<T> =
                    some.map(|(document, sealed)| look(self.holding(manifest, document, sealed, entry))).collect();
                made.into_iter().try_for_each(&mut take)
            })
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
        // Its signature was checked at its place in the log. By the present keys it might not hold: its signer may have been
        // retired since.
        let manifest =
            reread(&bytes, entry.digest()).ok_or_else(|| HoldingsError::Changed(entry.name().file_name()))?;
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
        let (body, figures) = self.body(sealed);
        Holding {
            document,
            sealed,
            place: Place {
                index: sealed.manifest as u64,
                manifest: entry.name().file_name(),
                sealed_at: manifest.sealed_at,
                sealed_by: &manifest.sealed_by,
                tool: &manifest.tool,
            },
            body,
            figures,
            older: older.map(|older| (&older.path, self.body(older).0)),
            successor: self.ledger.successor(&sealed.path),
        }
    }

    /// The text and its figures.
    fn body(&self, sealed: &Sealed) -> (Body<'_>, Vec<Figure>) {
        let withdrawal = self.statements.withdrawals.iter().rev().find(|withdrawal| withdrawal.path == sealed.path);
        let body = match (withdrawal, sealed.state) {
            (Some(withdrawal), _) if self.ledger.is_withdrawn(&sealed.path) => Body::Withdrawn(&withdrawal.reason),
            (_, State::Present) => match read_sealed(self.archive, sealed) {
                Ok(bytes) => {
                    let figures = self.figures.as_ref().map(|linked| linked.figures(&bytes, sealed));
                    let figures = figures.unwrap_or_default();
                    let shown = |extractor| Shown::of(&bytes, extractor, sealed.charset, &figures);
                    return (sealed.extractor.and_then(shown).map_or(Body::NoText, Body::Text), figures);
                }
                Err(ReadSealedError::TooLarge(_)) => Body::TooLarge,
                Err(why) => Body::NotAsSealed(why.to_string()),
            },
            (_, State::Withheld | State::Committed) => Body::Withheld,
        };
        (body, Vec::new())
    }
}

fn is_here(ledger: &Ledger, sealed: &Sealed) -> bool {
    sealed.state == State::Present && !ledger.is_withdrawn(&sealed.path)
}
