//! Private keys, in the user's config folder and never in an archive.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use ssh_key::{LineEnding, PrivateKey};

use super::{StoreError, is_there, sync_folder, write_new};
use crate::digest::Digest;

const WITNESS: &str = "witness";

/// Where a user's private keys lie: one folder an archive, by its origin.
#[derive(Clone, Debug)]
pub struct Keyring(PathBuf);

/// A private key as it was read, still encrypted if it has a passphrase.
#[derive(Debug)]
pub struct KeyFile {
    /// Where it lay.
    pub path: PathBuf,
    /// The key.
    pub key: PrivateKey,
}

/// Where a private key lies, and its public half, or why it cannot be read.
pub type Listed = (PathBuf, Result<ssh_key::PublicKey, String>);

/// A private key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Keys may lie in a folder that cannot be listed.
    #[error("{} cannot be read, and keys may lie in it: {source}", path.display())]
    Unlisted {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Other users may read it.
    #[error("{} can be read by others (mode {mode:04o}): it may be known to them", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// RSA, ECDSA, or a hardware key, whose secret is not in the file.
    #[error("{}: the private key is not of type ssh-ed25519", .0.display())]
    KeyType(PathBuf),
    /// Not an OpenSSH private key.
    #[error("{} is not an OpenSSH private key: {source}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: ssh_key::Error,
    },
}

impl Keyring {
    /// The keyring under a user's config folder.
    pub fn under(config: &Path) -> Self {
        Self(config.join("kzarchive").join("keys"))
    }

    /// The archivist's key for an archive.
    pub fn archivist(&self, origin: &str) -> PathBuf {
        self.folder(origin).join("archivist")
    }

    /// The log's key of an archive.
    pub fn log(&self, origin: &str) -> PathBuf {
        self.folder(origin).join("log")
    }

    /// A witness's key, by its key name.
    pub fn witness(&self, name: &str) -> PathBuf {
        self.folder(name).join(WITNESS)
    }

    /// All keys of witnesses.
    ///
    /// # Errors
    /// As [`Keyring::files`].
    pub fn witnesses(&self) -> Result<Vec<PathBuf>, KeyringError> {
        Ok(self.files()?.into_iter().filter(|path| path.file_name().is_some_and(|name| name == WITNESS)).collect())
    }

    /// All files of the keyring. One that is not there has none.
    ///
    /// # Errors
    /// A folder that cannot be listed. The danger: taken for empty, the keys in it would be made anew, or believed to be lost.
    pub fn files(&self) -> Result<Vec<PathBuf>, KeyringError> {
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&self.0).min_depth(2).max_depth(2).sort_by_file_name() {
            match entry {
                // A witness's key has its memory beside it, a folder.
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => files.push(entry.into_path()),
                Err(error) => {
                    let path = error.path().unwrap_or(&self.0).to_owned();
                    // Only a walk that follows links has errors of another kind.
                    let source = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                    if source.kind() != io::ErrorKind::NotFound {
                        return Err(KeyringError::Unlisted { path, source });
                    }
                }
            }
        }
        Ok(files)
    }

    /// One folder an archive.
    fn folder(&self, origin: &str) -> PathBuf {
        self.0.join(file_name(origin))
    }

    /// All private keys of the keyring, each with its public half, or why it cannot be read.
    ///
    /// # Errors
    /// As [`Keyring::files`].
    pub fn keys(&self) -> Result<Vec<Listed>, KeyringError> {
        let private = self.files()?.into_iter().filter(|path| path.extension().is_none());
        let keys = private.map(|path| {
            let key = KeyFile::read(&path).map(|file| file.key.public_key().clone());
            (path, key.map_err(|error| error.to_string()))
        });
        Ok(keys.collect())
    }

    /// Refuses a place at which a key lies already, before anybody is asked for a passphrase.
    ///
    /// # Errors
    /// Something is there, or it cannot be looked.
    pub fn must_be_new(path: &Path) -> Result<(), StoreError> {
        for file in [path.to_owned(), public_half(path)] {
            if is_there(&file)? {
                return Err(StoreError::Exists(file));
            }
        }
        Ok(())
    }

    /// Writes a new private key, readable by its owner alone, and its public half beside it as `.pub`.
    ///
    /// # Errors
    /// A file that is there already is never overwritten.
    pub fn save_new(path: &Path, key: &PrivateKey) -> Result<(), KeyringError> {
        let form = |source| KeyringError::Form { path: path.to_owned(), source };
        let private = key.to_openssh(LineEnding::LF).map_err(form)?;
        let public = key.public_key().to_openssh().map_err(form)? + "\n";
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(StoreError::io(folder))?;
        }
        write_new(path, private.as_bytes(), 0o600)?;
        write_new(&public_half(path), public.as_bytes(), 0o644)?;
        Ok(())
    }

    /// Puts a new key in the place of an old one, which is kept as `FILE.retired-…`; gives that path.
    ///
    /// # Errors
    /// A file that cannot be moved. Run again, it goes on where it stopped.
    pub fn replace(path: &Path, next: &Path) -> Result<PathBuf, KeyringError> {
        let with = |path: &Path, suffix: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        let new = KeyFile::read(next)?.key;
        // Named after the key that took its place: the same on every run.
        let digest = Digest::of(new.public_key().key_data().ed25519().map_or(&[][..], |key| &key.0)).to_string();
        let retired = with(path, &format!(".retired-{}", &digest[..8]));
        // The private key comes last: as long as it is FILE.next, the change is not done.
        for suffix in [".pub", ""] {
            let (old, kept, new) = (with(path, suffix), with(&retired, suffix), with(next, suffix));
            if !is_there(&kept)? && is_there(&old)? {
                fs::rename(&old, &kept).map_err(StoreError::io(&old))?;
            }
            if is_there(&new)? {
                fs::rename(&new, &old).map_err(StoreError::io(&new))?;
            }
        }
        sync_folder(path.parent().unwrap_or(Path::new(".")))?;
        Ok(retired)
    }
}

