//! A new archive.

use std::path::Path;

use super::session::checkpoint;
use super::{Keys, SealError};
use crate::digest::Digest;
use crate::log::{Entries, Entry};
use crate::manifest::{Manifest, TrustStatement};
use crate::store::{
    Archive, Durability, Existing, Settings, StoreError, is_there, layout, make_folder, read_file, write,
};
use crate::timestamp::Timestamp;
use crate::trust::allowed_signers::Entry as Signer;
use crate::trust::policy::SimplePolicy;
use crate::trust::sshsig::{NAMESPACE, sign};
use crate::trust::{KeyName, SshPublicKey};

/// Keeps git from changing a byte of what is sealed. No encoding is said with `!`, not `-`: gitoxide, which cargo reads
/// work trees with, stops at an encoding that is false.
pub const GIT_ATTRIBUTES: &str = "\
# kzarchive: sealed bytes stay as they are, whatever a user's git converts.
archive/** -text -ident -filter !working-tree-encoding
manifests/** -text -ident -filter !working-tree-encoding
manifests/SHA256SUMS merge=kzarchive
keys/** -text -ident -filter !working-tree-encoding
kzarchive.toml -text -ident -filter !working-tree-encoding
";

/// What a new archive needs.
pub struct Init<'a> {
    /// Its folder; made if it is not there.
    pub folder: &'a Path,
    /// The log's identity.
    pub origin: &'a str,
    /// The archivist's name.
    pub principal: &'a str,
    /// Both keys.
    pub keys: Keys<'a>,
    /// The time now.
    pub now: Timestamp,
    /// What writes it, name and version.
    pub tool: &'a str,
}

/// Makes an archive: folders, keys, first statement, log, checkpoint, and last its mark, `kzarchive.toml`.
///
/// # Errors
/// A folder that is an archive, or holds parts of one.
pub fn init(new: &Init<'_>) -> Result<Archive, SealError> {
    let at = |part: &str| new.folder.join(part);
    if is_there(&at(layout::SETTINGS))? {
        return Err(StoreError::AlreadyAnArchive(new.folder.to_owned()).into());
    }
    for part in [layout::SUMS, layout::CHECKPOINT, layout::ALLOWED_SIGNERS, layout::POLICY] {
        if is_there(&at(part))? {
            return Err(SealError::Leftover(part.to_owned()));
        }
    }
    new.origin.parse::<KeyName>()?;
    let key = SshPublicKey::from_key_data(new.keys.archivist.public_key())
        .map_err(|error| SealError::NotVerified { path: "the key".to_owned(), detail: error.to_string() })?;
    let signer = Signer::new(new.principal, key)?.for_namespace(NAMESPACE)?;
    let allowed_signers = format!("{signer}\n");
    let policy = SimplePolicy(&new.keys.log.vkey()).to_string();
    let settings = Settings::text(new.origin);

    for folder in [layout::TEXTS, layout::MANIFESTS, layout::KEYS] {
        make_folder(&at(folder))?;
    }
    let mut manifest = Manifest::new(new.origin, new.now, new.principal, new.tool);
    manifest.trust = Some(TrustStatement {
        settings: Digest::of(settings.as_bytes()),
        allowed_signers: allowed_signers.as_str().into(),
        policy: policy.as_str().into(),
        replaces: None,
    });
    let bytes = manifest.into_bytes()?;
    let entry = Entry::new(new.now, Digest::of(&bytes));
    let name = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
    let signature = sign(NAMESPACE, &bytes, new.keys.archivist)?;
    let sums = format!("{entry}\n");
    let mut entries = Entries::default();
    entries.push(entry).map_err(|_| SealError::AlreadyLogged(name.clone()))?;
    let checkpoint = checkpoint(&entries, new.keys.log)?;

    let new_file = |path: &str, bytes: &[u8]| write(&at(path), bytes, Existing::Refuse, Durability::Now);
    new_file(layout::ALLOWED_SIGNERS, allowed_signers.as_bytes())?;
    new_file(layout::POLICY, policy.as_bytes())?;
    new_file(&name, &bytes)?;
    new_file(&format!("{name}.sig"), signature.as_bytes())?;
    new_file(layout::SUMS, sums.as_bytes())?;
    new_file(layout::CHECKPOINT, checkpoint.as_bytes())?;
    git_attributes(&at(".gitattributes"))?;
    // The mark comes last: a crash before it leaves no archive, only files that `init` names.
    new_file(layout::SETTINGS, settings.as_bytes())?;
    Ok(Archive::at(new.folder)?)
}

/// Appends our lines to a `.gitattributes` that has not got them.
fn git_attributes(path: &Path) -> Result<(), StoreError> {
    let before = match read_file(path, 1 << 20) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => Vec::new(),
        Err(error) => return Err(error),
    };
    if memchr::memmem::find(&before, GIT_ATTRIBUTES.as_bytes()).is_some() {
        return Ok(());
    }
    write(path, &[&before[..], GIT_ATTRIBUTES.as_bytes()].concat(), Existing::Replace, Durability::Now)
}
