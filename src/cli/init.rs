//! `kzarchive init`

use std::path::{Path, PathBuf};

use ssh_key::PrivateKey;
use ssh_key::rand_core::OsRng;

use super::ci::{Host, write_workflow};
use super::keys::{self, KeyArgs};
use super::session::{Memory, remember};
use super::{CliError, Context, Exit, TOOL};
use crate::seal::{Init, Keys, init};
use crate::store::{Archive, GitError, Keyring, Known, StoreError, is_there, layout, make_folder};
use crate::trust::note::MAX_BYTES;
use crate::trust::secret::{encrypt, generate};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Keys that are there already for this origin are used; else both are made, readable by you alone. On a terminal a \
passphrase is asked for; without one, nothing is asked, and the keys are not encrypted.

With --ci, the file that lets GitHub or GitLab verify every change is written, too; for an archive that is there already, \
nothing but that.

Examples:
  kzarchive init --origin archive.example/kazakhstan my-archive
  kzarchive init --ci github my-archive")]
pub(super) struct Args {
    /// The archive's identity, usually an address without `https://`; it is signed into every checkpoint
    #[arg(long, value_name = "NAME", required_unless_present_any = ["ci", "merge_driver"])]
    origin: Option<String>,
    /// The name under which you seal, without spaces; a pseudonym will do
    #[arg(long, value_name = "NAME", default_value = "archivist")]
    principal: String,
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Tell git to merge two logs by itself where it can (`kzarchive rebase` signs the result)
    #[arg(long)]
    merge_driver: bool,
    /// Write the CI file that makes this host verify every change
    #[arg(long, value_enum, value_name = "HOST")]
    ci: Option<Host>,
    #[command(flatten)]
    keys: KeyArgs,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let folder = match context.folder() {
        // Without the `.` that stands for none: a folder `new/.` cannot be made.
        Some(base) => base.join(&args.folder).components().collect(),
        None => args.folder.clone(),
    };
    if let Some(origin) = &args.origin {
        new_archive(context, args, &folder, origin)?;
    }
    if args.merge_driver {
        let repository = context.repository(&folder).map_err(|error| match error {
            GitError::NoRepository(_) => CliError::NoWorkTree(folder.clone()),
            error => error.into(),
        })?;
        repository.configure("merge.kzarchive.driver", super::rebase::DRIVER)?;
        context.say("merging  manifests/SHA256SUMS by `kzarchive merge-driver` in this clone\n")?;
    }
    if let Some(host) = args.ci {
        // The danger of a folder that is misspelled: the file would be written for another archive.
        let named = context.folder().is_some() || args.folder != Path::new(".");
        let archive = if named { Archive::named(&folder)? } else { Archive::find(&folder)? };
        let file = write_workflow(context, &archive, host)?;
        context.say(&format!("workflow {}\n", crate::report::clean_line(&file.display().to_string())))?;
    }
    Ok(Exit::Good)
}

fn new_archive(context: &Context, args: &Args, folder: &Path, origin: &str) -> Result<(), CliError> {
    // Before keys are made for an archive that cannot be.
    if is_there(&folder.join(layout::SETTINGS))? {
        return Err(crate::seal::SealError::Store(StoreError::AlreadyAnArchive(folder.to_owned())).into());
    }
    origin.parse::<crate::trust::KeyName>().map_err(crate::seal::SealError::Origin)?;
    crate::trust::allowed_signers::check_name(&args.principal).map_err(crate::seal::SealError::Principal)?;
    // The danger: a second history of an archive that is known here, signed by the same log.
    let known = Known::under(&context.config()?);
    if args.keys.memory() == Memory::Counts && known.read(origin)?.is_some() {
        return Err(CliError::KnownOrigin(origin.to_owned(), known.path(origin)));
    }
    let keyring = context.keyring()?;
    let archivist_path = args.keys.archivist_path(context, &keyring, origin);
    let log_path = args.keys.log_path(context, &keyring, origin);
    make_missing(context, &[(&archivist_path, &args.principal), (&log_path, &format!("log of {origin}"))])?;
    let archivist = keys::archivist(context, &archivist_path)?;
    let log = keys::log(context, &log_path, origin)?;
    make_folder(folder)?;
    let new = Init {
        folder,
        origin,
        principal: &args.principal,
        keys: Keys { archivist: &*archivist, log: &log },
        now: context.now()?,
        tool: TOOL,
    };
    let archive = init(&new)?;
    let checkpoint = archive.read(layout::CHECKPOINT, MAX_BYTES as u64)?;
    remember(context, args.keys.memory(), origin, &String::from_utf8_lossy(&checkpoint));
    let origin = crate::report::clean_line(origin);
    context.say(&format!(
        "archive {origin} is ready in {}\n  your key   {}\n  log key    {}\n\
         Next: kzarchive seal FILE…, then kzarchive verify. Keep a copy of both keys where nobody else can read them.\n",
        crate::report::clean_line(&folder.display().to_string()),
        crate::report::clean_line(&archivist_path.display().to_string()),
        crate::report::clean_line(&log_path.display().to_string()),
    ))?;
    Ok(())
}

/// Makes the keys that are not there yet.
fn make_missing(context: &Context, wanted: &[(&Path, &str)]) -> Result<(), CliError> {
    let mut missing = Vec::new();
    for one in wanted {
        if !is_there(one.0)? {
            missing.push(one);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let passphrase = new_passphrase(context)?;
    for (path, comment) in missing {
        let key = new_key(path, comment, passphrase.as_deref())?;
        Keyring::save_new(path, &key)?;
    }
    Ok(())
}

/// A new key, encrypted if there is a passphrase.
pub(super) fn new_key(path: &Path, comment: &str, passphrase: Option<&str>) -> Result<PrivateKey, CliError> {
    let secret = |error| CliError::Secret(path.display().to_string(), error);
    let key = generate(&mut OsRng, comment).map_err(secret)?;
    match passphrase {
        Some(passphrase) => encrypt(&key, &mut OsRng, passphrase).map_err(secret),
        None => Ok(key),
    }
}

/// A passphrase for new keys, asked for twice; none where nobody can be asked, or where it is left empty.
pub(super) fn new_passphrase(context: &Context) -> Result<Option<String>, CliError> {
    let passphrase = context.passphrase("Passphrase for the new keys (empty for none): ")?.filter(|p| !p.is_empty());
    if passphrase.is_some() && context.interactive() && context.passphrase("The same again: ")? != passphrase {
        return Err(CliError::Usage("the two passphrases differ; nothing was made"));
    }
    if passphrase.is_none() {
        context.note("the new keys are not encrypted: whoever can read the files can seal in your name");
    }
    Ok(passphrase)
}
