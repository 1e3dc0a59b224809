//! By what an archive is judged: keys, settings and earlier states that come from outside of it.

use std::path::{Path, PathBuf};

use super::steady::steadily;
use super::{CliError, Context};
use crate::ledger::{Base, KeyFiles, TrustRoot};
use crate::log::Checkpoint;
use crate::store::{Accepted, Archive, Cache, Commit, Known, Originals, Repository, Settings, canonical, read_file};
use crate::trust::note;
use crate::verify::{
    CommitUnderTest, Depth, Earlier, Figures, Judged, Linked, Progress, Request, Told, TrustBasis, Verdict, verify,
    verify_and_link,
};

#[derive(Debug, clap::Args)]
pub(super) struct JudgeArgs {
    /// Believe these keys: a folder with allowed_signers and policy, from outside the archive
    #[arg(long, value_name = "DIR")]
    trust: Option<PathBuf>,
    /// The log must extend this earlier checkpoint
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Judge the commit and the work tree by this revision: its keys, its settings, its log
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// The commit that is judged by the base
    #[arg(long, value_name = "REV", default_value = "HEAD", requires = "base")]
    head: String,
    /// The base has no archive yet: it begins with this branch
    #[arg(long, requires = "base")]
    genesis: bool,
    /// Neither compare with what this machine accepted before, nor remember this state
    #[arg(long)]
    no_memory: bool,
    /// Check withheld texts against the originals in this folder; no report shows them
    #[arg(long, value_name = "DIR")]
    originals: Option<PathBuf>,
}

/// Everything from outside by which an archive is judged.
pub(super) struct Judge {
    pub trust: TrustRoot,
    pub settings: Option<Settings>,
    pub earlier: Vec<Earlier>,
    originals: Option<Originals>,
    commits: Option<(Repository, Commit, Commit)>,
    memory: Option<Memory>,
}

/// How much is looked at, and told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub depth: Depth,
    pub figures: Figures,
    pub told: Told,
    /// Where what figures came to is remembered, if it may be.
    pub cache: Option<&'a Cache>,
}

struct Memory {
    known: Known,
    origin: String,
}

impl JudgeArgs {
    /// True if what earlier runs on this machine left behind may count. A base judges what somebody else wrote, often on a machine
    /// that ran something of theirs before.
    pub(super) fn remembers(&self) -> bool {
        self.base.is_none() && !self.no_memory
    }

    pub(super) fn read(&self, context: &Context, archive: &Archive) -> Result<Judge, CliError> {
        let mut judge = Judge {
            trust: TrustRoot::FirstContact,
            settings: None,
            earlier: Vec::new(),
            originals: self.originals.as_deref().map(Originals::open).transpose()?,
            commits: None,
            memory: None,
        };
        match &self.base {
            Some(base) => self.read_base(context, archive, base, &mut judge)?,
            None if !self.no_memory => read_memory(context, archive, &mut judge)?,
            None => {}
        }
        let top = judge.commits.as_ref().map_or(archive.root(), |(repository, ..)| repository.top()).to_owned();
        if let Some(folder) = &self.trust {
            if keys_lie_in(folder, &top)? {
                return Err(CliError::TrustFromBranch(folder.clone()));
            }
            judge.trust = TrustRoot::Given(KeyFiles::from_folder(folder)?);
        }
        if let Some(file) = &self.checkpoint {
            let checkpoint = read_file(file, note::MAX_BYTES as u64)?;
            // Else the archive's own log would be blamed.
            Checkpoint::claimed(&checkpoint).map_err(|why| CliError::NoCheckpoint(file.clone(), why))?;
            // Whatever the log says, it extends that.
            if canonical(file)?.starts_with(canonical(&top)?) {
                return Err(CliError::CheckpointFromBranch(file.clone()));
            }
            judge.earlier.push(Earlier { from: format!("the checkpoint in {}", shown(file)), checkpoint, log: None });
        }
        Ok(judge)
    }

    fn read_base(&self, context: &Context, archive: &Archive, base: &str, judge: &mut Judge) -> Result<(), CliError> {
        let repository = context.repository_to_judge(archive.root())?;
        let (base_commit, head) = (repository.commit(base)?, repository.commit(&self.head)?);
        match Base::read(&repository, &base_commit)? {
            Some(read) => {
                judge.trust = TrustRoot::Base(read.keys);
                judge.settings = Some(read.settings);
                let from = format!("the log of the base {base}");
                judge.earlier.push(Earlier { from, checkpoint: read.checkpoint, log: Some(read.log) });
            }
            None if self.genesis => {}
            None => return Err(CliError::Genesis(base.to_owned())),
        }
        judge.commits = Some((repository, head, base_commit));
        Ok(())
    }
}

/// True if the keys in a folder that somebody named lie in what they are to judge, or whoever can write there decides which they are.
pub(super) fn keys_lie_in(folder: &Path, judged: &Path) -> Result<bool, CliError> {
    let judged = canonical(judged)?;
    Ok(canonical(folder)?.starts_with(&judged) || canonical(&KeyFiles::place(folder)?)?.starts_with(&judged))
}

