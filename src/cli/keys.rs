//! Finding the two keys, and opening them.

use std::path::{Path, PathBuf};

use ssh_key::{Algorithm, PrivateKey};

use super::session::Memory;
use super::{CliError, Context};
use crate::store::{Agent, KeyFile, Keyring, KeyringError, look, read_file};
use crate::trust::secret::{SecretError, decrypt, note_signer};
use crate::trust::sshsig::KeyInMemory;
use crate::trust::{KeyName, ManifestSigner, NoteSigner, SshPublicKey};

#[derive(Debug, clap::Args)]
pub(super) struct KeyArgs {
    /// The archivist's private key, or the .pub file of one that ssh-agent holds [env: KZARCHIVE_KEY]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The log's private key [env: KZARCHIVE_LOG_KEY]
    #[arg(long, value_name = "FILE")]
    pub log_key: Option<PathBuf>,
    /// Neither compare with what this machine accepted before, nor remember what is sealed: needed on another branch
    #[arg(long)]
    pub no_memory: bool,
}

/// Both keys, ready to sign.
pub(super) struct Signers {
    pub archivist: Box<dyn ManifestSigner>,
    pub log: NoteSigner,
    pub memory: Memory,
}

impl KeyArgs {
    pub(super) fn archivist_path(&self, context: &Context, keyring: &Keyring, origin: &str) -> PathBuf {
        let named = self.key.clone().or_else(|| context.variable("KZARCHIVE_KEY"));
        named.unwrap_or_else(|| keyring.archivist(origin))
    }

    pub(super) fn log_path(&self, context: &Context, keyring: &Keyring, origin: &str) -> PathBuf {
        let named = self.log_key.clone().or_else(|| context.variable("KZARCHIVE_LOG_KEY"));
        named.unwrap_or_else(|| keyring.log(origin))
    }

    pub(super) fn memory(&self) -> Memory {
        if self.no_memory { Memory::LeftOut } else { Memory::Counts }
    }

    /// Finds and opens both keys of an archive.
    pub(super) fn load(&self, context: &Context, origin: &str) -> Result<Signers, CliError> {
        let keyring = context.keyring()?;
        let archivist = archivist(context, &self.archivist_path(context, &keyring, origin))?;
        let log = log(context, &self.log_path(context, &keyring, origin), origin)?;
        Ok(Signers { archivist, log, memory: self.memory() })
    }
}

/// An archivist's key: a private key file, or the public half of a key that ssh-agent holds.
pub(super) fn archivist(context: &Context, path: &Path) -> Result<Box<dyn ManifestSigner>, CliError> {
    if path.extension().is_some_and(|extension| extension == "pub") {
        let text = String::from_utf8_lossy(&read_file(path, 1 << 16)?).into_owned();
        let shown = || path.display().to_string();
        let public = ssh_key::PublicKey::from_openssh(&text);
        let public = public.map_err(|_| CliError::PublicKey(shown()))?;
        // Before the agent is asked: of an RSA key the archive would be blamed.
        SshPublicKey::from_key_data(public.key_data()).map_err(|_| CliError::PublicKey(shown()))?;
        let socket = context.variable("SSH_AUTH_SOCK");
        let socket = socket.ok_or(CliError::Usage("there is no ssh-agent: SSH_AUTH_SOCK is not set"))?;
        return Ok(Box::new(Agent::connect(&socket)?.key(public.key_data())?));
    }
    let key = KeyInMemory::new(&open(context, KeyOf::Archivist, path)?).map_err(crate::seal::SealError::from)?;
    Ok(Box::new(key))
}

/// The log's key.
pub(super) fn log(context: &Context, path: &Path, origin: &str) -> Result<NoteSigner, CliError> {
    let name: KeyName = origin.parse().map_err(crate::seal::SealError::Origin)?;
    let secret = |error| CliError::Secret(path.display().to_string(), error);
    note_signer(&open(context, KeyOf::Log, path)?, name).map_err(secret)
}

/// Whose a private key is: where it is not there, help differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyOf {
    Archivist,
    Log,
    Witness,
}

/// Opens a private key, asking for its passphrase where it has one.
pub(super) fn open(context: &Context, whose: KeyOf, path: &Path) -> Result<PrivateKey, CliError> {
    look(path).map_err(|error| match error.is_not_found() {
        true => CliError::NoKey(whose, path.display().to_string()),
        // It may well be there, where nobody may look.
        false => error.into(),
    })?;
    let key = KeyFile::read(path)?.key;
    if key.algorithm() != Algorithm::Ed25519 {
        return Err(KeyringError::KeyType(path.to_owned()).into());
    }
    if !key.is_encrypted() {
        return Ok(key);
    }
    if let Some(opened) = context.typed().iter().find_map(|passphrase| decrypt(&key, passphrase).ok()) {
        return Ok(opened);
    }
    let shown = path.display().to_string();
    match context.passphrase(&format!("Passphrase for {}: ", crate::report::clean_line(&shown)))? {
        Some(passphrase) => decrypt(&key, &passphrase).map_err(|error| CliError::Secret(shown, error)),
        None => Err(CliError::Secret(shown, SecretError::Encrypted)),
    }
}
