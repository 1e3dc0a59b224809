//! A run laid out: which candidates get into which manifests, and which cannot.
//!
//! As many texts as a manifest holds are derived together, by one thread, and what is made of it is all that is kept of them: an
//! archive has any number of texts.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::collisions::collisions;
use super::differing::{Differing, differing};
use super::documents::{Begun, One, Reused, begin, document};
use super::{Candidate, Collected, Refusal, SealError, Session, StagedManifest};
use crate::digest::Digest;
use crate::extract::PackageSignature;
use crate::ledger::Ledger;
use crate::log::ManifestName;
use crate::manifest::MAX_DOCUMENTS;
use crate::path::ArchivePath;
use crate::store::{Archive, StagedCopy, layout, make_folder, stage_copy, sync_group, write_salt};
use crate::text::hash_together;

/// Texts that are read before they are hashed: so many that a processor which hashes sixteen side by side is busy.
const TOGETHER: usize = 32;

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

/// Paths, as many as a person reads.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The first of them.
    pub first: Vec<ArchivePath>,
    /// How many there are.
    pub count: usize,
}

impl Listed {
    const KEPT: usize = 20;

    fn push(&mut self, path: &ArchivePath) {
        self.count += 1;
        if self.first.len() < Self::KEPT {
            self.first.push(path.clone());
        }
    }

    fn append(&mut self, mut other: Self) {
        other.first.truncate(Self::KEPT - self.first.len());
        self.first.append(&mut other.first);
        self.count += other.count;
    }
}

/// What a seal run is going to write: of each manifest what was made of its bytes.
#[derive(Debug)]
pub struct Sealing<M> {
    /// Manifests.
    pub manifests: Vec<M>,
    /// Paths that get sealed.
    pub sealed: Listed,
    /// Paths that are sealed already, with these bytes.
    pub already: Listed,
    /// Paths whose texts were withdrawn, and had these bytes: they are not sealed again.
    pub withdrawn: Listed,
    /// New paths that have the bytes of a withdrawn text, and the path which that one had: what was taken down is there again.
    pub again: Vec<(ArchivePath, ArchivePath)>,
    /// Sealed texts of which other metadata were given than are sealed: they stay as they are.
    pub differing: Vec<Differing>,
    /// Files that cannot be sealed; empty unless the others go on without them.
    pub refused: Vec<Refusal>,
    /// Pages that show lines with digits which are not in their main text, and how many.
    pub left_out: Vec<(ArchivePath, u32)>,
    /// What the signatures of packages say.
    pub signatures: Vec<(ArchivePath, PackageSignature)>,
    /// Files that were sealed and stay where they are, all links resolved; of committed ones a salt lies beside them.
    pub kept_outside: Vec<PathBuf>,
    copies: Vec<(PathBuf, ArchivePath, Digest)>,
    salts: Vec<(PathBuf, [u8; 32])>,
}

impl<M> Sealing<M> {
    fn of_nothing() -> Self {
        Self {
            manifests: Vec::new(),
            sealed: Listed::default(),
            already: Listed::default(),
            withdrawn: Listed::default(),
            again: Vec::new(),
            differing: Vec::new(),
            refused: Vec::new(),
            left_out: Vec::new(),
            signatures: Vec::new(),
            kept_outside: Vec::new(),
            copies: Vec::new(),
            salts: Vec::new(),
        }
    }

    /// Both, in this order.
    fn and(mut self, mut next: Self) -> Self {
        self.manifests.append(&mut next.manifests);
        self.sealed.append(next.sealed);
        self.already.append(next.already);
        self.withdrawn.append(next.withdrawn);
        self.again.append(&mut next.again);
        self.differing.append(&mut next.differing);
        self.refused.append(&mut next.refused);
        self.left_out.append(&mut next.left_out);
        self.signatures.append(&mut next.signatures);
        self.kept_outside.append(&mut next.kept_outside);
        self.copies.append(&mut next.copies);
        self.salts.append(&mut next.salts);
        self
    }

