//! `kzarchive witness`

mod cosign;
mod policy;
mod serve;
mod submit;

use std::path::{Path, PathBuf};

use super::init::{new_key, new_passphrase};
use super::keys::{self, KeyOf};
use super::{CliError, Context, Exit};
use crate::report::clean_line;
use crate::store::{Keyring, WitnessState, read_file};
use crate::trust::cosignature::Cosigner;
use crate::trust::secret::cosigner;
use crate::trust::{KeyName, Policy};

/// The largest policy that is read, in bytes; its own reader allows less.
const POLICY_LIMIT: u64 = 1 << 20;

#[derive(Debug, clap::Subcommand)]
#[command(after_help = "\
A witness is somebody else: with the archivist's own machine as witness, nothing is gained. It signs a checkpoint only \
if that extends the last one that it signed. docs/witness.md has a worked example.

Example:
  kzarchive witness cosign ~/clones/archive")]
pub(super) enum Args {
    /// Make a witness's key
    #[command(after_help = "\
Example:
  kzarchive witness new witness.example/w1")]
    New {
        /// Its name, by custom an address without `https://`, such as witness.example/w1
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Cosign the checkpoint of an archive that lies here
    Cosign(cosign::Args),
    /// Ask a witness for its cosignature, over HTTP
    Submit(submit::Args),
    /// Print what a witness is asked, to be sent by other means
    Request(submit::RequestArgs),
    /// Add the cosignatures that came back by other means
    Add(submit::AddArgs),
    /// Seal a policy that asks for witnesses
    Policy(policy::Args),
    /// Answer those who ask, over HTTP
    Serve(serve::Args),
}

/// Which witness.
#[derive(Debug, clap::Args)]
struct Who {
    /// The name of the witness; not needed where there is one only
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Its private key; else the one that `witness new` made
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The folder in which it remembers what it cosigned; else beside the key, as FILE-state
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    match args {
        Args::New { name } => new(context, name),
        Args::Cosign(args) => cosign::run(context, args),
        Args::Submit(args) => submit::run(context, args),
        Args::Request(args) => submit::request(context, args),
        Args::Add(args) => submit::add(context, args),
        Args::Policy(args) => policy::run(context, args),
        Args::Serve(args) => serve::run(context, args),
    }
}

fn new(context: &Context, name: &str) -> Result<Exit, CliError> {
    let named: KeyName = name.parse()?;
    let path = context.keyring()?.witness(name);
    Keyring::must_be_new(&path)?;
    let passphrase = new_passphrase(context)?;
    // The comment carries the name, so that a key file alone says whose it is.
    let key = new_key(&path, name, None)?;
    let shown = path.display().to_string();
    let vkey = cosigner(&key, named).map_err(|error| CliError::Secret(shown.clone(), error))?.vkey();
    let key = match passphrase {
        Some(passphrase) => crate::trust::secret::encrypt(&key, &mut ssh_key::rand_core::OsRng, &passphrase)
            .map_err(|error| CliError::Secret(shown.clone(), error))?,
        None => key,
    };
    Keyring::save_new(&path, &key)?;
    context.say(&format!(
        "witness {} has a key in {}\nFor keys/policy of archives that ask it:\n{}",
        clean_line(name),
        clean_line(&shown),
        policy_line(&vkey)
    ))?;
    Ok(Exit::Good)
}

/// The line that names a witness in a policy.
fn policy_line(vkey: &crate::trust::VerifierKey) -> String {
    format!("witness {} {}\n", clean_line(vkey.name().as_str()), clean_line(&vkey.to_string()))
}

impl Who {
    /// Finds the key and the memory.
    fn find(&self, context: &Context) -> Result<(Cosigner, WitnessState), CliError> {
        let path = match (&self.key, &self.name) {
            (Some(path), _) => path.clone(),
            (None, Some(name)) => context.keyring()?.witness(name),
            (None, None) => match context.keyring()?.witnesses()?.as_slice() {
                [] => return Err(CliError::Usage("there is no witness's key; `kzarchive witness new NAME` makes one")),
                [one] => one.clone(),
                _ => return Err(CliError::Usage("there are several witnesses' keys; say which with --name")),
            },
        };
        let key = keys::open(context, KeyOf::Witness, &path)?;
        let name: KeyName = self.name.as_deref().unwrap_or(key.comment()).parse()?;
        let cosigner = cosigner(&key, name).map_err(|error| CliError::Secret(path.display().to_string(), error))?;
        // Beside the key: a key that is moved without its memory would sign whatever it is shown.
        let state = self.state.clone().unwrap_or_else(|| beside(&path));
        Ok((cosigner, WitnessState::at(&state)))
    }
}

fn beside(key: &Path) -> PathBuf {
    let mut name = key.as_os_str().to_owned();
    name.push("-state");
    name.into()
}

/// Reads a policy file.
fn read_policy(file: &Path) -> Result<Policy, CliError> {
    parse_policy(&read_file(file, POLICY_LIMIT)?)
}

fn parse_policy(bytes: &[u8]) -> Result<Policy, CliError> {
    Policy::parse(bytes).map_err(|error| CliError::Keys("the policy", error.to_string()))
}