fn read_memory(context: &Context, archive: &Archive, judge: &mut Judge) -> Result<(), CliError> {
    // Settings that cannot be read are the verdict's to report; who they are of is not known then.
    let Ok(settings) = archive.settings() else { return Ok(()) };
    let known = Known::under(&context.config()?);
    if let Some(accepted) = known.read(&settings.origin)? {
        let from = "the log that this machine accepted before".to_owned();
        let has_keys = accepted.has_keys();
        judge.earlier.push(Earlier { from, checkpoint: accepted.checkpoint.into_bytes(), log: None });
        if has_keys {
            judge.trust = TrustRoot::Known(KeyFiles {
                allowed_signers: accepted.allowed_signers.into_bytes(),
                policy: accepted.policy.into_bytes(),
            });
        }
    }
    judge.memory = Some(Memory { known, origin: settings.origin });
    Ok(())
}

impl Judge {
    /// Verifies the archive, says how far it is, and remembers what holds.
    pub(super) fn verdict(&self, context: &Context, archive: &Archive, asked: Asked<'_>) -> Verdict {
        self.judged(context, archive, asked, |request| (verify(archive, request), ())).0
    }

    /// Verifies the archive as [`Judge::verdict`] does, and gives its figures linked, and still to be judged.
    pub(super) fn verdict_and_links(
        &self,
        context: &Context,
        archive: &Archive,
    ) -> (Verdict, Option<(Settings, Linked)>) {
        let asked = Asked { depth: Depth::Bytes, figures: Figures::Read, told: Told::All, cache: None };
        self.judged(context, archive, asked, |request| verify_and_link(archive, request))
    }

    fn judged<T>(
        &self,
        context: &Context,
        archive: &Archive,
        asked: Asked<'_>,
        verify: impl Fn(&Request<'_>) -> (Verdict, T),
    ) -> (Verdict, T) {
        let commit = self.commit();
        let bar = context.progress("verifying");
        let request = Request {
            trust: self.trust.clone(),
            settings: self.settings.clone(),
            earlier: self.earlier.clone(),
            commit: commit.as_ref(),
            originals: self.originals.as_ref(),
            depth: asked.depth,
            figures: asked.figures,
            findings: asked.told,
            remembered: asked.cache,
            progress: &|progress| match progress {
                Progress::Stage(check) => context.stage(check.name()),
                Progress::Total(total) => bar.set_length(total),
                Progress::Document => bar.inc(1),
            },
        };
        let judge = || {
            bar.set_position(0);
            verify(&request)
        };
        let (verdict, beside) = steadily(context, archive, judge, |(verdict, _)| verdict.failures.is_empty());
        bar.finish_and_clear();
        context.stage("memory");
        self.settle(context, &verdict);
        (verdict, beside)
    }

    /// The commit that is to be compared with the work tree.
    fn commit(&self) -> Option<CommitUnderTest<'_>> {
        let (repository, head, base) = self.commits.as_ref()?;
        Some(CommitUnderTest { repository, head: head.clone(), base: base.clone() })
    }

    /// Remembers an archive that holds, and keeps what contradicts the memory as evidence.
    fn settle(&self, context: &Context, verdict: &Verdict) {
        let Some(Memory { known, origin }) = &self.memory else { return };
        let Judged { checkpoint: Some(checkpoint), keys } = &verdict.judged else { return };
        let kept = match keys.as_ref().filter(|_| verdict.verified() && verdict.origin == *origin) {
            Some(keys) => remember(known, origin, keys, checkpoint),
            None if verdict.contradicts() => evidence(context, known, origin, checkpoint),
            None => Ok(()),
        };
        // Verifying has its answer, with or without a memory.
        if let Err(error) = kept {
            context.note(&format!("this state could not be remembered: {error}"));
        }
        if verdict.trust == TrustBasis::Known && verdict.disagrees_with_trust() {
            let path = known.path(origin);
            context.note(&format!(
                "judged by what this machine accepted before; if you went back on purpose, say to another branch: \
                 --no-memory; if the archive was begun anew on purpose, remove {}",
                shown(&path)
            ));
        }
    }
}

fn remember(known: &Known, origin: &str, keys: &KeyFiles, checkpoint: &[u8]) -> Result<(), CliError> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let checkpoint = text(checkpoint);
    Ok(known.remember(&Accepted {
        origin: origin.to_owned(),
        size: Checkpoint::claimed_size(&checkpoint).unwrap_or(0),
        checkpoint,
        allowed_signers: text(&keys.allowed_signers),
        policy: text(&keys.policy),
    })?)
}

fn evidence(context: &Context, known: &Known, origin: &str, checkpoint: &[u8]) -> Result<(), CliError> {
    let (theirs, ours) = (known.keep_evidence(origin, checkpoint)?, known.path(origin));
    context.note(&format!(
        "both states are kept as evidence: {} is what was accepted, {} contradicts it",
        shown(&ours),
        shown(&theirs)
    ));
    Ok(())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
