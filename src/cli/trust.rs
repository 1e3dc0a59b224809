//! `kzarchive key add`, `retire` and `rotate-log`: who may seal, and which key signs the log.

use std::path::{Path, PathBuf};

use super::init::{new_key, new_passphrase};
use super::keys::{self, KeyArgs};
use super::session::{self, Writes};
use super::{CliError, Context, Exit};
use crate::seal::{Keys, SealError, Session, add_signer, retire_signer, rotate_log};
use crate::store::{Archive, Keyring, is_there, read_file};
use crate::trust::SshPublicKey;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
From now on this person can seal with a key of their own; they need the log's key, too, to sign the checkpoint. The \
change is sealed under your key, and verified from the keys that others believe already.

Example:
  kzarchive key add b.k. ~/b.k.pub")]
pub(super) struct Add {
    /// The name under which the person seals; a pseudonym will do
    #[arg(value_name = "NAME")]
    name: String,
    /// The person's public key, in OpenSSH form
    #[arg(value_name = "FILE.pub")]
    file: PathBuf,
    #[command(flatten)]
    keys: KeyArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
What was sealed with the key stays valid. What is logged from now on is not, whatever time it claims.

Example:
  kzarchive key retire SHA256:Wm2X…")]
pub(super) struct Retire {
    /// The person's name, for all their keys, or the fingerprint of one key
    #[arg(value_name = "WHO")]
    who: String,
    #[command(flatten)]
    keys: KeyArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The origin stays. The old key is kept beside the new one, as FILE.retired-…, for as long as you want it. Interrupted, it is run \
again with the same arguments.

Example:
  kzarchive key rotate-log")]
pub(super) struct RotateLog {
    #[command(flatten)]
    keys: KeyArgs,
}

pub(super) fn add(context: &Context, args: &Add) -> Result<Exit, CliError> {
    let text = String::from_utf8_lossy(&read_file(&args.file, 1 << 16)?).into_owned();
    let malformed = || CliError::PublicKey(args.file.display().to_string());
    let key = ssh_key::PublicKey::from_openssh(&text).map_err(|_| malformed())?;
    let key = SshPublicKey::from_key_data(key.key_data()).map_err(|_| malformed())?;
    let fingerprint = key.fingerprint();
    change(context, &args.keys, |session, signers| add_signer(signers, &args.name, key, session.now()))?;
    context.say(&format!("added      {}  {fingerprint}\n", crate::report::clean_line(&args.name)))?;
    Ok(Exit::Good)
}

pub(super) fn retire(context: &Context, args: &Retire) -> Result<Exit, CliError> {
    change(context, &args.keys, |session, signers| retire_signer(signers, &args.who, session.ends_at()))?;
    context.say(&format!("retired    {}\n", crate::report::clean_line(&args.who)))?;
    Ok(Exit::Good)
}

fn change(
    context: &Context,
    keys: &KeyArgs,
    with: impl FnOnce(&Session<'_>, &str) -> Result<String, crate::seal::TrustError>,
) -> Result<(), CliError> {
    let archive = context.archive()?;
    let signers = keys.load(context, &archive.settings()?.origin)?;
    let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
    let session = session::open(context, &archive, keys, Writes::Yes, signers.memory)?;
    let changed = with(&session, &session.trust().allowed_signers)?;
    let names = session.change_keys(changed, session.trust().policy.to_string(), None)?;
    session::print_names(context, &names)
}

pub(super) fn rotate(context: &Context, args: &RotateLog) -> Result<Exit, CliError> {
    let archive = context.archive()?;
    let origin = archive.settings()?.origin;
    let path = args.keys.log_path(context, &context.keyring()?, &origin);
    let mut next = path.clone().into_os_string();
    next.push(".next");
    let next = PathBuf::from(next);
    // Before the old key is touched: the new one lies where it can be found again. Where there is nothing to seal its line with, it
    // would only lie about.
    if !is_there(&next)? {
        args.keys.load(context, &origin)?;
        let key = new_key(&next, &format!("log of {origin}"), new_passphrase(context)?.as_deref())?;
        Keyring::save_new(&next, &key)?;
    }
    if !stated_already(context, &archive, &next, &origin)? {
        let signers = args.keys.load(context, &origin)?;
        let new = keys::log(context, &next, &origin)?;
        let keys = Keys { archivist: &*signers.archivist, log: &signers.log };
        match session::open(context, &archive, keys, Writes::Yes, signers.memory) {
            Ok(session) => {
                let policy = rotate_log(&session.trust().policy, &signers.log.vkey(), &new.vkey())?;
                let signers = session.trust().allowed_signers.to_string();
                session::print_names(context, &session.change_keys(signers, policy, Some(&new))?)?;
            }
            // An interrupted run had signed the change, and not logged it: with the new key it is picked up.
            Err(CliError::Seal(SealError::OtherLogKey)) => {
                let keys = Keys { archivist: &*signers.archivist, log: &new };
                session::open(context, &archive, keys, Writes::Yes, signers.memory).map_err(|error| match error {
                    CliError::Seal(SealError::OtherLogKey) => CliError::NotHandedOver(path.clone()),
                    error => error,
                })?;
            }
            Err(error) => return Err(error),
        }
    }
    // A crash here leaves the new key as FILE.next: the same command, run again, comes to this line.
    let retired = Keyring::replace(&path, &next)?;
    context.say(&format!(
        "log key    {} is new; the old one is {}\n",
        crate::report::clean_line(&path.display().to_string()),
        crate::report::clean_line(&retired.display().to_string())
    ))?;
    Ok(Exit::Good)
}

/// True if an interrupted run had sealed the new key already.
fn stated_already(context: &Context, archive: &Archive, next: &Path, origin: &str) -> Result<bool, CliError> {
    let believed = super::show::own_keys(archive)?;
    let vkey = keys::log(context, next, origin)?.vkey();
    Ok(believed.policy.logs().iter().any(|log| log.vkey == vkey))
}