    /// Writes what goes before the manifests: copies of texts, and salts. Durable when it returns.
    fn write_texts(&self, archive: &Archive) -> Result<(), SealError> {
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

impl Sealing<StagedManifest> {
    /// Writes all of it: texts, manifests, signatures, log and checkpoint; gives the manifests' names, and has them no more.
    ///
    /// # Errors
    /// A text that cannot be written, is there already, or changed since it was read; and those of [`Session::commit`].
    pub fn commit(&mut self, session: &Session<'_>) -> Result<Vec<ManifestName>, SealError> {
        let manifests = std::mem::take(&mut self.manifests);
        session.commit_behind(|| self.write_texts(session.archive()), manifests)
    }
}

/// A run: how texts are sealed in it, and who is told.
pub struct Run<'a> {
    /// The archive.
    pub session: &'a Session<'a>,
    /// If the texts stay outside.
    pub withhold: Option<&'a WithholdAs>,
    /// Gives 32 random bytes a call.
    pub salt: &'a (dyn Fn() -> [u8; 32] + Sync),
    /// Called after some files, with how many they are.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// The bytes of the texts that were taken down, as far as they are within the session's scope.
fn withdrawn(ledger: &Ledger) -> HashMap<Digest, &ArchivePath> {
    match ledger.withdrawn {
        0 => HashMap::new(),
        _ => ledger.iter().filter(|one| ledger.is_withdrawn(&one.path)).map(|one| (one.digest, &one.path)).collect(),
    }
}

impl Run<'_> {
    /// Derives every candidate's text and lays out the manifests. `keep` gets the bytes of each: to stage them, or to show them.
    ///
    /// # Errors
    /// [`SealError::Refused`] with every file that cannot be sealed, and what `keep` says.
    pub fn prepare<M: Send>(
        &self,
        collected: Collected,
        keep: impl Fn(Vec<u8>) -> Result<M, SealError> + Sync,
    ) -> Result<Sealing<M>, SealError> {
        let sealing = self.prepare_rest(collected, keep)?;
        if sealing.refused.is_empty() { Ok(sealing) } else { Err(SealError::Refused(sealing.refused)) }
    }

    /// Lays out manifests for what can be sealed; the files that cannot be are in [`Sealing::refused`].
    ///
    /// # Errors
    /// A manifest cannot be written in its form, or `keep` fails.
    pub fn prepare_rest<M: Send>(
        &self,
        collected: Collected,
        keep: impl Fn(Vec<u8>) -> Result<M, SealError> + Sync,
    ) -> Result<Sealing<M>, SealError> {
        let ledger = &self.session.ledger;
        let collisions = collisions(ledger, &collected.candidates);
        let collide: HashSet<usize> = collisions.iter().map(|(at, _)| *at).collect();
        let candidates = collected.candidates.par_iter().enumerate().filter(|(at, _)| !collide.contains(at));
        // Nothing of what is sealed gets into a manifest: in one group with it, manifests would not be full.
        let is_known = |candidate: &&Candidate| ledger.get(&candidate.path).is_some();
        let (known, new): (Vec<_>, Vec<_>) = candidates.map(|(_, candidate)| candidate).partition(is_known);
        let groups = known.par_chunks(MAX_DOCUMENTS).chain(new.par_chunks(MAX_DOCUMENTS));
        let withdrawn = &withdrawn(ledger);
        let groups = groups.map(|group| self.group(group, withdrawn, &keep)).collect::<Result<Vec<_>, _>>()?;
        // To let go of a hundred thousand takes a while, for which nobody need wait.
        let candidates = collected.candidates;
        rayon::spawn(move || drop(candidates));
        let given = Sealing { refused: collected.refused, ..Sealing::of_nothing() };
        let mut sealing = groups.into_iter().fold(given, Sealing::and);
        sealing.refused.extend(collisions.into_iter().map(|(_, refusal)| refusal));
        Ok(sealing)
    }

    /// What gets into one manifest.
    fn group<M>(
        &self,
        group: &[&Candidate],
        withdrawn: &HashMap<Digest, &ArchivePath>,
        keep: impl Fn(Vec<u8>) -> Result<M, SealError>,
    ) -> Result<Sealing<M>, SealError> {
        let mut sealing = Sealing::of_nothing();
        let mut manifest = self.session.manifest();
        let mut reused = Reused::at(self.session.now(), self.session.archive());
        let mut already = Vec::new();
        let documents = group.chunks(TOGETHER).flat_map(|some| self.documents(some, &mut reused));
        for (candidate, one) in group.iter().zip(documents) {
            match one {
                Ok(One::Already) if self.session.ledger.is_withdrawn(&candidate.path) => {
                    sealing.withdrawn.push(&candidate.path);
                }
                Ok(One::Already) => {
                    sealing.already.push(&candidate.path);
                    already.push(*candidate);
                }
                Ok(One::New { document, salt, left_out, signature }) => {
                    sealing.signatures.extend(signature.map(|signature| (candidate.path.clone(), signature)));
                    if left_out > 0 {
                        sealing.left_out.push((candidate.path.clone(), left_out));
                    }
                    if let (None, Some((_, digest))) = (self.withhold, document.bytes()) {
                        let before = withdrawn.get(&digest).map(|&before| (candidate.path.clone(), before.clone()));
                        sealing.again.extend(before);
                        if !candidate.in_place {
                            sealing.copies.push((candidate.file(), candidate.path.clone(), digest));
                        }
                    }
                    if self.withhold.is_some() {
                        sealing.kept_outside.push(candidate.file());
                    }
                    sealing.salts.extend(salt.map(|salt| (candidate.file(), salt)));
                    sealing.sealed.push(&candidate.path);
                    manifest.documents.push(*document);
                }
                Err(whys) => {
                    sealing.refused.extend(whys.into_iter().map(|why| Refusal { file: candidate.shown(), why }));
                }
            }
        }
        sealing.differing = differing(self.session, &already);
        if !manifest.is_empty() {
            sealing.manifests.push(keep(manifest.into_bytes()?)?);
        }
        Ok(sealing)
    }

    /// What becomes of these candidates: all are read, then all are hashed.
    fn documents(&self, some: &[&Candidate], reused: &mut Reused<'_>) -> Vec<Result<One, Vec<String>>> {
        let ledger = &self.session.ledger;
        let mut texts = Vec::with_capacity(some.len());
        let mut read = |candidate: &&Candidate| {
            let (begun, text) = begin(candidate, (self.withhold, self.salt), ledger.get(&candidate.path), reused)?;
            texts.push(text);
            Ok(begun)
        };
        let begun: Vec<Result<Begun, Vec<String>>> = some.iter().map(&mut read).collect();
        let mut derived = hash_together(texts).into_iter();
        let sealed = (self.session.archive(), ledger);
        let end = |(candidate, begun): (&&Candidate, Result<Begun, _>)| {
            let begun = (begun?, derived.next().expect("one of each that was read"));
            document(sealed, candidate, begun, self.withhold, reused)
        };
        let ended = some.iter().zip(begun).map(end).collect();
        (self.progress)(some.len() as u64);
        ended
    }
}
