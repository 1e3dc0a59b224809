//! `kzarchive seal`

mod told;

use std::path::PathBuf;

use ssh_key::rand_core::{OsRng, RngCore};

pub(super) use self::told::summary;
use super::fields::Fields;
use super::keys::KeyArgs;
use super::session::{self, Writes};
use super::{CliError, Context, Exit};
use crate::ledger::Scope;
use crate::path::ArchivePath;
use crate::report::clean;
use crate::seal::{
    Collected, FIELDS, Given, Keys, Refusal, Run, SealError, Sealing, Session, WithholdAs, collect, named_paths,
    read_table, restate_settings, superseded,
};
use crate::store::Archive;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every mandatory field takes a value or the word `unknown`: what nobody knows is said, not passed over. Values come from \
flags, which hold for every file and win; from FILE.meta.toml beside a file; from a table; from the document itself \
(a page's own metadata, the records of a WARC file). Which came from where is sealed with them.

Files outside the archive are copied into archive/ (or archive/DIR with --into DIR). Files in archive/ are sealed in \
place. Sealing what is sealed already does nothing, and tells which metadata are given otherwise than they were sealed. \
What was withdrawn is not sealed again under the path that it had; under another one it is, and published, which is told.

Examples:
  kzarchive seal report.txt --url https://example.org/report --retrieved-at 2022-01-14 \\
    --method browser --operator n.k. --publisher 'Example Monitor' --title 'A tally' \\
    --author unknown --published-at 2022-01-13 --language en --licence unknown
  kzarchive seal --table-template >texts.csv
  kzarchive seal --table texts.csv --into 2022-01 --dry-run")]
pub(super) struct Args {
    /// Files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A table, CSV or JSON Lines (.jsonl): a column `path`, from the table's own folder, and columns named like the fields
    /// (retrieved_at, publisher, …)
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// Folder under archive/ for files from outside
    #[arg(long, value_name = "DIR")]
    into: Option<String>,
    /// Seal texts that stay outside, and say why
    #[arg(long, value_name = "REASON")]
    withhold: Option<String>,
    /// With --withhold: state a salted commitment, not the digest; the salt is written to FILE.kzsalt
    #[arg(long, requires = "withhold")]
    commit: bool,
    /// Seal the others where a file cannot be sealed; those that were not are listed, and the exit code is 2
    #[arg(long)]
    keep_going: bool,
    /// Print an empty table, and do nothing else
    #[arg(long, exclusive = true)]
    table_template: bool,
    /// Show the manifest, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Seal kzarchive.toml as it is now
    #[arg(long)]
    settings: bool,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    fields: Fields,
}

/// Seals; with `older`, the one text that is named takes that one's place.
pub(super) fn run(context: &Context, mut args: Args, older: Option<&ArchivePath>) -> Result<Exit, CliError> {
    if args.table_template {
        return template(context);
    }
    let archive = context.archive()?;
    let settings = archive.settings()?;
    context.stage("keys");
    let signers = args.keys.load(context, &settings.origin)?;
    let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
    let given = args.given()?;
    let withhold = args.withheld_as()?;
    context.stage("archive");
    let writes = if args.dry_run { Writes::Nothing } else { Writes::Yes };
    let named = named_paths(&archive, &given)?.map(|named| named.into_iter().chain(older.cloned()).collect::<Vec<_>>());
    let scope = named.as_deref().map_or(Scope::Everything, Scope::Paths);
    let session = session::open_for(scope, context, &archive, keys, writes, signers.memory)?;
    context.stage("collect");
    let collected = candidates(context, &session, &given, older)?;

    context.stage("texts");
    let bar = context.progress("sealing");
    bar.set_length(collected.candidates.len() as u64);
    let run = Run { session: &session, withhold: withhold.as_ref(), salt: &salt, progress: &|files| bar.inc(files) };
    let settings = if args.settings { changed_settings(context, &session, &archive)? } else { None };
    let ended = Ended { given: &given.paths, asked: args.settings, settings: settings.iter().count() };
    if args.dry_run {
        let sealing = lay_out(&run, collected, args.keep_going, Ok);
        bar.finish_and_clear();
        let sealing = sealing?;
        show(context, sealing.manifests.iter().chain(&settings))?;
        told::unchanged(context, &sealing);
        told::beside(context, &archive, &sealing)?;
        return ended.exit(context, &session, sealing, CliError::NotAll);
    }
    let sealing = lay_out(&run, collected, args.keep_going, |bytes| session.stage(&bytes));
    bar.finish_and_clear();
    let mut sealing = sealing?;
    sealing.manifests.extend(settings.map(|bytes| session.stage(&bytes)).transpose()?);
    context.stage("write");
    let names = if sealing.manifests.is_empty() { Vec::new() } else { sealing.commit(&session)? };
    context.say(&summary(&sealing, &names))?;
    told::beside(context, &archive, &sealing)?;
    ended.exit(context, &session, sealing, CliError::Partly)
}

/// Prints an empty table.
fn template(context: &Context) -> Result<Exit, CliError> {
    let columns: Vec<_> = std::iter::once("path").chain(FIELDS.iter().map(|field| field.key)).collect();
    context.print(&format!("{}\n", columns.join(",")))?;
    Ok(Exit::Good)
}

impl Args {
    /// What is to be sealed, and what is known of it; taken out of the arguments.
    fn given(&mut self) -> Result<Given, CliError> {
        let (paths, flags) = (std::mem::take(&mut self.paths), std::mem::take(&mut self.fields));
        let mut given = Given { paths, flags: flags.metadata(), into: self.into.take(), ..Given::default() };
        if let Some(table) = &self.table {
            let (paths, rows) = read_table(table).map_err(CliError::Table)?;
            given.paths.extend(paths);
            given.table = rows;
        }
        Ok(given)
    }

    /// How texts are sealed that stay outside, if they are to.
    fn withheld_as(&self) -> Result<Option<WithholdAs>, CliError> {
        let Some(reason) = self.withhold.clone() else { return Ok(None) };
        if reason.trim().is_empty() {
            return Err(CliError::Usage("--withhold takes a reason, in words"));
        }
        Ok(Some(if self.commit { WithholdAs::Commitment { reason } } else { WithholdAs::Digest { reason } }))
    }
}

/// The files to be sealed. With `older` it must be one, which takes that one's place.
fn candidates(
    context: &Context,
    session: &Session<'_>,
    given: &Given,
    older: Option<&ArchivePath>,
) -> Result<Collected, CliError> {
    let mut collected = collect(session, given)?;
    if let [first, more @ ..] = &collected.litter[..] {
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        context.note(&format!("{first}{more}: passed over, for file managers leave such files"));
    }
    if let Some(older) = older {
        let [newer] = &mut collected.candidates[..] else {
            return Err(CliError::Usage("one text takes the place of one: name one file"));
        };
        newer.supersedes = Some(superseded(session, older, &newer.path)?);
    }
    Ok(collected)
}

/// The manifest of `--settings`, where they changed.
fn changed_settings(context: &Context, session: &Session<'_>, archive: &Archive) -> Result<Option<Vec<u8>>, CliError> {
    let settings = restate_settings(session, archive)?;
    if settings.is_none() {
        context.note("kzarchive.toml is as it was sealed; there is nothing to seal of it");
    }
    Ok(settings)
}

/// Prints manifests that are not written.
fn show<'a>(context: &Context, manifests: impl Iterator<Item = &'a Vec<u8>>) -> Result<(), CliError> {
    // JSON escapes control characters, not those that reorder text.
    manifests.map(|manifest| String::from_utf8_lossy(manifest)).try_for_each(|text| context.print(&clean(&text)))
}

