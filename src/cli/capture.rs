//! `kzarchive capture`

use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;
use url::Url;

use super::fields::SourceFields;
use super::keys::{KeyArgs, Signers};
use super::network::{NetworkArgs, Taken};
use super::session::{self, Writes};
use super::show::own_keys;
use super::{CliError, Context, Exit, TOOL, seal};
use crate::capture::{Checked, Earlier, Outcome, compare, earlier, memento};
use crate::holdings::Holdings;
use crate::manifest::Basis;
use crate::net::address;
use crate::report::checked_text;
use crate::seal::{Given, Keys, Metadata, Refusal, Run, collect, superseded};
use crate::store::{Archive, canonical, make_folder, place_file, scratch};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Request and response are sealed as they went over the wire, in a WARC file, together with redirects and the \
certificate's digest.

What the page does not say about itself must be given, as with `seal`. If a text of this address is sealed already, \
the new one supersedes it, and what changed is reported. What cannot be sealed is kept outside, and the exit code is 2.

Example:
  kzarchive capture https://example.org/report --operator n.k. \\
    --publisher 'Example Monitor' --licence unknown")]
pub(super) struct Args {
    /// Addresses, http or https
    #[arg(value_name = "URL", required = true)]
    urls: Vec<String>,
    /// Folder under archive/
    #[arg(long, value_name = "DIR", default_value = FOLDER)]
    into: String,
    /// Ask this TimeGate for a copy, and seal where it is; such as https://web.archive.org/web/
    #[arg(long, value_name = "URL")]
    memento: Option<String>,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    source: SourceFields,
}

/// Where captures lie under archive/ if nobody says otherwise.
pub(super) const FOLDER: &str = "captures";

/// Whoever runs the program retrieves: nothing else can say who that is.
pub(super) const NO_OPERATOR: CliError =
    CliError::Usage("who retrieves? give --operator; a pseudonym will do, or the word `unknown`");

pub(super) fn run(context: &Context, args: Args) -> Result<Exit, CliError> {
    let urls = args.urls.iter().map(|text| Ok((address(text)?, text)));
    let urls = urls.collect::<Result<Vec<_>, CliError>>()?;
    if args.source.operator.is_none() {
        return Err(NO_OPERATOR);
    }
    let archive = context.archive()?;
    let network = args.network.open(context)?;
    // Before the first request: nobody should be asked for a passphrase after an hour.
    let signers = args.keys.load(context, &archive.settings()?.origin)?;
    let before = known(&archive)?;
    let mut captures = Captures::new(&archive, args.source.metadata(), args.into)?;
    let bar = context.progress("capturing");
    bar.set_length(urls.len() as u64);
    let (mut checked, mut refused) = (Vec::new(), Vec::new());
    for (url, given) in urls {
        let older = before.iter().find(|earlier| earlier.url == url);
        let (one, taken) = look(context, &archive, &network, &url, older);
        match taken {
            None => refused.push(Refusal { file: given.clone(), why: one.outcome.why() }),
            Some(taken) => {
                let copy = args.memento.as_deref().and_then(|gate| match memento(&network.fetcher, gate, &url) {
                    Ok(copy) => Some(copy),
                    Err(error) => {
                        context.note(&format!("{gate}: {error}; it is sealed without"));
                        None
                    }
                });
                captures.add(&url, taken, older.cloned(), copy)?;
            }
        }
        checked.push(one);
        bar.inc(1);
    }
    bar.finish_and_clear();
    for one in checked.iter().filter(|one| !matches!(one.outcome, Outcome::Gone(_) | Outcome::Failed(_))) {
        context.print(&checked_text(one, context.paint()))?;
    }
    refused.extend(captures.seal(context, &signers)?);
    match refused.is_empty() {
        true => Ok(Exit::Good),
        false => Err(CliError::NotCaptured(refused)),
    }
}

/// What the archive holds of addresses.
pub(super) fn known(archive: &Archive) -> Result<Vec<Earlier>, CliError> {
    let origin = archive.settings()?.origin;
    Ok(earlier(&Holdings::without_figures(archive, &own_keys(archive)?, Some(&origin))?)?)
}

