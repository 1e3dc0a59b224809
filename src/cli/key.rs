//! `kzarchive key`

use std::path::PathBuf;

use super::init::{new_key, new_passphrase};
use super::show::own_keys;
use super::{CliError, Context, Exit, trust};
use crate::report::clean_line;
use crate::store::{Agent, Keyring, inside};

#[derive(Debug, clap::Subcommand)]
#[command(after_help = "\
Example:
  kzarchive key show")]
pub(super) enum Args {
    /// Make a new archivist's key
    #[command(after_help = "\
Example:
  kzarchive key new ~/b.k --comment b.k.")]
    New {
        /// Where it goes; the public half beside it as FILE.pub
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// A word in the key file that says whose it is
        #[arg(long, default_value = "archivist")]
        comment: String,
    },
    /// List the keys that could seal: of your keyring and of ssh-agent
    #[command(after_help = "\
Example:
  kzarchive key list")]
    List,
    /// Show the archive's keys: who may seal, and the log's key
    #[command(after_help = "\
Example:
  kzarchive -C my-archive key show")]
    Show,
    /// Let another person seal
    Add(trust::Add),
    /// End a person's or a key's time: what was sealed before stays valid
    Retire(trust::Retire),
    /// Sign the log with a new key from now on
    RotateLog(trust::RotateLog),
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    match args {
        Args::New { file, comment } => {
            if let Some(place) = inside(file)? {
                return Err(CliError::KeyInArchive(file.clone(), place.archive));
            }
            Keyring::must_be_new(file)?;
            let passphrase = new_passphrase(context)?;
            let key = new_key(file, comment, passphrase.as_deref())?;
            Keyring::save_new(file, &key)?;
            let fingerprint = key.fingerprint(ssh_key::HashAlg::Sha256);
            context.say(&format!("{fingerprint}  {}\n", clean_line(&file.display().to_string())))?;
        }
        Args::List => list(context)?,
        Args::Show => show(context)?,
        Args::Add(args) => return trust::add(context, args),
        Args::Retire(args) => return trust::retire(context, args),
        Args::RotateLog(args) => return trust::rotate(context, args),
    }
    Ok(Exit::Good)
}

fn list(context: &Context) -> Result<(), CliError> {
    let mut out = String::new();
    for (path, key) in context.keyring()?.keys()? {
        let fingerprint = key.map_or_else(|why| why, |key| key.fingerprint(ssh_key::HashAlg::Sha256).to_string());
        out += &format!("keyring  {}  {}\n", clean_line(&fingerprint), clean_line(&path.display().to_string()));
    }
    if let Some(socket) = context.variable("SSH_AUTH_SOCK") {
        match Agent::connect(&socket).and_then(|mut agent| agent.keys()) {
            Ok(keys) => {
                for key in keys {
                    let fingerprint = key.fingerprint(ssh_key::HashAlg::Sha256);
                    out += &format!("agent    {fingerprint}  {}\n", clean_line(key.comment()));
                }
            }
            Err(error) => context.note(&error.to_string()),
        }
    }
    if out.is_empty() {
        context.note("no keys yet; `kzarchive init` or `kzarchive key new FILE` makes them");
    }
    context.print(&out)
}

fn show(context: &Context) -> Result<(), CliError> {
    let archive = context.archive()?;
    let believed = own_keys(&archive)?;
    let mut out = String::from("who may seal (keys/allowed_signers)\n");
    for entry in believed.allowed.entries() {
        let from = entry.valid_after().map(|at| format!(", from {at}")).unwrap_or_default();
        let until = entry.valid_before().map(|at| format!(", until {at}")).unwrap_or_default();
        let who = entry.principals().join(",");
        out += &format!("  {}  {}{from}{until}\n", entry.key().fingerprint(), clean_line(&who));
    }
    out += "logs (keys/policy)\n";
    for log in believed.policy.logs() {
        out += &format!("  {}\n", clean_line(&log.vkey.to_string()));
    }
    if !believed.policy.witnesses().is_empty() {
        out += "witnesses (keys/policy)\n";
    }
    for witness in believed.policy.witnesses() {
        out += &format!("  {}\n", clean_line(&witness.vkey.to_string()));
    }
    context.print(&out)
}
