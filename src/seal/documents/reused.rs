//! What is used again from text to text, since most texts of a run have it alike.

use std::sync::Arc;

use crate::manifest::{Origins, Retrieval, Source};
use crate::seal::Metadata;
use crate::seal::error::SILENCE;
use crate::store::{Archive, ListedTexts};
use crate::timestamp::Timestamp;

/// What is used again from text to text, by one thread.
pub(in crate::seal) struct Reused<'a> {
    pub(super) now: Timestamp,
    pub(super) records: Records,
    /// Those that were given last, and the copy of them.
    origins: Option<(Arc<Origins<'static>>, Arc<Origins<'static>>)>,
    pub(super) listed: ListedTexts<'a>,
}

impl<'a> Reused<'a> {
    pub(in crate::seal) fn at(now: Timestamp, archive: &'a Archive) -> Self {
        Self { now, records: Records::default(), origins: None, listed: archive.listed() }
    }

    /// A copy of these for the texts of this thread: of one for all, threads would wait for one another to count who holds it.
    pub(super) fn origins(&mut self, given: &Arc<Origins<'static>>) -> Arc<Origins<'static>> {
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
pub(super) struct Records(Option<(Arc<Metadata>, Retrieval<'static>, Arc<Source<'static>>)>);

impl Records {
    pub(super) fn of(
        &mut self,
        (metadata, origins): (&Arc<Metadata>, &Origins<'_>),
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
        let untenable = metadata.untenable(origins, now);
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