/// Where the public half of a private key lies.
fn public_half(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

impl KeyFile {
    /// Reads a private key. Links are followed: people keep keys where they like.
    ///
    /// # Errors
    /// See [`KeyringError`].
    pub fn read(path: &Path) -> Result<Self, KeyringError> {
        let meta = fs::metadata(path).map_err(StoreError::io(path))?;
        if !meta.is_file() {
            let source = super::OpenError::NotRegular;
            return Err(StoreError::Open { path: path.to_owned(), source }.into());
        }
        let mode = meta.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyringError::Exposed { path: path.to_owned(), mode });
        }
        let file = fs::File::open(path).map_err(StoreError::io(path))?;
        let bytes = super::archive::read_limited(file, path, 1 << 20)?;
        let key = PrivateKey::from_openssh(bytes).map_err(|source| match source {
            // Of some types the library knows the name alone.
            ssh_key::Error::AlgorithmUnknown => KeyringError::KeyType(path.to_owned()),
            source => KeyringError::Form { path: path.to_owned(), source },
        })?;
        Ok(Self { path: path.to_owned(), key })
    }
}

/// An origin as one part of a path: all but plain characters as `%XX`.
pub(super) fn file_name(origin: &str) -> String {
    let mut name = String::new();
    for byte in origin.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            b'.' if !name.is_empty() => name.push('.'),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use ssh_key::{Algorithm, rand_core::OsRng};

    #[test]
    fn keys_are_saved_for_their_owner_alone_and_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = Keyring::under(dir.path()).archivist("a.example/kz archive");
        assert!(path.ends_with("kzarchive/keys/a.example%2Fkz%20archive/archivist"));
        let key = PrivateKey::random(&mut OsRng, Algorithm::Ed25519).unwrap();
        Keyring::save_new(&path, &key).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(KeyFile::read(&path).unwrap().key, key);
        let again = Keyring::save_new(&path, &key);
        assert!(matches!(again, Err(KeyringError::Store(StoreError::Exists(_)))));
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        Keyring::save_new(&path, &PrivateKey::random(&mut OsRng, Algorithm::Ed25519).unwrap()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(KeyFile::read(&path), Err(KeyringError::Exposed { mode: 0o640, .. })));
        fs::write(&path, "no key").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(KeyFile::read(&path), Err(KeyringError::Form { .. })));
    }

    #[test]
    fn origins_cannot_leave_the_keyring() {
        let keyring = Keyring::under(Path::new("/c"));
        assert_eq!(keyring.log("../../x"), Path::new("/c/kzarchive/keys/%2E.%2F..%2Fx/log"));
    }
}