/// What a run is judged by that sealed, or showed what it would seal.
struct Ended<'a> {
    given: &'a [PathBuf],
    /// `--settings`.
    asked: bool,
    /// What is sealed of the settings.
    settings: usize,
}

impl Ended<'_> {
    /// The exit code. The danger: one who named the wrong folder takes silence for success.
    fn exit<M>(
        self,
        context: &Context,
        session: &Session<'_>,
        sealing: Sealing<M>,
        not_all: fn(Vec<Refusal>) -> CliError,
    ) -> Result<Exit, CliError> {
        if !sealing.refused.is_empty() {
            return Err(not_all(sealing.refused));
        }
        let found = self.settings + sealing.sealed.count + sealing.already.count + sealing.withdrawn.count;
        if found == 0 && session.recovered().is_empty() {
            let named: Vec<_> = self.given.iter().take(SHOWN).map(|path| path.to_string_lossy()).collect();
            match (named.is_empty(), self.asked) {
                (true, false) => return Err(CliError::Usage("nothing was named; give files or folders to seal")),
                (true, true) => {}
                (false, _) => context.note(&format!("nothing to seal in {}", named.join(", "))),
            }
        }
        Ok(Exit::Good)
    }
}

/// Of long lists so many lines are shown.
const SHOWN: usize = 20;

pub(super) fn salt() -> [u8; 32] {
    let mut salt = [0; 32];
    OsRng.fill_bytes(&mut salt);
    salt
}

fn lay_out<M: Send>(
    run: &Run<'_>,
    collected: Collected,
    keep_going: bool,
    keep: impl Fn(Vec<u8>) -> Result<M, SealError> + Sync,
) -> Result<Sealing<M>, SealError> {
    if keep_going { run.prepare_rest(collected, keep) } else { run.prepare(collected, keep) }
}