/// Visits an address, and compares it with what the archive has of it.
pub(super) fn look(
    context: &Context,
    archive: &Archive,
    network: &super::network::Network,
    url: &Url,
    older: Option<&Earlier>,
) -> (Checked, Option<Taken>) {
    let path = older.map(|older| older.path().clone());
    let checked = |outcome, ends_at| Checked { url: url.clone(), path: path.clone(), outcome, ends_at };
    match network.take(context, url) {
        Err(outcome) => (checked(outcome, None), None),
        Ok(taken) => {
            let outcome = match older {
                None => Outcome::First,
                Some(older) => Outcome::Compared(compare(older, older.text(archive), &taken.captured)),
            };
            let last = taken.visit.last().exchange.url.clone();
            (checked(outcome, Some(last).filter(|last| last != url)), Some(taken))
        }
    }
}

/// WARC files on their way into the archive.
pub(super) struct Captures<'a> {
    archive: &'a Archive,
    folder: TempDir,
    said: Metadata,
    into: String,
    all: Vec<Capture>,
}

struct Capture {
    url: String,
    file: PathBuf,
    older: Option<Earlier>,
    copy: Option<Url>,
}

impl<'a> Captures<'a> {
    pub(super) fn new(archive: &'a Archive, said: Metadata, into: String) -> Result<Self, CliError> {
        let said = Metadata { method: Some("http".to_owned()), tool: Some(TOOL.to_owned()), ..said };
        Ok(Self { archive, folder: scratch()?, said, into, all: Vec::new() })
    }

    pub(super) fn add(
        &mut self,
        url: &Url,
        taken: Taken,
        older: Option<Earlier>,
        copy: Option<Url>,
    ) -> Result<(), CliError> {
        let file = canonical(self.folder.path())?.join(&taken.place);
        // An address that was named twice is captured once.
        if self.all.iter().any(|capture| capture.url == url.as_str()) {
            return Ok(());
        }
        make_folder(file.parent().unwrap_or(self.folder.path()))?;
        place_file(&file, &taken.warc)?;
        self.all.push(Capture { url: url.to_string(), file, older, copy });
        Ok(())
    }

    /// Seals them; gives what was refused. Files that were refused stay where they are: a page may be gone before it is fetched
    /// again.
    pub(super) fn seal(self, context: &Context, signers: &Signers) -> Result<Vec<Refusal>, CliError> {
        if self.all.is_empty() {
            return Ok(Vec::new());
        }
        let done = self.seal_all(context, signers);
        let kept = match &done {
            Ok(refused) => !refused.is_empty(),
            Err(_) => true,
        };
        if kept {
            let folder = self.folder.keep();
            context.note(&format!("what was fetched and not sealed is kept in {}", folder.display()));
        }
        done
    }

    fn seal_all(&self, context: &Context, signers: &Signers) -> Result<Vec<Refusal>, CliError> {
        let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
        let session = session::open(context, self.archive, keys, Writes::Yes, signers.memory)?;
        let given = Given {
            paths: vec![self.folder.path().to_owned()],
            flags: self.said.clone(),
            into: Some(self.into.clone()),
            ..Given::default()
        };
        let mut collected = collect(&session, &given)?;
        let of = |file: PathBuf| self.all.iter().find(|capture| capture.file == file);
        for candidate in &mut collected.candidates {
            let Some(capture) = of(candidate.file()) else { continue };
            candidate.called = Some(capture.url.clone());
            candidate.basis = Some(Basis::Observed);
            if let Some(copy) = &capture.copy {
                let said = Metadata { memento_url: Some(copy.to_string()), ..self.said.clone() };
                candidate.metadata = Arc::new(said);
            }
            if let Some(older) = &capture.older {
                // Within the lock: another run may have superseded it meanwhile.
                candidate.supersedes = Some(superseded(&session, older.path(), &candidate.path)?);
                candidate.earlier = Some(Arc::new(older.metadata.clone()));
            }
        }
        let run = Run { session: &session, withhold: None, salt: &seal::salt, progress: &|_| {} };
        let mut sealing = run.prepare_rest(collected, |bytes| session.stage(&bytes))?;
        let refused = std::mem::take(&mut sealing.refused);
        let names = if sealing.manifests.is_empty() { Vec::new() } else { sealing.commit(&session)? };
        context.print(&seal::summary(&sealing, &names))?;
        Ok(refused)
    }
}
